"""Files that a registrar imports: uploaded, previewed row by row, imported or discarded, undone within a day."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.addresses import HasPage
from accounts.models import Role, Visitor
from districts.models.appointment import AppointedPlaces
from districts.models.district import District
from districts.models.school import School
from districts.states import ImportStatus, RowOutcome, import_kinds

# The kind of import whose files agencies publish; a state's own files are carried out row by row.
OFFICIAL = "nces"
# How long after it was applied an import can be undone.
UNDO_WITHIN = datetime.timedelta(days=1)


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: Visitor) -> "ImportBatchQuerySet":
        """Only registrars and administrators see imports."""
        is_theirs = user.is_authenticated and user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR)
        return self.all() if is_theirs else self.none()

    def for_list(self) -> "ImportBatchQuerySet":
        """With people and files, without the contents of the files."""
        files = models.Prefetch("files", ImportFile.objects.defer("content"))
        return self.select_related("uploaded_by", "applied_by", "undone_by").prefetch_related(files)

    def building_on(self, batch: "ImportBatch", *, at: datetime.datetime) -> "list[ImportBatch]":
        """Later imports, not undone, that wrote records of this one: they have to be undone first. The latest first.

        None where this one can't be undone any more. Compared here and not in the database, which would look up 100,000
        keys one by one.
        """
        if batch.undone_by_latest is None or at > batch.undone_by_latest:
            return []
        later = self.filter(status=ImportStatus.APPLIED, applied_at__gt=batch.applied_at).order_by("-applied_at")
        if not later:
            return []
        effects = ImportEffect.objects.order_by().values_list("model", "key")
        own = set(effects.filter(batch=batch).iterator(chunk_size=10_000))
        return [one for one in later if any(key in own for key in effects.filter(batch=one).iterator(10_000))]

    def latest_applied(self, kind: str) -> "ImportBatch | None":
        """The latest import of that kind that was applied, or None; its duration is the estimate for the next."""
        return self.filter(kind=kind, applied_at__isnull=False).order_by("-applied_at").first()


class ImportBatch(HasPage, models.Model):
    """One upload of one or more files, imported together or not at all."""

    kind = models.CharField(max_length=12, choices=import_kinds)
    status = models.CharField(max_length=12, choices=ImportStatus, default=ImportStatus.PREVIEWED)
    state = models.CharField("only this state's rows", max_length=2, blank=True)
    # The school year of files that do not state one: "2022-23".
    school_year = models.CharField(max_length=9, blank=True)
    counts = models.JSONField(default=dict)
    # SHA-256 of what the preview would write and replace: it must be the same when the import is applied.
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
        """Whether it can be applied or discarded."""
        return self.status == ImportStatus.PREVIEWED

    @property
    def has_rows_to_import(self) -> bool:
        """Whether a row of its files is new or changed."""
        return any(file.get("created") or file.get("changed") for file in self.counts.get("files", ()))

    @property
    def undone_by_latest(self) -> datetime.datetime | None:
        """The last moment at which it can be undone; None unless it is applied."""
        if self.status != ImportStatus.APPLIED or self.applied_at is None:
            return None
        return self.applied_at + UNDO_WITHIN


class ImportFile(models.Model):
    """One file of an import. Its content is stored until the import is applied or discarded."""

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
    def of_batch(self, batch: ImportBatch, *, outcome: str = "", file: str = "") -> "ImportRowQuerySet":
        """The rows of an import in the order of the files, limited to one outcome or one file if given."""
        rows = self.filter(batch=batch)
        rows = rows.filter(outcome=outcome) if outcome else rows
        rows = rows.filter(file=int(file)) if file else rows
        return rows.select_related("file").defer("file__content").order_by("file", "line", "pk")

    def writing_to_places(self, batch: ImportBatch) -> "ImportRowQuerySet":
        """The rows of official files that create or change a district or school."""
        return self.filter(batch=batch, batch__kind=OFFICIAL, outcome__in=(RowOutcome.CREATED, RowOutcome.CHANGED))

    def of_places(self, places: AppointedPlaces) -> "ImportRowQuerySet":
        """The rows about these districts, their schools, and these schools."""
        schools = School.objects.filter(Q(pk__in=places.schools) | Q(district__in=places.districts))
        own = Q(key__in=schools.values("ncessch"))
        # The ID of a school that is new begins with its district's.
        for leaid in District.objects.filter(pk__in=places.districts).values_list("leaid", flat=True):
            own |= Q(key__startswith=leaid)
        return self.filter(own)


class ImportRow(models.Model):
    """The outcome of one row of a file; rows that change nothing are only counted."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=RowOutcome)
    # LEAID, NCESSCH, county code, slug, email, or whatever ID the file uses, and the name of the record.
    key = models.CharField(max_length=254, blank=True)
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
    """One row that an import wrote, as `changes` stores a changed row, so that it can be undone."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="effects")
    # The column keeps its first name.
    model = models.CharField(max_length=100, db_column="table")
    key = models.CharField(max_length=240)
    before = models.JSONField(null=True)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["batch", "model"], name="districts_delivery_effect")]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
