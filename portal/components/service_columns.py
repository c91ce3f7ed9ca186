"""The file of shared services in a school year; the data dictionary explains it with those of the registry."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from districts.models import District
from exchange.models import Service, ServiceTerms
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
    terms: ServiceTerms | None = None
    district: District | None = None
    standing: str = ""
    # Of its membership in the consortium that year; empty where it has none.
    status: str = ""


def _leaid(member: ServiceMember) -> str:
    return member.district.leaid if member.district else ""


def _district(member: ServiceMember) -> str:
    return member.district.name if member.district else ""


def _provider(member: ServiceMember) -> str:
    return member.service.provider.leaid if member.service.provider else ""


def _of_terms(field: str) -> Callable[[ServiceMember], object]:
    return lambda member: getattr(member.terms, field) if member.terms else ""


NO_TERMS = _("The cost of that school year isn’t on record.")
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
        Column(
            "provider",
            _("LEAID of the service agency that provides the service."),
            NCES,
            empty=_("The agency isn’t on record."),
            source=_provider,
        ),
        Column(
            "purpose",
            _("Purpose of the service."),
            STATE,
            empty=_("The purpose isn’t on record."),
            source="service__purpose",
        ),
        Column(
            "cost_basis",
            _("How the districts share the cost that year: enrollment, units, or flat (the same fee for each)."),
            STATE,
            empty=NO_TERMS,
            source=_of_terms("cost_basis"),
        ),
        Column(
            "amount",
            _(
                "US dollars. Enrollment: the cost of the whole service. Units: the price of one unit. Flat: the fee "
                "of each district."
            ),
            STATE,
            empty=_("The amount isn’t on record."),
            source=_of_terms("amount"),
        ),
        Column(
            "unit", _("What is counted."), STATE, empty=_("The cost isn’t shared by units."), source=_of_terms("unit")
        ),
        Column(
            "base_year",
            _("The school year whose enrollment divides the cost."),
            STATE,
            empty=_("The cost isn’t shared by enrollment."),
            source=_of_terms("base_year"),
        ),
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
