"""What counts all consortia counts registered ones, whoever looks: a proposal is no membership yet."""

import datetime

import pytest
from django.test import Client

from accounts.models import Role
from consortia.states import ConsortiumStatus
from tests.factories import (
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    RegionFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[ConsortiumStatus.PROPOSED, ConsortiumStatus.REFUSED])
def line(request):
    county = CountyFactory(region=RegionFactory(name="Southeast", slug="southeast"))
    district = DistrictFactory(name="Quiet Valley Local School District", srsa="yes", county=county)
    consortium = ConsortiumFactory(name="Hush Hush Circle", status=request.param, formed_on=datetime.date(2025, 7, 1))
    return MembershipFactory(consortium=consortium, district=district, joins_on=datetime.date(2025, 7, 1))


def both(address):
    """What a registrar and what the public gets."""
    registrar = Client()
    registrar.force_login(StateRoleFactory(role=Role.REGISTRAR).user)
    answers = [client.get(address) for client in (registrar, Client())]
    assert [answer.status_code for answer in answers] == [200, 200]
    return [(answer.getvalue() if answer.streaming else answer.content).decode() for answer in answers]


def test_a_district_of_a_proposal_belongs_to_nothing_yet(line):
    registrar, public = both("/partners.csv")

    assert "Quiet Valley" in public
    assert registrar == public


@pytest.mark.parametrize("address", ["/consortia/changes.csv?from=2024-07-01"])
def test_a_proposal_makes_no_one_a_member(line, address):
    registrar, public = both(address)

    assert "Quiet Valley" not in public
    assert registrar == public


def test_a_proposal_is_not_among_those_that_were_formed(line):
    assert not any("Hush Hush" in page for page in both("/consortia/changes/?from=2024-07-01"))


def test_a_region_counts_no_member_by_a_proposal(line):
    for page in both("/regions/southeast/"):
        assert "Hush Hush" not in page
