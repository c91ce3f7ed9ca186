"""The board's pages: a round's applications, one application with its votes and decisions, and deciding."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, board_members, board_readers, desk_readers, round_keepers
from accounts.refusals import Refusal, reason_against
from grants.actions.board import cancel_decision, cast_vote, countersign_decision, propose_decision
from grants.models import Application, BoardDecision, FactReply
from grants.models.board import before_board
from grants.permissions.board import check_can_decide
from grants.permissions.hidden_names import hides_names_before_board
from grants.reads.board import (
    in_round,
    limits_of,
    problems_with_voting_on,
    round_before_board,
    rows_before_board,
    scoring_before_board,
)
from grants.reads.fact_replies import facts_in_version
from grants.reads.funding import reasons_for_passing_over
from grants.reads.names import names_in, words_before_board
from grants.reads.slates import slates_in
from grants.reads.stage_results import counted_for
from grants.rules.hidden_names import Names
from portal.components.refusals import show_problems
from portal.review.forms.board import BoardDecisionForm, VoteForm
from portal.review.pages.board import application_page, board_page, decision_cards, decision_facts, fact_rows
from portal.review.pages.desk import sections_in
from portal.review.pages.funding import reason_rows
from portal.review.pages.slates import slate_list_rows
from portal.review.views.scorers import published_round, round_stages, round_trail


@allow(board_readers)
@require_safe
def board_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """The round's applications before the board, with what awards take of the budget."""
    competition = published_round(request, slug)
    rows, apart = round_before_board(competition, request.user), counted_for(competition, request.user)
    words = words_before_board(competition, request.user)
    context = {
        "page": board_page(competition, rows, request.user, apart),
        "slates": slate_list_rows(competition, slates_in(competition, request.user), request.user),
        "passed_over": reason_rows(reasons_for_passing_over(competition, before_board(request.user)), words),
        "funding_address": reverse("review:funding_line", args=[slug]) if desk_readers(request.user) else "",
        "stages": round_stages(request, competition, "board", apart),
        "trail": round_trail(competition, ("Board decisions", None)),
    }
    return TemplateResponse(request, "review/board_list.html", context)


@allow(board_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def board_application(request: SignedInRequest, slug: str, reference: str) -> HttpResponse:
    """What the board knows of an application and has decided; board members vote here."""
    application = _before_board(request, slug, reference)
    (row,) = rows_before_board([application], request.user)
    may_vote = board_members(request.user)
    own = next((vote.choice for vote in row.votes if vote.member_id == request.user.pk), "")
    form = VoteForm(request.POST if request.method == "POST" and may_vote else None, initial={"choice": own})
    if form.is_valid():
        try:
            cast_vote(application=application, choice=form.cleaned_data["choice"], by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"Your vote on {reference} was recorded.")
            return redirect("review:board_list", slug)
    version = application.latest_version(with_content=True)
    is_hidden = hides_names_before_board(request.user, application.competition)
    names = names_in(version, are_hidden=is_hidden) if version else Names({}, {})
    decisions = list(BoardDecision.objects.visible_to(request.user).of(application))
    context = {
        "page": application_page(row, scoring_before_board(application), names, request.user),
        "cards": decision_cards(application, decisions, request.user, names),
        "facts": fact_rows(facts_in_version(version) if version else [], FactReply.objects.of(application), names),
        "sections": sections_in(names.packet, {}) if version else [],
        "file_address": _file_address(request, reference, decisions),
        "form": form if may_vote else None,
        "closed": problems_with_voting_on(application) if may_vote else [],
        "trail": _trail(application, reference),
    }
    return TemplateResponse(request, "review/board_application.html", context, status=422 if form.errors else 200)


def _file_address(request: SignedInRequest, reference: str, decisions: list[BoardDecision]) -> str:
    """The file of everything about the application, for officials after the release."""
    is_there = desk_readers(request.user) and any(one.release and one.release.confirmed_at for one in decisions)
    return reverse("staff:application_file", args=[reference]) if is_there else ""


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def board_decide(request: SignedInRequest, slug: str, reference: str) -> HttpResponse:
    """Enter what the board decided."""
    application, on = _before_board(request, slug, reference), timezone.localdate()
    (row,) = rows_before_board([application], request.user)
    current = row.decision.pk if row.decision else 0
    form = BoardDecisionForm(request.POST if request.method == "POST" else None, replaces=current)
    if form.is_valid():
        try:
            propose_decision(application=application, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The decision was entered. It counts once another official countersigns it.")
            return redirect("review:board_application", slug, reference)
    context = {
        "reference": reference,
        "back": reverse("review:board_application", args=[slug, reference]),
        "facts": decision_facts(row, scoring_before_board(application), limits_of(application)),
        "form": form,
        "refused": reason_against(lambda: check_can_decide(request.user, application, on)),
        "trail": _trail(application, reference, "Enter the board’s decision"),
    }
    return TemplateResponse(request, "review/board_decide.html", context, status=422 if form.errors else 200)


@allow(round_keepers)
@require_POST
def board_countersign(request: SignedInRequest, slug: str, reference: str, pk: int) -> HttpResponse:
    """Countersign a decision that another official entered."""
    return _on_decision(request, slug, reference, pk, countersign_decision, "You countersigned the decision.")


@allow(round_keepers)
@require_POST
def board_cancel(request: SignedInRequest, slug: str, reference: str, pk: int) -> HttpResponse:
    """Cancel a decision that waits for a countersignature."""
    return _on_decision(request, slug, reference, pk, cancel_decision, "The decision was canceled.")


def _on_decision(
    request: SignedInRequest, slug: str, reference: str, pk: int, write: Callable[..., object], done: str
) -> HttpResponse:
    application = _before_board(request, slug, reference)
    decisions = BoardDecision.objects.visible_to(request.user).of(application)
    try:
        write(decision=get_object_or_404(decisions, pk=pk), by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("review:board_application", slug, reference)


def _before_board(request: SignedInRequest, slug: str, reference: str) -> Application:
    rows = in_round(published_round(request, slug), request.user)
    return get_object_or_404(rows, reference=reference)


def _trail(application: Application, reference: str, last: str = "") -> list[tuple[str, str | None]]:
    slug = application.competition.slug
    here = reverse("review:board_application", args=[slug, reference])
    tail: list[tuple[str, str | None]] = [(reference, here), (last, None)] if last else [(reference, None)]
    board = ("Board decisions", reverse("review:board_list", args=[slug]))
    return round_trail(application.competition, board, *tail)
