"""What decision letters are built from, for many decisions in a few queries, and who reads which."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from accounts.models import User
from grants.models import (
    Application,
    BoardDecision,
    Competition,
    DecisionLetter,
    LetterEdit,
    Participant,
    Review,
    Score,
    ScorerAssignment,
    Screening,
    StateAnswer,
    StoredFinding,
    Version,
)
from grants.models.board import BOARD_READERS, known_to_board
from grants.models.letter import drafts_open_to
from grants.reads.meetings import levels_after_meetings
from grants.rules.citable import members_in_finding
from grants.rules.collaboration.findings import rule_named
from grants.rules.hidden_names import names_by_label, with_names
from grants.rules.letters import (
    EditedText,
    LetterFacts,
    LetterFinding,
    LetterMark,
    LetterPart,
    LetterScore,
    letter_parts,
)
from grants.rules.scoring import WORDS_OF_LEVELS
from grants.rules.screen import reasons_in_words
from grants.states import GateAnswer, StageOutcome
from reviews.rules import Cited


class BuiltLetter(NamedTuple):
    """The letter about a decision as it is now: what is built, and what officials changed."""

    version: Version
    parts: list[LetterPart]  # as they are built
    edits: dict[str, EditedText]  # the last one of each part


def letters_of(decisions: Sequence[BoardDecision], at: datetime.datetime) -> dict[int, BuiltLetter]:
    """The letter of each of these decisions; in ten queries for any number, eleven if one isn’t eligible.

    Scores of a stage that is still open aren't in it.
    """
    pks = [one.application_id for one in decisions]
    versions = {one.application_id: one for one in Version.objects.filter(application__in=pks).newest(1)}
    answers = {one.application_id: one for one in StateAnswer.objects.recorded().filter(application__in=pks)}
    marks, scores, findings = _marks_on(pks), _scores_of(versions, at), findings_to_send(versions.values())
    edits = _last_edits(decisions)
    unmet = _unmet([one.application_id for one in decisions if one.outcome == StageOutcome.INELIGIBLE])
    appeal_days = dict(Application.objects.filter(pk__in=pks).order_by().values_list("pk", "competition__appeal_days"))
    letters = {}
    for decision in decisions:
        pk = decision.application_id
        answer = answers.get(pk)
        facts = LetterFacts(
            outcome=decision.outcome,
            amount=decision.amount,
            conditions=decision.conditions,
            reasons=decision.reasons,
            verdict=answer.verdict if answer else "",
            verdict_reasons=answer.reasons if answer else "",
            packet=versions[pk].content,
            reading=versions[pk].reading,
            marks=marks[pk],
            scores=scores[pk],
            findings=findings[pk],
            appeal_days=appeal_days[pk],
            unmet=unmet[decision.application_id] if decision.outcome == StageOutcome.INELIGIBLE else (),
        )
        letters[decision.pk] = BuiltLetter(versions[pk], letter_parts(facts), edits[decision.pk])
    return letters


def _unmet(pks: Sequence[int]) -> dict[int, list[str]]:
    """The rules that officers say aren't met, by application; one query if there are any."""
    judgments: dict[int, list[Mapping[str, str]]] = defaultdict(list)
    for pk, rows in Screening.objects.filter(application__in=pks).current().values_list("application", "judgments"):
        judgments[pk] += rows
    return {pk: reasons_in_words(judgments[pk]) for pk in pks}


def _last_edits(decisions: Iterable[BoardDecision]) -> dict[int, dict[str, EditedText]]:
    edits: dict[int, dict[str, EditedText]] = defaultdict(dict)
    rows = LetterEdit.objects.filter(decision__in=[one.pk for one in decisions]).order_by("edited_at", "pk")
    for row in rows:
        edits[row.decision_id][row.part] = EditedText(row.original, row.text)
    # An edit that restores the built text is no edit.
    return defaultdict(
        dict,
        {pk: {part: one for part, one in of.items() if one.text != one.original} for pk, of in edits.items()},
    )


def _marks_on(pks: Sequence[int]) -> dict[int, list[LetterMark]]:
    """The marks of officers who recorded a determination, by application; four queries."""
    marks: dict[int, list[LetterMark]] = defaultdict(list)
    reviews = Review.objects.filter(application__in=pks).exclude(standing_verdict="").order_by("started_at", "pk")
    for review in reviews.prefetch_related("marks__citations"):
        for mark in sorted(review.marks.all(), key=lambda one: one.element):
            if mark.verdict:
                kept = [one for one in mark.citations.all() if one.removed_at is None]
                cited = tuple(Cited(one.kind, one.place, one.start, one.end, one.quote) for one in kept)
                marks[review.application_id].append(LetterMark(mark.element, mark.verdict, mark.note, cited))
    return marks


def _scores_of(versions: Mapping[int, Version], at: datetime.datetime) -> dict[int, list[LetterScore]]:
    """The scores that count and that officers may read, by application, as meetings left them; two queries.

    Their reasons have names also where scorers read labels.
    """
    pks = list(versions)
    assignments = ScorerAssignment.objects.with_open_scores(at).filter(application__in=pks)
    after = levels_after_meetings(pks)
    scored = Q(has_abstained=False) | Q(pk__in=after)
    rows = Score.objects.filter(scored, assignment__in=assignments.order_by().values("pk"))
    rows = rows.annotate(hides_names=F("assignment__application__competition__hides_names_from_scorers"))
    scores: dict[int, list[LetterScore]] = defaultdict(list)
    numbers: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows.select_related("criterion", "assignment").order_by("criterion__position", "assignment", "pk"):
        of = numbers[row.assignment.application_id]
        number = of.setdefault(row.assignment.scorer_id, len(of) + 1)
        counted = after.get(row.pk, row)
        level = GateAnswer(row.vote).label if row.vote else _level_in_words(counted.level)
        title = str(row.criterion) if row.criterion else ""
        pk, reason = row.assignment.application_id, counted.reason
        if row.hides_names:
            reason = with_names(reason, names_by_label(versions[pk].content))
        scores[pk].append(LetterScore(number, title, level, reason))
    return scores


def _level_in_words(level: int | None) -> str:
    """Of how many, too: applicants read a level without the scale beside it."""
    return f"{WORDS_OF_LEVELS[level]} of {len(WORDS_OF_LEVELS) - 1}" if level is not None else "No level"


def findings_to_send(versions: Iterable[Version]) -> dict[int, list[LetterFinding]]:
    """The findings that hold, by application, without those that name another application; one query."""
    by_pk = {one.application_id: {row["key"] for row in one.content["participants"]} for one in versions}
    findings: dict[int, list[LetterFinding]] = defaultdict(list)
    for row in StoredFinding.objects.standing().counted().filter(application__in=by_pk).order_by("pk"):
        rule = rule_named(row.rule)
        if rule is not None and not rule.compares_applications:
            members = members_in_finding(row.subject_key, row.places, by_pk[row.application_id])
            findings[row.application_id].append(
                LetterFinding(f"{row.rule}:{row.subject_key}", row.sentence, frozenset(members))
            )
    return findings


# ---- who reads what ----


class LetterRow(NamedTuple):
    """A decision with its letter, in the list of a round."""

    decision: BoardDecision
    pages: int  # for members
    edits: int  # parts that officials changed
    letter: DecisionLetter | None  # once it was sent
    is_open: bool  # to this reader, before it is sent


def letters_in_round(competition: Competition, reader: User) -> list[LetterRow]:
    """The letters of a round that the reader may know of, by reference; four queries for any number."""
    known = known_to_board(reader).filter(competition=competition).order_by().values("pk")
    decisions = BoardDecision.objects.decided().filter(application__in=known).for_record()
    edits: dict[int, set[str]] = defaultdict(set)
    for decision, part in LetterEdit.objects.filter(decision__in=decisions.values("pk")).values_list(
        "decision", "part"
    ):
        edits[decision].add(part)
    sent = {one.decision_id: one for one in DecisionLetter.objects.filter(decision__in=decisions.values("pk"))}
    is_open = set(drafts_open_to(reader).of_round(competition).values_list("pk", flat=True))
    return [
        LetterRow(one, one.application.participants_count, len(edits[one.pk]), sent.get(one.pk), one.pk in is_open)
        for one in decisions
    ]


def member_pages_for(user: User, application: Application) -> "QuerySet[Participant]":
    """The members whose page of the letter this person reads.

    Officials and the board read all, and so do the people of the lead, who wrote the application with the members.
    Others read those that they represent.
    """
    everyone = Participant.objects.filter(application=application)
    if user.has_role(*BOARD_READERS) and known_to_board(user).known_by(application.reference).exists():
        return everyone
    own = everyone.represented_by(user)
    return everyone if own.filter(role=Participant.Role.LEAD).exists() else own


def edits_of_part(decision: BoardDecision, part: str) -> list[LetterEdit]:
    """What officials wrote in a part of a letter, the latest first."""
    return list(decision.letter_edits.filter(part=part).select_related("edited_by").order_by("-edited_at", "-pk"))
