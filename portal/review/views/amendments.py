"""Reading an amendment on the desk, and accepting or refusing it."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, desk_readers
from accounts.refusals import Refusal, reason_against
from grants.actions.amendments import answer_amendment
from grants.models import Amendment
from grants.permissions.review import check_can_answer_amendment
from grants.reads.amendments import is_determined, signed_keys, unsigned_members
from grants.rules.amendment_edits import TYPES
from grants.rules.amendments import problems_with_answering
from portal.components.amendments import amendment_page
from portal.components.refusals import show_problems
from portal.review.forms import AmendmentAnswerForm
from portal.review.pages.amendments import amendment_not_sent
from portal.review.views.desk import application_on_desk


@allow(desk_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def amendment_answer(request: SignedInRequest, reference: str, number: int) -> HttpResponseBase:
    """What the amendment changes, and for those who may answer it, whether to accept it and why."""
    application = application_on_desk(request, reference)
    amendment = get_object_or_404(Amendment.objects.of(application), number=number)
    amendment.application = application
    form = AmendmentAnswerForm(request.POST or None)
    if form.is_valid():
        try:
            answer_amendment(amendment=amendment, by=request.user, at=timezone.now(), **form.answer())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"We sent your answer to the members of {reference}.")
            return redirect("review:review_desk", reference=reference)
    refused = reason_against(partial(check_can_answer_amendment, request.user, application, timezone.localdate()))
    problems = problems_with_answering(
        amendment.status,
        is_determined=is_determined(application),
        is_current=not amendment.is_outdated,
        is_returned=application.is_returned(timezone.now()),
        accepts=True,
    )
    trail = [
        ("Reviews", reverse("review:review_list")),
        (reference, reverse("review:review_desk", args=[reference])),
        (f"Amendment {number}", None),
    ]
    signed = signed_keys(amendment)
    unsigned = list(unsigned_members(amendment, signed, timezone.localdate()).values())
    context = {
        "application": application,
        "page": amendment_page(amendment, signed, unsigned),
        "check": TYPES[amendment.kind].check if amendment.kind in TYPES else "",
        "form": form,
        "may_answer": amendment.is_waiting_for_state and not refused,
        "problem": refused if amendment.is_waiting_for_state else amendment_not_sent(amendment, unsigned),
        "problems": problems if amendment.is_waiting_for_state else [],
        "trail": trail,
    }
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "review/amendment_answer.html", context, status=status)
