"""Publishing, closing, and discarding a round: each asks first and says what follows."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, round_keepers
from accounts.refusals import Refusal
from grants.actions.rounds import close_round_now, discard_draft, problems_with_draft, publish_round
from grants.reads.rounds import addressees_of, applications_of_round, rules_of, window_of
from grants.rules.rounds import EVERY_CHOICE, problems_with_closing_now
from portal.components.refusals import show_problems
from portal.staff.forms.rounds import RulesReasonForm
from portal.staff.pages.rounds import closing_check, discard_check, publish_check
from portal.staff.views.rounds import round_trail, visible_round


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is missing, what publishing does, and one button."""
    competition = visible_round(request, slug)
    if not competition.is_draft:
        return redirect("staff:round_detail", slug=slug)
    now, rules = timezone.now(), rules_of(competition)
    problems = problems_with_draft(rules, now)
    if request.method == "POST":
        revision = request.POST.get("revision", "")
        try:
            publish_round(
                competition=competition, revision=int(revision) if revision.isdecimal() else -1, by=request.user, at=now
            )
        except Refusal as no:
            problems = list(no.problems)
        else:
            messages.success(request, f"{competition} is published.")
            return redirect("staff:round_detail", slug=slug)
    context = {
        "competition": competition,
        "page": publish_check(rules, problems, EVERY_CHOICE, now),
        "trail": round_trail(competition, "Publish"),
    }
    return TemplateResponse(
        request, "staff/round_publish.html", context, status=409 if request.method == "POST" else 200
    )


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_close(request: SignedInRequest, slug: str) -> HttpResponse:
    """What closing the round now does, the reason, and one button."""
    competition = visible_round(request, slug)
    now = timezone.now()
    form = RulesReasonForm(request.POST or None, initial={"revision": competition.revision})
    if form.is_valid():
        try:
            close_round_now(competition=competition, **form.cleaned_data, by=request.user, at=now)
        except Refusal as no:
            form.renew(visible_round(request, slug).revision)
            show_problems(form, no)
        else:
            messages.success(request, f"{competition} is closed.")
            return redirect("staff:round_detail", slug=slug)
    people = len(addressees_of(competition, timezone.localdate()))
    problems = problems_with_closing_now(window_of(competition), now)
    context = {
        "competition": competition,
        "form": form,
        "page": closing_check(competition, applications_of_round(competition), people, problems),
        "trail": round_trail(competition, "Close early"),
    }
    return TemplateResponse(request, "staff/round_close.html", context)


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_discard(request: SignedInRequest, slug: str) -> HttpResponse:
    """Asks once, then deletes a draft."""
    competition = visible_round(request, slug)
    if not competition.is_draft:
        return redirect("staff:round_detail", slug=slug)
    if request.method == "POST":
        try:
            discard_draft(competition=competition, by=request.user, at=timezone.now())
        except Refusal as no:
            messages.error(request, str(no))
            return redirect("staff:round_detail", slug=slug)
        messages.success(request, f"The draft {competition} is discarded.")
        return redirect("staff:round_list")
    context = {"page": discard_check(competition), "trail": round_trail(competition, "Discard draft")}
    return TemplateResponse(request, "staff/round_discard.html", context)
