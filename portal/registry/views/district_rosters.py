"""The consortia of one district on any day, as the register knows it or knew it."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Membership, MembershipPeriod
from consortia.reads.rosters import lines_known, lines_now
from districts.models import District
from portal.components.downloads import csv_response
from portal.components.roster_columns import ROSTER
from portal.registry.files.rosters import roster_rows
from portal.registry.forms.days import RosterForm
from portal.registry.pages import rosters as rules


@dataclass(frozen=True)
class Asked:
    """The lines of one district and of its schools on a day."""

    district: District
    form: RosterForm
    on: datetime.date
    known: datetime.date | None
    today: datetime.date
    rows: list[rules.Shown]
    not_known_then: list[rules.Shown]


@allow(anyone)
@require_safe
def district_consortia(request: HttpRequest, leaid: str) -> HttpResponse:
    """Which consortia a district and its schools belonged to on a day."""
    asked = _asked_for(request, leaid)
    query = urlencode({"on": asked.on} | ({"known": asked.known} if asked.known else {}))
    context = {
        "asked": asked,
        "district": asked.district,
        "sentence": rules.both_times(asked.on, asked.known, asked.today).replace("Who ", "To which it ", 1),
        "quick_days": rules.quick_days(asked.today),
        "files": [("csv", reverse("registry:district_consortia_download", args=[leaid]) + f"?{query}")],
        "trail": [
            ("Districts", reverse("registry:district_list")),
            (asked.district.name, asked.district.get_absolute_url()),
            ("Consortia on a day", None),
        ],
    }
    return TemplateResponse(request, "registry/district_consortia.html", context)


@allow(anyone)
@require_safe
def district_consortia_download(request: HttpRequest, leaid: str) -> StreamingHttpResponse:
    """The same as a file, both days in every row."""
    asked = _asked_for(request, leaid)
    if asked.form.errors:
        raise BadRequest("Write both days like 2024-07-01.")
    rows = roster_rows(asked.rows, on=asked.on, known=asked.known or asked.today)
    return csv_response(f"{leaid}-consortia", ROSTER.header, rows, on=asked.on)


def _asked_for(request: HttpRequest, leaid: str) -> Asked:
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    today = timezone.localdate()
    form = RosterForm(request.GET or None)
    on, known = rules.days_asked(form.cleaned_data if form.is_valid() else {}, today)
    now = lines_now(Membership.objects.visible_to(request.user).of_district(district))
    said = now
    if known:
        versions = MembershipPeriod.objects.visible_to(request.user).of_district(district)
        said = lines_known(versions.known_at(rules.end_of(known))) + [line for line in now if not line.has_versions]
    current = rules.in_order_of_consortia(rules.roster_on(now, {}, on=on))
    then = rules.in_order_of_consortia(rules.roster_on(said, {}, on=on)) if known else current
    differences, unknown_then = rules.differences_from_today(then, current, now) if known else ({}, [])
    numbers = rules.Numbers({}, {}, {}, fresh_on=None if known else today)
    return Asked(
        district,
        RosterForm(request.GET) if form.errors else RosterForm(initial={"on": on, "known": known}),
        on,
        known,
        today,
        rules.shown(then, numbers, differences=differences),
        rules.shown(unknown_then, numbers),
    )
