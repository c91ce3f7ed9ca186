"""Regions: the map and the list, one region, the files. Counties stand in where a state has no regions."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Consortium, Membership
from consortia.reads.place_counts import CountyCounts, at_work_in
from districts.models import County, CountyShape, District, Region, School
from districts.rules.places import STATE_NAMES
from districts.states import STANDS_IN
from portal.components.lists import ListPaginator
from portal.components.maps import area_map, place_map
from portal.registry.files import region_file
from portal.registry.lists import KEPT
from portal.registry.lists.counts_cache import revision_now
from portal.registry.lists.regions import RegionFilter
from portal.registry.pages.regions import SHADES, areas_of

CONSORTIA = 20  # on a page of a region, each with its members


@allow(anyone)
@require_safe
def region_list(request: HttpRequest) -> HttpResponse:
    """A map of a state by region and the same as a list; by county where it has no regions."""
    found = _asked_for(request)
    counties = list(County.objects.visible_to(request.user).in_state(found.state))
    counts = _counted(found.state)
    areas = areas_of(found.qs, counties, counts)
    shapes = CountyShape.objects.visible_to(request.user).drawn(found.state)
    context = {
        "areas": areas,
        "map": area_map(shapes, [area.on_map() for area in areas]),
        "all": counts.of(county.pk for county in counties),
        "outside": counts.outside(found.state),
        "state": found.state,
        "shades": [(shade, words) for shade, (_, words) in enumerate(SHADES)],
        "has_regions": any(county.region_id for county in counties),
        "form": found.form,
        "state_name": STATE_NAMES.get(found.state, found.state),
        "on": found.on,
        "files": [
            (kind, reverse("registry:region_download", args=[kind]) + f"?state={found.state}")
            for kind in ("csv", "json", "geojson")
        ],
        "trail": [("Regions", None)],
    }
    return TemplateResponse(request, "registry/region_list.html", context)


@allow(anyone)
@require_safe
def region_download(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """The list as a file: a row for each county, or the areas with their borders."""
    found = _asked_for(request)
    counties = County.objects.visible_to(request.user).in_state(found.state).by_region()
    return region_file(counties, kind, on=found.on)


@allow(anyone)
@require_safe
def region_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A region, or a county that stands in: what there is, and who works with whom there."""
    counties = list(County.objects.visible_to(request.user).in_region(slug).for_list())
    if not counties:
        raise Http404("No such region, or no county in it yet.")
    on, place, here = timezone.localdate(), counties[0].place_called(slug), [county.pk for county in counties]
    lines = Membership.objects.visible_to(request.user).of_register().on(on)
    counts = _counted(place.state)
    consortia = Consortium.objects.visible_to(request.user).of_register().among(counts.at_work_in(here)).sized(lines)
    page = ListPaginator(consortia, CONSORTIA).get_page(request.GET.get("page"))
    shapes = CountyShape.objects.visible_to(request.user).drawn(place.state)
    districts, schools = counts.members_of(here)
    context = {
        "place": place,
        "counties": counties,
        "has_density": any(county.people_per_sq_mile is not None for county in counties),
        "is_county": slug.startswith(STANDS_IN),
        "state_name": STATE_NAMES.get(place.state, place.state),
        "slug": slug,
        "districts": districts,
        "schools": schools,
        "map": place_map(shapes, counties=[county.fips for county in counties], name=place.name),
        "page": page,
        "working": at_work_in(here, page.object_list, lines=lines, schools=School.objects.visible_to(request.user)),
        "on": on,
        "trail": [("Regions", reverse("registry:region_list") + f"?state={place.state}"), (place.name, None)],
    }
    return TemplateResponse(request, "registry/region_detail.html", context)


def _asked_for(request: HttpRequest) -> RegionFilter:
    return RegionFilter(request.GET, queryset=Region.objects.visible_to(request.user), on=timezone.localdate())


def _counted(state: str) -> CountyCounts:
    """What there is in each county of the state; everybody is told the same, until the register changes."""
    on, public = timezone.localdate(), AnonymousUser()

    def count() -> CountyCounts:
        return CountyCounts(
            County.objects.in_state(state).values_list("pk", flat=True),
            districts=District.objects.visible_to(public),
            schools=School.objects.visible_to(public),
            lines=Membership.objects.visible_to(public).of_register().on(on),
        ).read()

    return KEPT.answer(("counties", state, on.isoformat()), revision_now(), count)
