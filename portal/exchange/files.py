"""The services of one school year as a file."""

import datetime
from collections.abc import Iterable, Iterator, Mapping

from portal.components.columns import Cells
from portal.components.service_columns import SERVICES, ServiceMember
from portal.exchange.pages.services import ServiceRow


def service_file_rows(
    slug: str, services: Iterable[ServiceRow], year: str, *, statuses: Mapping[int, str], on: datetime.date
) -> Iterator[Cells]:
    """A row for each district in each service; a service without districts has one row without a district.

    `statuses` are those of the districts' memberships that year, by row id.
    """
    members = (member for row in services for member in _members_of(row, statuses))
    return SERVICES.rows(members, consortium=slug, school_year=year, as_of=on)


def _members_of(row: ServiceRow, statuses: Mapping[int, str]) -> list[ServiceMember]:
    members = [
        ServiceMember(row.service, row.terms, one.district, one.standing, statuses.get(one.district.pk, ""))
        for one in row.participants
    ]
    return members or [ServiceMember(row.service, row.terms)]
