"""Districts: the list, the record, and the files."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone, registrars
from consortia.reads.records import districts_of_leaid, memberships_of, scheduled_of
from districts.models import District
from districts.models.figures import known_figures
from districts.reads.records import (
    components_of,
    figures_of_district,
    history_of,
    rural_facts_of,
    schools_of_district,
)
from districts.rules.places import school_year_of
from districts.rules.rural import verdicts
from portal.components.charts import enrollments
from portal.components.facts import figure_lines
from portal.components.page_cache import cached_for_visitors
from portal.components.redirects import away_from_district
from portal.components.scheduled_closures import scheduled_notes
from portal.registry.files import district_file
from portal.registry.lists import DistrictList
from portal.registry.lists.rows import district_rows
from portal.registry.lists.uses import shared_uses_of
from portal.registry.pages.records import component_notes, registrar_links, rural_line, trail_of
from portal.registry.pages.usable_contracts import usable_contracts
from portal.registry.views.lists import list_context
from portal.registry.views.records import only_record, record_context

SCHOOLS_SHOWN = 20


@allow(anyone)
@require_safe
@cached_for_visitors
def district_list(request: HttpRequest) -> HttpResponse:
    """Districts by name, ID, and facets."""
    districts = _list(request)
    context = list_context(request, districts, districts.ids, kinds=("csv", "xlsx", "json", "geojson"))
    context |= {
        "rows": district_rows(context["page"].object_list, request.user, on=districts.on),
        "trail": [(gettext("Districts"), None)],
    }
    return TemplateResponse(request, "registry/district_list.html", context)


@allow(anyone)
@require_safe
@cached_for_visitors
def district_download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """All rows of the list as a file."""
    districts = _list(request)
    return district_file(districts.qs, districts.memberships, kind, on=districts.on)


@allow(anyone)
@require_safe
@cached_for_visitors
def district_detail(request: HttpRequest, leaid: str) -> HttpResponse:
    """The record of a district, with the year and source of each figure."""
    on, user = timezone.localdate(), request.user
    district = only_record(districts_of_leaid(leaid=leaid, on=on))
    if redirection := away_from_district(request, district):
        return redirection
    memberships = memberships_of(district, user, on)
    components = components_of(district, on)
    schools = schools_of_district(district=district.pk)
    rows = figures_of_district(district=district.pk)
    in_lines = known_figures(rows)
    facts = rural_facts_of(district, figures=rows, schools=schools)
    answers = verdicts(facts, school_year=school_year_of(on)) if district.has_rural_answers else None
    existing = [school for school in schools if not school.has_ended]
    uses = shared_uses_of(district, by=user, on=on)
    own = [membership for membership in memberships.now if membership.district_id == district.pk]
    is_registrar = registrars(user)
    context: dict[str, object] = record_context(
        district,
        history=history_of(district),
        memberships=memberships,
        figures=figure_lines(in_lines),
        enrollments=enrollments(rows),
        via="school",
        by=user,
        on=on,
    ) | {
        "district": district,
        "scheduled": scheduled_notes(district, scheduled_of(district, user), on=on),
        "directory_note": gettext(
            "This agency is in the school directory only. It is not in the agency file, so its location is not known."
        ),
        "people_address": reverse("registrar:appointment_list", args=[leaid]) if is_registrar else "",
        "contracts": usable_contracts(uses.contracts, own),
        "services": uses.services,
        "has_ada": any(row.ada is not None for _, _, row in in_lines),
        "verdicts": answers,
        "rural_line": rural_line(answers) if answers else "",
        "components": components,
        "earlier_components": component_notes(components.earlier, on),
        "schools": existing[:SCHOOLS_SHOWN],
        "school_count": len(existing),
        "closed_schools": len(schools) - len(existing),
        "registrar_links": registrar_links(district) if is_registrar and not district.successor else [],
        "trail": trail_of(district),
    }
    return TemplateResponse(request, "registry/district_detail.html", context)


def _list(request: HttpRequest) -> DistrictList:
    visible = District.objects.visible_to(request.user)
    return DistrictList(request.GET, queryset=visible, request=request, on=timezone.localdate())
