"""Files that a registrar takes into the register: uploaded, looked at row by row, taken in or not, undone."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.addresses import HasPage
from accounts.models import Role
from districts.states import ImportKind, ImportStatus, RowOutcome

# For so long after taking it in, a delivery can be undone.
UNDO_WITHIN = datetime.timedelta(days=1)


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: Any) -> "ImportBatchQuerySet":
        """Registrars and administrators work with deliveries."""
        is_theirs = user.is_authenticated and user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR)
        return self.all() if is_theirs else self.none()

    def for_list(self) -> "ImportBatchQuerySet":
        """With the people and the files, without the files' content."""
        files = models.Prefetch("files", ImportFile.objects.defer("content"))
        return self.select_related("uploaded_by", "applied_by", "undone_by").prefetch_related(files)

    def latest_taken_in(self, kind: str) -> "ImportBatch | None":
        """The last one of that kind that went in: how long it took is told before the next."""
        return self.filter(kind=kind, applied_at__isnull=False).order_by("-applied_at").first()


class ImportBatch(HasPage, models.Model):
    """One upload of one or several files that are taken in together or not at all."""

    kind = models.CharField(max_length=12, choices=ImportKind)
    status = models.CharField(max_length=12, choices=ImportStatus, default=ImportStatus.LOOKED_AT)
    state = models.CharField("only this state's rows", max_length=2, blank=True)
    # The school year of files that state none: "2022-23".
    school_year = models.CharField(max_length=9, blank=True)
    counts = models.JSONField(default=dict)
    # SHA-256 of what the register held of these rows when they were looked at: it must still be so when they go in.
    preview_digest = models.CharField(max_length=64, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "batches"
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=[ImportStatus.APPLIED, ImportStatus.UNDONE]) | Q(applied_at__isnull=False),
                name="districts_delivery_applied_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status=ImportStatus.UNDONE) | Q(undone_at__isnull=False),
                name="districts_delivery_undone_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.uploaded_at:%Y-%m-%d %H:%M}"

    @property
    def is_previewed(self) -> bool:
        """Whether it waits to be taken in or left."""
        return self.status == ImportStatus.LOOKED_AT

    @property
    def undone_by_latest(self) -> datetime.datetime | None:
        """Until when it can be undone, where it is taken in."""
        if self.status != ImportStatus.APPLIED or self.applied_at is None:
            return None
        return self.applied_at + UNDO_WITHIN


class ImportFile(models.Model):
    """One file of a delivery. Its content is kept until the delivery is taken in or left."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    layout = models.CharField(max_length=60, blank=True)
    size = models.PositiveIntegerField("bytes")
    digest = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def of(self, batch: ImportBatch, *, outcome: str = "", file: str = "") -> "ImportRowQuerySet":
        """The rows of a delivery, with that outcome or of that file where given, in the order of their lines."""
        rows = self.filter(batch=batch)
        rows = rows.filter(outcome=outcome) if outcome else rows
        rows = rows.filter(file=int(file)) if file else rows
        return rows.select_related("file").defer("file__content").order_by("file", "line", "pk")


class ImportRow(models.Model):
    """What becomes of one row of a file; rows that change nothing are only counted."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=RowOutcome)
    # LEAID, NCESSCH, county code or whatever the file names the record by, and its name.
    key = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200, blank=True)
    # [[field, old, new], …] of a changed row.
    differences = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["file", "line"]
        indexes = [models.Index(fields=["batch", "outcome", "file", "line"], name="districts_delivery_row")]

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.outcome}"


class ImportEffect(models.Model):
    """One record that a delivery wrote: what it can be put back to, as long as it can be undone."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="effects")
    table = models.CharField(max_length=20)
    key = models.CharField(max_length=240)
    # The columns that changed, before and after; nothing before: the record is new.
    before = models.JSONField(null=True)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["batch", "table"], name="districts_delivery_effect")]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"
