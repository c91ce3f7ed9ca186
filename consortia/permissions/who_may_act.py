"""Who may act for which side of some memberships on a day, read at once for all of them."""

import datetime
from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Visitor
from consortia.models.membership import Membership
from consortia.states import Side
from districts.models import Appointment, District, School
from districts.states import EXISTING_AGENCIES, Office

# The office that is named first: the head of the school or district.
BY_RANK = (Office.PRINCIPAL, Office.SUPERINTENDENT, Office.DESIGNEE, Office.TREASURER)


class Representatives:
    """The appointments that may register memberships for the members and the consortia of these memberships."""

    def __init__(self, memberships: Iterable[Membership], on: datetime.date) -> None:
        memberships = list(memberships)
        speaking = Membership.objects.order_by().speaking(on)
        speaking = speaking.filter(consortium__in={membership.consortium_id for membership in memberships})
        self._runs: dict[int, list[tuple[int | None, int | None, int | None]]] = {}
        columns = ("consortium", "district", "school", "school__district")
        for consortium, district, school, home in speaking.values_list(*columns):
            self._runs.setdefault(consortium, []).append((district, school, home))
        places = [self._place_of(membership) for membership in memberships] + [
            place for runs in self._runs.values() for place in runs
        ]
        districts = {one for district, _, home in places for one in (district, home) if one}
        schools = {school for _, school, _ in places if school}
        appointments = Appointment.objects.registering(on).filter(Q(district__in=districts) | Q(school__in=schools))
        self._appointments = list(appointments.select_related("district", "school").order_by("pk").distinct())

    def appointments_of(self, membership: Membership, side: str) -> list[Appointment]:
        """The appointments that act for this side of the membership."""
        places = [self._place_of(membership)] if side == Side.MEMBER else self._runs.get(membership.consortium_id, [])
        return [
            appointment for appointment in self._appointments if any(_acts_for(appointment, place) for place in places)
        ]

    def office_of(self, membership: Membership, side: str) -> str:
        """The office that answers for this side, in words; empty where no one has the permission."""
        appointments = sorted(self.appointments_of(membership, side), key=lambda one: BY_RANK.index(Office(one.kind)))
        if not appointments:
            return ""
        first = appointments[0]
        article = "a" if first.kind == Office.DESIGNEE else "the"
        return f"{article} {first.get_kind_display().lower()} of {first.district or first.school}"

    def sides_of(self, user: Visitor, membership: Membership) -> set[str]:
        """The sides of the membership that this person may act for."""
        return {side for side in (Side.MEMBER, Side.CONSORTIUM) if self.appointment_of(user, membership, side)}

    def appointment_of(self, user: Visitor, membership: Membership, side: str) -> Appointment | None:
        """The appointment through which this person acts for that side; None where there is none."""
        return next(
            (appointment for appointment in self.appointments_of(membership, side) if appointment.user_id == user.pk),
            None,
        )

    def is_unanswerable(self, membership: Membership, side: str) -> bool:
        """Whether no one may answer for this side."""
        return not self.appointments_of(membership, side)

    def has_one_representative(self, membership: Membership) -> bool:
        """Whether the office that answers for the member is the only one that acts for the consortium."""
        homes = {district or home for district, _, home in self._runs.get(membership.consortium_id, [])}
        district, _, home = self._place_of(membership)
        return homes == {district or home}

    @staticmethod
    def _place_of(membership: Membership) -> tuple[int | None, int | None, int | None]:
        return (
            membership.district_id,
            membership.school_id,
            membership.school.district_id if membership.school else None,
        )


def _acts_for(appointment: Appointment, place: tuple[int | None, int | None, int | None]) -> bool:
    """Whether the appointment acts for that place: a district for its schools, a principal for one school."""
    district, school, home = place
    if appointment.school_id:
        return appointment.school_id == school
    return appointment.district_id in (district, home)


def places_of(user: Visitor) -> dict[str, District | School]:
    """The districts and schools that this person registers memberships for, by ID, districts first."""
    appointments = Appointment.objects.held_by(user).filter(can_register_membership=True)
    districts = District.objects.filter(pk__in=appointments.values("district"))
    own = Q(pk__in=appointments.values("school")) | Q(district__in=appointments.values("district"))
    schools = School.objects.filter(own, status__in=EXISTING_AGENCIES).select_related("district")
    return {one.leaid: one for one in districts} | {one.ncessch: one for one in schools}
