"""Rosters of any day, as the register knows them or knew them: the page and the files."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Consortium, Membership, MembershipPeriod, StatedTotal
from consortia.reads.rosters import (
    RosterLine,
    enrollments,
    lines_known,
    lines_now,
    name_changes,
    open_schools,
    versions_since,
)
from districts.rules.places import school_year_of
from portal.components.downloads import csv_response, json_response
from portal.components.roster_columns import ROSTER
from portal.registry.files.rosters import roster_points, roster_rows
from portal.registry.forms.days import RosterForm
from portal.registry.pages import rosters as rules
from portal.registry.pages.lineage import stated_in_words

PAGE = 100


@dataclass(frozen=True)
class Asked:
    """A consortium's roster of a day: the lines, what they say, and what was not known then."""

    consortium: Consortium
    form: RosterForm
    today: datetime.date
    on: datetime.date
    known: datetime.date | None
    every_line: list[RosterLine]
    rows: list[rules.Shown]
    not_known_then: list[rules.Shown]

    @property
    def query(self) -> str:
        """The question as an address carries it."""
        return urlencode({"on": self.on} | ({"known": self.known} if self.known else {}))


@allow(anyone)
@require_safe
def roster(request: HttpRequest, slug: str) -> HttpResponse:
    """Who belonged on a day, as the register knows it or knew it."""
    asked = _asked_for(request, slug)
    page = Paginator(asked.rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "consortium": asked.consortium,
        "page": page,
        "totals": rules.totals_of(asked.rows),
        "sentence": rules.both_times(asked.on, asked.known, asked.today),
        "why_nobody": rules.why_nobody(asked.every_line, on=asked.on, formed_on=asked.consortium.formed_on),
        "versions": rules.versions_in_words(asked.known, versions_since(asked.consortium) if asked.known else None),
        "not_all_named": stated_in_words(
            StatedTotal.objects.visible_to(request.user).of_consortia([asked.consortium.pk]),
            asked.on,
            rules.totals_of(asked.rows).members,
        ),
        "quick_days": rules.quick_days(asked.today),
        "files": [
            (kind, reverse("registry:roster_download", args=[slug, kind]) + f"?{asked.query}")
            for kind in ("csv", "json", "geojson")
        ],
        "trail": [
            ("Consortia", reverse("registry:consortium_list")),
            (asked.consortium.name, asked.consortium.get_absolute_url()),
            ("Members", None),
        ],
    }
    return TemplateResponse(request, "registry/roster.html", context)


@allow(anyone)
@require_safe
def roster_download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The roster as a file, both of its days in every row."""
    asked = _asked_for(request, slug)
    if asked.form.errors:
        raise BadRequest("Write both days like 2024-07-01.")
    rows = list(roster_rows(asked.rows, on=asked.on, known=asked.known or asked.today))
    name = f"{slug}-members"
    if kind == "csv":
        return csv_response(name, ROSTER.header, rows, on=asked.on)
    if kind == "json":
        return json_response("members", ROSTER.header, rows, on=asked.on, count=len(rows))
    return JsonResponse(roster_points(rows), content_type="application/geo+json")


def _asked_for(request: HttpRequest, slug: str) -> Asked:
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    today = timezone.localdate()
    form = RosterForm(request.GET or None)
    on, known = rules.days_asked(form.cleaned_data if form.is_valid() else {}, today)
    now = lines_now(Membership.objects.visible_to(request.user).of_consortium(slug))
    said = now
    if known:
        versions = MembershipPeriod.objects.visible_to(request.user).of_consortium(slug)
        said = lines_known(versions.known_at(rules.end_of(known))) + [line for line in now if not line.has_versions]
    changes = rules.by_member(name_changes([*now, *said]))
    current = rules.roster_on(now, changes, on=on)
    then = current
    differences: dict[int, list[str]] = {}
    unknown_then: list[RosterLine] = []
    if known:
        then = rules.roster_on(said, changes, on=on, known_at=rules.end_of(known))
        differences, unknown_then = rules.differences_from_today(then, current, now)
    numbers = rules.Numbers(
        enrollments([*then, *unknown_then], until=school_year_of(on)),
        open_schools([*then, *unknown_then], on=on),
        {line.member: line.name for line in now},
        fresh_on=None if known else today,
    )
    return Asked(
        consortium,
        RosterForm(request.GET) if form.errors else RosterForm(initial={"on": on, "known": known}),
        today,
        on,
        known,
        now,
        rules.shown(then, numbers, differences=differences),
        rules.shown(unknown_then, numbers),
    )
