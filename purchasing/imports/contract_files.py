"""The files of contracts in a folder: contracts, tiers, joinders, purchases, baselines (docs/contracts.md)."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from accounts.models import User
from districts.imports.files import UnreadableFile, from_path
from districts.imports.own_files import read_own_file
from districts.imports.own_values import choice, own_text, typed_day
from districts.imports.report import Remark, Report
from districts.imports.types import FileTable, ImportColumn, Values
from districts.imports.values import BadValue, any_leaid, shown
from purchasing.actions.importing import import_contract_rows
from purchasing.rules.contract_rows import (
    BaselineRow,
    ContractFileRow,
    ContractKey,
    ContractRows,
    JoinderRow,
    PurchaseRow,
    TierRow,
)
from purchasing.rules.contracts import NUMBER_AT_MOST, SUPPLIER_AT_MOST, TITLE_AT_MOST
from purchasing.rules.orders import LARGEST_QUANTITY
from purchasing.states import Pooling, Tiering

WHOLE, PRICE = re.compile(r"[0-9]{1,9}"), re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")
YES_OR_NO = {"yes": "Yes", "no": "No"}
Value = TypeVar("Value")


def import_contracts(path: Path, *, dry_run: bool, by: User | str, at: datetime.datetime) -> Report:
    """Import the files of the folder. Nothing is written if a row has a problem: the report names each.

    Raises UnreadableFile for a folder without any of the files, and for a file that can't be read as a table.
    """
    report, rows = Report(), dict[str, list[Any]]()
    for name, table in TABLES.items():
        file = path / f"{name}.csv"
        rows[name] = []
        if file.is_file():
            rows[name], one = read_own_file(from_path(file), table)
            report.files += one.files
            report.remarks += one.remarks
    if not report.files:
        names = ", ".join(f"{name}.csv" for name in TABLES)
        raise UnreadableFile(f"The folder {path.name} has none of the files {names}.")
    first = ("contracts.csv", "tiers.csv")
    if any(one.counts["rejected"] for one in report.files if one.name in first):
        # The rows of the other files would be reported for what these two lack.
        return report
    has_problems = bool(report.counted("rejected"))
    outcome, report.notes = import_contract_rows(
        rows=ContractRows(**rows), files=report.as_read(), dry_run=dry_run or has_problems, by=by, at=at
    )
    for read in report.files:
        read.counts.update(outcome.counts[read.name])
    report.remarks += [Remark(name, line, "rejected", reason) for name, line, reason in outcome.rejected]
    report.remarks.sort(key=lambda remark: (remark.file, remark.line))
    return report


def _in_column(name: str, read: Callable[[], Value]) -> Value:
    """The value of a cell; a BadValue names the column."""
    try:
        return read()
    except BadValue as bad:
        raise BadValue(f"column {name}: {bad}") from None


def _text(row: Values, name: str, most: int, *, is_needed: bool = True) -> str:
    label = name.replace("_", " ")
    return " ".join(_in_column(name, lambda: own_text(label, row.get(name, ""), most, is_needed=is_needed)).split())


def _day(row: Values, name: str) -> datetime.date | None:
    return _in_column(name, lambda: typed_day("date", row.get(name, "")))


def _needed_day(row: Values, name: str) -> datetime.date:
    if (found := _day(row, name)) is None:
        raise BadValue(f"column {name}: the date is missing; write it like 2026-07-01")
    return found


def _quantity(row: Values, name: str) -> int:
    value = row.get(name, "")
    if not WHOLE.fullmatch(value) or not 1 <= int(value) <= LARGEST_QUANTITY:
        raise BadValue(f"column {name}: “{shown(value)}” is not a whole number of 1 or more; write it like 250")
    return int(value)


def _price(row: Values, name: str) -> Decimal:
    value = row.get(name, "")
    if not PRICE.fullmatch(value) or not Decimal(value):
        raise BadValue(
            f"column {name}: “{shown(value)}” is not a price above zero; write it like 1249.50, with no more than four "
            "decimals and without a currency sign or commas"
        )
    return Decimal(value)


def _leaid(row: Values) -> str:
    return _in_column("leaid", lambda: any_leaid(row.get("leaid", "")))


def _key(row: Values, *, has_consortium: bool = False) -> ContractKey:
    return ContractKey(_text(row, "number", NUMBER_AT_MOST), _text(row, "consortium", 100, is_needed=has_consortium))


def _check_order(starts_on: datetime.date | None, ends_on: datetime.date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise BadValue(f"column ends_on: {ends_on} is before starts_on, {starts_on}; correct one of them")


def _contract(file: str, line: int, row: Values) -> ContractFileRow:
    starts_on, ends_on = _day(row, "starts_on"), _day(row, "ends_on")
    _check_order(starts_on, ends_on)
    stated: dict[str, str | bool] = {
        "category": _text(row, "category", 100, is_needed=False),
        "pooling": _in_column("pooling", lambda: choice("pooling", row["pooling"], dict(Pooling.choices))),
        "tiering": _in_column("tiering", lambda: choice("tiering", row["tiering"], dict(Tiering.choices))),
    }
    needs = row.get("requires_joinder", "")
    terms: dict[str, str | bool] = {name: value for name, value in stated.items() if value}
    if answer := _in_column("requires_joinder", lambda: choice("answer", needs, YES_OR_NO)):
        terms["requires_joinder"] = answer == "yes"
    return ContractFileRow(
        file,
        line,
        _key(row, has_consortium=True),
        _text(row, "title", TITLE_AT_MOST),
        _text(row, "supplier", SUPPLIER_AT_MOST),
        starts_on,
        ends_on,
        {name: value for name, value in terms.items() if value}
        | ({"requires_joinder": answer == "yes"} if answer else {}),
    )


def _tier(file: str, line: int, row: Values) -> TierRow:
    return TierRow(
        file,
        line,
        _key(row),
        _text(row, "item", 200),
        _text(row, "unit", 60, is_needed=False),
        _quantity(row, "from_quantity"),
        _price(row, "unit_price"),
        _needed_day(row, "effective_on"),
    )


def _joinder(file: str, line: int, row: Values) -> JoinderRow:
    starts_on, ends_on = _needed_day(row, "starts_on"), _day(row, "ends_on")
    _check_order(starts_on, ends_on)
    return JoinderRow(file, line, _key(row), _leaid(row), starts_on, ends_on, _day(row, "board_on"))


def _purchase(file: str, line: int, row: Values) -> PurchaseRow:
    return PurchaseRow(
        file,
        line,
        _key(row),
        _text(row, "item", 200),
        _leaid(row),
        _needed_day(row, "ordered_on"),
        _quantity(row, "quantity"),
        _price(row, "unit_price_paid"),
    )


def _baseline(file: str, line: int, row: Values) -> BaselineRow:
    return BaselineRow(
        file,
        line,
        _key(row),
        _text(row, "item", 200),
        _leaid(row) if row.get("leaid") else "",
        _price(row, "unit_price"),
        _needed_day(row, "on"),
        _text(row, "source", 300),
        _text(row, "method", 200),
    )


NUMBER = ImportColumn("number", "The contract’s number.", is_needed=True)
SLUG = ("consortium slug", "consortium_slug", "slug")
CONSORTIUM = ImportColumn("consortium", "Slug of the consortium, where several use the number.", others=SLUG)
ITEM = ImportColumn("item", "What is bought.", is_needed=True)
LEAID = ImportColumn("leaid", "LEAID of the district, 7 digits.", is_needed=True)


def _needed(*names: str) -> tuple[ImportColumn, ...]:
    return tuple(ImportColumn(name, "", is_needed=True) for name in names)


TABLES = {
    "contracts": FileTable(
        file_label="contracts",
        columns=(
            NUMBER,
            ImportColumn("consortium", "Slug of the consortium.", is_needed=True, others=SLUG),
            *_needed("title", "supplier", "category", "starts_on", "ends_on", "pooling", "tiering"),
            ImportColumn("requires_joinder", "Yes or no. If blank, it is yes for a contract that joinders.csv names."),
        ),
        read=_contract,
        shown=("number",),
    ),
    "tiers": FileTable(
        file_label="price tiers",
        columns=(NUMBER, CONSORTIUM, ITEM, *_needed("unit", "from_quantity", "unit_price", "effective_on")),
        read=_tier,
        shown=("number",),
    ),
    "joinders": FileTable(
        file_label="joinders",
        columns=(NUMBER, CONSORTIUM, LEAID, *_needed("starts_on", "ends_on", "board_on")),
        read=_joinder,
        shown=("leaid",),
    ),
    "purchases": FileTable(
        file_label="purchases",
        columns=(NUMBER, CONSORTIUM, ITEM, LEAID, *_needed("ordered_on", "quantity", "unit_price_paid")),
        read=_purchase,
        shown=("leaid",),
    ),
    "baselines": FileTable(
        file_label="baselines",
        columns=(NUMBER, CONSORTIUM, ITEM, LEAID, *_needed("unit_price", "on", "source", "method")),
        read=_baseline,
        shown=("item",),
    ),
}
