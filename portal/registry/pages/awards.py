"""The public record of the board's decisions: the list by round, the file, and one decision."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.dates import day_in_words
from grants.models import Appeal, Award, BoardDecision, Criterion
from grants.reads.award_closing import FinalState
from grants.reads.released_counts import APPLIED
from grants.rules.allocation import grant_by_member
from grants.rules.citable import requested_in
from grants.states import RELEASED_LABELS, BoardOutcome, StageOutcome
from portal.registry.pages.award_plan import PublicActivity, planned_activities

AGREED = "Every member has agreed to its part."
PAYS_OTHERS = "The lead’s part includes what it pays to organizations that aren’t members."


class AwardRow(NamedTuple):
    """A decision in the list."""

    reference: str
    address: str
    name: str
    outcome: str
    amount: str


class AwardRound(NamedTuple):
    """The decisions of a round, with what its awards come to."""

    name: str
    summary: str
    how_it_went: str  # how many applied, and what each stage decided
    rows: list[AwardRow]


def award_rows(
    decisions: Iterable[BoardDecision], counts: Mapping[int, Mapping[str, int]] | None = None
) -> list[AwardRound]:
    """The released decisions by round, in the order given, with the counts of each round (`released_counts`)."""
    rounds = [list(rows) for _, rows in groupby(decisions, key=lambda one: one.application.competition_id)]
    return [_round(rows, (counts or {}).get(rows[0].application.competition_id, {})) for rows in rounds]


def _round(decisions: list[BoardDecision], counts: Mapping[str, int]) -> AwardRound:
    awards = [one.amount for one in decisions if one.amount]
    number = "1 award" if len(awards) == 1 else f"{len(awards):,} awards"
    name = decisions[0].application.competition.name
    summary = f"{number}, ${sum(awards):,} in all."
    return AwardRound(name, summary, _how_it_went(counts), [_row(one) for one in decisions])


def _how_it_went(counts: Mapping[str, int]) -> str:
    """“570 applied, 3 were not eligible, 246 did not pass the gate, 321 were decided by the board.”"""
    board = sum(counts.get(outcome, 0) for outcome in BoardOutcome)
    parts = [f"{counts.get(APPLIED, 0):,} applied"]
    for number, one, several in (
        (counts.get(StageOutcome.INELIGIBLE, 0), "was not eligible", "were not eligible"),
        (counts.get(StageOutcome.GATE, 0), "did not pass the gate", "did not pass the gate"),
        (board, "was decided by the board", "were decided by the board"),
    ):
        if number:
            parts.append(f"{number:,} {one if number == 1 else several}")
    return f"{', '.join(parts)}." if counts else ""


def _row(decision: BoardDecision) -> AwardRow:
    application = decision.application
    return AwardRow(
        reference=application.reference,
        address=reverse("registry:award_detail", args=[application.reference]),
        name=application.consortium.name,
        outcome=RELEASED_LABELS[decision.outcome],
        amount=f"${decision.amount:,}" if decision.amount else "—",
    )


def _released_on(decision: BoardDecision) -> datetime.date | None:
    at = decision.release.confirmed_at if decision.release else None
    return timezone.localdate(at) if at else None


class AwardMember(NamedTuple):
    """A member with its part of the grant money in the budget as submitted."""

    name: str
    role: str
    money: str
    address: str  # of its record; "" where the registry has none


@dataclass(frozen=True)
class AwardPage:
    """One decision as the public reads it."""

    reference: str
    consortium: str
    consortium_address: str
    round_name: str
    round_address: str
    outcome: str
    amount: str
    released: str
    conditions: str
    reasons: str
    members: list[AwardMember]
    money_heading: str
    allocation_note: str
    criteria: str
    band: str  # "" for a round without a ranking
    activities: list[PublicActivity]
    appeals: list[str]  # granted ones, where the round publishes all outcomes


def award_page(
    decision: BoardDecision,
    packet: Mapping[str, Any],
    appeals: Iterable[Appeal],
    *,
    agreed: Mapping[str, int],
    criteria: Iterable[Criterion],
    known: Collection[str],
) -> AwardPage:
    """The page of one decision; `packet` is the version submitted last.

    `agreed` is each member's part of the award, by its key, once all members have agreed; empty before that.
    `known` are the keys of the members that the registry has.
    """
    application, released_on = decision.application, _released_on(decision)
    money = agreed or grant_by_member(packet)
    return AwardPage(
        reference=application.reference,
        consortium=application.consortium.name,
        consortium_address=application.consortium.get_absolute_url(),
        round_name=application.competition.name,
        round_address=application.competition.get_absolute_url(),
        outcome=RELEASED_LABELS[decision.outcome],
        amount=f"${decision.amount:,}" if decision.amount else "",
        released=day_in_words(released_on) if released_on else "",
        conditions=decision.conditions,
        reasons=decision.reasons,
        members=[
            AwardMember(
                member["name"],
                member["role"].capitalize(),
                f"${money.get(member['key'], 0):,}",
                _record_of(member) if member["key"] in known else "",
            )
            for member in packet.get("participants", [])
        ],
        money_heading="Part of the award" if agreed else "Grant money in the budget as submitted",
        allocation_note=_allocation_note(decision, packet, is_agreed=bool(agreed)),
        criteria=", ".join(f"{criterion.title} {criterion.weight}%" for criterion in criteria),
        band=_band(decision),
        # Other applicants may use their ideas in a later round.
        activities=planned_activities(packet) if decision.outcome == BoardOutcome.YES else [],
        appeals=[_appeal(one) for one in appeals if one.answered_at],
    )


def _band(decision: BoardDecision) -> str:
    if not decision.band:
        return ""
    words = gettext("Band %(band)d of %(bands)d: the scores of applications in one band can’t tell them apart.")
    return words % {"band": decision.band, "bands": decision.bands or decision.band}


def _record_of(member: Mapping[str, Any]) -> str:
    if member.get("ncessch"):
        return reverse("registry:school_detail", args=[member["ncessch"]])
    return reverse("registry:district_detail", args=[member["leaid"]]) if member.get("leaid") else ""


def _appeal(appeal: Appeal) -> str:
    ground, on = appeal.get_ground_display().lower(), timezone.localdate(appeal.answered_at)
    return f"An appeal was granted on {day_in_words(on)}: {ground}. The board decides again."


def _allocation_note(decision: BoardDecision, packet: Mapping[str, Any], *, is_agreed: bool) -> str:
    """Why the members’ amounts don’t add up to the award: others are paid, too, or less was awarded than requested."""
    requested = requested_in(packet)
    others = requested - sum(grant_by_member(packet).values())
    if is_agreed:
        return " ".join([AGREED, PAYS_OTHERS] if others > 0 else [AGREED])
    notes = []
    if others > 0:
        notes.append(f"The budget also pays ${others:,} to organizations that aren’t members.")
    if decision.amount and decision.amount != requested:
        notes.append(
            f"The application requested ${requested:,}. The award is ${decision.amount:,}, so what each member "
            "receives can change."
        )
    return " ".join(notes)


def closed_award(award: Award, final: FinalState) -> list[tuple[str, str]]:
    """What the public reads of a closed award: when it ended, its money, and how many promises were kept."""
    closed_on = day_in_words(timezone.localdate(award.closed_at)) if award.closed_at else ""
    return [
        (gettext("Closed"), closed_on),
        (gettext("Claims accepted"), f"${final.accepted:,}"),
        (gettext("Not used"), f"${final.unclaimed:,}"),
        (gettext("Promises of the members"), final.counts.in_words()),
    ]
