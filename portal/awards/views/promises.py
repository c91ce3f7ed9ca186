"""One promise of a member: its history, and the changes that its member or the lead proposes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, round_keepers, signed_in
from accounts.dates import day_in_words
from accounts.refusals import Refusal, reason_against
from grants.actions.promises import (
    NOT_NOW,
    OPEN,
    agree_to_promise_change,
    answer_promise_change,
    cancel_promise_change,
    propose_promise_change,
)
from grants.models import Award, PromiseChange
from grants.permissions.application import may
from grants.permissions.awards import (
    check_can_accept_allocation,
    check_can_oversee,
    check_can_propose_promise_change,
)
from grants.reads.promises import PromiseHistory, earliest_change_of, history_of
from grants.rules.promises import ENDED, PromiseWords
from portal.awards.forms.promises import PromiseAnswerForm, PromiseChangeForm
from portal.awards.pages.overview import award_trail
from portal.awards.pages.promises import PromiseRights, promise_page
from portal.awards.views.overview import visible_award
from portal.components.refusals import show_problems


@allow(signed_in)
@require_safe
def promise_detail(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """What a member has promised since when, the open change, and what its people and officials can do about it."""
    award = visible_award(request, reference)
    return _page(request, award, _history(award, position), PromiseAnswerForm())


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def promise_change(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """The member or the lead proposes that the member promises something else from a day on."""
    award = visible_award(request, reference)
    history, on = _history(award, position), request.user.as_of
    promise = history.last
    promise.award = award
    earliest = earliest_change_of(promise, on)
    form = PromiseChangeForm(
        request.POST if request.method == "POST" else None,
        initial=PromiseWords.of(promise)._asdict(),
        earliest=f"{day_in_words(earliest)} or later." if earliest else "",
    )
    if form.is_valid():
        entered = {"from_on": form.cleaned_data["from_on"], "reason": form.cleaned_data["reason"]}
        try:
            change = propose_promise_change(
                promise=promise, words=form.words(), **entered, by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            sent = "The state will answer." if change.waits_for_state else f"We asked {promise.participant} to agree."
            messages.success(request, f"The change was proposed. {sent}")
            return redirect("awards:promise_detail", reference, position)
    context = {
        "award": award,
        "title": f"{promise.participant}: {promise.activity}",
        "position": position,
        "form": form,
        "refused": _refused(request, award, history) or ("" if earliest else ENDED),
        "trail": award_trail(award, ("Change a promise", None)),
    }
    return TemplateResponse(request, "awards/promise_change.html", context, status=422 if form.errors else 200)


@allow(signed_in)
@require_POST
def promise_agree(request: SignedInRequest, reference: str, position: int, pk: int) -> HttpResponse:
    """An authorized signer of the member agrees to a change that others proposed."""
    change = _change(visible_award(request, reference), position, pk)
    try:
        agree_to_promise_change(change=change, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "You agreed to the change. The state will answer.")
    return redirect("awards:promise_detail", reference, position)


@allow(signed_in)
@require_POST
def promise_cancel(request: SignedInRequest, reference: str, position: int, pk: int) -> HttpResponse:
    """The member or the lead cancels a change that has no answer."""
    change = _change(visible_award(request, reference), position, pk)
    try:
        cancel_promise_change(change=change, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "The change was canceled. The promise didn’t change.")
    return redirect("awards:promise_detail", reference, position)


@allow(round_keepers)
@require_POST
def promise_answer(request: SignedInRequest, reference: str, position: int, pk: int) -> HttpResponse:
    """The state accepts a change or doesn't."""
    award = visible_award(request, reference)
    change, form = _change(award, position, pk), PromiseAnswerForm(request.POST)
    if form.is_valid():
        answer = {"accepts": form.cleaned_data["accepts"] == "yes", "reason": form.cleaned_data["reason"]}
        try:
            answer_promise_change(change=change, **answer, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "Your response was recorded.")
            return redirect("awards:promise_detail", reference, position)
    return _page(request, award, _history(award, position), form)


def _page(request: SignedInRequest, award: Award, history: PromiseHistory, form: PromiseAnswerForm) -> HttpResponse:
    user, on, member = request.user, request.user.as_of, history.last.participant
    rights = PromiseRights(
        proposes=may(lambda: check_can_propose_promise_change(user, award, member, on)),
        agrees=may(lambda: check_can_accept_allocation(user, award, member, on)),
        answers=may(lambda: check_can_oversee(user, award, on)),
    )
    page = promise_page(award, history, rights, on)
    context = {"page": page, "form": form, "trail": award_trail(award, (page.title, None))}
    return TemplateResponse(request, "awards/promise_detail.html", context, status=422 if form.errors else 200)


def _refused(request: SignedInRequest, award: Award, history: PromiseHistory) -> str:
    """Why this reader can't propose a change now; empty if the reader can."""
    user, member = request.user, history.last.participant
    refused = reason_against(lambda: check_can_propose_promise_change(user, award, member, user.as_of))
    if refused:
        return refused
    if not award.promises_can_change or history.last.ends_on:
        return NOT_NOW
    return OPEN if history.open_change else ""


def _history(award: Award, position: int) -> PromiseHistory:
    history = history_of(award, position)
    if history is None:
        raise Http404
    return history


def _change(award: Award, position: int, pk: int) -> PromiseChange:
    return get_object_or_404(PromiseChange.objects.of(award).in_place(position), pk=pk)
