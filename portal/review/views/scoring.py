"""A scorer's list and desk: read the submitted version, score each criterion, submit."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, scorers
from accounts.refusals import Refusal
from grants.actions.scoring import (
    cite_for_score,
    record_score,
    remove_score_citation,
    restore_score_citation,
    submit_scores,
)
from grants.models import Criterion, ScoreCitation, Scorer, ScorerAssignment
from grants.reads.calibration import own_calibrations
from grants.reads.scoring import (
    ScoringDesk,
    assignments_of,
    assignments_that_left,
    neighbors_to_score,
    read_scoring_desk,
)
from grants.states import ScoringStage
from portal.components.calendar_file import calendar_answer
from portal.review.forms.scoring import ScoreCitationForm, ScoreForm
from portal.review.pages.calibration import practice_notices
from portal.review.pages.review import Desk, cite_page
from portal.review.pages.scoring import (
    SentScore,
    criterion_numbered,
    left_lines,
    problem_with_sent_place,
    scoring_cite_choices,
    scoring_desk_page,
    scoring_neighbors,
    scoring_rounds,
)
from portal.review.pages.scoring_calendar import events_of_scoring


@allow(scorers)
@require_safe
def scoring_list(request: SignedInRequest) -> HttpResponse:
    """Everything that this person scores."""
    context = {
        "rounds": scoring_rounds(assignments_of(request.user), timezone.now()),
        "left": left_lines(assignments_that_left(request.user)),
        "practice": practice_notices(own_calibrations(request.user)),
        "trail": [("Scoring", None)],
    }
    return TemplateResponse(request, "review/scoring_list.html", context)


@allow(scorers)
@require_safe
def scoring_calendar(request: SignedInRequest) -> HttpResponse:
    """When scores are due and stages close, in the rounds that the person scores in."""
    own = Scorer.objects.of(request.user).accepted().for_list()
    return calendar_answer(request, "scoring", "Dates of scoring", events_of_scoring(own))


@allow(scorers)
@require_safe
def scoring_desk(request: SignedInRequest, reference: str) -> HttpResponse:
    """One application with a card for each criterion."""
    return _shown(request, _desk(request, reference, request.GET.get("stage", "")))


@allow(scorers)
@require_POST
def score_save(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Save one score, finished or not, and return to its card; what can't be saved is shown with everything typed."""
    desk, criterion = _asked(request, reference, number)
    form = ScoreForm(request.POST)
    if not form.is_valid():
        raise Http404("Only a forged form has such a revision.")
    words, revision = form.words(), form.cleaned_data["revision"] or 0
    try:
        record_score(
            assignment=desk.assignment,
            criterion=criterion,
            words=words,
            revision=revision,
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as no:
        return _shown(request, desk, SentScore(number, words, revision, list(no.problems)), status=422)
    return redirect(f"{_address(desk.assignment)}#criterion-{number}")


@allow(scorers)
@require_http_methods(["GET", "HEAD", "POST"])
def scoring_cite(request: SignedInRequest, reference: str) -> HttpResponse:
    """Cite one paragraph, sentence, or cell for a criterion."""
    if request.method == "POST":
        return _cite(request, reference)
    desk = _desk(request, reference, request.GET.get("stage", ""))
    page = _page(request, desk)
    choice = cite_page(page, request.GET.get("place", ""))
    if choice is None or not page["can_write"]:
        raise Http404("That place isn’t in this version, or the scores were submitted.")
    page |= {
        "choices": scoring_cite_choices(page),
        "trail": _trail(desk, "Cite"),
        "desk_address": _address(desk.assignment),
    }
    return TemplateResponse(request, "review/scoring_cite.html", page | choice)


def _cite(request: SignedInRequest, reference: str) -> HttpResponse:
    form = ScoreCitationForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(problem) for list_ in form.errors.values() for problem in list_))
        return redirect("review:scoring_desk", reference)
    number = form.cleaned_data["criterion"]
    desk, criterion = _asked(request, reference, number)
    if problem := problem_with_sent_place(desk, form.cleaned_data["version"], were_hidden=form.cleaned_data["hidden"]):
        messages.error(request, problem)
        return redirect(f"{_address(desk.assignment)}#criterion-{number}")

    def write() -> None:
        cite_for_score(
            assignment=desk.assignment,
            criterion=criterion,
            cited=desk.names.stored(form.cited()),
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )

    _does(request, write)
    return redirect(f"{_address(desk.assignment)}#criterion-{number}")


@allow(scorers)
@require_POST
def scoring_citation_remove(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """Remove a citation."""
    citation = get_object_or_404(ScoreCitation.objects.cited_by(request.user, reference), pk=pk)
    _does(request, lambda: remove_score_citation(citation=citation, by=request.user, at=timezone.now()))
    return redirect(_address(citation.score.assignment))


@allow(scorers)
@require_POST
def scoring_citation_restore(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """Restore a removed citation."""
    citation = get_object_or_404(ScoreCitation.objects.cited_by(request.user, reference), pk=pk)
    _does(request, lambda: restore_score_citation(citation=citation, by=request.user, at=timezone.now()))
    return redirect(_address(citation.score.assignment))


@allow(scorers)
@require_http_methods(["GET", "HEAD", "POST"])
def scoring_submit(request: SignedInRequest, reference: str) -> HttpResponse:
    """Check all scores of an application, and submit them."""
    desk = _desk(request, reference, request.POST.get("stage", "") or request.GET.get("stage", ""))
    problems: list[str] = []
    if request.method == "POST":
        try:
            submit_scores(assignment=desk.assignment, by=request.user, at=timezone.now())
        except Refusal as no:
            problems = list(no.problems)
        else:
            messages.success(request, f"You submitted your scores for {reference}.")
            return redirect("review:scoring_list")
    page = _page(request, desk)
    page |= {"problems": problems, "trail": _trail(desk, "Submit"), "desk_address": _address(desk.assignment)}
    return TemplateResponse(request, "review/scoring_submit.html", page, status=422 if problems else 200)


# ---- parts ----


def _desk(request: SignedInRequest, reference: str, stage: str) -> ScoringDesk:
    """What the person scores of this application. Raises Http404."""
    desk = read_scoring_desk(request.user, reference, stage=stage)
    if desk is None:
        raise Http404
    return desk


def _asked(request: SignedInRequest, reference: str, number: int) -> tuple[ScoringDesk, Criterion | None]:
    """The desk that asks for this number, and its criterion. Raises Http404."""
    desk = _desk(request, reference, ScoringStage.SCORING if number else ScoringStage.GATE)
    is_asked, criterion = criterion_numbered(desk.asked, number)
    if not is_asked:
        raise Http404
    return desk, criterion


def _page(request: SignedInRequest, desk: ScoringDesk, sent: SentScore | None = None) -> Desk:
    is_highlighted = not request.session.get("hides_highlights")
    page = scoring_desk_page(desk, at=timezone.now(), is_highlighted=is_highlighted, sent=sent)
    return page | {"cite": f"{reverse('review:scoring_cite', args=[desk.assignment.application.reference])}"}


def _shown(
    request: SignedInRequest, desk: ScoringDesk, sent: SentScore | None = None, *, status: int = 200
) -> HttpResponse:
    page = _page(request, desk, sent) | {"trail": _trail(desk)}
    page |= scoring_neighbors(neighbors_to_score(request.user, desk.assignment))
    return TemplateResponse(request, "review/scoring_desk.html", page, status=status)


def _address(assignment: ScorerAssignment) -> str:
    address = reverse("review:scoring_desk", args=[assignment.application.reference])
    return f"{address}?stage={assignment.stage}"


def _trail(desk: ScoringDesk, last: str = "") -> list[tuple[str, str | None]]:
    reference = desk.assignment.application.reference
    here = [(reference, _address(desk.assignment)), (last, None)] if last else [(reference, None)]
    return [("Scoring", reverse("review:scoring_list")), *here]


def _does(request: SignedInRequest, write: Callable[[], object]) -> None:
    try:
        write()
    except Refusal as no:
        messages.error(request, str(no))
