"""Consensus meetings of a round's scorers: who came, which applications in which order, what changed, and dissent."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Role, User, Visitor
from grants.models.application import Application
from grants.models.competition import Competition
from grants.models.scorer import Scorer
from grants.models.scoring import Score, ScorerAssignment
from grants.states import ScoringStage
from reviews.models import AbstractCitation


class ConsensusMeetingQuerySet(models.QuerySet["ConsensusMeeting"]):
    def visible_to(self, user: Visitor) -> "ConsensusMeetingQuerySet":
        """Officials read the meetings of each round; scorers an open one with an application of theirs."""
        if isinstance(user, User) and user.has_role(Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR):
            return self.all()
        return self.filter(pk__in=MeetingItem.objects.visible_to(user).order_by().values("meeting"))

    def of_round(self, competition: Competition) -> "ConsensusMeetingQuerySet":
        """The meetings of one round."""
        return self.filter(competition=competition)

    def still_open(self) -> "ConsensusMeetingQuerySet":
        """Meetings that are not closed."""
        return self.filter(closed_at=None)

    def for_page(self) -> "ConsensusMeetingQuerySet":
        """With the records that the minutes name."""
        return self.select_related("competition", "opened_by", "closed_by")


class ConsensusMeeting(models.Model):
    """One meeting: its day, who attended, and how many of an application's scorers had to be in the room."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="consensus_meetings")
    held_on = models.DateField()
    quorum = models.PositiveSmallIntegerField()  # the round's rule when the meeting was opened
    attendees = models.ManyToManyField(Scorer, related_name="meetings")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ConsensusMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition"], condition=Q(closed_at=None), name="grants_consensusmeeting_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="grants_consensusmeeting_closed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"Consensus meeting of {self.held_on}"


class MeetingItemQuerySet(models.QuerySet["MeetingItem"]):
    def visible_to(self, user: Visitor) -> "MeetingItemQuerySet":
        """Officials read what is on their desk. Scorers in the room read, in an open meeting, what they scored.

        An application that is kept from the reader is in no list, count, or file.
        """
        if isinstance(user, User) and user.has_role(Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR):
            return self.filter(application__in=Application.objects.on_desk_of(user).order_by().values("pk"))
        own = ScorerAssignment.objects.to_score_by(user).submitted().filter(stage=ScoringStage.SCORING)
        mine = Scorer.objects.of(user).accepted().order_by().values("pk")
        away = MeetingItem.objects.filter(away__in=mine).order_by().values("pk")
        present = ConsensusMeeting.objects.still_open().filter(attendees__in=mine).order_by().values("pk")
        rows = self.filter(meeting__in=present, has_quorum=True, application__in=own.order_by().values("application"))
        return rows.exclude(pk__in=away)

    def of_meeting(self, meeting: ConsensusMeeting) -> "MeetingItemQuerySet":
        """The applications of one meeting, in their order."""
        return self.filter(meeting=meeting).order_by("position")

    def concluded(self) -> "MeetingItemQuerySet":
        """Applications that were taken up and closed."""
        return self.exclude(closed_at=None)

    def locked(self) -> "MeetingItemQuerySet":
        """Read anew and locked until the caller commits, with the meeting and the application."""
        return self.select_for_update(of=("self",)).select_related("meeting__competition", "application__competition")

    def for_page(self) -> "MeetingItemQuerySet":
        """With the records that a page names."""
        records = ("meeting__competition", "application__consortium", "application__competition", "closed_by")
        return self.select_related(*records).prefetch_related("away__person")


class MeetingItem(models.Model):
    """One application of a meeting: its place in the order, and who left the room for it."""

    meeting = models.ForeignKey(ConsensusMeeting, on_delete=models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="meeting_items")
    position = models.PositiveIntegerField()
    present = models.PositiveSmallIntegerField()  # how many of its scorers are in the room
    has_quorum = models.BooleanField()
    away = models.ManyToManyField(Scorer, related_name="left_for")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    # Only on rows of `grants.reads.meetings.minutes_of`.
    kept_changes: "list[ScoreChange]"
    all_dissents: "list[Dissent]"

    objects = MeetingItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "application"], name="grants_meetingitem_once_a_meeting"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, has_quorum=True),
                name="grants_meetingitem_closed_by_someone_with_a_quorum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} in {self.meeting}"


class ScoreChangeQuerySet(models.QuerySet["ScoreChange"]):
    def visible_to(self, user: Visitor) -> "ScoreChangeQuerySet":
        """Visible to whoever can read the application in the meeting."""
        return self.filter(item__in=MeetingItem.objects.visible_to(user).order_by().values("pk"))

    def kept(self) -> "ScoreChangeQuerySet":
        """Changes that were not withdrawn, the first entered first."""
        return self.filter(withdrawn_at=None).order_by("cited_at", "pk")

    def unconfirmed(self) -> "ScoreChangeQuerySet":
        """Changes that an officer entered and that their scorer hasn't confirmed."""
        return self.kept().filter(confirmed_at=None)

    def counting(self) -> "ScoreChangeQuerySet":
        """Changes that the ranking and letters use: confirmed, and their application was closed in the meeting."""
        return self.kept().exclude(confirmed_at=None).exclude(item__closed_at=None)

    def for_page(self) -> "ScoreChangeQuerySet":
        """With the records that a page names."""
        return self.select_related("score__criterion", "score__assignment__scorer__person", "entered_by", "item")


class ScoreChange(AbstractCitation):
    """A scorer changes a first score in the meeting, with a reason and what it is based on. The first score stays."""

    item = models.ForeignKey(MeetingItem, on_delete=models.PROTECT, related_name="changes")
    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="changes")
    from_level = models.PositiveSmallIntegerField(null=True, blank=True)  # None: the scorer had abstained
    level = models.PositiveSmallIntegerField()
    reason = models.TextField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)  # by its scorer
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ScoreChangeQuerySet.as_manager()

    class Meta(AbstractCitation.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(0, 4)), name="grants_scorechange_level_is_on_the_scale"),
            models.CheckConstraint(
                condition=Q(from_level=None) | ~Q(from_level=F("level")), name="grants_scorechange_changes_the_level"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="grants_scorechange_has_a_reason"),
        ]


class DissentQuerySet(models.QuerySet["Dissent"]):
    def visible_to(self, user: Visitor) -> "DissentQuerySet":
        """Visible to whoever can read the application in the meeting."""
        return self.filter(item__in=MeetingItem.objects.visible_to(user).order_by().values("pk"))

    def for_page(self) -> "DissentQuerySet":
        """With the records that a page names."""
        return self.select_related("scorer__person", "entered_by").order_by("entered_at", "pk")


class Dissent(models.Model):
    """A scorer's dissent from the meeting's outcome on an application, in words. It never changes."""

    item = models.ForeignKey(MeetingItem, on_delete=models.PROTECT, related_name="dissents")
    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="dissents")
    words = models.TextField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = DissentQuerySet.as_manager()

    class Meta:
        ordering = ["entered_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="grants_dissent_has_words")]

    def __str__(self) -> str:
        return f"Dissent of {self.scorer.person}"
