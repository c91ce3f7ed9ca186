"""Writing the reviews of a round in bulk: marks with their citations, determinations, and assignments."""

import datetime
import random
from collections.abc import Sequence

from accounts.models import User
from grants.models import Application, ApplicationStep, Citation, Determination, Mark, Review, Version
from grants.states import Status
from reviews.rules import line_of
from sample.reviews import conclusion_for, marks_for
from sample.writing.entries import BATCH, StoredApplication
from sample.writing.registry import StoredRegistry


def write_reviews(
    stored_applications: Sequence[StoredApplication],
    versions: Sequence[Version],
    stored_registry: StoredRegistry,
    *,
    seed: int,
    closes_at: datetime.datetime,
    until: datetime.datetime,
) -> None:
    """After the round closed, three officers review each application, independently of one another."""
    rng = random.Random(f"{seed}:reviews")  # noqa: S311  # an invented state needs no secret chance
    steps, reviews, marks, citations, determinations = [], [], [], [], []
    for stored, version in zip(stored_applications, versions, strict=True):
        application, officers = stored.application, rng.sample(stored_registry.officers, k=3)
        assigned_at = min(closes_at + datetime.timedelta(minutes=5 + rng.randint(0, 90)), until)
        application.status, application.assigned_to, application.assigned_at = (
            Status.UNDER_REVIEW,
            officers[0],
            assigned_at,
        )
        steps.append(_step(application, "take", Status.SUBMITTED, Status.UNDER_REVIEW, officers[0], assigned_at))
        for officer, count in zip(officers, stored.entry.marks, strict=True):
            begun = min(assigned_at + datetime.timedelta(hours=rng.randint(0, 20)), until)
            rows = marks_for(rng, version.content, version.reading, stored.entry.draft.quality)[:count]
            review = Review(application=application, officer=officer, version=version, started_at=begun)
            review.marks_line = line_of({row.element: row.verdict for row in rows})
            reviews.append(review)
            for number, row in enumerate(rows):
                when = min(begun + datetime.timedelta(minutes=9 * number + 4), until)
                mark = Mark(
                    review=review,
                    element=row.element,
                    verdict=row.verdict,
                    note=row.note,
                    revision=1,
                    marked_at=when,
                )
                marks.append(mark)
                citations += [
                    Citation(
                        mark=mark, kind=c.kind, place=c.place, start=c.start, end=c.end, quote=c.quote, cited_at=when
                    )
                    for c in row.cited
                ]
            if count == 9:
                conclusion = conclusion_for(rng, rows)
                review.standing_verdict = conclusion.verdict
                determinations.append(
                    Determination(
                        review=review,
                        verdict=conclusion.verdict,
                        reasons=conclusion.reasons,
                        marks_line=review.marks_line,
                        recorded_at=min(begun + datetime.timedelta(hours=2), until),
                        recorded_by=officer,
                    )
                )
    ApplicationStep.objects.bulk_create(steps, batch_size=BATCH)
    Review.objects.bulk_create(reviews, batch_size=BATCH)
    Mark.objects.bulk_create(marks, batch_size=BATCH)
    Citation.objects.bulk_create(citations, batch_size=BATCH)
    Determination.objects.bulk_create(determinations, batch_size=BATCH)


def write_submissions(stored_applications: Sequence[StoredApplication], versions: Sequence[Version]) -> None:
    """Each application was submitted when its version says."""
    steps = []
    for stored, version in zip(stored_applications, versions, strict=True):
        stored.application.status = Status.SUBMITTED
        by, at = version.sealed_by, version.sealed_at
        steps.append(_step(stored.application, "submit", Status.DRAFT, Status.SUBMITTED, by, at))
    ApplicationStep.objects.bulk_create(steps, batch_size=BATCH)


def _step(
    application: Application, step: str, before: Status, after: Status, by: User, at: datetime.datetime
) -> ApplicationStep:
    return ApplicationStep(application=application, step=step, before=before, after=after, by=by, at=at)
