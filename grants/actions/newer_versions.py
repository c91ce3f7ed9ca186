"""Continuing a review with a newer version: marks on unchanged text are kept."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked
from grants.models import Citation, Mark, Review
from grants.permissions.review import check_can_review, check_is_own_review
from grants.reads.proofs import digest_of_mark
from grants.rules.amendments import may_be_continued_with
from grants.rules.citable import cells_in, paragraphs_in
from grants.rules.returns import changed_sections
from reviews.rules import NOTHING_FOUND, Cited, line_of, resolved


@transaction.atomic
def continue_with_newest_version(*, review: Review, by: User, at: datetime.datetime) -> list[int]:
    """Move the officer's review to the version with the answers or the amendment; returns the elements to mark again.

    A citation is kept where the new version has the same words at the same place; the others are removed and stay in
    the history. A mark without a citation loses its verdict and keeps its note. Raises Refused or Unready.
    """
    application = locked(review.application)
    review = Review.objects.select_related("version").get(pk=review.pk)
    check_is_own_review(by, review.officer_id)
    check_can_review(by, application, timezone.localdate(at))
    newest = application.versions.latest("number")
    if newest.pk == review.version_id:
        return []
    if not application.is_submitted or not may_be_continued_with(review.version.content, newest.content):
        raise Unready(
            "Only a version that answers the state’s questions, or that an amendment changed, can be reviewed in place "
            "of the one before."
        )
    if review.standing_verdict:
        raise Unready("You recorded a determination on the version you reviewed, so your review stays with it.")
    paragraphs, cells = paragraphs_in(newest.content), cells_in(newest.content, newest.reading)
    has_changes = bool(changed_sections(review.version.content, newest.content))
    again = []
    for mark in review.marks.prefetch_related("citations"):
        current = [one for one in mark.citations.all() if one.removed_at is None]
        lost = [one for one in current if not _holds(one, paragraphs, cells, has_changes=has_changes)]
        if not lost:
            continue
        Citation.objects.filter(pk__in=[one.pk for one in lost]).update(removed_at=at)
        if len(lost) == len(current):
            mark.verdict = ""
            again.append(mark.element)
        mark.marked_at, mark.revision = at, mark.revision + 1
        mark.save(update_fields=["verdict", "marked_at", "revision"])
        proof = {"mark": mark.pk, "digest": digest_of_mark(Mark.objects.get(pk=mark.pk))}
        log.record("review.citation_taken_back", application, by=by, at=at, element=mark.element, **proof)
    before, review.version = review.version, newest
    review.marks_line = line_of(dict(review.marks.values_list("element", "verdict")))
    review.save(update_fields=["version", "marks_line"])
    log.record(
        "review.continued", application, by=by, at=at, before=before.number, version=newest.number, again=again
    )  # fmt: skip
    return again


def _holds(citation: Citation, paragraphs: Mapping[str, str], cells: Mapping[str, str], *, has_changes: bool) -> bool:
    """Whether the newer version says the same there; “nothing found” holds only where nothing changed."""
    if citation.kind == NOTHING_FOUND:
        return not has_changes
    cited = Cited(citation.kind, citation.place, citation.start, citation.end, citation.quote)
    return resolved(cited, paragraphs=paragraphs, cells=cells) is not None
