"""Small rural districts that belong to nothing: for the State, a map and a list."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
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
from portal.membership.forms.partners import UnservedForm

PAGE = 50
HEADER = ("leaid", "name", "county", "region", "state", "enrollment", "enrollment_year", "srsa", "rlis", "as_of")


@allow(anyone)
@require_safe
def unserved_list(request: HttpRequest) -> HttpResponse:
    """Districts that a federal rule calls small and rural, or rural and low-income, in no consortium today."""
    on, state, form = timezone.localdate(), settings.STATE_CODE, _form(request)
    found = _found(request, form).for_list().prefetch_related(DistrictFigures.objects.attached())
    districts = list(found)
    places = [(one.get_absolute_url(), one.name, one.latitude, one.longitude) for one in districts]
    region = form.cleaned_data["region"] if form.is_valid() else ""
    context = {
        "page": Paginator(districts, PAGE).get_page(request.GET.get("page")),
        "map": dot_map(CountyShape.objects.visible_to(request.user).drawn(state), places),
        "all_small": District.objects.visible_to(request.user).in_state(state).small_and_rural().count(),
        "form": form,
        "has_regions": form.has_regions,
        "is_filtered": bool(region),
        "querystring": urlencode({"region": region}) if region else "",
        "files": [
            (
                "csv",
                reverse("membership:unserved_download") + f"?{urlencode({'region': region})}"
                if region
                else reverse("membership:unserved_download"),
            )
        ],
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
    """The same rows as a file."""
    on = timezone.localdate()
    found = _found(request, _form(request)).for_list().prefetch_related(DistrictFigures.objects.attached())
    rows = ((one.leaid, one.name, *_place(one), one.state, *_enrollment(one), one.srsa, one.rlis, on) for one in found)
    return csv_response("small-rural-districts-without-a-consortium", HEADER, rows, on=on)


def _form(request: HttpRequest) -> UnservedForm:
    regions = Region.objects.visible_to(request.user).in_state(settings.STATE_CODE)
    return UnservedForm(request.GET, regions=regions.values_list("slug", "name"))


def _found(request: HttpRequest, form: UnservedForm) -> DistrictQuerySet:
    memberships = Membership.objects.visible_to(request.user).of_register().on(timezone.localdate())
    found = District.objects.visible_to(request.user).in_state(settings.STATE_CODE).small_and_rural().outside_of(memberships)
    if not form.is_valid():
        return found.none()
    return found.in_region(form.cleaned_data["region"]) if form.cleaned_data["region"] else found


def _place(district: District) -> tuple[str, str]:
    county = district.county
    return (county.name if county else "", county.region.name if county and county.region else "")


def _enrollment(district: District) -> tuple[int | None, str]:
    for figures in district.enrollments[:1]:  # type: ignore[attr-defined]  # attached by the queryset
        return figures.enrollment, figures.school_year
    return None, ""
