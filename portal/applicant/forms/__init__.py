"""The shape of what applicants enter: activities with their commitments, budget lines, partners, signatures."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict

from consortia.models import Membership
from districts.models import Appointment
from grants.models import (
    Activity,
    Application,
    BudgetLine,
    BudgetLineProposal,
    Commitment,
    Participant,
    Partner,
)
from grants.reads.intents import OwnIntent
from grants.rules.application import LARGEST_NUMBER
from grants.rules.intents import LONGEST_SUBJECT
from grants.rules.texts import LONGEST_NOTE
from grants.states import CostCategory, GiftKind
from portal.components.numbers import WholeNumberField

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SHORT = {"rows": 2, "class": "application-short"}


def _number(label: str, what: str, *, required: bool = False, help_text: str = "") -> WholeNumberField:
    return WholeNumberField(
        label=label,
        required=required,
        min_value=0,
        max_value=LARGEST_NUMBER,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "application-number"}),
        error_messages={
            "required": f"Enter {what}.",
            "invalid": f"Enter {what} as a whole number.",
            "min_value": f"Enter {what} as 0 or more.",
            "max_value": f"Enter {what} as at most {LARGEST_NUMBER:,}.",
        },
    )


def _day(label: str, what: str, *, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=DAY,
        help_text=help_text,
        error_messages={"invalid": f"Enter {what} as a date, such as 2027-08-17."},
    )


def _text_errors(what: str, most: int) -> dict[str, str]:
    return {"required": f"Enter {what}.", "max_length": f"Enter {what} in at most {most:,} characters."}


class StartForm(forms.Form):
    """The consortium that applies."""

    consortium = forms.TypedChoiceField(
        label="Consortium",
        error_messages={"required": "Choose a consortium.", "invalid_choice": "Choose a consortium from the list."},
    )

    def __init__(
        self, data: QueryDict | None = None, *, leads: Iterable[Membership], initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        consortia = list({lead.consortium.pk: lead.consortium for lead in leads}.values())
        _offer(self.fields["consortium"], consortia, "")


class IntentForm(forms.Form):
    """Who intends to apply, and two optional facts."""

    applicant = forms.TypedChoiceField(
        label="Who intends to apply",
        error_messages={"required": "Choose who intends to apply.", "invalid_choice": "Choose from the list."},
    )
    members = _number("Expected number of members", "the number of members", help_text="Include the lead.")
    subject = forms.CharField(
        label="Main subject",
        required=False,
        max_length=LONGEST_SUBJECT,
        help_text="For example, “Shared career and technical courses.”",
    )

    def __init__(self, data: QueryDict | None = None, *, own: Sequence[OwnIntent], chosen: str) -> None:
        by_key = {one.applicant.key: one for one in own}
        shown = by_key.get(chosen) or next(iter(own), None)
        intent = shown.intent if shown else None
        initial = {"applicant": shown.applicant.key} if shown else {}
        super().__init__(
            data, initial=initial | ({"members": intent.members, "subject": intent.subject} if intent else {})
        )
        field: Any = self.fields["applicant"]
        field.choices = [(key, one.applicant.name) for key, one in by_key.items()]
        field.coerce = by_key.__getitem__
        if len(own) == 1:
            field.widget = forms.HiddenInput()


class ActivityForm(forms.Form):
    """One activity. Only the name is required; whatever else is missing becomes a finding."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="Activity name",
        max_length=200,
        help_text="Use the name from your answers, such as “Shared calculus.”",
        error_messages=_text_errors("a name for the activity", 200),
    )
    kind = forms.ChoiceField(label="Type", required=False, choices=[("", "Not stated"), *Activity.Kind.choices])
    starts_on = _day("Start date", "the start date")
    ends_on = _day("End date", "the end date")
    owner = forms.TypedChoiceField(label="Lead member", required=False, empty_value=None)
    place = forms.CharField(
        label="Where", required=False, max_length=200, error_messages=_text_errors("the location", 200)
    )
    decided_by = forms.CharField(
        label="Who decides", required=False, max_length=200, error_messages=_text_errors("who decides", 200)
    )
    contract = forms.TypedChoiceField(label="Shared contract", required=False, empty_value=None)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        application: Application,
        participants: list[Participant],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        _offer(self.fields["owner"], participants, "None")
        _offer(self.fields["contract"], list(application.consortium.contracts.all()), "None")


class CommitmentForm(forms.Form):
    """What one member contributes to an activity and how its students benefit."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    gives_kind = forms.ChoiceField(label="Contribution", required=False, choices=[("", "Type"), *GiftKind.choices])
    gives_text = forms.CharField(
        label="What it contributes",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs=SHORT),
        error_messages=_text_errors("what it contributes", LONGEST_NOTE),
    )
    gives_amount = _number("Value ($)", "the value")
    gains_text = forms.CharField(
        label="How its students benefit",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs=SHORT),
        error_messages=_text_errors("how its students benefit", LONGEST_NOTE),
    )
    gains_students = _number("Students", "the number of students")
    gains_grades = forms.CharField(
        label="Grades", required=False, max_length=40, error_messages=_text_errors("the grades", 40)
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        commitment: Commitment | None = None,
        proposes: bool = False,
        prefix: str | None = None,
    ) -> None:
        source = (proposes and commitment and commitment.last_proposal) or commitment
        stored = {field: getattr(source, field) for field in Commitment.FIELDS} if source else {}
        revision = commitment.revision if commitment else 0
        super().__init__(data, prefix=prefix, initial={"revision": revision, **stored})
        self.commitment = commitment

    def words(self) -> dict[str, Any]:
        """What was typed, without the revision that it was made from."""
        return {field: self.cleaned_data[field] for field in Commitment.FIELDS}

    def start_from(self, commitment: Commitment | None) -> None:
        """Save again from this commitment; what was typed stays."""
        self.commitment = commitment
        typed = cast(QueryDict, self.data).copy()
        typed[self.add_prefix("revision")] = str(commitment.revision if commitment else 0)
        self.data = typed


class BudgetLineForm(forms.Form):
    """One budget line: its description and amount, who pays, who is paid, and who benefits."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    line = forms.CharField(
        label="Description", max_length=300, error_messages=_text_errors("a description of the budget line", 300)
    )
    amount = _number("Amount ($)", "the amount", required=True, help_text="Whole dollars.")
    source = forms.ChoiceField(
        label="Paid from",
        help_text="Match is money members or partners contribute.",
        choices=BudgetLine.Source.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose grant or match.", "invalid_choice": "Choose grant or match."},
    )
    payer = forms.TypedChoiceField(label="Match provided by", required=False, empty_value=None)
    payer_name = forms.CharField(
        label="Match provided by (if not a member)",
        required=False,
        max_length=200,
        error_messages=_text_errors("the name of who provides the match", 200),
    )
    payee = forms.TypedChoiceField(label="Paid to", required=False, empty_value=None)
    payee_name = forms.CharField(
        label="Paid to (if not a member)",
        required=False,
        max_length=200,
        help_text="The name of a partner or supplier.",
        error_messages=_text_errors("the name of who is paid", 200),
    )
    benefits_all = forms.BooleanField(label="All members benefit", required=False)
    beneficiaries = forms.TypedMultipleChoiceField(
        label="Members who benefit", required=False, widget=forms.CheckboxSelectMultiple
    )
    activity = forms.TypedChoiceField(label="Activity", required=False, empty_value=None)
    category = forms.ChoiceField(label="Category", required=False, choices=[("", "Not stated"), *CostCategory.choices])
    year = forms.TypedChoiceField(label="Project year", required=False, coerce=int, empty_value=None)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        line: BudgetLine | None = None,
        proposes: bool = False,
        payee: Participant | None = None,
        participants: list[Participant],
        activities: list[Activity],
        years: int = 0,
    ) -> None:
        source: BudgetLine | BudgetLineProposal | None = (line.last_proposal if proposes and line else None) or line
        initial: dict[str, object] = {"source": BudgetLine.Source.GRANT, "payee": payee.pk if payee else None}
        if source:
            initial = {field: source.serializable_value(field) for field in BudgetLine.FIELDS}
            initial["beneficiaries"] = list(source.beneficiaries.values_list("pk", flat=True))
        super().__init__(data, initial=initial | {"revision": line.revision if line else 0})
        year = int(str(initial.get("year") or 0))
        numbers = range(1, max(years, year) + 1)
        cast(Any, self.fields["year"]).choices = [("", "Not stated"), *((one, f"Year {one}") for one in numbers)]
        _offer(self.fields["payer"], participants, "Not a member")
        _offer(self.fields["payee"], participants, "Not a member")
        _offer(self.fields["beneficiaries"], participants, "")
        _offer(self.fields["activity"], activities, "None")

    def words(self) -> dict[str, Any]:
        """What was typed, without the revision that it was made from."""
        return {field: self.cleaned_data[field] for field in (*BudgetLine.FIELDS, "beneficiaries")}

    def start_from(self, line: BudgetLine | None) -> None:
        """Save again from this line as it is saved now; what was typed stays."""
        typed = cast(QueryDict, self.data).copy()
        typed["revision"] = str(line.revision if line else 0)
        self.data = typed


class PartnerForm(forms.Form):
    """An organization that supports the project but isn't a member."""

    name = forms.CharField(label="Name", max_length=200, error_messages=_text_errors("the partner’s name", 200))
    kind = forms.ChoiceField(
        label="Type",
        choices=Partner.Kind.choices,
        initial=Partner.Kind.OTHER,
        error_messages={"required": "Choose a type of partner.", "invalid_choice": "Choose a type of partner."},
    )


class SignatureForm(forms.Form):
    """The signer, and the date the board approved."""

    name = forms.CharField(label="Your name", max_length=200, error_messages=_text_errors("your name", 200))
    title = forms.CharField(label="Your title", max_length=200, error_messages=_text_errors("your title", 200))
    board_on = _day(
        "Board approval date",
        "the board approval date",
        help_text=(
            "If your board hasn’t voted yet, leave this blank and sign again afterward. "
            "Reviewers will see that no date was given."
        ),
    )


class DeclineForm(forms.Form):
    """Why a member's signer won't sign."""

    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs=SHORT),
        help_text="The lead district will read it.",
        error_messages=_text_errors("the reason", LONGEST_NOTE),
    )


class RemovalForm(forms.Form):
    """Why a member that has signed is removed from a draft."""

    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs=SHORT),
        help_text="This member has signed. We’ll email the reason to the people who act for it.",
        error_messages=_text_errors("the reason", LONGEST_NOTE),
    )


class SigningCodeForm(forms.Form):
    """The code in the email, where its link doesn't open."""

    code = forms.CharField(
        label="Code",
        max_length=60,
        help_text="For example, K7QD-WM3P-XH2R-A5TB.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages=_text_errors("the code", 60),
    )


class SignatureRequestForm(forms.Form):
    """Who is asked to sign: one of the member's authorized signers."""

    signer = forms.TypedChoiceField(
        label="Signer",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a signer.", "invalid_choice": "Choose a signer from the list."},
    )

    def __init__(self, *args: Any, signers: list[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_pk = {appointment.pk: appointment for appointment in signers}
        field: Any = self.fields["signer"]
        field.choices = [(pk, f"{one.user.name}, {one.role_in_words.lower()}") for pk, one in by_pk.items()]
        field.coerce = lambda pk: by_pk[int(pk)]
        if len(by_pk) == 1:
            field.initial = next(iter(by_pk))


def _offer(field: Any, rows: list[Any], nothing: str) -> None:
    by_pk = {row.pk: row for row in rows}
    field.choices = [*([("", nothing)] if nothing else []), *((row.pk, str(row)) for row in rows)]
    field.coerce = lambda pk: by_pk[int(pk)]
