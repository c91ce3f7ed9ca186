"""Districts: the list, the record, the files."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.door import admits, anyone
from consortia.exports import district_file
from consortia.filters import MemberDistrictFilter
from consortia.models import Membership
from consortia.views.lists import PAGE, list_context
from districts.filters import ListPaginator
from districts.models import Component, District, DistrictFigures, School, rural_facts
from districts.rules.places import school_year_of
from districts.rules.rural import verdicts

SCHOOLS_SHOWN = 20


@admits(anyone)
@require_safe
def district_list(request: HttpRequest) -> HttpResponse:
    """Districts by name, id, place, kind and consortium."""
    found = _asked_for(request)
    memberships = Membership.objects.visible_to(request.user).on(found.on)
    rows = found.qs.for_list().prefetch_related(memberships.attached(), DistrictFigures.objects.attached())
    page = ListPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = list_context(request, found, page, "districts") | {"trail": [("Districts", None)]}
    return TemplateResponse(request, "consortia/district_list.html", context)


@admits(anyone)
@require_safe
def district_download(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """The list's rows as a file, all of them."""
    found = _asked_for(request)
    memberships = Membership.objects.visible_to(request.user).on(found.on)
    return district_file(found.qs.for_list(), memberships, kind, on=found.on)


@admits(anyone)
@require_safe
def district_detail(request: HttpRequest, leaid: str) -> HttpResponse:
    """What the register says of one district, each figure with its year and source."""
    district = get_object_or_404(District.objects.visible_to(request.user).for_record(), leaid=leaid)
    on = timezone.localdate()
    lines = Membership.objects.visible_to(request.user).of_district(district).split(on)
    components = Component.objects.visible_to(request.user).of_district(district).split(on, district)
    schools = School.objects.visible_to(request.user).of_district(district)
    rows = district.figures.visible_to(request.user)
    figures = rows.in_lines()
    known = rural_facts(District.objects.known_by(leaid), on=on, figures=rows)[district.pk]
    context: dict[str, Any] = {
        "district": district,
        "figures": figures,
        "has_ada": any(row.ada is not None for _, _, row in figures),
        "verdicts": verdicts(known, school_year=school_year_of(on)),
        "memberships": lines,
        "components": components,
        "schools": schools[:SCHOOLS_SHOWN],
        "school_count": schools.count(),
        "on": on,
        "trail": [("Districts", "/districts/"), (district.name, None)],
    }
    return TemplateResponse(request, "consortia/district_detail.html", context)


def _asked_for(request: HttpRequest) -> MemberDistrictFilter:
    districts = District.objects.visible_to(request.user)
    return MemberDistrictFilter(request.GET, queryset=districts, request=request, on=timezone.localdate())
