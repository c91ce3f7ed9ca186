"""Schools: the list, the record, the files."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Membership
from districts.models import School
from districts.reads.records import story_of, with_last_confirmation
from portal.components.charts import enrollments
from portal.components.facts import figure_lines
from portal.registry.files import school_file
from portal.registry.lists import SchoolList
from portal.registry.pages.usable_contracts import usable_contracts
from portal.registry.views.lists import list_context
from portal.registry.views.records import record_context
from purchasing.models import Contract


@allow(anyone)
@require_safe
def school_list(request: HttpRequest) -> HttpResponse:
    """Schools by name, id, and whatever the facets offer."""
    found = _asked_for(request)
    lines = found.memberships
    rows = found.qs.for_list().prefetch_related(lines.attached(), lines.attached_to_district())
    context = list_context(request, found, rows, kinds=("csv", "json", "geojson")) | {"trail": [("Schools", None)]}
    return TemplateResponse(request, "registry/school_list.html", context)


@allow(anyone)
@require_safe
def school_download(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """The list's rows as a file, all of them."""
    found = _asked_for(request)
    return school_file(found.qs, found.memberships, kind, on=found.on)


@allow(anyone)
@require_safe
def school_detail(request: HttpRequest, ncessch: str) -> HttpResponse:
    """What the register says of one school, with its district and its consortia."""
    on, found = timezone.localdate(), School.objects.visible_to(request.user).for_list().select_related("successor")
    school = get_object_or_404(with_last_confirmation(found, "school"), ncessch=ncessch)
    lines = Membership.objects.visible_to(request.user).of_school(school).split(on)
    rows = school.figures.visible_to(request.user)
    contracts = Contract.objects.visible_to(request.user).usable_by(school, on=on)
    context = record_context(
        school,
        story=story_of(school),
        lines=lines,
        numbers=enrollments(rows),
        via="district",
        by=request.user,
        on=on,
    ) | {
        "school": school,
        "contracts": usable_contracts(contracts, lines.now),
        "figures": figure_lines(rows.in_lines()),
        "trail": [("Schools", reverse("registry:school_list")), (school.name, None)],
    }
    return TemplateResponse(request, "registry/school_detail.html", context)


def _asked_for(request: HttpRequest) -> SchoolList:
    schools = School.objects.visible_to(request.user)
    return SchoolList(request.GET, queryset=schools, request=request, on=timezone.localdate())
