"""The funding line of a round: scenarios of which applications a budget reaches, tried, saved, and compared."""

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, desk_readers, round_keepers
from accounts.refusals import Refusal
from grants.actions.funding import record_passing_over, remove_scenario, save_scenario
from grants.actions.rankings import ask_for_ranking
from grants.models import Application, Competition
from grants.permissions.scoring import can_compute_ranking
from grants.reads.funding import (
    FundingBasis,
    members_of,
    read_funding_basis,
    reasons_for_passing_over,
    without_a_reason,
)
from grants.rules.funding_scenarios import Scenario
from portal.review.files import funding_file
from portal.review.forms.funding import UNRANKED, PassingOverForm, ScenarioForm, ScenarioNameForm
from portal.review.pages.funding import budget_in_words, funding_page
from portal.review.views.scorers import published_round, round_stages, round_trail


class _Tried(NamedTuple):
    """What the address asks for; an invalid form shows the baseline."""

    form: ScenarioForm
    scenario: Scenario
    basis: FundingBasis


@allow(desk_readers)
@require_safe
def funding_line(request: SignedInRequest, slug: str) -> HttpResponse:
    """The line of the scenario in the address."""
    return _page(request, published_round(request, slug))


@allow(desk_readers)
@require_safe
def funding_line_csv(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """The table of the scenario as a file; 404 while the page shows none."""
    competition = published_round(request, slug)
    tried = _tried(request, competition, request.GET)
    page = funding_page(tried.basis, tried.scenario, may_write=False)
    if page.shown is None or tried.form.errors:
        raise Http404
    return funding_file(page.shown, on=timezone.localdate())


@allow(round_keepers)
@require_POST
def funding_save(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save the scenario in the address under a name."""
    competition = published_round(request, slug)
    tried, form = _tried(request, competition, request.GET), ScenarioNameForm(request.POST)
    if not form.is_valid() or tried.form.errors:
        return _page(request, competition, naming=form)
    words = {"name": form.cleaned_data["name"], "by": request.user, "at": timezone.now()}
    try:
        saved = save_scenario(competition=competition, scenario=tried.scenario, **words)
    except Refusal as no:
        form.add_error("name", list(no.problems))
        return _page(request, competition, naming=form)
    messages.success(request, f"{saved} was saved.")
    return _back(slug, request.GET)


@allow(round_keepers)
@require_POST
def funding_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a saved scenario."""
    competition = published_round(request, slug)
    try:
        remove_scenario(competition=competition, pk=pk, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "The scenario was removed.")
    return _back(slug, QueryDict())


@allow(round_keepers)
@require_POST
def funding_rank(request: SignedInRequest, slug: str) -> HttpResponse:
    """Have the ranking computed without a scorer, and return to the scenario."""
    competition = published_round(request, slug)
    try:
        ask_for_ranking(
            competition=competition, without=request.GET.get("without", ""), by=request.user, at=timezone.now()
        )
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "The ranking is being computed. This takes up to a minute. Reload this page.")
    return _back(slug, request.GET)


@allow(round_keepers)
@require_POST
def funding_pass_over(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save the reason for choosing an application instead of one that ranks higher."""
    competition, form = published_round(request, slug), PassingOverForm(request.POST)
    if form.is_valid():
        try:
            record_passing_over(competition=competition, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            form.add_error(None, list(no.problems))
        else:
            messages.success(request, "The reason was saved.")
            return _back(slug, QueryDict())
    return _page(request, competition, passing=form)


def _page(
    request: SignedInRequest,
    competition: Competition,
    *,
    naming: ScenarioNameForm | None = None,
    passing: PassingOverForm | None = None,
) -> HttpResponse:
    tried, now = _tried(request, competition, request.GET), timezone.now()
    may_write = can_compute_ranking(request.user, timezone.localdate())
    page = funding_page(
        tried.basis,
        tried.scenario,
        reasons=reasons_for_passing_over(competition, Application.objects.on_desk_of(request.user)),
        # Names applications of the whole round, so only to readers from whom none is kept.
        unexplained=[] if tried.basis.left_out else without_a_reason(competition, tried.basis.ranking, now),
        may_write=may_write,
    )
    context = {
        "stages": round_stages(request, competition, "funding"),
        "competition": competition,
        "page": page,
        "form": tried.form,
        "naming": naming or ScenarioNameForm(),
        "passing": passing or PassingOverForm(),
        "trail": round_trail(competition, ("Funding line", None)),
    }
    has_errors = bool(tried.form.errors or (naming and naming.errors) or (passing and passing.errors))
    return TemplateResponse(request, "review/funding_line.html", context, status=422 if has_errors else 200)


def _tried(request: SignedInRequest, competition: Competition, data: QueryDict) -> _Tried:
    form, scenario = ScenarioForm(data or None, budget=budget_in_words(competition)), Scenario()
    if form.is_valid():
        reference = form.cleaned_data["application"]
        form.find_member(members_of(competition, request.user, reference) if reference else {})
        if form.is_valid():
            scenario = form.scenario()
    basis = read_funding_basis(competition, request.user, timezone.now(), scenario)
    form.offer_scorers(basis.scorers)
    if scenario.application and scenario.application not in basis.requested:
        form.add_error("application", UNRANKED)
    return _Tried(form, Scenario() if form.errors else scenario, basis)


def _back(slug: str, query: QueryDict) -> HttpResponseRedirect:
    address = reverse("review:funding_line", args=[slug])
    return HttpResponseRedirect(f"{address}?{query.urlencode()}" if query else address)
