"""The states of a consortium and of a membership line, and the steps between them."""

from django.db import models


class ConsortiumStatus(models.TextChoices):
    PROPOSED = "proposed", "Proposed, not registered yet"
    REGISTERED = "registered", "Registered"
    REFUSED = "refused", "Not registered"
    DISSOLVED = "dissolved", "Dissolved"
    MERGED = "merged", "Merged into another"
    DUPLICATE = "duplicate", "Entered twice"


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
    CLAIMED = "claimed", "Claimed by one side"
    AGREED = "agreed", "Agreed by both sides, waits for the State"
    CONFIRMED = "confirmed", "Confirmed by both sides"
    DISPUTED = "disputed", "Disputed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


# Lines that never came to be: no roster counts them.
NEVER = (MembershipStatus.DECLINED, MembershipStatus.WITHDRAWN)

S = MembershipStatus
STEPS: dict[str, tuple[set[MembershipStatus], MembershipStatus]] = {  # step: (where it may start, where it ends)
    "agree": ({S.CLAIMED, S.DISPUTED}, S.AGREED),
    "confirm": ({S.CLAIMED, S.AGREED, S.DISPUTED}, S.CONFIRMED),
    "dispute": ({S.CLAIMED, S.AGREED, S.CONFIRMED}, S.DISPUTED),
    "decline": ({S.CLAIMED, S.AGREED, S.DISPUTED}, S.DECLINED),
    "withdraw": ({S.CLAIMED, S.AGREED}, S.WITHDRAWN),
    # The registrar: the line doubles another, or came to be by a step that was taken back.
    "set_aside": ({S.CLAIMED, S.AGREED, S.CONFIRMED, S.DISPUTED}, S.WITHDRAWN),
}


# What the public reads: registered, or once registered.
PUBLIC = (ConsortiumStatus.REGISTERED, ConsortiumStatus.DISSOLVED, ConsortiumStatus.MERGED)


class LegalForm(models.TextChoices):
    AGREEMENT = "agreement", "Agreement between members"
    COUNCIL_OF_GOVERNMENTS = "council_of_governments", "Council of governments"
    NONPROFIT = "nonprofit", "Nonprofit organization"
    SERVICE_AGENCY_PROGRAM = "service_agency_program", "Program of a service agency"
    UNKNOWN = "unknown", "Not known"


class Purpose(models.TextChoices):
    PERSONALIZED_LEARNING = "personalized_learning", "Personalized learning"
    ONLINE_COURSES = "online_courses", "Online courses"
    PURCHASING = "purchasing", "Purchasing"
    VOCATIONAL = "vocational", "Vocational education"
    SPECIAL_EDUCATION = "special_education", "Special education"
    PROFESSIONAL_LEARNING = "professional_learning", "Professional learning"


class LinkKind(models.TextChoices):
    """What the later consortium is to the earlier one, or the smaller to the larger."""

    GREW_OUT_OF = "grew_out_of", "Grew out of"
    MERGED_INTO = "merged_into", "Merged into"
    PARTNER_IN = "partner_in", "Partner in"


class Side(models.TextChoices):
    """Who says that a line is so."""

    MEMBER = "member", "The member"
    CONSORTIUM = "consortium", "The consortium"
    STATE = "state", "The State"


class MembershipClass(models.TextChoices):
    COMPONENT = "component", "Component"
    PARTICIPATING = "participating", "Participating"
    OBSERVER = "observer", "Observer"


class MemberRole(models.TextChoices):
    LEAD = "lead", "Lead"
    FISCAL_AGENT = "fiscal_agent", "Fiscal agent"
    MEMBER = "member", "Member"


# Whose people speak for the consortium.
RUNS = (MemberRole.LEAD, MemberRole.FISCAL_AGENT)


class ClosureKind(models.TextChoices):
    MERGER = "merger", "Merged into another"
    DISSOLUTION = "dissolution", "Dissolved"
    DUPLICATE = "duplicate", "Entered twice"
