"""Who confirms a membership, and who acts next: facts in, words out."""

from typing import Any, NamedTuple

from consortia.states import NEVER, RUNS, ConsortiumStatus, MembershipStatus, Side

# Consortia in which memberships can still come to be.
LIVING = (ConsortiumStatus.PROPOSED, ConsortiumStatus.REGISTERED)
NOBODY = "nobody"


def reason_for_registrar(
    *, role: str, member_state: str, consortium_state: str, has_one_representative: bool = False
) -> str:
    """Why the registrar confirms a membership after both sides have agreed; empty where the two sides are enough."""
    if role in RUNS:
        return "The State confirms who leads a consortium and who handles its money."
    if member_state != consortium_state:
        return "The State confirms members from another state."
    if has_one_representative:
        return "The same office speaks for both sides, so the State confirms."
    return ""


class PendingAnswer(NamedTuple):
    """What decides who acts next on a membership. An office is words, as "the superintendent of Cedar Gap"; empty: nobody."""

    status: str
    claimed_by: str
    consortium_status: str
    member: str
    # Where the superintendent of the member sits: its district, for a school.
    member_district: str
    member_office: str
    consortium: str
    consortium_office: str


class NextActor(NamedTuple):
    """Who acts next, what is awaited, and on which side that is; no side where nobody is awaited."""

    who: str
    does: str
    side: str

    def __str__(self) -> str:
        return f"{self.who}: {self.does}"


def next_actor_of(membership: Any, representatives: Any) -> NextActor:
    """Who acts next on a membership, as its `Speakers` name the offices."""
    return next_actor(
        PendingAnswer(
            status=membership.status,
            claimed_by=membership.claimed_by,
            consortium_status=membership.consortium.status,
            member=str(membership.member),
            member_district=str(membership.district or membership.school.district),
            member_office=representatives.office_of(membership, Side.MEMBER),
            consortium=str(membership.consortium),
            consortium_office=representatives.office_of(membership, Side.CONSORTIUM),
        )
    )


def answering_side(claimed_by: str) -> Side:
    """The side that answers a claim: the consortium where the member claims, otherwise the member."""
    return Side.CONSORTIUM if claimed_by == Side.MEMBER else Side.MEMBER


def next_actor(membership: PendingAnswer) -> NextActor:
    """Who acts next on this membership, in words, with the name of an office."""
    if membership.status == MembershipStatus.CONFIRMED:
        return NextActor(NOBODY, "it is confirmed", "")
    if membership.status in NEVER:
        return NextActor(NOBODY, f"it was {MembershipStatus(membership.status).label.lower()}", "")
    if membership.status == MembershipStatus.DISPUTED:
        return NextActor("the registrar", "settles the dispute; both sides may add to it until then", Side.STATE)
    if membership.consortium_status not in LIVING:
        ended = "was not registered" if membership.consortium_status == ConsortiumStatus.REFUSED else "has ended"
        return NextActor(NOBODY, f"{membership.consortium} {ended}", "")
    if membership.status == MembershipStatus.AGREED:
        is_proposed = membership.consortium_status == ConsortiumStatus.PROPOSED
        return NextActor(
            "the registrar", "registers the proposal" if is_proposed else "checks and confirms it", Side.STATE
        )
    return _answerer(membership)


def _answerer(membership: PendingAnswer) -> NextActor:
    side = answering_side(membership.claimed_by)
    office = membership.member_office if side == Side.MEMBER else membership.consortium_office
    if office:
        return NextActor(
            office, "confirms or disputes it" if membership.claimed_by == Side.STATE else "accepts or declines", side
        )
    if side == Side.MEMBER:
        does = f"invites the superintendent of {membership.member_district}, because nobody there may answer yet"
    else:
        does = f"names somebody to answer for {membership.consortium}, because nobody may yet"
    return NextActor("the registrar", does, Side.STATE)
