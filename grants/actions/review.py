"""Every write of a review: marks with citations, responses to findings, determinations."""

import datetime
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.officers import assign, check_reviewing_began
from grants.actions.pen import locked
from grants.actions.review_requests import end_requests_met_by
from grants.models import (
    Application,
    Citation,
    Determination,
    FindingAnswer,
    Mark,
    Review,
    StoredFinding,
    Version,
)
from grants.permissions.review import check_can_review, check_is_own_review
from grants.reads.proofs import digest_of_answer, digest_of_determination, digest_of_mark
from grants.rules.application import problems_with_response
from grants.rules.citable import cells_in, paragraphs_in
from grants.states import ResponseKind
from reviews.models import AbstractCitation
from reviews.rules import (
    NOTHING_FOUND,
    Cited,
    line_of,
    problems_with_citation,
    problems_with_determination,
    problems_with_mark,
    resolved,
    unmarked_in,
)

WAITING = (
    "The applicant can still answer the state’s questions. Withdraw them first, or record your determination after the "
    "answer."
)


class ChangedMeanwhile(Unready):
    """The same thing was saved in another tab after this page was opened. `stored` is what is recorded now."""

    def __init__(self, problem: str, stored: Mark | FindingAnswer | Determination) -> None:
        super().__init__(problem)
        self.stored = stored


# ---- marks and responses ----


@transaction.atomic
def start_review(*, application: Application, by: User, at: datetime.datetime, version: int | None = None) -> Review:
    """The officer's review of the application, started now or earlier. It keeps the version it was started on.

    `version` is the number of the version that the officer has read; by default the latest one. An application that
    isn't assigned to anyone is from now on assigned to this officer.
    """
    application = locked(application)
    check_can_review(by, application, timezone.localdate(at))
    if review := Review.objects.filter(application=application, officer=by).first():
        return review
    if not application.is_submitted:
        raise Unready("This application hasn’t been submitted, so there is nothing to review.")
    check_reviewing_began(application, at)
    versions = application.versions.order_by("-number")
    reviewed = (versions if version is None else versions.filter(number=version)).first()
    if reviewed is None:
        raise Unready("This version of the application was never submitted.")
    if application.assigned_to_id is None:
        application = assign(application, by, by=by, at=at)
    review = Review.objects.create(application=application, officer=by, version=reviewed, started_at=at)
    log.record("review.started", application, by=by, at=at, version=reviewed.number)
    return review


@transaction.atomic
def write_in_review(
    *, application: Application, version: int | None, write: Callable[..., object], by: User, at: datetime.datetime
) -> None:
    """Call `write` with the officer's review, started now if need be. If the writing is refused, none is started."""
    write(review=start_review(application=application, by=by, at=at, version=version))


@transaction.atomic
def record_mark(
    *,
    review: Review,
    element: int,
    verdict: str,
    citations: Sequence[Cited] = (),
    note: str | None = None,
    revision: int,
    by: User,
    at: datetime.datetime,
) -> Mark:
    """Mark an element. `citations` are added to the current ones; a verdict or note that is left out doesn't change.

    `revision` is the revision of the mark that the officer saw (0 before the first). Raises ChangedMeanwhile if
    another tab was faster. Citing a passage or a cell replaces an earlier "nothing found".
    """
    review = _own_review(review.pk, by=by, at=at)
    if not 1 <= element <= 9:
        raise Unready("Choose an element from 1 to 9.")
    mark = Mark.objects.filter(review=review, element=element).first() or Mark(review=review, element=element)
    new = resolve_citations(citations, review.version) if citations else []
    current = list(mark.citations.filter(removed_at=None)) if mark.pk else []
    note = mark.note if note is None else note.strip()
    verdict = verdict or mark.verdict
    if _changes_nothing(mark, verdict, new, note, current):
        return mark
    if mark.revision != revision:
        raise ChangedMeanwhile("You marked this element in another tab or window after you opened this page.", mark)
    replaced = [c for c in current if c.kind == NOTHING_FOUND and any(n.kind != NOTHING_FOUND for n in new)]
    remaining = [c for c in current if c not in replaced]
    if problems := problems_with_mark(verdict, [*(c.kind for c in remaining), *(c.kind for c in new)], note):
        raise Unready(*problems)
    mark.verdict, mark.note, mark.marked_at, mark.revision = verdict, note, at, mark.revision + 1
    mark.save()
    Citation.objects.filter(pk__in=[c.pk for c in replaced]).update(removed_at=at)
    cited = {place_of(c) for c in remaining}
    Citation.objects.bulk_create(
        Citation(mark=mark, kind=c.kind, place=c.place, start=c.start, end=c.end, quote=c.quote, cited_at=at)
        for c in dict.fromkeys(new)
        if place_of(c) not in cited
    )
    _store_marks_line(review)
    facts = {"element": element, "verdict": verdict, "citations": len(new)}
    log.record("review.marked", review.application, by=by, at=at, **facts, **_proof(mark))
    return mark


@transaction.atomic
def remove_citation(*, citation: Citation, by: User, at: datetime.datetime) -> Mark:
    """Remove a citation; it stays in the history. Removing a mark's last citation clears its verdict."""
    review = _own_review(citation.mark.review_id, by=by, at=at)
    citation = Citation.objects.select_related("mark").get(pk=citation.pk)
    mark = citation.mark
    if citation.removed_at:
        return mark
    citation.removed_at = at
    citation.save(update_fields=["removed_at"])
    if not mark.citations.filter(removed_at=None).exists():
        mark.verdict = ""
    mark.marked_at, mark.revision = at, mark.revision + 1
    mark.save(update_fields=["verdict", "marked_at", "revision"])
    _store_marks_line(review)
    log.record("review.citation_taken_back", review.application, by=by, at=at, element=mark.element, **_proof(mark))
    return mark


@transaction.atomic
def restore_citation(*, citation: Citation, by: User, at: datetime.datetime, verdict: str = "") -> Mark:
    """Restore a removed citation, and the verdict that it supported."""
    review = _own_review(citation.mark.review_id, by=by, at=at)
    citation = Citation.objects.select_related("mark").get(pk=citation.pk)
    mark = citation.mark
    if citation.removed_at is None:
        return mark
    kinds = [*mark.citations.filter(removed_at=None).values_list("kind", flat=True), citation.kind]
    if problems := problems_with_mark(mark.verdict or verdict, kinds):
        raise Unready(*problems)
    citation.removed_at = None
    citation.save(update_fields=["removed_at"])
    mark.verdict, mark.marked_at, mark.revision = mark.verdict or verdict, at, mark.revision + 1
    mark.save(update_fields=["verdict", "marked_at", "revision"])
    _store_marks_line(review)
    log.record("review.citation_restored", review.application, by=by, at=at, element=mark.element, **_proof(mark))
    return mark


@transaction.atomic
def answer_finding(
    *,
    review: Review,
    finding: StoredFinding,
    text: str,
    kind: str = ResponseKind.CONSIDERED,
    revision: int,
    by: User,
    at: datetime.datetime,
) -> FindingAnswer:
    """Record the officer's response to a finding. Raises ChangedMeanwhile if another tab was faster."""
    review = _own_review(review.pk, by=by, at=at)
    if finding.application_id != review.application_id:
        raise Unready("This finding belongs to another application.")
    text = text.strip()
    answer = FindingAnswer.objects.filter(review=review, finding=finding).first() or FindingAnswer(
        review=review, finding=finding
    )
    if answer.pk and (answer.kind, answer.text) == (kind, text):
        return answer
    if answer.revision != revision:
        raise ChangedMeanwhile("You changed this response in another tab or window after you opened this page.", answer)
    if problems := problems_with_response(kind, text):
        raise Unready(*problems)
    answer.kind, answer.text = kind, text
    answer.answered_at, answer.revision = at, answer.revision + 1
    answer.save()
    log.record(
        "review.finding_answered",
        review.application,
        by=by,
        at=at,
        rule=finding.rule,
        about=finding.subject,
        kind=kind,
        text=text,
        response=answer.pk,
        digest=digest_of_answer(answer),
    )
    return answer


# ---- determinations ----


@transaction.atomic
def record_determination(
    *,
    review: Review,
    verdict: str,
    reasons: str,
    unmarked_reason: str = "",
    replaces_reason: str = "",
    seen: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Determination:
    """Record the officer's determination. A later one replaces it and gives a reason; both stay in the history.

    It needs nine marks, or a reason why some elements are unmarked. The same determination sent twice (a double click)
    is recorded once. `seen` is the determination that the officer's page showed (0 for none): if another one was
    recorded since, nothing is written.
    """
    review = _own_review(review.pk, by=by, at=at)
    review.application.refresh_from_db(fields=["status", "returned_until"])  # a withdrawal that this one waited for
    check_reviewing_began(review.application, at)
    if review.application.is_returned(at):
        raise Unready(WAITING)
    current = review.determinations.filter(replaced_by=None).first()
    reasons, replaces_reason, unmarked_reason = reasons.strip(), replaces_reason.strip(), unmarked_reason.strip()
    unmarked = unmarked_in(review.marks_line)
    same = (verdict, reasons, review.marks_line)
    if current and (current.verdict, current.reasons, current.marks_line) == same:
        return current
    if seen is not None and current and seen != current.pk:
        raise ChangedMeanwhile(
            "You recorded a determination in another tab or window after you opened this page.", current
        )
    if problems := problems_with_determination(
        verdict,
        reasons,
        unmarked=unmarked,
        unmarked_reason=unmarked_reason,
        replaces=current is not None,
        replaces_reason=replaces_reason,
    ):
        raise Unready(*problems)
    determination = Determination.objects.create(
        review=review,
        verdict=verdict,
        reasons=reasons,
        marks_line=review.marks_line,
        unmarked_reason=unmarked_reason if unmarked else "",
        recorded_at=at,
        recorded_by=by,
        replaces=current,
        replacement_reason=replaces_reason if current else "",
    )
    review.standing_verdict = verdict
    review.save(update_fields=["standing_verdict"])
    end_requests_met_by(review, by=by, at=at)
    log.record(
        "review.determined",
        review.application,
        by=by,
        at=at,
        verdict=verdict,
        marks=review.marks_line,
        version=review.version.number,
        replaces=current.pk if current else None,
        determination=determination.pk,
        digest=digest_of_determination(determination),
    )
    return determination


# ---- parts ----


def _proof(mark: Mark) -> dict[str, object]:
    """What the log keeps of a mark, so that verify_audit sees whether it was changed afterward."""
    return {"mark": mark.pk, "digest": digest_of_mark(mark)}


def _own_review(pk: int, *, by: User, at: datetime.datetime) -> Review:
    """The officer's own review, locked, if it can be written now. Raises Refused or Unready."""
    review = Review.objects.select_for_update(of=("self",)).select_related("application__competition").get(pk=pk)
    check_is_own_review(by, review.officer_id)
    check_can_review(by, review.application, timezone.localdate(at))
    check_reviewing_began(review.application, at)
    return review


def resolve_citations(citations: Sequence[Cited], version: Version) -> list[Cited]:
    """The citations with their quotes from that version. Raises Unready if one of them isn't in it."""
    paragraphs = paragraphs_in(version.content)
    cells = cells_in(version.content, version.reading)
    for cited in citations:
        if problems := problems_with_citation(cited, paragraphs=paragraphs, cells=cells):
            raise Unready(*problems)
    with_quotes = (resolved(cited, paragraphs=paragraphs, cells=cells) for cited in citations)
    return [cited for cited in with_quotes if cited]


def place_of(cited: Cited | AbstractCitation) -> tuple[str, str, int | None, int | None]:
    """What makes two citations the same."""
    return cited.kind, cited.place, cited.start, cited.end


def _changes_nothing(mark: Mark, verdict: str, new: list[Cited], note: str, current: list[Citation]) -> bool:
    """Whether everything is recorded already: a double click, or the second of two equal tabs."""
    cited = {place_of(c) for c in current}
    return mark.verdict == verdict and mark.note == note and bool(cited) and all(place_of(c) in cited for c in new)


def _store_marks_line(review: Review) -> None:
    review.marks_line = line_of(dict(review.marks.values_list("element", "verdict")))
    review.save(update_fields=["marks_line"])
