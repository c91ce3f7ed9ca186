"""Submitted versions of an application, their findings, and the applicants' explanations."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.models.application import Application
from reviews.models import AbstractSealedText


class Version(AbstractSealedText):
    """What was submitted, with its mentions and members table at that moment. Never changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="versions")
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Mentions by paragraph and the members table, computed once when submitting so that the desk needn't.
    reading = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="grants_version_number_once"),
        ]


class FindingQuerySet(models.QuerySet["StoredFinding"]):
    def standing(self) -> "FindingQuerySet":
        """Findings that still hold."""
        return self.filter(gone_at=None)

    def of(self, application: Application) -> "FindingQuerySet":
        """The findings of one application."""
        return self.filter(application=application)


class StoredFinding(models.Model):
    """What a check noticed in a submitted version: the rule and its version, the subject, both places, and when."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="findings")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=40)
    rule_version = models.PositiveSmallIntegerField()
    subject_key = models.CharField(max_length=200)
    subject = models.CharField(max_length=300)
    sentence = models.TextField()
    places = models.JSONField()  # two of {"label", "quote", "anchor"}
    found_at = models.DateTimeField()
    is_new_since_sealing = models.BooleanField(default=False)
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["rule", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "rule", "subject_key"],
                condition=Q(gone_at=None),
                name="grants_finding_once_a_rule_and_subject",
            ),
        ]
        indexes = [models.Index(fields=["rule", "application"], name="grants_finding_rule")]

    def __str__(self) -> str:
        return self.sentence


class Explanation(models.Model):
    """The applicant's explanation of a finding; it is submitted with the application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="explanations")
    rule = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["rule", "subject_key"]
        constraints = [
            models.UniqueConstraint(fields=["application", "rule", "subject_key"], name="grants_explanation_once"),
        ]

    def __str__(self) -> str:
        return self.text
