"""Reinstating an application that failed the eligibility screen or the sustainability gate."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, round_keepers
from accounts.refusals import Refusal, reason_against
from grants.actions.reinstatements import cancel_reinstatement, confirm_reinstatement, propose_reinstatement
from grants.models import Application, Competition, Reinstatement
from grants.permissions.reinstatement import check_can_propose_reinstatement
from grants.reads.screen import reinstatements_of
from grants.reads.stage_results import why_not_reinstated
from grants.states import ReinstatedStage
from portal.components.refusals import show_problems
from portal.review.forms.screening import ReinstatementForm
from portal.review.pages.screening import reinstatement_page
from portal.review.views.scorers import published_round, round_trail


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def reinstatement(request: SignedInRequest, slug: str, stage: str, reference: str) -> HttpResponse:
    """What was proposed and confirmed; an officer's POST proposes to reinstate the application."""
    competition, application, which = _thing(request, slug, stage, reference)
    on = timezone.localdate()
    reason = reason_against(lambda: check_can_propose_reinstatement(request.user, application, on))
    data = request.POST if request.method == "POST" and not reason else None
    form = ReinstatementForm(data)
    if data is not None and form.is_valid():
        try:
            propose_reinstatement(
                application=application, stage=which, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "You proposed to reinstate the application. Another official has to confirm it.")
            return redirect(request.path)
    context = {
        "application": application,
        "competition": competition,
        "stage": which,
        "page": reinstatement_page(reinstatements_of(application, which), request.user),
        "form": None if reason else form,
        "refused": why_not_reinstated(application, which),
        "trail": round_trail(competition, (f"Reinstate {reference}", None)),
    }
    return TemplateResponse(request, "review/reinstatement.html", context, status=422 if form.errors else 200)


@allow(round_keepers)
@require_POST
def reinstatement_confirm(request: SignedInRequest, slug: str, stage: str, reference: str, pk: int) -> HttpResponse:
    """Confirm what another official proposed."""
    return _do(request, (slug, stage, reference), pk, confirm_reinstatement, f"{reference} continues.")


@allow(round_keepers)
@require_POST
def reinstatement_cancel(request: SignedInRequest, slug: str, stage: str, reference: str, pk: int) -> HttpResponse:
    """Cancel a reinstatement that was not confirmed."""
    return _do(request, (slug, stage, reference), pk, cancel_reinstatement, "The reinstatement was canceled.")


def _do(
    request: SignedInRequest, address: tuple[str, str, str], pk: int, write: Callable[..., object], done: str
) -> HttpResponse:
    _, application, which = _thing(request, *address)
    row = get_object_or_404(Reinstatement.objects.of(application, which), pk=pk)
    try:
        write(reinstatement=row, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("review:reinstatement", *address)


def _thing(
    request: SignedInRequest, slug: str, stage: str, reference: str
) -> tuple[Competition, Application, ReinstatedStage]:
    """The round, its application on the reader's desk, and the stage. Raises Http404."""
    if stage not in ReinstatedStage.values:
        raise Http404
    competition = published_round(request, slug)
    desk = Application.objects.on_desk_of(request.user).for_desk().known_by(reference)
    return competition, get_object_or_404(desk, competition=competition), ReinstatedStage(stage)
