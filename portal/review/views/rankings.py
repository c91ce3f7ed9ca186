"""The ranking of a round: raw and adjusted scores, likely ranks, and bands, once all scorers have submitted."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, desk_readers, round_keepers
from accounts.refusals import Refusal
from grants.actions.lots import draw_seed
from grants.actions.rankings import ask_for_ranking
from grants.models import Competition
from grants.permissions.application import can_change_rules
from grants.permissions.scoring import can_compute_ranking
from grants.reads.rankings import rankings_for, read_ranking_inputs
from portal.review.files import ranking_file
from portal.review.pages.ranking import RankingPage, ranking_page
from portal.review.views.scorers import published_round, round_stages, round_trail


@allow(desk_readers)
@require_safe
def round_ranking(request: SignedInRequest, slug: str) -> HttpResponse:
    """The last ranking of the applications that the reader may read, or how many still wait for scorers."""
    competition = published_round(request, slug)
    context = {
        "competition": competition,
        "stages": round_stages(request, competition, "ranking"),
        "page": _page_for(request, competition),
        "trail": round_trail(competition, ("Ranking", None)),
    }
    return TemplateResponse(request, "review/round_ranking.html", context)


@allow(desk_readers)
@require_safe
def ranking_csv(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """The table of the page as a file; 404 while the page shows none."""
    competition = published_round(request, slug)
    page = _page_for(request, competition)
    if not page.shown:
        raise Http404
    return ranking_file(page.shown.rows, page.ties.rows, on=timezone.localdate())


def _page_for(request: SignedInRequest, competition: Competition) -> RankingPage:
    now, on = timezone.now(), timezone.localdate()
    inputs = read_ranking_inputs(competition, request.user, now)
    return ranking_page(
        competition,
        inputs,
        rankings_for(competition, inputs.scope),
        may_compute=can_compute_ranking(request.user, on),
        may_draw=not competition.lots_seed and can_change_rules(request.user, competition, on),
        now=now,
    )


@allow(round_keepers)
@require_POST
def ranking_compute(request: SignedInRequest, slug: str) -> HttpResponse:
    """Request a ranking, and return to the page."""
    competition = published_round(request, slug)
    try:
        ask_for_ranking(competition=competition, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    return redirect("review:round_ranking", slug)


@allow(round_keepers)
@require_POST
def ranking_seed(request: SignedInRequest, slug: str) -> HttpResponse:
    """Have the portal draw the seed of the lots, and return to the page."""
    competition = published_round(request, slug)
    try:
        draw_seed(competition=competition, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "The seed was drawn.")
    return redirect("review:round_ranking", slug)
