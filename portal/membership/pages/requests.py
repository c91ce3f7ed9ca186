"""The pages for inviting, joining, and proposing: everything their templates show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from accounts.dates import short_day
from consortia.models import Consortium, Membership
from consortia.rules.status_labels import short_status, status_in_sentence
from consortia.states import UNAPPROVED_CONSORTIA, ConsortiumStatus
from portal.components.likenesses import LikenessRow, consortium_status, likeness_rows


class SearchResult(NamedTuple):
    """A district or school that can be invited: its ID, its name, and where it is."""

    key: str
    name: str
    about: str


class PendingRow(NamedTuple):
    """A membership that the reader's district or school already has in the consortium."""

    label: str
    url: str


class ProposedMember(NamedTuple):
    """A member of a proposed consortium."""

    membership: Membership
    role: str
    start: str
    status: str


@dataclass(frozen=True)
class ProposalPage:
    """A proposed consortium with its facts, its members, and the registrar's decision."""

    status: str
    next_step: str
    decision: str
    proposed: str
    purposes: str
    formed: str
    members: list[ProposedMember]
    likenesses: list[LikenessRow]
    may_decide: bool
    may_refuse: bool


def pending_rows(memberships: Iterable[Membership]) -> list[PendingRow]:
    """The reader's memberships in the consortium, in every status."""
    return [
        PendingRow(f"{membership.member}: {status_in_sentence(membership)}", membership.get_absolute_url())
        for membership in memberships
    ]


def proposal_page(
    consortium: Consortium,
    memberships: Iterable[Membership],
    purposes: Sequence[str],
    *,
    likenesses: Iterable[tuple[Consortium, Sequence[str]]],
    is_registrar: bool,
) -> ProposalPage:
    """The page of a proposed consortium as this reader sees it."""
    is_proposed = consortium.status == ConsortiumStatus.PROPOSED
    return ProposalPage(
        status=consortium_status(consortium),
        next_step="The registrar needs to approve it or explain why not." if is_proposed else "",
        decision=_decision(consortium),
        proposed=_proposed(consortium),
        purposes=", ".join(purposes),
        formed=short_day(consortium.formed_on) if consortium.formed_on else "not known",
        members=[
            ProposedMember(
                membership,
                membership.get_role_display(),
                short_day(membership.joins_on) if membership.joins_on else "not known",
                short_status(membership),
            )
            for membership in memberships
        ],
        likenesses=likeness_rows(likenesses),
        may_decide=is_registrar and consortium.status in UNAPPROVED_CONSORTIA,
        may_refuse=is_proposed,
    )


def _decision(consortium: Consortium) -> str:
    if not consortium.decision_reason:
        return ""
    on = f" on {short_day(timezone.localdate(consortium.decided_at))}" if consortium.decided_at else ""
    return f"The registrar wrote{on}: {consortium.decision_reason}"


def _proposed(consortium: Consortium) -> str:
    """When and by whom; the person's name is shown only until the consortium is registered."""
    if consortium.proposed_by is None:
        return "entered by the State"
    day = short_day(timezone.localdate(consortium.proposed_at))
    if consortium.status == ConsortiumStatus.REGISTERED:
        return day
    return f"{day} by {consortium.proposed_by.name}"
