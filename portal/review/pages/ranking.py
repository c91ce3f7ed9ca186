"""The ranking of a round as officials read it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.dates import moment_in_words
from grants.models import Competition
from grants.reads.rankings import RankingEntry, RankingInputs, RoundRankings, order_of
from grants.rules.ranking.ties import TiePlace, lot_of
from grants.rules.stage_results import stage_counts_in_words
from grants.rules.tie_rule import TIE_CRITERIA_IN_WORDS
from grants.rules.weighted_scores import Standing
from grants.states import GateAnswer, GateResult, StageOutcome
from portal.review.pages.order_rows import ranked_row, row_in_band
from portal.review.pages.ranking_picture import RankingPicture, picture_of

# In points of 100: severities below are as good as none.
AS_OTHERS = 0.05


class RankingRow(NamedTuple):
    """One application in the order of its adjusted score; scores in percent."""

    reference: str
    name: str
    band: int
    rank: int
    likely: str
    n: int
    raw: str
    adjusted: str
    interval: str
    figures: Mapping[str, Any]  # for the file and the picture, unrounded
    opens_band: bool = False

    @property
    def html(self) -> SafeString:
        """The row of the table."""
        order = (self.reference, self.band, self.rank, self.likely, self.name)
        return ranked_row(*order, self.n, self.raw, self.adjusted, self.interval, opens_band=self.opens_band)


class ExcludedRow(NamedTuple):
    """An application with its scores as first submitted, and as they count now."""

    reference: str
    before: str
    after: str


class SeverityRow(NamedTuple):
    """One scorer: how many applications, and how strict."""

    name: str
    n: int
    severity: str


class ApartRow(NamedTuple):
    """An application that isn't ranked, and why."""

    reference: str
    name: str
    reason: str


class TieRow(NamedTuple):
    """An application in the order of the tie rule."""

    reference: str
    name: str
    band: int
    place: int
    reason: str
    lot: str  # its first digits
    opens_band: bool

    @property
    def html(self) -> SafeString:
        """The row of the table."""
        cells = (self.place, self.reference, self.band, self.name, self.reason, self.lot)
        return row_in_band(*cells, opens_band=self.opens_band)


@dataclass(frozen=True)
class TieRuleUsed:
    """The tie rule of a round as officials read it, and the order that it gives."""

    criteria: list[str]
    more: str
    code: str
    seed: str
    notice: str  # why there is no order, or what to know about the seed
    rows: list[TieRow]
    may_draw: bool  # the seed of a round that has none


@dataclass(frozen=True)
class ShownRanking:
    """A result that was computed."""

    computed: str
    rows: list[RankingRow]
    picture: RankingPicture
    excluded: list[ExcludedRow]
    scorers: list[SeverityRow]
    reliability: str
    warnings: list[str]
    seed: int


@dataclass(frozen=True)
class RankingPage:
    """How many applications are scored, and the ranking as soon as no scorer is waited for."""

    summary: str
    left_out: str
    shown: ShownRanking | None
    notice: str  # why there is no ranking, or why the one shown is out of date
    button: str  # "" for those who can't compute one
    failed: list[ApartRow]
    unscored: list[ApartRow]
    ties: TieRuleUsed
    file: str  # the address of the table as a file


def ranking_page(
    competition: Competition,
    inputs: RankingInputs,
    rankings: RoundRankings,
    *,
    may_compute: bool,
    may_draw: bool,
    now: datetime.datetime,
) -> RankingPage:
    """The page for one reader; while a scorer is waited for, it shows no score and no order."""
    waits = inputs.count(Standing.WAITING) > 0
    is_ready = not waits and inputs.count(Standing.SCORED) > 0
    computed, latest = rankings.computed, rankings.latest
    is_waiting = latest is not None and latest.is_waiting
    is_fresh = computed is not None and computed.inputs_digest == inputs.digest
    shown, order = None, list[TiePlace]()
    names = {entry.reference: entry.name for entry in inputs.entries}
    if is_ready and computed is not None and computed.computed_at:
        order = order_of(competition, computed, now)
        shown = _shown(computed.result, names, computed.computed_at, computed.seed)
    failed = [entry for entry in inputs.entries if entry.standing == Standing.FAILED]
    unscored = [one for one in inputs.entries if one.standing in (Standing.UNSCORED, Standing.INELIGIBLE)]
    button = "Compute again" if shown else "Compute the ranking"
    return RankingPage(
        summary=_summary(inputs),
        left_out=_left_out(inputs.left_out),
        shown=shown,
        notice=_notice(inputs, rankings, is_ready=is_ready, is_fresh=is_fresh, may_compute=may_compute),
        button=button if may_compute and is_ready and not is_waiting and not is_fresh else "",
        # Until the last scorer has submitted, nothing shows how anyone voted.
        failed=[] if waits else [_apart(entry, _votes_in_words(entry)) for entry in failed],
        unscored=[] if waits else [_apart(entry, _why_unscored(entry, inputs)) for entry in unscored],
        ties=_ties(competition, order, names, now, may_draw=may_draw and not competition.lots_seed),
        file=reverse("review:ranking_csv", args=[competition.slug]),
    )


def _summary(inputs: RankingInputs) -> str:
    done, failed, ineligible = (inputs.count(one) for one in (Standing.SCORED, Standing.FAILED, Standing.INELIGIBLE))
    whole, apart = len(inputs.entries) - ineligible, {StageOutcome.INELIGIBLE.value: ineligible}
    if inputs.count(Standing.WAITING):  # until the last scorer has submitted, nothing shows how anyone voted
        done += failed
    else:
        whole, apart[StageOutcome.GATE.value] = whole - failed, failed
    if not inputs.entries:
        return ""
    words = f"{done:,} of {whole:,} {'application is' if whole == 1 else 'applications are'} scored."
    counts = stage_counts_in_words(apart)
    return f"{words} Not scored: {counts}." if counts else words


def _left_out(count: int) -> str:
    if not count:
        return ""
    which = "1 application is" if count == 1 else f"{count:,} applications are"
    return (
        f"{which} left out, because you represent or represented a district or school that takes part. The ranking "
        "you see is computed only from the others, so its ranks and bands aren’t those of the whole round."
    )


def _notice(
    inputs: RankingInputs, rankings: RoundRankings, *, is_ready: bool, is_fresh: bool, may_compute: bool
) -> str:
    if not inputs.entries:
        return "No applications are submitted in this round."
    waiting = inputs.count(Standing.WAITING)
    if waiting:
        whose = "A scorer of 1 application hasn’t" if waiting == 1 else f"Scorers of {waiting:,} applications haven’t"
        return (
            f"{whose} submitted yet. Scores and the order appear once every assigned scorer has submitted, so that "
            "scorers aren’t influenced by one another."
        )
    if not is_ready:
        return "No application has scores to rank yet."
    latest = rankings.latest
    if latest is not None and latest.is_waiting:
        return "The ranking is being computed. This takes up to a minute. Reload this page."
    if latest is not None and latest.problem and not is_fresh:
        return f"The last ranking couldn’t be computed. {latest.problem}"
    if rankings.computed is None:
        return "All scores are in." if may_compute else "All scores are in. An officer hasn’t computed the ranking yet."
    return "" if is_fresh else "Scores or applications changed since this ranking was computed. Compute it again."


def _ties(
    competition: Competition,
    order: Iterable[TiePlace],
    names: Mapping[str, str],
    now: datetime.datetime,
    *,
    may_draw: bool,
) -> TieRuleUsed:
    seed, rows, band = competition.public_seed(now), list[TieRow](), 0
    for one in order:
        lot, name = lot_of(one.reference, seed)[:8], names.get(one.reference, "")
        rows.append(TieRow(one.reference, name, one.band, one.place, one.reason, lot, one.band != band))
        band = one.band
    return TieRuleUsed(
        criteria=[TIE_CRITERIA_IN_WORDS[name] for name in competition.tie_criteria],
        more=competition.tie_rule,
        code=competition.lots_code,
        seed=seed,
        notice=_about_seed(competition, now, has_order=bool(rows)),
        rows=rows,
        may_draw=may_draw,
    )


def _about_seed(competition: Competition, now: datetime.datetime, *, has_order: bool) -> str:
    if not competition.lots_seed:
        return (
            "This round has no seed for lots, so the tie rule can’t be used yet. The portal draws the seed at random, "
            "once. No one can choose it or draw another one."
        )
    if not competition.public_seed(now):
        after = competition.reviewed_after
        return f"The seed is secret until {moment_in_words(after)}." if after else "The seed is secret."
    late = ""
    if competition.lots_drawn_at and not competition.seed_was_committed:
        late = f"The seed was drawn after the deadline, {moment_in_words(competition.lots_drawn_at)}."
    if has_order:
        return late
    return f"{late} The order inside each band appears here once a ranking is computed.".strip()


def _apart(entry: RankingEntry, reason: str) -> ApartRow:
    return ApartRow(entry.reference, entry.name, reason)


def _votes_in_words(entry: RankingEntry) -> str:
    yes = entry.votes.count(GateAnswer.YES)
    return f"{yes} of {len(entry.votes)} votes were yes"


def _why_unscored(entry: RankingEntry, inputs: RankingInputs) -> str:
    if entry.standing == Standing.INELIGIBLE:
        return "Ineligible by the eligibility screen."
    if inputs.has_gate and entry.gate == GateResult.UNDECIDED:
        return f"The gate is undecided: {_votes_in_words(entry)}." if entry.votes else "No one has voted at the gate."
    return "No scorer has scored it."


def _shown(result: Mapping[str, Any], names: Mapping[str, str], at: datetime.datetime, seed: int) -> ShownRanking:
    rows, band = [], 0
    for figures in result["applications"]:
        rows.append(_row(figures, names, opens_band=figures["band"] != band))
        band = figures["band"]
    return ShownRanking(
        computed=f"Computed {moment_in_words(at)}.",
        rows=rows,
        picture=picture_of(result["applications"]),
        excluded=list(_excluded(result["applications"])),
        scorers=[SeverityRow(row["scorer"], row["n"], severity_in_words(row["severity"])) for row in result["scorers"]],
        reliability=reliability_in_words(result["reliability"]),
        warnings=result["warnings"],
        seed=seed,
    )


def _row(figures: Mapping[str, Any], names: Mapping[str, str], *, opens_band: bool) -> RankingRow:
    low, high = figures["low"], figures["high"]
    return RankingRow(
        reference=figures["application"],
        name=names.get(figures["application"], ""),
        band=figures["band"],
        rank=figures["rank"],
        likely=likely_ranks(figures["rank_low"], figures["rank_high"]),
        n=figures["n"],
        raw=_number(figures["raw"]),
        adjusted=_number(figures["adjusted"]),
        interval="Not known" if low is None else f"{_number(low)} to {_number(high)}",
        figures=figures,
        opens_band=opens_band,
    )


def likely_ranks(low: int, high: int) -> str:
    """“2 to 5”, or “2”."""
    return f"{low} to {high}" if low != high else f"{low}"


def _excluded(rows: Iterable[Mapping[str, Any]]) -> Iterable[ExcludedRow]:
    """The applications whose own scores were excluded or changed; others can change places by it, too."""
    for row in rows:
        before = row.get("before")
        if before and (before["n"], before["raw"]) != (row["n"], row["raw"]):
            yield ExcludedRow(row["application"], _place(before), _place(row))


def _place(row: Mapping[str, Any]) -> str:
    scores = "1 score" if row["n"] == 1 else f"{row['n']} scores"
    figures = f"raw {_number(row['raw'])}, adjusted {_number(row['adjusted'])}"
    return f"{scores}, {figures}, rank {row['rank']}, band {row['band']}"


def _number(score: float, decimals: int = 1) -> str:
    """With a minus sign instead of a hyphen."""
    return f"{score:.{decimals}f}".replace("-", "−")


def severity_in_words(severity: float) -> str:
    """“3.2 points stricter”: than scorers are on average."""
    if abs(severity) < AS_OTHERS:
        return "As strict as others"
    points = "1.0 point" if f"{abs(severity):.1f}" == "1.0" else f"{abs(severity):.1f} points"
    return f"{points} {'stricter' if severity > 0 else 'more lenient'}"


def reliability_in_words(agreement: Mapping[str, Any]) -> str:
    """Krippendorff's alpha with its interval, in a sentence."""
    if agreement["alpha"] is None:
        return "Krippendorff’s alpha is undefined for these scores."
    words = f"Krippendorff’s alpha is {_number(agreement['alpha'], 2)}"
    if agreement["low"] is None:
        return f"{words}; its interval isn’t known."
    return f"{words}, with a 90% interval from {_number(agreement['low'], 2)} to {_number(agreement['high'], 2)}."
