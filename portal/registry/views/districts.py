"""Districts: the list, the record, the files."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Membership
from districts.models import District, DistrictFigures, School, ServiceAgencyMembership
from districts.reads.records import rural_facts_of, story_of, with_last_confirmation, with_state_decision
from districts.rules.places import school_year_of
from districts.rules.rural import verdicts
from portal.components.charts import enrollments
from portal.components.facts import figure_lines
from portal.components.redirects import away_from_district
from portal.registry.files import district_file
from portal.registry.lists import DistrictList
from portal.registry.lists.uses import uses_of
from portal.registry.pages.usable_contracts import usable_contracts
from portal.registry.views.lists import list_context
from portal.registry.views.records import record_context

SCHOOLS_SHOWN = 20


@allow(anyone)
@require_safe
def district_list(request: HttpRequest) -> HttpResponse:
    """Districts by name, id, and whatever the facets offer."""
    found = _asked_for(request)
    rows = found.qs.for_list().prefetch_related(found.memberships.attached(), DistrictFigures.objects.attached())
    context = list_context(request, found, rows, kinds=("csv", "json", "geojson")) | {"trail": [("Districts", None)]}
    return TemplateResponse(request, "registry/district_list.html", context)


@allow(anyone)
@require_safe
def district_download(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """The list's rows as a file, all of them."""
    found = _asked_for(request)
    return district_file(found.qs, found.memberships, kind, on=found.on)


@allow(anyone)
@require_safe
def district_detail(request: HttpRequest, leaid: str) -> HttpResponse:
    """What the register says of one district, each figure with its year and source."""
    on, districts = timezone.localdate(), District.objects.visible_to(request.user).for_record()
    found = with_state_decision(with_last_confirmation(districts, "district"), on=on)
    district = get_object_or_404(found, leaid=leaid)
    if away := away_from_district(request, district):
        return away
    lines = Membership.objects.visible_to(request.user).of_district(district).split(on)
    components = ServiceAgencyMembership.objects.visible_to(request.user).of_district(district).split(on, district)
    schools = School.objects.visible_to(request.user).of_district(district).select_related("county")
    rows = district.figures.visible_to(request.user)
    figures = rows.in_lines()
    known = rural_facts_of(district, figures=rows, schools=schools)
    uses = uses_of(district, by=request.user, on=on)
    own = [line for line in lines.now if line.district_id == district.pk]
    context: dict[str, Any] = record_context(
        district,
        story=story_of(district),
        lines=lines,
        numbers=enrollments(rows),
        via="school",
        by=request.user,
        on=on,
    ) | {
        "district": district,
        "contracts": usable_contracts(uses.contracts, own),
        "services": uses.services,
        "figures": figure_lines(figures),
        "has_ada": any(row.ada is not None for _, _, row in figures),
        "verdicts": verdicts(known, school_year=school_year_of(on)),
        "components": components,
        "schools": list(schools)[:SCHOOLS_SHOWN],
        "school_count": len(schools),
        "trail": [("Districts", reverse("registry:district_list")), (district.name, None)],
    }
    return TemplateResponse(request, "registry/district_detail.html", context)


def _asked_for(request: HttpRequest) -> DistrictList:
    districts = District.objects.visible_to(request.user)
    return DistrictList(request.GET, queryset=districts, request=request, on=timezone.localdate())
