"""What officials and panels do between the deadline and the board: screen, meet, and ask applicants to check facts."""

import datetime
import random
from collections.abc import Sequence

from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused
from grants.actions.fact_replies import open_replies, reply_on_facts
from grants.actions.meetings import change_score, close_meeting, conclude_application, open_meeting, record_dissent
from grants.actions.screening import confirm_passing, record_screening
from grants.models import Application, Competition, MeetingItem, Score, Scorer, Screening
from grants.reads.fact_replies import facts_of_application
from grants.reads.screen import facts_of
from grants.rules.screen import JudgedRule
from grants.states import RuleJudgment, ScoringStage
from reviews.rules import paragraphs_of
from sample.reviews import passage_in
from sample.whole_round import DISSENT, FACT_REPLY, MET, SCREENED
from sample.writing.bulk import StoredRound
from sample.writing.entries import StoredApplication, lead_of

DAY, HOUR, MINUTE = datetime.timedelta(days=1), datetime.timedelta(hours=1), datetime.timedelta(minutes=1)
IN_THE_LIST, EACH = 50, 2


def screen_applications(stored: StoredRound, officers: Sequence[User], *, at: datetime.datetime) -> int:
    """Two officers find each application eligible; returns how many conclusions there are."""
    applications = [one.application for one in stored.applications]
    done: dict[int, int] = dict.fromkeys((one.pk for one in applications), 0)
    for place, officer in enumerate(officers):
        moment = at + place * HOUR
        waiting = [one for one in applications if done[one.pk] < EACH]
        recorded: set[str] = set()
        for start in range(0, len(waiting), IN_THE_LIST):
            references = [one.reference for one in waiting[start : start + IN_THE_LIST]]
            names, _ = confirm_passing(
                competition=stored.competition, references=references, by=officer, at=moment + start * MINUTE
            )
            recorded |= set(names)
        for one in waiting:
            if one.reference in recorded or _screen_by_hand(one, officer, at=moment):
                done[one.pk] += 1
    return Screening.objects.filter(application__in=applications).count()


def _screen_by_hand(application: Application, officer: User, *, at: datetime.datetime) -> bool:
    """An officer says what the registry doesn't know; False for an officer with a conflict."""
    known = facts_of(application.competition, [application.pk], officer).get(application.pk)
    if known is None:
        return False
    judged = {rule.key: JudgedRule(RuleJudgment.PASS, SCREENED) for rule in known.rules}
    try:
        record_screening(application=application, judged=judged, by=officer, at=at)
    except Refused:
        return False
    return True


def hold_meeting(
    stored: StoredRound, discussed: int, rng: random.Random, *, by: User, at: datetime.datetime
) -> dict[str, int]:
    """Scorers meet; in each application that they discuss, one raises or lowers a score, and one disagrees."""
    scorers = list(Scorer.objects.of_round(stored.competition).accepted())
    meeting = open_meeting(
        competition=stored.competition, held_on=timezone.localdate(at), attendees=scorers, by=by, at=at
    )
    items = MeetingItem.objects.of_meeting(meeting).filter(has_quorum=True).select_related("application")
    packets = {one.application.pk: one for one in stored.applications}
    changes = 0
    for place, item in enumerate(items.order_by("position")[:discussed]):
        moment = at + (place + 1) * 10 * MINUTE
        changes += _discuss(item, packets[item.application_id], rng, at=moment)
        conclude_application(item=item, by=by, at=moment + 5 * MINUTE)
    close_meeting(meeting=meeting, by=by, at=at + (discussed + 2) * 10 * MINUTE)
    return {"discussed in the meeting": min(discussed, items.count()), "scores changed in the meeting": changes}


def _discuss(item: MeetingItem, stored: StoredApplication, rng: random.Random, *, at: datetime.datetime) -> int:
    paragraphs = [one for text in stored.packet["narrative"] for one in paragraphs_of(text["key"], text["text"])]
    away = set(item.away.values_list("pk", flat=True))
    scores = Score.objects.filter(
        assignment__application=item.application_id, assignment__stage=ScoringStage.SCORING, level__isnull=False,
        assignment__is_excluded=False, assignment__ended_at=None,
    ).exclude(assignment__scorer__in=away)  # fmt: skip
    rows = list(scores.select_related("assignment__scorer__person", "assignment__version").order_by("pk"))
    if not rows or not paragraphs:
        return 0
    score = rows[0]
    level = (score.level or 0) + 1 if (score.level or 0) < 4 else 3  # the scale ends at 4
    scorer = score.assignment.scorer
    cited = passage_in(rng, paragraphs)
    change_score(item=item, score=score, level=level, reason=MET, cited=cited, by=scorer.person, at=at)
    other = next((row.assignment.scorer for row in rows if row.assignment.scorer_id != scorer.pk), None)
    if other:
        record_dissent(item=item, scorer=other, words=DISSENT, by=other.person, at=at + MINUTE)
    return 1


def ask_for_facts(
    competition: Competition, one: StoredApplication, stored: StoredRound, *, by: User, at: datetime.datetime
) -> int:
    """Applicants can check what the board will read for a week; one of them corrects a fact."""
    open_replies(competition=competition, closes_at=at + 7 * DAY, by=by, at=at)
    lead = lead_of(one.entry, stored.stored_registry)
    key = facts_of_application(one.application)[-1].key
    return len(reply_on_facts(application=one.application, replies={key: FACT_REPLY}, by=lead, at=at + DAY))
