"""Who may buy under a contract on a date, in words, and what an auditor would say about an order. Pure."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from accounts.dates import short_day
from districts.rules.periods import Period
from purchasing.rules.prices import price_in_words


class MembershipTerm(NamedTuple):
    """A membership of a district in the contract's consortium. `why_not`: why it gives no right to buy, if so.

    `removed_on`: the membership was declined or withdrawn that day, and these dates are what it would still have had.
    """

    class_label: str  # “participating”
    joins_on: datetime.date | None
    leaves_on: datetime.date | None
    why_not: str = ""
    removed_on: datetime.date | None = None

    @property
    def is_removed(self) -> bool:
        """Whether the district is no member by it any more."""
        return self.removed_on is not None

    @property
    def period(self) -> Period:
        """From the first day to the last."""
        return Period(self.joins_on, self.leaves_on)

    @property
    def as_member(self) -> str:
        """“a participating member”."""
        return f"{'an' if self.class_label[:1] in 'aeiou' else 'a'} {self.class_label} member"


class JoinderFact(NamedTuple):
    """A district's joinder, when its board approved it, and the only items it covers; none means every item."""

    starts_on: datetime.date
    ends_on: datetime.date | None
    board_on: datetime.date | None
    items: tuple[str, ...] = ()

    @property
    def period(self) -> Period:
        """From the first day to the last."""
        return Period(self.starts_on, self.ends_on)

    def covers(self, item: str) -> bool:
        """Whether the item may be bought under it; an empty name asks about no item in particular."""
        return not (item and self.items) or item.casefold() in {one.casefold() for one in self.items}


class ContractFact(NamedTuple):
    """What a contract says about who may buy, and when."""

    number: str
    consortium: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    requires_joinder: bool


class Defect(NamedTuple):
    """Something an auditor notes: its name in their words, and the fact as a clause."""

    name: str
    clause: str

    @property
    def sentence(self) -> str:
        """“Joinder missing: this contract requires one, and the district has none.”"""
        return f"{self.name}: {self.clause}."


class BuyingAnswer(NamedTuple):
    """Whether a district may buy on a date, and the reason in words."""

    is_allowed: bool
    because: str


class OrderFact(NamedTuple):
    """An order as an auditor sees it: its date, the price paid for a unit, the contract's price that day, its item."""

    ordered_on: datetime.date
    paid: Decimal
    contract_unit_price: Decimal | None
    item: str = ""

    @property
    def is_over_contract(self) -> bool | None:
        """Whether more was paid than the contract's price; None where the contract had no price that day."""
        return None if self.contract_unit_price is None else self.paid > self.contract_unit_price


def includes(period: Period, on: datetime.date) -> bool:
    """Whether the date is in the period; the end date counts, and an unknown date leaves that end open."""
    return (period.starts_on is None or period.starts_on <= on) and (period.ends_on is None or on <= period.ends_on)


def may_buy(
    contract: ContractFact, memberships: Sequence[MembershipTerm], joinders: Sequence[JoinderFact], on: datetime.date
) -> BuyingAnswer:
    """Whether the district with these memberships and joinders may buy on that date, in words for its people.

    It may while the contract is in effect, a membership that gives the right is in force, and, where the contract
    requires one, a joinder is in force.
    """
    if missing := defects_of_right(contract, memberships, joinders, on):
        start = "Not yet, because" if contract.ends_on is None or on <= contract.ends_on else "No, because"
        return BuyingAnswer(is_allowed=False, because=f"{start} {'; '.join(defect.clause for defect in missing)}.")
    right = next(one for one in memberships if includes(one.period, on) and not one.why_not)
    because = f"You may use this because you were {right.as_member} of {contract.consortium} on {short_day(on)}"
    if contract.requires_joinder:
        joinder = next(one for one in joinders if includes(one.period, on))
        because += f" and your joinder, effective {short_day(joinder.starts_on)}, was in force"
    return BuyingAnswer(is_allowed=True, because=f"{because}.")


def about_order(
    contract: ContractFact, memberships: Sequence[MembershipTerm], joinders: Sequence[JoinderFact], order: OrderFact
) -> BuyingAnswer:
    """Whether the order was allowed on its date, and everything an auditor may question about it."""
    on = order.ordered_on
    missing = defects_of_right(contract, memberships, joinders, on, order.item)
    words = [defect.sentence for defect in missing]
    if not missing:
        right = next(one for one in memberships if includes(one.period, on) and not one.why_not)
        words.append(f"Allowed: the district was {right.as_member} of {contract.consortium} on {short_day(on)}.")
    signed = _late_signature(contract, joinders, on)
    words += [defect.sentence for defect in (signed, _wrong_price(order)) if defect]
    return BuyingAnswer(is_allowed=not missing, because=" ".join(words))


def defects_of_right(
    contract: ContractFact,
    memberships: Sequence[MembershipTerm],
    joinders: Sequence[JoinderFact],
    on: datetime.date,
    item: str = "",
) -> list[Defect]:
    """What is missing for the right to buy (that item) on that date; empty if the district has it. The one definition.

    A joinder that names items limits the district to them, also where the contract itself requires no joinder.
    """
    found = []
    if contract.starts_on and on < contract.starts_on:
        found.append(Defect("Outside the term", f"the contract begins on {short_day(contract.starts_on)}"))
    if contract.ends_on and on > contract.ends_on:
        found.append(Defect("Outside the term", f"the contract ended on {short_day(contract.ends_on)}"))
    if not any(includes(one.period, on) and not one.why_not for one in memberships):
        found.append(Defect("Member missing", why_no_member(contract.consortium, memberships, on)))
    in_force = [one for one in joinders if includes(one.period, on)]
    if contract.requires_joinder and not in_force:
        found.append(_missing_joinder(joinders, on))
    if not is_in_scope(joinders, item, on):
        names = ", ".join(sorted({name for one in in_force for name in one.items}, key=str.casefold))
        found.append(Defect("Outside the joinder’s scope", f"the district’s joinder covers only {names}"))
    return found


def is_in_scope(joinders: Sequence[JoinderFact], item: str, on: datetime.date) -> bool:
    """Whether a joinder in force covers the item; without a joinder in force, nothing limits the district."""
    in_force = [one for one in joinders if includes(one.period, on)]
    return not in_force or any(one.covers(item) for one in in_force)


def why_no_member(consortium: str, memberships: Sequence[MembershipTerm], on: datetime.date) -> str:
    """Why no membership gave the right to buy on that date, as a clause."""
    if now := next((one for one in memberships if includes(one.period, on)), None):
        if now.removed_on:
            return f"the district’s membership in {consortium} was removed on {short_day(now.removed_on)}"
        return f"the district is a member of {consortium}, but {now.why_not}"
    ended = [one.leaves_on for one in memberships if one.leaves_on and one.leaves_on < on]
    if ended:
        return f"the district left {consortium} on {short_day(max(ended))}"
    later = [one.joins_on for one in memberships if one.joins_on and one.joins_on > on]
    if later:
        return f"the district joined {consortium} later, on {short_day(min(later))}"
    return f"the district was not a member of {consortium} on {short_day(on)}"


def _missing_joinder(joinders: Sequence[JoinderFact], on: datetime.date) -> Defect:
    later = [one.starts_on for one in joinders if one.starts_on > on]
    ended = [one.ends_on for one in joinders if one.ends_on and one.ends_on < on]
    if ended:
        return Defect("Joinder for other years", f"the district’s last joinder ended on {short_day(max(ended))}")
    if later:
        return Defect("Joinder later", f"the district’s joinder takes effect on {short_day(min(later))}")
    return Defect("Joinder missing", "this contract requires a joinder, and the district has none")


def _late_signature(contract: ContractFact, joinders: Sequence[JoinderFact], on: datetime.date) -> Defect | None:
    """The board's approval of the joinder in force, if it came after the order or is unknown."""
    joinder = next((one for one in joinders if includes(one.period, on)), None)
    if joinder is None or not contract.requires_joinder:
        return None
    if joinder.board_on is None:
        return Defect("Joinder without a board date", "the date of the board’s approval is not known")
    if joinder.board_on > on:
        return Defect("Joinder signed late", f"the board approved it on {short_day(joinder.board_on)}, after the order")
    return None


def _wrong_price(order: OrderFact) -> Defect | None:
    on = short_day(order.ordered_on)
    if order.contract_unit_price is None:
        return Defect("No contract price", f"the contract had no price for this item on {on}")
    if order.is_over_contract:
        paid, price = price_in_words(order.paid), price_in_words(order.contract_unit_price)
        clause = f"the district paid {paid} for a unit, and the contract price on {on} was {price}"
        return Defect("Over the contract price", clause)
    return None
