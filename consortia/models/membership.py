"""Members of consortia: their roles and dates, and the steps of both sides."""

import datetime
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.addresses import HasPage
from accounts.models import Role, User, Visitor
from consortia.models.consortium import Consortium, Sight
from consortia.states import (
    BUYING_CLASSES,
    IN_FORCE,
    LIVING_CONSORTIA,
    NEVER_BEGAN,
    PENDING,
    PUBLIC_CONSORTIA,
    RUNS,
    SETTLED,
    UNSETTLED,
    ConsortiumStatus,
    MemberRole,
    MembershipClass,
    MembershipStatus,
    Side,
)
from districts.models import Appointment, County, District, School
from districts.models.appointment import AppointedPlaces
from districts.models.keys import HasKey


def asked_since(joins_on: datetime.date | None, claimed_at: datetime.datetime | None) -> datetime.date | None:
    """The start date or the date of entry, whichever is later; None where the start date is not known."""
    if joins_on is None or claimed_at is None:
        return joins_on
    return max(joins_on, timezone.localdate(claimed_at))


class MembershipsByDay(NamedTuple):
    """Memberships on a date: in force, beginning later, ended; and those that are pending, whatever their dates."""

    now: "list[Membership]"
    later: "list[Membership]"
    before: "list[Membership]"
    pending: "list[Membership]"

    @classmethod
    def of(cls, rows: "Iterable[Membership]", on: datetime.date) -> "MembershipsByDay":
        """These memberships by date."""
        pending: list[Membership] = []
        settled: list[Membership] = []
        for row in rows:
            (pending if row.status in PENDING else settled).append(row)
        later = [row for row in settled if row.joins_on and row.joins_on > on]
        before = [row for row in settled if row.leaves_on and row.leaves_on < on]
        others = {row.pk for row in (*later, *before)}
        return cls([row for row in settled if row.pk not in others], later, before, pending)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: Visitor) -> "MembershipQuerySet":
        """The memberships of the consortia that this person can see: those that are, were, or will be in force.

        Pending ones are never among them, so that no list, count, map, or file can mistake one for a membership.
        """
        return self.seen(Sight.of(user))

    def seen(self, sight: Sight) -> "MembershipQuerySet":
        """The same for a kept statement, which is made for a kind of reader."""
        return self.filter(sight.seen(), status__in=IN_FORCE)

    def with_pending_visible_to(self, user: Visitor) -> "MembershipQuerySet":
        """The same with pending invitations and requests, for pages that show these apart: see `split`."""
        return self.with_pending_seen(Sight.of(user))

    def with_pending_seen(self, sight: Sight) -> "MembershipQuerySet":
        """The same for a kept statement, which is made for a kind of reader."""
        return self.filter(sight.seen(), status__in=[*IN_FORCE, *PENDING])

    def of_register(self) -> "MembershipQuerySet":
        """Memberships of consortia that are or were registered: what all public counts are based on."""
        return self.filter(consortium__status__in=PUBLIC_CONSORTIA)

    def answerable_by(self, user: Visitor) -> "MembershipQuerySet":
        """Memberships in every status whose member or consortium this person acts for; for registrars, all."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR):
            return self.all()
        return self._of_sides(Appointment.objects.held_by(user), user.as_of)

    def open_for(self, user: User) -> "MembershipQuerySet":
        """Memberships that this person may answer or confirm for a side, the oldest first, with `last_side`, the side
        that acted last.
        """
        appointments = Appointment.objects.held_by(user).filter(can_register_membership=True)
        own = self._of_sides(appointments, user.as_of)
        return own._with_last_side([*UNSETTLED, MembershipStatus.RECORDED])

    def unsettled(self) -> "MembershipQuerySet":
        """Memberships that need someone's answer, in proposed and registered consortia, the oldest first, with
        `last_side`.
        """
        return self._with_last_side(UNSETTLED)

    def _with_last_side(self, statuses: Collection[str]) -> "MembershipQuerySet":
        last = MembershipStep.objects.filter(membership=OuterRef("pk")).order_by("-at", "-pk")
        last_side, last_at = Subquery(last.values("side")[:1]), Subquery(last.values("at")[:1])
        return (
            self.filter(status__in=statuses, consortium__status__in=LIVING_CONSORTIA)
            .annotate(last_side=Coalesce(last_side, Value("")), last_at=Coalesce(last_at, F("claimed_at")))
            .for_step()
            .order_by(F("claimed_at").asc(nulls_last=True), "pk")
        )

    def awaiting_state(self) -> "MembershipQuerySet":
        """Memberships that the registrar decides on: agreed ones of registered consortia, and disputes."""
        agreed = Q(status=MembershipStatus.AGREED, consortium__status=ConsortiumStatus.REGISTERED)
        return self.unsettled().filter(agreed | Q(status=MembershipStatus.DISPUTED))

    def requested_by_people(self) -> "MembershipQuerySet":
        """Invitations and requests that no one has answered."""
        return self.unsettled().filter(status=MembershipStatus.CLAIMED)

    def continuing(self, membership: "Membership") -> "MembershipQuerySet":
        """The membership that continues this one in another role or class."""
        return self.filter(continues=membership)

    def known_by(self, pk: int) -> "MembershipQuerySet":
        """The membership with that row id, if there is one."""
        return self.filter(pk=pk)

    def _of_sides(self, appointments: models.QuerySet[Appointment], on: datetime.date) -> "MembershipQuerySet":
        """Memberships of the districts and schools of these appointments, and of the consortia they act for."""
        own = Q(district__in=appointments.values("district")) | Q(school__in=appointments.values("school"))
        own |= Q(school__district__in=appointments.values("district"))
        led = Membership.objects.order_by().speaking(on)
        led = led.filter(
            Q(district__in=appointments.values("district"))
            | Q(school__in=appointments.values("school"))
            | Q(school__district__in=appointments.values("district"))
        )
        return self.filter(own | Q(consortium__in=led.values("consortium")))

    def readable_by(self, user: Visitor) -> "MembershipQuerySet":
        """Memberships whose page this person may open: what is public, and the person's own in every status."""
        seen = Membership.objects.order_by().with_pending_visible_to(user).values("pk")
        own = Membership.objects.order_by().answerable_by(user).values("pk")
        return self.filter(Q(pk__in=seen) | Q(pk__in=own))

    def running(self, consortium: Consortium, *, on: datetime.date) -> "MembershipQuerySet":
        """The memberships whose people act for this consortium on that date."""
        return self.speaking(on).filter(consortium=consortium)

    def speaking(self, on: datetime.date) -> "MembershipQuerySet":
        """Memberships whose people act for their consortium on that date: those of its lead and fiscal agent.

        A pending one gives no authority, except in a proposal, which its lead acts for.
        """
        of_proposal = Q(status=MembershipStatus.AGREED, consortium__status=ConsortiumStatus.PROPOSED)
        return self._dated(on).filter(Q(status__in=IN_FORCE) | of_proposal, role__in=RUNS)

    def of_places(self, places: AppointedPlaces) -> "MembershipQuerySet":
        """Memberships of these districts and schools; a district acts for its schools."""
        of_districts = Q(district__in=places.districts) | Q(school__district__in=places.districts)
        return self.filter(of_districts | Q(school__in=places.schools))

    def for_step(self) -> "MembershipQuerySet":
        """With the consortium, the member, and the membership before, as every step needs them."""
        return self.select_related("consortium", "district", "school__district", "continues")

    def of_consortium(self, slug: str) -> "MembershipQuerySet":
        """Memberships of the consortium with that slug."""
        return self.filter(consortium__slug=slug)

    def of_district(self, district: District) -> "MembershipQuerySet":
        """Memberships of the district and its schools, by consortium and start date."""
        rows = self._either(Q(district=district), Q(school__district=district))
        return rows.select_related("consortium", "school").order_by("consortium__name", "joins_on", "pk")

    def of_school(self, school: School) -> "MembershipQuerySet":
        """Memberships of the school and its district, by consortium and start date."""
        rows = self._either(Q(school=school), Q(district=school.district_id))
        return rows.select_related("consortium", "district").order_by("consortium__name", "joins_on", "pk")

    def of_members(self, *, districts: Iterable[int], schools: Iterable[int]) -> "MembershipQuerySet":
        """Memberships of these districts and of these schools, by row id; each key is found by its own index."""
        return self.filter(Q(HasKey("district", districts)) | Q(HasKey("school", schools)))

    def _either(self, one: Q, other: Q) -> "MembershipQuerySet":
        """Those of one or the other, each found by its own index: with OR, all memberships are read."""
        found = [Membership.objects.order_by().filter(which).values("pk") for which in (one, other)]
        return self.filter(pk__in=found[0].union(found[1], all=True))

    def for_roster(self) -> "MembershipQuerySet":
        """With members and counties: the lead first, then the fiscal agent, then by name."""
        return self.with_members().select_related("district__county", "school__county", "school__district__county")

    def with_members(self, *first: str) -> "MembershipQuerySet":
        """With members, by these fields: then the lead first, then the fiscal agent, then by name."""
        lead_first = Case(When(role=MemberRole.LEAD, then=0), When(role=MemberRole.FISCAL_AGENT, then=1), default=2)
        rows = self.select_related("district", "school__district")
        return rows.order_by(*first, lead_first, Coalesce("district__name", "school__name"), "pk")

    def split(self, on: datetime.date) -> MembershipsByDay:
        """These memberships by date, read in one query."""
        return MembershipsByDay.of(self, on)

    def of_districts_of(self, user: Visitor) -> "MembershipQuerySet":
        """Memberships of the districts and schools that this person acts for, with their consortia."""
        appointments = Appointment.objects.held_by(user)
        return (
            self.filter(Q(district__in=appointments.values("district")) | Q(school__in=appointments.values("school")))
            .select_related("consortium", "district", "school")
            .order_by("consortium__name", "pk")
        )

    def of_member(self, member: District | School) -> "MembershipQuerySet":
        """The member's own memberships with their consortia, those of its district or schools not included."""
        own = Q(district=member) if isinstance(member, District) else Q(school=member)
        return self.filter(own).select_related("consortium").order_by("consortium__name", "pk")

    def giving_rights(self) -> "MembershipQuerySet":
        """Memberships that carry a member's right to buy under contracts: not disputed, and not an observer's."""
        return self.filter(status__in=SETTLED, membership_class__in=BUYING_CLASSES)

    def numbers_by_type(self) -> dict[str, int]:
        """The number of these memberships of each member type, leaving out disputed ones. One query."""
        rows = self.filter(status__in=SETTLED).order_by().values_list("membership_class")
        return dict(rows.annotate(Count("pk")))

    def numbers_by_consortium(self, consortia: Collection[int]) -> dict[int, int]:
        """The number of these memberships in each of the consortia (row ids). One query."""
        rows = self.filter(consortium__in=consortia).order_by().values_list("consortium")
        return dict(rows.annotate(number=Count("pk")))

    def within(
        self, counties: models.QuerySet[County] | Collection[int], *, or_leading: bool = False
    ) -> "MembershipQuerySet":
        """Memberships of districts and schools in these counties; a school without one counts by its district's."""
        of_district, of_school, of_its_district = (
            # A list is one value, as a kept statement needs it.
            Q(HasKey(field, counties)) if isinstance(counties, list) else Q(**{f"{field}__in": counties})
            for field in ("district__county", "school__county", "school__district__county")
        )
        there = of_district | of_school | Q(of_its_district, school__county=None)
        return self.filter(there | Q(role=MemberRole.LEAD) if or_leading else there)

    def points(self, consortia: list[int]) -> "models.QuerySet[Membership, tuple[int, float | None, float | None]]":
        """Consortium, latitude and longitude of every member of these consortia."""
        latitude = Coalesce("district__latitude", "school__latitude")
        longitude = Coalesce("district__longitude", "school__longitude")
        found = self.filter(consortium__in=consortia).order_by("consortium", "pk")
        return found.values_list("consortium", latitude, longitude)

    def in_status(self, status: str) -> "MembershipQuerySet":
        """The memberships in this status; all of them if it is empty."""
        return self.filter(status=status) if status else self

    def leading(self) -> "MembershipQuerySet":
        """The memberships of lead districts."""
        return self.filter(role=MemberRole.LEAD)

    def in_force(self, on: datetime.date) -> "MembershipQuerySet":
        """The members on that date; an unknown start date counts as long ago, the end date counts."""
        return self.filter(status__in=IN_FORCE)._dated(on)

    def _dated(self, on: datetime.date) -> "MembershipQuerySet":
        return self.filter(Q(joins_on=None) | Q(joins_on__lte=on), Q(leaves_on=None) | Q(leaves_on__gte=on))


class Membership(HasPage, models.Model):
    """A district or a school belongs to a consortium between two days. Unknown days are null."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="memberships")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    membership_class = models.CharField(max_length=15, choices=MembershipClass, default=MembershipClass.PARTICIPATING)
    role = models.CharField(max_length=15, choices=MemberRole, default=MemberRole.MEMBER)
    joins_on = models.DateField(null=True, blank=True)
    leaves_on = models.DateField(null=True, blank=True)
    authority = models.CharField("board resolution or letter of commitment", max_length=300, blank=True)
    authority_on = models.DateField("date of the authority", null=True, blank=True)
    status = models.CharField(max_length=10, choices=MembershipStatus, default=MembershipStatus.CLAIMED)
    # Who asked for it, the member or the consortium; the one that did not ask answers.
    claimed_by = models.CharField(max_length=10, choices=Side, default=Side.STATE)
    claimed_at = models.DateTimeField(null=True, blank=True)
    disputed_on = models.DateField(null=True, blank=True)
    # The same member's membership before a change of role or class.
    continues = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by"
    )
    # When the member last confirmed it in its yearly verification.
    confirmed_on = models.DateField(null=True, blank=True)

    last_side: str  # the side that acted last; only on rows of `unsettled`
    last_at: datetime.datetime | None  # likewise
    schools_here: int  # its district's open schools in a place; only on rows of `reads.place_counts`

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["consortium", "joins_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(district=None) ^ Q(school=None), name="consortia_membership_is_of_a_district_or_a_school"
            ),
            models.CheckConstraint(
                condition=Q(joins_on=None) | Q(leaves_on=None) | Q(leaves_on__gte=F("joins_on")),
                name="consortia_membership_leaves_after_it_joins",
            ),
            models.UniqueConstraint(
                fields=["consortium", "district"],
                condition=Q(leaves_on=None) & ~Q(status__in=NEVER_BEGAN),
                name="consortia_membership_of_a_district_open_once",
            ),
            models.UniqueConstraint(
                fields=["consortium", "school"],
                condition=Q(leaves_on=None) & ~Q(status__in=NEVER_BEGAN),
                name="consortia_membership_of_a_school_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.consortium}"

    @property
    def asked_since(self) -> datetime.date | None:
        """The date from which the yearly verification is counted: the start date, or the date of entry if later.

        None where the start date is not known.
        """
        return asked_since(self.joins_on, self.claimed_at)

    @property
    def member(self) -> District | School:
        """The district or school that is the member."""
        return self.district or self.school  # type: ignore[return-value]  # one of them: a constraint


class MembershipStepQuerySet(models.QuerySet["MembershipStep"]):
    def with_who(self) -> "MembershipStepQuerySet":
        """With the people who took the steps, and their appointments."""
        return self.select_related(
            "by", "appointment__district", "appointment__school", "appointment__delegated_by__user"
        )


class MembershipStep(models.Model):
    """A step that one side took with a membership: when, with which message, on whose authority. Never changed."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="steps")
    # One of the steps in `states`.
    step = models.CharField(max_length=20)
    side = models.CharField(max_length=10, choices=Side)
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The appointment that gave the authority; empty for the State and for commands on the server.
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = MembershipStepQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step}: {self.membership}"
