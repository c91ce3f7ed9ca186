"""Scorers of a round: the officers' list, inviting and withdrawing, and the page on which a person answers."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, grants_officers, round_keepers, scorers
from accounts.models import Role, User
from accounts.refusals import Refusal, reason_against
from districts.models import Region
from grants.actions.scorers import (
    accept_invitation,
    decline_invitation,
    invite_scorer,
    sign_agreement,
    withdraw_scorer,
)
from grants.models import Competition, Scorer
from grants.permissions.scoring import check_can_manage_scorers
from grants.reads.scorer_conflicts import connections_with_round
from grants.reads.scorers import people_to_invite, scorers_of_round
from grants.reads.scoring import loads_in_round
from grants.reads.scoring_offers import own_offer, waiting_offers
from grants.reads.stage_results import counted_for, released_at
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems
from portal.review.forms.scorers import AcceptForm, AgreementForm, ScorerSearchForm
from portal.review.pages.scorers import answers_so_far, invitation_page, scorers_page
from portal.review.pages.scoring_offers import offers_in_words
from portal.review.pages.stage_line import StageOfRound, stage_line


def published_round(request: SignedInRequest, slug: str) -> Competition:
    """The round of that address. Raises Http404 for a draft."""
    return get_object_or_404(Competition.objects.visible_to(request.user).published(), slug=slug)


def round_stages(
    request: SignedInRequest, competition: Competition, current: str, apart: Mapping[str, int] | None = None
) -> list[StageOfRound]:
    """The stages of the round for the reader, with what each put out and when awards were released; two queries.

    `apart`: what the stages put out, where the view counted it already.
    """
    return stage_line(
        competition,
        timezone.now(),
        current,
        reader=request.user,
        apart=counted_for(competition, request.user) if apart is None else apart,
        released_at=released_at(competition),
    )


def round_trail(competition: Competition, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The pages above a page about the scoring of a round."""
    return [
        ("Funding rounds", reverse("applicant:competition_list")),
        (competition.name, competition.get_absolute_url()),
        *last,
    ]


@allow(round_keepers)
@require_safe
def scorer_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who was invited, who accepted, and a search for others."""
    competition, on = published_round(request, slug), timezone.localdate()
    reason = reason_against(lambda: check_can_manage_scorers(request.user, competition, on))
    form = ScorerSearchForm(request.GET or None)
    text = form.text() if form.is_bound else ""
    found = people_to_invite(competition, text, on) if text and not reason else []
    rows = [] if reason else scorers_of_round(competition, request.user)
    loads = loads_in_round(competition, request.user) if rows else {}
    context = {
        "competition": competition,
        "reason": reason,
        "form": form,
        "page": scorers_page(rows, loads, found, text, competition, on),
        "offers": "" if reason else offers_in_words(waiting_offers(competition)),
        "trail": round_trail(competition, ("Scorers", None)),
    }
    return TemplateResponse(request, "review/scorer_list.html", context)


@allow(grants_officers)
@require_POST
def scorer_invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Invite one person, and return to the list."""
    competition, person = published_round(request, slug), request.POST.get("person", "")
    people = User.objects.holding(Role.SCORER, on=timezone.localdate())
    invited = get_object_or_404(people, pk=int(person) if person.isdecimal() and len(person) < 19 else 0)
    try:
        invite_scorer(competition=competition, person=invited, by=request.user, at=timezone.now())
    except Refusal as no:
        if connections_with_round(invited, competition, request.user, timezone.localdate()).are_there():
            return redirect("review:scorer_connections", slug, invited.pk)
        messages.error(request, str(no))
    else:
        messages.success(request, f"We sent an invitation to {invited.name}.")
    return redirect("review:scorer_list", slug)


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scorer_withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a scorer from the round, with a reason."""
    competition = published_round(request, slug)
    scorer = get_object_or_404(Scorer.objects.visible_to(request.user).of_round(competition).for_list(), pk=pk)
    return _withdrawing(
        request,
        scorer,
        title=f"Remove {scorer.person.name} as a scorer",
        help_text="Officers and the scorer can read this. Scores that weren’t submitted won’t count.",
        done=f"{scorer.person.name} no longer scores in this round.",
        back=reverse("review:scorer_list", args=[slug]),
        trail=round_trail(competition, ("Scorers", reverse("review:scorer_list", args=[slug])), ("Remove", None)),
    )


# ---- the person who was invited ----


@allow(scorers)
@require_http_methods(["GET", "HEAD", "POST"])
def scorer_answer(request: SignedInRequest, slug: str) -> HttpResponse:
    """Accept an invitation, with the agreement, or sign the agreement for another year."""
    scorer, on = _own(request, slug), timezone.localdate()
    page = invitation_page(scorer, on)
    form: forms.Form
    write: Callable[..., object]
    data = request.POST if request.method == "POST" else None
    if page.must_sign:
        form = AgreementForm(data)
        done, write = "You signed the agreement for another year.", sign_agreement
    else:
        regions = Region.objects.visible_to(request.user).in_use()
        initial = answers_so_far(scorer, own_offer(request.user, scorer.competition), on)
        form = AcceptForm(data, regions=regions, initial=initial)
        done, write = (
            "You accepted the invitation. Applications assigned to you will appear on your My work page.",
            accept_invitation,
        )
    if data is not None and form_does(form, lambda: write(scorer=scorer, **form.cleaned_data, **pen_of(request))):
        messages.success(request, done)
        return redirect("review:scorer_answer", slug)
    context = {"page": page, "form": form, "slug": slug, "trail": [("Invitation to score", None)]}
    return TemplateResponse(request, "review/scorer_answer.html", context)


@allow(scorers)
@require_POST
def scorer_decline(request: SignedInRequest, slug: str) -> HttpResponse:
    """Decline an invitation."""
    try:
        decline_invitation(scorer=_own(request, slug), **pen_of(request))
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "You declined the invitation.")
    return redirect("review:scorer_answer", slug)


@allow(scorers)
@require_http_methods(["GET", "HEAD", "POST"])
def scorer_leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """Stop scoring in a round, with a reason."""
    scorer, back = _own(request, slug), reverse("review:scorer_answer", args=[slug])
    return _withdrawing(
        request,
        scorer,
        title=f"Stop scoring for {scorer.competition.name}",
        help_text="Officers can read this. If you found a connection with an applicant, name the applicant.",
        done="You no longer score in this round.",
        back=back,
        trail=[("Invitation to score", back), ("Stop scoring", None)],
    )


def _own(request: SignedInRequest, slug: str) -> Scorer:
    own = Scorer.objects.of(request.user).for_answer()
    return get_object_or_404(own, competition__slug=slug)


def pen_of(request: SignedInRequest) -> dict[str, Any]:
    """Who writes, and when: the last arguments of an action."""
    return {"by": request.user, "at": timezone.now()}


def form_does(form: forms.Form, write: Callable[[], object]) -> bool:
    """Whether the form is in order and the action did it; its problems are shown in the form."""
    if not form.is_valid():
        return False
    try:
        write()
    except Refusal as no:
        show_problems(form, no)
        return False
    return True


def _withdrawing(
    request: SignedInRequest, scorer: Scorer, *, title: str, help_text: str, done: str, back: str, trail: object
) -> HttpResponse:
    form = StepReasonForm(request.POST if request.method == "POST" else None, help_text=help_text)
    if request.method == "POST" and form_does(
        form, lambda: withdraw_scorer(scorer=scorer, reason=form.cleaned_data["reason"], **pen_of(request))
    ):
        messages.success(request, done)
        return redirect(back)
    context = {"title": title, "form": form, "back": back, "trail": trail}
    return TemplateResponse(request, "review/scorer_withdraw.html", context)
