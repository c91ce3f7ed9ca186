"""Redirects from merged and duplicate records to what replaced them; `?record=old` shows the old record."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.utils.translation import gettext

from accounts.dates import short_day
from consortia.models import Consortium, ConsortiumAlias
from consortia.reads.records import consortia_of_slug
from consortia.states import REPLACED_CONSORTIA, ConsortiumStatus
from districts.models import District, School
from districts.states import REPLACED_AGENCIES, AgencyStatus

OLD = "?record=old"
DUPLICATES = (AgencyStatus.DUPLICATE, ConsortiumStatus.DUPLICATE)
REPLACED = (*REPLACED_AGENCIES, *REPLACED_CONSORTIA)
# A longer chain of mergers must be a circle.
LONGEST_CHAIN = 20


def away_from_district(request: HttpRequest, district: District) -> HttpResponse | None:
    """A redirect to the district that replaced this one; None where its own record is shown."""
    return _redirect_from(request, district, closed_on=district.closed_on)


def consortium_or_its_successor(request: HttpRequest, slug: str) -> Consortium | HttpResponse:
    """The consortium with that slug, or a redirect to the one that replaced it. Raises Http404."""
    consortium = next(iter(consortia_of_slug(slug, request.user)), None)
    if consortium is None:
        visible = Consortium.objects.visible_to(request.user)
        alias = get_object_or_404(ConsortiumAlias.objects.leading_to(visible), slug=slug)
        messages.info(request, gettext("That address belonged to a duplicate of this record."))
        return redirect(alias.consortium)
    return _redirect_from(request, consortium, closed_on=consortium.ended_on) or consortium


Record = District | School | Consortium


def _redirect_from(request: HttpRequest, old: Record, *, closed_on: datetime.date | None) -> HttpResponse | None:
    if request.GET.get("record") == "old":
        return None
    new: Record | None = old
    for _step in range(LONGEST_CHAIN):
        if new is None or not _is_replaced(new):
            break
        new = new.successor
    if new is None or new == old:
        return None
    names = {"old": str(old), "new": str(new), "date": short_day(closed_on) if closed_on else ""}
    if old.status in DUPLICATES:
        words = gettext("{old} was a duplicate of this record.")
    elif closed_on:
        words = gettext("{old} closed on {date} and is now part of {new}.")
    else:
        words = gettext("{old} is now part of {new}.")
    link = format_html(
        '<a class="usa-link" href="{}{}">{}</a>', old.get_absolute_url(), OLD, gettext("See the old record")
    )
    messages.info(request, format_html("{} {}", format_html(words, **names), link))
    return redirect(new)


def _is_replaced(record: Record) -> bool:
    return record.status in REPLACED and record.successor_id is not None
