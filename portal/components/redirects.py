"""Old addresses: what was merged, or entered twice, leads to what follows it; `?record=old` shows the old record."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html

from accounts.dates import short_day
from consortia.models import Consortium, ConsortiumAlias, ConsortiumQuerySet
from consortia.states import ConsortiumStatus
from districts.models import District
from districts.states import AgencyStatus

OLD = "?record=old"
DOUBLE = (AgencyStatus.DUPLICATE, ConsortiumStatus.DUPLICATE)
REPLACED = (*DOUBLE, AgencyStatus.MERGED, ConsortiumStatus.MERGED)
# A chain of mergers longer than this is no chain.
LONGEST_CHAIN = 20


def away_from_district(request: HttpRequest, district: District) -> HttpResponse | None:
    """The way to the district that follows a merged one; None where its own record is to be shown."""
    return _away(request, district, last_day=district.closed_on)


def consortium_or_its_successor(
    request: HttpRequest, slug: str, visible: ConsortiumQuerySet
) -> Consortium | HttpResponse:
    """The consortium with that address, or the way to the one that follows it; 404 where there is neither."""
    try:
        consortium = get_object_or_404(visible, slug=slug)
    except Http404:
        alias = get_object_or_404(ConsortiumAlias.objects.leading_to(visible), slug=slug)
        messages.info(request, "That address belonged to an entry that was there twice. This is the one that is kept.")
        return redirect(alias.consortium)
    return _away(request, consortium, last_day=consortium.ended_on) or consortium


def _away(request: HttpRequest, old: Any, *, last_day: Any) -> HttpResponse | None:
    if request.GET.get("record") == "old":
        return None
    here = old
    for _ in range(LONGEST_CHAIN):
        if not _is_replaced(here):
            break
        here = here.successor
    is_duplicate = old.status in DOUBLE
    if here == old:
        return None
    if is_duplicate:
        words = "was entered twice; this is the entry that is kept"
    else:
        words = f"became part of {here}" + (f"; its last day was {short_day(last_day)}" if last_day else "")
    link = format_html('<a class="usa-link" href="{}{}">the old record</a>', old.get_absolute_url(), OLD)
    messages.info(request, format_html("{} {}. You can still read {}.", str(old), words, link))
    return redirect(here)


def _is_replaced(one: Any) -> bool:
    return one.status in REPLACED and one.successor_id is not None
