"""Services agreed year by year: the public page and its file, and the forms for changing them."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, anyone, signed_in
from accounts.refusals import Refusal, Refused, Unready
from consortia.models import Consortium
from districts.models import District
from districts.rules.places import last_day_of, school_year_of
from exchange.actions.services import agree_year, copy_year_forward, register_service, set_participation
from exchange.models import Service, ServiceTerms, ServiceYear
from exchange.models.services import districts_to_offer, own_districts, standings, statuses
from exchange.permissions import may_agree_services
from exchange.rules.services import (
    OUTSIDE,
    STANDINGS,
    first_day_of,
    is_school_year,
    problems_with_own_change,
    problems_with_year,
    year_after,
    year_before,
)
from portal.components.downloads import csv_response
from portal.components.refusals import show_problems
from portal.components.service_columns import SERVICES
from portal.components.trails import Trail
from portal.exchange.files import service_file_rows
from portal.exchange.forms.services import ParticipationForm, ServiceForm
from portal.exchange.pages.services import (
    ServiceRow,
    ServicesPage,
    services_of_year,
    what_is_missing,
    years_to_show,
)


@allow(anyone)
@require_safe
def service_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The districts that participate in each service in one school year."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    today = timezone.localdate()
    rows = ServiceYear.objects.visible_to(request.user).of_consortium(slug)
    year = asked_year(request)
    page = ServicesPage(
        consortium=consortium,
        services=_services(request, consortium, year, own=own_districts(request.user)),
        year=year,
        next_year=year_after(year),
        years=years_to_show(rows.years(), today),
        files=[("csv", reverse("exchange:service_download", args=[slug]) + f"?year={year}")],
        may_agree=request.user.is_authenticated and may_agree_services(request.user, consortium, today),
        may_decide=not problems_with_year(year, today),
        is_next_year_open=not problems_with_year(year_after(year), today),
        may_answer=not problems_with_own_change(year, today),
    )
    context = {"page": page, "trail": trail_of(consortium)}
    return TemplateResponse(request, "exchange/service_list.html", context)


@allow(anyone)
@require_safe
def service_download(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The same as a CSV file: a row for each district in each service."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    year, today = asked_year(request), timezone.localdate()
    of_members = statuses(consortium, first_day_of(year), last_day_of(year))
    rows = service_file_rows(slug, _services(request, consortium, year), year, statuses=of_members, on=today)
    return csv_response(f"{slug}-services-{year}", SERVICES.header, rows, on=today)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def service_register(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add a service that the consortium offers."""
    consortium = consortium_run_by(request, slug)
    form = ServiceForm(request.POST or None)
    if form.is_valid():
        try:
            service = register_service(consortium=consortium, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{service} is added. Next, choose the participating districts.")
            year = school_year_of(timezone.localdate())
            return redirect("exchange:service_agree", slug=slug, pk=service.pk, year=year)
    context = {"form": form, "consortium": consortium, "trail": trail_of(consortium, "New service")}
    return TemplateResponse(request, "exchange/service_register.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def service_agree(request: SignedInRequest, slug: str, pk: int, year: str) -> HttpResponse:
    """Choose the districts that participate in a service in one school year."""
    consortium = consortium_run_by(request, slug)
    service = get_object_or_404(Service.objects.visible_to(request.user).of_consortium(slug), pk=pk)
    if problems_with_year(year, timezone.localdate()):
        raise Http404("Services cannot be agreed for this school year.")
    standing = standings(consortium, first_day_of(year), last_day_of(year))
    taking_part = ServiceYear.objects.of_service(service).in_force().in_years(year)
    choices = [
        (district, STANDINGS[standing.get(district.pk, OUTSIDE)])
        for district in districts_to_offer(service, standing=standing)
    ]
    initial: dict[str, object] = {"districts": [row.district.leaid for row in taking_part]}
    form = ParticipationForm(request.POST or None, offered=choices, initial=initial)
    if form.is_valid():
        try:
            new, gone = agree_year(
                service=service, school_year=year, districts=form.chosen, by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            words = f"{service}, {year}: {len(form.chosen)} participating, {len(new)} new, {len(gone)} withdrawn."
            messages.success(request, f"{words} {what_is_missing(len(form.chosen))}".strip())
            return redirect(reverse("exchange:service_list", args=[slug]) + f"?year={year}")
    context = {
        "form": form, "service": service, "year": year, "consortium": consortium, "trail": trail_of(consortium, year),
    }  # fmt: skip
    return TemplateResponse(request, "exchange/service_agree.html", context)


@allow(signed_in)
@require_POST
def service_take_part(request: SignedInRequest, slug: str, pk: int, year: str, leaid: str) -> HttpResponse:
    """A district decides for itself: it participates in this school year, or withdraws."""
    service = get_object_or_404(Service.objects.visible_to(request.user).of_consortium(slug), pk=pk)
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    if not is_school_year(year):
        raise Http404("This school year does not exist.")
    takes_part, at = "take_part" in request.POST, timezone.now()
    if takes_part == ("withdraw" in request.POST):
        messages.error(request, "Select Participate or Withdraw.")
        return redirect(reverse("exchange:service_list", args=[slug]) + f"?year={year}")
    try:
        set_participation(
            service=service, district=district, school_year=year, takes_part=takes_part, by=request.user, at=at
        )
    except Refused as no:
        raise PermissionDenied from no
    except Unready as no:
        messages.error(request, str(no))
    else:
        does = "participates in" if takes_part else "no longer participates in"
        messages.success(request, f"{district} {does} {service} in {year}.")
    return redirect(reverse("exchange:service_list", args=[slug]) + f"?year={year}")


@allow(signed_in)
@require_POST
def services_copy(request: SignedInRequest, slug: str, year: str) -> HttpResponse:
    """Copy a year forward; each district can then change its own participation."""
    consortium = consortium_run_by(request, slug)
    try:
        copied, closed = copy_year_forward(consortium=consortium, school_year=year, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
        return redirect("exchange:service_list", slug=slug)
    left_out = f" Left out because they will be closed: {', '.join(map(str, closed))}." if closed else ""
    following = year_after(year)
    messages.success(
        request, f"Copied {copied} from {year} to {following}. Change anything that is different.{left_out}"
    )
    return redirect(reverse("exchange:service_list", args=[slug]) + f"?year={following}")


def consortium_run_by(request: SignedInRequest, slug: str) -> Consortium:
    """The consortium whose services this person agrees on. Raises Http404 or PermissionDenied."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    if not may_agree_services(request.user, consortium, timezone.localdate()):
        raise PermissionDenied
    return consortium


def _services(
    request: HttpRequest, consortium: Consortium, year: str, own: Sequence[District] = ()
) -> list[ServiceRow]:
    services = list(Service.objects.visible_to(request.user).of_consortium(consortium.slug).for_page())
    rows = ServiceYear.objects.visible_to(request.user).of_consortium(consortium.slug)
    terms = ServiceTerms.objects.visible_to(request.user).of_consortium(consortium.slug).in_year(year)
    return services_of_year(
        consortium.slug,
        year,
        services,
        rows.in_years(year, year_before(year)),
        standings(consortium, first_day_of(year), last_day_of(year)),
        own,
        {one.service_id: one for one in terms},
    )


def asked_year(request: HttpRequest) -> str:
    """The school year in the address, or else today's. Raises Http404 for anything else."""
    year = request.GET.get("year") or school_year_of(timezone.localdate())
    if not is_school_year(year):
        raise Http404("This school year does not exist. Enter it like 2025-26.")
    return year


def trail_of(consortium: Consortium, here: str = "") -> Trail:
    """The breadcrumbs to the services of a consortium, or to a page below them."""
    trail: Trail = [
        ("Consortia", reverse("registry:consortium_list")),
        (consortium.name, consortium.get_absolute_url()),
    ]
    if here:
        return [*trail, ("Services", reverse("exchange:service_list", args=[consortium.slug])), (here, None)]
    return [*trail, ("Services", None)]
