"""What would change if each member of a submitted application left: the version with the facts it is compared with."""

import datetime
from collections.abc import Callable, Sequence
from typing import NamedTuple

from accounts.models import User
from districts.models import ServiceAgencyMembership
from grants.models import Application, Participant, Review, Version
from grants.reads.application_statements import members_that_may_leave
from grants.reads.desk import latest_and_shown, participants_in
from grants.reads.readiness import lead_facts
from grants.reads.rounds import lead_rule_of, submission_rule_of
from grants.rules.departures import Departure, announced_departure_of, departure_of
from grants.rules.member_loss import CitedPlace, LossFacts, LossTable, losses_of
from reviews.rules import NOTHING_FOUND


class DepartureFacts(NamedTuple):
    """A participant, the last day of its membership, and the day on which its district or school closed."""

    key: str
    name: str
    leaves_on: datetime.date | None
    closed_on: datetime.date | None


class Losses(NamedTuple):
    """A submitted version, and what would change in it without each of its members."""

    version: Version
    table: LossTable
    departures: list[Departure]  # members that have left or closed
    announced: list[Departure]  # members that will


def read_losses(application: Application, user: User, *, version: int | None = None) -> Losses | None:
    """The losses of the version with that number, else of the one this person reviews, else of the latest.

    None if nothing was submitted or no version has that number. Six queries at most, whatever the number of members.
    """
    review = Review.objects.of(user).filter(application=application).prefetch_related("marks__citations").first()
    _latest, shown = latest_and_shown(application, review, version)
    if shown is None:
        return None
    participants = participants_in(shown)
    table = losses_of(
        shown.content, shown.reading, loss_facts_of(application, participants), cited_places_of(review, shown)
    )
    return Losses(shown, table, departures_of(participants, user.as_of), announced_of(participants, user.as_of))


def departures_in(application: Application, on: datetime.date) -> tuple[list[Departure], list[Departure]]:
    """Members that have left or closed by that day, and those whose departure is announced; one query."""
    rows = [DepartureFacts(*row) for row in members_that_may_leave(application=application.pk)]
    return _departures(departure_of, rows, on), _departures(announced_departure_of, rows, on)


def departures_of(participants: Sequence[Participant], on: datetime.date) -> list[Departure]:
    """Those of these participants, which come with their records, that have left or closed by that day. No query."""
    return _departures(departure_of, _facts_of(participants), on)


def announced_of(participants: Sequence[Participant], on: datetime.date) -> list[Departure]:
    """Those of these participants whose departure the registry has for a later day. No query."""
    return _departures(announced_departure_of, _facts_of(participants), on)


def _facts_of(participants: Sequence[Participant]) -> list[DepartureFacts]:
    return [
        DepartureFacts(p.key, p.name, p.leaves_on, record.closed_on if (record := p.district or p.school) else None)
        for p in participants
    ]


def _departures(
    find: Callable[..., Departure | None], rows: Sequence[DepartureFacts], on: datetime.date
) -> list[Departure]:
    found = (
        find(key, name, leaves_on=leaves_on, closed_on=closed_on, on=on) for key, name, leaves_on, closed_on in rows
    )
    return [departure for departure in found if departure]


def loss_facts_of(application: Application, participants: Sequence[Participant]) -> LossFacts:
    """The facts about these participants, which come with their district or school; one query."""
    lead = next((p for p in participants if p.is_lead), None)
    of_lead = ServiceAgencyMembership.objects.filter(agency=lead.district_id if lead else None)
    day = (application.submitted_at or application.started_at).date()  # as in the findings
    components = set(of_lead.in_force(day).values_list("district_id", flat=True))
    return LossFacts(
        fewest_members=submission_rule_of(application.competition).fewest_members,
        lead_rule=lead_rule_of(application.competition),
        leads={p.key: lead_facts(p.district, p.school, p.name) for p in participants},
        component_members=frozenset(p.key for p in participants if p.district_id in components),
    )


def cited_places_of(review: Review | None, version: Version) -> list[CitedPlace]:
    """The citations of the review for each element, if it reviews this version. No query."""
    if review is None or review.version_id != version.pk:
        return []
    return [
        CitedPlace(mark.element, citation.place)
        for mark in review.marks.all()
        for citation in mark.citations.all()
        if citation.removed_at is None and citation.kind != NOTHING_FOUND
    ]
