"""Closing a stage of a round's scoring: its date, closing it now, and reopening it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, grants_officers
from accounts.refusals import Refusal
from grants.actions.scoring_stages import close_stage, reopen_stage, schedule_closing
from grants.models import Competition
from grants.states import ScoringStage
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems
from portal.review.forms.scoring import ClosingForm
from portal.review.views.scorers import published_round, round_trail


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scoring_stage(request: SignedInRequest, slug: str, stage: str) -> HttpResponse:
    """When an open stage closes."""
    competition, which = _stage(request, slug, stage)
    if competition.is_stage_closed(which, timezone.now()):
        return redirect("review:scoring_stage_reopen", slug, stage)
    closes_at = competition.stage_closes_at(which)
    form = ClosingForm(request.POST if request.method == "POST" else None, initial={"closes_at": closes_at})
    if request.method == "POST" and form.is_valid():
        try:
            schedule_closing(
                competition=competition,
                stage=which,
                closes_at=form.cleaned_data["closes_at"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "Saved.")
            return redirect("review:scoring_progress", slug)
    context = _context(competition, which, f"{which.label}: closing date") | {"form": form}
    return TemplateResponse(request, "review/scoring_stage.html", context)


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scoring_stage_close(request: SignedInRequest, slug: str, stage: str) -> HttpResponse:
    """Ask, then close a stage now."""
    competition, which = _stage(request, slug, stage)
    if request.method == "POST":
        try:
            close_stage(competition=competition, stage=which, by=request.user, at=timezone.now())
        except Refusal as no:
            messages.error(request, str(no))
        else:
            messages.success(request, f"{which.label} is closed.")
        return redirect("review:scoring_progress", slug)
    return TemplateResponse(request, "review/scoring_stage_close.html", _context(competition, which, "Close now"))


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scoring_stage_reopen(request: SignedInRequest, slug: str, stage: str) -> HttpResponse:
    """Reopen a closed stage with a reason."""
    competition, which = _stage(request, slug, stage)
    form = StepReasonForm(
        request.POST if request.method == "POST" else None,
        help_text="The audit log keeps it. Scorers can save and submit again, and no closing date is set.",
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            reopen_stage(competition=competition, stage=which, reason=reason, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{which.label} is open again.")
            return redirect("review:scoring_progress", slug)
    context = _context(competition, which, f"Reopen {which.label.lower()}") | {"form": form}
    return TemplateResponse(request, "review/scorer_withdraw.html", context)


def _stage(request: SignedInRequest, slug: str, stage: str) -> tuple[Competition, ScoringStage]:
    """The round and its stage of that name. Raises Http404."""
    if stage not in ScoringStage.values:
        raise Http404
    return published_round(request, slug), ScoringStage(stage)


def _context(competition: Competition, stage: ScoringStage, title: str) -> dict[str, object]:
    back = reverse("review:scoring_progress", args=[competition.slug])
    trail = round_trail(competition, ("Scoring", back), (title, None))
    return {"competition": competition, "stage": stage, "title": title, "back": back, "trail": trail}
