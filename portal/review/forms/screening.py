"""The eligibility screen: an officer's answers by rule, the notice to the applicant, and reinstating."""

from collections.abc import Mapping, Sequence

from django import forms
from django.http import QueryDict

from grants.models import Screening
from grants.rules.eligibility_checks import EligibilityRule
from grants.rules.screen import JudgedRule
from grants.rules.texts import LONGEST_NOTE
from grants.states import ReinstatementGround, RuleJudgment, ScreenOutcome
from portal.components.dates import day_field


def _text(label: str, *, required: str = "", help_text: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=LONGEST_NOTE,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "max_length": f"Shorten the text to {LONGEST_NOTE:,} characters"},
    )


class ScreeningForm(forms.Form):
    """Two fields for each rule of the round: the answer, with the fact below it, and the evidence."""

    def __init__(
        self, data: QueryDict | None, *, rules: Sequence[EligibilityRule], own: Screening | None = None
    ) -> None:
        super().__init__(data)
        self.rules = rules
        before = {row["rule"]: row for row in own.judgments} if own else {}
        for rule in rules:
            known = before.get(rule.key, {})
            self.fields[f"answer_{rule.key}"] = forms.ChoiceField(
                label=rule.title,
                choices=RuleJudgment.choices,
                widget=forms.RadioSelect,
                initial=known.get("answer"),  # nothing is preselected: the officer reads each fact
                help_text=_fact(rule),
                error_messages=dict.fromkeys(("required", "invalid_choice"), f"Choose an answer for “{rule.title}”"),
            )
            self.fields[f"evidence_{rule.key}"] = forms.CharField(
                label=f"Evidence: {rule.title}",
                required=False,
                max_length=LONGEST_NOTE,
                initial=known.get("evidence", ""),
                error_messages={"max_length": f"Shorten the evidence to {LONGEST_NOTE:,} characters"},
            )
        if own and own.outcome != ScreenOutcome.LOOK:
            self.fields["reason"] = _text("Reason for the change", help_text="Officers read it.")
        self.fields["seen"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=" ".join(rule.key for rule in rules)
        )

    def judged(self) -> dict[str, JudgedRule]:
        """What the officer says about each rule."""
        data = self.cleaned_data
        return {rule.key: JudgedRule(data[f"answer_{rule.key}"], data[f"evidence_{rule.key}"]) for rule in self.rules}

    def seen(self) -> list[str]:
        """The rules that the page showed."""
        return str(self.cleaned_data["seen"]).split()

    def reason(self) -> str:
        """Why an earlier conclusion changes; "" for none."""
        values: Mapping[str, str] = self.cleaned_data
        return values.get("reason", "")


def _fact(rule: EligibilityRule) -> str:
    facts = " ".join(rule.answer.facts)
    needed = "" if rule.is_required else " This rule alone doesn’t block a submission."
    source = f" Source: {rule.answer.source}." if rule.answer.source else ""
    return f"{rule.answer.result.label}. {facts}{source}{needed}"


class NoticeForm(forms.Form):
    """How and until when the applicant can answer."""

    how_to_answer = _text("How the applicant can respond", required="Enter how the applicant can respond")
    answer_by = day_field("Respond by", missing="Enter the response deadline")


class ReinstatementForm(forms.Form):
    """Why the application continues."""

    ground = forms.ChoiceField(
        label="Why",
        choices=ReinstatementGround.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose why the application is reinstated"),
    )
    reason = _text(
        "Reason",
        required="Enter the reason",
        help_text="Members who were notified that the application is ineligible get it by email.",
    )


class ScreenDateForm(forms.Form):
    """Until when officers screen applications."""

    screened_by = day_field(
        "Screen by", "Officers see this date, and can still screen after it. Leave blank for no date."
    )
