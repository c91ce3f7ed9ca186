"""The file of shared contracts."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from portal.components.columns import CONSORTIUM, DAY, GIVEN, NEVER, YES_NO, Attached, Column, Computed, File
from portal.registry.files.downloads import file_response
from purchasing.models import Contract
from purchasing.rules.terms import status_of

LEAD = _("The consortium that holds the contract")


def _status(on: Any, starts_on: Any, ends_on: Any) -> str:
    return status_of(starts_on, ends_on, on=on)


def _answer(value: Any) -> str:
    return "yes" if value else "no"


CONTRACTS = File(
    "contracts",
    _("Contracts"),
    _("Each row is a shared contract of a consortium."),
    (
        Column("number", _("The consortium’s number; another consortium may use the same one."), LEAD, empty=NEVER),
        CONSORTIUM.read_from("consortium__slug"),
        Column("title", _("What members can buy."), LEAD, empty=NEVER),
        Column("category", _("What similar contracts share."), LEAD),
        Column("supplier", _("Suppliers, separated by semicolons."), LEAD),
        Column("starts_on", _("Date it takes effect."), LEAD, DAY),
        Column("ends_on", _("The last day to buy under it."), LEAD, DAY, _("It has no end date.")),
        Column("lead", _("LEAID of the district or service agency that signed."), LEAD, source="lead__leaid"),
        Column(
            "requires_joinder",
            _("Whether members need a joinder."),
            LEAD,
            YES_NO,
            NEVER,
            Computed(_answer, "requires_joinder"),
        ),
        Column("cooperative_clause", _("Whether the solicitation lets other agencies buy."), LEAD, YES_NO),
        Column("federal_funds", _("Whether it was awarded under the federal rules."), LEAD, YES_NO),
        Column("notice_on", _("The last day to tell the supplier whether it is renewed."), LEAD, DAY),
        Column(
            "status",
            _("current, upcoming, or ended, on the date as_of."),
            LEAD,
            empty=NEVER,
            source=Attached(_status, "starts_on", "ends_on"),
        ),
        Column("as_of", _("Date of the download."), LEAD, DAY, NEVER, GIVEN),
    ),
)


def contract_file(contracts: QuerySet[Contract], kind: str, *, on: datetime.date) -> HttpResponseBase:
    """The contracts as .csv, .xlsx, or .json."""
    rows = CONTRACTS.rows_of_queryset(contracts, attach=lambda _keys: on, as_of=on)
    return file_response(CONTRACTS, rows, kind, contracts, on=on)
