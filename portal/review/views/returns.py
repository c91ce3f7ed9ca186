"""Returning an application to its applicant with questions, and reading the answers."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, desk_readers, grants_officers
from accounts.refusals import Refusal, reason_against
from grants.actions.newer_versions import continue_with_newest_version
from grants.actions.returns import extend_return, return_application, withdraw_return
from grants.models import Application, ApplicationReturn, Review
from grants.permissions.review import check_can_return
from grants.reads.returns import contents_compared, returning_of
from grants.reads.rounds import window_of
from grants.rules.application import problems_with_reviewing
from grants.rules.returns import MOST_QUESTIONS, problems_with_returning
from portal.components.arrival import arrived_at
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems
from portal.components.returns import continued_in_words, return_cards
from portal.review.forms import MoreTimeForm, QuestionForm, ReturnForm
from portal.review.views.desk import application_on_desk

FIRST_SHOWN = 3


@allow(desk_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def review_return(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The questions with their answers and differences; the assigned officer also asks here."""
    application, at = application_on_desk(request, reference), timezone.now()
    is_sent = request.method == "POST"
    form = ReturnForm(request.POST if is_sent else None)
    questions = _question_forms(request)
    if is_sent and "add" in request.POST:
        form = ReturnForm(initial={"due_at": request.POST.get("due_at", "")})
    elif is_sent and all([form.is_valid(), *(one.is_valid() for one in questions)]):
        asked = [one.question() for one in questions if one.cleaned_data["text"].strip()]
        due_at = form.cleaned_data["due_at"]
        try:
            return_application(application=application, questions=asked, due_at=due_at, by=request.user, at=at)
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{reference} was returned. We emailed the people who act for each member.")
            return redirect("review:review_return", reference)
    returns = list(ApplicationReturn.objects.of(application))
    context = {
        "application": application,
        "cards": return_cards(returns, contents_compared(returns), at=at, shows_unsent=False),
        "form": form,
        "questions": questions,
        "may_add": len(questions) < MOST_QUESTIONS,
        "refused": _why_not(request, application),
        "may_decide": any(one.is_waiting(at) for one in returns) and not _refusal(request, application),
        "trail": _trail(reference),
    }
    return TemplateResponse(request, "review/review_return.html", context)


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def review_return_extend(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Asks until when, then gives the applicant more time."""
    returned = _waiting(request, reference)
    form = MoreTimeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        due_at = form.cleaned_data["due_at"]
        try:
            extend_return(returned=returned, due_at=due_at, by=request.user, at=arrived_at(request))
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The applicant has more time. We emailed the people who act for each member.")
            return redirect("review:review_return", reference)
    context = {
        "application": returned.application,
        "returned": returned,
        "form": form,
        "heading": "Give more time to answer",
        "button": "Give more time",
        "trail": _trail(reference, "Give more time"),
    }
    return TemplateResponse(request, "review/review_return_step.html", context)


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def review_return_withdraw(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Asks for the reason, then withdraws the questions."""
    returned = _waiting(request, reference)
    form = StepReasonForm(
        request.POST if request.method == "POST" else None, help_text="Members of the application will see it."
    )
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            withdraw_return(returned=returned, reason=reason, by=request.user, at=arrived_at(request))
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The questions were withdrawn. We emailed the people who act for each member.")
            return redirect("review:review_return", reference)
    context = {
        "application": returned.application,
        "returned": returned,
        "form": form,
        "heading": "Withdraw the questions",
        "button": "Withdraw questions",
        "trail": _trail(reference, "Withdraw questions"),
    }
    return TemplateResponse(request, "review/review_return_step.html", context)


@allow(grants_officers)
@require_POST
def review_continue(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Go on with the reader's own review on the version that answers the questions."""
    application = application_on_desk(request, reference)
    review = get_object_or_404(Review.objects.visible_to(request.user), application=application, officer=request.user)
    try:
        again = continue_with_newest_version(review=review, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, continued_in_words(again))
    return redirect("review:review_desk", reference)


def _question_forms(request: SignedInRequest) -> list[QuestionForm]:
    """As many as the page had, and one more if the reader asks for it."""
    if request.method != "POST":
        return [QuestionForm(prefix=f"q{number}") for number in range(1, FIRST_SHOWN + 1)]
    sent = request.POST.get("count", "")
    count = min(int(sent), MOST_QUESTIONS) if sent.isdecimal() and len(sent) < 4 else FIRST_SHOWN
    forms = [QuestionForm(request.POST, prefix=f"q{number}") for number in range(1, count + 1)]
    if "add" in request.POST and count < MOST_QUESTIONS:
        forms.append(QuestionForm(prefix=f"q{count + 1}"))
    return forms


def _refusal(request: SignedInRequest, application: Application) -> str:
    return reason_against(partial(check_can_return, request.user, application, timezone.localdate())) or ""


def _why_not(request: SignedInRequest, application: Application) -> list[str]:
    """Why this reader can't return the application now; empty if it is possible."""
    if refused := _refusal(request, application):
        return [refused]
    at = timezone.now()
    problems = problems_with_reviewing(window_of(application.competition), at)
    return problems or problems_with_returning(returning_of(application), at)


def _waiting(request: SignedInRequest, reference: str) -> ApplicationReturn:
    """What the applicant can still answer. Raises Http404."""
    application = application_on_desk(request, reference)
    returned = get_object_or_404(ApplicationReturn.objects.of(application).waiting(timezone.now()))
    returned.application = application
    return returned


def _trail(reference: str, below: str = "") -> list[tuple[str, str | None]]:
    desk = (reference, reverse("review:review_desk", args=[reference]))
    here = reverse("review:review_return", args=[reference]) if below else None
    trail = [("Reviews", reverse("review:review_list")), desk, ("Questions to the applicant", here)]
    return [*trail, (below, None)] if below else trail
