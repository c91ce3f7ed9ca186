"""The statuses of consortia and memberships with the steps between them, and other sets of choices."""

from typing import NamedTuple

from django.db import models


class ConsortiumStatus(models.TextChoices):
    PROPOSED = "proposed", "Proposed, awaiting approval"
    REGISTERED = "registered", "Registered"
    REFUSED = "refused", "Not approved"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DISSOLVED = "dissolved", "Dissolved"
    MERGED = "merged", "Merged"
    DUPLICATE = "duplicate", "Duplicate"


# A consortium that memberships can still begin in.
LIVING_CONSORTIA = (ConsortiumStatus.PROPOSED, ConsortiumStatus.REGISTERED)
# One that the registrar adds members to by hand; those of a proposal are invited.
EXTENDABLE_CONSORTIA = (ConsortiumStatus.REGISTERED,)
# One that has ended, in whatever way.
ENDED_CONSORTIA = (ConsortiumStatus.DISSOLVED, ConsortiumStatus.MERGED, ConsortiumStatus.DUPLICATE)
# One that another record continues.
REPLACED_CONSORTIA = (ConsortiumStatus.MERGED, ConsortiumStatus.DUPLICATE)
# One that anyone can look up.
PUBLIC_CONSORTIA = (ConsortiumStatus.REGISTERED, ConsortiumStatus.DISSOLVED, ConsortiumStatus.MERGED)
# A proposal that awaits no one; the district that would lead it can correct and resubmit it.
CLOSED_PROPOSALS = (ConsortiumStatus.REFUSED, ConsortiumStatus.WITHDRAWN)
# Proposals, known only to the people they concern and to registrars.
UNREGISTERED = (ConsortiumStatus.PROPOSED, *CLOSED_PROPOSALS)


C = ConsortiumStatus
CONSORTIUM_STEPS: dict[str, tuple[set[ConsortiumStatus], ConsortiumStatus]] = {
    "register": ({C.PROPOSED, C.REFUSED}, C.REGISTERED),
    "refuse": ({C.PROPOSED}, C.REFUSED),
    # The district that would lead it.
    "withdraw": ({C.PROPOSED}, C.WITHDRAWN),
    "resubmit": ({*CLOSED_PROPOSALS}, C.PROPOSED),
    "dissolve": ({C.REGISTERED}, C.DISSOLVED),
    "merge": ({C.REGISTERED}, C.MERGED),
    "set_aside": ({C.PROPOSED, C.REGISTERED}, C.DUPLICATE),
    "revive": ({C.DISSOLVED, C.MERGED, C.DUPLICATE}, C.REGISTERED),
}
# The steps that leave the status as it is, with the statuses they may be taken in.
CONSORTIUM_STEPS_THAT_KEEP_THE_STATUS: dict[str, set[ConsortiumStatus]] = {
    "edit": {C.PROPOSED},
}


class MembershipStatus(models.TextChoices):
    CLAIMED = "claimed", "Pending"
    AGREED = "agreed", "Accepted, awaiting state approval"
    RECORDED = "recorded", "On record, entered by the State"
    CONFIRMED = "confirmed", "Confirmed by both"
    DISPUTED = "disputed", "Disputed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


# A member's own: the State entered it, or the member and the consortium confirmed it.
SETTLED = (MembershipStatus.RECORDED, MembershipStatus.CONFIRMED)
# What is a membership between its dates. A dispute takes no member off a roster before the registrar settles it:
# otherwise either party could do so by itself.
IN_FORCE = (*SETTLED, MembershipStatus.DISPUTED)
# An invitation or a request: shown apart, never counted, listed, mapped, or exported as a membership.
PENDING = (MembershipStatus.CLAIMED, MembershipStatus.AGREED)
# A membership that never began.
NEVER_BEGAN = (MembershipStatus.DECLINED, MembershipStatus.WITHDRAWN)
# One that someone has to decide on.
UNSETTLED = (*PENDING, MembershipStatus.DISPUTED)

S = MembershipStatus
STEPS: dict[str, tuple[set[MembershipStatus], MembershipStatus]] = {  # step: (where it may start, where it ends)
    "agree": ({S.CLAIMED}, S.AGREED),
    "confirm": ({S.CLAIMED, S.AGREED, S.RECORDED, S.DISPUTED}, S.CONFIRMED),
    "dispute": ({S.RECORDED, S.CONFIRMED}, S.DISPUTED),
    # A dispute ends, and the membership was never confirmed by both.
    "record": ({S.DISPUTED}, S.RECORDED),
    "decline": ({S.CLAIMED, S.AGREED, S.DISPUTED}, S.DECLINED),
    # The side that asked; what the State entered, the registrar.
    "withdraw": ({S.CLAIMED, S.AGREED, S.RECORDED}, S.WITHDRAWN),
    # An invitation that had no answer for 60 days (ADR 14).
    "expire": ({S.CLAIMED}, S.WITHDRAWN),
    # The registrar: the membership is a duplicate, or the closure that created it was undone.
    "set_aside": ({S.CLAIMED, S.AGREED, S.RECORDED, S.CONFIRMED, S.DISPUTED}, S.WITHDRAWN),
}
# The steps by which a membership begins, with the statuses it may begin in. A closure registers what follows with the
# status of the membership before it.
STEPS_THAT_BEGIN: dict[str, set[MembershipStatus]] = {
    "claim": {S.CLAIMED},
    "register": {S.CLAIMED, S.AGREED, S.RECORDED, S.CONFIRMED, S.DISPUTED},
}
# The steps that leave the status as it is, with the statuses they may be taken in.
STEPS_THAT_KEEP_THE_STATUS: dict[str, set[MembershipStatus]] = {
    # One side confirms what the State entered; with the second, `confirm` is the step.
    "affirm": {S.RECORDED},
    "leave": {*SETTLED},
    "stay": {*SETTLED},
    "change": {*SETTLED},
    "answer": {S.DISPUTED},
    "correct": {*PENDING, *IN_FORCE},
    "paper": {*PENDING, *IN_FORCE},
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


class ScheduleStatus(models.TextChoices):
    """What became of a merger or dissolution that was recorded before its effective date."""

    SCHEDULED = "scheduled", "Scheduled"
    CARRIED_OUT = "carried_out", "Carried out"
    BLOCKED = "blocked", "Not carried out, needs a decision"
    CANCELED = "canceled", "Canceled"


# One that can still be canceled: it is to come, or a registrar has to decide.
UNDECIDED = (ScheduleStatus.SCHEDULED, ScheduleStatus.BLOCKED)
SCHEDULE_STEPS: dict[str, tuple[set[ScheduleStatus], ScheduleStatus]] = {
    # On its day, by the daily command: either everything is written, or nothing and the registrar decides.
    "carry_out": ({ScheduleStatus.SCHEDULED}, ScheduleStatus.CARRIED_OUT),
    "block": ({ScheduleStatus.SCHEDULED}, ScheduleStatus.BLOCKED),
    "cancel": ({*UNDECIDED}, ScheduleStatus.CANCELED),
}
