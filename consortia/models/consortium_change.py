"""The history of consortia: one row for each changed fact, and for each purpose taken up or ended."""

from django.conf import settings
from django.db import models

from accounts.models import Visitor
from consortia.models.consortium import Consortium, seen_by


class ConsortiumChangeQuerySet(models.QuerySet["ConsortiumChange"]):
    def visible_to(self, user: Visitor) -> "ConsortiumChangeQuerySet":
        """Changes of the consortia that this person can see; the history of public facts is public."""
        return self.filter(seen_by(user))

    def of_consortium(self, slug: str) -> "ConsortiumChangeQuerySet":
        """The changes of that consortium, newest first."""
        return self.filter(consortium__slug=slug)

    def names_before(self) -> "ConsortiumChangeQuerySet":
        """Changes to another name on a known date; without one, a mistake was corrected."""
        return self.filter(field="name").exclude(old="").exclude(holds_from=None)


class ConsortiumChange(models.Model):
    """One change of one fact of a consortium: the value before and after. Never changed."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="changes")
    # A name from consortia.rules.fact_owners. Values are text: the code of a choice, a date like 2026-07-01, a
    # district with its LEAID.
    field = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    # The date the new value took effect (of an ended purpose, its last day); null where a mistake was corrected.
    holds_from = models.DateField(null=True, blank=True)
    # The board resolution or agreement; for one entered beside a similar consortium, how it is different.
    authority = models.TextField("board resolution, agreement, or reason", blank=True)
    # Who changed it, in words for readers: the registrar, or the office that acts for the lead.
    source = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConsortiumChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.field} of {self.consortium}"
