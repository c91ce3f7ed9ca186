"""What decides about an appeal: until when it can be filed, and who took part in the decision."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from accounts.models import User
from grants.models import (
    ROUND_KEEPERS,
    AnswerConsent,
    Appeal,
    Application,
    AwardRelease,
    BoardDecision,
    BoardVote,
    LetterEdit,
    Review,
    ScorerAssignment,
    Screening,
    StateAnswer,
)
from grants.rules import appeals as rules
from grants.states import FINAL_OUTCOMES


def decision_to_appeal(application: Application) -> BoardDecision | None:
    """The released decision that counts, with its release and its appeal, if there is one. One query."""
    return BoardDecision.objects.released().of(application).select_related("release", "appeal__handler").first()


def last_day_for(decision: BoardDecision, days: int) -> datetime.date | None:
    """The last day to appeal this decision with the round's days; None if the round has no appeals. No query."""
    at = decision.release.confirmed_at if decision.release else None
    return rules.last_day_to_appeal(timezone.localdate(at), days) if at else None


def problems_before_appealing(application: Application, decision: BoardDecision | None, on: datetime.date) -> list[str]:
    """Why the applicant can't appeal that day. No query after `decision_to_appeal`."""
    if decision is None:
        return [rules.NO_DECISION]
    return rules.problems_with_time(
        last_day_for(decision, application.competition.appeal_days),
        on,
        is_final=decision.outcome in FINAL_OUTCOMES,
        is_filed=hasattr(decision, "appeal"),
    )


def done_by_officials(application: Application) -> dict[int, set[str]]:
    """What each person did with the application, by the words of `grants.rules.appeals`. Ten queries."""
    done: dict[int, set[str]] = defaultdict(set)
    decisions = BoardDecision.objects.filter(application=application)
    releases = AwardRelease.objects.filter(pk__in=decisions.exclude(release=None).values("release"))
    answers = StateAnswer.objects.filter(application=application)
    rows: list[tuple[str, Iterable[int | None]]] = [
        (rules.REVIEWED, [application.assigned_to_id]),
        (rules.REVIEWED, Review.objects.filter(application=application).values_list("officer", flat=True)),
        (rules.SCREENED, Screening.objects.filter(application=application).values_list("officer", flat=True)),
        (
            rules.SCORED,
            ScorerAssignment.objects.filter(application=application).values_list("scorer__person", flat=True),
        ),
        (rules.VOTED, BoardVote.objects.filter(application=application).values_list("member", flat=True)),
        (rules.ANSWERED_FOR_STATE, answers.values_list("proposed_by", flat=True)),
        (
            rules.ANSWERED_FOR_STATE,
            AnswerConsent.objects.filter(answer__in=answers).values_list("officer", flat=True),
        ),
        (rules.LETTER, LetterEdit.objects.filter(decision__in=decisions).values_list("edited_by", flat=True)),
        (rules.ENTERED, decisions.values_list("proposed_by", flat=True)),
        (rules.COUNTERSIGNED, decisions.values_list("countersigned_by", flat=True)),
        (rules.RELEASED, [pk for pair in releases.values_list("prepared_by", "confirmed_by") for pk in pair]),
    ]
    for what, people in rows:
        for person in people:
            if person is not None:
                done[person].add(what)
    return done


def done_by(person: User, application: Application) -> set[str]:
    """The same of one person."""
    return done_by_officials(application).get(person.pk, set())


def possible_handlers(on: datetime.date) -> list[User]:
    """The state's officers and administrators by name; one query."""
    return list(User.objects.holding(*ROUND_KEEPERS, on=on).filter(is_active=True).order_by("name", "pk"))


def scores_to_exclude(appeal: Appeal) -> list[ScorerAssignment]:
    """The submitted scores of the application that count, by scorer: a granted appeal can exclude one scorer's."""
    rows = ScorerAssignment.objects.of(appeal.application).current().submitted()
    return list(rows.select_related("scorer__person").order_by("scorer", "pk"))
