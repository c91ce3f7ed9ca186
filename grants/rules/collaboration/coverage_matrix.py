"""The coverage matrix: for each participant, what it contributes, how its students benefit, and what it is paid."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from grants.rules.collaboration.mentions import PARTICIPANT, Mention
from grants.rules.collaboration.snapshot import PlanBudgetLine, PlanCommitment, PlanParticipant, Snapshot


@dataclass(frozen=True)
class MatrixCell:
    """The commitments of one participant in one activity."""

    activity: str
    gives: str
    gains: str
    students: int | None
    grades: str


@dataclass(frozen=True)
class MatrixRow:
    """One participant."""

    key: str
    leaid: str | None
    name: str
    role: str
    kind: str | None
    is_service_agency: bool
    gives: tuple[str, ...]
    gains: tuple[str, ...]
    students: int | None  # in the activity with the most
    enrollment: int | None
    enrollment_year: str
    money: int  # grant money paid to it, in dollars
    money_share: float | None  # of the grant money paid to participants, 0 to 1
    mentions: int
    cells: tuple[MatrixCell | None, ...]  # in the order of the activities


@dataclass(frozen=True)
class MatrixColumn:
    """One activity."""

    key: str
    title: str
    kind: str
    participants: int
    students: int


@dataclass(frozen=True)
class MatrixTotals:
    """The totals of the matrix, as stored with a submitted version."""

    participants: int
    giving: int  # participants that contribute something
    gaining: int  # participants whose students benefit
    students: int
    money: int
    grant: int
    mentions: int


@dataclass(frozen=True)
class CoverageMatrix:
    """The rows of the participants, lead first, with the activities and the totals."""

    rows: tuple[MatrixRow, ...]
    activities: tuple[MatrixColumn, ...]
    totals: MatrixTotals

    def as_json(self) -> dict[str, object]:
        """Plain lists and dictionaries, as stored with a submitted version."""
        return {
            "rows": [_row_as_json(row) for row in self.rows],
            "activities": [dict(vars(column)) for column in self.activities],
            "totals": dict(vars(self.totals)),
        }


def coverage_matrix(snapshot: Snapshot, mentions: list[Mention]) -> CoverageMatrix:
    """The matrix of an application; `mentions` is what `mentions_in` returns for it."""
    mention_counts = Counter(key for m in mentions if m.kind == PARTICIPANT for key in m.subjects or (m.subject,))
    paid = grant_paid_by_member(snapshot)
    lead_first = sorted(snapshot.participants, key=lambda p: not p.is_lead)
    rows = tuple(_row(snapshot, p, paid, mention_counts[p.key]) for p in lead_first)
    return CoverageMatrix(
        rows=rows,
        activities=tuple(_column(snapshot, a.key, a.title, a.kind) for a in snapshot.activities),
        totals=MatrixTotals(
            participants=len(rows),
            giving=sum(1 for row in rows if row.gives),
            gaining=sum(1 for row in rows if row.gains or row.students),
            students=sum(row.students or 0 for row in rows),
            money=sum(paid.values()),
            grant=sum(line.amount or 0 for line in snapshot.budget if line.source == "grant"),
            mentions=sum(row.mentions for row in rows),
        ),
    )


def grant_paid_by_member(snapshot: Snapshot) -> dict[str, int]:
    """Grant money in dollars by the key of the participant it is paid to."""
    paid: dict[str, int] = {}
    for line in snapshot.budget:
        payee = _paid_participant(line, snapshot) if line.source == "grant" and line.amount else None
        if payee:
            paid[payee] = paid.get(payee, 0) + (line.amount or 0)
    return paid


def _paid_participant(line: PlanBudgetLine, snapshot: Snapshot) -> str | None:
    """The key of the participant that a line pays, be it called by the name on the list or in the registry."""
    if line.payee in snapshot.by_key:
        return line.payee
    name = line.payee_name or line.payee or ""
    named = [p.key for p in snapshot.participants if name and p.is_called(name)]
    return named[0] if len(named) == 1 else None


def _row(snapshot: Snapshot, participant: PlanParticipant, paid: dict[str, int], mentions: int) -> MatrixRow:
    commitments = snapshot.commitments_of(participant.key)
    cells = tuple(_cell([c for c in commitments if c.activity == a.key]) for a in snapshot.activities)
    total, money = sum(paid.values()), paid.get(participant.key, 0)
    return MatrixRow(
        key=participant.key,
        leaid=participant.leaid,
        name=participant.name,
        role=participant.role,
        kind=participant.kind,
        is_service_agency=participant.is_service_agency,
        gives=_distinct(_contribution(c) for c in commitments if c.gives),
        gains=_distinct(c.gains_text for c in commitments if c.gains),
        students=max((cell.students for cell in cells if cell and cell.students is not None), default=None),
        enrollment=participant.enrollment,
        enrollment_year=participant.enrollment_year,
        money=money,
        money_share=money / total if total else None,
        mentions=mentions,
        cells=cells,
    )


def _cell(commitments: list[PlanCommitment]) -> MatrixCell | None:
    """The cell of one participant in one activity, from all its commitments there; None if there are none."""
    if not commitments:
        return None
    students = [c.students for c in commitments if c.students is not None]
    return MatrixCell(
        activity=commitments[0].activity,
        gives="; ".join(_distinct(_contribution(c) for c in commitments)),
        gains="; ".join(_distinct(c.gains_text for c in commitments)),
        students=sum(students) if students else None,
        grades=", ".join(_distinct(c.grades for c in commitments)),
    )


def _column(snapshot: Snapshot, key: str, title: str, kind: str) -> MatrixColumn:
    commitments = [c for c in snapshot.commitments if c.activity == key]
    return MatrixColumn(
        key=key,
        title=title,
        kind=kind,
        participants=len({c.participant for c in commitments if c.participant in snapshot.by_key}),
        students=sum(c.students or 0 for c in commitments),
    )


def _contribution(commitment: PlanCommitment) -> str:
    amount = f"${commitment.gives_amount:,}" if commitment.gives_amount else ""
    if commitment.gives_text and amount:
        return f"{commitment.gives_text} ({amount})"
    return commitment.gives_text or amount


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _row_as_json(row: MatrixRow) -> dict[str, object]:
    cells = [dict(vars(cell)) if cell else None for cell in row.cells]
    return {**vars(row), "gives": list(row.gives), "gains": list(row.gains), "cells": cells}
