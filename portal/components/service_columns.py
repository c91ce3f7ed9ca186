"""The file of shared services in a school year; the data dictionary explains it with those of the registry."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from districts.models import District
from exchange.models import Service
from portal.components.columns import (
    CONSORTIUM,
    DAY,
    GIVEN,
    MEMBERSHIP_STATUS,
    NCES,
    NEVER,
    SCHOOL_YEAR,
    STATE,
    Column,
    File,
)

NO_DISTRICT = _("No district takes part.")


@dataclass(frozen=True)
class ServiceMember:
    """A district in a service and its relation to the consortium that year; None in a service without districts."""

    service: Service
    district: District | None = None
    standing: str = ""
    # Of its membership in the consortium that year; empty where it has none.
    status: str = ""


def _leaid(member: ServiceMember) -> str:
    return member.district.leaid if member.district else ""


def _district(member: ServiceMember) -> str:
    return member.district.name if member.district else ""


SERVICES = File(
    "services",
    _("Shared services in a school year"),
    _(
        "Each row is a district in a service, from /consortia/…/services.csv. A service without districts has one row "
        "without a district."
    ),
    (
        CONSORTIUM.read_from(GIVEN),
        Column(
            "service",
            _("The consortium’s number for the service, as text."),
            STATE,
            empty=NEVER,
            source="service__number",
        ),
        Column("title", _("Name of the service."), STATE, empty=NEVER, source="service__title"),
        Column("leaid", _("LEAID of the participating district."), NCES, empty=NO_DISTRICT, source=_leaid),
        Column("district", _("Name of that district."), NCES, empty=NO_DISTRICT, source=_district),
        Column(
            "standing",
            _("Member type in that year: component, participating, observer, or outside (not a member)."),
            STATE,
            empty=NO_DISTRICT,
        ),
        Column(
            "status",
            MEMBERSHIP_STATUS,
            STATE,
            empty=_("The district has no membership in the consortium in that year, or no district takes part."),
        ),
        Column(
            "school_year", _("School year of the agreement, July to June."), STATE, SCHOOL_YEAR, NEVER, source=GIVEN
        ),
        Column("as_of", _("Date of the download."), STATE, DAY, NEVER, source=GIVEN),
    ),
)
