"""Services agreed year by year: the public page and its file, and the forms of those who agree them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, anyone, signed_in
from accounts.refusals import Refused, Unready
from consortia.models import Consortium
from districts.models import District
from districts.rules.places import last_day_of, school_year_of
from exchange.actions.services import agree_year, copy_year_forward, register_service, set_participation
from exchange.models import Service, ServiceYear
from exchange.models.services import districts_to_offer, own_districts, standings
from exchange.permissions import may_agree_services
from exchange.rules import services as rules
from portal.components.downloads import csv_response
from portal.components.roster_columns import SERVICES
from portal.exchange.forms import ParticipationForm, ServiceForm
from portal.exchange.pages import Offered, offered, service_rows, sharing_in_words, years_to_show


@allow(anyone)
@require_safe
def service_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Which districts take part in which service in one school year."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    today = timezone.localdate()
    rows = ServiceYear.objects.visible_to(request.user).of_consortium(slug)
    year = _year(request)
    context = {
        "consortium": consortium,
        "services": _offered(request, consortium, year, own=own_districts(request.user)),
        "year": year,
        "next_year": rules.year_after(year),
        "years": years_to_show(rows.years(), today),
        "may_agree": request.user.is_authenticated and may_agree_services(request.user, consortium, today),
        "may_be_agreed": not rules.problems_with_year(year, today),
        "may_be_copied": not rules.problems_with_year(rules.year_after(year), today),
        "files": [("csv", reverse("exchange:service_download", args=[slug]) + f"?year={year}")],
        "trail": _trail(consortium),
    }
    return TemplateResponse(request, "exchange/service_list.html", context)


@allow(anyone)
@require_safe
def service_download(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The same as a file: a row for each district in each service."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    year, today = _year(request), timezone.localdate()
    rows = service_rows(slug, _offered(request, consortium, year), year, today)
    return csv_response(f"{slug}-services-{year}", SERVICES.header, rows, on=today)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def service_register(request: SignedInRequest, slug: str) -> HttpResponse:
    """Enter a service that the consortium offers."""
    consortium = _agreed_by(request, slug)
    form = ServiceForm(request.POST or None)
    if form.is_valid():
        try:
            service = register_service(consortium=consortium, **form.cleaned_data, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            form.add_error(None, list(getattr(no, "problems", [str(no)])))
        else:
            messages.success(request, f"{service} is entered. Now say which districts take part.")
            year = school_year_of(timezone.localdate())
            return redirect("exchange:service_agree", slug=slug, pk=service.pk, year=year)
    context = {"form": form, "consortium": consortium, "trail": _trail(consortium, "New service")}
    return TemplateResponse(request, "exchange/service_register.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def service_agree(request: SignedInRequest, slug: str, pk: int, year: str) -> HttpResponse:
    """Say which districts take part in a service in one school year."""
    consortium = _agreed_by(request, slug)
    service = get_object_or_404(Service.objects.visible_to(request.user).of_consortium(slug), pk=pk)
    if rules.problems_with_year(year, timezone.localdate()):
        raise Http404("No such school year can be agreed.")
    standing = standings(consortium, rules.first_day_of(year), last_day_of(year))
    taking_part = ServiceYear.objects.of_consortium(slug).of_service(service).in_year(year)
    offered = [
        (district, rules.STANDINGS[standing.get(district.pk, rules.OUTSIDE)])
        for district in districts_to_offer(service, standing=standing)
    ]
    initial = {"districts": [row.district.leaid for row in taking_part]}
    form = ParticipationForm(request.POST or None, offered=offered, initial=initial)
    if form.is_valid():
        try:
            new, gone = agree_year(
                service=service, school_year=year, districts=form.chosen, by=request.user, at=timezone.now()
            )
        except (Refused, Unready) as no:
            form.add_error(None, list(getattr(no, "problems", [str(no)])))
        else:
            words = f"{service}, {year}: {len(form.chosen)} take part, {len(new)} new, {len(gone)} withdrew."
            messages.success(request, f"{words} {sharing_in_words(len(form.chosen))}".strip())
            return redirect(reverse("exchange:service_list", args=[slug]) + f"?year={year}")
    context = {
        "form": form, "service": service, "year": year, "consortium": consortium, "trail": _trail(consortium, year),
    }  # fmt: skip
    return TemplateResponse(request, "exchange/service_agree.html", context)


@allow(signed_in)
@require_POST
def service_take_part(request: SignedInRequest, slug: str, pk: int, year: str, leaid: str) -> HttpResponse:
    """A district decides for itself: it takes part in this school year, or withdraws."""
    service = get_object_or_404(Service.objects.visible_to(request.user).of_consortium(slug), pk=pk)
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    if not rules.is_school_year(year):
        raise Http404("No such school year.")
    takes_part, at = "take_part" in request.POST, timezone.now()
    if takes_part == ("withdraw" in request.POST):
        messages.error(request, "Press one of the buttons: take part or withdraw.")
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
        does = "takes part in" if takes_part else "does not take part in"
        messages.success(request, f"{district} {does} {service} in {year}.")
    return redirect(reverse("exchange:service_list", args=[slug]) + f"?year={year}")


@allow(signed_in)
@require_POST
def services_copy(request: SignedInRequest, slug: str, year: str) -> HttpResponse:
    """Copy a year forward; each district then changes what it wants changed."""
    consortium = _agreed_by(request, slug)
    try:
        copied, closed = copy_year_forward(consortium=consortium, school_year=year, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        messages.error(request, str(no))
        return redirect("exchange:service_list", slug=slug)
    left_out = f" Left out, because closed by then: {', '.join(map(str, closed))}." if closed else ""
    following = rules.year_after(year)
    messages.success(request, f"{copied} copied from {year} to {following}. Change what is otherwise.{left_out}")
    return redirect(reverse("exchange:service_list", args=[slug]) + f"?year={following}")


def _agreed_by(request: SignedInRequest, slug: str) -> Consortium:
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    if not may_agree_services(request.user, consortium, timezone.localdate()):
        raise PermissionDenied
    return consortium


def _offered(request: HttpRequest, consortium: Consortium, year: str, own: Sequence[District] = ()) -> list[Offered]:
    services = list(Service.objects.visible_to(request.user).of_consortium(consortium.slug))
    rows = ServiceYear.objects.visible_to(request.user).of_consortium(consortium.slug).in_year(year)
    return offered(services, rows, standings(consortium, rules.first_day_of(year), last_day_of(year)), own)


def _year(request: HttpRequest) -> str:
    year = request.GET.get("year") or school_year_of(timezone.localdate())
    if not rules.is_school_year(year):
        raise Http404("No such school year. It is written like 2025-26.")
    return year


def _trail(consortium: Consortium, here: str = "") -> list[tuple[str, Any]]:
    trail: list[tuple[str, Any]] = [
        ("Consortia", reverse("registry:consortium_list")),
        (consortium.name, consortium.get_absolute_url()),
    ]
    if here:
        return [*trail, ("Services", reverse("exchange:service_list", args=[consortium.slug])), (here, None)]
    return [*trail, ("Services", None)]
