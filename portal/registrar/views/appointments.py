"""Roles and permissions in a district and its schools, for the registrar and the district's superintendent."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, registrars, signed_in
from accounts.actions import renew_invitation
from accounts.refusals import Refusal, Refused
from districts.actions import end_appointment
from districts.actions.appointing import appoint_person, correct_address_of_holder, transfer_appointment
from districts.models import Appointment, District, School
from districts.permissions import check_can_see_people
from districts.rules.powers import usual_powers
from districts.states import Office
from portal.components.person_forms import EndAppointmentForm
from portal.components.refusals import show_problems
from portal.registrar.forms.people import AddressForm, AppointmentForm, TransferForm
from portal.registrar.pages.appointments import (
    ASSIGN,
    CORRECT_EMAIL,
    END,
    TRANSFER,
    AppointmentAction,
    appointment_groups,
    people_trail,
)


@allow(signed_in)
@require_safe
def appointment_list(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Who acts for the district and its schools: now, in the future, and in the past."""
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    try:
        check_can_see_people(request.user, district, request.user.as_of)
    except Refused as no:
        raise PermissionDenied from no
    appointments = Appointment.objects.visible_to(request.user).in_place(district).split(request.user.as_of)
    context = {
        "district": district,
        "groups": appointment_groups(appointments),
        "has_superintendent": any(
            appointment.kind == Office.SUPERINTENDENT for appointment in appointments.now + appointments.later
        ),
        "is_registrar": registrars(request.user),
        "trail": people_trail(district),
    }
    return TemplateResponse(request, "registrar/appointment_list.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_new(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Assign a role; a person without an account is invited in the same step."""
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    role = request.GET.get("role", "")
    initial = {"starts_on": timezone.localdate(), "role": role, "permissions": usual_powers(role)}
    schools = School.objects.visible_to(request.user).of_district(district).order_by("name")
    form = AppointmentForm(request.POST or None, initial=initial, schools=schools)

    def assign() -> Appointment:
        return appoint_person(**form.for_action(district), by=request.user, at=timezone.now())

    return _form_page(request, form, assign, ASSIGN, district)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_transfer(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """End a role, and assign it to the successor from the next day, in one step."""
    appointment = _appointment(request, leaid, pk)
    form = TransferForm(request.POST or None, initial={"last_day": appointment.ends_on or timezone.localdate()})

    def transfer() -> Appointment:
        return transfer_appointment(appointment=appointment, **form.cleaned_data, by=request.user, at=timezone.now())

    return _form_page(request, form, transfer, TRANSFER, _district(appointment), appointment)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_end(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """Record the end date of a role."""
    appointment = _appointment(request, leaid, pk)
    form = EndAppointmentForm(request.POST or None, initial={"ends_on": appointment.ends_on or timezone.localdate()})

    def end() -> Appointment:
        return end_appointment(appointment=appointment, **form.cleaned_data, by=request.user, at=timezone.now())

    return _form_page(request, form, end, END, _district(appointment), appointment)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_correct_email(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """Correct the email address of a person who was invited: the old link stops working, a new one is sent."""
    appointment = _appointment(request, leaid, pk)
    form = AddressForm(request.POST or None)

    def correct() -> object:
        email = form.cleaned_data["email"]
        return correct_address_of_holder(appointment=appointment, email=email, by=request.user, at=timezone.now())

    return _form_page(request, form, correct, CORRECT_EMAIL, _district(appointment), appointment)


@allow(registrars)
@require_POST
def appointment_resend_invitation(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """Send a new invitation to the same address; the earlier link stops working."""
    appointment = _appointment(request, leaid, pk)
    try:
        renew_invitation(person=appointment.user, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"We sent a new invitation to {appointment.user.email}.")
    return redirect("registrar:appointment_list", leaid=leaid)


def _form_page(
    request: SignedInRequest,
    form: forms.Form,
    act: Callable[[], object],
    action: AppointmentAction,
    district: District,
    appointment: Appointment | None = None,
) -> HttpResponse:
    """The page of the form; once it is valid, do the action and return to the list."""
    if form.is_valid():
        try:
            act()
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, action.done)
            return redirect("registrar:appointment_list", leaid=district.leaid)
    context = {
        "form": form,
        "district": district,
        "appointment": appointment,
        "page": action,
        "explanation": action.explanation_for(appointment),
        "trail": people_trail(district, action.title),
    }
    return TemplateResponse(request, "registrar/appointment_form.html", context)


def _appointment(request: SignedInRequest, leaid: str, pk: int) -> Appointment:
    appointments = Appointment.objects.visible_to(request.user).with_people().in_district_called(leaid)
    return get_object_or_404(appointments, pk=pk)


def _district(appointment: Appointment) -> District:
    return appointment.district or appointment.school.district  # type: ignore[union-attr]  # one of the two: a constraint
