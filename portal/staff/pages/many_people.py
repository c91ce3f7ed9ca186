"""The preview of a list of people to invite."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import Role
from accounts.rules import PersonToInvite


@dataclass(frozen=True)
class InvitedRow:
    """One line of the list: who is invited as what, or why not."""

    line: int
    email: str
    name: str
    role: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class InvitePreview:
    """The list as it was read, and whether it can be sent."""

    rows: list[InvitedRow]
    text: str
    button: str
    summary: str

    @property
    def can_send(self) -> bool:
        """Whether no line has a problem."""
        return not self.problems

    @property
    def problems(self) -> list[str]:
        """What is wrong, with the line that it is in."""
        return [f"Line {row.line}: {problem}" for row in self.rows for problem in row.problems]


def invite_preview(people: Sequence[PersonToInvite], problems: Iterable[Sequence[str]], text: str) -> InvitePreview:
    """The preview of these people, with what is wrong in each line."""
    labels = dict(Role.choices)
    rows = [
        InvitedRow(one.line, one.email, one.name, labels.get(one.role, one.role_as_written), tuple(wrong))
        for one, wrong in zip(people, problems, strict=True)
    ]
    count, wrong_rows = len(rows), sum(bool(row.problems) for row in rows)
    if wrong_rows:
        lines = "1 line has" if wrong_rows == 1 else f"{wrong_rows} lines have"
        summary = f"{lines} a problem. No one was invited. Correct the list below, then preview it again."
    else:
        summary = "No one has been invited yet. Check the list, then send the invitations."
    button = "Send 1 invitation" if count == 1 else f"Send {count} invitations"
    return InvitePreview(rows, text, button, summary)
