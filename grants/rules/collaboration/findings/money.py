"""What the budget lines say."""

from collections.abc import Iterator

from grants.rules.collaboration.findings.found import Found, Place, Reading, counted, dollars, row_of, short
from grants.rules.collaboration.matrix import grant_paid
from grants.rules.collaboration.names import forms_of, key_of
from grants.rules.collaboration.snapshot import BudgetLine, OtherApplication, Participant, Pledge, Snapshot

GRANT, MATCH = "grant", "match"


def unknown_payees(reading: Reading) -> Iterator[Found]:
    plan = reading.plan
    known = _known_payees(plan)
    for line in plan.budget:
        name = line.payee_name or line.payee or ""
        if not name or line.payee in plan.by_key or key_of(name) in known:
            continue
        amount = f" {dollars(line.amount)}" if line.amount is not None else ""
        yield Found(
            line.key,
            line.line,
            f"“{short(line.line)}” pays{amount} to {short(name)}, which is neither a member nor a declared partner nor "
            "the supplier of a contract.",
            (
                Place("Budget", f"{short(line.line)}: paid to {short(name)}", f"budget:{line.key}"),
                Place("Members, partners and suppliers", _who_is_known(plan), "list"),
            ),
        )


def match_pledged_twice(reading: Reading) -> Iterator[Found]:
    plan = reading.plan
    first: dict[tuple[str, int], list[tuple[set[str], BudgetLine]]] = {}
    elsewhere = _pledges_elsewhere(plan)
    for line in plan.budget:
        payer = _payer(line, plan.by_key)
        if line.source != MATCH or not line.amount or not line.line or not payer:
            continue
        same = first.setdefault((key_of(line.line), line.amount), [])
        earlier = next((other for who, other in same if _are_one(who, payer)), None)
        if earlier is None:
            same.append((payer, line))
            pledges = elsewhere.get((key_of(line.line), line.amount), [])
            other = next((a for who, a in pledges if _are_one(who, payer)), None)
            if other:
                at = Place(f"Application {other.label}", _pledge(line, plan), f"application:{other.reference}")
                yield _twice(line, plan, f"in application {other.label}", at)
        else:
            at = Place("Budget, again", _pledge(line, plan), f"budget:{line.key}")
            yield _twice(earlier, plan, "in this application", at)


def above_ceiling(reading: Reading) -> Iterator[Found]:
    plan = reading.plan
    is_consortium = len(plan.participants) > 1
    ceiling = plan.ceiling_consortium if is_consortium else plan.ceiling_single
    total = sum(line.amount or 0 for line in plan.budget if line.source == GRANT)
    if plan.participants and ceiling is not None and total > ceiling:
        applicant = "a consortium" if is_consortium else "a single applicant"
        yield Found(
            "budget",
            "Budget",
            f"The grant lines add up to {dollars(total)}; the ceiling for {applicant} is {dollars(ceiling)}.",
            (
                Place("Budget", f"grant lines: {dollars(total)}", "budget"),
                Place("Competition", f"ceiling for {applicant}: {dollars(ceiling)}", "competition"),
            ),
        )


def lopsided_shares(reading: Reading) -> Iterator[Found]:
    plan = reading.plan
    paid = grant_paid(plan)
    total = sum(paid.values())
    if len(plan.participants) < 3 or total <= 0:
        return
    for participant in plan.participants:
        amount = paid.get(participant.key, 0)
        if amount * 100 > total * 60:
            yield Found(
                participant.key,
                participant.name,
                f"{short(participant.name)} is paid {dollars(amount)} of the {dollars(total)} of grant money that goes "
                f"to members: {amount / total:.1%}, more than 60%.",
                (
                    Place("Money", dollars(amount), f"cell:{participant.key}:money"),
                    Place("Budget", f"grant money paid to members: {dollars(total)}", "budget"),
                ),
            )


def in_two_applications(reading: Reading) -> Iterator[Found]:
    for participant in reading.plan.participants:
        others = [
            o for o in reading.plan.other_applications if participant.leaid and participant.leaid in o.participants
        ]
        if others:
            also = others[0].label if len(others) == 1 else f"{others[0].label} and {len(others) - 1} more"
            yield Found(
                participant.key,
                participant.name,
                f"{short(participant.name)} is also in another application of the same round: {short(also)}.",
                (
                    Place("List of members", participant.name, row_of(participant)),
                    Place(
                        "Another application of the round",
                        "; ".join(o.label for o in others[:4]),
                        f"application:{others[0].reference}",
                    ),
                ),
            )


def _known_payees(plan: Snapshot) -> set[str]:
    known = {key_of(name) for name in (*plan.partners, *(c.supplier for c in plan.contracts)) if name}
    for participant in plan.participants:
        known |= {key_of(participant.key), key_of(participant.leaid or participant.key)}
        for name in filter(None, (participant.name, participant.registry_name)):
            known.add(key_of(name))
            known |= {"".join(form).casefold() for form in forms_of(name)}
    return known


def _who_is_known(plan: Snapshot) -> str:
    suppliers = {c.supplier for c in plan.contracts if c.supplier}
    parts = [
        counted(len(plan.participants), "member"),
        counted(len(plan.partners), "partner"),
        counted(len(suppliers), "supplier"),
    ]
    return ", ".join(parts) + ": none of this name"


def _payer(line: BudgetLine, participants: dict[str, Participant]) -> set[str]:
    """Everything by which a payer may be known: its id and its names."""
    known = {"id:" + line.payer} if line.payer else set()
    participant = participants.get(line.payer or "")
    names = {line.payer_name, *((participant.name, participant.registry_name) if participant else ())} - {""}
    if participant and not participant.leaid and participant.in_registry is not True:
        known = set()  # a key such as "unregistered-1" means another organization in another application
    return known | {"name:" + key_of(name) for name in names}


def _payer_elsewhere(pledge: Pledge) -> set[str]:
    known = {"id:" + pledge.payer} if pledge.payer and pledge.payer.isdecimal() else set()
    return known | ({"name:" + key_of(pledge.payer_name)} if pledge.payer_name else set())


def _are_one(one: set[str], other: set[str]) -> bool:
    """Two ids decide; a name decides only where one of the two has no id."""
    ids = [{known for known in payer if known.startswith("id:")} for payer in (one, other)]
    return bool(ids[0] & ids[1]) if all(ids) else bool(one & other)


def _pledges_elsewhere(plan: Snapshot) -> dict[tuple[str, int], list[tuple[set[str], OtherApplication]]]:
    pledges: dict[tuple[str, int], list[tuple[set[str], OtherApplication]]] = {}
    for other in plan.other_applications:
        for pledge in other.match if other.reference != plan.reference or not plan.reference else ():
            if pledge.amount and pledge.line:
                payer = _payer_elsewhere(pledge)
                pledges.setdefault((key_of(pledge.line), pledge.amount), []).append((payer, other))
    return pledges


def _pledge(line: BudgetLine, plan: Snapshot) -> str:
    participant = plan.by_key.get(line.payer or "")
    name = participant.name if participant else line.payer_name
    return f"{short(name)}, {short(line.line)}, {dollars(line.amount or 0)}"


def _twice(line: BudgetLine, plan: Snapshot, where: str, again: Place) -> Found:
    return Found(
        line.key,
        line.line,
        f"The same match stands twice, the second time {where}: {_pledge(line, plan)}.",
        (Place("Budget", _pledge(line, plan), f"budget:{line.key}"), again),
    )
