"""The members of all consortia on any date: how many there are, and one file of them."""

from typing import NamedTuple

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Consortium, ScheduledClosure
from consortia.models.membership import MembershipQuerySet
from consortia.reads.rosters import counts_by_consortium
from portal.components.downloads import (
    MOST_ROWS_IN_XLSX,
    check_fits_xlsx,
    csv_response,
    json_response,
    xlsx_response,
)
from portal.components.lists import page_of
from portal.components.page_cache import cached_for_visitors
from portal.registry.files.rosters import ROSTER, roster_file_rows, rows_of_all_rosters
from portal.registry.forms.days import BAD_DATE, AllRostersForm
from portal.registry.lists import ConsortiumList
from portal.registry.pages.all_rosters import AllRostersPage
from portal.registry.pages.rosters import RosterDates, dates_from

PAGE = 100
NAME = "consortia-members"


class AskedRosters(NamedTuple):
    """What the address asks for: the form as it was submitted, the date, the filters, and the memberships."""

    form: AllRostersForm
    dates: RosterDates
    status: str
    consortia: ConsortiumList
    memberships: MembershipQuerySet


@allow(anyone)
@require_safe
@cached_for_visitors
def all_rosters(request: HttpRequest) -> HttpResponse:
    """The number of members of each consortium on a date, by status, and the files of them all."""
    asked = _asked(request)
    filters = asked.consortia.filter_pairs
    counts = counts_by_consortium(asked.memberships)
    page = AllRostersPage(
        form=AllRostersForm(request.GET, filters=filters)
        if asked.form.errors
        else AllRostersForm(filters=filters, initial={"on": asked.dates.on, "membership": asked.status}),
        dates=asked.dates,
        status=asked.status,
        counts=counts,
        rows=page_of(counts, PAGE, request),
        filters=filters,
        chips=asked.consortia.chips,
        most_in_xlsx=MOST_ROWS_IN_XLSX,
    )
    return TemplateResponse(request, "registry/all_rosters.html", {"page": page})


@allow(anyone)
@require_safe
@cached_for_visitors
def all_rosters_download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Every member of every consortium on a date as a file."""
    asked = _asked(request)
    if asked.form.errors:
        raise BadRequest(BAD_DATE)
    on, memberships = asked.dates.on, asked.memberships
    scheduled = ScheduledClosure.objects.visible_to(request.user).to_come()
    rows = roster_file_rows(rows_of_all_rosters(memberships, asked.dates), asked.dates, scheduled)
    if kind == "csv":
        return csv_response(NAME, ROSTER.header, rows, on=on)
    count = memberships.count()
    if kind == "xlsx":
        check_fits_xlsx(count)
        return xlsx_response(NAME, ROSTER.header, rows, on=on)
    return json_response(ROSTER.name, ROSTER.header, rows, on=on, count=count)


def _asked(request: HttpRequest) -> AskedRosters:
    form = AllRostersForm(request.GET or None, filters=[])
    given = form.cleaned_data if form.is_valid() else {}
    dates, status = dates_from({"on": given.get("on")}, timezone.localdate()), given.get("membership", "")
    visible = Consortium.objects.visible_to(request.user)
    consortia = ConsortiumList(request.GET, queryset=visible, request=request, on=dates.on)
    return AskedRosters(form, dates, status, consortia, consortia.rosters.in_status(status))
