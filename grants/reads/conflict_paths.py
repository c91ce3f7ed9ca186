"""Conflicts of many people with many applications, derived from the registry in a constant number of queries."""

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from consortia.models import Consortium, Membership
from consortia.states import IN_FORCE
from districts.models import Appointment, ServiceAgencyMembership
from districts.rules.periods import Period
from districts.states import Office
from grants.models import Activity, Application, BudgetLine, Participant, Partner, Signature, Version
from grants.rules.conflict_paths import (
    AgencyDistrict,
    ApplicantAct,
    AppliedIn,
    ConflictPaths,
    ConsortiumMember,
    HeldRole,
    NamedOrganization,
    NamedParticipant,
    RegistryFacts,
    RegistryPlace,
)

# Whom a role in a district or a school is the role of, in a sentence.
_OFFICES = {
    Office.SUPERINTENDENT: "superintendent",
    Office.TREASURER: "treasurer",
    Office.DESIGNEE: "designee",
    Office.PRINCIPAL: "principal",
}
_DISTRICT = Coalesce("district", "school__district")


def conflict_paths(people: Iterable[User], applications: QuerySet[Application], *, on: datetime.date) -> ConflictPaths:
    """The paths from each of the people to each of the applications, in 11 queries, however many there are."""
    persons = [person.pk for person in people]
    roles = list(_roles(persons, on))
    districts = {role.place.district for role in roles if role.place.district is not None}
    members = list(_members(districts, applications, on))
    return ConflictPaths(
        RegistryFacts(
            on=on,
            applications={
                pk: AppliedIn(reference, consortium, competition, submitted_at)
                for pk, reference, consortium, competition, submitted_at in applications.order_by().values_list(
                    "pk", "reference", "consortium", "competition", "first_submitted_at"
                )
            },
            participants=list(_participants(applications)),
            roles=roles,
            consortia=dict(Consortium.objects.order_by().values_list("pk", "name")) if members else {},
            members=members,
            agency_districts=list(_agency_districts(districts, on)),
            acts=list(_acts(persons, applications)),
            organizations=list(named_organizations(applications)),
        )
    )


def _roles(persons: Collection[int], on: datetime.date) -> Iterator[HeldRole]:
    rows = Appointment.objects.order_by("starts_on", "pk").filter(user__in=persons).begun(on)
    for role in rows.select_related("district", "school__district"):
        # What the person accepted counts whenever it was recorded: no one else decided it.
        recorded_at = None if role.delegated_by_id else role.given_at
        period = Period(role.starts_on, role.ends_on)
        if role.school:
            place = RegistryPlace(role.school.name, role.school.district_id, role.school_id, role.school.district.name)
        else:
            place = RegistryPlace(str(role.place.name), role.district_id)
        yield HeldRole(role.user_id, _OFFICES[Office(role.kind)], place, period, recorded_at)


def _participants(applications: QuerySet[Application]) -> Iterator[NamedParticipant]:
    rows = Participant.objects.order_by("application", "position", "pk").filter(
        application__in=applications.values("pk")
    )
    columns = ("application", "name", _DISTRICT, "school", "school__district__name", "role", "takes_part")
    for application, name, district, school, of_district, role, takes_part in rows.values_list(*columns):
        place = RegistryPlace(name, district, school, of_district or "")
        yield NamedParticipant(application, place, role == Participant.Role.LEAD, takes_part)


def _members(
    districts: Collection[int], applications: QuerySet[Application], on: datetime.date
) -> Iterator[ConsortiumMember]:
    """Everyone who is or was in a consortium with one of these districts, or in one that applies."""
    begun = Membership.objects.order_by().filter(status__in=IN_FORCE).exclude(joins_on__gt=on).of_register()
    own = begun.filter(Q(district__in=districts) | Q(school__district__in=districts))
    rows = begun.filter(consortium__in=own.values("consortium"))
    for consortium, district, joins_on, leaves_on in rows.values_list("consortium", _DISTRICT, "joins_on", "leaves_on"):
        yield ConsortiumMember(consortium, district, Period(joins_on, leaves_on))


def _agency_districts(districts: Collection[int], on: datetime.date) -> Iterator[AgencyDistrict]:
    links = ServiceAgencyMembership.objects.order_by().exclude(starts_on__gt=on)
    agencies = links.filter(district__in=districts).values("agency")
    rows = links.filter(Q(agency__in=agencies) | Q(agency__in=districts))
    columns = ("agency", "agency__name", "district", "starts_on", "ends_on")
    for agency, name, district, starts_on, ends_on in rows.values_list(*columns):
        yield AgencyDistrict(agency, name, district, Period(starts_on, ends_on))


def _acts(persons: Collection[int], applications: QuerySet[Application]) -> Iterator[ApplicantAct]:
    """What these people did as applicants: starting, submitting, and signing."""
    started = applications.order_by().filter(started_by__in=persons)
    for person, application in started.values_list("started_by", "pk"):
        yield ApplicantAct(person, application, "Started this application.")
    sealed = Version.objects.order_by().filter(application__in=applications.values("pk"), sealed_by__in=persons)
    for person, application in sealed.values_list("sealed_by", "application"):
        yield ApplicantAct(person, application, "Submitted this application.")
    signed = Signature.objects.order_by().filter(application__in=applications.values("pk"), signer__in=persons)
    for person, application, name in signed.values_list("signer", "application", "participant__name"):
        yield ApplicantAct(person, application, f"Signed this application for {name}.")


def named_organizations(applications: QuerySet[Application]) -> Iterator[NamedOrganization]:
    """Those that the applications name and that are in the registry by that name only, if at all."""
    chosen: dict[str, Any] = {"application__in": applications.values("pk")}
    for model, name, role in (
        (Partner, "name", "as a partner"),
        (Activity, "contract__supplier", "as a supplier"),
        (BudgetLine, "payee_name", "as a payee"),
        (BudgetLine, "payer_name", "as a payer"),
    ):
        rows = model._default_manager.order_by().filter(**chosen).annotate(named=F(name)).exclude(named=None)
        for application, words in rows.exclude(named="").values_list("application", "named").distinct():
            yield NamedOrganization(application, words, role)
