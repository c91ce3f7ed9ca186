"""Rules about the budget lines: who is paid, what is pledged, and how much is requested."""

from collections.abc import Iterator

from grants.rules.awards import USUAL_SHARE, maximum_award
from grants.rules.collaboration.coverage_matrix import grant_paid_by_member
from grants.rules.collaboration.findings.phrasing import count_of, dollars, short_text
from grants.rules.collaboration.findings.rule import (
    FindingKind,
    FindingRule,
    FindingSubject,
    Observation,
    Place,
    RuleGroup,
)
from grants.rules.collaboration.names import comparison_key
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.collaboration.snapshot import (
    MatchPledge,
    OtherApplication,
    PlanBudgetLine,
    PlanParticipant,
    Snapshot,
)

GRANT, MATCH = "grant", "match"
_Pledge = tuple[str, int]  # a line of match, as `comparison_key` writes it, and its amount


def _unknown_payees(plan: ParsedPlan) -> Iterator[Observation]:
    known = _known_payees(plan.snapshot)
    for line in plan.snapshot.budget:
        name = line.payee_name or line.payee or ""
        if not name or line.payee in plan.snapshot.by_key or comparison_key(name) in known:
            continue
        if any(participant.is_called(name) for participant in plan.snapshot.participants):
            continue
        amount = f" {dollars(line.amount)}" if line.amount is not None else ""
        yield Observation(
            line.key,
            line.line,
            f"“{short_text(line.line)}” pays{amount} to {short_text(name)}, which isn’t a member, a declared partner, "
            "or the supplier of a contract.",
            (
                Place("Budget", f"{short_text(line.line)}: paid to {short_text(name)}", f"budget:{line.key}"),
                Place("Members, partners, and suppliers", _number_of_known_payees(plan.snapshot), "list"),
            ),
        )


def _incomplete_lines(plan: ParsedPlan) -> Iterator[Observation]:
    for line in plan.snapshot.budget:
        lacks_payee = not line.payee and not line.payee_name
        lacks_benefit = line.benefits == ()
        if line.source != GRANT or not (lacks_payee or lacks_benefit):
            continue
        name = short_text(line.line)
        if lacks_payee and lacks_benefit:
            says, quote = "doesn’t say who is paid or who benefits", "Paid to: not stated. Benefits: no member"
        elif lacks_payee:
            says, quote = "doesn’t say who is paid", "Paid to: not stated"
        else:
            says, quote = "doesn’t say who benefits", "Benefits: no member"
        amount = f" ({dollars(line.amount)})" if line.amount is not None else ""
        yield Observation(
            line.key,
            line.line,
            f"“{name}”{amount} {says}.",
            (
                Place("Budget", f"{name}{amount}", f"budget:{line.key}"),
                Place("Payee and benefit", quote, f"budget:{line.key}"),
            ),
        )


def _match_pledged_twice(plan: ParsedPlan) -> Iterator[Observation]:
    snapshot = plan.snapshot
    pledges_here: dict[_Pledge, list[tuple[set[str], PlanBudgetLine]]] = {}
    pledges_elsewhere = _pledges_elsewhere(snapshot)
    for line in snapshot.budget:
        payer = _payer_ids(line, snapshot.by_key)
        if line.source != MATCH or not line.amount or not line.line or not payer:
            continue
        pledge = (comparison_key(line.line), line.amount)
        same_pledges = pledges_here.setdefault(pledge, [])
        earlier = next(
            (o for ids, o in same_pledges if _are_same_payer(ids, payer) and _can_be_same_year(o, line)), None
        )
        if earlier is None:
            same_pledges.append((payer, line))
            elsewhere = pledges_elsewhere.get(pledge, [])
            other = next(
                (a for ids, p, a in elsewhere if _are_same_payer(ids, payer) and _can_be_same_year(p, line)), None
            )
            if other:
                text = _pledge_in_words(line, snapshot)
                yield _listed_twice(
                    line,
                    f"This match is also listed in {_application_called(other)}: {text}.",
                    Place("Budget", text, f"budget:{line.key}"),
                    Place(
                        f"Application {other.label}" if other.label else "Another application for this round",
                        text,
                        f"application:{other.reference}" if other.label else "",
                    ),
                )
        else:
            text = _pledge_in_words(earlier, snapshot)
            yield _listed_twice(
                earlier,
                f"This match is listed twice in this application: {text}.",
                Place("Budget", text, f"budget:{earlier.key}"),
                Place("Budget, listed again", _pledge_in_words(line, snapshot), f"budget:{line.key}"),
            )


def _application_called(other: OtherApplication) -> str:
    return f"application {other.label}" if other.label else "another application for this round"


def _listed_twice(line: PlanBudgetLine, sentence: str, first: Place, second: Place) -> Observation:
    return Observation(line.key, line.line, sentence, (first, second))


def _requests_above_maximum(plan: ParsedPlan) -> Iterator[Observation]:
    snapshot = plan.snapshot
    most = maximum_award(
        len(snapshot.participants), single=snapshot.ceiling_single, consortium=snapshot.ceiling_consortium
    )
    applicant, maximum = most
    total = sum(line.amount or 0 for line in snapshot.budget if line.source == GRANT)
    if snapshot.participants and maximum is not None and most.is_exceeded_by(total):
        yield Observation(
            "budget",
            "Budget",
            f"The grant lines total {dollars(total)}; the maximum award for {applicant} is {dollars(maximum)}.",
            (
                Place("Budget", f"Total of the grant lines: {dollars(total)}", "budget"),
                Place("Round", f"Maximum award for {applicant}: {dollars(maximum)}", "competition"),
            ),
        )


def _large_shares(plan: ParsedPlan) -> Iterator[Observation]:
    participants, paid = plan.snapshot.participants, grant_paid_by_member(plan.snapshot)
    most = plan.snapshot.largest_share
    total = sum(paid.values())
    if len(participants) < 3 or total <= 0:
        return
    for participant in participants:
        amount = paid.get(participant.key, 0)
        if amount * 100 > total * most:
            yield Observation(
                participant.key,
                participant.name,
                f"{short_text(participant.name)} receives {dollars(amount)} of the {dollars(total)} in grant money "
                f"paid to members ({amount / total:.1%}), more than the {most}% that this round sets for one member.",
                (
                    Place("Grant money", dollars(amount), f"cell:{participant.key}:money"),
                    Place("Budget", f"Grant money paid to members: {dollars(total)}", "budget"),
                ),
            )


def _known_payees(snapshot: Snapshot) -> set[str]:
    """Every name and ID of members, partners and suppliers, as `comparison_key` writes them."""
    names = (*snapshot.partners, *(c.supplier for c in snapshot.contracts))
    known = {comparison_key(name) for name in names if name}
    for participant in snapshot.participants:
        known |= {comparison_key(participant.key), comparison_key(participant.leaid or participant.key)}
        for name in filter(None, (participant.name, participant.registry_name)):
            known.add(comparison_key(name))
    return known


def _number_of_known_payees(snapshot: Snapshot) -> str:
    suppliers = {c.supplier for c in snapshot.contracts if c.supplier}
    members, partners = count_of(len(snapshot.participants), "member"), count_of(len(snapshot.partners), "partner")
    return f"{members}, {partners}, {count_of(len(suppliers), 'supplier')}: none with this name"


def _payer_ids(line: PlanBudgetLine, participants: dict[str, PlanParticipant]) -> set[str]:
    """Everything that identifies the payer of a line: its ID and its names, marked `id:` and `name:`."""
    ids = {"id:" + line.payer} if line.payer else set()
    participant = participants.get(line.payer or "")
    names = {line.payer_name, *((participant.name, participant.registry_name) if participant else ())} - {""}
    if participant and not participant.leaid and participant.in_registry is not True:
        ids = set()  # a key such as "unregistered-1" is another organization in another application
    return ids | {"name:" + comparison_key(name) for name in names}


def _pledge_payer_ids(pledge: MatchPledge) -> set[str]:
    ids = {"id:" + pledge.payer} if pledge.payer and pledge.payer.isdecimal() else set()
    return ids | ({"name:" + comparison_key(pledge.payer_name)} if pledge.payer_name else set())


def _are_same_payer(one: set[str], other: set[str]) -> bool:
    """Whether two payers are one organization. Names are compared only if one of the two has no ID."""
    ids = [{value for value in payer if value.startswith("id:")} for payer in (one, other)]
    return bool(ids[0] & ids[1]) if all(ids) else bool(one & other)


def _can_be_same_year(one: PlanBudgetLine | MatchPledge, other: PlanBudgetLine) -> bool:
    """Whether two lines can be the same money: what is pledged for each of two years is pledged once a year."""
    return one.year is None or other.year is None or one.year == other.year


def _pledges_elsewhere(snapshot: Snapshot) -> dict[_Pledge, list[tuple[set[str], MatchPledge, OtherApplication]]]:
    pledges: dict[_Pledge, list[tuple[set[str], MatchPledge, OtherApplication]]] = {}
    for other in snapshot.other_applications:
        for pledge in other.match if other.reference != snapshot.reference or not snapshot.reference else ():
            if pledge.amount and pledge.line:
                key = (comparison_key(pledge.line), pledge.amount)
                pledges.setdefault(key, []).append((_pledge_payer_ids(pledge), pledge, other))
    return pledges


def _pledge_in_words(line: PlanBudgetLine, snapshot: Snapshot) -> str:
    participant = snapshot.by_key.get(line.payer or "")
    name = participant.name if participant else line.payer_name
    return f"{short_text(name)}, {short_text(line.line)}, {dollars(line.amount or 0)}"


PAYEE_UNKNOWN = FindingRule(
    name="payee-unknown",
    version=4,
    group=RuleGroup.BUDGET,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.BUDGET_LINE,
    title="Payee isn’t a member, partner, or supplier",
    reason="Money goes to members, declared partners, and suppliers of contracts.",
    found_when=(
        "A budget line pays someone who isn’t a member, a declared partner, or the supplier of a contract. "
        "Company endings such as Inc. or LLC make no difference."
    ),
    compares=("the budget", "the members, partners, and contract suppliers"),
    find=_unknown_payees,
)
LINE_INCOMPLETE = FindingRule(
    name="line-incomplete",
    version=1,
    group=RuleGroup.BUDGET,
    kind=FindingKind.MISSING,
    subject=FindingSubject.BUDGET_LINE,
    title="Budget lines without a payee or a benefit",
    reason="Each line of the grant says who is paid and which members benefit.",
    found_when="A grant line names no payee, or no member benefits from it.",
    compares=("the budget line", "its payee and the members who benefit"),
    find=_incomplete_lines,
)
MATCH_TWICE = FindingRule(
    name="match-twice",
    version=3,
    group=RuleGroup.BUDGET,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.BUDGET_LINE,
    title="Match listed twice",
    reason="The same money can’t be pledged twice in one round.",
    found_when=(
        "The same payer, line, and amount of match is listed twice in this application, or also in another "
        "application for the round. Lines for different years of the project are different match."
    ),
    compares=("the budget line", "the other lines here and in the round’s other applications"),
    compares_applications=True,
    find=_match_pledged_twice,
)
ABOVE_CEILING = FindingRule(
    name="above-ceiling",
    version=2,
    group=RuleGroup.BUDGET,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.BUDGET,
    title="Request above the maximum award",
    reason="The round sets a maximum award for each kind of applicant.",
    found_when="The grant lines total more than the round’s maximum award for a consortium, or for a single applicant.",
    compares=("the budget", "the round’s maximum award"),
    find=_requests_above_maximum,
)
SHARE_LOPSIDED = FindingRule(
    name="share-lopsided",
    version=4,
    group=RuleGroup.BUDGET,
    kind=FindingKind.NOTICE,
    subject=FindingSubject.MEMBER,
    title="One member receives most of the grant",
    reason="One member receives a larger part of the grant money paid to members than the round sets.",
    found_when=(
        "In an application with three or more members, one receives more of the grant money paid to members than the "
        f"largest share that the round sets: {USUAL_SHARE}%, unless its rules say otherwise."
    ),
    compares=("the grant money paid to the member", "the grant money paid to all members"),
    row_word="large share of the grant",
    find=_large_shares,
)
