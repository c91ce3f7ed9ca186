"""How the members of a draft compare with the consortium's members on record today."""

import datetime
from typing import NamedTuple

from consortia.models import Membership
from consortia.states import APPLYING_CLASSES
from districts.models import District, School
from grants.models import Application, Participant


class ParticipantToday(NamedTuple):
    """A participant, its membership today (None: not a member), and the values that the registry has for it now."""

    participant: Participant
    membership: Membership | None
    name: str
    joined_on: datetime.date | None
    has_signed: bool

    @property
    def is_registered(self) -> bool:
        """Whether the registry has this district or school."""
        return self.participant.district_id is not None or self.participant.school_id is not None

    @property
    def has_changed(self) -> bool:
        """Whether the registry has another name or start date than the draft."""
        draft = self.participant
        is_same = (self.name, self.joined_on, self.membership and self.membership.pk) == (
            draft.name,
            draft.joined_on,
            draft.membership_id,
        )
        return self.membership is not None and not is_same


class MembersToday(NamedTuple):
    """The participants in their order, and the memberships of those who could be added."""

    participants: list[ParticipantToday]
    to_add: list[Membership]
    was_submitted: bool


def applying_members(application: Application, on: datetime.date) -> dict[str, Membership]:
    """The memberships in force that day that give a part in an application, by LEAID or NCESSCH. One query."""
    memberships = application.consortium.memberships.in_force(on).filter(membership_class__in=APPLYING_CLASSES)
    return {
        membership.member.federal_id: membership
        for membership in memberships.select_related("district", "school__district").order_by("pk")
    }


def members_today(application: Application, on: datetime.date) -> MembersToday:
    """The draft's participants beside the registry's members of that day. Four queries."""
    members = applying_members(application, on)
    participants = application.participants.select_related("district", "school").prefetch_related("signatures")
    rows = []
    for participant in participants:
        record: District | School | None = participant.district or participant.school
        membership = members.pop(participant.key, None)
        rows.append(
            ParticipantToday(
                participant,
                membership,
                record.name if record else participant.name,
                membership.joins_on if membership else participant.joined_on,
                bool(participant.signatures.all()),
            )
        )
    to_add = sorted(members.values(), key=lambda membership: str(membership.member))
    return MembersToday(rows, to_add, application.versions.exists())
