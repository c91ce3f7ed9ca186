"""The eligibility screen: the officers' worklist, one application, and informing the applicant."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, grants_officers
from accounts.refusals import Refusal
from grants.actions.screening import confirm_passing, inform_ineligible, record_screening, schedule_screening
from grants.models import Application, Competition
from grants.reads.screen import facts_of, screen_of, screen_of_round, why_not_informed
from portal.components.lists import page_of
from portal.components.refusals import show_problems
from portal.review.files import screen_csv
from portal.review.forms.screening import NoticeForm, ScreenDateForm, ScreeningForm
from portal.review.pages.screening import ScreenList, screen_list, screen_page, screen_rows
from portal.review.views.scorers import published_round, round_stages, round_trail

ROWS_ON_A_PAGE = 50


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def screening_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """The applications of a round to screen; a POST sets the date to screen by."""
    competition = published_round(request, slug)
    initial = {"screened_by": competition.screened_by}
    form = ScreenDateForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            schedule_screening(competition=competition, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "You saved the date.")
            return redirect("review:screening_list", slug)
    shown = _list(request, competition)
    page = page_of(shown.rows, ROWS_ON_A_PAGE, request)
    facts = facts_of(competition, [row.pk for row in page.object_list], request.user)
    rows = screen_rows(page.object_list, facts)
    context = {
        "competition": competition,
        "stages": round_stages(request, competition, "screen"),
        "shown": shown,
        "page": page,
        "rows": rows,
        "can_confirm": any(row.can_confirm for row in rows),
        "querystring": f"show={shown.shown}",
        "form": form,
        "trail": round_trail(competition, ("Eligibility screen", None)),
    }
    return TemplateResponse(request, "review/screening_list.html", context)


@allow(grants_officers)
@require_safe
def screening_list_csv(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """The applications under the same filter, as a file."""
    competition = published_round(request, slug)
    shown = _list(request, competition)
    facts = facts_of(competition, [row.pk for row in shown.rows], request.user)
    return screen_csv(screen_rows(shown.rows, facts, in_short=False), on=timezone.localdate())


def _list(request: SignedInRequest, competition: Competition) -> ScreenList:
    return screen_list(screen_of_round(competition, request.user), request.GET.get("show", ""))


@allow(grants_officers)
@require_POST
def screening_confirm(request: SignedInRequest, slug: str) -> HttpResponse:
    """Record that the selected applications meet every rule, where every fact passes."""
    competition = published_round(request, slug)
    references = request.POST.getlist("application")[:ROWS_ON_A_PAGE]
    done, left = confirm_passing(competition=competition, references=references, by=request.user, at=timezone.now())
    if done:
        messages.success(request, f"You found {_applications(len(done))} eligible.")
    elif not left:
        messages.error(request, "Select the applications to confirm.")
    if left:
        messages.error(request, f"Not recorded, because something changed: {', '.join(left)}. Open each one.")
    return redirect("review:screening_list", slug)


def _applications(count: int) -> str:
    return "1 application" if count == 1 else f"{count:,} applications"


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def screening_application(request: SignedInRequest, slug: str, reference: str) -> HttpResponse:
    """Each rule with its fact; a POST records what the officer concludes."""
    competition, application = _application(request, slug, reference)
    facts = facts_of(competition, [application.pk], request.user).get(application.pk)
    screen = screen_of(application, request.user)
    data = request.POST if request.method == "POST" else None
    form = ScreeningForm(data, rules=facts.rules if facts else [], own=screen.own)
    if data is not None and form.is_valid():
        try:
            record_screening(
                application=application,
                judged=form.judged(),
                reason=form.reason(),
                seen=form.seen(),
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"You recorded your conclusion on {reference}.")
            return redirect("review:screening_list", slug)
    context = {
        "competition": competition,
        "application": application,
        "screen": screen_page(screen, facts, competition, reference),
        "form": form,
        "trail": _trail(competition, (reference, None)),
    }
    status = 422 if data is not None else 200
    return TemplateResponse(request, "review/screening_application.html", context, status=status)


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def screen_inform(request: SignedInRequest, slug: str, reference: str) -> HttpResponse:
    """Email the members why the application is ineligible, how to respond, and by when."""
    competition, application = _application(request, slug, reference)
    back = reverse("review:screening_application", args=[slug, reference])
    how = f"Write to {request.user.name} at {request.user.email}."
    data = request.POST if request.method == "POST" else None
    form = NoticeForm(data, initial={"how_to_answer": how})
    if data is not None and form.is_valid():
        try:
            inform_ineligible(application=application, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"We emailed the members of {reference}.")
            return redirect(back)
    context = {
        "application": application,
        "form": form,
        "refused": why_not_informed(application),
        "back": back,
        "trail": _trail(competition, (reference, back), ("Notify the applicant", None)),
    }
    return TemplateResponse(request, "review/screen_inform.html", context, status=422 if form.errors else 200)


def _application(request: SignedInRequest, slug: str, reference: str) -> tuple[Competition, Application]:
    """The round and one of its submitted applications on the reader's desk. Raises Http404."""
    competition = published_round(request, slug)
    desk = Application.objects.on_desk_of(request.user).for_desk().known_by(reference)
    return competition, get_object_or_404(desk, competition=competition)


def _trail(competition: Competition, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return round_trail(
        competition, ("Eligibility screen", reverse("review:screening_list", args=[competition.slug])), *last
    )
