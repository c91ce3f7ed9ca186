"""Small rural districts without a consortium: a map, a list, and a file."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Membership
from districts.models import CountyShape, District, DistrictFigures, Region
from districts.models.district import DistrictQuerySet
from portal.components.dot_maps import dot_map
from portal.components.downloads import csv_response
from portal.components.lists import page_of
from portal.components.unserved_columns import UNSERVED
from portal.membership.forms.partners import UnservedForm

PAGE = 50


@allow(anyone)
@require_safe
def unserved_list(request: HttpRequest) -> HttpResponse:
    """Districts that are small and rural, or rural and low-income, by federal rules and in no consortium today."""
    on, state, form = timezone.localdate(), settings.STATE_CODE, _form(request)
    districts = list(_unserved(request, form).for_list().prefetch_related(DistrictFigures.objects.attached()))
    places = [(row.get_absolute_url(), row.name, row.latitude, row.longitude) for row in districts]
    region = form.cleaned_data["region"] if form.is_valid() else ""
    querystring = urlencode({"region": region}) if region else ""
    all_small = District.objects.visible_to(request.user).in_state(state).small_and_rural().count()
    context = {
        "page": page_of(districts, PAGE, request),
        "map": dot_map(CountyShape.objects.visible_to(request.user).drawn(state), places),
        "count": _count(len(districts), all_small, is_filtered=bool(region)),
        "empty_title": "No districts in this region." if region else "No districts found.",
        "form": form,
        "has_regions": form.has_regions,
        "is_filtered": bool(region),
        "querystring": querystring,
        "files": [("csv", reverse("membership:unserved_download") + (f"?{querystring}" if querystring else ""))],
        "on": on,
        "trail": [
            ("Districts", reverse("registry:district_list")),
            ("Small rural districts without a consortium", None),
        ],
    }
    return TemplateResponse(request, "membership/unserved_list.html", context)


@allow(anyone)
@require_safe
def unserved_download(request: HttpRequest) -> StreamingHttpResponse:
    """The same districts as a CSV file."""
    on = timezone.localdate()
    districts = _unserved(request, _form(request)).for_list().prefetch_related(DistrictFigures.objects.attached())
    return csv_response(UNSERVED.name, UNSERVED.header, UNSERVED.rows(districts, as_of=on), on=on)


def _count(number: int, all_small: int, *, is_filtered: bool) -> str:
    """“12 districts” in a region, “12 of 80 small rural districts” in the state."""
    if is_filtered:
        return f"{number:,} district{'' if number == 1 else 's'}"
    return f"{number:,} of {all_small:,} small rural districts"


def _form(request: HttpRequest) -> UnservedForm:
    regions = Region.objects.visible_to(request.user).in_use().in_state(settings.STATE_CODE)
    return UnservedForm(request.GET, regions=regions.values_list("slug", "name"))


def _unserved(request: HttpRequest, form: UnservedForm) -> DistrictQuerySet:
    memberships = Membership.objects.visible_to(request.user).of_register().in_force(timezone.localdate())
    in_state = District.objects.visible_to(request.user).in_state(settings.STATE_CODE)
    districts = in_state.small_and_rural().outside_of(memberships)
    if not form.is_valid():
        return districts.none()
    return districts.in_region(form.cleaned_data["region"]) if form.cleaned_data["region"] else districts
