"""Members' shares of a cost as rows of a table: the same on the calculator, the preview, and each version."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from districts.models import District
from portal.purchasing.pages.amounts import sum_in_words
from purchasing.rules.allocation import compared
from purchasing.states import CostFormula


class CostRow(NamedTuple):
    """A member's share; `instead` and `difference` are empty where nothing is compared."""

    name: str
    counted: str
    share: str
    instead: str
    difference: str


class CostTable(NamedTuple):
    """A table of shares, the last row of which adds them up; labels are empty where a column isn't shown."""

    caption: str
    counted_label: str
    share_label: str
    instead_label: str
    rows: list[CostRow]
    # Who pays less and who pays more, in a sentence; empty where nothing is compared.
    summary: str = ""


def cost_table(
    caption: str,
    shares: Mapping[str, Decimal],
    instead: Mapping[str, Decimal] | None = None,
    *,
    districts: Mapping[str, District],
    labels: tuple[str, str],
    weights: Mapping[str, Decimal] | None = None,
    basis: str = "",
) -> CostTable:
    """The shares by LEAID, and beside them other ones: who would save most first. `labels` are of both columns."""
    changes = compared(shares, shares if instead is None else instead)
    if instead is None:
        changes.sort(key=lambda one: (districts[one.member].name, one.member))
    rows = [
        _row(
            districts[one.member].name,
            counted_in_words(basis, (weights or {}).get(one.member)),
            one.now,
            None if instead is None else one.instead,
        )
        for one in changes
    ]
    total = sum(shares.values(), Decimal(0))
    other = None if instead is None else sum(instead.values(), Decimal(0))
    counted = counted_in_words(basis, sum((weights or {}).values(), Decimal(0)) if weights else None)
    rows.append(_row(gettext("All members"), counted, total, other))
    summary = ""
    if instead is not None:
        less = sum(one.difference < 0 for one in changes)
        more = sum(one.difference > 0 for one in changes)
        summary = _summary(less, more, len(changes) - less - more)
    return CostTable(caption, counted_label(basis), labels[0], "" if instead is None else labels[1], rows, summary)


def counted_label(basis: str) -> str:
    """What the formula counts; empty where every member counts the same."""
    if basis == CostFormula.ENROLLMENT:
        return gettext("Students")
    return gettext("Spent") if basis == CostFormula.USE else ""


def counted_in_words(basis: str, weight: Decimal | None) -> str:
    """“1,204” students, or “$1,204.50” spent; empty where every member counts the same or none is on record."""
    if weight is None or not counted_label(basis):
        return ""
    return sum_in_words(weight) if basis == CostFormula.USE else f"{int(weight):,}"


def _row(name: str, counted: str, share: Decimal, instead: Decimal | None) -> CostRow:
    if instead is None:
        return CostRow(name, counted, sum_in_words(share), "", "")
    difference = instead - share
    sign = "+" if difference > 0 else ""
    return CostRow(name, counted, sum_in_words(share), sum_in_words(instead), sign + sum_in_words(difference))


def _summary(less: int, more: int, same: int) -> str:
    counts = (
        (less, ngettext("%(number)s member pays less.", "%(number)s members pay less.", less)),
        (more, ngettext("%(number)s member pays more.", "%(number)s members pay more.", more)),
        (same, ngettext("%(number)s member pays the same.", "%(number)s members pay the same.", same)),
    )
    return " ".join(words % {"number": f"{number:,}"} for number, words in counts if number)
