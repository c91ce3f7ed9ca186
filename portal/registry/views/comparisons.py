"""What changed between two dates: in one consortium, and in all of them."""

import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Consortium, Membership, ScheduledClosure
from consortia.models.membership import MembershipQuerySet
from consortia.reads.rosters import (
    documents_of,
    entries_now,
    formed_or_ended,
    in_place,
    name_changes,
    touched_between,
    unchanged_on,
)
from districts.models import County, Region
from portal.components.downloads import csv_response
from portal.components.lists import page_of
from portal.components.scheduled_closures import comparison_notes
from portal.registry.files.rosters import CHANGES, change_file_rows
from portal.registry.forms.days import BAD_DATES, ComparisonForm, PlaceComparisonForm
from portal.registry.pages.roster_changes import (
    AllChangesPage,
    RosterChangesPage,
    RosterComparison,
    compare,
    in_order,
    quick_starts,
    two_years_ago,
)
from portal.registry.pages.rosters import by_member

PAGE = 100


@allow(anyone)
@require_safe
def roster_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Members that joined, left, changed role, or were renamed in a consortium between two dates."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    form = _form(request)
    start, end, note = _dates(form)
    query = urlencode({"from": start, "to": end})
    members = Membership.objects.visible_to(request.user).of_consortium(slug)
    page = RosterChangesPage(
        consortium=consortium,
        form=form,
        comparison=_in_consortium(request, slug, start, end),
        notes=[*filter(None, [note]), *_scheduled_notes(request, members, end)],
        quick_starts=quick_starts(timezone.localdate()),
        files=[("csv", reverse("registry:roster_changes_download", args=[slug]) + f"?{query}")],
        trail=[
            (gettext("Consortia"), reverse("registry:consortium_list")),
            (consortium.name, consortium.get_absolute_url()),
            (gettext("Members"), reverse("registry:roster", args=[slug])),
            (gettext("Changes"), None),
        ],
    )
    return TemplateResponse(request, "registry/roster_changes.html", {"page": page})


@allow(anyone)
@require_safe
def roster_changes_download(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The same changes as a file, with both dates in every row."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    start, end, _ = _dates_of_file(_form(request))
    rows = change_file_rows(_in_consortium(request, consortium.slug, start, end))
    return csv_response(f"{slug}-changes-since-{start}", CHANGES.header, rows, on=end)


@allow(anyone)
@require_safe
def consortium_changes(request: HttpRequest) -> HttpResponse:
    """Changes in all consortia of a state, or of a region, between two dates."""
    form = _form_with_places(request)
    start, end, note = _dates(form)
    comparison = _everywhere(request, form, start, end)
    place = form.cleaned_data.get("region") if form.is_bound else ""
    query = urlencode({"from": start, "to": end} | ({"region": place} if place else {}))
    consortia = Consortium.objects.visible_to(request.user).of_register()
    page = AllChangesPage(
        form=form,
        comparison=comparison,
        rows=page_of(comparison.all, PAGE, request),
        consortia=formed_or_ended(consortia, start, end)[:PAGE],
        is_place=bool(place),
        notes=[*filter(None, [note]), *_scheduled_notes(request, _memberships(request, form), end)],
        query=query,
        quick_starts=quick_starts(timezone.localdate()),
        files=[("csv", reverse("registry:consortium_changes_download") + f"?{query}")],
        trail=[(gettext("Consortia"), reverse("registry:consortium_list")), (gettext("Changes"), None)],
    )
    return TemplateResponse(request, "registry/consortium_changes.html", {"page": page})


@allow(anyone)
@require_safe
def consortium_changes_download(request: HttpRequest) -> StreamingHttpResponse:
    """All changes of a state, or of a region, as a file."""
    form = _form_with_places(request)
    start, end, _ = _dates_of_file(form)
    rows = change_file_rows(_everywhere(request, form, start, end))
    return csv_response(f"consortia-changes-since-{start}", CHANGES.header, rows, on=end)


def _in_consortium(request: HttpRequest, slug: str, start: datetime.date, end: datetime.date) -> RosterComparison:
    entries = entries_now(Membership.objects.visible_to(request.user).of_consortium(slug))
    names, documents = by_member(name_changes(entries)), documents_of(entry.membership for entry in entries)
    return compare(entries, names, start=start, end=end, documents=documents)


def _everywhere(
    request: HttpRequest, form: ComparisonForm, start: datetime.date, end: datetime.date
) -> RosterComparison:
    memberships = _memberships(request, form)
    touched = touched_between(memberships, start, end)
    entries = entries_now(touched)
    names, documents = by_member(name_changes(entries)), documents_of(entry.membership for entry in entries)
    comparison = compare(entries, names, start=start, end=end, documents=documents)
    return comparison.with_others(unchanged_on(memberships, start, touched=touched))


def _memberships(request: HttpRequest, form: ComparisonForm) -> MembershipQuerySet:
    """The memberships of the state, or of the chosen region."""
    memberships = Membership.objects.visible_to(request.user).of_register()
    if form.is_bound and (place := form.cleaned_data.get("region")):
        return in_place(memberships, County.objects.in_region(place))
    return memberships


def _scheduled_notes(request: HttpRequest, memberships: MembershipQuerySet, end: datetime.date) -> list[str]:
    """What is scheduled until a future date of the comparison, which it does not show."""
    today = timezone.localdate()
    if end <= today:
        return []
    scheduled = ScheduledClosure.objects.visible_to(request.user).due(end)
    return comparison_notes(scheduled.concerning_memberships(memberships.in_force(today))[:PAGE], on=today)


def _form(request: HttpRequest) -> ComparisonForm:
    return ComparisonForm(request.GET or None, initial=_default_dates())


def _form_with_places(request: HttpRequest) -> ComparisonForm:
    regions = list(Region.objects.in_use().in_state(settings.STATE_CODE).values_list("slug", "name"))
    return PlaceComparisonForm(request.GET or None, initial=_default_dates(), regions=regions)


def _default_dates() -> dict[str, object]:
    today = timezone.localdate()
    return {"from": two_years_ago(today), "to": today}


def _dates(form: ComparisonForm) -> tuple[datetime.date, datetime.date, str]:
    today = timezone.localdate()
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return in_order(given.get("from") or two_years_ago(today), given.get("to") or today)


def _dates_of_file(form: ComparisonForm) -> tuple[datetime.date, datetime.date, str]:
    if form.errors:
        raise BadRequest(BAD_DATES)
    return _dates(form)
