"""Resetting another person's lost second step: one administrator requests it, another confirms it."""

from functools import partial

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, administrators, allow
from accounts.actions.second_step import (
    ask_for_second_step_reset,
    cancel_second_step_reset,
    confirm_second_step_reset,
)
from accounts.models import SecondStepReset, User
from accounts.permissions import check_can_confirm_second_step_reset, check_can_reset_second_step
from accounts.refusals import Refusal, reason_against
from portal.components.refusals import show_problems
from portal.staff.forms.people import SecondStepResetForm
from portal.staff.views.people import has_own_sign_in

DECISIONS = {
    "confirm": (confirm_second_step_reset, "Two-step sign-in was reset. We told {person}."),
    "cancel": (cancel_second_step_reset, "The request was canceled."),
}


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True, enabled=has_own_sign_in)
def second_step_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Requests a reset of a lost second step, or shows the open request for another administrator to confirm."""
    person, at = get_object_or_404(User.objects.visible_to(request.user), pk=pk), timezone.now()
    today = timezone.localdate(at)
    reset = SecondStepReset.objects.visible_to(request.user).open(at).of_person(person).with_people().first()
    decision = DECISIONS.get(request.POST.get("decision", ""))
    form = SecondStepResetForm(None if decision else request.POST or None)
    try:
        if decision:
            action, done = decision
            action(reset=_decided(request, person), by=request.user, at=at)
            messages.success(request, done.format(person=person))
            return redirect("staff:person_detail", pk=pk)
        if form.is_valid():
            ask_for_second_step_reset(person=person, **form.cleaned_data, by=request.user, at=at)
            messages.success(
                request, f"We told {person} and the other administrators. One of them has to confirm the reset."
            )
            return redirect("staff:person_detail", pk=pk)
    except Refusal as no:
        if decision:
            messages.error(request, " ".join(no.problems))
            return redirect("staff:second_step_reset", pk=pk)
        show_problems(form, no)
    asks = partial(check_can_reset_second_step, request.user, person, today)
    context = {
        "person": person,
        "form": form,
        "reset": reset,
        "no_request": reason_against(asks),
        "no_decision": (
            reason_against(partial(check_can_confirm_second_step_reset, request.user, reset, today)) if reset else ""
        ),
    }
    return TemplateResponse(request, "staff/second_step_reset.html", context)


def _decided(request: SignedInRequest, person: User) -> SecondStepReset:
    """The request that the page showed, open or not: whoever decides has read the reason of this one."""
    number = request.POST.get("reset", "")
    resets = SecondStepReset.objects.visible_to(request.user).of_person(person).with_people()
    return get_object_or_404(resets, pk=int(number) if number.isdecimal() and len(number) < 10 else 0)
