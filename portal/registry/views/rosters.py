"""The members of a consortium on any date, as recorded today or earlier: the page and the files."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Consortium, Membership, MembershipPeriod, ScheduledClosure, StatedTotal
from consortia.reads.rosters import (
    RosterEntry,
    enrollments,
    entries_known,
    entries_now,
    name_changes,
    open_schools,
    versions_since,
)
from districts.rules.places import school_year_of
from portal.components.downloads import csv_response, json_response, xlsx_response
from portal.components.lists import page_of
from portal.components.page_cache import cached_for_visitors
from portal.components.scheduled_closures import roster_notes
from portal.registry.files.rosters import ROSTER, roster_features, roster_file_rows
from portal.registry.forms.days import BAD_DATES, RosterForm
from portal.registry.pages.lineage import stated_total_note
from portal.registry.pages.roster_totals import totals_of
from portal.registry.pages.rosters import (
    MemberFigures,
    RosterPage,
    by_member,
    dates_from,
    differences_from_today,
    end_of,
    reason_for_no_members,
    roster_on,
    roster_rows,
    versions_note,
)

PAGE = 100


@allow(anyone)
@require_safe
@cached_for_visitors
def roster(request: HttpRequest, slug: str) -> HttpResponse:
    """The members of a consortium on a date, as recorded today or earlier."""
    page = _page(request, slug)
    totals, dates = totals_of(page.rows), page.dates
    stated = StatedTotal.objects.visible_to(request.user).of_consortia([page.consortium.pk])
    notes = [
        *_scheduled_notes(request, page),
        versions_note(dates.known, versions_since(page.consortium) if dates.known else None),
        stated_total_note(stated, dates.on, totals.members),
    ]
    context = {
        "page": page,
        "rows": page_of(page.rows, PAGE, request),
        "totals": totals,
        "notes": [note for note in notes if note],
        "reason_for_no_members": reason_for_no_members(
            page.all_entries, on=dates.on, formed_on=page.consortium.formed_on
        ),
        "files": [
            (kind, reverse("registry:roster_download", args=[slug, kind]) + f"?{dates.query}")
            for kind in ("csv", "xlsx", "json", "geojson")
        ],
        "trail": [
            (gettext("Consortia"), reverse("registry:consortium_list")),
            (page.consortium.name, page.consortium.get_absolute_url()),
            (gettext("Members"), None),
        ],
    }
    return TemplateResponse(request, "registry/roster.html", context)


@allow(anyone)
@require_safe
@cached_for_visitors
def roster_download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The roster as a file, with both of its dates in every row."""
    page = _page(request, slug)
    if page.form.errors:
        raise BadRequest(BAD_DATES)
    scheduled = ScheduledClosure.objects.visible_to(request.user).to_come()
    rows = list(roster_file_rows(page.rows, page.dates, scheduled))
    if kind == "csv":
        return csv_response(f"{slug}-members", ROSTER.header, rows, on=page.dates.on)
    if kind == "xlsx":
        return xlsx_response(f"{slug}-members", ROSTER.header, rows, on=page.dates.on)
    if kind == "json":
        return json_response("members", ROSTER.header, rows, on=page.dates.on, count=len(rows))
    return JsonResponse(roster_features(rows), content_type="application/geo+json")


def _scheduled_notes(request: HttpRequest, page: RosterPage) -> list[str]:
    """What is scheduled until a future date of the roster, which the roster does not show."""
    today, on = timezone.localdate(), page.dates.on
    if on <= today:
        return []
    leaids = {row.entry.district_id for row in page.rows}
    scheduled = ScheduledClosure.objects.visible_to(request.user).due(on)
    return roster_notes(scheduled.concerning_roster(page.consortium, leaids), on=today)


def _page(request: HttpRequest, slug: str) -> RosterPage:
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    form = RosterForm(request.GET or None)
    dates = dates_from(form.cleaned_data if form.is_valid() else {}, timezone.localdate())
    now = entries_now(Membership.objects.visible_to(request.user).of_consortium(slug))
    known = now
    if dates.known:
        versions = MembershipPeriod.objects.visible_to(request.user).of_consortium(slug)
        known = entries_known(versions.known_at(end_of(dates.known)))
        known += [entry for entry in now if not entry.has_versions]
    names = by_member(name_changes([*now, *known]))
    current = roster_on(now, names, on=dates.on)
    then = current
    differences: dict[int, list[str]] = {}
    recorded_later: list[RosterEntry] = []
    if dates.known:
        then = roster_on(known, names, on=dates.on, known_at=end_of(dates.known))
        differences, recorded_later = differences_from_today(then, current, now)
    figures = MemberFigures(
        enrollments([*then, *recorded_later], until=school_year_of(dates.on)),
        open_schools({entry.district_pk for entry in (*then, *recorded_later) if entry.district_pk}, on=dates.on),
        {entry.member: entry.name for entry in now},
        fresh_on=dates.fresh_on,
    )
    return RosterPage(
        consortium,
        RosterForm(request.GET) if form.errors else RosterForm(initial={"on": dates.on, "known": dates.known}),
        dates,
        now,
        roster_rows(then, figures, dates, differences=differences),
        roster_rows(recorded_later, figures, dates),
    )
