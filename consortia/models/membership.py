"""Who belongs to a consortium, as what, between which days, and what both sides have said of it."""

import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts.addresses import HasPage
from accounts.models import Role
from consortia.models.consortium import Consortium
from consortia.states import NEVER, PUBLIC, RUNS, ConsortiumStatus, MemberRole, MembershipClass, MembershipStatus, Side
from districts.models import Appointment, District, School


def asked_since(joins_on: datetime.date | None, claimed_at: datetime.datetime | None) -> datetime.date | None:
    """The later of joining and of the entry's day; None where the joining day is not known."""
    if joins_on is None or claimed_at is None:
        return joins_on
    return max(joins_on, timezone.localdate(claimed_at))


class Lines(NamedTuple):
    """Membership lines on a day: those that hold, those that begin later, those that are over."""

    now: "list[Membership]"
    later: "list[Membership]"
    before: "list[Membership]"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """Rosters of registered consortia are public, with each line's status; lines that never came to be are no
        part of one. The lines of a proposed consortium are read by whoever reads the proposal.
        """
        lines = self.exclude(status__in=NEVER)
        if not user.is_authenticated:
            return lines.filter(consortium__status__in=PUBLIC)
        return lines.filter(consortium__in=Consortium.objects.visible_to(user).order_by().values("pk"))

    def of_register(self) -> "MembershipQuerySet":
        """Lines of consortia that are registered or were: what counts over all consortia are about, whoever looks."""
        return self.filter(consortium__status__in=PUBLIC)

    def answerable_by(self, user: Any) -> "MembershipQuerySet":
        """Every line, declined and withdrawn ones too, of which this person stands on a side; registrars on each."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR):
            return self.all()
        return self._of_sides(Appointment.objects.held_by(user), user.as_of)

    def open_for(self, user: Any) -> "MembershipQuerySet":
        """Lines that are not settled yet, of which this person may answer for a side; the oldest first, each with the
        side that spoke last as `last_side`.
        """
        appointments = Appointment.objects.held_by(user).filter(can_register_membership=True)
        return self._of_sides(appointments, user.as_of).unsettled()

    def unsettled(self) -> "MembershipQuerySet":
        """Lines that wait for somebody in a consortium that lives, the oldest first, with `last_side`."""
        living = (ConsortiumStatus.PROPOSED, ConsortiumStatus.REGISTERED)
        waits = (MembershipStatus.CLAIMED, MembershipStatus.AGREED, MembershipStatus.DISPUTED)
        last = MembershipStep.objects.filter(membership=OuterRef("pk")).order_by("-at", "-pk").values("side")[:1]
        return (
            self.filter(status__in=waits, consortium__status__in=living)
            .annotate(last_side=Coalesce(Subquery(last), Value("")))
            .for_step()
            .order_by(F("claimed_at").asc(nulls_last=True), "pk")
        )

    def waiting_for_state(self) -> "MembershipQuerySet":
        """Unsettled lines on which the registrar decides: agreed ones of registered consortia, and disputes."""
        agreed = Q(status=MembershipStatus.AGREED, consortium__status=ConsortiumStatus.REGISTERED)
        return self.unsettled().filter(agreed | Q(status=MembershipStatus.DISPUTED))

    def claimed_by_people(self) -> "MembershipQuerySet":
        """Unsettled lines that one side has claimed; not those that the State entered."""
        return self.unsettled().filter(status=MembershipStatus.CLAIMED).exclude(claimed_by=Side.STATE)

    def continuing(self, line: "Membership") -> "MembershipQuerySet":
        """The line that continues that one in another role or class."""
        return self.filter(continues=line)

    def known_by(self, pk: int) -> "MembershipQuerySet":
        """The line of that number, if it is there."""
        return self.filter(pk=pk)

    def _of_sides(self, appointments: models.QuerySet[Appointment], on: datetime.date) -> "MembershipQuerySet":
        """Lines of the districts and schools of these posts, and of the consortia for which they speak."""
        own = Q(district__in=appointments.values("district")) | Q(school__in=appointments.values("school"))
        own |= Q(school__district__in=appointments.values("district"))
        led = Membership.objects.order_by().speaking(on)
        led = led.filter(
            Q(district__in=appointments.values("district"))
            | Q(school__in=appointments.values("school"))
            | Q(school__district__in=appointments.values("district"))
        )
        return self.filter(own | Q(consortium__in=led.values("consortium")))

    def readable_by(self, user: Any) -> "MembershipQuerySet":
        """Lines of which this person may open the page: those that all see, and the own ones in every state."""
        seen = Membership.objects.order_by().visible_to(user).values("pk")
        own = Membership.objects.order_by().answerable_by(user).values("pk")
        return self.filter(Q(pk__in=seen) | Q(pk__in=own))

    def running(self, consortium: Consortium, *, on: datetime.date) -> "MembershipQuerySet":
        """The lines of this consortium whose people speak for it that day."""
        return self.speaking(on).filter(consortium=consortium)

    def speaking(self, on: datetime.date) -> "MembershipQuerySet":
        """Lines whose people speak for the consortium that day. What one side only claims gives no voice: a line of
        a lead or fiscal agent counts once it is confirmed or where the State entered it, also while it is disputed
        afterwards; and in a proposal, where both sides agree.
        """
        sure = Q(status=MembershipStatus.CONFIRMED) | Q(claimed_by=Side.STATE)
        sure |= Q(status=MembershipStatus.AGREED, consortium__status=ConsortiumStatus.PROPOSED)
        confirmed = Membership.objects.order_by().filter(pk=OuterRef("pk"), periods__status=MembershipStatus.CONFIRMED)
        sure |= Q(Exists(confirmed), status=MembershipStatus.DISPUTED)
        return self.on(on).exclude(status__in=NEVER).filter(sure, role__in=RUNS)

    def for_step(self) -> "MembershipQuerySet":
        """With everything that a step needs to know of the line."""
        return self.select_related("consortium", "district", "school__district", "continues")

    def of_consortium(self, slug: str) -> "MembershipQuerySet":
        """Lines of that consortium."""
        return self.filter(consortium__slug=slug)

    def of_district(self, district: District) -> "MembershipQuerySet":
        """Lines of the district and of its schools, the present ones first."""
        return (
            self.filter(Q(district=district) | Q(school__district=district))
            .select_related("consortium", "school")
            .order_by("consortium__name", "joins_on", "pk")
        )

    def of_school(self, school: School) -> "MembershipQuerySet":
        """Lines of the school and of its district."""
        return (
            self.filter(Q(school=school) | Q(district=school.district_id))
            .select_related("consortium", "district")
            .order_by("consortium__name", "joins_on", "pk")
        )

    def for_roster(self) -> "MembershipQuerySet":
        """Lines of a consortium with their members and places: the lead first, then by name."""
        lead_first = Case(When(role=MemberRole.LEAD, then=0), When(role=MemberRole.FISCAL_AGENT, then=1), default=2)
        return self.select_related("district__county", "school__district__county").order_by(
            lead_first, Coalesce("district__name", "school__name"), "pk"
        )

    def split(self, on: datetime.date) -> Lines:
        """These lines by day, read once."""
        lines: list[Membership] = list(self)
        later = [line for line in lines if line.joins_on and line.joins_on > on]
        before = [line for line in lines if line.leaves_on and line.leaves_on < on]
        now = [line for line in lines if line not in later and line not in before]
        return Lines(now, later, before)

    def attached(self) -> Prefetch:
        """These lines for each district or school of a list, as `memberships_now`."""
        return Prefetch("memberships", self.select_related("consortium"), to_attr="memberships_now")

    def attached_to_district(self) -> Prefetch:
        """These lines for the district of each school of a list, as its `memberships_now`."""
        return Prefetch("district__memberships", self.select_related("consortium"), to_attr="memberships_now")

    def of_districts_of(self, user: Any) -> "MembershipQuerySet":
        """Memberships of the districts and schools for which this person acts, with their consortia."""
        appointments = Appointment.objects.held_by(user)
        return (
            self.filter(Q(district__in=appointments.values("district")) | Q(school__in=appointments.values("school")))
            .select_related("consortium", "district", "school")
            .order_by("consortium__name", "pk")
        )

    def of_member(self, member: District | School) -> "MembershipQuerySet":
        """The own lines of that district or school, without those that never came to be, with their consortia."""
        own = Q(district=member) if isinstance(member, District) else Q(school=member)
        lines = self.filter(own).exclude(status__in=NEVER)
        return lines.select_related("consortium").order_by("consortium__name", "pk")

    def giving_rights(self) -> "MembershipQuerySet":
        """Lines that give a member the rights of one: no observer's, and what both sides agree on."""
        agreed = (MembershipStatus.AGREED, MembershipStatus.CONFIRMED)
        return self.filter(status__in=agreed).exclude(membership_class=MembershipClass.OBSERVER)

    def within(self, counties: Any) -> "MembershipQuerySet":
        """Lines of districts in these counties, and of schools there; where a school's place is not known, by its
        district's county.
        """
        there = Q(district__county__in=counties) | Q(school__county__in=counties)
        return self.filter(there | Q(school__county=None, school__district__county__in=counties))

    def points(self, consortia: list[int]) -> "models.QuerySet[Membership, tuple[int, float | None, float | None]]":
        """Consortium, latitude and longitude of every member of these consortia."""
        latitude = Coalesce("district__latitude", "school__latitude")
        longitude = Coalesce("district__longitude", "school__longitude")
        found = self.filter(consortium__in=consortia).order_by("consortium", "pk")
        return found.values_list("consortium", latitude, longitude)

    def leading(self) -> "MembershipQuerySet":
        """The lines of leads."""
        return self.filter(role=MemberRole.LEAD)

    def on(self, on: datetime.date) -> "MembershipQuerySet":
        """Lines that hold on that day; an unknown joining day counts as long ago, the last day counts."""
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
    authority = models.CharField("board resolution or letter", max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=MembershipStatus, default=MembershipStatus.CLAIMED)
    # Which side claims it; the other one answers.
    claimed_by = models.CharField(max_length=10, choices=Side, default=Side.STATE)
    claimed_at = models.DateTimeField(null=True, blank=True)
    disputed_on = models.DateField(null=True, blank=True)
    # The same member's line before a change of role or class.
    continues = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by"
    )
    # The last day on which the member confirmed it in its yearly confirmation.
    confirmed_on = models.DateField(null=True, blank=True)

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
                condition=Q(leaves_on=None) & ~Q(status__in=NEVER),
                name="consortia_membership_of_a_district_open_once",
            ),
            models.UniqueConstraint(
                fields=["consortium", "school"],
                condition=Q(leaves_on=None) & ~Q(status__in=NEVER),
                name="consortia_membership_of_a_school_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.consortium}"

    @property
    def asked_since(self) -> datetime.date | None:
        """From which day its member is asked to confirm it: from joining, or from its entry where that was later.

        None where the joining day is not known.
        """
        return asked_since(self.joins_on, self.claimed_at)

    @property
    def member(self) -> District | School:
        """The district or the school that belongs."""
        return self.district or self.school  # type: ignore[return-value]  # one of them: a constraint


class MembershipStepQuerySet(models.QuerySet["MembershipStep"]):
    def with_who(self) -> "MembershipStepQuerySet":
        """Steps with who took them, by which post."""
        return self.select_related(
            "by", "appointment__district", "appointment__school", "appointment__delegated_by__user"
        )


class MembershipStep(models.Model):
    """What one side did with a line, when, with which words, and on whose authority. Never changed."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="steps")
    # claim, agree, confirm, dispute, answer, decline, withdraw, leave, change, correct, register
    step = models.CharField(max_length=20)
    side = models.CharField(max_length=10, choices=Side)
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The post that gave the power; empty for the State and for commands on the server.
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = MembershipStepQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step}: {self.membership}"


class AuthorityDocumentQuerySet(models.QuerySet["AuthorityDocument"]):
    def visible_to(self, user: Any) -> "AuthorityDocumentQuerySet":
        """Papers of lines of which this person stands on a side; registrars read all."""
        return self.filter(membership__in=Membership.objects.order_by().answerable_by(user).values("pk"))

    def of_line(self, line: Membership) -> "AuthorityDocumentQuerySet":
        """The papers of that line, with who uploaded them."""
        return self.filter(membership=line).select_related("uploaded_by")

    def with_content(self) -> "AuthorityDocumentQuerySet":
        """Papers with the bytes themselves, which no other reading brings along."""
        return self.defer(None)


class AuthorityDocumentManager(models.Manager["AuthorityDocument"].from_queryset(AuthorityDocumentQuerySet)):  # type: ignore[misc]  # made at run time
    def get_queryset(self) -> AuthorityDocumentQuerySet:
        """Papers without their bytes."""
        return super().get_queryset().defer("content")


class AuthorityDocument(HasPage, models.Model):
    """The paper behind a line: a board resolution or a letter of commitment, as it was uploaded."""

    class Kind(models.TextChoices):
        BOARD_RESOLUTION = "board_resolution", "Board resolution"
        LETTER_OF_COMMITMENT = "letter_of_commitment", "Letter of commitment"
        AGREEMENT = "agreement", "Signed agreement"

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=25, choices=Kind)
    adopted_on = models.DateField("day of the vote or of the letter", null=True, blank=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField("bytes")
    digest = models.CharField("SHA-256", max_length=64)
    # In the database: stored with the line in one transaction, and never served as a page.
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = AuthorityDocumentManager()

    class Meta:
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def extension(self) -> str:
        """The end of its file name, without the dot: pdf, png, or jpg."""
        return self.name.rsplit(".", 1)[-1]

    @property
    def disposition(self) -> str:
        """The header that makes browsers keep it as a file of its name."""
        return content_disposition_header(as_attachment=True, filename=self.name) or "attachment"
