"""Decision letters: what officials changed in them before the release, and each letter as it was sent."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Role, User, Visitor
from grants.models.application import Application
from grants.models.board import BoardDecision, BoardDecisionQuerySet, known_to_board
from grants.models.review import Determination
from grants.models.review_request import ReviewRequest
from grants.models.sealed import Version


def drafts_open_to(user: User) -> BoardDecisionQuerySet:
    """The decisions whose unsent letters the official may read: they quote the marks of every officer.

    Administrators read all that aren't kept from them; officers those of applications on which they recorded a
    determination on nine marks, or are asked to decide. It is the rule of the state's answer.
    """
    rows = BoardDecision.objects.decided().filter(application__in=known_to_board(user).order_by().values("pk"))
    if user.has_role(Role.ADMINISTRATOR):
        return rows
    if not user.has_role(Role.GRANTS_OFFICER):
        return rows.none()
    complete = Determination.objects.filter(marks_line__gt="", review__officer=user).exclude(marks_line__contains="-")
    own = complete.filter(review__application=OuterRef("application"))
    asked = ReviewRequest.objects.open().to_decide().filter(officer=user, application=OuterRef("application"))
    return rows.filter(Exists(own) | Exists(asked))


class LetterEdit(models.Model):
    """What an official wrote in a letter instead of the text that was built. The last one of a part counts."""

    decision = models.ForeignKey(BoardDecision, on_delete=models.PROTECT, related_name="letter_edits")
    part = models.CharField(max_length=120)
    # The text that was built then. If that changes later, the edit is read again before the letter is sent.
    original = models.TextField(blank=True)
    text = models.TextField()
    reason = models.TextField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["edited_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(reason=""), name="grants_letter_edit_says_what_and_why"),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.part}"


class DecisionLetterQuerySet(models.QuerySet["DecisionLetter"]):
    def visible_to(self, user: Visitor) -> "DecisionLetterQuerySet":
        """Members of an application see its letters, and officials and the board those not kept from them.

        Letters exist from the confirmed release on. They aren't public.
        """
        if not isinstance(user, User):
            return self.none()
        own = Application.objects.taken_part_in_by(user).order_by().values("pk")
        known = Q(application__in=own) | Q(application__in=known_to_board(user).order_by().values("pk"))
        return self.filter(known, decision__release__confirmed_at__isnull=False)

    def about(self, reference: str) -> "DecisionLetterQuerySet":
        """The letters about one application, the latest first, with what their page names."""
        rows = self.filter(application__reference=reference)
        rows = rows.select_related("application__consortium", "application__competition", "decision__release")
        return rows.order_by("-sent_at", "-pk")


class DecisionLetter(models.Model):
    """The letter about a released decision, with the page of each member. It never changes."""

    decision = models.OneToOneField(BoardDecision, on_delete=models.PROTECT, related_name="letter")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decision_letters")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    # A row for each part: key, the member whose page it is on ("" for the letter itself), heading, and text.
    parts = models.JSONField()
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()

    objects = DecisionLetterQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"Decision letter: {self.decision}"

    def has_page_for(self, key: str) -> bool:
        """Whether the member with that key has a page of its own in it."""
        return any(row["member"] == key for row in self.parts)
