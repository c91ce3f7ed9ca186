"""The practice of a round's scorers: officers keep excerpts and talk with scorers; scorers score the excerpts."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, grants_officers, scorers
from accounts.refusals import Refusal, reason_against
from grants.actions.calibration import (
    add_anchor,
    change_anchor,
    clear_scorer,
    close_calibration,
    open_calibration,
    retire_anchor,
    score_anchor,
    set_up_calibration,
)
from grants.models import Anchor, Competition, Scorer
from grants.permissions.scoring import check_can_calibrate
from grants.reads.calibration import (
    anchors_of_round,
    calibration_of,
    calibration_of_scorer,
    calibrations_of,
    scorers_who_practice,
)
from portal.components.lists import page_of
from portal.components.reasons import StepReasonForm
from portal.review.forms.calibration import AnchorForm, AnchorScoreForm, CalibrationSettingsForm
from portal.review.pages.calibration import (
    calibration_page,
    picture_of_states,
    practice_page,
    practice_rows,
    scorer_practice_page,
)
from portal.review.views.scorers import form_does, pen_of, published_round, round_trail

SCORERS_ON_A_PAGE = 50


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_calibration(request: SignedInRequest, slug: str) -> HttpResponse:
    """The excerpts, how far scorers are, and how they drift; a POST saves the settings."""
    competition = published_round(request, slug)
    reason = reason_against(lambda: check_can_calibrate(request.user, competition, timezone.localdate()))
    calibration = calibration_of(competition)
    form = CalibrationSettingsForm(
        request.POST if request.method == "POST" else None,
        initial={
            "tolerance": calibration.tolerance if calibration else 1,
            "repeat_every": calibration.repeat_every if calibration else 5,
        },
    )
    if request.method == "POST" and form_does(
        form, lambda: set_up_calibration(competition=competition, **form.cleaned_data, **pen_of(request))
    ):
        messages.success(request, "You saved the practice settings.")
        return redirect("review:round_calibration", slug)
    states = [] if reason else list(calibrations_of(scorers_who_practice(competition)).values())
    page = page_of(states, SCORERS_ON_A_PAGE, request)
    context = {
        "competition": competition,
        "reason": reason,
        "form": form,
        "calibration": calibration_page(calibration, [] if reason else anchors_of_round(competition), states, slug),
        "rows": practice_rows(list(page.object_list), slug),
        "picture": picture_of_states(list(page.object_list)),
        "page": page,
        "querystring": "",
        "trail": round_trail(competition, ("Scorers", reverse("review:scorer_list", args=[slug])), ("Practice", None)),
    }
    return TemplateResponse(request, "review/round_calibration.html", context)


@allow(grants_officers)
@require_POST
def calibration_open(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask the scorers of the round to practice."""
    return _switched(request, slug, open_calibration, "Practice is open. Scorers practice before they score.")


@allow(grants_officers)
@require_POST
def calibration_close(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask no scorer of the round to practice."""
    return _switched(request, slug, close_calibration, "Practice is closed. Scorers can score without it.")


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def anchor_add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add an excerpt with its agreed score."""
    competition = published_round(request, slug)
    if reason_against(lambda: check_can_calibrate(request.user, competition, timezone.localdate())):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = AnchorForm(data, criteria=competition.criteria.all())
    if data is not None and form_does(
        form, lambda: add_anchor(competition=competition, **form.written(), **pen_of(request))
    ):
        messages.success(request, f"You added “{form.cleaned_data['title']}.”")
        return redirect("review:round_calibration", slug)
    return _asked(request, competition, "Add an excerpt", form)


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def anchor_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change an excerpt that no scorer has scored."""
    competition = published_round(request, slug)
    anchor = _anchor(request, competition, pk)
    data = request.POST if request.method == "POST" else None
    form = AnchorForm(data, criteria=competition.criteria.all(), anchor=anchor)
    if data is not None and form_does(form, lambda: change_anchor(anchor=anchor, **form.written(), **pen_of(request))):
        messages.success(request, f"You changed “{form.cleaned_data['title']}.”")
        return redirect("review:round_calibration", slug)
    return _asked(request, competition, "Change an excerpt", form)


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def anchor_retire(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Retire an excerpt, with a reason."""
    competition = published_round(request, slug)
    anchor = _anchor(request, competition, pk)
    form = StepReasonForm(
        request.POST if request.method == "POST" else None,
        help_text=f"“{anchor.title}” stays on record, but its scores no longer count. Officers can read your reason.",
    )
    if request.method == "POST" and form_does(
        form, lambda: retire_anchor(anchor=anchor, reason=form.cleaned_data["reason"], **pen_of(request))
    ):
        messages.success(request, f"“{anchor.title}” is no longer used.")
        return redirect("review:round_calibration", slug)
    return _asked(request, competition, "Retire an excerpt", form)


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def scorer_calibration(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """What one scorer gave the excerpts; a POST records a conversation and opens scoring."""
    competition = published_round(request, slug)
    scorer = get_object_or_404(Scorer.objects.visible_to(request.user).of_round(competition).accepted(), pk=pk)
    reason = reason_against(lambda: check_can_calibrate(request.user, competition, timezone.localdate()))
    form = StepReasonForm(
        request.POST if request.method == "POST" else None,
        help_text="Enter what you talked about and what you agreed on. Officers can read this.",
    )
    if request.method == "POST" and form_does(
        form, lambda: clear_scorer(scorer=scorer, note=form.cleaned_data["reason"], **pen_of(request))
    ):
        messages.success(request, f"Scoring is open for {scorer.person.name}.")
        return redirect("review:scorer_calibration", slug, pk)
    context = {
        "reason": reason,
        "page": None if reason else scorer_practice_page(calibration_of_scorer(scorer)),
        "name": scorer.person.name,
        "form": form,
        "trail": _trail(competition, scorer.person.name),
    }
    return TemplateResponse(request, "review/scorer_calibration.html", context)


# ---- the scorer ----


@allow(scorers)
@require_http_methods(["GET", "HEAD", "POST"])
def scoring_practice(request: SignedInRequest, slug: str) -> HttpResponse:
    """Score the next excerpt, or compare the person's scores with the agreed ones."""
    own = Scorer.objects.of(request.user).accepted().for_answer()
    scorer = get_object_or_404(own, competition__slug=slug)
    state = calibration_of_scorer(scorer)
    form = AnchorScoreForm(request.POST if request.method == "POST" else None)
    anchor = state.following
    if request.method == "POST" and (anchor is None or request.POST.get("excerpt") != str(anchor.pk)):
        messages.info(request, "That excerpt isn’t the one to score now. What you scored is saved.")
        return redirect("review:scoring_practice", slug)
    if (
        anchor
        and request.method == "POST"
        and form_does(form, lambda: score_anchor(scorer=scorer, anchor=anchor, **form.cleaned_data, **pen_of(request)))
    ):
        return redirect("review:scoring_practice", slug)
    problems = [problem for list_ in form.errors.values() for problem in list_] if form.is_bound else []
    typed = {name: request.POST.get(name, "") for name in ("level", "reason")}
    context = {
        "page": practice_page(state, timezone.now(), **typed),
        "excerpt_number": anchor.pk if anchor else "",
        "problems": problems,
        "trail": [("Scoring", reverse("review:scoring_list")), ("Practice", None)],
    }
    return TemplateResponse(request, "review/scoring_practice.html", context, status=422 if problems else 200)


# ---- parts ----


def _anchor(request: SignedInRequest, competition: Competition, pk: int) -> Anchor:
    rows = Anchor.objects.visible_to(request.user).of_round(competition).select_related("calibration__competition")
    return get_object_or_404(rows, pk=pk)


def _switched(request: SignedInRequest, slug: str, write: Callable[..., object], done: str) -> HttpResponse:
    try:
        write(competition=published_round(request, slug), **pen_of(request))
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("review:round_calibration", slug)


def _trail(competition: Competition, last: str) -> list[tuple[str, str | None]]:
    back = reverse("review:round_calibration", args=[competition.slug])
    return round_trail(competition, ("Scorer practice", back), (last, None))


def _asked(request: SignedInRequest, competition: Competition, title: str, form: forms.Form) -> HttpResponse:
    back = reverse("review:round_calibration", args=[competition.slug])
    context = {"title": title, "form": form, "back": back, "trail": _trail(competition, title)}
    return TemplateResponse(request, "review/scorer_withdraw.html", context)
