"""The log's two tables: entries chained by digest, and the head that says how long the chain is."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: Any) -> "EntryQuerySet":  # a Visitor: it is in an app above
        """Every entry for auditors; none for others."""
        return self if user.is_authenticated and user.has_role("auditor") else self.none()

    def newest_first(self) -> "EntryQuerySet":
        """Newest entries first."""
        return self.order_by("-number")

    def of_event(self, text: str) -> "EntryQuerySet":
        """Entries whose event contains the text: `role`, `role.given`."""
        return self.filter(event__icontains=text)

    def of_events(self, events: Iterable[str]) -> "EntryQuerySet":
        """Entries of exactly these events."""
        return self.filter(event__in=list(events))

    def of_other_events(self, events: Iterable[str]) -> "EntryQuerySet":
        """Entries of no event among these."""
        return self.exclude(event__in=list(events))

    def done_by(self, text: str) -> "EntryQuerySet":
        """What a person or command did, by part of the name or by the key `accounts.user:7`."""
        return self.filter(by__icontains=text)

    def by_person(self, pk: int, *, since: datetime.datetime) -> "EntryQuerySet":
        """What the person with that key has done since then, apart from signing in."""
        return self.filter(by__endswith=f"(accounts.user:{pk})", at__gt=since).exclude(event__startswith="person.")

    def about(self, text: str) -> "EntryQuerySet":
        """Entries on a subject, by its exact key or part of its label."""
        return self.filter(models.Q(subject=text) | models.Q(subject_label__icontains=text))

    def not_on(self, subjects: Iterable[str]) -> "EntryQuerySet":
        """Entries on other subjects than these, by their exact keys."""
        return self.exclude(subject__in=list(subjects))

    def between(self, first: datetime.datetime | None, end: datetime.datetime | None) -> "EntryQuerySet":
        """Entries at or after `first` and before `end`; either may be None."""
        entries = self if first is None else self.filter(at__gte=first)
        return entries if end is None else entries.filter(at__lt=end)

    def in_chunks(self, size: int) -> "Iterator[list[Entry]]":
        """All of these entries, newest first, so many at a time: one query for each, and never more in memory."""
        rows = self.newest_first()
        chunk = list(rows[:size])
        while chunk:
            yield chunk
            chunk = list(rows.filter(number__lt=chunk[-1].number)[:size]) if len(chunk) == size else []


class HeadQuerySet(models.QuerySet["Head"]):
    def and_last_number(self) -> "tuple[Head | None, int | None]":
        """The head and, from the same query, the highest number of any entry."""
        highest = Entry.objects.order_by("-number").values("number")[:1]
        head: Any = self.annotate(last=models.Subquery(highest)).filter(pk=1).first()
        return head, head.last if head else None


class Entry(models.Model):
    """One event: who did what to what, and when. Never changed, never deleted."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    event = models.CharField(max_length=80)
    # Text, not foreign keys: the log outlives its subjects and depends on no other app.
    by = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    subject_label = models.CharField(max_length=300)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["subject"], name="audit_entry_subject"),
            models.Index(fields=["event"], name="audit_entry_event"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.event} {self.subject_label}"

    @property
    def details(self) -> list[tuple[str, object]]:
        """Names and values of the detail, by name."""
        return sorted(self.detail.items())


class Head(models.Model):
    """The last entry's number and digest, in one row that writers lock in turn."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    objects = HeadQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="audit_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.number} entries"
