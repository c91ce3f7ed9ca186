"""The filters of a faceted list, and what its page shows of them: values with their counts, and filters in use."""

import copy
from dataclasses import dataclass
from typing import Any, Self

import django_filters
from django import forms
from django.utils.safestring import SafeString, mark_safe

from portal.components.markup import markup

_CHECKED, _NESTED = mark_safe(" checked"), mark_safe(' class="facet__part"')


MOST_VALUES = 60
LONGEST_VALUE = 120


class ValuesField(forms.Field):
    """The values of a parameter, each once and without needless spaces. A value that doesn't exist stays: it finds
    nothing and is shown."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> tuple[str, ...]:
        """The first values, each cut to a reasonable length."""
        # A character that no database accepts becomes one that no value has.
        given = (" ".join(text.replace("\x00", "\ufffd")[:LONGEST_VALUE].split()) for text in value)
        return tuple(dict.fromkeys(filter(None, given)))[:MOST_VALUES]


class Parameter(django_filters.Filter):
    """A parameter of a faceted list, with any number of values."""

    field_class = ValuesField
    # Its name in addresses, and the list it belongs to.
    name: str
    parent: Any
    has_many = False

    def __init__(self, label: Any, *, field_name: str | None = None) -> None:
        super().__init__(field_name, label=label)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        # A list gets its own copy of each filter to know its parent; the choices never change.
        return copy.copy(self)

    @property
    def counted_by(self) -> tuple[str, ...]:
        """The fields, or expressions of the list, whose combinations are counted."""
        return (self.field_name,)

    def cell(self, *values: str) -> Any:
        """Its value, or a tuple of its values, in a combination of what it is counted by."""
        return values[0]

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The rows that have one of these values."""
        return rows.filter(**{f"{self.field_name}__in": values})


class Facet(Parameter):
    """A filter whose values are shown with their counts: its label, its values in order, and a hint."""

    def __init__(
        self,
        label: Any,
        choices: tuple[tuple[str, Any], ...] = (),
        *,
        field_name: str | None = None,
        hint: Any = "",
        has_many: bool = False,
    ) -> None:
        super().__init__(label, field_name=field_name)
        self.choices = choices
        self.hint = hint
        # A record may have several of its values.
        self.has_many = has_many
        # Values nested under the last preceding value that is not itself nested.
        self.nested: frozenset[str] = frozenset()


class OptionalFacet(Facet):
    """A facet of a field that may be empty, which is “unknown” in addresses."""

    def __init__(self, label: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(label, tuple((value or "unknown", name) for value, name in choices), **kwargs)

    def cell(self, *values: str) -> str:
        """The value of the field, or “unknown”."""
        return values[0] or "unknown"

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The rows that have one of these values."""
        return super().filter(rows, frozenset("" if value == "unknown" else value for value in values))


class Setting(Parameter):
    """A parameter that narrows nothing: the order of the list, and whether it shows records that have ended."""


@dataclass(frozen=True)
class Option:
    """One value of a facet with the number of rows it would leave."""

    value: str
    label: Any
    count: int
    is_chosen: bool
    id: str


@dataclass(frozen=True)
class FacetPanel:
    """A facet as the page shows it."""

    facet: Facet
    options: list[Option]
    # The value that is typed instead of chosen; None where all values are listed.
    typed: str | None = None

    @property
    def chosen_count(self) -> int:
        """The number of values that are chosen."""
        return sum(option.is_chosen for option in self.options)

    @property
    def is_open(self) -> bool:
        """Whether it starts open: where a value is chosen."""
        return bool(self.chosen_count or self.typed)

    @property
    def options_html(self) -> SafeString:
        """The values as a list of check boxes, made here because there may be hundreds."""
        boxes = "".join(
            markup(
                '<li%s><label><input type="checkbox" id="%s" name="%s" value="%s"%s> <span>%s</span> '
                '<span class="facet__count">%s</span></label></li>',
                _NESTED if option.value in self.facet.nested else "", option.id, self.facet.name, option.value,
                _CHECKED if option.is_chosen else "", option.label, f"{option.count:,}",
            )
            for option in self.options
        )  # fmt: skip
        return SafeString(f'<ul class="facet__list">{boxes}</ul>' if boxes else "")


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address of the list without it."""

    label: Any
    value: Any
    address: str
