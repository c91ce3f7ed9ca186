"""Regions: the map and the list, one region, and the files. A state without regions is shown by county."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone, registrars
from consortia.models import Consortium, Membership
from consortia.reads.consortia_of import consortia_of
from consortia.reads.place_counts import CountyCounts, consortia_in_place, schools_by_district
from districts.models import County, CountyShape, District, Region, RegionChange, School
from districts.models.shape import DrawnCounty
from districts.reads.counts_cache import COUNTS_CACHE
from districts.reads.name_suggestions import similar_places
from districts.reads.places import find_place
from districts.reads.revision import revision_now
from districts.rules.place_search import place_words
from districts.rules.places import STATE_NAMES
from portal.components.dot_maps import points_on
from portal.components.lists import page_of
from portal.components.maps import place_map
from portal.components.page_cache import cached_for_visitors
from portal.registry.files import region_file
from portal.registry.lists.regions import RegionFilter
from portal.registry.lists.search import plain_words
from portal.registry.pages.find_region import FindRegionPage
from portal.registry.pages.region import FIRST_DISTRICTS, DistrictInPlace, RegionPage, districts_in_place
from portal.registry.pages.region_history import RetiredRegionPage
from portal.registry.pages.regions import RegionListPage, areas_of, map_of

CONSORTIA = 20  # on one page of a region


@allow(anyone)
@require_safe
@cached_for_visitors
def region_list(request: HttpRequest) -> HttpResponse:
    """A map of a state by region, and the same as a list; by county where it has no regions."""
    regions = _regions_of(request)
    state, revision = regions.shown_state, revision_now()
    counties = list(County.objects.visible_to(request.user).in_state(state))
    counts = _counts_of(state, revision)
    areas = areas_of(regions.qs, counties, counts)
    key = (state, regions.on.isoformat())
    page = RegionListPage(
        state=state,
        state_name=STATE_NAMES.get(state, state),
        on=regions.on,
        areas=areas,
        total=counts.of(county.pk for county in counties),
        outside=counts.outside(state),
        map=COUNTS_CACHE.get(("map", *key), revision, lambda: map_of(_shapes_of(state), areas)),
        points=COUNTS_CACHE.get(
            ("points", *key), revision, lambda: points_on(_shapes_of(state), counts.school_points())
        )
        if request.GET.get("schools") == "points"
        else None,
        has_regions=any(county.region_id for county in counties),
        form=regions.form,
        is_registrar=registrars(request.user),
        files=[
            (kind, reverse("registry:region_download", args=[kind]) + f"?state={state}")
            for kind in ("csv", "xlsx", "json", "geojson")
        ],
    )
    return TemplateResponse(request, "registry/region_list.html", {"page": page})


@allow(anyone)
@require_safe
@cached_for_visitors
def region_download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as a file: a row for each county, or the regions with their borders."""
    regions = _regions_of(request)
    counties = County.objects.visible_to(request.user).in_state(regions.shown_state).by_region()
    return region_file(counties, kind, on=regions.on)


@allow(anyone)
@require_safe
@cached_for_visitors
def region_find(request: HttpRequest) -> HttpResponse:
    """The regions that a town, a ZIP code, or a county is in, with the districts there and their consortia."""
    words, user, state = plain_words(request.GET.get("place", "")), request.user, settings.STATE_CODE
    counties, districts = County.objects.visible_to(user), District.objects.visible_to(user)
    schools = School.objects.visible_to(user)
    found = find_place(place_words(words), counties=counties, districts=districts, schools=schools)
    memberships = Membership.objects.visible_to(user).of_register().in_force(timezone.localdate())
    is_found = found.counties or found.without_county
    page = FindRegionPage(
        words=words,
        state=state,
        found=found,
        consortia=consortia_of(found.districts, [], memberships=memberships),
        similar=[]
        if is_found or len(words) < 3
        else similar_places(words, state=state, addresses=(districts, schools), counties=counties),
    )
    return TemplateResponse(request, "registry/region_find.html", {"page": page})


@allow(anyone)
@require_safe
@cached_for_visitors
def region_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A region, or a county used as one: its counts, and the consortia with members there."""
    counties = list(County.objects.visible_to(request.user).in_region(slug).for_list())
    if not counties:
        return _retired_region(request, slug)
    on, place, keys = timezone.localdate(), counties[0].place_called(slug), [county.pk for county in counties]
    memberships = Membership.objects.visible_to(request.user).of_register().in_force(on)
    revision = revision_now()
    counts = _counts_of(place.state, revision)
    consortia = Consortium.objects.visible_to(request.user).of_register().among(counts.consortia_in(keys))
    consortia = consortia.sized(memberships).with_purposes(on=on)
    rows = page_of(consortia, CONSORTIA, request, count=len(counts.consortia_in(keys)), is_long=True)
    first_districts, schools_of = _districts_of(slug, keys, revision)
    shapes = CountyShape.objects.visible_to(request.user).drawn(place.state)
    districts, schools = counts.members_of(keys)
    page = RegionPage(
        place=place,
        slug=slug,
        state_name=STATE_NAMES.get(place.state, place.state),
        on=on,
        counties=counties,
        districts=districts,
        schools=schools,
        map=place_map(shapes, counties=[county.fips for county in counties], name=place.name),
        rows=rows,
        in_place=consortia_in_place(keys, rows.object_list, by=request.user, on=on, schools_of=schools_of),
        first_districts=first_districts,
        changes=RegionChange.objects.visible_to(request.user).of_region(slug),
        is_registrar=registrars(request.user),
    )
    return TemplateResponse(request, "registry/region_detail.html", {"page": page, "place": place})


def _retired_region(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a retired region: since when, and its history."""
    region = get_object_or_404(Region.objects.visible_to(request.user).retired(), slug=slug)
    changes = RegionChange.objects.visible_to(request.user).of_region(slug)
    context = {"page": RetiredRegionPage(region, changes, is_registrar=registrars(request.user))}
    return TemplateResponse(request, "registry/region_retired.html", context)


def _regions_of(request: HttpRequest) -> RegionFilter:
    return RegionFilter(request.GET, Region.objects.visible_to(request.user).in_use(), on=timezone.localdate())


def _shapes_of(state: str) -> list[DrawnCounty]:
    return CountyShape.objects.visible_to(AnonymousUser()).drawn(state)


def _counts_of(state: str, revision: int | None) -> CountyCounts:
    """The counts of each county of the state as the public sees them, cached until the registry changes."""
    on, public = timezone.localdate(), AnonymousUser()

    def count() -> CountyCounts:
        return CountyCounts(
            County.objects.in_state(state).values_list("pk", flat=True),
            districts=District.objects.visible_to(public),
            schools=School.objects.visible_to(public),
            memberships=Membership.objects.visible_to(public).of_register().in_force(on),
        ).read()

    return COUNTS_CACHE.get(("counties", state, on.isoformat()), revision, count)


def _districts_of(slug: str, counties: list[int], revision: int | None) -> tuple[list[DistrictInPlace], dict[int, int]]:
    """The first districts of a region, and how many schools each has there; cached until the registry changes."""
    public = AnonymousUser()

    def read() -> tuple[list[DistrictInPlace], dict[int, int]]:
        schools_of = schools_by_district(counties, School.objects.visible_to(public))
        districts = District.objects.visible_to(public).existing_in(counties).only("name", "leaid", "status")
        return districts_in_place(slug, districts[:FIRST_DISTRICTS], schools_of), schools_of

    return COUNTS_CACHE.get(("districts of a region", slug), revision, read)
