"""What the record pages of districts and schools show in words."""

import datetime
from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from accounts.dates import short_day
from districts.models import District, School, ServiceAgencyMembership
from districts.rules.rural import RlisVerdict, SrsaVerdict
from portal.components.trails import Trail


def rural_line(verdicts: tuple[SrsaVerdict, RlisVerdict]) -> str:
    """The answers for SRSA and RLIS in one line."""
    by_srsa, by_rlis = verdicts
    return gettext("Small and rural (SRSA): %(srsa)s. Low-income and rural (RLIS): %(rlis)s. School year %(year)s.") % {
        "srsa": by_srsa.answer, "rlis": by_rlis.answer, "year": by_srsa.facts.school_year,
    }  # fmt: skip


def trail_of(record: District | School) -> Trail:
    """The breadcrumbs of a record: its list, and the list of its region."""
    if isinstance(record, District):
        label, address, county = gettext("Districts"), reverse("registry:district_list"), record.county
    else:
        label, address, county = gettext("Schools"), reverse("registry:school_list"), record.place
    region = county.region if county else None
    there = [(region.name, f"{address}?{urlencode({'region': region.slug})}")] if region else []
    return [(label, address), *there, (record.name, None)]


def actions_on(record: District | School) -> list[tuple[str, str]]:
    """What the record's own staff can do: (label, address)."""
    if not isinstance(record, District):
        return [
            (gettext("Yearly verification"), reverse("membership:school_confirm", args=[record.ncessch])),
            (gettext("Edit details or report an error"), reverse("membership:school_facts", args=[record.ncessch])),
        ]
    return [
        (gettext("Yearly verification"), reverse("membership:district_confirm", args=[record.leaid])),
        (gettext("Edit details or report an error"), reverse("membership:district_facts", args=[record.leaid])),
        (gettext("Find partners"), reverse("membership:district_partners", args=[record.leaid])),
    ]


def registrar_links(district: District) -> list[tuple[str, str]]:
    """A registrar's ways to change and to close this district: (label, address)."""
    components = [(gettext("Component districts"), reverse("registrar:component_list", args=[district.leaid]))]
    return [
        *(components if district.is_service_agency else []),
        (
            gettext("Record a merger, split, or dissolution"),
            reverse("registrar:district_merge", args=[district.leaid]),
        ),
        (gettext("Mark as duplicate"), reverse("registrar:district_duplicate", args=[district.leaid])),
    ]


def closing_label(day: datetime.date | None) -> str:
    """“ (closed Jun 30, 2023)”, or empty."""
    return gettext(" (closed %(date)s)") % {"date": short_day(day)} if day else ""


def component_notes(components: Sequence[ServiceAgencyMembership], on: datetime.date) -> list[str]:
    """A sentence for each earlier or future membership in a service agency."""
    notes = []
    for component in components:
        is_over = component.ends_on and component.ends_on < on
        names = {
            "district": component.district,
            "agency": component.agency,
            "start": short_day(component.starts_on) if component.starts_on else "",
            "end": short_day(component.ends_on) if component.ends_on else "",
        }
        if is_over and component.starts_on:
            words = gettext("%(district)s was a component district of %(agency)s from %(start)s through %(end)s.")
        elif is_over:
            words = gettext("%(district)s was a component district of %(agency)s through %(end)s.")
        elif component.ends_on:
            words = gettext("%(district)s will be a component district of %(agency)s from %(start)s through %(end)s.")
        else:
            words = gettext("%(district)s will be a component district of %(agency)s from %(start)s.")
        notes.append(words % names)
    return notes
