"""Schools: the list, the record, and the files."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Membership
from districts.models import School
from districts.reads.records import history_of, with_last_confirmation
from portal.components.charts import enrollments
from portal.components.facts import figure_lines
from portal.components.page_cache import cached_for_visitors
from portal.registry.files import school_file
from portal.registry.lists import SchoolList
from portal.registry.lists.rows import school_rows
from portal.registry.pages.records import trail_of
from portal.registry.pages.usable_contracts import usable_contracts
from portal.registry.views.lists import list_context
from portal.registry.views.records import record_context
from purchasing.models import Contract


@allow(anyone)
@require_safe
@cached_for_visitors
def school_list(request: HttpRequest) -> HttpResponse:
    """Schools by name, ID, and facets."""
    schools = _list(request)
    context = list_context(request, schools, schools.qs, kinds=("csv", "xlsx", "json", "geojson"))
    context |= {
        "rows": school_rows(context["page"].object_list, schools.memberships, on=schools.on),
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
    visible = School.objects.visible_to(user).for_list().select_related("successor")
    school = get_object_or_404(with_last_confirmation(visible, "school"), ncessch=ncessch)
    memberships = Membership.objects.with_pending_visible_to(user).of_school(school).split(on)
    rows = school.figures.visible_to(user)
    contracts = Contract.objects.visible_to(user).usable_by(school, on=on)
    context = record_context(
        school,
        history=history_of(school),
        memberships=memberships,
        figures=figure_lines(rows.in_lines()),
        enrollments=enrollments(rows),
        via="district",
        by=user,
        on=on,
    ) | {
        "school": school,
        "contracts": usable_contracts(contracts, memberships.now),
        "trail": trail_of(school),
    }
    return TemplateResponse(request, "registry/school_detail.html", context)


def _list(request: HttpRequest) -> SchoolList:
    visible = School.objects.visible_to(request.user)
    return SchoolList(request.GET, queryset=visible, request=request, on=timezone.localdate())
