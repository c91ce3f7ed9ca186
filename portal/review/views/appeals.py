"""Appeals on process: the officials' list, choosing who answers, and answering."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, round_keepers
from accounts.models import User
from accounts.refusals import Refusal, reason_against
from grants.actions.appeals import answer_appeal, assign_appeal
from grants.models import Appeal
from grants.permissions.appeals import check_can_answer_appeal, reasons_not_to_handle
from grants.reads.appeals import done_by, done_by_officials, possible_handlers, scores_to_exclude
from portal.components.refusals import show_problems
from portal.review.forms.appeals import AppealAnswerForm, AppealHandlerForm
from portal.review.pages.appeals import OtherOfficial, appeal_page, appeal_rows


@allow(round_keepers)
@require_safe
def appeal_list(request: SignedInRequest) -> HttpResponse:
    """The appeals that this official may know of, those without an answer first, with the days left."""
    rows = appeal_rows(Appeal.objects.visible_to(request.user).for_list(), timezone.localdate())
    trail = [("Reviews", reverse("review:review_list")), ("Appeals", None)]
    return TemplateResponse(request, "review/appeal_list.html", {"rows": rows, "trail": trail})


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    """One appeal; officials without a conflict of interest choose here who answers."""
    appeal = _appeal(request, reference)
    free, others = _officials(appeal) if appeal.is_open else ([], [])
    form = AppealHandlerForm(request.POST if request.method == "POST" else None, officials=free)
    if appeal.is_open and form.is_valid():
        try:
            assign_appeal(appeal=appeal, handler=form.official(), by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{form.official()} answers the appeal of {reference}.")
            return redirect("review:appeal_detail", reference)
    refused = _refused(request.user, appeal)
    context: dict[str, Any] = {
        "page": appeal_page(appeal, timezone.localdate()),
        "form": form if appeal.is_open and free else None,
        "others": others,
        "is_open": appeal.is_open,
        "may_answer": appeal.is_open and not refused,
        "trail": _trail(reference),
    }
    return TemplateResponse(request, "review/appeal_detail.html", context, status=422 if form.errors else 200)


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_answer(request: SignedInRequest, reference: str) -> HttpResponse:
    """Deny or grant the appeal, with reasons."""
    appeal = _appeal(request, reference)
    refused = _refused(request.user, appeal)
    if refused or not appeal.is_open:
        messages.error(request, refused or "This appeal was answered already.")
        return redirect("review:appeal_detail", reference)
    form = AppealAnswerForm(request.POST if request.method == "POST" else None, scores=scores_to_exclude(appeal))
    if form.is_valid():
        try:
            answer_appeal(appeal=appeal, **form.answer(), by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The appeal was answered. We emailed the members of the application.")
            return redirect("review:appeal_detail", reference)
    context = {
        "page": appeal_page(appeal, timezone.localdate()),
        "form": form,
        "back": reverse("review:appeal_detail", args=[reference]),
        "trail": _trail(reference, "Answer"),
    }
    return TemplateResponse(request, "review/appeal_answer.html", context, status=422 if form.errors else 200)


def _appeal(request: SignedInRequest, reference: str) -> Appeal:
    """The latest appeal of the application, if this official may know of it; 404 for others."""
    rows = Appeal.objects.visible_to(request.user).of_reference(reference)
    return get_object_or_404(rows[:1])


def _refused(user: User, appeal: Appeal) -> str:
    done = done_by(user, appeal.application)
    return reason_against(lambda: check_can_answer_appeal(user, appeal, done, timezone.localdate()))


def _officials(appeal: Appeal) -> tuple[list[User], list[OtherOfficial]]:
    """Those who can answer the appeal, and the others with the reasons."""
    on, done = timezone.localdate(), done_by_officials(appeal.application)
    free, others = [], []
    for official in possible_handlers(on):
        if reasons := reasons_not_to_handle(official, appeal.application, done.get(official.pk, set()), on):
            others.append(OtherOfficial(official.name, " ".join(reasons)))
        else:
            free.append(official)
    return free, others


def _trail(reference: str, last: str = "") -> list[tuple[str, str | None]]:
    here = reverse("review:appeal_detail", args=[reference]) if last else None
    trail = [("Reviews", reverse("review:review_list")), ("Appeals", reverse("review:appeal_list")), (reference, here)]
    return [*trail, (last, None)] if last else trail
