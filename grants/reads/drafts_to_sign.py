"""What members sign of many drafts at once: for lists, which read no whole packets."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from grants.models import Activity, Answer, Application, Attachment, BudgetLine, Commitment, Participant
from grants.reads.packet_rows import activity_row, commitments_from, lines_from, narrative_row, participant_row
from grants.reads.packet_statements import COMMITMENT_COLUMNS, LINE_COLUMNS
from grants.reads.packets import Packet
from grants.reads.stored_files import attachment_row


def drafts_to_sign(applications: Collection[Application]) -> dict[int, Packet]:
    """By application (row id), as much of its packet as `part_of` reads, as it is now.

    Seven queries for any number of applications; they come with their consortia and rounds.
    """
    pks = [one.pk for one in applications]
    if not pks:
        return {}
    members = _by_application(Participant.present.filter(application__in=pks).select_related("district", "school"))
    answers = _by_application(Answer.objects.filter(application__in=pks))
    activities = _by_application(Activity.objects.filter(application__in=pks).select_related("contract"))
    attachments = _by_application(Attachment.objects.filter(application__in=pks).attached())
    commitments = _by_first(
        Commitment.objects.filter(activity__application__in=pks)
        .order_by()
        .values_list("activity__application", *COMMITMENT_COLUMNS)
    )
    lines = _by_first(BudgetLine.objects.filter(application__in=pks).values_list("application", *LINE_COLUMNS))
    pairs = _by_first(
        BudgetLine.beneficiaries.through.objects.filter(budgetline__application__in=pks).values_list(
            "budgetline__application", "budgetline_id", "participant_id"
        )
    )
    drafts = {}
    for one in applications:
        keys = {member.pk: member.key for member in members[one.pk]}
        activity_keys = {activity.pk: activity.key for activity in activities[one.pk]}
        attached = [attachment_row(attachment) for attachment in attachments[one.pk]]
        drafts[one.pk] = {
            "consortium": {"name": one.consortium.name},
            "competition": {"assurances": one.competition.assurances},
            "participants": [_member_row(member) for member in members[one.pk]],
            "narrative": [narrative_row(answer) for answer in answers[one.pk]],
            "activities": [activity_row(activity, keys) for activity in activities[one.pk]],
            "commitments": commitments_from(commitments[one.pk], keys, activity_keys),
            "budget": lines_from(lines[one.pk], pairs[one.pk], keys, activity_keys),
            **({"attachments": attached} if attached else {}),
        }
    return drafts


def _member_row(member: Participant) -> dict[str, Any]:
    district, is_school = member.district, member.school_id is not None
    return participant_row(
        member.key, member.name, member.role, member.joined_on, leaid=district.leaid if district else None,
        kind=(district.kind if district else None) or ("school" if is_school else None), is_school=is_school,
    )  # fmt: skip


def _by_application(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found = defaultdict[int, list[Any]](list)
    for row in rows:
        found[row.application_id].append(row)
    return found


def _by_first(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """The rows without their first column, by it."""
    found = defaultdict[int, list[tuple[Any, ...]]](list)
    for first, *rest in rows:
        found[first].append(tuple(rest))
    return found
