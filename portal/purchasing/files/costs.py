"""Costs that members share as a file: every version with every share."""

import datetime
from collections.abc import Iterable, Iterator

from django.http.response import HttpResponseBase
from django.utils.text import slugify

from portal.components.downloads import csv_response
from portal.components.purchasing_columns import COSTS
from purchasing.models import Contract, SharedCost
from purchasing.states import CostFormula


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
