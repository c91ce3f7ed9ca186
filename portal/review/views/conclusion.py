"""Comparing officers' reviews, asking officers for a review or a decision, and the state's answer."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, desk_readers, grants_officers, round_keepers
from accounts.models import Role
from accounts.refusals import Refusal, reason_against
from grants.actions.review_requests import ask_officer, end_review_request
from grants.actions.state_answers import answer_proposal, cancel_state_answer, propose_state_answer
from grants.models import StateAnswer
from grants.permissions.review import check_can_ask_officer
from grants.reads.conclusion import determinations_on, officers_to_ask, requests_shown_to
from grants.rules.conclusion import QUESTIONS_WHERE_OFFICERS_DIFFER, officers_differ
from grants.states import AskedFor
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems
from portal.review.forms import AnswerConsentForm, AskOfficerForm, StateAnswerForm
from portal.review.pages.conclusion import state_answer_page
from portal.review.views.desk import application_on_desk, desk_and_rows


@allow(desk_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def state_answer(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The officers' reviews side by side and the state's answer; officers who may give it do so here."""
    desk, rows = desk_and_rows(request, reference, "State’s answer")
    page = state_answer_page(rows, desk, request.user)
    asks = QUESTIONS_WHERE_OFFICERS_DIFFER if page.differ else ()
    sent = request.POST if request.method == "POST" else None
    form = StateAnswerForm(sent, replaces=page.current.pk if page.current else 0, asks=asks)
    if form.is_valid():
        try:
            answer = propose_state_answer(
                application=rows.application, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            done = (
                "You recorded the state’s answer."
                if answer.recorded_at
                else f"You proposed the state’s answer. {page.must_agree}"
            )
            messages.success(request, done)
            return redirect("review:state_answer", reference)
    context = desk | {"page": page, "form": form, "consent_form": AnswerConsentForm()}
    return TemplateResponse(request, "review/state_answer.html", context, status=422 if form.errors else 200)


@allow(grants_officers)
@require_POST
def state_answer_agree(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """Agree to the answer that another officer proposed, or say why not."""
    answer, form = _answer(request, reference, pk), AnswerConsentForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose yes or no.")
    else:
        agrees = form.cleaned_data["agrees"] == "yes"
        try:
            answer_proposal(
                answer=answer,
                agrees=agrees,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            messages.error(request, str(no))
        else:
            messages.success(
                request,
                "You agreed to the answer."
                if agrees
                else "You didn’t agree. The officer who proposed the answer can read your reason.",
            )
    return redirect("review:state_answer", reference)


@allow(round_keepers)
@require_POST
def state_answer_cancel(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """Cancel a proposed answer: the reader’s own, or any if the reader is an administrator."""
    try:
        cancel_state_answer(answer=_answer(request, reference, pk), by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "You canceled the proposed answer.")
    return redirect("review:state_answer", reference)


def _answer(request: SignedInRequest, reference: str, pk: int) -> StateAnswer:
    application = application_on_desk(request, reference)
    return get_object_or_404(StateAnswer.objects.visible_to(request.user).of(application), pk=pk)


@allow(desk_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def review_ask(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Ask another officer for a second review or, as an administrator, to decide because officers differ."""
    application, on = application_on_desk(request, reference), timezone.localdate()
    determinations = determinations_on(application)
    has_determined = any(one.officer == request.user.pk for one in determinations)
    form = AskOfficerForm(
        request.POST if request.method == "POST" else None,
        officers=officers_to_ask(application, by=request.user, on=on),
        decides=request.user.has_role(Role.ADMINISTRATOR) and officers_differ(determinations) and not has_determined,
    )
    if form.is_valid():
        try:
            asked = ask_officer(application=application, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"We emailed your request to {asked.officer}. It’s also on their My work page.")
            return redirect("review:review_desk", reference)
    context = {
        "application": application,
        "form": form,
        "refused": reason_against(partial(check_can_ask_officer, request.user, application, on, decides=False)),
        "trail": _trail(reference, "Ask another officer"),
    }
    return TemplateResponse(request, "review/review_ask.html", context, status=422 if form.errors else 200)


@allow(desk_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def review_ask_end(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """Decline or withdraw a request to review or decide, with a reason."""
    application = application_on_desk(request, reference)
    asked = get_object_or_404(requests_shown_to(request.user).of(application).open(), pk=pk)
    is_own = asked.officer_id == request.user.pk
    form = StepReasonForm(
        request.POST if request.method == "POST" else None,
        help_text="Officers who review this application can read it.",
    )
    if form.is_valid():
        try:
            end_review_request(request=asked, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"You {'declined' if is_own else 'withdrew'} the request.")
            return redirect("review:review_desk", reference)
    title = "Decline request" if is_own else "Withdraw request"
    context = {
        "application": application,
        "asked": asked,
        "asked_for": AskedFor(asked.kind).phrase,
        "form": form,
        "title": title,
        "trail": _trail(reference, title),
    }
    return TemplateResponse(request, "review/review_ask_end.html", context, status=422 if form.errors else 200)


def _trail(reference: str, last: str) -> list[tuple[str, str | None]]:
    return [
        ("Reviews", reverse("review:review_list")),
        (reference, reverse("review:review_desk", args=[reference])),
        (last, None),
    ]
