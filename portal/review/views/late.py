"""Requests to submit an application after the deadline, for administrators."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, administrators, allow
from accounts.refusals import Refusal
from grants.actions.late import answer_late_request
from grants.models import LateRequest
from grants.reads.late import leads_of_requests
from portal.components.refusals import show_problems
from portal.review.forms import LateAnswerForm
from portal.review.pages.late import late_request_rows


@allow(administrators)
@require_safe
def late_list(request: SignedInRequest) -> HttpResponseBase:
    """The requests, those without an answer first. Nothing else of a draft is shown."""
    requests = list(LateRequest.objects.answerable_by(request.user).for_list())
    rows = late_request_rows(requests, leads_of_requests(requests))
    trail = [("Reviews", reverse("review:review_list")), ("Requests to submit late", None)]
    return TemplateResponse(request, "review/late_list.html", {"rows": rows, "trail": trail})


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
def late_answer(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Asks whether to accept, the new deadline, and why; then answers."""
    waiting = LateRequest.objects.answerable_by(request.user).waiting().for_list()
    asked = get_object_or_404(waiting, application__reference=reference)
    form = LateAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer_late_request(request=asked, by=request.user, at=timezone.now(), **form.answer())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"We sent your answer to the applicant of {reference}.")
            return redirect("review:late_list")
    (row,) = late_request_rows([asked], leads_of_requests([asked]))
    trail = [
        ("Reviews", reverse("review:review_list")),
        ("Requests to submit late", reverse("review:late_list")),
        (reference, None),
    ]
    context = {"row": row, "form": form, "trail": trail}
    return TemplateResponse(request, "review/late_answer.html", context)
