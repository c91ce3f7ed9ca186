"""Who holds which post in a district and its schools: for the registrar, and for the district's superintendent."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, registrars, signed_in
from accounts.actions import renew_invitation
from accounts.refusals import Refused, Unready
from districts.actions import end_appointment
from districts.actions.appointing import appoint_person, correct_address_of_holder, transfer_appointment
from districts.models import Appointment, District, School
from districts.permissions import check_can_see_people
from districts.states import POWERS, Office
from portal.components.person_forms import EndAppointmentForm
from portal.registrar.forms.people import AddressForm, AppointmentForm, HandOverForm


@allow(signed_in)
@require_safe
def appointment_list(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Who acts for the district and its schools: today, later, before."""
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    try:
        check_can_see_people(request.user, district, request.user.as_of)
    except Refused as no:
        raise PermissionDenied from no
    appointments = Appointment.objects.visible_to(request.user).in_place(district).split(request.user.as_of)
    context = {
        "district": district,
        "groups": [
            ("Today", appointments.now),
            ("From a later day", appointments.later),
            ("Before", appointments.before),
        ],
        "has_superintendent": any(
            appointment.kind == Office.SUPERINTENDENT for appointment in appointments.now + appointments.later
        ),
        "is_registrar": registrars(request.user),
        "trail": _trail(district, "People and powers"),
    }
    return TemplateResponse(request, "registrar/appointment_list.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_new(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Give somebody a post; who is not known yet is invited in the same step."""
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    asked = request.GET.get("appointment", "")
    powers = POWERS if asked == Office.SUPERINTENDENT else ()
    first = {"starts_on": timezone.localdate(), "appointment": asked, "powers": powers}
    schools = School.objects.visible_to(request.user).of_district(district).order_by("name")
    form = AppointmentForm(request.POST or None, initial=first, schools=schools)

    def give() -> Appointment:
        return appoint_person(**form.asked(district), by=request.user, at=timezone.now())

    return _answer(request, form, give, district, "Give a post", "Give the post")


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_transfer(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """One ends, the successor begins on the next day: one step."""
    appointment = _appointment(request, leaid, pk)
    form = HandOverForm(request.POST or None, initial={"last_day": appointment.ends_on or timezone.localdate()})

    def hand_over() -> Appointment:
        return transfer_appointment(appointment=appointment, **form.cleaned_data, by=request.user, at=timezone.now())

    return _answer(
        request, form, hand_over, _district(appointment), "Hand over to a successor", "Hand over", appointment
    )


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_end(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """The last day of a post."""
    appointment = _appointment(request, leaid, pk)
    form = EndAppointmentForm(request.POST or None, initial={"ends_on": appointment.ends_on or timezone.localdate()})

    def end() -> Appointment:
        return end_appointment(appointment=appointment, **form.cleaned_data, by=request.user, at=timezone.now())

    return _answer(request, form, end, _district(appointment), "End the post", "End the post", appointment)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_correct_email(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """The right address of somebody who was invited: the old link dies, a new letter goes."""
    appointment = _appointment(request, leaid, pk)
    form = AddressForm(request.POST or None)

    def correct() -> object:
        email = form.cleaned_data["email"]
        return correct_address_of_holder(appointment=appointment, email=email, by=request.user, at=timezone.now())

    return _answer(
        request, form, correct, _district(appointment), "Correct the address", "Send a new invitation", appointment
    )


@allow(registrars)
@require_POST
def appointment_resend_invitation(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """A new invitation to the same address; the older link stops working."""
    appointment = _appointment(request, leaid, pk)
    try:
        renew_invitation(person=appointment.user, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"A new invitation is written to {appointment.user.email}.")
    return redirect("registrar:appointment_list", leaid=leaid)


DONE = {
    "Give a post": "The post is given, and a letter is written.",
    "Hand over to a successor": "The post is handed over, and both get a letter.",
    "End the post": "The last day is recorded, and a letter is written.",
    "Correct the address": "The address is corrected. The old link no longer works; a new invitation is written.",
}


def _answer(
    request: SignedInRequest,
    form: forms.Form,
    act: Callable[[], object],
    district: District,
    title: str,
    button: str,
    appointment: Appointment | None = None,
) -> HttpResponse:
    """The form's page, or what the act answers to a form that is filled in."""
    if form.is_valid():
        try:
            act()
        except (Refused, Unready) as no:
            form.add_error(None, list(getattr(no, "problems", [str(no)])))
        else:
            messages.success(request, DONE[title])
            return redirect("registrar:appointment_list", leaid=district.leaid)
    context: dict[str, Any] = {
        "form": form,
        "district": district,
        "appointment": appointment,
        "title": title,
        "button": button,
    }
    context["trail"] = [*_trail(district, "")[:-1], ("People and powers", _people(district)), (title, None)]
    return TemplateResponse(request, "registrar/appointment_form.html", context)


def _appointment(request: SignedInRequest, leaid: str, pk: int) -> Appointment:
    appointments = Appointment.objects.visible_to(request.user).with_people().in_district_called(leaid)
    return get_object_or_404(appointments, pk=pk)


def _district(appointment: Appointment) -> District:
    return appointment.district or appointment.school.district  # type: ignore[union-attr]  # one of the two: a constraint


def _people(district: District) -> str:
    return reverse("registrar:appointment_list", args=[district.leaid])


def _trail(district: District, here: str) -> list[tuple[str, str | None]]:
    return [
        ("Districts", reverse("registry:district_list")),
        (district.name, district.get_absolute_url()),
        (here, None),
    ]
