"""Powers that superintendents and principals hand on for a time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refused, Unready
from districts.actions import end_appointment
from districts.actions.delegations import delegate_powers, keep_delegation
from districts.models import Appointment
from districts.rules.powers import POWERS
from portal.components.person_forms import EndAppointmentForm
from portal.components.trails import Trail
from portal.my.forms import DelegateForm

TRAIL: Trail = [("My page", reverse_lazy("my:dashboard"))]
HERE = ("Your delegates", reverse_lazy("my:delegate_list"))


@allow(signed_in)
@require_safe
def delegate_list(request: SignedInRequest) -> HttpResponse:
    """Who acts on one's behalf with which powers, and what a predecessor left."""
    user = request.user
    appointments = Appointment.objects.visible_to(user).with_people()
    given = appointments.handed_on_by(user).split(user.as_of)
    context = {
        "own_appointments": list(appointments.held_by(user).heads()),
        "groups": [("Today", given.now), ("From a later day", given.later), ("Before", given.before)],
        "left": list(appointments.left_to(user)),
        "powers": POWERS.values(),
        "trail": [*TRAIL, ("Your delegates", None)],
    }
    return TemplateResponse(request, "my/delegate_list.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def delegate_give(request: SignedInRequest) -> HttpResponse:
    """Give somebody powers of one's own post for a time."""
    own_appointments = list(Appointment.objects.visible_to(request.user).with_people().held_by(request.user).heads())
    first = {"starts_on": timezone.localdate()}
    form = DelegateForm(request.POST or None, initial=first, own_appointments=own_appointments)
    if form.is_valid():
        try:
            appointment = delegate_powers(**form.asked(), by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            form.add_error(None, list(getattr(no, "problems", [str(no)])))
        else:
            messages.success(request, f"The powers are given, and a letter is written to {appointment.user.email}.")
            return redirect("my:delegate_list")
    context = {"form": form, "own_appointments": own_appointments, "trail": [*TRAIL, HERE, ("Give powers", None)]}
    return TemplateResponse(request, "my/delegate_give.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def delegate_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last day of powers that were handed on."""
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.user).with_people().endable_by(request.user), pk=pk
    )
    form = EndAppointmentForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if form.is_valid():
        try:
            end_appointment(appointment=appointment, **form.cleaned_data, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            form.add_error(None, list(getattr(no, "problems", [str(no)])))
        else:
            messages.success(request, f"The end is recorded, and a letter is written to {appointment.user.email}.")
            return redirect("my:delegate_list")
    context = {"form": form, "appointment": appointment, "trail": [*TRAIL, HERE, ("End powers", None)]}
    return TemplateResponse(request, "my/delegate_end.html", context)


@allow(signed_in)
@require_POST
def delegate_keep(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a predecessor handed on, from now on under one's own authority."""
    appointment = get_object_or_404(Appointment.objects.visible_to(request.user).left_to(request.user), pk=pk)
    try:
        kept = keep_delegation(appointment=appointment, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{kept.user} goes on with these powers, now on your behalf.")
    return redirect("my:delegate_list")
