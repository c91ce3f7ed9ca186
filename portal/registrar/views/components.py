"""The registrar enters, ends, corrects, and removes component districts of a service agency."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, registrars
from accounts.refusals import Refusal
from consortia.reads.name_lookup import district_named
from districts.actions.components import change_component, enter_component, remove_component
from districts.models import District, ServiceAgencyMembership
from portal.components.refusals import show_problems
from portal.registrar.forms.components import ComponentDatesForm, ComponentForm, RemoveComponentForm, known_dates
from portal.registrar.forms.named_records import suggestion_for
from portal.registrar.pages.components import component_groups, component_sentence, component_trail

MOST_SUGGESTIONS = 10


@allow(registrars)
@require_safe
def component_list(request: HttpRequest, leaid: str) -> HttpResponse:
    """The component districts of a service agency: now, later, and earlier."""
    agency = _agency(request, leaid)
    rows = ServiceAgencyMembership.objects.visible_to(request.user).of_agency(leaid)
    context = {
        "agency": agency,
        "groups": component_groups(rows, timezone.localdate()),
        "trail": component_trail(agency),
    }
    return TemplateResponse(request, "registrar/component_list.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def component_add(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Add a component district with its dates."""
    agency = _agency(request, leaid)
    form = ComponentForm(
        request.POST or None,
        find=lambda text: district_named(request.user, text, state=agency.state, most=MOST_SUGGESTIONS),
    )
    if form.is_valid() and "save" in request.POST:
        try:
            component = enter_component(agency=agency, **form.for_action(), by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{component.district} is on record as a component district of {agency}.")
            return redirect("registrar:component_list", leaid=leaid)
    suggestions = [suggestion_for(form, row) for row in form.candidates]
    return _form_page(request, agency, form, "Add a component district", "Add district", suggestions=suggestions)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def component_edit(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """End a membership, or correct its dates."""
    component = _component(request, leaid, pk)
    form = ComponentDatesForm(request.POST or None, component=component)
    if form.is_valid():
        try:
            change_component(component=component, **form.for_action(), by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
            form.show_newest(known_dates(_component(request, leaid, pk)))
        else:
            messages.success(request, f"The dates of {component.district} are saved.")
            return redirect("registrar:component_list", leaid=leaid)
    return _form_page(request, component.agency, form, "Edit dates", "Save dates", component)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def component_remove(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """Remove a membership that was entered by mistake."""
    component = _component(request, leaid, pk)
    form = RemoveComponentForm(request.POST or None)
    if form.is_valid():
        try:
            remove_component(component=component, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"The membership of {component.district} is removed.")
            return redirect("registrar:component_list", leaid=leaid)
    return _form_page(request, component.agency, form, "Remove a mistaken entry", "Remove membership", component)


def _form_page(
    request: HttpRequest,
    agency: District,
    form: Any,  # any of the forms of this page
    title: str,
    button: str,
    component: ServiceAgencyMembership | None = None,
    suggestions: object = (),
) -> HttpResponse:
    context = {
        "agency": agency,
        "form": form,
        "title": title,
        "button": button,
        "sentence": component_sentence(component) if component else "",
        "suggestions": suggestions,
        "trail": component_trail(agency, title),
    }
    return TemplateResponse(request, "registrar/component_form.html", context)


def _agency(request: HttpRequest, leaid: str) -> District:
    return get_object_or_404(District.objects.visible_to(request.user).service_agencies(), leaid=leaid)


def _component(request: HttpRequest, leaid: str, pk: int) -> ServiceAgencyMembership:
    return get_object_or_404(ServiceAgencyMembership.objects.visible_to(request.user).of_agency(leaid), pk=pk)
