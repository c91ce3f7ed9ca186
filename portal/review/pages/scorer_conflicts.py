"""Connections of scorers with applications, as officers read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from accounts.dates import short_day
from grants.models import Recusal, Scorer
from grants.reads.scorer_conflicts import RoundConnections
from grants.rules.conflict_paths import ConflictPath

_BARRED, _TO_CONSIDER = "Can’t score", "To consider"


class ConnectionRow(NamedTuple):
    """A person or an application with one effect of its connections, and each of them in a sentence."""

    name: str
    effect: str
    tone: str
    sentences: list[str]


def _row(name: str, sentences: Sequence[str], *, is_bar: bool) -> ConnectionRow:
    return ConnectionRow(name, _BARRED if is_bar else _TO_CONSIDER, "plain" if is_bar else "part", list(sentences))


def connection_rows(connections: Sequence[tuple[Scorer, list[ConflictPath]]]) -> list[ConnectionRow]:
    """The scorers with a connection to one application."""
    return [
        _row(scorer.person.name, [path.sentence for path in paths], is_bar=paths[0].is_bar)
        for scorer, paths in connections
    ]


def has_connections_to_consider(connections: Sequence[tuple[Scorer, list[ConflictPath]]]) -> bool:
    """Whether an officer may have to consider something before assigning."""
    return any(not paths[0].is_bar for _, paths in connections)


@dataclass(frozen=True)
class ConnectionsPage:
    """What an officer reads before inviting a person."""

    summary: str
    rows: list[ConnectionRow]
    may_be_invited: bool
    has_notices: bool


def connections_page(connections: RoundConnections) -> ConnectionsPage:
    """The connections of one person with the applications of a round."""
    rows = [*_rows(connections.bars, is_bar=True), *_rows(connections.notices, is_bar=False)]
    summary = (
        f"This person can’t score {len(connections.bars):,} of {connections.applications:,} submitted applications and "
        f"has connections to consider with {len(connections.notices):,}."
    )
    return ConnectionsPage(
        summary=summary,
        rows=rows,
        may_be_invited=not connections.bars_from_all(),
        has_notices=bool(connections.notices),
    )


def _rows(found: Mapping[str, list[str]], *, is_bar: bool) -> list[ConnectionRow]:
    return [_row(reference, sentences, is_bar=is_bar) for reference, sentences in found.items()]


def declared_rows(recusals: Sequence[Recusal]) -> list[str]:
    """What a scorer declared: “Cedar Falls Local Schools, on Apr 16, 2026”."""
    return [f"{one.organization}, declared on {short_day(timezone.localdate(one.declared_at))}" for one in recusals]
