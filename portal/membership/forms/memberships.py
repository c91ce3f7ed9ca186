"""The forms about memberships: requests, answers, dates, documents."""

import datetime
from collections.abc import Iterable

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from consortia.models import AuthorityDocument, Membership, MembershipStep
from consortia.rules.documents import EXTENSIONS, LARGEST
from consortia.states import MemberRole, MembershipClass

DOCUMENTS = ",".join([*EXTENSIONS, *(f".{extension}" for extension in EXTENSIONS.values())])
CLASS_HELP = (
    "Component members belong by law or charter. Participating members join by agreement. Observers only attend."
)
ROLE_HELP = (
    "The lead district runs the consortium. The fiscal agent handles its money. The State approves leads and fiscal "
    "agents after they accept."
)
SEEN_BY = "The district or school, the consortium, and the registrar will see it."


def _day(label: str, help_text: str = "", *, missing: str = "") -> forms.DateField:
    """A date; `missing` is the error where it is left blank, empty where it may be."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=bool(missing),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": "Enter a date like 7/1/2026"},
    )


def _offer(field: forms.Field, choices: Iterable[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def _words(label: str, help_text: str = "", *, missing: str = "") -> forms.CharField:
    """A text of a few lines; `missing` is the error where it is left blank, empty where it may be."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(missing),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "member-words"}),
        error_messages={"required": missing},
    )


def _role() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Role",
        choices=[(MemberRole.MEMBER, "Member"), (MemberRole.FISCAL_AGENT, "Fiscal agent"), (MemberRole.LEAD, "Lead")],
        widget=forms.RadioSelect,
        help_text=ROLE_HELP,
        error_messages={"required": "Choose a role"},
    )


def _member_type() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Member type",
        choices=MembershipClass.choices,
        widget=forms.RadioSelect,
        help_text=CLASS_HELP,
        error_messages={"required": "Choose a member type"},
    )


class DocumentFields(forms.Form):
    """A document that may accompany an answer or a request."""

    file = forms.FileField(
        label="Board resolution, letter of commitment, or agreement",
        required=False,
        help_text="PDF, PNG, or JPEG, up to 5 MB. Only the district or school, the consortium, and the registrar can "
        "open it. You can also upload it later.",
        widget=forms.FileInput(attrs={"accept": DOCUMENTS}),
        error_messages={"required": "Choose a file to upload", "empty": "This file is empty. Choose another file."},
    )
    kind = forms.ChoiceField(
        label="Type of document",
        required=False,
        choices=[("", "Choose"), *AuthorityDocument.Kind.choices],
        error_messages={"required": "Choose the type of document"},
    )
    adopted_on = _day("Date of the vote or document")

    def clean_file(self) -> UploadedFile | None:
        """The file. Refuses files that are too large before they are read."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and file.size and file.size > LARGEST:
            raise forms.ValidationError("This file is larger than 5 MB. Upload only the pages that matter.")
        return file

    def clean(self) -> dict[str, object]:
        """The values. A file needs its type."""
        values = super().clean() or self.cleaned_data
        if values.get("file") and not values.get("kind"):
            self.add_error("kind", "Choose the type of document")
        return values

    def document(self) -> tuple[bytes, str, str, datetime.date | None] | None:
        """The content, name, type, and date of the uploaded file, taken out of the form's values; None without one."""
        values = self.cleaned_data
        file = values.pop("file")
        kind, adopted_on = values.pop("kind"), values.pop("adopted_on")
        return (file.read(), file.name, kind, adopted_on) if file else None


class SeenForm(forms.Form):
    """An action on a membership; `seen` is the newest step that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AcceptMembershipForm(SeenForm, DocumentFields):
    """Accept, with or without a document."""

    words = _words("Message")
    field_order = ("file", "kind", "adopted_on", "words", "seen")


class WordsForm(SeenForm):
    """An optional message."""

    words = _words("Message (optional)")


class ReasonForm(SeenForm):
    """A required reason."""

    words = _words("Reason", SEEN_BY, missing="Enter the reason")


class DisputeMembershipForm(SeenForm):
    """What is wrong."""

    words = _words(
        "What is wrong",
        "Everyone can see that the membership is disputed and since when. Only the district or school, the consortium, "
        "and the registrar can read your explanation.",
        missing="Explain what is wrong",
    )


class DisputeCommentForm(forms.Form):
    """Another comment in a dispute."""

    words = _words("Your comment", SEEN_BY, missing="Enter your comment")


class SettleForm(SeenForm):
    """The registrar's decision on a dispute."""

    is_kept = forms.TypedChoiceField(
        label="Decision",
        choices=[
            ("yes", "Keep the membership as recorded"),
            ("no", "Remove the membership: it never took effect"),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a decision"},
    )
    words = _words("Reason", "The district or school and the consortium will see it.", missing="Enter the reason")
    field_order = ("is_kept", "words", "seen")


class LeaveForm(SeenForm):
    """The end date."""

    last_day = _day(
        "End date", "A past or future date. The membership continues through this date.", missing="Enter the end date"
    )
    words = _words("Reason", SEEN_BY, missing="Enter the reason")
    field_order = ("last_day", "words", "seen")


class ChangeForm(SeenForm):
    """Another role or member type."""

    role = forms.ChoiceField(
        label="Role",
        choices=MemberRole.choices,
        widget=forms.RadioSelect,
        help_text=ROLE_HELP,
        error_messages={"required": "Choose a role"},
    )
    membership_class = _member_type()
    begins_on = _day(
        "Effective date",
        "The current role and member type end the day before.",
        missing="Enter the effective date",
    )
    words = _words("Message")
    field_order = ("role", "membership_class", "begins_on", "words", "seen")


class CorrectForm(SeenForm):
    """The right dates."""

    joins_on = _day("Start date", "Leave blank if it is not known.")
    leaves_on = _day("End date", "Leave blank if the membership has no end date.")
    words = _words(
        "Reason",
        "Where the correct dates come from. The district or school and the consortium will see it.",
        missing="Enter the reason",
    )
    field_order = ("joins_on", "leaves_on", "words", "seen")


class DocumentForm(DocumentFields):
    """A document by itself: the file and its type are required."""

    def __init__(self, data: QueryDict | None = None, files: MultiValueDict[str, UploadedFile] | None = None) -> None:
        super().__init__(data, files)
        self.fields["file"].required = self.fields["kind"].required = True


class SearchForm(forms.Form):
    """Search for a district or school to invite."""

    q = forms.CharField(
        label="District or school name or ID",
        required=False,
        max_length=100,
        help_text="Part of the name is enough. District IDs have 7 digits; school IDs have 12.",
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class InviteMemberForm(forms.Form):
    """The role, the member type, and the start date of an invited member."""

    joins_on = _day("Start date", missing="Enter the start date")
    role = _role()
    membership_class = _member_type()
    words = _words("Message", "We include it in the invitation email.")


class JoinForm(DocumentFields):
    """Who asks to join, the member type, and the start date."""

    member = forms.ChoiceField(
        label="District or school", error_messages={"required": "Choose the district or school that wants to join"}
    )
    joins_on = _day("Start date", missing="Enter the start date")
    membership_class = _member_type()
    words = _words("Message", "We include it in the email to the consortium’s lead.")
    field_order = ("member", "joins_on", "membership_class", "words", "file", "kind", "adopted_on")

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        places: Iterable[tuple[str, str]],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, files, initial=initial)
        _offer(self.fields["member"], places)


def initial_values(membership: Membership, action: str, on: datetime.date) -> dict[str, object]:
    """The values that the form of this action starts with."""
    if action == "change":
        return {"role": membership.role, "membership_class": membership.membership_class, "begins_on": on}
    if action == "correct":
        return {"joins_on": membership.joins_on, "leaves_on": membership.leaves_on}
    return {"last_day": membership.leaves_on or on} if action == "leave" else {}


def show_newest(form: forms.Form, step: MembershipStep | None) -> None:
    """Mark the newest step as seen: the page that reports a problem shows it, so that the next attempt counts."""
    if "seen" in form.fields and isinstance(form.data, QueryDict):
        values = form.data.copy()
        values["seen"] = str(step.pk if step else 0)
        form.data = values
