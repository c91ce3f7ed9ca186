"""The statuses of consortia and memberships with the steps between them, and other sets of choices."""

from typing import NamedTuple

from django.db import models


class ConsortiumStatus(models.TextChoices):
    PROPOSED = "proposed", "Proposed, awaiting approval"
    REGISTERED = "registered", "Registered"
    REFUSED = "refused", "Not approved"
    DISSOLVED = "dissolved", "Dissolved"
    MERGED = "merged", "Merged"
    DUPLICATE = "duplicate", "Duplicate"


# A consortium that memberships can still begin in.
LIVING_CONSORTIA = (ConsortiumStatus.PROPOSED, ConsortiumStatus.REGISTERED)
# One that has ended, in whatever way.
ENDED_CONSORTIA = (ConsortiumStatus.DISSOLVED, ConsortiumStatus.MERGED, ConsortiumStatus.DUPLICATE)
# One that another record continues.
REPLACED_CONSORTIA = (ConsortiumStatus.MERGED, ConsortiumStatus.DUPLICATE)
# One that anyone can look up.
PUBLIC_CONSORTIA = (ConsortiumStatus.REGISTERED, ConsortiumStatus.DISSOLVED, ConsortiumStatus.MERGED)
# A proposal that the registrar has not approved.
UNAPPROVED_CONSORTIA = (ConsortiumStatus.PROPOSED, ConsortiumStatus.REFUSED)


C = ConsortiumStatus
CONSORTIUM_STEPS: dict[str, tuple[set[ConsortiumStatus], ConsortiumStatus]] = {
    "register": ({C.PROPOSED, C.REFUSED}, C.REGISTERED),
    "refuse": ({C.PROPOSED}, C.REFUSED),
    "dissolve": ({C.REGISTERED}, C.DISSOLVED),
    "merge": ({C.REGISTERED}, C.MERGED),
    "set_aside": ({C.PROPOSED, C.REGISTERED}, C.DUPLICATE),
    "revive": ({C.DISSOLVED, C.MERGED, C.DUPLICATE}, C.REGISTERED),
}


class MembershipStatus(models.TextChoices):
    CLAIMED = "claimed", "Pending"
    AGREED = "agreed", "Accepted, awaiting state approval"
    CONFIRMED = "confirmed", "Confirmed by both"
    DISPUTED = "disputed", "Disputed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


# A membership that never began: no roster counts it.
NEVER_BEGAN = (MembershipStatus.DECLINED, MembershipStatus.WITHDRAWN)
# One that someone still has to answer.
UNANSWERED = (MembershipStatus.CLAIMED, MembershipStatus.AGREED)
UNSETTLED = (*UNANSWERED, MembershipStatus.DISPUTED)
# One that the member and the consortium accepted.
ACCEPTED = (MembershipStatus.AGREED, MembershipStatus.CONFIRMED)

S = MembershipStatus
STEPS: dict[str, tuple[set[MembershipStatus], MembershipStatus]] = {  # step: (where it may start, where it ends)
    "agree": ({S.CLAIMED, S.DISPUTED}, S.AGREED),
    "confirm": ({S.CLAIMED, S.AGREED, S.DISPUTED}, S.CONFIRMED),
    "dispute": ({S.CLAIMED, S.AGREED, S.CONFIRMED}, S.DISPUTED),
    "decline": ({S.CLAIMED, S.AGREED, S.DISPUTED}, S.DECLINED),
    "withdraw": ({S.CLAIMED, S.AGREED}, S.WITHDRAWN),
    # The registrar: the membership is a duplicate, or the closure that created it was undone.
    "set_aside": ({S.CLAIMED, S.AGREED, S.CONFIRMED, S.DISPUTED}, S.WITHDRAWN),
}
# The steps by which a membership begins, with the statuses it may begin in. A closure registers what follows with the
# status of the membership before it.
STEPS_THAT_BEGIN: dict[str, set[MembershipStatus]] = {
    "claim": {S.CLAIMED},
    "register": {S.CLAIMED, S.AGREED, S.CONFIRMED, S.DISPUTED},
}
# The steps that leave the status as it is, with the statuses they may be taken in.
STEPS_THAT_KEEP_THE_STATUS: dict[str, set[MembershipStatus]] = {
    "leave": {S.CONFIRMED},
    "stay": {S.CONFIRMED},
    "change": {S.CONFIRMED},
    "answer": {S.DISPUTED},
    "correct": {S.CLAIMED, S.AGREED, S.CONFIRMED, S.DISPUTED},
    "paper": {S.CLAIMED, S.AGREED, S.CONFIRMED, S.DISPUTED},
}


class LegalForm(models.TextChoices):
    AGREEMENT = "agreement", "Agreement between members"
    COUNCIL_OF_GOVERNMENTS = "council_of_governments", "Council of governments"
    NONPROFIT = "nonprofit", "Nonprofit organization"
    SERVICE_AGENCY_PROGRAM = "service_agency_program", "Service agency program"
    UNKNOWN = "unknown", "Not stated"


class Purpose(models.TextChoices):
    PERSONALIZED_LEARNING = "personalized_learning", "Personalized learning"
    ONLINE_COURSES = "online_courses", "Online courses"
    PURCHASING = "purchasing", "Purchasing"
    VOCATIONAL = "vocational", "Vocational education"
    SPECIAL_EDUCATION = "special_education", "Special education"
    PROFESSIONAL_LEARNING = "professional_learning", "Professional learning"


class LinkKind(models.TextChoices):
    """How the later consortium relates to the earlier one, or the smaller to the larger."""

    GREW_OUT_OF = "grew_out_of", "Grew out of"
    MERGED_INTO = "merged_into", "Merged into"
    PARTNER_IN = "partner_in", "Partner in"


class Side(models.TextChoices):
    """Who entered or confirmed a membership."""

    MEMBER = "member", "The member"
    CONSORTIUM = "consortium", "The consortium"
    STATE = "state", "The State"


class MembershipClass(models.TextChoices):
    COMPONENT = "component", "Component"
    PARTICIPATING = "participating", "Participating"
    OBSERVER = "observer", "Observer"


class Rights(NamedTuple):
    """What a member type entitles a member to."""

    buys: bool  # under the consortium's contracts
    applies: bool  # as a participant of the consortium's applications


RIGHTS = {
    MembershipClass.COMPONENT: Rights(buys=True, applies=True),
    MembershipClass.PARTICIPATING: Rights(buys=True, applies=True),
    MembershipClass.OBSERVER: Rights(buys=False, applies=False),
}
BUYING_CLASSES = tuple(member_type for member_type, rights in RIGHTS.items() if rights.buys)
APPLYING_CLASSES = tuple(member_type for member_type, rights in RIGHTS.items() if rights.applies)


class MemberRole(models.TextChoices):
    LEAD = "lead", "Lead"
    FISCAL_AGENT = "fiscal_agent", "Fiscal agent"
    MEMBER = "member", "Member"


# The roles whose staff act for the consortium.
RUNS = (MemberRole.LEAD, MemberRole.FISCAL_AGENT)


class ClosureKind(models.TextChoices):
    MERGER = "merger", "Merged"
    DISSOLUTION = "dissolution", "Dissolved"
    DUPLICATE = "duplicate", "Duplicate"
