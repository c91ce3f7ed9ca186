"""What each member committed to, ordered, and paid under a contract, as a file."""

from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.components.columns import NEVER, Column, File
from portal.components.downloads import csv_response
from purchasing.reads.ledger import Ledger
from purchasing.reads.uptake import uptake_in
from purchasing.rules.prices import rounded

ORDER, DOLLARS = _("Orders of the contract"), _("dollars")
UPTAKE = File(
    "uptake",
    _("Uptake of a contract"),
    _("Each row is a member and an item; a member that may buy and has neither a commitment nor an order has one row."),
    (
        Column("leaid", _("LEAID of the district, 7 digits."), ORDER, empty=NEVER),
        Column("district", _("Name of the district."), ORDER, empty=NEVER),
        Column("item", _("What it committed to or ordered."), ORDER, empty=_("It has no commitment and no order.")),
        Column("committed", _("Units that it committed to order, by then."), ORDER, _("number"), NEVER),
        Column("ordered_of_committed", _("How many of them it ordered in time."), ORDER, _("number"), NEVER),
        Column("orders", _("Number of orders."), ORDER, _("number"), NEVER),
        Column("units", _("Units ordered."), ORDER, _("number"), NEVER),
        Column("paid", _("What the orders cost."), ORDER, DOLLARS, NEVER),
        Column("over_contract_by", _("How much of it is over the contract price."), ORDER, DOLLARS, NEVER),
        Column("orders_not_allowed", _("Orders that were not allowed on their day."), ORDER, _("number"), NEVER),
    ),
)


def uptake_file(ledger: Ledger) -> HttpResponseBase:
    """What each member committed to, ordered, and paid."""
    rows = (
        (one.member, ledger.districts[one.member].name, one.item, one.committed, one.fulfilled, one.orders, one.units,
         rounded(one.paid), rounded(one.over_by), one.not_allowed)
        for one in uptake_in(ledger)
    )  # fmt: skip
    name = slugify(f"{ledger.contract.consortium.slug}-{ledger.contract.number.replace('/', '-')}")
    return csv_response(f"uptake-{name}", UPTAKE.header, rows, on=ledger.on)
