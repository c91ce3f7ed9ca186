"""Letting the applicants of a round correct facts before the board decides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, round_keepers
from accounts.refusals import Refusal, reason_against
from grants.actions.fact_replies import open_replies
from grants.permissions.board import check_can_open_replies
from grants.reads.fact_replies import applications_to_ask, replied_in, why_not_opened, window_of
from portal.components.refusals import show_problems
from portal.review.forms.board import ReplyWindowForm
from portal.review.views.scorers import published_round, round_trail


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def reply_window(request: SignedInRequest, slug: str) -> HttpResponse:
    """The deadline to correct facts, and how many applicants replied."""
    competition, on = published_round(request, slug), timezone.localdate()
    window, refused = (
        window_of(competition),
        reason_against(lambda: check_can_open_replies(request.user, competition, on)),
    )
    is_sent = request.method == "POST" and not refused
    form = ReplyWindowForm(
        request.POST if is_sent else None, initial={"closes_at": window.closes_at if window else None}
    )
    if form.is_valid():
        closes_at = form.cleaned_data["closes_at"]
        try:
            open_replies(competition=competition, closes_at=closes_at, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "Saved. We emailed the members of each submitted application.")
            return redirect("review:reply_window", slug)
    submitted, replied = (0, 0) if refused else replied_in(competition, request.user)
    asked = 0 if refused or window else applications_to_ask(competition).count()
    back = reverse("review:board_list", args=[slug])
    context = {
        "competition": competition,
        "not_now": why_not_opened(competition, timezone.now()),
        "window": None if refused else window,
        "is_over": bool(window and timezone.now() > window.closes_at),
        "replied": replied,
        "submitted": submitted,
        "asked": asked,
        "button": "Give more time" if window else _button(asked),
        "form": form,
        "refused": refused,
        "back": back,
        "trail": round_trail(competition, ("Board decisions", back), ("Facts to correct", None)),
    }
    return TemplateResponse(request, "review/reply_window.html", context, status=422 if form.errors else 200)


def _button(asked: int) -> str:
    """What the button does, with how many applications it is about."""
    return "Email 1 applicant" if asked == 1 else f"Email {asked:,} applicants"
