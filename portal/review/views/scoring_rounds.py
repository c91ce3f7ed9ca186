"""The scoring of a round for officers: how far it is, who scores an application, assigning and ending that."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, grants_officers
from accounts.refusals import Refusal
from grants.actions.scorer_assignments import assign_scorer, end_assignment, set_up_scoring
from grants.models import Application, Competition, ScorerAssignment
from grants.reads.names import labels_in
from grants.reads.scorer_conflicts import connections_with_application
from grants.reads.scoring import (
    earlier_scores_shown_to,
    excluded_scores_shown_to,
    progress_of_round,
    scorers_of_application,
    scorers_to_assign,
    scores_shown_to,
)
from grants.reads.stage_results import out_after
from grants.rules.hidden_names import with_names
from grants.states import GateResult, ScoringStage
from portal.components.lists import page_of
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems
from portal.review.files import scoring_csv
from portal.review.forms.scoring import AssignForm, ScoringSetUpForm
from portal.review.pages.names import hidden_names_in_words
from portal.review.pages.scorer_conflicts import connection_rows, has_connections_to_consider
from portal.review.pages.scoring_rounds import (
    RoundProgress,
    assignment_rows,
    earlier_submissions,
    round_progress,
    shown_scores,
    stage_rows,
)
from portal.review.views.scorers import published_round, round_stages, round_trail

ROWS_ON_A_PAGE = 50


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scoring_progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """How many scorers of each application submitted; a POST sets the due date and what passes the gate."""
    competition = published_round(request, slug)
    initial = {
        "due_at": competition.scores_due_at,
        "votes_needed": competition.gate_votes_needed,
        "quorum": competition.consensus_quorum,
    }
    form = ScoringSetUpForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_up_scoring(competition=competition, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "You saved the scoring settings.")
            return redirect("review:scoring_progress", slug)
    progress = _progress(request, competition)
    context = {
        "competition": competition,
        "progress": progress,
        "names": hidden_names_in_words(competition),
        "stages": stage_rows(competition, timezone.now()),
        "line": round_stages(request, competition, ScoringStage.SCORING),
        "page": page_of(progress.rows, ROWS_ON_A_PAGE, request),
        "querystring": progress.query_string,
        "form": form,
        "trail": round_trail(competition, ("Scoring", None)),
    }
    return TemplateResponse(request, "review/scoring_progress.html", context)


@allow(grants_officers)
@require_safe
def scoring_progress_csv(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """All applications of the round under the same filter, as a file."""
    competition = published_round(request, slug)
    progress = _progress(request, competition)
    return scoring_csv(progress.rows, on=timezone.localdate())


def _progress(request: SignedInRequest, competition: Competition) -> RoundProgress:
    """The round's scoring under the filter of the address."""
    result = request.GET.get("gate", "")
    rows = progress_of_round(competition, request.user, timezone.now())
    return round_progress(rows, competition, result if result in GateResult.values else "")


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scoring_application(request: SignedInRequest, slug: str, reference: str) -> HttpResponse:
    """Who scores an application; a POST assigns another scorer."""
    competition, application = application_of_round(request, slug, reference)
    scorers = scorers_to_assign(application)
    connections = connections_with_application(application, scorers, request.user, timezone.localdate())
    data = request.POST if request.method == "POST" else None
    form = AssignForm(data, scorers=scorers, has_connections=has_connections_to_consider(connections))
    if request.method == "POST" and form.is_valid():
        scorer, stage = form.cleaned_data["scorer"], ScoringStage(form.cleaned_data["stage"])
        try:
            assign_scorer(
                application=application,
                scorer=scorer,
                stage=stage,
                considered=form.cleaned_data.get("considered", False),
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"You assigned {reference} to {scorer.person.name}.")
            return redirect(request.path)
    at, labels = timezone.now(), labels_in(application)
    words = partial(with_names, names=labels)
    context = {
        "competition": competition,
        "application": application,
        "labels": list(labels.items()),
        "rows": assignment_rows(scorers_of_application(application, request.user), competition, timezone.now()),
        "connections": connection_rows(connections),
        "excluded": shown_scores(excluded_scores_shown_to(request.user, application, at), words),
        "scores": shown_scores(scores_shown_to(request.user, application, at), words),
        "earlier": earlier_submissions(earlier_scores_shown_to(request.user, application, at), words),
        "form": form,
        "out": out_after(application),
        "trail": scoring_trail(competition, (reference, None)),
    }
    return TemplateResponse(request, "review/scoring_application.html", context)


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_end(request: SignedInRequest, slug: str, reference: str, pk: int) -> HttpResponse:
    """End the assignment of one of the application’s scorers, with a reason."""
    competition, application = application_of_round(request, slug, reference)
    rows = ScorerAssignment.objects.visible_to(request.user).of(application).current().for_desk()
    assignment = get_object_or_404(rows, pk=pk)
    name, back = assignment.scorer.person.name, reverse("review:scoring_application", args=[slug, reference])
    form = StepReasonForm(
        request.POST if request.method == "POST" else None,
        help_text="Officers can read this. Scores that were entered and not submitted stay in the history.",
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            end_assignment(assignment=assignment, reason=reason, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{name} no longer scores {reference}.")
            return redirect(back)
    trail = scoring_trail(competition, (reference, back), ("End assignment", None))
    context = {"title": f"End {name}’s assignment", "form": form, "back": back, "trail": trail}
    return TemplateResponse(request, "review/scorer_withdraw.html", context)


def application_of_round(request: SignedInRequest, slug: str, reference: str) -> tuple[Competition, Application]:
    """The round of that address and its application on the officer's desk. Raises Http404."""
    competition = published_round(request, slug)
    applications = Application.objects.on_desk_of(request.user).for_desk()
    application = get_object_or_404(applications, reference=reference)
    if application.competition_id != competition.pk:
        raise Http404
    return competition, application


def scoring_trail(competition: Competition, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return round_trail(competition, ("Scoring", reverse("review:scoring_progress", args=[competition.slug])), *last)
