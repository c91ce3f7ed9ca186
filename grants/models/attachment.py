"""Files attached to applications. Their bytes are outside the database, each stored once."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User, Visitor
from grants.models.application import Application
from grants.models.legal_hold import LegalHold
from grants.models.scoring import ScorerAssignment
from grants.states import AVAILABLE, OPEN_FOR_WRITING, FileState


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def waiting(self) -> "StoredFileQuerySet":
        """Files that wait for the virus scan, the first uploaded first."""
        return self.filter(state=FileState.WAITING, is_stored=True).order_by("stored_at", "pk")

    def unused_since(self, at: datetime.datetime) -> "StoredFileQuerySet":
        """Files that belong to no draft and to no submitted version, and were uploaded before that moment.

        Without those that were ever attached in a round on legal hold.
        """
        held = Q(application__competition__in=LegalHold.objects.in_force().rounds())
        uses = Attachment.objects.filter(held | Q(removed_at=None) | Q(was_submitted=True), file=OuterRef("pk"))
        return self.filter(~Exists(uses), stored_at__lt=at)


class StoredFile(models.Model):
    """The bytes of one or more attachments. `is_stored` is false until they are written completely."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField("bytes")
    kind = models.CharField(max_length=4)
    stored_at = models.DateTimeField()
    is_stored = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=10, choices=FileState, default=FileState.WAITING)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        """Its name in the storage: only characters of its digest, never anything that a visitor chose."""
        return f"{self.sha256[:2]}/{self.sha256}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def attached(self) -> "AttachmentQuerySet":
        """Those that weren't removed, in their order."""
        return self.filter(removed_at=None).select_related("file", "uploaded_by").order_by("number")

    def by_others_since(self, person: User, at: datetime.datetime) -> "AttachmentQuerySet":
        """Attachments that other people attached after that moment, newest first."""
        return self.attached().filter(uploaded_at__gt=at).exclude(uploaded_by=person).order_by("-uploaded_at")

    def readable_by(self, user: Visitor, reference: str) -> "AttachmentQuerySet":
        """Attachments of an application that this person may see: officials see only what was submitted.

        Scorers see that too, of the applications that they score, without confidential files, and without any in rounds
        that hide names from them.
        """
        there = self.filter(application__reference=reference).select_related("file", "application")
        own = Application.objects.taken_part_in_by(user)
        shown = Q(removed_at=None) | Q(was_submitted=True)
        official = Application.objects.on_desk_of(user)
        own_scores = ScorerAssignment.objects.to_score_by(user).order_by()
        scored = own_scores.filter(application__competition__hides_names_from_scorers=False).values("application")
        is_read = Q(application__in=official) | Q(application__in=scored, confidential_reason="")
        return there.filter(shown & Q(application__in=own) | Q(was_submitted=True) & is_read)

    def numbered(self, number: int) -> "Attachment | None":
        """The one with that number, if there is one."""
        return self.filter(number=number).first()


class Attachment(models.Model):
    """A file attached to an application. Its number is never given again."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=130)
    # The key of the member that it belongs to; "" if it belongs to the application as a whole.
    member = models.CharField(max_length=30, blank=True)
    # The title of the file of the round's list that it answers; "" if it answers none.
    wanted = models.CharField(max_length=120, blank=True, default="", db_default="")
    # Why it is confidential; "" if it isn't.
    confidential_reason = models.CharField(max_length=300, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    was_submitted = models.BooleanField(default=False, db_default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="grants_attachment_number_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Its key in the packet: “f2”."""
        return f"f{self.number}"

    @property
    def can_be_read(self) -> bool:
        """Whether its bytes may be given to anyone."""
        return self.file.state in AVAILABLE

    @property
    def can_be_removed(self) -> bool:
        """Whether the application is open for changes."""
        return self.application.status in OPEN_FOR_WRITING and self.removed_at is None
