"""What changed between two days: in one consortium, and in all of them."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Consortium, Membership
from consortia.reads.rosters import (
    documents,
    formed_or_ended,
    in_place,
    lines_now,
    name_changes,
    touched_between,
    unchanged_on,
)
from districts.models import County, Region
from portal.components.downloads import csv_response
from portal.components.roster_columns import CHANGES
from portal.registry.forms.days import ComparisonForm, PlaceComparisonForm
from portal.registry.pages import roster_changes as comparing
from portal.registry.pages.rosters import by_member

PAGE = 100


@allow(anyone)
@require_safe
def roster_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Who joined, left, changed or was renamed in a consortium between two days."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    form = _form(request)
    start, end, sentence = _days(form)
    query = urlencode({"from": start, "to": end})
    context = {
        "consortium": consortium,
        "form": form,
        "comparison": _in_consortium(request, slug, start, end),
        "sentence": sentence,
        "quick_starts": comparing.quick_starts(timezone.localdate()),
        "files": [("csv", reverse("registry:roster_changes_download", args=[slug]) + f"?{query}")],
        "trail": [
            ("Consortia", reverse("registry:consortium_list")),
            (consortium.name, consortium.get_absolute_url()),
            ("Members", reverse("registry:roster", args=[slug])),
            ("Changes", None),
        ],
    }
    return TemplateResponse(request, "registry/roster_changes.html", context)


@allow(anyone)
@require_safe
def roster_changes_download(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The same changes as a file, both days in every row."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    start, end, _ = _days_of_file(_form(request))
    rows = comparing.change_rows(_in_consortium(request, consortium.slug, start, end))
    return csv_response(f"{slug}-changes-since-{start}", CHANGES.header, rows, on=end)


@allow(anyone)
@require_safe
def consortium_changes(request: HttpRequest) -> HttpResponse:
    """Who joined, left, changed or was renamed in all consortia of a state or of a region, between two days."""
    form = _form_with_places(request)
    start, end, sentence = _days(form)
    comparison = _everywhere(request, form, start, end)
    page = Paginator(comparison.all, PAGE).get_page(request.GET.get("page"))
    place = form.cleaned_data.get("region") if form.is_bound else ""
    query = urlencode({"from": start, "to": end} | ({"region": place} if place else {}))
    context = {
        "form": form,
        "comparison": comparison,
        "page": page,
        "formed_or_ended": formed_or_ended(Consortium.objects.visible_to(request.user).of_register(), start, end)[
            :PAGE
        ],
        "is_place": bool(place),
        "sentence": sentence,
        "query": query,
        "quick_starts": comparing.quick_starts(timezone.localdate()),
        "files": [("csv", reverse("registry:consortium_changes_download") + f"?{query}")],
        "trail": [("Consortia", reverse("registry:consortium_list")), ("What changed", None)],
    }
    return TemplateResponse(request, "registry/consortium_changes.html", context)


@allow(anyone)
@require_safe
def consortium_changes_download(request: HttpRequest) -> StreamingHttpResponse:
    """All changes of a state or of a region as a file."""
    form = _form_with_places(request)
    start, end, _ = _days_of_file(form)
    rows = comparing.change_rows(_everywhere(request, form, start, end))
    return csv_response(f"consortia-changes-since-{start}", CHANGES.header, rows, on=end)


def _in_consortium(request: HttpRequest, slug: str, start: datetime.date, end: datetime.date) -> comparing.Comparison:
    lines = lines_now(Membership.objects.visible_to(request.user).of_consortium(slug))
    names, behind = by_member(name_changes(lines)), documents(line.line for line in lines)
    return comparing.compare(lines, names, start=start, end=end, documents=behind)


def _everywhere(
    request: HttpRequest, form: ComparisonForm, start: datetime.date, end: datetime.date
) -> comparing.Comparison:
    lines = Membership.objects.visible_to(request.user).of_register()
    if form.is_bound and (place := form.cleaned_data.get("region")):
        lines = in_place(lines, County.objects.in_region(place))
    touched = touched_between(lines, start, end)
    rows = lines_now(touched)
    names, behind = by_member(name_changes(rows)), documents(row.line for row in rows)
    compared = comparing.compare(rows, names, start=start, end=end, documents=behind)
    return compared.with_others(unchanged_on(lines, start, touched=touched))


def _form(request: HttpRequest) -> ComparisonForm:
    return ComparisonForm(request.GET or None, initial=_usual_days())


def _form_with_places(request: HttpRequest) -> ComparisonForm:
    regions = list(Region.objects.in_state(settings.STATE_CODE).values_list("slug", "name"))
    return PlaceComparisonForm(request.GET or None, initial=_usual_days(), regions=regions)


def _usual_days() -> dict[str, Any]:
    today = timezone.localdate()
    return {"from": comparing.two_years_ago(today), "to": today}


def _days(form: ComparisonForm) -> tuple[datetime.date, datetime.date, str]:
    today = timezone.localdate()
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    start, end = given.get("from") or comparing.two_years_ago(today), given.get("to") or today
    return comparing.in_order(start, end)


def _days_of_file(form: ComparisonForm) -> tuple[datetime.date, datetime.date, str]:
    if form.errors:
        raise BadRequest("Write both days like 2024-07-01.")
    return _days(form)
