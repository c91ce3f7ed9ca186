"""State policies that districts cite, and their history."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from accounts.addresses import HasPage
from accounts.models import Visitor
from policies.states import PUBLIC_BARRIERS, PolicyKind, Waivable


class PolicyQuerySet(models.QuerySet["Policy"]):
    def visible_to(self, user: Visitor) -> "PolicyQuerySet":
        """Policies are public."""
        return self.all()

    def with_barriers(self) -> "PolicyQuerySet":
        """With `published_barriers`, how many barriers about it the public sees."""
        published = Count("barriers", filter=Q(barriers__status__in=PUBLIC_BARRIERS))
        return self.annotate(published_barriers=published)

    def with_key(self, key: str) -> "PolicyQuerySet":
        """The policy with that citation (policies.rules.policies.citation_key), if any."""
        return self.filter(key=key)


class Policy(HasPage, models.Model):
    """A statute, a rule, or a guideline of the State."""

    slug = models.SlugField(max_length=120, unique=True)
    citation = models.CharField(max_length=100)
    # The citation as it is compared (policies.rules.policies.citation_key).
    key = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=PolicyKind)
    # Where the text is on the web; empty where it isn't known.
    text_url = models.CharField(max_length=500, blank=True)
    # The office that answers for it.
    owner = models.CharField(max_length=200)
    waivable = models.CharField(max_length=20, choices=Waivable, default=Waivable.UNKNOWN)
    waivable_reason = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    # The first day on which it no longer applies.
    repealed_on = models.DateField(null=True, blank=True)
    # How many times it was changed: a page that shows an older revision can't overwrite a newer one.
    revision = models.PositiveIntegerField(default=0)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["citation", "pk"]
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(repealed_on=None) | Q(starts_on=None) | Q(repealed_on__gte=F("starts_on")),
                name="policies_policy_repealed_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citation} {self.title}"

    def is_repealed(self, on: datetime.date) -> bool:
        """Whether it no longer applies on that date."""
        return self.repealed_on is not None and self.repealed_on <= on


class PolicyChange(models.Model):
    """A fact of a policy that changed: its value before and after, and why."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.field} of {self.policy}"
