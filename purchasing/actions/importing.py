"""Importing contracts with their prices, joinders, purchases, and baselines: all rows, or none."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.refusals import Unready
from audit import log
from consortia.models import Consortium
from consortia.permissions import check_can_register_consortium
from districts.actions.bulk import wait_for_other_imports
from districts.actions.history import touch_registry
from districts.actions.outcome import Outcome
from districts.models import District
from districts.permissions import Actor
from purchasing.actions.contracts import register_contract
from purchasing.models import Baseline, Contract, ContractItem, Joinder, PriceList, Purchase, Tier
from purchasing.rules.contract_rows import (
    TERM_NAMES,
    BaselineRow,
    ContractFileRow,
    ContractKey,
    ContractRows,
    JoinderRow,
    PurchaseRow,
    TierRow,
    problems_with_changed_terms,
)
from purchasing.rules.prices import TierFact, problems_with_tiers, tiers_in_effect, warnings_about_tiers
from purchasing.states import PurchaseSource

AnyRow = TierRow | JoinderRow | PurchaseRow | BaselineRow


class Bad(Exception):
    """The row can't be imported; the text is the reason."""


@transaction.atomic
def import_contract_rows(
    *, rows: ContractRows, files: Sequence[Mapping[str, Any]], dry_run: bool, by: Actor, at: datetime.datetime
) -> tuple[Outcome, list[str]]:
    """The outcome of every row, and notes on prices for the reader. Nothing is written if a row is rejected.

    What is already recorded stays: importing the same rows again changes nothing. Raises Refused.
    """
    check_can_register_consortium(by, timezone.localdate(at))
    wait_for_other_imports()
    run = _ContractImport(by, at)
    run.import_all(rows)
    if dry_run or run.outcome.rejected:
        transaction.set_rollback(True)
        return run.outcome, run.notes
    if run.made:
        touch_registry()
        log.record("contracts.imported", "contracts", by=by, at=at, files=list(files), created=dict(run.made))
    return run.outcome, run.notes


class _Contracts(NamedTuple):
    """The contracts that rows may name: those of the folder first."""

    of_folder: dict[str, list[Contract]]
    of_registry: dict[str, list[Contract]]
    # Numbers whose own row is rejected: their other rows are not reported too.
    rejected: set[str]

    def named(self, key: ContractKey) -> Contract | None:
        """The contract; None if its own row is rejected. Raises Bad."""
        found = self.of_folder.get(key.number) or self.of_registry.get(key.number, [])
        if key.consortium:
            both = [*self.of_folder.get(key.number, ()), *self.of_registry.get(key.number, ())]
            found = [one for one in both if one.consortium.slug == key.consortium][:1]
        if len(found) == 1:
            return found[0]
        if key.number in self.rejected:
            return None
        if found:
            slugs = ", ".join(sorted(one.consortium.slug for one in found))
            raise Bad(
                f"column number: several consortia have a contract {key.number}; add a column “consortium” with "
                f"one of: {slugs}"
            )
        raise Bad(f"column number: no contract has the number {key.number}; add it to contracts.csv")


class _PlacedTier(NamedTuple):
    """A tier with its row; None for one that is recorded already."""

    fact: TierFact
    row: TierRow | None


class _ContractImport:
    def __init__(self, by: Actor, at: datetime.datetime) -> None:
        self.by, self.at = by, at
        self.outcome, self.made, self.notes = Outcome(), Counter[str](), list[str]()
        self.contracts = _Contracts({}, defaultdict(list), set())
        self.items: dict[tuple[int, str], ContractItem] = {}
        self.districts: dict[str, District] = {}

    def import_all(self, rows: ContractRows) -> None:
        """Import the rows of each file, in the order in which they need one another."""
        joined = {row.contract.number for row in rows.joinders}
        for row in rows.contracts:
            self._import_contract(row, joined)
        others: list[AnyRow] = [*rows.tiers, *rows.joinders, *rows.purchases, *rows.baselines]
        numbers = {row.contract.number for row in others}
        for contract in Contract.objects.filter(number__in=numbers).select_related("consortium"):
            self.contracts.of_registry[contract.number].append(contract)
        known = ContractItem.objects.filter(contract__number__in=numbers).select_related("contract")
        self.items = {(item.contract_id, item.name.casefold()): item for item in known}
        leaids = {row.leaid for row in others if not isinstance(row, TierRow) and row.leaid}
        self.districts = {one.leaid: one for one in District.objects.filter(leaid__in=leaids)}
        self._import_tiers(rows.tiers)
        self._import_joinders(rows.joinders)
        self._import_purchases(rows.purchases)
        self._import_baselines(rows.baselines)

    def _reject(self, row: ContractFileRow | AnyRow, reason: str) -> None:
        self.outcome.add_skipped(row.file, row.line, "rejected", row.key[0], reason)

    def _count(self, row: ContractFileRow | AnyRow, outcome: str) -> None:
        self.outcome.add_row(row.file, row.line, outcome, row.key[0], "")

    def _import_contract(self, row: ContractFileRow, joined: Collection[str]) -> None:
        consortium = Consortium.objects.filter(slug=row.contract.consortium).first()
        if consortium is None:
            self.contracts.rejected.add(row.contract.number)
            self._reject(
                row,
                f"column consortium: no consortium in the registry has the slug “{row.contract.consortium}”; copy the "
                "slug from the address of the consortium’s page",
            )
            return
        is_new = not Contract.objects.filter(consortium=consortium, number=row.contract.number).exists()
        try:
            contract = register_contract(
                consortium=consortium,
                number=row.contract.number,
                title=row.title,
                supplier=row.supplier,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                by=self.by,
                at=self.at,
            )
        except Unready as no:
            self.contracts.rejected.add(row.contract.number)
            self._reject(row, " ".join(no.problems))
            return
        self.contracts.of_folder.setdefault(contract.number, []).append(contract)
        changed = self._set_terms(contract, row, has_joinders=contract.number in joined)
        if changed is not None:
            self._count(row, "created" if is_new else "changed" if changed else "unchanged")

    def _set_terms(self, contract: Contract, row: ContractFileRow, *, has_joinders: bool) -> list[str] | None:
        """Set the terms that the row states; the names of those that changed, or None if the row is rejected.

        The terms of a contract with prices stay, because its orders are judged by them; only a missing category is
        added. A contract that joinders name requires one, unless the row says otherwise.
        """
        stated = dict(row.terms)
        known = {field: getattr(contract, field) for field in TERM_NAMES}
        if contract.price_lists.exists():
            fixed = {field: value for field, value in stated.items() if field != "category" or contract.category}
            if problems := problems_with_changed_terms(known, fixed):
                self._reject(row, "; ".join(problems))
                return None
        if has_joinders:
            stated.setdefault("requires_joinder", True)
        changed = [field for field, value in stated.items() if value != known[field]]
        for field in changed:
            setattr(contract, field, stated[field])
        if changed:
            contract.save(update_fields=changed)
            self.made["terms"] += 1
        return changed

    def _contract_of(self, row: AnyRow) -> Contract | None:
        """The contract a row names; None after the row is rejected."""
        try:
            return self.contracts.named(row.contract)
        except Bad as bad:
            self._reject(row, str(bad))
            return None

    def _item_of(self, row: PurchaseRow | BaselineRow) -> ContractItem | None:
        contract = self._contract_of(row)
        if contract is None:
            return None
        item = self.items.get((contract.pk, row.item.casefold()))
        if item is None:
            self._reject(row, f"column item: contract {contract.number} has no item “{row.item}”; add it to tiers.csv")
        return item

    def _district_of(self, row: JoinderRow | PurchaseRow | BaselineRow) -> District | None:
        district = self.districts.get(row.leaid)
        if district is None:
            self._reject(row, f"column leaid: no district in the registry has the LEAID {row.leaid}; check the ID")
        return district

    def _import_tiers(self, rows: Sequence[TierRow]) -> None:
        by_item: dict[int, list[_PlacedTier]] = defaultdict(list)
        stored = Tier.objects.filter(item__in=[item.pk for item in self.items.values()]).select_related("price_list")
        for tier in stored:
            fact = TierFact(tier.from_quantity, tier.unit_price, tier.price_list.effective_on)
            by_item[tier.item_id].append(_PlacedTier(fact, None))
        prices = {(pk, one.fact.place): one.fact.unit_price for pk, tiers in by_item.items() for one in tiers}
        new: list[tuple[ContractItem, TierFact]] = []
        touched: dict[int, ContractItem] = {}
        for row in rows:
            contract = self._contract_of(row)
            if contract is None or (item := self._item_for_tier(contract, row)) is None:
                continue
            touched[item.pk] = item
            fact = TierFact(row.from_quantity, row.unit_price, row.effective_on)
            price = prices.setdefault((item.pk, fact.place), fact.unit_price)
            is_known = any(one.fact == fact for one in by_item[item.pk])
            if not is_known:
                by_item[item.pk].append(_PlacedTier(fact, row))
            if price == fact.unit_price:
                self._count(row, "unchanged" if is_known else "created")
                new += [] if is_known else [(item, fact)]
        for pk, item in touched.items():
            self._check_tiers(item, by_item[pk])
        self._write_tiers(new)

    def _item_for_tier(self, contract: Contract, row: TierRow) -> ContractItem | None:
        key = (contract.pk, row.item.casefold())
        item = self.items.get(key)
        if item is None:
            item = self.items[key] = ContractItem.objects.create(contract=contract, name=row.item, unit=row.unit)
            self.made["items"] += 1
        elif row.unit and item.unit and row.unit != item.unit:
            self._reject(row, f"column unit: {item.name} is counted in “{item.unit}”, not “{row.unit}”; use one unit")
            return None
        elif row.unit and not item.unit:
            item.unit = row.unit
            item.save(update_fields=["unit"])
        return item

    def _check_tiers(self, item: ContractItem, tiers: Sequence[_PlacedTier]) -> None:
        """Reject the rows with problems; note where buying more costs less in total."""
        facts = [one.fact for one in tiers]
        rows = {one.fact: one.row for one in tiers if one.row}
        problems = [(rows[problem.tier], problem) for problem in problems_with_tiers(facts) if problem.tier in rows]
        for row, problem in problems:
            self._reject(row, f"column {problem.column}: {problem.sentence}")
        if problems:
            return
        contract = item.contract
        for effective_on in sorted({fact.effective_on for fact in facts}):
            in_effect = tiers_in_effect(facts, effective_on)
            notes = warnings_about_tiers(f"Contract {contract.number}, {item}", in_effect, contract.tiering)
            self.notes += [note for note in notes if note not in self.notes]

    def _write_tiers(self, new: Sequence[tuple[ContractItem, TierFact]]) -> None:
        contracts = {item.contract_id for item, _ in new}
        stored = PriceList.objects.filter(contract__in=contracts)
        lists = {(one.contract_id, one.effective_on): one for one in stored}
        for item, fact in new:
            key = (item.contract_id, fact.effective_on)
            if key not in lists:
                values = {"contract": item.contract, "effective_on": fact.effective_on, "source": "tiers.csv"}
                lists[key] = PriceList.objects.create(**values)
        Tier.objects.bulk_create(
            [
                Tier(
                    price_list=lists[item.contract_id, fact.effective_on],
                    item=item,
                    from_quantity=fact.from_quantity,
                    unit_price=fact.unit_price,
                )
                for item, fact in new
            ],
            batch_size=1_000,
        )
        self._made("tiers", len(new))

    def _import_joinders(self, rows: Sequence[JoinderRow]) -> None:
        new = []
        stored = Joinder.objects.filter(district__in=[one.pk for one in self.districts.values()])
        known = {(one.contract_id, one.district_id, one.starts_on): one for one in stored}
        for row in rows:
            contract, district = self._contract_of(row), self._district_of(row)
            if contract is None or district is None:
                continue
            before = known.get((contract.pk, district.pk, row.starts_on))
            if before is None:
                new.append(
                    Joinder(
                        contract=contract,
                        district=district,
                        starts_on=row.starts_on,
                        ends_on=row.ends_on,
                        board_on=row.board_on,
                        source="joinders.csv",
                    )
                )
                self._count(row, "created")
                continue
            differs = [
                f"column {field}: it is recorded as {held or 'blank'}, not {stated or 'blank'}; correct the file"
                for field, held, stated in (
                    ("ends_on", before.ends_on, row.ends_on),
                    ("board_on", before.board_on, row.board_on),
                )
                if held != stated
            ]
            if differs:
                self._reject(row, "; ".join(differs))
            else:
                self._count(row, "unchanged")
        Joinder.objects.bulk_create(new, batch_size=1_000)
        self._made("joinders", len(new))

    def _import_purchases(self, rows: Sequence[PurchaseRow]) -> None:
        new: list[Purchase] = []
        items = [item.pk for item in self.items.values()]
        columns = ("item", "district", "ordered_on", "quantity", "unit_price_paid")
        # Two equal orders on one day are two orders: a file is compared with what is recorded by their number.
        left = Counter(Purchase.objects.filter(item__in=items).order_by().values_list(*columns))
        for row in rows:
            item, district = self._item_of(row), self._district_of(row)
            if item is None or district is None:
                continue
            key = (item.pk, district.pk, row.ordered_on, row.quantity, row.unit_price_paid)
            if left[key]:
                left[key] -= 1
                self._count(row, "unchanged")
                continue
            new.append(
                Purchase(
                    item=item,
                    district=district,
                    ordered_on=row.ordered_on,
                    quantity=row.quantity,
                    unit_price_paid=row.unit_price_paid,
                    source=PurchaseSource.FILE,
                    reference="purchases.csv",
                )
            )
            self._count(row, "created")
        Purchase.objects.bulk_create(new, batch_size=1_000)
        self._made("purchases", len(new))

    def _import_baselines(self, rows: Sequence[BaselineRow]) -> None:
        new = []
        items = [item.pk for item in self.items.values()]
        columns = ("item", "district", "unit_price", "priced_on", "source", "method")
        known = set(Baseline.objects.filter(item__in=items).order_by().values_list(*columns))
        for row in rows:
            item = self._item_of(row)
            district = self._district_of(row) if row.leaid else None
            if item is None or (row.leaid and district is None):
                continue
            key = (item.pk, district.pk if district else None, row.unit_price, row.priced_on, row.source, row.method)
            if key in known:
                self._count(row, "unchanged")
                continue
            known.add(key)
            new.append(
                Baseline(
                    item=item,
                    district=district,
                    unit_price=row.unit_price,
                    priced_on=row.priced_on,
                    source=row.source,
                    method=row.method,
                )
            )
            self._count(row, "created")
        Baseline.objects.bulk_create(new, batch_size=1_000)
        self._made("baselines", len(new))

    def _made(self, what: str, number: int) -> None:
        if number:
            self.made[what] += number
