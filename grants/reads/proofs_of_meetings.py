"""Whether consensus meetings, score changes, and dissent are still what the audit log says."""

from grants.models import ConsensusMeeting, Dissent, MeetingItem, ScoreChange
from grants.reads.proofs import ProvedKind, moment_in_log
from signing.rules import digest_of


def digest_of_meeting(meeting: ConsensusMeeting) -> str:
    """The digest of who attended, of the applications in their order, of who left for each, and of who closed it."""
    items = meeting.items.order_by("position").prefetch_related("away")
    return digest_of(
        {
            "round": meeting.competition_id,
            "held_on": meeting.held_on.isoformat(),
            "quorum": meeting.quorum,
            "attendees": sorted(meeting.attendees.values_list("pk", flat=True)),
            "items": [
                [one.application_id, one.present, one.has_quorum, sorted(away.pk for away in one.away.all())]
                for one in items
            ],
            "opened": [meeting.opened_by_id, moment_in_log(meeting.opened_at)],
            "closed": [meeting.closed_by_id, moment_in_log(meeting.closed_at)],
        }
    )


def digest_of_item(item: MeetingItem) -> str:
    """The digest of an application that the meeting closed."""
    return digest_of(
        {
            "meeting": item.meeting_id,
            "application": item.application_id,
            "closed": [item.closed_by_id, moment_in_log(item.closed_at)],
        }
    )


def digest_of_change(change: ScoreChange) -> str:
    """The digest of a change with its reason and citation, and of whether its scorer confirmed it."""
    return digest_of(
        {
            "item": change.item_id,
            "score": change.score_id,
            "levels": [change.from_level, change.level],
            "reason": change.reason,
            "citation": [change.kind, change.place, change.start, change.end, change.quote],
            "entered": [change.entered_by_id, moment_in_log(change.cited_at)],
            "confirmed": moment_in_log(change.confirmed_at),
            "withdrawn": moment_in_log(change.withdrawn_at),
        }
    )


def digest_of_dissent(dissent: Dissent) -> str:
    """The digest of what a scorer disagrees with."""
    return digest_of(
        {
            "item": dissent.item_id,
            "scorer": dissent.scorer_id,
            "words": dissent.words,
            "entered": [dissent.entered_by_id, moment_in_log(dissent.entered_at)],
        }
    )


MEETINGS = ProvedKind(
    key="meeting",
    rows=lambda: ConsensusMeeting.objects.select_related("competition"),
    name=lambda row: f"Consensus meeting {row.pk} of {row.competition}",
    digest=digest_of_meeting,
    at=lambda row: row.opened_at,
    competition=lambda row: row.competition,
)
ITEMS = ProvedKind(
    key="item",
    rows=lambda: MeetingItem.objects.select_related("application", "meeting__competition"),
    name=lambda row: f"What the consensus meeting closed on {row.application.reference}",
    digest=digest_of_item,
    at=lambda row: row.closed_at,
    competition=lambda row: row.meeting.competition,
)
CHANGES = ProvedKind(
    key="change",
    rows=lambda: ScoreChange.objects.select_related("item__application", "item__meeting__competition"),
    name=lambda row: f"Change {row.pk} of a score of {row.item.application.reference}",
    digest=digest_of_change,
    at=lambda row: row.cited_at,
    competition=lambda row: row.item.meeting.competition,
)
DISSENTS = ProvedKind(
    key="dissent",
    rows=lambda: Dissent.objects.select_related("item__application", "item__meeting__competition"),
    name=lambda row: f"Dissent {row.pk} on {row.item.application.reference}",
    digest=digest_of_dissent,
    at=lambda row: row.entered_at,
    competition=lambda row: row.item.meeting.competition,
)
