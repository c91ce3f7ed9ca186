"""Conflicts that scorers declare, and connections that an officer considered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Role, User, Visitor
from grants.models.application import Application
from grants.models.scorer import Scorer


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def visible_to(self, user: Visitor) -> "RecusalQuerySet":
        """Grants officers see those without an application that is kept from them; scorers their organizations.

        What a recusal hides from a scorer isn't named to the scorer either.
        """
        if not isinstance(user, User):
            return self.none()
        if user.has_role(Role.GRANTS_OFFICER):
            kept = Application.objects.kept_from(user).order_by().values("pk")
            return self.exclude(applications__in=kept)
        return self.filter(scorer__in=Scorer.objects.of(user).order_by().values("pk")).of_organizations()

    def of_organizations(self) -> "RecusalQuerySet":
        """Those with a district, school, or supplier, which may take part in several applications."""
        return self.exclude(organization="")

    def of_scorers(self, scorers: "models.QuerySet[Scorer] | list[Scorer]") -> "RecusalQuerySet":
        """The recusals of these scorers, the first declared first."""
        return self.filter(scorer__in=scorers)


class Recusal(models.Model):
    """A scorer's recusal from one application, or from every application in which an organization takes part.

    Scorers declare it themselves; an officer records it who excludes a scorer's scores.
    """

    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="recusals")
    # What the scorer named; "" for a single application. Its applications are those that named it on that day.
    organization = models.CharField(max_length=200, blank=True, default="", db_default="")
    applications = models.ManyToManyField(Application, related_name="recusals")
    reason = models.TextField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    objects = RecusalQuerySet.as_manager()

    class Meta:
        ordering = ["declared_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="grants_recusal_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.scorer.person}, {self.organization or 'one application'}"


class ConsideredConnectionQuerySet(models.QuerySet["ConsideredConnection"]):
    def visible_to(self, user: Visitor) -> "ConsideredConnectionQuerySet":
        """Grants officers see those of applications that aren't kept from them. No one else sees any."""
        if not (isinstance(user, User) and user.has_role(Role.GRANTS_OFFICER)):
            return self.none()
        return self.exclude(application__in=Application.objects.kept_from(user).order_by().values("pk"))


class ConsideredConnection(models.Model):
    """An officer considered a scorer's connections with an application or a round, and proceeded."""

    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="considered_connections")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="considered_connections"
    )  # None: before the invitation to the round
    sentences = models.JSONField()
    considered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    considered_at = models.DateTimeField()

    objects = ConsideredConnectionQuerySet.as_manager()

    class Meta:
        ordering = ["considered_at", "pk"]

    def __str__(self) -> str:
        return f"{self.scorer}, considered by {self.considered_by}"
