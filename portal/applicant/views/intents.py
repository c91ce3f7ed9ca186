"""Telling the state that a consortium or a district intends to apply, and taking that back."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from consortia.models import Membership
from districts.models import Appointment
from grants.actions.intents import state_intent, withdraw_intent
from grants.models import Competition
from grants.reads.intents import OwnIntent, applicants_of, own_intents
from grants.reads.rounds import window_of
from grants.rules.intents import NO_OBLIGATION, problems_with_time
from portal.applicant.forms import IntentForm
from portal.applicant.pages.intents import intent_offers
from portal.components.arrival import arrived_at
from portal.components.refusals import show_problems


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def intent_state(request: SignedInRequest, slug: str) -> HttpResponse:
    """States an intent to apply, or changes it."""
    competition, own = _round_and_applicants(request, slug)
    form = IntentForm(request.POST or None, own=own, chosen=request.GET.get("for", ""))
    if form.is_valid():
        told = form.cleaned_data["applicant"]
        try:
            state_intent(
                competition=competition,
                applicant=told.applicant.record,
                members=form.cleaned_data["members"],
                subject=form.cleaned_data["subject"],
                by=request.user,
                at=arrived_at(request),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"You told the state that {told.applicant.name} intends to apply.")
            return redirect(competition)
    trail = [
        ("Funding rounds", reverse("applicant:competition_list")),
        (competition.name, competition.get_absolute_url()),
        ("Intent to apply", None),
    ]
    context = {
        "competition": competition,
        "form": form,
        "offers": intent_offers(competition, own),
        "problems": problems_with_time(window_of(competition), timezone.now(), is_draft=competition.is_draft),
        "obligation": NO_OBLIGATION,
        "trail": trail,
    }
    return TemplateResponse(request, "applicant/intent_state.html", context)


@allow(signed_in)
@require_POST
def intent_withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Takes an intent back."""
    competition, own = _round_and_applicants(request, slug)
    stated = {one.applicant.key: one for one in own if one.intent}.get(request.POST.get("applicant", ""))
    if stated is None or stated.intent is None:
        raise Http404
    try:
        withdraw_intent(intent=stated.intent, by=request.user, at=arrived_at(request))
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"You withdrew the intent of {stated.applicant.name} to apply.")
    return redirect(competition)


def _round_and_applicants(request: SignedInRequest, slug: str) -> tuple[Competition, Sequence[OwnIntent]]:
    """The round, and what each applicant of the reader that has a choice told the state about it."""
    competition = get_object_or_404(Competition.objects.visible_to(request.user), slug=slug)
    memberships = Membership.objects.visible_to(request.user).in_force(timezone.localdate())
    appointments = Appointment.objects.visible_to(request.user).held_by(request.user).for_my_page()
    applicants = applicants_of(memberships.of_districts_of(request.user), appointments)
    own = own_intents([competition], applicants).get(competition.pk, [])
    return competition, [one for one in own if one.may_be_stated]
