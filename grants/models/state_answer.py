"""The state's answer to its question about an application: dated, on the record, replaced but never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Role, Visitor
from grants.models.application import Application
from grants.models.review import Determination
from grants.models.review_request import ReviewRequest
from grants.models.sealed import Version
from grants.states import AnswerBasis, AnswerState
from reviews.models import Verdict


class StateAnswerQuerySet(models.QuerySet["StateAnswer"]):
    def visible_to(self, user: Visitor) -> "StateAnswerQuerySet":
        """Officers see it where they have recorded a determination on nine marks or are asked to decide.

        Administrators and auditors, who don't review, see all of those on their desk. It isn't public before awards
        are released.
        """
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(application__in=Application.objects.on_desk_of(user).order_by().values("pk"))
        if not user.has_role(Role.GRANTS_OFFICER):
            return rows
        own = Determination.objects.on_nine_marks_by(user)
        asked = ReviewRequest.objects.open().to_decide().filter(officer=user, application=OuterRef("application"))
        return rows.filter(Exists(own) | Exists(asked))

    def of(self, application: Application) -> "StateAnswerQuerySet":
        """Those of one application, the latest first, with their people and who agreed."""
        rows = self.filter(application=application).select_related("proposed_by", "version")
        rows = rows.defer("version__content", "version__reading")
        return rows.prefetch_related("consents__officer").order_by("-proposed_at", "-pk")

    def recorded(self) -> "StateAnswerQuerySet":
        """The answers that count."""
        return self.filter(state=AnswerState.RECORDED)

    def proposed(self) -> "StateAnswerQuerySet":
        """Those waiting for officers to agree."""
        return self.filter(state=AnswerState.PROPOSED)


class StateAnswer(models.Model):
    """The state's final answer to its question about one application, with reasons and what it is based on."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="state_answers")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=20, choices=Verdict)
    reasons = models.TextField()
    basis = models.CharField(max_length=20, choices=AnswerBasis)
    # The determinations that it is based on: their numbers, officers, and verdicts at that moment.
    rests_on = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=AnswerState)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    replacement_reason = models.TextField(blank=True)

    objects = StateAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state=AnswerState.RECORDED),
                name="grants_state_answer_recorded_once",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state=AnswerState.PROPOSED),
                name="grants_state_answer_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replacement_reason=""), name="grants_state_answer_replaced_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AnswerState.RECORDED, AnswerState.REPLACED]) | Q(recorded_at__isnull=False),
                name="grants_state_answer_recorded_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} ({self.proposed_at:%Y-%m-%d})"


class AnswerConsent(models.Model):
    """Whether another officer agrees to a proposed answer of the state."""

    answer = models.ForeignKey(StateAnswer, on_delete=models.PROTECT, related_name="consents")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField(null=True)  # null until answered
    reason = models.TextField(blank=True)  # why not
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "officer"], name="grants_answer_consent_once"),
            models.CheckConstraint(
                condition=~Q(agrees=False) | ~Q(reason=""), name="grants_answer_declined_for_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {'agrees' if self.agrees else 'does not agree' if self.agrees is False else 'asked'}"
