"""Costs that members share as a file: every version with every share."""

import datetime
from collections.abc import Iterable, Iterator

from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.components.columns import DAY, NEVER, Column, File
from portal.components.downloads import csv_response
from purchasing.models import Contract, SharedCost
from purchasing.states import CostFormula

COST, VERSION = _("The lead of the consortium or a registrar."), _("The formula, and the registry on the day counted.")
DOLLARS = _("US dollars")
COSTS = File(
    "shared-costs",
    _("Shared costs of a contract"),
    _("Each row is a member’s share in a version of a declared cost."),
    (
        Column("cost", _("What the cost is."), COST, empty=NEVER),
        Column("starts_on", _("Start date of its period."), COST, DAY, NEVER),
        Column("ends_on", _("End date of its period."), COST, DAY, NEVER),
        Column("version", _("The version of its terms, from 1."), COST, _("number"), NEVER),
        Column("declared_on", _("Date the version was declared."), COST, DAY, NEVER),
        Column("effective_on", _("The first date of its shares."), COST, DAY, NEVER),
        Column("amount", _("The amount of the whole cost."), COST, DOLLARS, NEVER),
        Column("formula", _("What divides it: equal, enrollment, or use."), COST, empty=NEVER),
        Column("enrollment_year", _("School year of the enrollment."), COST, empty=_("Enrollment doesn’t count.")),
        Column("counted_on", _("The day whose members share the cost."), VERSION, DAY, NEVER),
        Column("leaid", _("LEAID of the member."), VERSION, empty=NEVER),
        Column("district", _("Name of the member."), VERSION, empty=NEVER),
        Column("counted", _("1, the students, or the dollars spent."), VERSION, _("number"), NEVER),
        Column("share", _("The member’s share."), VERSION, DOLLARS, NEVER),
        Column("reason", _("Why the version was declared."), COST, empty=NEVER),
        Column("withdrawn_on", _("Date the cost was withdrawn."), COST, DAY, _("It is not withdrawn.")),
    ),
)


def costs_file(contract: Contract, costs: Iterable[SharedCost], on: datetime.date) -> HttpResponseBase:
    """Every share of every version."""
    name = slugify(f"shared-costs-{contract.consortium.slug}-{contract.number.replace('/', '-')}")
    return csv_response(name, COSTS.header, _rows(costs), on=on)


def _rows(costs: Iterable[SharedCost]) -> Iterator[tuple[object, ...]]:
    for cost in costs:
        for version in cost.versions.all():
            for share in version.shares.all():
                yield (
                    cost.title,
                    cost.starts_on,
                    cost.ends_on,
                    version.number,
                    version.declared_on,
                    version.effective_on,
                    version.amount,
                    version.basis,
                    version.enrollment_year,
                    version.counted_on,
                    share.district.leaid,
                    share.district.name,
                    share.weight if version.basis == CostFormula.USE else int(share.weight),
                    share.amount,
                    version.reason,
                    cost.withdrawn_on,
                )
