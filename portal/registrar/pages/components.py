"""The pages about the component districts of a service agency."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import short_day
from districts.models import District, ServiceAgencyMembership

TITLE = "Component districts"
Trail = list[tuple[str, str | None]]


class ComponentRow(NamedTuple):
    """A membership of a component district, with its dates in words."""

    district: District
    starts: str
    ends: str
    edit_address: str
    remove_address: str


class ComponentGroup(NamedTuple):
    """Memberships of one time."""

    title: str
    rows: list[ComponentRow]


def component_groups(components: Iterable[ServiceAgencyMembership], on: datetime.date) -> list[ComponentGroup]:
    """Those of today, later, and earlier; empty groups are left out."""
    groups = [ComponentGroup("Current", []), ComponentGroup("Starting later", []), ComponentGroup("Former", [])]
    now, later, before = groups
    for component in components:
        is_over = component.ends_on is not None and component.ends_on < on
        group = now if component.is_in_force(on) else before if is_over else later
        group.rows.append(_row(component))
    return [group for group in groups if group.rows]


def component_sentence(component: ServiceAgencyMembership) -> str:
    """“Otter Run in Ridge ESC, start date Jul 1, 2020, no end date”."""
    row = _row(component)
    return f"{component.district} in {component.agency}. Start date: {row.starts}. End date: {row.ends}."


def component_trail(agency: District, here: str = "") -> Trail:
    """The breadcrumbs of the list, or of a form below it."""
    above: Trail = [("Districts", reverse("registry:district_list")), (agency.name, agency.get_absolute_url())]
    if not here:
        return [*above, (TITLE, None)]
    return [*above, (TITLE, reverse("registrar:component_list", args=[agency.leaid])), (here, None)]


def _row(component: ServiceAgencyMembership) -> ComponentRow:
    key = [component.agency.leaid, component.pk]
    return ComponentRow(
        component.district,
        short_day(component.starts_on) if component.starts_on else "not known",
        short_day(component.ends_on) if component.ends_on else "no end date",
        reverse("registrar:component_edit", args=key),
        reverse("registrar:component_remove", args=key),
    )
