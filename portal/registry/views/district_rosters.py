"""The consortia of one district on any date, as recorded today or earlier."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Membership, MembershipPeriod, ScheduledClosure
from consortia.reads.rosters import RosterEntry, entries_known, entries_now
from districts.models import District
from portal.components.downloads import csv_response
from portal.components.page_cache import cached_for_visitors
from portal.components.scheduled_closures import roster_notes
from portal.registry.files.rosters import ROSTER, roster_file_rows
from portal.registry.forms.days import BAD_DATES, RosterForm
from portal.registry.pages.rosters import (
    DistrictRosterPage,
    MemberFigures,
    by_consortium,
    dates_from,
    differences_from_today,
    end_of,
    roster_on,
    roster_rows,
)


@allow(anyone)
@require_safe
@cached_for_visitors
def district_consortia(request: HttpRequest, leaid: str) -> HttpResponse:
    """The consortia a district and its schools belonged to on a date."""
    page = _page(request, leaid)
    context = {
        "page": page,
        "notes": _scheduled_notes(request, page),
        "files": [
            ("csv", reverse("registry:district_consortia_download", args=[leaid]) + f"?{page.dates.query}"),
        ],
        "trail": [
            (gettext("Districts"), reverse("registry:district_list")),
            (page.district.name, page.district.get_absolute_url()),
            (gettext("Consortia on a past date"), None),
        ],
    }
    return TemplateResponse(request, "registry/district_consortia.html", context)


@allow(anyone)
@require_safe
@cached_for_visitors
def district_consortia_download(request: HttpRequest, leaid: str) -> StreamingHttpResponse:
    """The same as a file, with both dates in every row."""
    page = _page(request, leaid)
    if page.form.errors:
        raise BadRequest(BAD_DATES)
    rows = roster_file_rows(page.rows, page.dates, ScheduledClosure.objects.visible_to(request.user).to_come())
    return csv_response(f"{leaid}-consortia", ROSTER.header, rows, on=page.dates.on)


def _scheduled_notes(request: HttpRequest, page: DistrictRosterPage) -> list[str]:
    """What is scheduled for the district until a future date, which the list does not show."""
    today, on = timezone.localdate(), page.dates.on
    if on <= today:
        return []
    scheduled = ScheduledClosure.objects.visible_to(request.user).due(on)
    return roster_notes(scheduled.concerning(page.district), on=today)


def _page(request: HttpRequest, leaid: str) -> DistrictRosterPage:
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    form = RosterForm(request.GET or None)
    dates = dates_from(form.cleaned_data if form.is_valid() else {}, timezone.localdate())
    now = entries_now(Membership.objects.visible_to(request.user).of_district(district))
    current = by_consortium(roster_on(now, {}, on=dates.on))
    then = current
    differences: dict[int, list[str]] = {}
    recorded_later: list[RosterEntry] = []
    if dates.known:
        versions = MembershipPeriod.objects.visible_to(request.user).of_district(district)
        known = entries_known(versions.known_at(end_of(dates.known)))
        known += [entry for entry in now if not entry.has_versions]
        then = by_consortium(roster_on(known, {}, on=dates.on))
        differences, recorded_later = differences_from_today(then, current, now)
    figures = MemberFigures({}, {}, {}, fresh_on=dates.fresh_on)
    return DistrictRosterPage(
        district,
        RosterForm(request.GET) if form.errors else RosterForm(initial={"on": dates.on, "known": dates.known}),
        dates,
        roster_rows(then, figures, dates, differences=differences),
        roster_rows(recorded_later, figures, dates),
    )
