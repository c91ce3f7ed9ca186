"""Slates: preparing one, reading it, voting on it, and entering and countersigning its decisions together."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, board_members, board_readers, round_keepers
from accounts.refusals import Refusal, reason_against
from grants.actions.slates import (
    countersign_slate,
    enter_slate,
    prepare_slate,
    reopen_slate,
    take_off_slate,
    vote_on_slate,
    withdraw_slate,
)
from grants.models import BoardSlate, Competition
from grants.permissions.board import check_can_keep_slates
from grants.reads.board import in_round
from grants.reads.names import words_before_board
from grants.reads.slates import slate_shown_to, to_choose_from
from grants.rules.slates import is_wanted
from portal.components.refusals import show_problems
from portal.review.forms.slates import SlateFilterForm, SlateForm, SlateVoteForm
from portal.review.pages.slates import bands_of, choice_rows, slate_page, vote_labels
from portal.review.views.scorers import published_round, round_trail

# What officials do with a slate, by the last part of the address, and what they read after that.
STEPS: dict[str, tuple[Callable[..., object], str]] = {
    "enter": (enter_slate, "The decisions were entered. They count once another official countersigns them."),
    "countersign": (countersign_slate, "You countersigned all decisions of the slate."),
    "reopen": (reopen_slate, "The decisions were canceled. Members can vote on the slate again."),
    "withdraw": (withdraw_slate, "The slate was withdrawn."),
}

NOTHING_LEFT = "Applications that have a decision or are on another slate can’t be put on one."


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def board_slate_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose applications for a slate, by a filter or one by one, with the decision and reasons."""
    competition, now = published_round(request, slug), timezone.now()
    refused = reason_against(lambda: check_can_keep_slates(request.user, competition, timezone.localdate(now)))
    rows = [] if refused else to_choose_from(competition, request.user, now)
    narrowing = SlateFilterForm(request.GET or None, bands=bands_of(rows))
    wanted = narrowing.cleaned_data if narrowing.is_valid() else {}
    if wanted:
        keep = {"after": wanted.get("after"), "bands": wanted.get("band", []), "unranked": wanted["unranked"]}
        rows = [row for row in rows if is_wanted(row.place, **keep)]
    chosen = {row.application.reference for row in rows} if wanted else set()
    form = SlateForm(request.POST if request.method == "POST" and not refused else None)
    if form.is_bound:
        chosen = set(request.POST.getlist("application"))
    if form.is_valid():
        try:
            slate = prepare_slate(
                competition=competition, references=chosen, **form.cleaned_data, by=request.user, at=now
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The slate was prepared. Board members can vote on it.")
            return redirect("review:board_slate", slug, slate.pk)
    context = {
        "competition": competition,
        "rows": choice_rows(rows, chosen),
        "empty": "" if rows or wanted else NOTHING_LEFT,
        "narrowing": narrowing,
        "form": form,
        "refused": refused,
        "trail": _trail(competition, "Prepare a slate"),
    }
    return TemplateResponse(request, "review/board_slate_new.html", context, status=422 if form.errors else 200)


@allow(board_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def board_slate(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The slate with the applications that the reader may know of; board members vote here."""
    slate, on = _slate(request, slug, pk), timezone.localdate()
    facts = slate_shown_to(slate, request.user)
    own = next((vote.choice for vote in facts.votes if vote.member_id == request.user.pk), "")
    may_vote = board_members(request.user) and slate.is_open
    sent = request.POST if request.method == "POST" and board_members(request.user) else None
    form = SlateVoteForm(sent, own=own, labels=vote_labels(slate.outcome))
    if form.is_valid():
        try:
            vote_on_slate(slate=slate, choice=form.cleaned_data["choice"], by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"Your vote on slate {slate.pk} was recorded.")
            return redirect("review:board_list", slug)
    may_keep = round_keepers(request.user) and not reason_against(
        lambda: check_can_keep_slates(request.user, slate.competition, on)
    )
    context = {
        "page": slate_page(facts, request.user, words_before_board(slate.competition, request.user), may_keep=may_keep),
        "slate": slate,
        "form": form if may_vote or form.errors else None,
        "own": own,
        "trail": _trail(slate.competition, f"Slate {slate.pk}"),
    }
    return TemplateResponse(request, "review/board_slate.html", context, status=422 if form.errors else 200)


@allow(board_readers)
@require_POST
def board_slate_take_off(request: SignedInRequest, slug: str, pk: int, reference: str) -> HttpResponse:
    """Take an application off the slate, so that the board discusses it."""
    slate = _slate(request, slug, pk)
    application = get_object_or_404(in_round(slate.competition, request.user), reference=reference)
    try:
        take_off_slate(slate=slate, application=application, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{reference} was removed from the slate.")
    return redirect("review:board_slate", slug, pk)


@allow(round_keepers)
@require_POST
def board_slate_step(request: SignedInRequest, slug: str, pk: int, step: str) -> HttpResponse:
    """Enter, countersign, or cancel the decisions of the slate, or withdraw it."""
    slate = _slate(request, slug, pk)
    if step not in STEPS:
        raise Http404
    write, done = STEPS[step]
    try:
        write(slate=slate, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("review:board_slate", slug, pk)


def _slate(request: SignedInRequest, slug: str, pk: int) -> BoardSlate:
    slates = BoardSlate.objects.visible_to(request.user).of_round(published_round(request, slug))
    return get_object_or_404(slates.select_related("competition"), pk=pk)


def _trail(competition: Competition, last: str) -> list[tuple[str, str | None]]:
    board = ("Board decisions", reverse("review:board_list", args=[competition.slug]))
    return round_trail(competition, board, (last, None))
