"""Officers reopen submitted scores for a correction, or exclude them, each with a reason."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, grants_officers
from accounts.refusals import Refusal
from grants.actions.recusals import exclude_scores
from grants.actions.scoring_corrections import reopen_scores
from grants.models import ScorerAssignment
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems
from portal.review.views.scoring_rounds import application_of_round, scoring_trail


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scores_reopen(request: SignedInRequest, slug: str, reference: str, pk: int) -> HttpResponse:
    """Let the scorer correct the submitted scores of an application, with a reason."""
    return _with_a_reason(
        request,
        (slug, reference, pk),
        reopen_scores,
        step="Reopen scores",
        title="Reopen the scores of {name}",
        help_text="The scorer and officers read this. What was submitted is kept. The scores don’t count until the "
        "scorer submits them again.",
        done="{name} can now correct the scores of {reference}.",
    )


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scores_exclude(request: SignedInRequest, slug: str, reference: str, pk: int) -> HttpResponse:
    """Exclude a scorer's submitted scores of an application, with a reason."""
    return _with_a_reason(
        request,
        (slug, reference, pk),
        exclude_scores,
        step="Exclude scores",
        title="Exclude {name}’s scores",
        help_text="Officers can read this. The scores stay on record, marked as excluded, and don’t count. "
        "The scorer can no longer see this application.",
        done="{name}’s scores for {reference} no longer count.",
    )


def _with_a_reason(
    request: SignedInRequest,
    place: tuple[str, str, int],
    act: Callable[..., object],
    *,
    step: str,
    title: str,
    help_text: str,
    done: str,
) -> HttpResponse:
    """The page that asks for the reason; a POST does it. `title` and `done` may name the scorer and the application."""
    slug, reference, pk = place
    competition, application = application_of_round(request, slug, reference)
    rows = ScorerAssignment.objects.visible_to(request.user).of(application).current().submitted().for_desk()
    assignment = get_object_or_404(rows, pk=pk)
    names = {"name": assignment.scorer.person.name, "reference": reference}
    back = reverse("review:scoring_application", args=[slug, reference])
    form = StepReasonForm(request.POST if request.method == "POST" else None, help_text=help_text)
    if request.method == "POST" and form.is_valid():
        try:
            act(assignment=assignment, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, done.format(**names))
            return redirect(back)
    trail = scoring_trail(competition, (reference, back), (step, None))
    context = {"title": title.format(**names), "form": form, "back": back, "trail": trail}
    return TemplateResponse(request, "review/scorer_withdraw.html", context)
