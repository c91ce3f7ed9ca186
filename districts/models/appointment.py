"""Who may act for a district or a school, with which permissions and dates."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When

from accounts.models import Role, User, Visitor
from accounts.models.statements import kept_statement
from districts.models.district import District
from districts.models.school import School
from districts.states import HEADS, POWERS, Office

# For so long after a role ended, its holder doesn't decide for the State about that place.
LATELY = datetime.timedelta(days=365)


class AppointmentsByDay(NamedTuple):
    """Appointments on a date: current ones, future ones, and past or withdrawn ones."""

    now: "list[Appointment]"
    later: "list[Appointment]"
    before: "list[Appointment]"


class AppointedPlaces(NamedTuple):
    """The districts and schools in which a person is appointed, by row id.

    `had_any`: whether the person is appointed somewhere now, or was before.
    """

    districts: frozenset[int]
    schools: frozenset[int]
    had_any: bool

    @property
    def are_none(self) -> bool:
        """Whether the person is appointed nowhere."""
        return not self.districts and not self.schools

    def includes(self, record: District | School) -> bool:
        """Whether it is one of these districts, or one of these schools, or in one of these districts."""
        if isinstance(record, District):
            return record.pk in self.districts
        return record.pk in self.schools or record.district_id in self.districts

    @classmethod
    def of_record(cls, record: District | School) -> "AppointedPlaces":
        """That district or school alone."""
        return cls.of([(record.pk, None, True) if isinstance(record, District) else (None, record.pk, True)])

    @classmethod
    def of(cls, begun: Iterable[tuple[int | None, int | None, bool]]) -> "AppointedPlaces":
        """The places of these appointments, each in a district or a school, with whether it counts today."""
        rows = list(begun)
        return cls(
            frozenset(district for district, _, goes_on in rows if goes_on and district is not None),
            frozenset(school for _, school, goes_on in rows if goes_on and school is not None),
            bool(rows),
        )


def _goes_on(on: datetime.date) -> Q:
    """Appointments that don’t end before that date."""
    return Q(ends_on=None) | Q(ends_on__gte=on)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, on: datetime.date) -> "AppointmentQuerySet":
        """Appointments in force on that date, start and end dates included; delegations once they are accepted."""
        return self.not_over(on).filter(starts_on__lte=on, awaits_answer=False)

    def begun(self, on: datetime.date) -> "AppointmentQuerySet":
        """Appointments in force on that date or on any date before; delegations once they are accepted."""
        return self.filter(starts_on__lte=on, withdrawn_at=None, awaits_answer=False)

    def lately(self, on: datetime.date) -> "AppointmentQuerySet":
        """Appointments in force on that date or on one of the 365 days before it."""
        return self.begun(on).not_over(on - LATELY)

    def not_over(self, on: datetime.date) -> "AppointmentQuerySet":
        """Appointments in force on that date or later."""
        return self.filter(_goes_on(on), withdrawn_at=None)

    def held_by(self, user: Visitor) -> "AppointmentQuerySet":
        """The person's appointments on the date of the request; none for the public."""
        return self.filter(user=user).in_force(user.as_of) if user.is_authenticated else self.none()

    def places_of(self, user: User) -> AppointedPlaces:
        """Where the person is appointed on the date of the request. Read once per object, as the person's roles are:
        every queryset of a page asks what the person may see.
        """
        return user.once("places", lambda: AppointedPlaces.of(_begun_of(user=user.pk, on=user.as_of)))

    def recent_places_of(self, user: User, on: datetime.date) -> AppointedPlaces:
        """Where the person has a role on that date or had one in the year before. Read once per object and date."""
        counts = Value(True, output_field=models.BooleanField())  # noqa: FBT003  # each of them, also one that ended
        held = self.order_by().lately(on).filter(user=user).values_list("district", "school", counts)
        return user.once(f"places of the year to {on}", lambda: AppointedPlaces.of(held))

    def recorded_by(self, moment: Any) -> "AppointmentQuerySet":
        """Appointments recorded by that moment (a time or a subquery), or later by the holder's own acceptance."""
        return self.filter(Q(given_at=None) | Q(given_at__lte=moment) | Q(delegated_by__isnull=False))

    def registering(self, on: datetime.date) -> "AppointmentQuerySet":
        """Appointments on that date of people who may register memberships and can receive email."""
        return self.reachable(on).filter(can_register_membership=True)

    def registering_or_signing(self, on: datetime.date) -> "AppointmentQuerySet":
        """Appointments on that date of people who register memberships or sign contract joinders, reached by email."""
        return self.reachable(on).filter(Q(can_register_membership=True) | Q(can_sign_joinders=True))

    def confirming(self, record: District | School, *, on: datetime.date) -> "AppointmentQuerySet":
        """Appointments on that date of people who may verify the record and can receive email."""
        return self.reachable(on).of_record(record).filter(Q(can_register_membership=True) | Q(school__isnull=False))

    def reachable(self, on: datetime.date) -> "AppointmentQuerySet":
        """Appointments on that date of people with an account or an invitation they can still accept."""
        begun = Q(user__is_active=True)
        begun |= Q(user__invitations__accepted_at=None, user__invitations__withdrawn_at=None) & Q(
            user__invitations__isnull=False
        )
        return self.in_force(on).filter(begun)

    def of_member(self, line: Any) -> "AppointmentQuerySet":  # a Membership: it is in an app above
        """Appointments that act for the member of a membership; a district acts for its schools."""
        if line.district_id:
            return self.filter(district=line.district_id)
        return self.filter(Q(school=line.school_id) | Q(district=line.school.district_id))

    def of_members(self, lines: models.QuerySet[models.Model]) -> "AppointmentQuerySet":
        """Appointments that act for one of the members of these memberships."""
        return self.filter(
            Q(district__in=lines.values("district"))
            | Q(school__in=lines.values("school"))
            | Q(district__in=lines.values("school__district"))
        )

    def of_record(self, record: District | School) -> "AppointmentQuerySet":
        """Appointments in a district, or in a school and its district: these people may change its facts."""
        if isinstance(record, District):
            return self.filter(district=record)
        return self.filter(Q(school=record) | Q(district=record.district_id))

    def for_my_page(self) -> "AppointmentQuerySet":
        """With the names of the district or the school, and of the person who delegated."""
        return self.select_related("district", "school__district", "delegated_by__user")

    def speaking_for(self, districts: models.QuerySet[District] | Collection[int]) -> "AppointmentQuerySet":
        """Appointments that may register memberships for one of these districts (primary keys)."""
        return self.filter(district__in=districts, can_register_membership=True)

    def visible_to(self, user: Visitor) -> "AppointmentQuerySet":
        """A person's current appointments.

        Superintendents also see those in the district and its schools, principals those in the school, and registrars
        all of them, past ones included.
        """
        if not user.is_authenticated:
            return self.none()
        if user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR):
            return self
        own = Appointment.objects.order_by().held_by(user)
        led = own.heads().values("district")
        seen = Q(pk__in=own.values("pk")) | Q(district__in=led) | Q(school__district__in=led)
        seen |= Q(pk__in=Appointment.objects.order_by().offered_to(user).values("pk"))
        return self.filter(seen | Q(school__in=own.heads().values("school")))

    def heads(self) -> "AppointmentQuerySet":
        """Appointments of superintendents and principals, who may delegate; not delegations."""
        return self.filter(kind__in=HEADS, delegated_by=None)

    def in_place(self, district: District) -> "AppointmentQuerySet":
        """Appointments in the district and its schools, with names: superintendents first, delegates last."""
        appointments = self.filter(Q(district=district) | Q(school__district=district))
        people = appointments.select_related("user", "district", "school", "delegated_by__user")
        rank = Case(When(kind=Office.SUPERINTENDENT, then=0), When(kind=Office.DESIGNEE, then=2), default=1)
        return people.order_by(rank, "-starts_on", "-pk")

    def given_by(self, user: Visitor) -> "AppointmentQuerySet":
        """Delegations by this person in current appointments."""
        return self.filter(delegated_by__in=Appointment.objects.order_by().held_by(user).heads().values("pk"))

    def left_to(self, user: User) -> "AppointmentQuerySet":
        """Delegations by predecessors that the person, as the current superintendent or principal, can keep or end."""
        own = Appointment.objects.order_by().held_by(user).heads()
        theirs = Q(district__in=own.values("district")) | Q(school__in=own.values("school"))
        over = Q(delegated_by__ends_on__lt=user.as_of) | Q(delegated_by__withdrawn_at__isnull=False)
        theirs &= Q(awaits_answer=False)
        return self.filter(theirs, over).not_over(user.as_of + datetime.timedelta(days=1)).exclude(user=user)

    def offered_to(self, user: Visitor) -> "AppointmentQuerySet":
        """Delegations that this person has neither accepted nor declined."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user, awaits_answer=True).not_over(user.as_of)

    def delegated_to(self, user: Visitor) -> "AppointmentQuerySet":
        """Delegations that this person accepted, today's and later ones."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user, awaits_answer=False).exclude(delegated_by=None).not_over(user.as_of)

    def split(self, on: datetime.date) -> AppointmentsByDay:
        """These appointments grouped by time, read in one query."""
        appointments: list[Appointment] = list(self)
        before = [
            appointment
            for appointment in appointments
            if appointment.withdrawn_at or (appointment.ends_on and appointment.ends_on < on)
        ]
        later = [
            appointment for appointment in appointments if appointment.starts_on > on and appointment not in before
        ]
        now = [appointment for appointment in appointments if appointment not in before and appointment not in later]
        return AppointmentsByDay(now, later, before)

    def endable_by(self, user: User) -> "AppointmentQuerySet":
        """Delegations by this person or a predecessor that the person can end."""
        own = Appointment.objects.order_by()
        return self.filter(Q(pk__in=own.given_by(user).values("pk")) | Q(pk__in=own.left_to(user).values("pk")))

    def in_district_called(self, leaid: str) -> "AppointmentQuerySet":
        """Appointments in the district with that LEAID and in its schools."""
        return self.filter(Q(district__leaid=leaid) | Q(school__district__leaid=leaid))

    def with_people(self) -> "AppointmentQuerySet":
        """With the person, the place, and the person who delegated."""
        return self.select_related("user", "district", "school__district", "delegated_by__user")


@kept_statement
def _begun_of(*, user: int, on: datetime.date) -> "models.QuerySet[Appointment, Any]":
    goes_on = ExpressionWrapper(_goes_on(on), models.BooleanField())
    return Appointment.objects.order_by().filter(user=user).begun(on).values_list("district", "school", goes_on)


class Appointment(models.Model):
    """A person's role in a district (superintendent, treasurer, designee) or a school (principal, designee)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    kind = models.CharField(max_length=20, choices=Office)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    can_register_membership = models.BooleanField("may register membership", default=False)
    can_sign_applications = models.BooleanField("may sign applications", default=False)
    can_sign_joinders = models.BooleanField("may sign contract joinders", default=False)
    delegated_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="delegates")
    # Delegated, and not yet accepted by the delegate: in force on no date until then.
    awaits_answer = models.BooleanField(default=False, db_default=False)
    # When it was recorded; unknown for appointments of earlier releases.
    given_at = models.DateTimeField(null=True, blank=True)
    # Withdrawn before its first day was over: it is then in force on no date.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(district=None) ^ Q(school=None), name="districts_post_is_in_a_district_or_a_school"
            ),
            models.CheckConstraint(
                condition=Q(school=None) | Q(kind__in=[Office.PRINCIPAL, Office.DESIGNEE]),
                name="districts_post_in_a_school_is_principal_or_designee",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="districts_post_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_kind_display()}"

    @property
    def place(self) -> District | School:
        """The district or the school of the role."""
        return self.district or self.school  # type: ignore[return-value]  # one of them: a constraint

    @property
    def role_in_words(self) -> str:
        """Its office; with what it means where the name doesn't say: “Designee (acts for the superintendent)”."""
        if self.kind != Office.DESIGNEE:
            return self.get_kind_display()
        return "Designee (acts for the principal)" if self.school_id else "Designee (acts for the superintendent)"

    @property
    def powers(self) -> list[str]:
        """The names of its permissions, from POWERS."""
        return [power for power in POWERS if getattr(self, f"can_{power}")]

    @property
    def permissions_in_short(self) -> str:
        """Its permissions as a list in words: “register memberships, sign applications”; empty if it has none."""
        return ", ".join(POWERS[power] for power in self.powers)
