"""The rows of a packet. Those that are many, commitments and budget lines, are read as tuples."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from grants.models.application import Application
from grants.models.plan import Activity, Answer
from grants.reads.packet_statements import beneficiaries_of, budget_lines_of, commitments_of


def participant_row(
    key: str, name: str, role: str, joined_on: datetime.date | None, *, leaid: str | None, kind: str | None,
    is_school: bool,
) -> dict[str, Any]:  # fmt: skip
    """A member."""
    return {
        "key": key,
        "leaid": leaid,
        "ncessch": key if is_school else None,
        "name": name,
        "kind": kind,
        "role": role,
        "joined_on": joined_on.isoformat() if joined_on else None,
    }


def narrative_row(answer: Answer) -> dict[str, Any]:
    """An answer."""
    return {"key": answer.key, "element": answer.element, "heading": answer.heading, "text": answer.text}


def activity_row(activity: Activity, participants: Mapping[int, str]) -> dict[str, Any]:
    """An activity, which comes with its contract; `participants` are keys by primary key."""
    return {
        "key": activity.key,
        "kind": activity.kind,
        "title": activity.title,
        "starts_on": activity.starts_on.isoformat() if activity.starts_on else None,
        "ends_on": activity.ends_on.isoformat() if activity.ends_on else None,
        "owner": participants.get(activity.owner_id) if activity.owner_id else None,
        "place": activity.place,
        "decided_by": activity.decided_by,
        "contract": activity.contract.number if activity.contract else None,
    }


def commitment_rows(
    application: Application, participants: dict[int, str], activities: dict[int, str]
) -> list[dict[str, Any]]:
    """The commitments, by activity and member; `participants` and `activities` are keys by primary key, in order."""
    return commitments_from(commitments_of(application=application.pk), participants, activities)


def commitments_from(
    rows: Iterable[Any], participants: Mapping[int, str], activities: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The same from tuples of the columns of `commitments_of`."""
    # Tuples, sorted here: rows with their orders joined to them take several times as long.
    first_activity, first_member = _places(activities), _places(participants)
    return [
        {
            "activity": activities[activity],
            "participant": participants[participant],
            "gives": {"kind": gives_kind, "text": gives_text, "amount": gives_amount},
            "gains": {"text": gains_text, "students": gains_students, "grades": gains_grades},
            **({"proposed": True} if proposed_at else {}),
        }
        for activity, participant, _pk, gives_kind, gives_text, gives_amount, gains_text, gains_students, gains_grades,
        proposed_at in sorted(rows, key=lambda row: (first_activity[row[0]], first_member[row[1]], row[2]))
    ]  # fmt: skip


def budget_rows(
    application: Application, participants: dict[int, str], activities: dict[int, str]
) -> list[dict[str, Any]]:
    """The budget lines in their order, with keys instead of names."""
    pairs, rows = beneficiaries_of(application=application.pk), budget_lines_of(application=application.pk)
    return lines_from(rows, pairs, participants, activities)


def lines_from(
    rows: Iterable[Any], pairs: Iterable[Any], participants: Mapping[int, str], activities: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The same from tuples of the columns of `budget_lines_of` and `beneficiaries_of`."""
    beneficiaries = defaultdict(list)  # keys only: a whole row for each line and member takes longer than all the rest
    first = _places(participants)
    for line, participant in sorted(pairs, key=lambda pair: first[pair[1]]):
        beneficiaries[line].append(participants[participant])
    return [
        {
            "key": f"b{position}",
            "line": line,
            "amount": amount,
            "source": source,
            "payer": participants[payer] if payer else None,
            "payer_name": payer_name,
            "payee_name": payee_name,
            "payee": participants[payee] if payee else None,
            "benefits": "all" if benefits_all else beneficiaries[pk],
            "activity": activities[activity] if activity else None,
            # Only where they are stated, so that the digests of older applications and signatures stay the same.
            **({"category": category} if category else {}),
            **({"year": year} if year else {}),
            **({"proposed": True} if proposed_at else {}),
        }
        for pk, position, line, amount, source, payer, payer_name, payee_name, payee, benefits_all, activity, category,
        year, proposed_at in rows
    ]  # fmt: skip


def _places(rows: Mapping[int, str]) -> dict[int, int]:
    """The place of each row in its order, by primary key."""
    return {pk: place for place, pk in enumerate(rows)}
