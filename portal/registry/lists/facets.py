"""What a faceted list's page shows: a facet, its values with their counts, and a filter in use."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_CHECKED, _NESTED = mark_safe(" checked"), mark_safe(' class="facet__part"')


@dataclass(frozen=True)
class Facet:
    """A filter: its parameter, its label, its values in order, and a hint."""

    name: str
    label: Any
    choices: tuple[tuple[str, Any], ...] = ()
    hint: Any = ""
    has_many: bool = False
    # Values nested under the last preceding value that is not itself nested.
    nested: frozenset[str] = frozenset()


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
        boxes = format_html_join(
            "",
            '<li{}><label><input type="checkbox" id="{}" name="{}" value="{}"{}> <span>{}</span> '
            '<span class="facet__count">{}</span></label></li>',
            (
                (
                    _NESTED if option.value in self.facet.nested else "", option.id, self.facet.name, option.value,
                    _CHECKED if option.is_chosen else "", option.label, f"{option.count:,}",
                )
                for option in self.options
            ),
        )  # fmt: skip
        return format_html('<ul class="facet__list">{}</ul>', boxes) if boxes else boxes


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address of the list without it."""

    label: Any
    value: Any
    address: str
