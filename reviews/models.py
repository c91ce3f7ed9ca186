"""Abstract tables of a review: submitted texts, marks with citations, determinations. Apps above make them real."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Verdict(models.TextChoices):
    """How far something is explained: an element, or the state's question as a whole."""

    EXPLAINED = "explained", "Explained"
    PARTLY = "partly", "Partly explained"
    NOT_EXPLAINED = "not_explained", "Not explained"


class CitationKind(models.TextChoices):
    PASSAGE = "passage", "A passage of the narrative"
    CELL = "cell", "A table cell"
    NOTHING_FOUND = "nothing_found", "Nothing found"


class AbstractSealedText(models.Model):
    """A text as it was submitted, with its number, time, and digest. Never changed."""

    number = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"version {self.number}"


class AbstractMark(models.Model):
    """One reviewer's verdict on one element. `revision` grows with every change, so that two tabs notice each other."""

    element = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=20, choices=Verdict, blank=True)
    note = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    marked_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"element {self.element}: {self.get_verdict_display() or 'not marked'}"


class AbstractCitation(models.Model):
    """What a mark is based on: a passage, a cell, or the statement that nothing was found."""

    kind = models.CharField(max_length=20, choices=CitationKind)
    # A passage: paragraph key and the characters [start, end) of its text. A cell: its key in the members table.
    place = models.CharField(max_length=120, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True)
    cited_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["cited_at", "pk"]

    def __str__(self) -> str:
        return self.quote or self.get_kind_display()


class AbstractDetermination(models.Model):
    """A reviewer's conclusion with reasons. Replaced only by a new one that gives a reason; the earlier one stays."""

    verdict = models.CharField(max_length=20, choices=Verdict)
    reasons = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The marks it was recorded on, as in `Review.marks_line`; "" if recorded before they were kept.
    marks_line = models.CharField(max_length=9, blank=True, db_default="")
    # Why it was recorded although elements were unmarked.
    unmarked_reason = models.TextField(blank=True, db_default="")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    replacement_reason = models.TextField(blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replacement_reason=""),
                name="%(app_label)s_%(class)s_replacement_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(marks_line__contains="-") | ~Q(unmarked_reason=""),
                name="%(app_label)s_%(class)s_unmarked_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} ({self.recorded_at:%Y-%m-%d})"
