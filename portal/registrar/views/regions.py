"""The registrar creates, edits, and retires regions."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, registrars
from consortia.models import Membership
from consortia.reads.place_counts import CountyCounts
from districts.actions.regions import (
    RegionChangeSet,
    preview_region,
    preview_retirement,
    retire_region,
    save_region,
)
from districts.models import County, District, Region, School
from districts.rules.places import STATE_NAMES
from portal.registrar.forms.regions import RegionForm, RetireRegionForm
from portal.registrar.pages.regions import (
    ManageRegionsPage,
    RegionFormPage,
    manage_address,
    moves_in_words,
    page_for_edit,
    page_for_new,
    page_for_retirement,
)
from portal.registrar.views.previews import preview_context, recorded_or_previewed


@allow(registrars)
@require_safe
def region_manage(request: HttpRequest) -> HttpResponse:
    """The regions of a state with their counties, those in no region first."""
    states = County.objects.states()
    state = _state(request, states)
    page = ManageRegionsPage(
        state=state,
        state_name=STATE_NAMES.get(state, state),
        states=[(one, STATE_NAMES.get(one, one)) for one in states],
        counties=_counties(request, state),
        all_regions=list(Region.objects.visible_to(request.user).in_state(state)),
    )
    context = {"page": page, "trail": page.trail}
    return TemplateResponse(request, "registrar/region_manage.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def region_new(request: SignedInRequest) -> HttpResponse:
    """Create a region: its name and its counties."""
    state = _state(request, County.objects.states())
    region = Region(state=state)
    form = RegionForm(request.POST or None, region=region, counties=_counties(request, state))
    page = page_for_new(region, STATE_NAMES.get(state, state))
    return _preview_or_save(request, form, page, preview=preview_region, record=save_region)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def region_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Rename a region, move counties into it or out of it, or use a retired one again."""
    region = _region(request, slug)
    form = RegionForm(request.POST or None, region=region, counties=_counties(request, region.state))
    return _preview_or_save(request, form, page_for_edit(region), preview=preview_region, record=save_region)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def region_retire(request: SignedInRequest, slug: str) -> HttpResponse:
    """Retire a region; its counties go to another one, or to none."""
    region = _region(request, slug)
    others = Region.objects.visible_to(request.user).in_state(region.state).in_use().apart_from(region)
    form = RetireRegionForm(request.POST or None, others=others)
    page = page_for_retirement(region)
    return _preview_or_save(request, form, page, preview=preview_retirement, record=retire_region)


def _preview_or_save(
    request: SignedInRequest,
    form: Any,  # one of the forms of regions, which share `for_action`
    page: RegionFormPage,
    *,
    preview: Callable[..., RegionChangeSet],
    record: Callable[..., Region],
) -> HttpResponse:
    region = page.region
    saved, changes = recorded_or_previewed(request, form, preview=preview, record=record, region=region)
    if saved:
        messages.success(request, f"{saved} is retired." if saved.retired_on else f"{saved} is saved.")
        return redirect(manage_address(region.state))
    context = preview_context(changes) | {
        "page": page,
        "form": form,
        "sum": _sum(request, changes) if isinstance(changes, RegionChangeSet) else "",
        "trail": page.trail,
    }
    return TemplateResponse(request, "registrar/region_form.html", context)


def _sum(request: HttpRequest, changes: RegionChangeSet) -> str:
    """The counties that move in one sentence, with the districts, schools, and consortia there."""
    keys = [county.pk for county in changes.moved]
    counts = CountyCounts(
        keys,
        districts=District.objects.visible_to(request.user),
        schools=School.objects.visible_to(request.user),
        memberships=Membership.objects.visible_to(request.user).of_register().in_force(timezone.localdate()),
    )
    return moves_in_words(changes.moved, counts.of(keys))


def _state(request: HttpRequest, states: list[str]) -> str:
    """The state that was chosen or, without one that is on record, the portal's own."""
    chosen = request.GET.get("state", "")
    return chosen if chosen in states else settings.STATE_CODE


def _counties(request: HttpRequest, state: str) -> list[County]:
    return list(County.objects.visible_to(request.user).in_state(state).for_list().order_by("name", "fips"))


def _region(request: HttpRequest, slug: str) -> Region:
    return get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
