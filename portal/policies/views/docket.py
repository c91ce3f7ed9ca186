"""The docket: reported barriers in order of urgency, and the steps that the State takes."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, holds, registrars
from accounts.refusals import Refusal, reason_against
from policies.actions.docket import (
    close_barrier,
    decide_barrier,
    follow_up_barrier,
    merge_barrier,
    publish_barrier,
    reopen_barrier,
    restore_barrier,
    reword_barrier,
    unmerge_barrier,
)
from policies.models import DOCKET_ROLES, Barrier, BarrierReport
from policies.permissions import check_can_answer_barrier
from policies.reads.docket import docket_of
from portal.components.refusals import show_problems
from portal.policies.forms import (
    BarrierAnswerForm,
    BarrierStepForm,
    FollowUpForm,
    MergeForm,
    NewTextForm,
    PublicTextForm,
)
from portal.policies.pages.docket import BarrierReviewPage, DocketPage, StepWords, step_words

docket_readers = holds(*DOCKET_ROLES)
ACTIONS: dict[str, Callable[..., object]] = {
    "publish": publish_barrier,
    "reword": reword_barrier,
    "close": close_barrier,
    "restore": restore_barrier,
    "decide": decide_barrier,
    "reopen": reopen_barrier,
    "follow-up": follow_up_barrier,
    "merge": merge_barrier,
    "unmerge": unmerge_barrier,
}
StepForm = PublicTextForm | BarrierAnswerForm | FollowUpForm | MergeForm | BarrierStepForm


@allow(docket_readers)
@require_safe
def barrier_docket(request: SignedInRequest) -> HttpResponse:
    """Barriers without an answer, the most pressing first, and those that are answered."""
    barriers = Barrier.objects.visible_to(request.user).with_decisions()
    page = DocketPage(
        waiting=docket_of(barriers.waiting()), done=docket_of(barriers.answered()), on=timezone.localdate()
    )
    return TemplateResponse(request, "policies/barrier_docket.html", {"page": page})


@allow(docket_readers)
@require_safe
def barrier_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """A barrier with every report of it, its history, and the steps that can be taken."""
    barrier = _barrier(request, pk)
    page = BarrierReviewPage(
        barrier=barrier,
        reports=_reports(barrier),
        decisions=list(barrier.decisions.select_related("decided_by")),
        steps=list(barrier.steps.select_related("by", "other")),
        merged=list(barrier.merged.all()),
        no_steps_because=_refusal(request, barrier) if registrars(request.user) else "Registrars answer barriers.",
    )
    return TemplateResponse(request, "policies/barrier_review.html", {"page": page})


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def barrier_step(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    """Take a step: publish, close, decide, follow up, merge, or undo one of these."""
    barrier, words = _barrier(request, pk), step_words(step)
    if words is None:
        raise Http404("There is no such step.")
    if _refusal(request, barrier):
        raise PermissionDenied
    form = _form(request, barrier, step)
    if form.is_valid():
        values = dict(form.cleaned_data)
        if isinstance(form, MergeForm):
            values["into"] = form.chosen
        try:
            ACTIONS[step](barrier=barrier, **values, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, words.done)
            return redirect("policies:barrier_review", pk=pk)
    return _step_page(request, barrier, words, form)


def _step_page(request: SignedInRequest, barrier: Barrier, words: StepWords, form: StepForm) -> HttpResponse:
    context = {"form": form, "words": words, "barrier": barrier, "trail": words.trail(barrier)}
    return TemplateResponse(request, "policies/barrier_step.html", {**context, "reports": _reports(barrier)})


def _form(request: SignedInRequest, barrier: Barrier, step: str) -> StepForm:
    data = request.POST or None
    if step in ("publish", "reword"):
        citation = barrier.policy.citation if barrier.policy else ""
        initial = {"title": barrier.title, "text": barrier.text, "citation": citation, "seen": barrier.steps.count()}
        return PublicTextForm(data, initial=initial) if step == "publish" else NewTextForm(data, initial=initial)
    if step == "merge":
        return MergeForm(data, others=list(Barrier.objects.open_to_merging_besides(barrier)))
    if step == "decide":
        return BarrierAnswerForm(data)
    return FollowUpForm(data) if step == "follow-up" else BarrierStepForm(data)


def _barrier(request: SignedInRequest, pk: int) -> Barrier:
    return get_object_or_404(Barrier.objects.visible_to(request.user).for_page(), pk=pk)


def _reports(barrier: Barrier) -> list[BarrierReport]:
    return list(BarrierReport.objects.on_page_of(barrier))


def _refusal(request: SignedInRequest, barrier: Barrier) -> str:
    reporters = [report.district for report in _reports(barrier)]
    return reason_against(lambda: check_can_answer_barrier(request.user, reporters, timezone.localdate()))
