"""Conflicts of interest of scorers: declared by themselves, and considered by officers who invite them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, grants_officers, scorers
from accounts.refusals import Refusal, reason_against
from grants.actions.recusals import declare_conflict, declare_conflict_with_organization
from grants.actions.scorers import invite_scorer
from grants.models import Scorer
from grants.permissions.scoring import check_can_manage_scorers
from grants.reads.scorer_conflicts import (
    assignment_to_score,
    connections_with_round,
    organizations_declared,
    person_to_invite,
)
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems
from portal.review.forms.scorer_conflicts import ConsideredForm, OrganizationConflictForm
from portal.review.pages.scorer_conflicts import connections_page, declared_rows
from portal.review.views.scorers import published_round, round_trail


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scorer_connections(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """How a person is connected with the applications of a round; a POST invites the person."""
    competition, on = published_round(request, slug), timezone.localdate()
    person = person_to_invite(pk, on)
    if person is None or reason_against(lambda: check_can_manage_scorers(request.user, competition, on)):
        raise Http404
    form = ConsideredForm(request.POST if request.method == "POST" else None)
    back = reverse("review:scorer_list", args=[slug])
    if request.method == "POST" and form.is_valid():
        considered = form.cleaned_data["considered"]
        try:
            invite_scorer(
                competition=competition, person=person, considered=considered, by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"We sent an invitation to {person.name}.")
            return redirect(back)
    context = {
        "person": person,
        "page": connections_page(connections_with_round(person, competition, request.user, on)),
        "form": form,
        "back": back,
        "trail": round_trail(competition, ("Scorers", back), (person.name, None)),
    }
    return TemplateResponse(request, "review/scorer_connections.html", context)


# ---- the scorer ----


@allow(scorers)
@require_http_methods(["GET", "HEAD", "POST"])
def application_conflict(request: SignedInRequest, reference: str) -> HttpResponse:
    """Declare a conflict with an application that the person scores. Afterward, its address answers 404."""
    assignment = assignment_to_score(request.user, reference)
    if assignment is None:
        raise Http404
    form = StepReasonForm(
        request.POST if request.method == "POST" else None,
        help_text="Say how you’re connected with this application. Officers can read this. You’ll no longer see the "
        "application, and you can’t undo this.",
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            declare_conflict(assignment=assignment, reason=reason, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "You declared a conflict of interest.")
            return redirect("review:scoring_list")
    back = reverse("review:scoring_desk", args=[reference])
    trail = [("Scoring", reverse("review:scoring_list")), (reference, back), ("Declare a conflict", None)]
    context = {"title": "Declare a conflict of interest", "form": form, "back": back, "trail": trail}
    return TemplateResponse(request, "review/scorer_withdraw.html", context)


@allow(scorers)
@require_http_methods(["GET", "HEAD", "POST"])
def organization_conflict(request: SignedInRequest, slug: str) -> HttpResponse:
    """Declare a conflict with a district, school, or company. The answer is the same whether it applied or not."""
    scorer = get_object_or_404(Scorer.objects.of(request.user).for_answer(), competition__slug=slug)
    form = OrganizationConflictForm(
        request.POST if request.method == "POST" else None,
        help_text="Say how you’re connected with it. Officers can read this. You can’t undo this.",
    )
    if request.method == "POST" and form.is_valid():
        try:
            declare_conflict_with_organization(scorer=scorer, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "You declared a conflict of interest.")
            return redirect("review:organization_conflict", slug)
    back = reverse("review:scorer_answer", args=[slug])
    context = {
        "scorer": scorer,
        "declared": declared_rows(organizations_declared(scorer, request.user)),
        "form": form,
        "back": back,
        "trail": [("Invitation to score", back), ("Declare a conflict", None)],
    }
    return TemplateResponse(request, "review/organization_conflict.html", context)
