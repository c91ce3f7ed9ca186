"""The coverage matrix: a row for every participant, what it gives, what its students gain, and what it is paid."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from grants.rules.collaboration.mentions import PARTICIPANT, Mention
from grants.rules.collaboration.snapshot import BudgetLine, Commitment, Participant, Snapshot


@dataclass(frozen=True)
class Cell:
    """One participant in one activity."""

    activity: str
    gives: str
    gains: str
    students: int | None
    grades: str


@dataclass(frozen=True)
class Row:
    """One participant."""

    key: str
    leaid: str | None
    name: str
    role: str
    kind: str | None
    is_service_agency: bool
    gives: tuple[str, ...]
    gains: tuple[str, ...]
    students: int | None  # the most of any one activity
    enrollment: int | None
    enrollment_year: str
    money: int  # grant paid to it
    money_share: float | None  # 0 to 1 of the grant paid to participants
    mentions: int
    cells: tuple[Cell | None, ...]  # in the order of the activities


@dataclass(frozen=True)
class Column:
    """One activity."""

    key: str
    title: str
    kind: str
    participants: int
    students: int


@dataclass(frozen=True)
class Totals:
    participants: int
    giving: int
    gaining: int
    students: int
    money: int
    grant: int
    mentions: int


@dataclass(frozen=True)
class Coverage:
    """The matrix, lead first."""

    rows: tuple[Row, ...]
    activities: tuple[Column, ...]
    totals: Totals

    def as_json(self) -> dict[str, Any]:
        """Plain lists and dictionaries, as stored with a sealed version."""
        return {
            "rows": [_listed(asdict(row)) for row in self.rows],
            "activities": [asdict(column) for column in self.activities],
            "totals": asdict(self.totals),
        }


def coverage(snapshot: Snapshot, mentions: list[Mention]) -> Coverage:
    """The matrix of a plan; `mentions` are those of `mentions_in(snapshot)`."""
    named = Counter(key for m in mentions if m.kind == PARTICIPANT for key in m.subjects or (m.subject,))
    paid = grant_paid(snapshot)
    lead_first = sorted(snapshot.participants, key=lambda p: not p.is_lead)
    rows = tuple(_row(snapshot, p, paid, named[p.key]) for p in lead_first)
    return Coverage(
        rows=rows,
        activities=tuple(_column(snapshot, a.key, a.title, a.kind) for a in snapshot.activities),
        totals=Totals(
            participants=len(rows),
            giving=sum(1 for row in rows if row.gives),
            gaining=sum(1 for row in rows if row.gains or row.students),
            students=sum(row.students or 0 for row in rows),
            money=sum(paid.values()),
            grant=sum(line.amount or 0 for line in snapshot.budget if line.source == "grant"),
            mentions=sum(row.mentions for row in rows),
        ),
    )


def grant_paid(snapshot: Snapshot) -> dict[str, int]:
    """Grant money by the participant that it is paid to."""
    paid: dict[str, int] = {}
    for line in snapshot.budget:
        if _is_grant_to_participant(line, snapshot) and line.payee and line.amount:
            paid[line.payee] = paid.get(line.payee, 0) + line.amount
    return paid


def _is_grant_to_participant(line: BudgetLine, snapshot: Snapshot) -> bool:
    return line.source == "grant" and line.payee in snapshot.by_key


def _row(snapshot: Snapshot, participant: Participant, paid: dict[str, int], mentions: int) -> Row:
    commitments = snapshot.commitments_of(participant.key)
    cells = tuple(_cell([c for c in commitments if c.activity == a.key]) for a in snapshot.activities)
    total, money = sum(paid.values()), paid.get(participant.key, 0)
    return Row(
        key=participant.key,
        leaid=participant.leaid,
        name=participant.name,
        role=participant.role,
        kind=participant.kind,
        is_service_agency=participant.is_service_agency,
        gives=_distinct(_gift(c) for c in commitments),
        gains=_distinct(c.gains_text for c in commitments),
        students=max((cell.students for cell in cells if cell and cell.students is not None), default=None),
        enrollment=participant.enrollment,
        enrollment_year=participant.enrollment_year,
        money=money,
        money_share=money / total if total else None,
        mentions=mentions,
        cells=cells,
    )


def _cell(commitments: list[Commitment]) -> Cell | None:
    """Several commitments of one participant in one activity are one cell; none is a blank."""
    if not commitments:
        return None
    students = [c.students for c in commitments if c.students is not None]
    return Cell(
        activity=commitments[0].activity,
        gives="; ".join(_distinct(_gift(c) for c in commitments)),
        gains="; ".join(_distinct(c.gains_text for c in commitments)),
        students=sum(students) if students else None,
        grades=", ".join(_distinct(c.grades for c in commitments)),
    )


def _column(snapshot: Snapshot, key: str, title: str, kind: str) -> Column:
    commitments = [c for c in snapshot.commitments if c.activity == key]
    return Column(
        key=key,
        title=title,
        kind=kind,
        participants=len({c.participant for c in commitments if c.participant in snapshot.by_key}),
        students=sum(c.students or 0 for c in commitments),
    )


def _gift(commitment: Commitment) -> str:
    amount = f"${commitment.gives_amount:,}" if commitment.gives_amount else ""
    if commitment.gives_text and amount:
        return f"{commitment.gives_text} ({amount})"
    return commitment.gives_text or amount


def _distinct(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}
