"""Consensus meetings: what they take up, first scores and changes side by side, minutes, and scores after them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Prefetch

from accounts.models import User
from districts.models.keys import HasKey
from grants.models import (
    Application,
    Competition,
    ConsensusMeeting,
    Dissent,
    MeetingItem,
    Score,
    ScoreChange,
    Scorer,
    ScorerAssignment,
)
from grants.permissions.hidden_names import hides_names_in_meeting
from grants.reads.names import latest_names, words_in_round
from grants.rules.hidden_names import Names, names_by_label, with_names
from grants.rules.hidden_words import HiddenWords
from grants.states import ScoringStage


def concluded_in(competition: Competition) -> set[int]:
    """The applications of a round that a meeting took up and closed."""
    rows = MeetingItem.objects.concluded().filter(meeting__competition=competition)
    return set(rows.order_by().values_list("application", flat=True))


class MissingScores(NamedTuple):
    """An assignment whose scores weren't submitted."""

    reference: str
    scorer: str


def missing_scores(competition: Competition, reader: User) -> list[MissingScores]:
    """What opening a meeting now would leave out, by application and scorer."""
    rows = ScorerAssignment.objects.visible_to(reader).of_round(competition).current().unsubmitted()
    by_criteria = rows.filter(stage=ScoringStage.SCORING).order_by("application__reference", "scorer__person__name")
    return [MissingScores(*row) for row in by_criteria.values_list("application__reference", "scorer__person__name")]


def scorers_of(pks: Collection[int]) -> dict[int, set[int]]:
    """The scorers of each application whose scores by criteria count."""
    rows = ScorerAssignment.objects.current().submitted().filter(stage=ScoringStage.SCORING, application__in=pks)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for application, scorer in rows.order_by().values_list("application", "scorer"):
        found[application].add(scorer)
    return found


def scorers_to_attend(competition: Competition) -> list[Scorer]:
    """Who can be chosen as attending: everyone who accepted to score in the round, by name."""
    return list(Scorer.objects.of_round(competition).accepted().for_list())


def meetings_of(competition: Competition, reader: User) -> list[ConsensusMeeting]:
    """The meetings of a round, the latest first."""
    return list(ConsensusMeeting.objects.visible_to(reader).of_round(competition).for_page().order_by("-opened_at"))


class LevelAfter(NamedTuple):
    """A score after the meeting, and why it changed."""

    level: int
    reason: str


def levels_after_meetings(applications: Iterable[int]) -> dict[int, LevelAfter]:
    """By score, what a meeting changed in these applications; the last change counts. The only place that says so."""
    rows = ScoreChange.objects.counting().filter(HasKey("item__application", applications))
    return {row.score_id: LevelAfter(row.level, row.reason) for row in rows}


def changes_digested(applications: Iterable[int]) -> list[tuple[int, int]]:
    """What a ranking's digest needs of the changes: score and level."""
    return sorted((pk, after.level) for pk, after in levels_after_meetings(applications).items())


@dataclass(frozen=True)
class MeetingMinutes:
    """A meeting with what its reader may know of it."""

    meeting: ConsensusMeeting
    attendees: list[str]
    items: Sequence[MeetingItem]  # with `kept_changes` and `all_dissents`
    left_out: int  # applications that are kept from an official
    hidden: HiddenWords | None = None  # the names of the round, if they are hidden from the reader

    def words(self, text: str) -> str:
        """What the reader sees of words about an application."""
        return self.hidden.hide_in(text) if self.hidden else text


def minutes_of(meeting: ConsensusMeeting, reader: User) -> MeetingMinutes:
    """The minutes for one reader; nothing in it comes from an application that is kept from the reader."""
    items = MeetingItem.objects.visible_to(reader).of_meeting(meeting).for_page().prefetch_related(*_entries())
    kept = Application.objects.kept_from(reader).order_by().values("pk")
    is_hidden = hides_names_in_meeting(reader, meeting.competition)
    return MeetingMinutes(
        meeting,
        list(meeting.attendees.order_by("person__name").values_list("person__name", flat=True)),
        list(items),
        MeetingItem.objects.of_meeting(meeting).filter(application__in=kept).count(),
        words_in_round(meeting.competition) if is_hidden else None,
    )


def _entries() -> list[Any]:
    """Changes and dissent of each application: `kept_changes` and `all_dissents`."""
    changes = Prefetch("changes", ScoreChange.objects.kept().for_page(), "kept_changes")
    return [changes, Prefetch("dissents", Dissent.objects.for_page(), "all_dissents")]


@dataclass(frozen=True)
class ItemOfMeeting:
    """One application of a meeting: first scores, changes, and dissent."""

    item: MeetingItem
    scores: list[Score]  # of everyone whose scores count, by criterion and scorer
    changes: list[ScoreChange]  # without withdrawn ones
    dissents: list[Dissent]
    present: set[int]  # its scorers who are in the room
    names: Names | None = None  # if names are hidden from the reader

    @property
    def words(self) -> Callable[[str], str]:
        """What the reader sees of words about this application."""
        if self.names:
            return self.names.text
        version = self.scores[0].assignment.version if self.scores else None
        if version is None or not self.item.meeting.competition.hides_names_from_scorers:
            return str
        return partial(with_names, names=names_by_label(version.content))

    def current(self, score: Score) -> int | None:
        """The level of a score as the meeting has it now, with confirmed changes."""
        confirmed = [one.level for one in self.changes if one.score_id == score.pk and one.confirmed_at]
        return confirmed[-1] if confirmed else score.level


def read_item(item: MeetingItem, reader: User | None = None) -> ItemOfMeeting:
    """What a meeting has on an application; five queries, and four more for a reader from whom names are hidden."""
    current = ScorerAssignment.objects.current().submitted().of(item.application).filter(stage=ScoringStage.SCORING)
    scores = Score.objects.filter(assignment__in=current.order_by().values("pk"), criterion__isnull=False)
    records = ("criterion", "assignment__scorer__person", "assignment__version")
    attending = set(item.meeting.attendees.values_list("pk", flat=True)) - {one.pk for one in item.away.all()}
    rows = list(scores.select_related(*records).order_by("criterion__position", "assignment__scorer__person__name"))
    is_hidden = reader is not None and hides_names_in_meeting(reader, item.meeting.competition)
    return ItemOfMeeting(
        item,
        rows,
        list(ScoreChange.objects.kept().filter(item=item).for_page()),
        list(Dissent.objects.filter(item=item).for_page()),
        {row.assignment.scorer_id for row in rows} & attending,
        latest_names(item.application) if is_hidden else None,
    )


class MeetingToAttend(NamedTuple):
    """For a scorer: an open meeting, how many applications are the scorer's, and changes to confirm."""

    meeting: ConsensusMeeting
    applications: int
    concluded: int
    to_confirm: int


def meetings_to_attend(user: User) -> list[MeetingToAttend]:
    """The open meetings in which this person scores applications; one query if there is none."""
    items = MeetingItem.objects.visible_to(user).select_related("meeting__competition").order_by("meeting", "position")
    of_meeting: defaultdict[ConsensusMeeting, list[MeetingItem]] = defaultdict(list)
    for item in items:
        of_meeting[item.meeting].append(item)
    if not of_meeting:
        return []
    own = ScoreChange.objects.unconfirmed().filter(score__assignment__scorer__person=user)
    waiting = set(own.order_by().values_list("item", flat=True))
    return [
        MeetingToAttend(meeting, len(rows), sum(row.closed_at is not None for row in rows), len(waiting & _pks(rows)))
        for meeting, rows in of_meeting.items()
    ]


def _pks(items: Iterable[MeetingItem]) -> set[int]:
    return {item.pk for item in items}


def begun_in(meeting: ConsensusMeeting) -> int:
    """How many applications have changes or dissent and aren't closed."""
    open_items = MeetingItem.objects.of_meeting(meeting).filter(closed_at=None)
    touched = set(ScoreChange.objects.kept().filter(item__in=open_items).values_list("item", flat=True))
    touched |= set(Dissent.objects.filter(item__in=open_items).values_list("item", flat=True))
    return len(touched)
