"""The shape of an attached file: whose it is, which of the round's files it is, and whether it is confidential."""

from collections.abc import Collection
from typing import Any, cast

from django import forms

from grants.rules.wanted_files import WantedFile, problems_with_answer

ANOTHER = "-"  # no title of a file
NOT_SAID = "Choose which requested file this is, or “Another file.”"


class AttachmentForm(forms.Form):
    """A file, the member that it belongs to, and whether it is confidential."""

    file = forms.FileField(
        label="File", error_messages={"required": "Choose a file.", "empty": "This file is empty. Choose another file."}
    )
    member = forms.ChoiceField(
        label="Whose file is this?",
        required=False,
        help_text="A member signs for its own files. The lead district signs for all files.",
        error_messages={"invalid_choice": "Choose a member of this application."},
    )
    is_confidential = forms.BooleanField(
        label="This file is confidential",
        required=False,
        help_text="State officials treat it as confidential, for example when someone asks for public records. "
        "They and members of this application can still open it.",
    )
    reason = forms.CharField(label="Why is it confidential?", required=False, max_length=300)

    def __init__(
        self,
        *data: Any,
        members: list[tuple[str, str]],
        files: list[WantedFile],
        missing: Collection[str],
        chosen: str,
        member: str,
    ) -> None:
        """`missing`: the titles of requested files that aren't attached; a single one is chosen already."""
        super().__init__(*data)
        self.wanted_files = files
        titles = [file.title for file in files]
        if files:
            wanted = [title for title in titles if title in missing]
            guess = wanted[0] if len(wanted) == 1 else "" if wanted else ANOTHER
            self.fields["wanted"] = forms.ChoiceField(
                label="Which requested file is this?",
                choices=[
                    ("", "Choose a file"),
                    *((title, title if title in missing else f"{title} (attached)") for title in titles),
                    (ANOTHER, "Another file"),
                ],
                initial=chosen if chosen in titles else guess,
                error_messages=dict.fromkeys(("required", "invalid_choice"), NOT_SAID),
            )
            self.order_fields(["file", "wanted"])
        field = cast(forms.ChoiceField, self.fields["member"])
        field.choices = members
        field.initial = member
        field.required = bool(members) and members[0][0] != ""

    def clean(self) -> dict[str, Any]:
        """A file that each member attaches names its member."""
        data = self.cleaned_data
        if data.get("wanted") == ANOTHER:
            data["wanted"] = ""
        if "member" in data and "wanted" in data:
            for problem in problems_with_answer(data["wanted"], data["member"], self.wanted_files):
                self.add_error("member", problem)
        return self.cleaned_data
