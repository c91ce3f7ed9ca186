"""What a registrar keeps an eye on: what in the registry is old, incomplete, or waiting, each as a count."""

import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Visitor
from consortia.models import Consortium, Membership
from consortia.reads.duplicates import possible_duplicates
from consortia.states import PENDING, ConsortiumStatus, MembershipStatus
from districts.models import Appointment, County, District, FactDispute, ImportBatch
from districts.rules.freshness import a_year_before
from districts.states import AgencyStatus

EXAMPLES = 20


class RegistryHealth(NamedTuple):
    """Counts of one state on a day. Districts are open ones, consortia registered ones.

    `district_verifications` and `consortium_verifications` are (never, more than a year ago). The records that no one
    answers for, the consortia without a contact, and the memberships without an answer, oldest first, are the first
    EXAMPLES with their full number.
    """

    districts: int
    district_verifications: tuple[int, int]
    districts_without_location: int
    unanswered_districts: tuple[int, list[District]]
    consortia: int
    consortium_verifications: tuple[int, int]
    consortia_without_contact: tuple[int, list[Consortium]]
    memberships: int
    unconfirmed: int
    pending: tuple[int, list[Membership]]
    possible_duplicates: int
    disputed: int
    reported_errors: int
    counties_without_region: int
    last_import: ImportBatch | None


def registry_health(user: Visitor, state: str, *, on: datetime.date) -> RegistryHealth:
    """The counts of a state as this person, a registrar, sees them; at most seventeen queries."""
    districts = District.objects.visible_to(user).filter(state=state, status=AgencyStatus.OPEN).order_by("name", "pk")
    consortia = Consortium.objects.visible_to(user).filter(state=state, status=ConsortiumStatus.REGISTERED)
    consortia = consortia.order_by("name", "pk")
    memberships = Membership.objects.of_register().filter(consortium__in=consortia.values("pk"))
    in_force = memberships.in_force(on)
    answers = Appointment.objects.in_force(on).filter(district=OuterRef("pk"), can_register_membership=True)
    unanswered = districts.filter(Exists(in_force.filter(district=OuterRef("pk"))), ~Exists(answers))
    without_contact = consortia.filter(phone="", office_email="")
    verified = {"never": Count("pk", Q(confirmed_on=None)), "old": Count("pk", Q(confirmed_on__lt=a_year_before(on)))}
    of_districts = districts.order_by().aggregate(
        n=Count("pk"), nowhere=Count("pk", Q(is_from_school_directory=True)), **verified
    )
    of_consortia = consortia.order_by().aggregate(n=Count("pk"), **verified)
    pending = memberships.filter(status__in=PENDING).order_by("claimed_at", "pk")
    settled = in_force.order_by().aggregate(
        n=Count("pk"),
        recorded=Count("pk", Q(status=MembershipStatus.RECORDED)),
        disputed=Count("pk", Q(status=MembershipStatus.DISPUTED)),
    )
    counties = County.objects.visible_to(user).filter(state=state, region=None)
    return RegistryHealth(
        districts=of_districts["n"],
        district_verifications=(of_districts["never"], of_districts["old"]),
        districts_without_location=of_districts["nowhere"],
        unanswered_districts=(unanswered.count(), list(unanswered[:EXAMPLES])),
        consortia=of_consortia["n"],
        consortium_verifications=(of_consortia["never"], of_consortia["old"]),
        consortia_without_contact=(without_contact.count(), list(without_contact[:EXAMPLES])),
        memberships=settled["n"],
        unconfirmed=settled["recorded"],
        pending=(pending.count(), list(pending.select_related("consortium", "district", "school")[:EXAMPLES])),
        possible_duplicates=possible_duplicates(user, state, on=on).number,
        disputed=settled["disputed"],
        reported_errors=FactDispute.objects.visible_to(user).open().count(),
        counties_without_region=counties.count(),
        last_import=ImportBatch.objects.visible_to(user).latest_applied("nces"),
    )
