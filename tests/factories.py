"""Plain rows for tests: the register, and people. What has a workflow is made by walking its actions."""

import datetime

import factory
from factory.django import DjangoModelFactory

from accounts.models import Role, StateRole, User
from consortia.models import Consortium, Membership
from consortia.states import MembershipStatus
from districts.models import Appointment, County, District, DistrictFigures, Region, School, ServiceAgencyMembership
from districts.states import DistrictKind, FigureSource, Office
from purchasing.models import Contract

LONG_AGO = datetime.date(2020, 7, 1)


class NumberedNames(DjangoModelFactory):
    """Names that end in a number. They are equally long, so that no page shows one in another."""

    class Meta:
        abstract = True

    @classmethod
    def _setup_next_sequence(cls) -> int:
        return 10_000


class UserFactory(NumberedNames):
    class Meta:
        model = User

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")


class StateRoleFactory(DjangoModelFactory):
    class Meta:
        model = StateRole

    user = factory.SubFactory(UserFactory)
    role = Role.GRANTS_OFFICER
    starts_on = LONG_AGO


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region

    slug = factory.Sequence(lambda n: f"region-{n}")
    name = factory.Sequence(lambda n: f"Region {n}")
    state = "OH"


class CountyFactory(DjangoModelFactory):
    class Meta:
        model = County

    fips = factory.Sequence(lambda n: f"39{n:03d}")
    name = factory.Sequence(lambda n: f"County {n}")
    state = "OH"


class DistrictFactory(DjangoModelFactory):
    """Districts whose LEAIDs, from 9964000, are in no application file of the tests."""

    class Meta:
        model = District

    @classmethod
    def _setup_next_sequence(cls) -> int:
        return 64_000

    leaid = factory.Sequence(lambda n: f"99{n:05d}")
    name = factory.Sequence(lambda n: f"Otter Run {n} Local School District")
    kind = DistrictKind.LOCAL
    state = "OH"


class ServiceAgencyFactory(DistrictFactory):
    name = factory.Sequence(lambda n: f"Ridge Rivers {n} Educational Service Center")
    kind = DistrictKind.SERVICE_AGENCY


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    district = factory.SubFactory(DistrictFactory)
    ncessch = factory.Sequence(lambda n: f"9999999{n:05d}")
    name = factory.Sequence(lambda n: f"Otter Run {n} High School")
    state = "OH"


class DistrictFiguresFactory(DjangoModelFactory):
    class Meta:
        model = DistrictFigures

    district = factory.SubFactory(DistrictFactory)
    school_year = "2023-24"
    source = FigureSource.CCD_MEMBERSHIP
    enrollment = 812


class ServiceAgencyMembershipFactory(DjangoModelFactory):
    class Meta:
        model = ServiceAgencyMembership

    agency = factory.SubFactory(ServiceAgencyFactory)
    district = factory.SubFactory(DistrictFactory)


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    user = factory.SubFactory(UserFactory)
    district = factory.SubFactory(DistrictFactory)
    kind = Office.SUPERINTENDENT
    starts_on = LONG_AGO
    can_register_membership = True
    can_sign_applications = True
    can_sign_joinders = True


class ConsortiumFactory(NumberedNames):
    class Meta:
        model = Consortium

    slug = factory.Sequence(lambda n: f"consortium-{n}")
    name = factory.Sequence(lambda n: f"Mill Creek Learning Network {n}")
    state = "OH"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    consortium = factory.SubFactory(ConsortiumFactory)
    district = factory.SubFactory(DistrictFactory)
    joins_on = LONG_AGO
    status = MembershipStatus.CONFIRMED


class ContractFactory(DjangoModelFactory):
    class Meta:
        model = Contract

    consortium = factory.SubFactory(ConsortiumFactory)
    number = factory.Sequence(lambda n: f"2026-{n:03d}")
    title = "Learning platform"
    supplier = "Ridge Software"
