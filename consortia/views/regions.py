"""Regions: the list, one region, the files. Counties stand in where a state has no regions."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.door import admits, anyone
from consortia.exports import region_file
from consortia.models import Consortium, Membership
from districts.filters import RegionFilter
from districts.models import County, District, Region, School
from districts.models.place import STANDS_IN


@admits(anyone)
@require_safe
def region_list(request: HttpRequest) -> HttpResponse:
    """The regions of a state with their counties; its counties where it has no regions."""
    found = RegionFilter(request.GET, queryset=Region.objects.visible_to(request.user), on=timezone.localdate())
    regions = found.qs.for_list()
    context = {
        "regions": regions,
        "counties": County.objects.visible_to(request.user).in_state(found.state),
        "form": found.form,
        "state": found.state,
        "files": [("csv", f"/regions.csv?state={found.state}"), ("json", f"/regions.json?state={found.state}")],
        "trail": [("Regions", None)],
    }
    return TemplateResponse(request, "consortia/region_list.html", context)


@admits(anyone)
@require_safe
def region_download(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """The regions as a file: a row for each county."""
    found = RegionFilter(request.GET, queryset=Region.objects.visible_to(request.user), on=timezone.localdate())
    return region_file(found.qs.for_list(), kind, on=found.on)


@admits(anyone)
@require_safe
def region_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A region, or a county that stands in: its counties, and who works with whom there."""
    counties = list(County.objects.visible_to(request.user).in_region(slug).for_list())
    if not counties:
        raise Http404("No such region, or no county in it yet.")
    on = timezone.localdate()
    place = counties[0].place_called(slug)
    here = [county.pk for county in counties]
    lines = Membership.objects.visible_to(request.user).on(on)
    consortia = Consortium.objects.visible_to(request.user).with_member_in(here, lines=lines)
    context = {
        "place": place,
        "counties": counties,
        "has_density": any(county.people_per_sq_mile is not None for county in counties),
        "is_county": slug.startswith(STANDS_IN),
        "query": urlencode({"region": slug}),
        "districts": District.objects.visible_to(request.user).in_region(slug).count(),
        "schools": School.objects.visible_to(request.user).in_region(slug).count(),
        "consortia": consortia.for_list(on=on, lines=lines),
        "on": on,
        "trail": [("Regions", "/regions/"), (place.name, None)],
    }
    return TemplateResponse(request, "consortia/region_detail.html", context)
