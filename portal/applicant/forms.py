"""The shape of what applicants enter: activities with their commitments, budget lines, partners, signatures."""

from collections.abc import Iterable
from typing import Any

from django import forms

from consortia.models import Membership
from grants.models import Activity, Application, BudgetLine, Commitment, Participant, Partner
from grants.rules.application import LARGEST_NUMBER
from grants.rules.texts import LONGEST_NOTE
from grants.states import GiftKind

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SHORT = {"rows": 2, "class": "application-short"}
OTHER = "other"


class WholeNumberField(forms.IntegerField):
    """A whole number, also as people write sums: $24,000."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(value.replace(",", "").replace("$", "") if isinstance(value, str) else value)


def _amount(label: str, *, required: bool = False, help_text: str = "") -> WholeNumberField:
    return WholeNumberField(
        label=label,
        required=required,
        min_value=0,
        max_value=LARGEST_NUMBER,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "application-number"}),
    )


class StartForm(forms.Form):
    """For which consortium."""

    consortium = forms.TypedChoiceField(label="Consortium")

    def __init__(self, *args: Any, leads: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        consortia = list({lead.consortium.pk: lead.consortium for lead in leads}.values())
        _offer(self.fields["consortium"], consortia, "")


class ActivityForm(forms.Form):
    """One activity. Only the title must be there; what is missing is seen as missing."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="What you do together",
        max_length=200,
        help_text="As the narrative calls it, for example “Shared calculus”.",
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Not said"), *Activity.Kind.choices])
    starts_on = forms.DateField(label="First day", required=False, widget=DAY)
    ends_on = forms.DateField(label="Last day", required=False, widget=DAY)
    owner = forms.TypedChoiceField(label="Member in charge", required=False, empty_value=None)
    place = forms.CharField(label="Where", required=False, max_length=200)
    decided_by = forms.CharField(label="Who decides", required=False, max_length=200)
    contract = forms.TypedChoiceField(label="Shared contract it uses", required=False, empty_value=None)

    def __init__(self, *args: Any, application: Application, participants: list[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["owner"], participants, "Nobody in particular")
        _offer(self.fields["contract"], list(application.consortium.contracts.all()), "None")


class CommitmentForm(forms.Form):
    """What one member gives and gains in one activity."""

    takes_part = forms.BooleanField(label="Takes part", required=False)
    gives_kind = forms.ChoiceField(label="Gives", required=False, choices=[("", "Kind"), *GiftKind.choices])
    gives_text = forms.CharField(
        label="What it gives", required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs=SHORT)
    )
    gives_amount = _amount("Worth, $")
    gains_text = forms.CharField(
        label="What its students gain", required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs=SHORT)
    )
    gains_students = _amount("Students")
    gains_grades = forms.CharField(label="Grades", required=False, max_length=40)

    def __init__(
        self, *args: Any, participant: Participant, commitment: Commitment | None = None, **kwargs: Any
    ) -> None:
        if commitment is not None:
            fields = ("gives_kind", "gives_text", "gives_amount", "gains_text", "gains_students", "gains_grades")
            kwargs["initial"] = {"takes_part": True, **{field: getattr(commitment, field) for field in fields}}
        super().__init__(*args, **kwargs)
        self.participant, self.commitment = participant, commitment

    def clean(self) -> dict[str, Any]:
        """Whoever gives or gains something takes part, whether the box is ticked or not."""
        data = super().clean() or {}
        said = any(value not in (None, "", False) for name, value in data.items() if name != "takes_part")
        return {**data, "takes_part": data.get("takes_part") or said}


class BudgetLineForm(forms.Form):
    """One sum: what for, from whom, to whom, for whom."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    line = forms.CharField(label="What for", max_length=300)
    amount = _amount("Amount, US dollars", required=True, help_text="Whole dollars.")
    source = forms.ChoiceField(
        label="Paid from",
        help_text="Match is what members or others pay themselves.",
        choices=BudgetLine.Source.choices,
        widget=forms.RadioSelect,
    )
    payer = forms.TypedChoiceField(label="For match: the member that pays", required=False, empty_value=None)
    payer_name = forms.CharField(label="For match: who pays, if not a member", required=False, max_length=200)
    payee = forms.TypedChoiceField(label="Member that is paid", required=False, empty_value=None)
    payee_name = forms.CharField(
        label="Who is paid, if not a member",
        required=False,
        max_length=200,
        help_text="A partner or a supplier, by its name.",
    )
    benefits_all = forms.BooleanField(label="All members benefit", required=False)
    beneficiaries = forms.TypedMultipleChoiceField(
        label="Or only these members benefit", required=False, widget=forms.CheckboxSelectMultiple
    )
    activity = forms.TypedChoiceField(label="Activity", required=False, empty_value=None)

    def __init__(self, *args: Any, participants: list[Participant], activities: list[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["payer"], participants, "Not a member")
        _offer(self.fields["payee"], participants, "Not a member")
        _offer(self.fields["beneficiaries"], participants, "")
        _offer(self.fields["activity"], activities, "None")


class PartnerForm(forms.Form):
    """Somebody who helps but is no member."""

    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=Partner.Kind.choices, initial=Partner.Kind.OTHER)


class SignatureForm(forms.Form):
    """Who signs, and when the board voted."""

    name = forms.CharField(label="Your name", max_length=200, help_text="As you sign letters.")
    title = forms.CharField(label="Your title", max_length=200)
    board_on = forms.DateField(
        label="Day on which your board approved this",
        required=False,
        widget=DAY,
        help_text="If it has not voted yet, leave this blank and sign again afterwards. Reviewers see a missing day.",
    )


def _offer(field: Any, rows: list[Any], nothing: str) -> None:
    by_pk = {row.pk: row for row in rows}
    field.choices = [*([("", nothing)] if nothing else []), *((row.pk, str(row)) for row in rows)]
    field.coerce = lambda pk: by_pk[int(pk)]
