"""The shape of an amendment that a lead proposes."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict

from grants.rules.texts import LONGEST_NOTE

Row = Mapping[str, Any]  # of a submitted version
REMOVE = "-"  # no key of a member
NOT_CHOSEN = dict.fromkeys(("required", "invalid_choice"), "Choose one of the options.")


class AmendmentForm(forms.Form):
    """Why the lead proposes an amendment."""

    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Members, the member that left, and reviewers see it.",
        error_messages={
            "required": "Enter the reason",
            "max_length": f"Shorten the reason to {LONGEST_NOTE:,} characters.",
        },
    )

    def answer(self) -> dict[str, Any]:
        """The answer as the action takes it."""
        return self.cleaned_data


class ContinueForm(AmendmentForm):
    """What becomes of each budget line and each activity of a member that left."""

    def __init__(
        self, data: QueryDict | None, *, lines: Sequence[Row], led: Sequence[Row], others: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.lines, self.led = [line["key"] for line in lines], [activity["key"] for activity in led]
        take_over = [(key, f"{name} takes it over") for key, name in others]
        for line in lines:
            amount = f"${line['amount']:,}" if line["amount"] is not None else "amount not stated"
            self.fields[f"line-{line['key']}"] = forms.ChoiceField(
                label=f"Budget line “{line['line']}”: {amount}",
                choices=[(REMOVE, "Remove it from the budget"), *take_over],
                error_messages=NOT_CHOSEN,
            )
        for activity in led:
            self.fields[f"lead-{activity['key']}"] = forms.ChoiceField(
                label=f"New lead member of “{activity['title']}”",
                choices=[(REMOVE, "None"), *others],
                error_messages=NOT_CHOSEN,
            )
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def answer(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "lines": {key: data[f"line-{key}"].removeprefix(REMOVE) for key in self.lines},
            "leads": {key: data[f"lead-{key}"].removeprefix(REMOVE) for key in self.led},
            "reason": data["reason"],
        }


class ReplaceForm(AmendmentForm):
    """The member that takes the place of one that left."""

    successor = forms.ChoiceField(
        label="Member that takes its place",
        help_text="Current members of the consortium that aren’t in this application.",
        error_messages={"required": "Choose a member.", "invalid_choice": "Choose one of the listed members."},
    )
    field_order = ("successor", "reason")

    def __init__(self, data: QueryDict | None, *, members: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = cast(forms.ChoiceField, self.fields["successor"])
        field.choices = [("", "Choose a member"), *members]
