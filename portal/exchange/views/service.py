"""One shared service: its public page, and the forms for what it is and what it costs."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, anyone, signed_in
from accounts.refusals import Refusal
from districts.models import DistrictFigures
from districts.rules.places import last_day_of
from exchange.actions.services import describe_service, set_terms
from exchange.models import Service, ServiceTerms, ServiceYear
from exchange.models.services import providers_of, standings
from exchange.permissions import may_agree_services
from exchange.rules.services import first_day_of, problems_with_year
from exchange.states import CostBasis
from portal.components.refusals import show_problems
from portal.exchange.forms.services import ServiceDescriptionForm, ServiceTermsForm
from portal.exchange.pages.service import ServicePage
from portal.exchange.pages.services import years_to_show
from portal.exchange.views.services import asked_year, trail_of


@allow(anyone)
@require_safe
def service_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A service: who provides it, the districts of one year and their change from the year before, and every year."""
    service = _service(request, slug, pk)
    year, today = asked_year(request), timezone.localdate()
    rows = list(ServiceYear.objects.of_service(service).for_history())
    terms = {one.school_year: one for one in ServiceTerms.objects.of_service(service)}
    priced, students = terms.get(year), None
    if priced and priced.cost_basis == CostBasis.ENROLLMENT:
        students = DistrictFigures.objects.enrollment_in(priced.base_year, {row.district_id for row in rows})
    may_agree = request.user.is_authenticated and may_agree_services(request.user, service.consortium, today)
    page = ServicePage(
        consortium=service.consortium,
        service=service,
        year=year,
        years=years_to_show([row.school_year for row in rows], today),
        rows=rows,
        terms=terms,
        standings=standings(service.consortium, first_day_of(year), last_day_of(year)),
        students=students,
        trail=trail_of(service.consortium, service.title),
        may_agree=may_agree,
        may_change=may_agree and not problems_with_year(year, today),
    )
    return TemplateResponse(request, "exchange/service_detail.html", {"page": page})


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def service_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change a service's title, provider, and purpose."""
    service = _service_run_by(request, slug, pk)
    initial: dict[str, object] = {
        "title": service.title,
        "provider": service.provider.leaid if service.provider else "",
        "purpose": service.purpose,
    }
    offered = {one.pk: one for one in [*providers_of(service.consortium), service.provider] if one}
    form = ServiceDescriptionForm(request.POST or None, providers=offered.values(), initial=initial)
    if form.is_valid():
        try:
            describe_service(service=service, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{service.number} {form.cleaned_data['title']} is saved.")
            return redirect(service)
    context = {"form": form, "service": service, "trail": trail_of(service.consortium, service.title)}
    return TemplateResponse(request, "exchange/service_edit.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def service_terms(request: SignedInRequest, slug: str, pk: int, year: str) -> HttpResponse:
    """Record how the districts share the cost of a service in one school year."""
    service = _service_run_by(request, slug, pk)
    if problems_with_year(year, timezone.localdate()):
        raise Http404("Services cannot be agreed for this school year.")
    terms = ServiceTerms.objects.of_service(service).in_year(year).first()
    fields = ("cost_basis", "amount", "unit", "base_year")
    initial = {name: getattr(terms, name) for name in fields} if terms else {}
    form = ServiceTermsForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            set_terms(service=service, school_year=year, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"The cost of {service} in {year} is saved.")
            return redirect(f"{service.get_absolute_url()}?year={year}")
    context = {
        "form": form,
        "service": service,
        "year": year,
        "cancel": reverse("exchange:service_detail", args=[slug, pk]) + f"?year={year}",
        "trail": trail_of(service.consortium, service.title),
    }
    return TemplateResponse(request, "exchange/service_terms.html", context)


def _service(request: HttpRequest, slug: str, pk: int) -> Service:
    return get_object_or_404(Service.objects.visible_to(request.user).of_consortium(slug).for_page(), pk=pk)


def _service_run_by(request: SignedInRequest, slug: str, pk: int) -> Service:
    service = _service(request, slug, pk)
    if not may_agree_services(request.user, service.consortium, timezone.localdate()):
        raise PermissionDenied
    return service
