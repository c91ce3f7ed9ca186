"""Dates that a reader asks for: of a roster, of the records, of a comparison."""

import datetime
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortia.states import IN_FORCE
from portal.components.dates import EARLIEST, LATEST

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FORMAT_HINT = _("Example: 2024-07-01 or 7/1/2024.")
BAD_DATE = "Enter the date in this format: 2024-07-01. The status is recorded, confirmed, disputed, or left out."
BAD_DATES = "Enter both dates in this format: 2024-07-01."


class DayField(forms.DateField):
    """A date. A value that is not a date is quoted in the error, with the right format."""

    def __init__(
        self,
        label: "str | _StrPromise",
        help_text: "str | _StrPromise" = FORMAT_HINT,
        *,
        required: bool = False,
        missing: "str | _StrPromise" = "",
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            widget=forms.DateInput(attrs={"type": "date"}),
            error_messages={"required": missing} if missing else None,
        )

    def to_python(self, value: "str | datetime.datetime | datetime.date | None") -> datetime.date | None:
        """The date, or None. Raises ValidationError."""
        try:
            day = super().to_python(value)
        except forms.ValidationError:
            words = gettext("“%(value)s” is not a valid date. Enter a date like 2024-07-01 or 7/1/2024.")
            raise forms.ValidationError(words % {"value": str(value)[:30]}) from None
        if day is not None and not EARLIEST <= day.year <= LATEST:
            words = gettext("Enter a year between %(first)s and %(last)s.")
            raise forms.ValidationError(words % {"first": EARLIEST, "last": LATEST})
        return day


class RosterForm(forms.Form):
    """The date of a roster, and optionally the date its records are from."""

    on = DayField(_("Date"))
    known = DayField(_("According to the records of (optional)"), _("Leave empty for today’s records."))


class AllRostersForm(forms.Form):
    """The date of the rosters of all consortia, and optionally the status of memberships.

    The filters of the list of consortia are kept in hidden fields.
    """

    on = DayField(_("Date"))
    membership = forms.ChoiceField(
        label=_("Status of the membership"),
        choices=[("", _("All")), *((str(status.value), status.label) for status in IN_FORCE)],
        required=False,
        error_messages={"invalid_choice": _("Choose a status from the list.")},
    )

    def __init__(
        self, data: QueryDict | None = None, *, filters: list[tuple[str, str]], initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        for name, value in filters:
            field = self.fields.setdefault(name, forms.Field(widget=forms.MultipleHiddenInput, initial=[]))
            field.required = False
            field.initial.append(value)


class ComparisonForm(forms.Form):
    """Two dates to compare."""

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["from"] = DayField(_("From"))
        self.fields["to"] = DayField(_("To (optional)"), _("Leave empty for today."))


class PlaceComparisonForm(ComparisonForm):
    """Two dates, and optionally a region of the state."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        regions: list[tuple[str, str]],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        if regions:
            self.fields["region"] = forms.ChoiceField(
                label=_("Members in"),
                choices=[("", _("The whole state")), *regions],
                required=False,
                error_messages={"invalid_choice": _("Choose a region from the list.")},
            )
