"""The state’s questions about a submitted application: reading them, writing the answers, and sending them."""

import datetime
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.returns import save_return_answers, send_return_answer
from grants.models import Application, ApplicationReturn
from grants.permissions.application import check_can_edit, may, reads_draft
from grants.reads.checks import findings_that_stand
from grants.reads.packets import facts_for_applicant, packet_of
from grants.reads.readiness import problems_with_changes
from grants.reads.returns import ReturnAnswer, answer_of, contents_compared, unsent_changes_of
from grants.rules.reading import kept_reading_of
from grants.rules.returns import problems_with_answers
from grants.states import LOCKED
from portal.applicant.forms.returns import ReturnAnswersForm
from portal.applicant.pages.findings import as_question
from portal.applicant.pages.returns import unlocked_links
from portal.applicant.views.applications import application_context, own_application, own_draft
from portal.components.arrival import arrived_at
from portal.components.refusals import show_problems
from portal.components.returns import SectionDifference, differences_between, question_rows, return_cards
from signing.rules import digest_of

TITLE = "The state’s questions"


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_return(request: SignedInRequest, reference: str) -> HttpResponse:
    """The questions with their answers; those who edit the application write the answers here."""
    application, at = own_application(request, reference), timezone.now()
    returns = list(ApplicationReturn.objects.of(application))
    waiting = next((one for one in returns if one.is_waiting(at)), None) if application.is_returned(at) else None
    may_write = may(partial(check_can_edit, request.user, application, timezone.localdate(at)))
    form = None
    if waiting is not None and may_write:
        form = ReturnAnswersForm(request.POST if request.method == "POST" else None, returned=waiting)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            save_return_answers(
                application=application, by=request.user, at=arrived_at(request),
                answers=form.answers() if form else {}, revision=(form.cleaned_data["revision"] or 0) if form else 0,
            )  # fmt: skip
        except Refusal as no:
            if form is None:
                messages.error(request, str(no))
                return redirect("applicant:application_return", reference)
            show_problems(form, no)
        else:
            if "review" in request.POST:
                return redirect("applicant:application_return_send", reference)
            messages.success(request, "Your answers are saved. They weren’t sent to the state.")
            return redirect("applicant:application_return", reference)
    context = application_context(request, application, "application_detail", TITLE)
    reads = reads_draft(request.user, application, timezone.localdate(at))
    context |= {
        "unsent": _unsent(application, returns, at) if reads else [],
        "waiting": waiting,
        "form": form,
        "unlocked": unlocked_links(waiting.sections, reference) if waiting else [],
        # While the answers can be written, the form has the questions.
        "cards": return_cards(
            [one for one in returns if form is None or one != waiting],
            contents_compared(returns), at=at, shows_unsent=reads,
        ),
    }  # fmt: skip
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "applicant/application_return.html", context, status=status)


def _new_findings(application: Application, answer: ReturnAnswer, at: datetime.datetime) -> list[str]:
    """The findings that the answer adds to those of the submitted version, as sentences."""
    known = {(one.rule, one.subject_key) for one in findings_that_stand(application)}
    reading = kept_reading_of(answer.packet, facts_for_applicant(application, answer.packet, at=at))
    return [as_question(one.sentence) for one in reading.findings if (one.rule, one.subject_key[:200]) not in known]


def _unsent(
    application: Application, returns: list[ApplicationReturn], at: datetime.datetime
) -> list[SectionDifference]:
    """What was changed in sections that the state unlocked, and can’t be sent anymore."""
    if application.status not in LOCKED or not returns:
        return []
    return differences_between(*unsent_changes_of(application, returns, packet_of(application), at))


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_return_send(request: SignedInRequest, reference: str) -> HttpResponse:
    """What would be sent to the state, with its differences, and one button."""
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        application = own_application(request, reference, is_for_page=False)
        try:
            version = send_return_answer(
                application=application, seen=request.POST.get("seen", ""), by=request.user, at=arrived_at(request)
            )
        except Refusal as no:
            problems = no.problems
        else:
            messages.success(request, f"Your answer was sent to the state as version {version.number}.")
            return redirect("applicant:application_return", reference)
    application, at = own_draft(request, reference), timezone.now()
    waiting = ApplicationReturn.objects.of(application).waiting(at)
    returned = waiting.first() if problems else get_object_or_404(waiting)
    context = application_context(request, application, "application_detail", "Send your answer")
    context |= {"problems": problems, "returned": returned}
    if returned is not None:
        answer = answer_of(returned, packet_of(application))
        missing = problems_with_answers(answer.questions, answer.changed, answer.sealed, answer.packet)
        context |= {
            "questions": question_rows(answer.questions, answer.changed, is_sent=True),
            "differences": differences_between(answer.sealed, answer.packet),
            "missing": missing + problems_with_changes(application, answer.sealed, answer.packet),
            "new_findings": _new_findings(application, answer, at),
            "seen": digest_of(answer.packet),
        }
    status = 409 if problems else 200
    return TemplateResponse(request, "applicant/application_return_send.html", context, status=status)
