"""Writing the scoring of a large round in bulk: scorers, three for each application, and the scores so far."""

import datetime
import random
from collections.abc import Sequence

from grants.models import Competition, Score, ScoreCitation, Scorer, ScorerAssignment, Version
from grants.rules.scorers import CURRENT_AGREEMENT
from grants.states import Expertise, ScorerStatus, ScoringStage
from sample.scores import scores_for
from sample.writing.entries import BATCH, StoredApplication
from sample.writing.registry import StoredRegistry

DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)
EACH = 3
# How many of 40 the sample's scorer has submitted; the others are between these shares of theirs.
OF_THE_SAMPLES_SCORER, LEAST, MOST = 12, 0.3, 1.0


def write_scores(
    stored_applications: Sequence[StoredApplication],
    versions: Sequence[Version],
    competition: Competition,
    stored_registry: StoredRegistry,
    *,
    seed: int,
    until: datetime.datetime,
) -> None:
    """After the round closed, everyone scores; by `until`, many applications have all their scores, and others don't.

    A state with fewer than three scorers has no scores.
    """
    number = len(stored_registry.scorers)
    if number < EACH:
        return
    rng = random.Random(f"{seed}:scores")  # noqa: S311  # an invented state needs no secret chance
    begins = min((competition.closes_at or until) + 5 * MINUTE, until)
    competition.scores_due_at = begins + 21 * DAY
    competition.save(update_fields=["scores_due_at"])
    criteria = list(competition.criteria.all())
    capacity = -(-len(stored_applications) // (number // EACH))
    scorers = Scorer.objects.bulk_create(
        (_scorer(competition, stored_registry, place, capacity, at=begins - 10 * DAY)) for place in range(number)
    )
    severities = [rng.gauss(0, 0.35) for _ in scorers]
    done_by = [OF_THE_SAMPLES_SCORER, *(round(capacity * rng.uniform(LEAST, MOST)) for _ in scorers[1:])]
    loads = [0] * len(scorers)
    assignments, scores, citations = [], [], []
    deck: list[int] = []  # shuffled for each round of dealing, so that all scorers can be compared through others
    for stored, version in zip(stored_applications, versions, strict=True):
        if len(deck) < EACH:
            deck = rng.sample(range(number), number)
        for _ in range(EACH):
            place = deck.pop()
            assignment = ScorerAssignment(
                scorer=scorers[place],
                application=stored.application,
                stage=ScoringStage.SCORING,
                assigned_by=stored_registry.officers[0],
                assigned_at=begins,
                is_by_hand=False,
            )
            assignments.append(assignment)
            left, loads[place] = done_by[place] - loads[place], loads[place] + 1
            if left < 0:
                continue
            at = min(begins + loads[place] * 30 * MINUTE, until)
            assignment.version, assignment.submitted_at = version, at if left else None
            quality = stored.entry.draft.quality
            rows = scores_for(rng, version.content, quality, criteria=len(criteria), severity=severities[place])
            for criterion, row in zip(criteria if left else criteria[:1], rows, strict=False):
                score = Score(
                    assignment=assignment,
                    criterion=criterion,
                    level=row.level,
                    reason=row.reason,
                    confidence=row.confidence,
                    revision=1,
                    saved_at=at,
                )
                scores.append(score)
                c = row.cited
                citations.append(
                    ScoreCitation(
                        score=score, kind=c.kind, place=c.place, start=c.start, end=c.end, quote=c.quote, cited_at=at
                    )
                )
    ScorerAssignment.objects.bulk_create(assignments, batch_size=BATCH)
    Score.objects.bulk_create(scores, batch_size=BATCH)
    ScoreCitation.objects.bulk_create(citations, batch_size=BATCH)


def _scorer(
    competition: Competition, stored_registry: StoredRegistry, place: int, capacity: int, *, at: datetime.datetime
) -> Scorer:
    return Scorer(
        competition=competition,
        person=stored_registry.scorers[place],
        status=ScorerStatus.ACCEPTED,
        invited_by=stored_registry.officers[0],
        invited_at=at,
        answered_at=at + DAY,
        capacity=capacity,
        expertise=Expertise.FINANCE if place % 2 else Expertise.PROGRAM,
        agreement_version=CURRENT_AGREEMENT,
        agreed_at=at + DAY,
    )
