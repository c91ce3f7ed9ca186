"""Who confirms a membership, and who has to act next: facts in, words out."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

from consortia.states import (
    CLOSED_PROPOSALS,
    LIVING_CONSORTIA,
    NEVER_BEGAN,
    RUNS,
    ConsortiumStatus,
    MembershipStatus,
    Side,
)

if TYPE_CHECKING:
    from consortia.models import Membership


def reason_for_registrar(
    *, role: str, member_state: str, consortium_state: str, has_one_representative: bool = False
) -> str:
    """Why the State has to approve a membership that both parties accepted; empty where it does not."""
    if role in RUNS:
        return "The State approves who leads a consortium and who handles its money."
    if member_state != consortium_state:
        return "The State approves members from another state."
    if has_one_representative:
        return "The same office acts for the member and the consortium, so the State approves."
    return ""


class PendingAnswer(NamedTuple):
    """What decides who acts next on a membership. An office reads “the superintendent of Cedar Gap”; empty: none."""

    status: str
    claimed_by: str
    consortium_status: str
    member: str
    # The district whose superintendent answers: the member itself, or a school's district.
    member_district: str
    member_office: str
    consortium: str
    consortium_office: str


class NextActor(NamedTuple):
    """Who acts next, what that person has to do, and for which side; no side where nothing is left to do."""

    who: str
    does: str
    side: str

    def __str__(self) -> str:
        """A sentence without its period: “the registrar needs to approve it”, or why nothing is left to do."""
        return f"{self.who} needs to {self.does}" if self.who else self.does


class NamesOffices(Protocol):
    """What knows the office that acts for a side of a membership (`permissions.who_may_act.Representatives`)."""

    def office_of(self, membership: "Membership", side: str) -> str: ...


def next_actor_of(membership: "Membership", representatives: NamesOffices) -> NextActor:
    """Who acts next on a membership; the offices are named by its `Representatives`."""
    district = membership.school.district if membership.school else membership.district
    return next_actor(
        PendingAnswer(
            status=membership.status,
            claimed_by=membership.claimed_by,
            consortium_status=membership.consortium.status,
            member=str(membership.member),
            member_district=str(district),
            member_office=representatives.office_of(membership, Side.MEMBER),
            consortium=str(membership.consortium),
            consortium_office=representatives.office_of(membership, Side.CONSORTIUM),
        )
    )


def answering_side(claimed_by: str) -> Side:
    """The side that has to answer: the consortium where the member asked to join, the member where it was invited."""
    return other_side(claimed_by)


def other_side(side: str) -> Side:
    """The other party of a membership."""
    return Side.CONSORTIUM if side == Side.MEMBER else Side.MEMBER


def next_actor(pending: PendingAnswer) -> NextActor:
    """Who acts next on this membership, in words, with the name of an office."""
    if pending.status == MembershipStatus.CONFIRMED:
        return NextActor("", "this membership is confirmed", "")
    if pending.status == MembershipStatus.RECORDED:
        return NextActor("", "the State entered this membership", "")
    if pending.status in NEVER_BEGAN:
        return NextActor("", f"this membership was {MembershipStatus(pending.status).label.lower()}", "")
    if pending.status == MembershipStatus.DISPUTED:
        return NextActor("the registrar", "settle the dispute", Side.STATE)
    if pending.consortium_status not in LIVING_CONSORTIA:
        ended = "was not registered" if pending.consortium_status in CLOSED_PROPOSALS else "has ended"
        return NextActor("", f"{pending.consortium} {ended}", "")
    if pending.status == MembershipStatus.AGREED:
        is_proposed = pending.consortium_status == ConsortiumStatus.PROPOSED
        return NextActor(
            "the registrar", "decide on the proposal" if is_proposed else "review and approve it", Side.STATE
        )
    return _answerer(pending)


def _answerer(pending: PendingAnswer) -> NextActor:
    side = answering_side(pending.claimed_by)
    office = pending.member_office if side == Side.MEMBER else pending.consortium_office
    if office:
        return NextActor(office, "accept or decline", side)
    if side == Side.MEMBER:
        does = f"invite the superintendent of {pending.member_district}, because no one there can answer yet"
    else:
        does = f"appoint someone to answer for {pending.consortium}, because no one can yet"
    return NextActor("the registrar", does, Side.STATE)
