"""Intents to apply: what applicants told the state about a round before they apply."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consortia.models import Consortium
from districts.models import District
from grants.models.competition import Competition


class IntentToApplyQuerySet(models.QuerySet["IntentToApply"]):
    def current(self) -> "IntentToApplyQuerySet":
        """Intents that are not withdrawn."""
        return self.filter(withdrawn_at=None)

    def of_round(self, competition: Competition) -> "IntentToApplyQuerySet":
        """The intents of one round."""
        return self.filter(competition=competition)

    def for_list(self) -> "IntentToApplyQuerySet":
        """With the records that a list names, the first stated first."""
        records = ("competition", "consortium", "district__county__region", "stated_by")
        return self.select_related(*records).order_by("stated_at", "pk")


class IntentToApply(models.Model):
    """A consortium, or a district without one, intends to apply in a round. It obliges to nothing."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="intents")
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Both optional: how many members are expected, the applicant included, and the main subject.
    members = models.PositiveSmallIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True, default="", db_default="")
    # Whom the state can contact, and when this person last stated or changed the intent.
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # The deadline of which the person was reminded.
    reminded_of = models.DateTimeField(null=True, blank=True)

    objects = IntentToApplyQuerySet.as_manager()

    class Meta:
        ordering = ["stated_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consortium=None, district__isnull=False) | Q(consortium__isnull=False, district=None),
                name="grants_intent_is_of_one_applicant",
            ),
            models.UniqueConstraint(fields=["competition", "consortium"], name="grants_intent_of_consortium_once"),
            models.UniqueConstraint(fields=["competition", "district"], name="grants_intent_of_district_once"),
        ]

    def __str__(self) -> str:
        return f"{self.applicant}, {self.competition}"

    @property
    def applicant(self) -> Consortium | District:
        """The consortium or the district."""
        record = self.consortium or self.district
        assert record is not None  # noqa: S101  # a constraint says so
        return record
