"""Proposing who scores what in a round: ask, read, decide single pairs, confirm."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, grants_officers
from accounts.refusals import Refusal, reason_against
from grants.actions.assignment_proposals import confirm_proposal, decide_pair, propose_assignments
from grants.models import Competition
from grants.permissions.scoring import check_can_manage_scorers
from grants.reads.proposed_scorers import ShownProposal, explained, proposal_shown_to
from grants.rules.assigning import ScorerPair
from grants.states import ScoringStage
from portal.components.lists import page_of
from portal.components.refusals import show_problems
from portal.review.forms.proposals import ConfirmForm, PairForm, ProposeForm
from portal.review.pages.proposals import pair_page, proposal_page
from portal.review.views.scorers import published_round, round_stages
from portal.review.views.scoring_rounds import scoring_trail

ROWS_ON_A_PAGE = 50
# Seconds after which a page looks again whether the proposal is computed.
LOOKS_AGAIN = 5


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scoring_proposal(request: SignedInRequest, slug: str, stage: str) -> HttpResponse:
    """The officer's proposal; a POST has it computed."""
    competition, shown = _shown(request, slug, stage)
    form = ProposeForm(request.POST if request.method == "POST" else None, is_gate=stage == ScoringStage.GATE)
    if request.method == "POST" and form.is_valid():
        try:
            propose_assignments(
                competition=competition,
                stage=ScoringStage(stage),
                per_application=form.cleaned_data.get("per_application"),
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            return redirect(request.path)
    by_scorer = request.GET.get("by") == "scorer"
    page = proposal_page(shown, competition, stage, by_scorer=by_scorer)
    rows = page_of(page.rows, ROWS_ON_A_PAGE, request)
    context = {
        "competition": competition,
        "stage": stage,
        "label": ScoringStage(stage).label,
        "line": round_stages(request, competition, stage),
        "stages": [(one.label, reverse("review:scoring_proposal", args=[slug, one])) for one in ScoringStage],
        "proposal": page,
        "page": rows,
        "rows": list(rows.object_list),
        "by_scorer": by_scorer,
        "querystring": "by=scorer" if by_scorer else "",
        "form": form,
        "trail": scoring_trail(competition, ("Proposed assignments", None)),
    }
    answer = TemplateResponse(request, "review/scoring_proposal.html", context)
    if page.is_waiting and request.method != "POST" and "stay" not in request.GET:
        answer["Refresh"] = f"{LOOKS_AGAIN}; url={request.path}"
    return answer


@allow(grants_officers)
@require_POST
def proposal_confirm(request: SignedInRequest, slug: str, stage: str) -> HttpResponse:
    """Assign everything that is proposed."""
    _, shown = _shown(request, slug, stage)
    form = ConfirmForm(request.POST)
    if shown.proposal is None or not form.is_valid():
        raise Http404
    try:
        assigned = confirm_proposal(proposal=shown.proposal, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
        return redirect("review:scoring_proposal", slug, stage)
    messages.success(request, f"New assignments: {len(assigned):,}. Each scorer gets one email.")
    return redirect("review:scoring_progress", slug)


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_pair(request: SignedInRequest, slug: str, stage: str) -> HttpResponse:
    """Why a pair is proposed or not; a POST fixes or refuses it, and has the proposal computed anew."""
    competition, shown = _shown(request, slug, stage)
    form = PairForm(request.POST or request.GET)
    if shown.proposal is None or not form.is_valid():
        raise Http404
    pair = ScorerPair(form.cleaned_data["application"], str(form.cleaned_data["scorer"]))
    if pair.scorer not in shown.scorers or pair.application not in shown.references:
        raise Http404
    back = reverse("review:scoring_proposal", args=[slug, stage])
    if request.method == "POST":
        _decide(request, shown, pair, form.cleaned_data["choice"])
        return redirect(back)
    sentences = explained(shown.proposal, pair, timezone.now())
    context: dict[str, Any] = {
        "pair": pair_page(shown.proposal, pair.application, shown.scorers[pair.scorer], sentences),
        "back": back,
        "trail": scoring_trail(competition, ("Proposed assignments", back), (pair.application, None)),
    }
    return TemplateResponse(request, "review/proposal_pair.html", context)


def _decide(request: SignedInRequest, shown: ShownProposal, pair: ScorerPair, choice: str) -> None:
    if shown.proposal is None:
        raise Http404
    try:
        decide_pair(proposal=shown.proposal, pair=pair, choice=choice, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))


def _shown(request: SignedInRequest, slug: str, stage: str) -> tuple[Competition, ShownProposal]:
    """The round and the officer's proposal. Raises Http404 for officers who don't manage the round's scorers."""
    competition, on = published_round(request, slug), timezone.localdate()
    if stage not in ScoringStage.values or reason_against(
        lambda: check_can_manage_scorers(request.user, competition, on)
    ):
        raise Http404
    return competition, proposal_shown_to(request.user, competition, stage)
