"""Consensus meetings: opening one, its minutes as a page and a file, and one application in the meeting."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, consensus_people, grants_officers, meeting_readers
from accounts.refusals import Refusal, reason_against
from grants.actions.meetings import (
    change_score,
    close_meeting,
    conclude_application,
    confirm_change,
    open_meeting,
    record_dissent,
    withdraw_change,
)
from grants.models import ConsensusMeeting, MeetingItem, ScoreChange
from grants.permissions.scoring import check_can_run_meeting
from grants.reads.meetings import ItemOfMeeting, minutes_of, missing_scores, read_item, scorers_to_attend
from portal.components.refusals import show_problems
from portal.review.files import minutes_csv
from portal.review.forms.meetings import DissentForm, MeetingForm, ScoreChangeForm
from portal.review.pages.meetings import (
    file_rows,
    meeting_application_page,
    minutes_page,
    missing_in_words,
    passages_in,
    writable_scores,
    writing_scorers,
)
from portal.review.pages.scoring_rounds import shown_scores
from portal.review.views.scorers import published_round, round_trail


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_open(request: SignedInRequest, slug: str) -> HttpResponse:
    """What opening does and what is missing; a POST opens the meeting."""
    competition, at = published_round(request, slug), timezone.now()
    missing = missing_scores(competition, request.user)
    data = request.POST if request.method == "POST" else None
    form = MeetingForm(data, scorers=scorers_to_attend(competition), is_missing=bool(missing))
    if request.method == "POST" and form.is_valid():
        try:
            meeting = open_meeting(competition=competition, **form.cleaned_data, by=request.user, at=at)
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The meeting is open. First scores no longer change.")
            return redirect("review:meeting_detail", slug, meeting.pk)
    order = reverse("review:consensus_order", args=[slug])
    context = {
        "competition": competition,
        "missing": missing_in_words(missing),
        "reason": reason_against(lambda: check_can_run_meeting(request.user, competition, timezone.localdate())),
        "form": form,
        "back": order,
        "trail": round_trail(competition, ("Consensus meeting", order), ("Open the meeting", None)),
    }
    return TemplateResponse(request, "review/meeting_open.html", context, status=422 if form.errors else 200)


@allow(meeting_readers)
@require_safe
def meeting_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The minutes, as far as the reader may know them."""
    meeting = _meeting(request, slug, pk)
    page = minutes_page(minutes_of(meeting, request.user), request.user, timezone.now())
    context = {"page": page, "trail": round_trail(meeting.competition, ("Consensus meeting", None))}
    return TemplateResponse(request, "review/meeting_detail.html", context)


@allow(meeting_readers)
@require_safe
def meeting_csv(request: SignedInRequest, slug: str, pk: int) -> HttpResponseBase:
    """The same as a file."""
    minutes = minutes_of(_meeting(request, slug, pk), request.user)
    return minutes_csv(file_rows(minutes_page(minutes, request.user, timezone.now())), on=timezone.localdate())


@allow(grants_officers)
@require_POST
def meeting_close(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Close the meeting."""
    meeting = _meeting(request, slug, pk)
    _told(request, lambda: close_meeting(meeting=meeting, by=request.user, at=timezone.now()), "The meeting is closed.")
    return redirect("review:meeting_detail", slug, pk)


@allow(consensus_people)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_application(request: SignedInRequest, slug: str, pk: int, reference: str) -> HttpResponse:
    """First scores side by side, changes, and dissent; a POST enters a change."""
    known = _known(request, slug, pk, reference)
    version = known.scores[0].assignment.version if known.scores else None
    content = known.names.packet if known.names else version.content if version else None
    form = ScoreChangeForm(
        request.POST if request.method == "POST" else None,
        scores=writable_scores(known, request.user),
        passages=passages_in(content) if content else [],
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        score = next(one for one in known.scores if one.pk == data["score"])
        entry = {"level": data["level"], "reason": data["reason"], "cited": form.cited()}
        try:
            change_score(item=known.item, score=score, **entry, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The change was recorded.")
            return redirect(request.path)
    context = {
        "page": meeting_application_page(known, request.user, timezone.now()),
        "application": known.item.application,
        "scores": shown_scores(known.scores, known.words),
        "form": form,
        "trail": _trail(known.item, (reference, None)),
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "review/meeting_application.html", context, status=status)


@allow(consensus_people)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_dissent(request: SignedInRequest, slug: str, pk: int, reference: str) -> HttpResponse:
    """Enter what a scorer disagrees with."""
    known = _known(request, slug, pk, reference)
    back = reverse("review:meeting_application", args=[slug, pk, reference])
    form = DissentForm(request.POST if request.method == "POST" else None, scorers=writing_scorers(known, request.user))
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["scorer"]
        scorer = next(one.assignment.scorer for one in known.scores if one.assignment.scorer_id == wanted)
        words = form.cleaned_data["words"]
        try:
            record_dissent(item=known.item, scorer=scorer, words=words, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The dissent was recorded.")
            return redirect(back)
    trail = _trail(known.item, (reference, back), ("Record dissent", None))
    context = {"title": "Record dissent", "form": form, "back": back, "trail": trail}
    return TemplateResponse(request, "review/scorer_withdraw.html", context, status=422 if form.errors else 200)


@allow(consensus_people)
@require_POST
def change_confirm(request: SignedInRequest, slug: str, pk: int, reference: str, change: int) -> HttpResponse:
    """The scorer confirms a change that an officer entered."""
    row = _change(request, slug, pk, reference, change)
    _told(request, lambda: confirm_change(change=row, by=request.user, at=timezone.now()), "You confirmed the change.")
    return redirect("review:meeting_application", slug, pk, reference)


@allow(consensus_people)
@require_POST
def change_withdraw(request: SignedInRequest, slug: str, pk: int, reference: str, change: int) -> HttpResponse:
    """Withdraw a change that isn't confirmed."""
    row = _change(request, slug, pk, reference, change)
    _told(request, lambda: withdraw_change(change=row, by=request.user, at=timezone.now()), "The change was withdrawn.")
    return redirect("review:meeting_application", slug, pk, reference)


@allow(grants_officers)
@require_POST
def meeting_application_close(request: SignedInRequest, slug: str, pk: int, reference: str) -> HttpResponse:
    """Close the application in the meeting."""
    item = _item(request, slug, pk, reference)
    done = f"{reference} is closed. Its scores count as they are now."
    _told(request, lambda: conclude_application(item=item, by=request.user, at=timezone.now()), done)
    return redirect("review:meeting_detail", slug, pk)


def _meeting(request: SignedInRequest, slug: str, pk: int) -> ConsensusMeeting:
    """The meeting of that address, if the reader knows of it. Raises Http404."""
    competition = published_round(request, slug)
    rows = ConsensusMeeting.objects.visible_to(request.user).of_round(competition).for_page()
    return get_object_or_404(rows, pk=pk)


def _item(request: SignedInRequest, slug: str, pk: int, reference: str) -> MeetingItem:
    meeting = _meeting(request, slug, pk)
    rows = MeetingItem.objects.visible_to(request.user).of_meeting(meeting).for_page()
    return get_object_or_404(rows, application__reference=reference)


def _known(request: SignedInRequest, slug: str, pk: int, reference: str) -> ItemOfMeeting:
    return read_item(_item(request, slug, pk, reference), request.user)


def _change(request: SignedInRequest, slug: str, pk: int, reference: str, change: int) -> ScoreChange:
    item = _item(request, slug, pk, reference)
    return get_object_or_404(ScoreChange.objects.visible_to(request.user).for_page(), pk=change, item=item)


def _told(request: SignedInRequest, act: Callable[[], object], done: str) -> None:
    """Run the step, and show the outcome on the next page."""
    try:
        act()
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)


def _trail(item: MeetingItem, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    competition = item.meeting.competition
    minutes = reverse("review:meeting_detail", args=[competition.slug, item.meeting_id])
    return round_trail(competition, ("Consensus meeting", minutes), *last)
