"""A round's terms for its board, and the release of its awards by two people."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, administrators, allow, round_keepers
from accounts.refusals import Refusal, reason_against
from grants.actions.award_releases import cancel_release, confirm_release, release_awards
from grants.actions.board import set_board_terms
from grants.models import AwardRelease
from grants.permissions.board import check_is_free_in_round
from grants.reads.board import release_facts
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems
from portal.review.forms.board import BoardTermsForm
from portal.review.pages.award_releases import release_page, terms_in_words
from portal.review.views.scorers import published_round, round_trail


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
def board_terms(request: SignedInRequest, slug: str) -> HttpResponse:
    """Set the budget for awards, what is made public, and how long applicants can appeal."""
    competition, back = published_round(request, slug), reverse("review:board_list", args=[slug])
    now = {
        "budget": competition.board_budget,
        "policy": competition.release_policy,
        "appeal_days": competition.appeal_days,
    }
    form = BoardTermsForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        try:
            set_board_terms(competition=competition, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The budget, what is made public, and the days to appeal were saved.")
            return redirect(back)
    trail = round_trail(competition, ("Board decisions", back), ("Budget, publication, and appeals", None))
    context = {
        "competition": competition,
        "is_released": AwardRelease.objects.of_round(competition).confirmed().exists(),
        "now": terms_in_words(competition),
        "form": form,
        "back": back,
        "trail": trail,
    }
    return TemplateResponse(request, "review/board_terms.html", context, status=422 if form.errors else 200)


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def award_release(request: SignedInRequest, slug: str) -> HttpResponse:
    """What would be released now, what is left to confirm, and past releases. Administrators prepare it."""
    competition, back = published_round(request, slug), reverse("review:board_list", args=[slug])
    refused = reason_against(lambda: check_is_free_in_round(request.user, competition))
    is_sent = request.method == "POST" and not refused
    form = StepReasonForm(
        request.POST if is_sent else None,
        is_required=False,
        help_text="Needed where a submitted application has no decision. Officials read it.",
    )
    if form.is_valid():
        try:
            release_awards(
                competition=competition, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The release was prepared. Another official has to confirm it.")
            return redirect("review:award_release", slug)
    releases = [] if refused else list(AwardRelease.objects.of_round(competition))
    context = {
        "competition": competition,
        "page": None if refused else release_page(competition, release_facts(competition), releases, request.user),
        "form": form if administrators(request.user) else None,
        "refused": refused,
        "back": back,
        "trail": round_trail(competition, ("Board decisions", back), ("Release awards", None)),
    }
    return TemplateResponse(request, "review/award_release.html", context, status=422 if form.errors else 200)


@allow(round_keepers)
@require_POST
def award_release_confirm(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Release what another person prepared."""
    return _on_release(request, slug, pk, confirm_release, "The awards were released.")


@allow(round_keepers)
@require_POST
def award_release_cancel(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel a release that no one confirmed."""
    return _on_release(request, slug, pk, cancel_release, "The release was canceled.")


def _on_release(request: SignedInRequest, slug: str, pk: int, write: Callable[..., object], done: str) -> HttpResponse:
    release = get_object_or_404(AwardRelease.objects.of_round(published_round(request, slug)), pk=pk)
    try:
        write(release=release, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("review:award_release", slug)
