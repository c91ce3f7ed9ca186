"""Permissions that superintendents and principals delegate for a limited time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from districts.actions import end_appointment
from districts.actions.delegations import (
    accept_delegation,
    delegate_powers,
    give_back_delegation,
    keep_delegation,
)
from districts.models import Appointment
from districts.rules.powers import POWERS
from portal.components.person_forms import EndAppointmentForm
from portal.components.refusals import show_problems
from portal.components.trails import Trail
from portal.my.forms import DelegateForm
from portal.my.pages.delegates import delegate_groups, delegation_page, done_in_words, end_dates_in_words

TRAIL: Trail = [("My work", reverse_lazy("my:dashboard"))]
HERE = ("Your delegates", reverse_lazy("my:delegate_list"))


@allow(signed_in)
@require_safe
def delegate_list(request: SignedInRequest) -> HttpResponse:
    """The person's delegates with their permissions, and delegations by a predecessor."""
    user = request.user
    appointments = Appointment.objects.visible_to(user).with_people()
    own_appointments = list(appointments.held_by(user).heads())
    context = {
        "own_appointments": own_appointments,
        "districts": [appointment.district for appointment in own_appointments if appointment.district],
        "groups": delegate_groups(appointments.given_by(user).split(user.as_of), has_authority=bool(own_appointments)),
        "inherited": list(appointments.left_to(user)),
        "permissions": POWERS.values(),
        "trail": [*TRAIL, ("Your delegates", None)],
    }
    return TemplateResponse(request, "my/delegate_list.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def delegate_give(request: SignedInRequest) -> HttpResponse:
    """Delegate permissions of the person's appointment for a limited time."""
    own_appointments = list(Appointment.objects.visible_to(request.user).with_people().held_by(request.user).heads())
    first: dict[str, object] = {"starts_on": timezone.localdate()}
    form = DelegateForm(request.POST or None, initial=first, own_appointments=own_appointments)
    if form.is_valid():
        try:
            appointment = delegate_powers(**form.delegation(), by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            person = appointment.user
            messages.success(request, f"We emailed {person.email}. {person} can act on your behalf after accepting.")
            return redirect("my:delegate_list")
    context = {
        "form": form,
        "own_appointments": own_appointments,
        "end_dates": end_dates_in_words(own_appointments),
        "trail": [*TRAIL, HERE, ("Delegate authority", None)],
    }
    return TemplateResponse(request, "my/delegate_give.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def delegate_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a delegation on a date."""
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.user).with_people().endable_by(request.user), pk=pk
    )
    form = EndAppointmentForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if form.is_valid():
        try:
            end_appointment(appointment=appointment, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"The end date is recorded. We emailed {appointment.user.email}.")
            return redirect("my:delegate_list")
    context = {"form": form, "appointment": appointment, "trail": [*TRAIL, HERE, ("End delegation", None)]}
    return TemplateResponse(request, "my/delegate_end.html", context)


@allow(signed_in)
@require_POST
def delegate_keep(request: SignedInRequest, pk: int) -> HttpResponse:
    """Renew a predecessor's delegation on this person's authority."""
    appointment = get_object_or_404(Appointment.objects.visible_to(request.user).left_to(request.user), pk=pk)
    try:
        renewed = keep_delegation(appointment=appointment, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{renewed.user} keeps these permissions and now acts on your behalf.")
    return redirect("my:delegate_list")


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def delegation_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was delegated to this person: accept it, decline it, or give it back."""
    own = Appointment.objects.visible_to(request.user).with_people()
    appointment = get_object_or_404(own.offered_to(request.user) | own.delegated_to(request.user), pk=pk)
    if request.method == "POST":
        answer = accept_delegation if request.POST.get("answer") == "accept" else give_back_delegation
        try:
            answer(appointment=appointment, by=request.user, at=timezone.now())
        except Refusal as no:
            messages.error(request, str(no))
        else:
            messages.success(request, done_in_words(appointment, is_accepted=answer is accept_delegation))
            return redirect("my:dashboard")
    page = delegation_page(appointment)
    context = {"page": page, "appointment": appointment, "trail": [*TRAIL, (page.title, None)]}
    return TemplateResponse(request, "my/delegation_answer.html", context)
