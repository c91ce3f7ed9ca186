"""Schools: the list, the record, and the files."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.reads.records import memberships_of, schools_of_ncessch
from districts.models import School
from districts.models.figures import known_figures
from districts.reads.records import figures_of_school, history_of
from portal.components.charts import enrollments
from portal.components.facts import figure_lines
from portal.components.page_cache import cached_for_visitors
from portal.registry.files import school_file
from portal.registry.lists import SchoolList
from portal.registry.lists.rows import school_rows
from portal.registry.lists.uses import contracts_of_school
from portal.registry.pages.records import trail_of
from portal.registry.pages.usable_contracts import usable_contracts
from portal.registry.views.lists import list_context
from portal.registry.views.records import only_record, record_context


@allow(anyone)
@require_safe
@cached_for_visitors
def school_list(request: HttpRequest) -> HttpResponse:
    """Schools by name, ID, and facets."""
    schools = _list(request)
    context = list_context(request, schools, schools.ids, kinds=("csv", "xlsx", "json", "geojson"))
    context |= {
        "rows": school_rows(context["page"].object_list, request.user, on=schools.on),
        "trail": [(gettext("Schools"), None)],
    }
    return TemplateResponse(request, "registry/school_list.html", context)


@allow(anyone)
@require_safe
@cached_for_visitors
def school_download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """All rows of the list as a file."""
    schools = _list(request)
    return school_file(schools.qs, schools.memberships, kind, on=schools.on)


@allow(anyone)
@require_safe
@cached_for_visitors
def school_detail(request: HttpRequest, ncessch: str) -> HttpResponse:
    """The record of a school, with its district and its consortia."""
    on, user = timezone.localdate(), request.user
    school = only_record(schools_of_ncessch(ncessch=ncessch))
    memberships = memberships_of(school, user, on)
    rows = figures_of_school(school=school.pk)
    context = record_context(
        school,
        history=history_of(school),
        memberships=memberships,
        figures=figure_lines(known_figures(rows)),
        enrollments=enrollments(rows),
        via="district",
        by=user,
        on=on,
    ) | {
        "school": school,
        "contracts": usable_contracts(contracts_of_school(school, by=user, on=on), memberships.now),
        "trail": trail_of(school),
    }
    return TemplateResponse(request, "registry/school_detail.html", context)


def _list(request: HttpRequest) -> SchoolList:
    visible = School.objects.visible_to(request.user)
    return SchoolList(request.GET, queryset=visible, request=request, on=timezone.localdate())
