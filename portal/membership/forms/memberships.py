"""The shape of what people enter about memberships: claims, answers, days, papers."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from consortia.models import AuthorityDocument, Membership, MembershipStep
from consortia.rules.documents import EXTENSIONS, LARGEST
from consortia.states import LegalForm, MemberRole, MembershipClass, Purpose

DOCUMENTS = ",".join([*EXTENSIONS, *(f".{extension}" for extension in EXTENSIONS.values())])
MOST_INVITES = 100
CLASS_HELP = "A component member belongs by law or charter; a participating one by agreement; an observer only listens."


def _day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day like 7/1/2026."},
    )


def _offer(field: forms.Field, choices: Iterable[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def _words(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "member-words"}),
    )


class DocumentFields(forms.Form):
    """A paper that comes along with something else, or not."""

    file = forms.FileField(
        label="Board resolution, letter or agreement",
        required=False,
        help_text="PDF, PNG or JPEG, at most 5 MB. Only both sides and the registrar open it. It can follow later.",
        widget=forms.FileInput(attrs={"accept": DOCUMENTS}),
    )
    kind = forms.ChoiceField(
        label="What kind of paper it is", required=False, choices=[("", "Choose"), *AuthorityDocument.Kind.choices]
    )
    adopted_on = _day("Day of the vote or of the letter", required=False)

    def clean_file(self) -> Any:
        """The file, unless it is so large that it is not even read."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 5 MB. Upload the pages that matter.")
        return file

    def clean(self) -> dict[str, Any]:
        """That a paper says what it is."""
        said = super().clean() or self.cleaned_data
        if said.get("file") and not said.get("kind"):
            self.add_error("kind", "Say what kind of paper it is.")
        return said

    def document(self) -> tuple[bytes, str, str, datetime.date | None] | None:
        """The content, name, kind and day of what was uploaded."""
        said = self.cleaned_data
        file = said.pop("file")
        kind, adopted_on = said.pop("kind"), said.pop("adopted_on")
        return (file.read(), file.name, kind, adopted_on) if file else None


class SeenForm(forms.Form):
    """Something done with a membership, as it stood on the page: `seen` is its newest step then."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AcceptForm(SeenForm, DocumentFields):
    """Yes, with a paper or without."""

    words = _words("A word to the other side")
    field_order = ("file", "kind", "adopted_on", "words", "seen")


class WordsForm(SeenForm):
    """Perhaps some words."""

    words = _words("A word to go with it")


class ReasonForm(SeenForm):
    """A reason, which must be there."""

    words = _words("Reason", "Both sides and the registrar read it.", required=True)


class DisputeForm(SeenForm):
    """What is wrong."""

    words = _words(
        "What is wrong, in your own words",
        "Everybody sees that the membership is disputed and since when. Your words are read by both sides and the registrar.",
        required=True,
    )


class AnswerForm(forms.Form):
    """More words in a dispute."""

    words = _words("What you want to add", "Both sides and the registrar read it.", required=True)


class SettleForm(SeenForm):
    """How a dispute ends."""

    stands = forms.TypedChoiceField(
        label="Decision",
        choices=[
            ("yes", "The membership stands as it is recorded"),
            ("no", "It never came to be: it leaves the rosters"),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = _words("Reason", "Both sides read it.", required=True)
    field_order = ("stands", "words", "seen")


class LeaveForm(SeenForm):
    """The last day."""

    last_day = _day("Last day as a member", "A past or a future day. It still counts as a day of membership.")
    words = _words("Reason", "The other side and the registrar read it.", required=True)
    field_order = ("last_day", "words", "seen")


class ChangeForm(SeenForm):
    """Another role or class."""

    role = forms.ChoiceField(label="Role", choices=MemberRole.choices, widget=forms.RadioSelect)
    membership_class = forms.ChoiceField(
        label="Class", choices=MembershipClass.choices, widget=forms.RadioSelect, help_text=CLASS_HELP
    )
    begins_on = _day("From", "The membership as it is now ends the day before.")
    words = _words("A word to the other side")
    field_order = ("role", "membership_class", "begins_on", "words", "seen")


class CorrectForm(SeenForm):
    """The right days."""

    joins_on = _day("First day", "Empty where it is not known.", required=False)
    leaves_on = _day("Last day", "Empty where there is none.", required=False)
    words = _words("Reason", "Where the right days come from. Both sides read it.", required=True)
    field_order = ("joins_on", "leaves_on", "words", "seen")


class DocumentForm(DocumentFields):
    """A paper on its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = self.fields["kind"].required = True


class SearchForm(forms.Form):
    """Whom to invite."""

    q = forms.CharField(
        label="Name or id of a district or a school",
        required=False,
        max_length=100,
        help_text="A part of the name is enough. An id has seven digits for a district, twelve for a school.",
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class InviteForm(forms.Form):
    """As what, and from when."""

    joins_on = _day("Member from")
    role = forms.ChoiceField(
        label="Role",
        choices=[(MemberRole.MEMBER, "Member"), (MemberRole.FISCAL_AGENT, "Fiscal agent"), (MemberRole.LEAD, "Lead")],
        widget=forms.RadioSelect,
        help_text="The State confirms fiscal agents and leads after both sides.",
    )
    membership_class = forms.ChoiceField(
        label="Class", choices=MembershipClass.choices, widget=forms.RadioSelect, help_text=CLASS_HELP
    )
    words = _words("A word to those whom you invite", "It stands in the letter that they get.")


class JoinForm(DocumentFields):
    """Who asks to join, as what, from when."""

    member = forms.ChoiceField(label="Who joins")
    joins_on = _day("Member from")
    membership_class = forms.ChoiceField(
        label="Class", choices=MembershipClass.choices, widget=forms.RadioSelect, help_text=CLASS_HELP
    )
    words = _words("A word to the consortium", "It stands in the letter that its lead gets.")
    field_order = ("member", "joins_on", "membership_class", "words", "file", "kind", "adopted_on")

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["member"], places)


class ProposeForm(forms.Form):
    """A consortium that is not in the register yet."""

    name = forms.CharField(label="Name", max_length=250)
    lead = forms.ChoiceField(label="Lead", help_text="The district that runs its business.")
    purposes = forms.MultipleChoiceField(
        label="What it is for", choices=Purpose.choices, widget=forms.CheckboxSelectMultiple
    )
    legal_form = forms.ChoiceField(label="Legal form", choices=LegalForm.choices, initial=LegalForm.UNKNOWN)
    formed_on = _day(
        "Formed on", "The day of the agreement, past or to come. Nobody can join before it.", required=False
    )
    about = forms.CharField(
        label="What it does",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "member-words"}),
        help_text="Everybody reads it once the consortium is registered.",
    )
    invites = forms.CharField(
        label="Whom you invite",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "member-words"}),
        help_text="One district or school a membership, by its id or its whole name. You can invite more later.",
    )
    override_reason = forms.CharField(
        label="Why yours is another one",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "member-words"}),
        help_text="Needed only where the register holds one that looks like yours.",
    )

    def __init__(self, *args: Any, districts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["lead"], districts)

    def clean_invites(self) -> str:
        """The memberships, so many as can be looked up while one waits."""
        typed = str(self.cleaned_data["invites"])
        if len(typed.splitlines()) > MOST_INVITES:
            raise forms.ValidationError(f"Name at most {MOST_INVITES} now, and invite the others afterwards.")
        return typed

    def invited_names(self) -> list[str]:
        """Each membership of those to be invited, without blanks."""
        return [text.strip() for text in self.cleaned_data["invites"].splitlines() if text.strip()]


class DecisionForm(forms.Form):
    """What the registrar says of a proposal."""

    words = _words("What you tell them")


def initial_of(membership: Membership, deed: str, on: datetime.date) -> dict[str, Any]:
    """What a form about this membership begins with."""
    if deed == "change":
        return {"role": membership.role, "membership_class": membership.membership_class, "begins_on": on}
    if deed == "correct":
        return {"joins_on": membership.joins_on, "leaves_on": membership.leaves_on}
    return {"last_day": membership.leaves_on or on} if deed == "leave" else {}


def show_newest(form: forms.Form, step: MembershipStep | None) -> None:
    """After a refusal the page tells how the membership stands now: the next try is about that."""
    if "seen" in form.fields and isinstance(form.data, QueryDict):
        said = form.data.copy()
        said["seen"] = str(step.pk if step else 0)
        form.data = said
