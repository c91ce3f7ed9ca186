"""Schools: the list, the record, the files."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.door import admits, anyone
from consortia.exports import school_file
from consortia.filters import MemberSchoolFilter
from consortia.models import Membership
from consortia.views.lists import PAGE, list_context
from districts.filters import ListPaginator
from districts.models import School


@admits(anyone)
@require_safe
def school_list(request: HttpRequest) -> HttpResponse:
    """Schools by name, id, place and consortium."""
    found = _asked_for(request)
    memberships = Membership.objects.visible_to(request.user).on(found.on)
    rows = found.qs.for_list().prefetch_related(memberships.attached(), memberships.attached_to_district())
    page = ListPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = list_context(request, found, page, "schools") | {"trail": [("Schools", None)]}
    return TemplateResponse(request, "consortia/school_list.html", context)


@admits(anyone)
@require_safe
def school_download(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """The list's rows as a file, all of them."""
    found = _asked_for(request)
    memberships = Membership.objects.visible_to(request.user).on(found.on)
    return school_file(found.qs.for_list(), memberships, kind, on=found.on)


@admits(anyone)
@require_safe
def school_detail(request: HttpRequest, ncessch: str) -> HttpResponse:
    """What the register says of one school, with its district and its consortia."""
    school = get_object_or_404(School.objects.visible_to(request.user).for_list(), ncessch=ncessch)
    on = timezone.localdate()
    context = {
        "school": school,
        "figures": school.figures.visible_to(request.user).in_lines(),
        "memberships": Membership.objects.visible_to(request.user).of_school(school).split(on),
        "on": on,
        "trail": [("Schools", "/schools/"), (school.name, None)],
    }
    return TemplateResponse(request, "consortia/school_detail.html", context)


def _asked_for(request: HttpRequest) -> MemberSchoolFilter:
    schools = School.objects.visible_to(request.user)
    return MemberSchoolFilter(request.GET, queryset=schools, request=request, on=timezone.localdate())
