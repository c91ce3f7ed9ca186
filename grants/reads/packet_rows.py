"""The rows of a packet that are many: commitments and budget lines, read as tuples."""

from collections import defaultdict
from typing import Any

from grants.models.application import Application
from grants.reads.packet_statements import beneficiaries_of, budget_lines_of, commitments_of


def commitment_rows(
    application: Application, participants: dict[int, str], activities: dict[int, str]
) -> list[dict[str, Any]]:
    """The commitments, by activity and member; `participants` and `activities` are keys by primary key, in order."""
    # Tuples, sorted here: rows with their orders joined to them take several times as long.
    first_activity, first_member = _places(activities), _places(participants)
    rows = commitments_of(application=application.pk)
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
    beneficiaries = defaultdict(list)  # keys only: a whole row for each line and member takes longer than all the rest
    pairs, first = beneficiaries_of(application=application.pk), _places(participants)
    for line, participant in sorted(pairs, key=lambda pair: first[pair[1]]):
        beneficiaries[line].append(participants[participant])
    rows = budget_lines_of(application=application.pk)
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


def _places(rows: dict[int, str]) -> dict[int, int]:
    """The place of each row in its order, by primary key."""
    return {pk: place for place, pk in enumerate(rows)}
