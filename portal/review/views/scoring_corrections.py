"""Reopening the scores that a scorer submitted, for a correction."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, grants_officers
from accounts.refusals import Refusal
from grants.actions.scoring_corrections import reopen_scores
from grants.models import ScorerAssignment
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems
from portal.review.views.scoring_rounds import application_of_round, scoring_trail


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scores_reopen(request: SignedInRequest, slug: str, reference: str, pk: int) -> HttpResponse:
    """Let the scorer correct the submitted scores of an application, with a reason."""
    competition, application = application_of_round(request, slug, reference)
    rows = ScorerAssignment.objects.visible_to(request.user).of(application).current().submitted().for_desk()
    assignment = get_object_or_404(rows, pk=pk)
    name, back = assignment.scorer.person.name, reverse("review:scoring_application", args=[slug, reference])
    form = StepReasonForm(
        request.POST if request.method == "POST" else None,
        help_text="The scorer and officers read this. What was submitted is kept. The scores don’t count until the "
        "scorer submits them again.",
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            reopen_scores(assignment=assignment, reason=reason, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{name} can now correct the scores of {reference}.")
            return redirect(back)
    trail = scoring_trail(competition, (reference, back), ("Reopen scores", None))
    context = {"title": f"Reopen the scores of {name}", "form": form, "back": back, "trail": trail}
    return TemplateResponse(request, "review/scorer_withdraw.html", context)
