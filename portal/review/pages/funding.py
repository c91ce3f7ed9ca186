"""The funding line of a round as officials read it: one scenario, its difference from the baseline, and saved ones."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.dates import moment_in_words
from grants.models import Competition, FundingScenario, PassedOver
from grants.reads.funding import Absent, FundingBasis, ScenarioLine
from grants.rules.funding_line import FUNDED, LineOutcome, LinePlace
from grants.rules.funding_scenarios import Scenario, compare, scenario_from_json
from portal.review.pages.funding_picture import ScenarioPicture, scenario_picture
from portal.review.pages.order_rows import scenario_row

OUTCOMES = {
    LineOutcome.FUNDED: "Funded",
    LineOutcome.FUNDED_FOR_FLOOR: "Funded to meet the minimum",
    LineOutcome.REPLACED: "Displaced to meet the minimum",
    LineOutcome.REGION_FULL: "Regional limit reached",
    LineOutcome.DOES_NOT_FIT: "More than the remaining balance",
    LineOutcome.FITS_IF_PASSED_OVER: "Below the line; the balance would cover it",
    LineOutcome.BELOW: "Below the line",
}


class FundingRow(NamedTuple):
    """One application in the order."""

    place: int
    reference: str
    name: str
    band: int
    why: str
    region: str
    small_or_rural: str
    amount: str
    outcome: str
    left: str
    change: str  # from the baseline
    is_funded: bool
    amount_in_dollars: int  # for the file
    left_in_dollars: int

    @property
    def html(self) -> SafeString:
        """The row of the table."""
        order = (self.place, self.reference, self.name, self.band, self.region, self.small_or_rural)
        return scenario_row(*order, self.amount, self.outcome, self.left, self.change, is_funded=self.is_funded)


class SavedRow(NamedTuple):
    """A saved scenario, with what it comes to."""

    label: str
    name: str
    address: str
    terms: str
    result: str
    saved: str
    remove_address: str  # "" for those who can't


class SideBySideRow(NamedTuple):
    """An application that is funded in at least one scenario, and its outcome in each."""

    reference: str
    name: str
    cells: list[str]


class ReasonRow(NamedTuple):
    """A reason for an award out of rank order."""

    chosen: str
    instead_of: str
    reason: str
    by: str


@dataclass(frozen=True)
class FundingShown:
    """A scenario that is drawn."""

    is_base: bool
    summary: list[str]
    gains: list[str]
    loses: list[str]
    safe: list[str]
    safe_of: str
    absent: list[Absent]
    rows: list[FundingRow]
    picture: ScenarioPicture
    headers: list[str]
    matrix: list[SideBySideRow]
    file: str


@dataclass(frozen=True)
class FundingPage:
    """Everything that the page shows."""

    notices: list[str]
    shown: FundingShown | None = None
    saved: list[SavedRow] = field(default_factory=list)
    reasons: list[ReasonRow] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    missing_ranking: str = ""  # the scorer without whom the ranking has yet to be computed
    query: str = ""  # of the scenario
    may_save: bool = False
    may_pass_over: bool = False


def funding_page(
    basis: FundingBasis,
    scenario: Scenario,
    *,
    reasons: Iterable[PassedOver] = (),
    unexplained: Collection[str] = (),
    may_write: bool,
) -> FundingPage:
    """The page for one reader."""
    if basis.problem:
        return FundingPage([basis.problem, *_left_out(basis)])
    base, line = basis.line_of(Scenario()), basis.line_of(scenario)
    drawn = [(row, basis.line_of(scenario_from_json(row.terms))) for row in basis.saved]
    query = _query(scenario)
    missing = scenario.without_scorer if basis.needs_ranking(scenario) else ""
    return FundingPage(
        notices=[*_left_out(basis), *_notices(basis)],
        shown=_shown(basis, base, line, drawn, query) if base and line else None,
        saved=[_saved(basis, number, *one, may_write=may_write) for number, one in enumerate(drawn, start=1)],
        reasons=[_reason(one) for one in reasons],
        unexplained=[_named(basis, reference) for reference in unexplained],
        missing_ranking=missing,
        query=query,
        may_save=may_write and line is not None and scenario != Scenario(),
        may_pass_over=may_write,
    )


def reason_rows(reasons: Iterable[PassedOver], words: Callable[[str], str] = str) -> list[ReasonRow]:
    """The reasons as the board reads them, through `words`."""
    return [row._replace(reason=words(row.reason)) for row in map(_reason, reasons)]


def budget_in_words(competition: Competition) -> str:
    """What a blank budget means."""
    if competition.board_budget is None:
        return "No budget is set for this round. If this is blank, everything that is requested is funded."
    return f"If this is blank, it is the board’s budget, ${competition.board_budget:,}."


def _left_out(basis: FundingBasis) -> list[str]:
    if not basis.left_out:
        return []
    which = "1 application is" if basis.left_out == 1 else f"{basis.left_out:,} applications are"
    return [
        f"{which} left out, because you represent or represented a district or school that takes part. This line uses "
        "only the others, so it isn’t the line for the whole round."
    ]


def _notices(basis: FundingBasis) -> Iterable[str]:
    if not basis.is_fresh:
        yield "Scores or applications changed since the ranking was computed. Compute it again."
    if basis.competition.board_budget is None:
        yield "No budget is set for this round, so the baseline funds everything that is requested."


def _shown(
    basis: FundingBasis,
    base: ScenarioLine,
    line: ScenarioLine,
    drawn: Sequence[tuple[FundingScenario, ScenarioLine | None]],
    query: str,
) -> FundingShown:
    saved = [(number, row, one) for number, (row, one) in enumerate(drawn, start=1) if one is not None]
    others = [one.line for _, _, one in saved]
    comparison = compare(base.line, line.line, others)
    is_base = line.scenario == Scenario()
    lines = [base, *([] if is_base else [line]), *(one for _, _, one in saved)]
    labels = ["Baseline", *([] if is_base else ["This"]), *(str(number) for number, _, _ in saved)]
    headers = ["Baseline", *([] if is_base else ["This scenario"]), *(f"{n}. {row.name}" for n, row, _ in saved)]
    funded = [set(one.line.funded) for one in lines]
    some = set().union(*funded)
    columns = [place.reference for place in base.order if place.reference in some]
    outcomes = [{p.candidate.reference: OUTCOMES[p.outcome] for p in one.line.places} for one in lines]
    return FundingShown(
        is_base=is_base,
        summary=[*_summary(line), *line.changes],
        gains=[_named(basis, reference) for reference in comparison.gains],
        loses=[_named(basis, reference) for reference in comparison.loses],
        safe=[_named(basis, reference) for reference in comparison.safe],
        safe_of="this scenario" if len(lines) == 1 else f"all {len(lines)} scenarios",
        absent=line.absent,
        rows=list(_rows(basis, base, line)),
        picture=scenario_picture(labels, funded, columns),
        headers=headers,
        matrix=[
            SideBySideRow(
                reference, basis.names.get(reference, ""), [one.get(reference, "Left out") for one in outcomes]
            )
            for reference in columns
        ],
        file=f"{reverse('review:funding_line_csv', args=[basis.competition.slug])}?{query}",
    )


def _summary(line: ScenarioLine) -> Iterable[str]:
    places, funded = line.line.places, line.line.funded
    money = sum(place.amount for place in places if place.outcome in FUNDED)
    applications = "1 application is" if len(funded) == 1 else f"{len(funded):,} applications are"
    yield f"{applications} funded with ${money:,}, of {len(places):,} in the order. ${line.line.left:,} is left."
    for place in places:
        if place.outcome == LineOutcome.DOES_NOT_FIT:
            yield f"{place.candidate.reference} is the first that doesn’t fit: it would get ${place.amount:,}."
    fits = [p.candidate.reference for p in places if p.outcome == LineOutcome.FITS_IF_PASSED_OVER]
    if fits:
        yield f"The balance would cover {len(fits):,} below the line. Choosing one of them would be out of rank order."
    if missing := line.line.missing_for_floor:
        consortia = "1 small or rural consortium is" if missing == 1 else f"{missing:,} small or rural consortia are"
        yield f"{consortia} missing: the money or the limit of a region doesn’t allow more."


def _rows(basis: FundingBasis, base: ScenarioLine, line: ScenarioLine) -> Iterable[FundingRow]:
    places: dict[str, LinePlace] = {place.candidate.reference: place for place in line.line.places}
    before, after = set(base.line.funded), set(line.line.funded)
    for tie in line.order:
        place = places.get(tie.reference)
        if place is None:
            continue
        yield FundingRow(
            place=tie.place,
            reference=tie.reference,
            name=basis.names.get(tie.reference, ""),
            band=tie.band,
            why=tie.reason,
            region=place.candidate.region or "Not known",
            small_or_rural="Yes" if place.candidate.is_small_or_rural else "No",
            amount=f"${place.amount:,}",
            outcome=OUTCOMES[place.outcome],
            left=f"${place.left:,}",
            change=_change(tie.reference, before, after),
            is_funded=place.outcome in FUNDED,
            amount_in_dollars=place.amount,
            left_in_dollars=place.left,
        )


def _change(reference: str, before: set[str], after: set[str]) -> str:
    if (reference in before) == (reference in after):
        return "Same"
    return "Gains" if reference in after else "Loses"


def _saved(
    basis: FundingBasis, number: int, row: FundingScenario, line: ScenarioLine | None, *, may_write: bool
) -> SavedRow:
    scenario, slug = scenario_from_json(row.terms), basis.competition.slug
    result = "Compute the ranking without this scorer first."
    if line is not None:
        result = f"{len(line.line.funded):,} funded, ${line.line.left:,} left"
    return SavedRow(
        label=str(number),
        name=row.name,
        address=f"{reverse('review:funding_line', args=[slug])}?{_query(scenario)}",
        terms=terms_in_words(scenario),
        result=result,
        saved=f"{row.saved_by}, {moment_in_words(row.saved_at)}",
        remove_address=reverse("review:funding_remove", args=[slug, row.pk]) if may_write else "",
    )


def terms_in_words(scenario: Scenario) -> str:
    """What a scenario changes, in one line."""
    words = []
    if scenario.budget is not None:
        words.append(f"budget ${scenario.budget:,}")
    if scenario.cap is not None:
        words.append(f"at most ${scenario.cap:,} each")
    if scenario.floor is not None:
        words.append(f"at least {scenario.floor:,} small or rural")
    if scenario.region_limit is not None:
        words.append(f"at most {scenario.region_limit:,} in a region")
    if scenario.is_raw:
        words.append("raw scores")
    if scenario.without_scorer:
        words.append(f"without scorer {scenario.without_scorer}")
    if scenario.leaves:
        words.append(f"{scenario.application} without member {scenario.leaves}")
    text = "; ".join(words)
    return f"{text[:1].upper()}{text[1:]}" if text else "The baseline"


def _query(scenario: Scenario) -> str:
    values = {
        "budget": scenario.budget,
        "cap": scenario.cap,
        "floor": scenario.floor,
        "region_limit": scenario.region_limit,
        "scores": "raw" if scenario.is_raw else "",
        "without": scenario.without_scorer,
        "application": scenario.application,
        "member": scenario.leaves,
    }
    return urlencode({name: value for name, value in values.items() if value not in (None, "")})


def _named(basis: FundingBasis, reference: str) -> str:
    name = basis.names.get(reference, "")
    return f"{reference} {name}".strip()


def _reason(one: PassedOver) -> ReasonRow:
    return ReasonRow(one.chosen.reference, one.instead_of.reference, one.reason, f"{one.by}, {moment_in_words(one.at)}")
