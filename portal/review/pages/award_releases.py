"""The release of a round's awards: what it would make known, what waits, and what was released."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from accounts.dates import moment_in_words
from accounts.models import User
from grants.models import AwardRelease, Competition
from grants.reads.board import ReleaseFacts
from grants.rules.board import UNDECIDED, counts_in_words


class ReleaseCard(NamedTuple):
    """A release that a second official has to confirm."""

    pk: int
    counts: str
    notes: list[str]
    may_confirm: bool


@dataclass(frozen=True)
class ReleasePage:
    """What the page says before anyone presses a button."""

    counts: str
    undecided: str  # "" if every submitted application has a decision
    waiting: str  # decisions to countersign first; "" for none
    becomes_public: str
    card: ReleaseCard | None
    history: list[str]
    is_done: bool  # awards were released, and no decision has been made or is needed since


def release_page(
    competition: Competition, facts: ReleaseFacts, releases: Sequence[AwardRelease], reader: User
) -> ReleasePage:
    """The page as this reader sees it."""
    is_confirmed = any(one.confirmed_at for one in releases)
    prepared = next((one for one in releases if not (one.confirmed_at or one.canceled_at)), None)
    return ReleasePage(
        counts=f"This releases: {counts_in_words(facts.counts)}.",
        undecided=_undecided(facts.counts[UNDECIDED]),
        waiting=f"To countersign first: {', '.join(sorted(facts.waiting))}." if facts.waiting else "",
        becomes_public=_becomes_public(competition),
        card=_card(prepared, reader) if prepared else None,
        history=list(_history(releases)),
        is_done=is_confirmed and not prepared and not facts.waiting and not any(facts.counts.values()),
    )


def terms_in_words(competition: Competition) -> list[tuple[str, str]]:
    """The terms that can't change after a release: each with its label."""
    budget, days = competition.board_budget, competition.appeal_days
    return [
        ("Budget for awards", "No limit" if budget is None else f"${budget:,}"),
        ("What becomes public when awards are released", str(competition.get_release_policy_display())),
        ("Days to appeal after awards are released", str(days) if days else "No appeals"),
    ]


def _undecided(number: int) -> str:
    if not number:
        return ""
    return f"No decision yet: {'1 application' if number == 1 else f'{number:,} applications'}."


def _becomes_public(competition: Competition) -> str:
    what = competition.get_release_policy_display().lower()
    return f"The public will see: {what}. Members of every decided application will get their own decision by email."


def _card(release: AwardRelease, reader: User) -> ReleaseCard:
    notes = [f"Prepared by {release.prepared_by} {moment_in_words(release.prepared_at)}."]
    if release.reason:
        notes.append(f"Reason for releasing awards before all applications are decided: {release.reason}")
    return ReleaseCard(release.pk, counts_in_words(release.counts), notes, release.prepared_by_id != reader.pk)


def _history(releases: Iterable[AwardRelease]) -> Iterable[str]:
    for one in releases:
        counts = counts_in_words(one.counts)
        if one.confirmed_at:
            when = moment_in_words(one.confirmed_at)
            yield f"{counts}: prepared by {one.prepared_by}, released by {one.confirmed_by} {when}."
        elif one.canceled_at:
            yield f"{counts}: canceled {moment_in_words(one.canceled_at)}."
