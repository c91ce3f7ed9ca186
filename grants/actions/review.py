"""Every write of a review: taking an application, marks with citations, answers to findings, determinations."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
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
from grants.permissions.review import check_can_reassign, check_can_review, check_is_own_review
from grants.rules.application import problems_with_step
from grants.rules.citable import cells_in, paragraphs_in
from reviews.rules import (
    NOTHING_FOUND,
    Cited,
    line_of,
    problems_with_citation,
    problems_with_determination,
    problems_with_mark,
    resolved,
)

LONGEST_ANSWER = 10_000


class ChangedMeanwhile(Unready):
    """The same thing was saved in another tab since this page was opened. `stored` is what is recorded now."""

    def __init__(self, problem: str, stored: Mark | FindingAnswer | Determination) -> None:
        super().__init__(problem)
        self.stored = stored


# ---- who has it ----


@transaction.atomic
def assign_application(*, application: Application, by: User, at: datetime.datetime) -> Application:
    """Become the officer who reviews it for the state. Of two at the same moment one wins; the other is told who."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    check_can_review(by, application, timezone.localdate(at))
    if application.assigned_to_id == by.pk:
        return application
    if application.assigned_to_id:
        raise Unready(
            f"{application.assigned_to} has taken this application. Ask them or an administrator to hand it over."
        )
    if problems := problems_with_step("take", application.status):
        raise Unready(*problems)
    application.move("take", by=by, at=at)
    application.assigned_to, application.assigned_at = by, at
    application.save(update_fields=["assigned_to", "assigned_at"])
    log.record("application.taken", application, by=by, at=at)
    return application


@transaction.atomic
def reassign_application(*, application: Application, to: User, by: User, at: datetime.datetime) -> Application:
    """Give an application that is taken to another grants officer. Reviews stay with those who wrote them."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.assigned_to_id is None:
        raise Unready("Nobody has taken this application yet.")
    check_can_reassign(by, application, timezone.localdate(at))
    if to.pk == application.assigned_to_id:
        return application
    check_can_review(to, application, timezone.localdate(at))
    if problems := problems_with_step("take", application.status):
        raise Unready(*problems)
    before = application.assigned_to
    application.move("take", by=by, at=at)
    application.assigned_to, application.assigned_at = to, at
    application.save(update_fields=["assigned_to", "assigned_at"])
    log.record("application.handed_over", application, by=by, at=at, before=str(before), to=str(to))
    return application


# ---- reading ----


@transaction.atomic
def start_review(*, application: Application, by: User, at: datetime.datetime, version: int | None = None) -> Review:
    """The officer's own review, begun now or earlier. It stays with the sealed version on which it began.

    `version` is the number that the officer has read; left out, the latest one.
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    check_can_review(by, application, timezone.localdate(at))
    if review := Review.objects.filter(application=application, officer=by).first():
        return review
    if not application.is_submitted:
        raise Unready("This application is not handed in, so there is nothing to review.")
    sealed = application.versions.order_by("-number")
    read = (sealed if version is None else sealed.filter(number=version)).first()
    if read is None:
        raise Unready("That version of the application is not sealed.")
    review = Review.objects.create(application=application, officer=by, version=read, started_at=at)
    log.record("review.started", application, by=by, at=at, version=read.number)
    return review


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
    """Mark an element; `citations` come to those that stand already, a note or verdict left out stays as it is.

    `revision` is that of the mark which the officer saw (0 before the first). Raises ChangedMeanwhile where
    another tab was faster. A passage or cell cited now takes the place of an earlier "nothing found".
    """
    review = Review.objects.select_for_update().get(pk=review.pk)
    check_is_own_review(by, review.officer_id)
    check_can_review(by, review.application, timezone.localdate(at))
    if not 1 <= element <= 9:
        raise Unready("There are nine elements.")
    mark = Mark.objects.filter(review=review, element=element).first() or Mark(review=review, element=element)
    new = _resolved(citations, review.version) if citations else []
    standing = list(mark.citations.filter(removed_at=None)) if mark.pk else []
    note = mark.note if note is None else note.strip()
    verdict = verdict or mark.verdict
    if _says_the_same(mark, verdict, new, note, standing):
        return mark
    if mark.revision != revision:
        raise ChangedMeanwhile("This element was marked in another tab or window since this page was opened.", mark)
    dropped = [c for c in standing if c.kind == NOTHING_FOUND and any(n.kind != NOTHING_FOUND for n in new)]
    kept = [c for c in standing if c not in dropped]
    if problems := problems_with_mark(verdict, [*(c.kind for c in kept), *(c.kind for c in new)], note):
        raise Unready(*problems)
    mark.verdict, mark.note, mark.marked_at, mark.revision = verdict, note, at, mark.revision + 1
    mark.save()
    Citation.objects.filter(pk__in=[c.pk for c in dropped]).update(removed_at=at)
    there = {_place_of(c) for c in kept}
    Citation.objects.bulk_create(
        Citation(mark=mark, kind=c.kind, place=c.place, start=c.start, end=c.end, quote=c.quote, cited_at=at)
        for c in dict.fromkeys(new)
        if _place_of(c) not in there
    )
    _write_line(review)
    log.record("review.marked", review.application, by=by, at=at, element=element, verdict=verdict, citations=len(new))
    return mark


@transaction.atomic
def remove_citation(*, citation: Citation, by: User, at: datetime.datetime) -> Mark:
    """Take a citation back; it stays readable in the record. A mark that loses its last ground is unmarked."""
    review = Review.objects.select_for_update().get(pk=citation.mark.review_id)
    check_is_own_review(by, review.officer_id)
    check_can_review(by, review.application, timezone.localdate(at))
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
    _write_line(review)
    log.record("review.citation_taken_back", review.application, by=by, at=at, element=mark.element)
    return mark


@transaction.atomic
def restore_citation(*, citation: Citation, by: User, at: datetime.datetime, verdict: str = "") -> Mark:
    """Undo: a citation that was taken back stands again, and with it the verdict that it bore."""
    review = Review.objects.select_for_update().get(pk=citation.mark.review_id)
    check_is_own_review(by, review.officer_id)
    check_can_review(by, review.application, timezone.localdate(at))
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
    _write_line(review)
    log.record("review.citation_restored", review.application, by=by, at=at, element=mark.element)
    return mark


@transaction.atomic
def answer_finding(
    *, review: Review, finding: StoredFinding, text: str, revision: int, by: User, at: datetime.datetime
) -> FindingAnswer:
    """What the officer says to a finding ("considered: ..."). Raises ChangedMeanwhile where another tab was faster."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    check_is_own_review(by, review.officer_id)
    check_can_review(by, review.application, timezone.localdate(at))
    if finding.application_id != review.application_id:
        raise Unready("This finding belongs to another application.")
    text = text.strip()
    answer = FindingAnswer.objects.filter(review=review, finding=finding).first() or FindingAnswer(
        review=review, finding=finding
    )
    if answer.pk and answer.text == text:
        return answer
    if answer.revision != revision:
        raise ChangedMeanwhile("This answer was changed in another tab or window since this page was opened.", answer)
    if not text:
        raise Unready("Write what you considered.")
    if len(text) > LONGEST_ANSWER:
        raise Unready(f"An answer has at most {LONGEST_ANSWER:,} characters.")
    answer.text, answer.answered_at, answer.revision = text, at, answer.revision + 1
    answer.save()
    log.record("review.finding_answered", review.application, by=by, at=at, rule=finding.rule, about=finding.subject)
    return answer


# ---- concluding ----


@transaction.atomic
def record_determination(
    *,
    review: Review,
    verdict: str,
    reasons: str,
    replaces_reason: str = "",
    seen: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Determination:
    """Put the officer's own conclusion on the record. A later one replaces it and says why; both stay readable.

    The same conclusion sent twice (a double click) is one determination. `seen` is the determination that stood
    on the officer's page (0 for none): with another one recorded since, nothing is written.
    """
    review = Review.objects.select_for_update().get(pk=review.pk)
    check_is_own_review(by, review.officer_id)
    check_can_review(by, review.application, timezone.localdate(at))
    standing = review.determinations.filter(replaced_by=None).first()
    reasons, replaces_reason = reasons.strip(), replaces_reason.strip()
    if standing and (standing.verdict, standing.reasons) == (verdict, reasons):
        return standing
    if seen is not None and standing and seen != standing.pk:
        raise ChangedMeanwhile("A determination was recorded in another tab or window meanwhile.", standing)
    if problems := problems_with_determination(
        verdict, reasons, replaces=standing is not None, replaces_reason=replaces_reason
    ):
        raise Unready(*problems)
    made = Determination.objects.create(
        review=review,
        verdict=verdict,
        reasons=reasons,
        recorded_at=at,
        recorded_by=by,
        replaces=standing,
        replacement_reason=replaces_reason if standing else "",
    )
    review.standing_verdict = verdict
    review.save(update_fields=["standing_verdict"])
    log.record(
        "review.determined",
        review.application,
        by=by,
        at=at,
        verdict=verdict,
        version=review.version.number,
        replaces=standing.pk if standing else None,
    )
    return made


# ---- parts ----


def _resolved(citations: Sequence[Cited], version: Version) -> list[Cited]:
    """The citations as they stand in that sealed version; Unready for one that does not."""
    paragraphs = paragraphs_in(version.content)
    cells = cells_in(version.content, version.reading)
    for cited in citations:
        if problems := problems_with_citation(cited, paragraphs=paragraphs, cells=cells):
            raise Unready(*problems)
    found = (resolved(cited, paragraphs=paragraphs, cells=cells) for cited in citations)
    return [cited for cited in found if cited]


def _place_of(cited: Cited | Citation) -> tuple[str, str, int | None, int | None]:
    return cited.kind, cited.place, cited.start, cited.end


def _says_the_same(mark: Mark, verdict: str, new: list[Cited], note: str, standing: list[Citation]) -> bool:
    """Whether everything asked for stands already: a double click, or the second of two equal tabs."""
    there = {_place_of(c) for c in standing}
    return mark.verdict == verdict and mark.note == note and bool(there) and all(_place_of(c) in there for c in new)


def _write_line(review: Review) -> None:
    review.marks_line = line_of(dict(review.marks.values_list("element", "verdict")))
    review.save(update_fields=["marks_line"])
