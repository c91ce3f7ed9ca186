"""Yearly confirmations of a record by the district, and disputes of single facts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Role, User, Visitor
from districts.models.appointment import Appointment
from districts.models.district import District
from districts.models.school import School
from districts.states import DisputeStatus


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def visible_to(self, user: Visitor) -> "ConfirmationQuerySet":
        """Confirmations are public, with date and person."""
        return self.all()


class Confirmation(models.Model):
    """A person with a role there has confirmed the record of the district or the school."""

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="confirmations"
    )
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="confirmations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The facts shown and confirmed: {"Name": "…", …}.
    facts = models.JSONField(default=dict)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(district=None) ^ Q(school=None), name="districts_confirmation_is_of_a_district_or_a_school"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district or self.school}, {self.at:%Y-%m-%d}"


class FactDisputeQuerySet(models.QuerySet["FactDispute"]):
    def visible_to(self, user: Visitor) -> "FactDisputeQuerySet":
        """People with a role there and registrars see a dispute; the public sees only that a fact is disputed."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR):
            return self.all()
        appointments = Appointment.objects.held_by(user)
        return self.filter(
            Q(district__in=appointments.values("district")) | Q(school__in=appointments.values("school"))
        )

    def open(self) -> "FactDisputeQuerySet":
        """Disputes without a decision."""
        return self.filter(status=DisputeStatus.OPEN)

    def answered(self) -> "FactDisputeQuerySet":
        """Disputes that the registrar has decided, latest decision first."""
        answers = (DisputeStatus.ACCEPTED, DisputeStatus.REFUSED)
        return self.filter(status__in=answers).order_by("-answered_at", "-pk")

    def reported_by(self, user: User) -> "FactDisputeQuerySet":
        """Disputes that this person raised, oldest first, with their records."""
        return self.filter(raised_by=user.pk).select_related("district", "school").order_by("raised_at", "pk")

    def with_records(self) -> "FactDisputeQuerySet":
        """With their districts or schools."""
        return self.select_related("district", "school")

    def of_record(self, record: District | School) -> "FactDisputeQuerySet":
        """Disputes about that district or school, latest first, with the people who raised and answered them."""
        found = self.filter(district=record) if isinstance(record, District) else self.filter(school=record)
        return found.select_related("raised_by", "answered_by")

    def for_list(self) -> "FactDisputeQuerySet":
        """With their records and people, oldest first."""
        people = self.select_related(
            "district__county", "school__county", "school__district", "raised_by", "answered_by"
        )
        return people.order_by("raised_at", "pk")

    def corrected(self) -> dict[str, dict[str, set[str]]]:
        """By LEAID or NCESSCH and field: the values that a registrar found wrong, as text.

        Imports do not bring them back (districts.rules.fact_owners.merged_with_import).
        """
        found: dict[str, dict[str, set[str]]] = {}
        rows = self.filter(status=DisputeStatus.ACCEPTED).order_by()
        for leaid, ncessch, field, value in rows.values_list("district__leaid", "school__ncessch", "field", "recorded"):
            found.setdefault(leaid or ncessch, {}).setdefault(field, set()).add(value)
        return found


class FactDispute(models.Model):
    """A district or school reports that a recorded fact is wrong, with the correct value and the evidence."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="disputes")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="disputes")
    # The name from districts.rules.fact_owners. Values are stored as text: the code of a choice, a date like
    # 2026-07-01, the FIPS code of a county.
    field = models.CharField(max_length=40)
    recorded = models.TextField("recorded value", blank=True)
    claimed = models.TextField("suggested value", blank=True)
    reason = models.TextField()
    status = models.CharField(max_length=10, choices=DisputeStatus, default=DisputeStatus.OPEN)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = FactDisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(district=None) ^ Q(school=None), name="districts_dispute_is_of_a_district_or_a_school"
            ),
            models.UniqueConstraint(
                fields=["district", "field"],
                condition=Q(status=DisputeStatus.OPEN),
                name="districts_dispute_of_a_district_open_once",
            ),
            models.UniqueConstraint(
                fields=["school", "field"],
                condition=Q(status=DisputeStatus.OPEN),
                name="districts_dispute_of_a_school_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.record}"

    @property
    def is_open(self) -> bool:
        """Whether the registrar has not decided yet."""
        return self.status == DisputeStatus.OPEN

    @property
    def record(self) -> District | School:
        """The district or school that the fact is about."""
        return self.district or self.school  # type: ignore[return-value]  # one of them: a constraint
