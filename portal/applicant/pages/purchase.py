"""The panel “Contracts for this purchase” on an activity's page: until when, who may buy, what is missing."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import short_day
from districts.rules.periods import Period
from grants.models import Activity
from grants.reads.purchases import ActivityBuyer, ActivityContract, ContractsForActivity
from grants.rules.purchases import Readiness, ends_early
from purchasing.rules.joining import joinder_step


class BuyerRow(NamedTuple):
    """A district that takes part: when it may buy and why not yet, in words; and a link to what the reader can do."""

    name: str
    status: str
    why: str
    step: str
    step_url: str


@dataclass(frozen=True)
class ContractCard:
    """A contract as the panel shows it. `papers_url` is empty for a reader who may not open the checklist."""

    title: str
    url: str
    is_chosen: bool
    term: str
    warning: str
    # Instead of the rows, where the answer is the same for all; empty where it isn't.
    in_short: str
    rows: list[BuyerRow]
    missing: str
    papers_url: str


@dataclass(frozen=True)
class PurchasePanel:
    """Everything that the panel shows."""

    consortium: str
    cards: list[ContractCard]
    more_label: str
    more_url: str
    unregistered: str


class PurchaseReader(NamedTuple):
    """What this reader may do that day: sign joinders for these districts (row ids), and open the checklist."""

    on: datetime.date
    signs_for: Collection[int]
    may_open_checklist: bool


def purchase_panel(activity: Activity, found: ContractsForActivity, reader: PurchaseReader) -> PurchasePanel:
    """The panel for an activity that buys something."""
    consortium = activity.application.consortium
    address = reverse("registry:contract_list")
    label = "Search all shared contracts"
    if found.more:
        address += f"?consortium={consortium.slug}"
        label = f"See all contracts of {consortium} ({found.more:,} more in effect during this activity)"
    return PurchasePanel(
        consortium=str(consortium),
        cards=[_card(activity, one, reader) for one in found.contracts],
        more_label=label,
        more_url=address,
        unregistered=", ".join(found.unregistered),
    )


def _card(activity: Activity, found: ActivityContract, reader: PurchaseReader) -> ContractCard:
    contract = found.contract
    starts = short_day(contract.starts_on) if contract.starts_on else "not on record"
    ends = short_day(contract.ends_on) if contract.ends_on else "not on record"
    warning = ""
    if activity.ends_on and ends_early(contract.ends_on, activity.ends_on):
        warning = f"It ends before the activity does, on {short_day(activity.ends_on)}."
    papers = reverse("purchasing:contract_diligence", args=[contract.consortium.slug, contract.pk])
    return ContractCard(
        title=str(contract),
        url=contract.get_absolute_url(),
        is_chosen=found.is_chosen,
        term=f"Start date: {starts} · End date: {ends}",
        warning=warning,
        in_short=_in_short(found),
        rows=[_row(found, one, reader) for one in found.buyers],
        missing=", ".join(found.missing),
        papers_url=papers if reader.may_open_checklist else "",
    )


def _in_short(found: ActivityContract) -> str:
    answers = {(one.readiness, one.now.answer.because) for one in found.buyers}
    if {one.readiness for one in found.buyers} == {Readiness.READY}:
        return "All districts that take part may buy under it today and when the activity needs it."
    if len(answers) == 1 and answers.pop()[0] == Readiness.IN_TIME:
        because = found.buyers[0].now.answer.because
        return f"All districts that take part may buy under it by {short_day(found.needed_on)}. {because}"
    return ""


def _row(found: ActivityContract, buyer: ActivityBuyer, reader: PurchaseReader) -> BuyerRow:
    district, day = buyer.now.district, short_day(found.needed_on)
    name = f"{district} (for {', '.join(buyer.schools)})" if buyer.schools else str(district)
    status, why = "Yes", ""
    if buyer.readiness == Readiness.ENDS_FIRST:
        ends = "joinder" if buyer.then.may_join else "membership"
        status, why = f"Today, but not on {day}", f"Its {ends} ends before the activity needs the contract."
    elif buyer.readiness != Readiness.READY:
        status = f"By {day}" if buyer.readiness == Readiness.IN_TIME else "No"
        why = buyer.now.answer.because
    label, url = _step(found, buyer, reader)
    return BuyerRow(name, status, why, label, url)


def _step(found: ActivityContract, buyer: ActivityBuyer, reader: PurchaseReader) -> tuple[str, str]:
    """Sign or renew a joinder, where that is what is missing; without an address where others sign it."""
    contract, is_ready = found.contract, buyer.readiness in (Readiness.READY, Readiness.IN_TIME)
    if is_ready or not (contract.requires_joinder and buyer.now.may_join):
        return "", ""
    joinders = [Period(one.starts_on, one.ends_on) for one in buyer.now.joinders]
    step = joinder_step(contract.ends_on, joinders, reader.on)
    if not step:
        return "", ""
    if buyer.now.district.pk not in reader.signs_for:
        return "Someone with permission to sign contract joinders for the district can sign it.", ""
    leaid = buyer.now.district.leaid
    return step, reverse("purchasing:joinder_sign", args=[contract.consortium.slug, contract.pk, leaid])
