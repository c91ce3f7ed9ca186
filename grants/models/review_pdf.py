"""PDFs of reviewed applications, drawn by the worker and kept."""

import datetime

from django.db import models
from django.db.models import Q

from grants.models.sealed import Version


class ReviewPDFQuerySet(models.QuerySet["ReviewPDF"]):
    def of_page(self, version: Version, page_digest: str) -> "ReviewPDFQuerySet":
        """The PDF of that page of a version, with its content, if anyone requested it."""
        return self.filter(version=version, page_digest=page_digest).defer("page")

    def of_record(self, version: Version) -> "ReviewPDFQuerySet":
        """The PDF of record of a version, if its packet was requested and isn’t made yet."""
        return self.filter(version=version, is_of_record=True).defer("page")

    def due(self, at: datetime.datetime) -> "ReviewPDFQuerySet":
        """What to draw now, the first asked first."""
        return self.filter(next_try_at__lte=at).order_by("asked_at", "pk")

    def waiting_before(self, pdf: "ReviewPDF") -> "ReviewPDFQuerySet":
        """Those that were requested earlier and aren't drawn yet."""
        earlier = Q(asked_at__lt=pdf.asked_at) | Q(asked_at=pdf.asked_at, pk__lt=pdf.pk)
        return self.exclude(next_try_at=None).filter(earlier)

    def waiting_since(self) -> datetime.datetime | None:
        """Since when the oldest one that isn't drawn yet has waited; None if none waits."""
        return self.exclude(next_try_at=None).aggregate(since=models.Min("asked_at"))["since"]

    def asked_before(self, at: datetime.datetime) -> "ReviewPDFQuerySet":
        """Those that were last requested before that moment."""
        return self.filter(asked_at__lt=at)


class ReviewPDF(models.Model):
    """The PDF of a page of a submitted version: waiting to be drawn, drawn, or failed.

    Readers who see the same page get the same PDF. The requester's own page is rendered first, so a PDF never contains
    anything its reader can't see. A worker that takes a row moves its next try into the future, so that another worker
    takes it if the first is killed.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="review_pdfs")
    page_digest = models.CharField("SHA-256 of the page without the moment of printing", max_length=64)
    # It shows the version only, without reviews. Once it is drawn, it goes into the sealed packet and this row ends.
    is_of_record = models.BooleanField(default=False, db_default=False)
    page = models.TextField("HTML to draw, until it is drawn", blank=True)
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, db_default="")
    # In the database, as every file: one backup has all of it.
    content = models.BinaryField(null=True, blank=True)
    digest = models.CharField("SHA-256 of the file", max_length=64, blank=True, db_default="")

    objects = ReviewPDFQuerySet.as_manager()

    class Meta:
        verbose_name = "PDF of a review"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "page_digest"], name="grants_reviewpdf_once_a_page"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(is_of_record=True), name="grants_reviewpdf_one_of_record"
            ),
            models.CheckConstraint(
                condition=(
                    Q(next_try_at__isnull=False, content=None, digest="")
                    | Q(next_try_at=None, content__isnull=False, page="", problem="") & ~Q(digest="")
                    | Q(next_try_at=None, content=None, page="", digest="") & ~Q(problem="")
                ),
                name="grants_reviewpdf_waits_or_is_drawn_or_is_given_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="grants_reviewpdf_waiting"
            ),
            models.Index(fields=["asked_at"], name="grants_reviewpdf_asked"),
        ]

    def __str__(self) -> str:
        return f"PDF of version {self.version_id}"

    @property
    def is_waiting(self) -> bool:
        """Whether it will be drawn, or drawn again."""
        return self.next_try_at is not None
