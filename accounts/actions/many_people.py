"""Inviting many people at once: each line as by hand, all or none."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from accounts.actions import invite_person
from accounts.models import Invitation, User
from accounts.refusals import Refusal, Unready
from accounts.rules import PersonToInvite, problems_with_list


@transaction.atomic
def invite_people(*, people: Sequence[PersonToInvite], by: User, at: datetime.datetime) -> list[Invitation]:
    """Invite everyone on the list, or no one. Raises Unready with the line of each problem."""
    invitations, problems = _invite_each(people, by=by, at=at)
    if wrong := [f"Line {one.line}: {text}" for one, texts in zip(people, problems, strict=True) for text in texts]:
        raise Unready(*wrong)
    return invitations


@transaction.atomic
def preview_invitations(*, people: Sequence[PersonToInvite], by: User, at: datetime.datetime) -> list[list[str]]:
    """What is wrong in each line, from the same action. Nothing is written or sent."""
    _, problems = _invite_each(people, by=by, at=at)
    transaction.set_rollback(True)
    return problems


def _invite_each(
    people: Sequence[PersonToInvite], *, by: User, at: datetime.datetime
) -> tuple[list[Invitation], list[list[str]]]:
    invitations: list[Invitation] = []
    problems = problems_with_list(people)
    for one, wrong in zip(people, problems, strict=True):
        if wrong:
            continue
        try:
            invitations.append(invite_person(email=one.email, name=one.name, role=one.role, by=by, at=at))
        except Refusal as no:
            wrong.extend(no.problems)
    return invitations, problems
