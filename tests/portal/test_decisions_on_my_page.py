"""My work lists the decisions that a registrar can take, and says who takes the others."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from consortia.actions import memberships
from consortia.actions.proposals import propose_consortium
from consortia.models import ScheduledClosure
from consortia.states import ClosureKind, ScheduleStatus
from districts.actions.facts import dispute_fact
from districts.states import Office
from tests.consortia.members import NOON, ONE_DAY, TODAY, confirmed, two_sides
from tests.factories import AppointmentFactory, DistrictFactory, StateRoleFactory

pytestmark = pytest.mark.django_db
DECIDES = "another registrar or an administrator decides, because you took part in this"


@pytest.fixture(autouse=True)
def _that_noon(time_machine):
    time_machine.move_to(NOON)


@pytest.fixture
def registrar():
    return StateRoleFactory(role=Role.REGISTRAR).user


def my_page(person):
    client = Client()
    client.force_login(person)
    return client.get("/my/").context["page"]


def decisions():
    """A proposal, a dispute about a membership, a blocked merger, and a reported error, all of one district."""
    sides = two_sides(name=f"Network {ScheduledClosure.objects.count()}")
    district, superintendent = sides.district, sides.superintendent
    memberships.dispute(membership=confirmed(sides), words="We left.", by=sides.lead, at=NOON)
    propose_consortium(
        name=f"Forks of {district.leaid}", lead=district, purposes=["purchasing"], by=superintendent, at=NOON
    )
    ScheduledClosure.objects.create(
        kind=ClosureKind.MERGER, district=district, into_district=DistrictFactory(), on=TODAY - ONE_DAY,
        reason="Voted.", scheduled_by=superintendent, scheduled_at=NOON, status=ScheduleStatus.BLOCKED, ended_at=NOON,
        problems=["A membership is disputed."],
    )  # fmt: skip
    dispute_fact(record=district, field="street", claimed="1 Main St", reason="We moved.", by=superintendent, at=NOON)
    return district


def test_a_registrar_gets_every_decision_as_a_task(registrar):
    decisions()

    page = my_page(registrar)

    assert len(page.tasks) == 4
    assert page.waiting == []


def test_decisions_about_the_own_district_are_left_to_others_and_said_so(registrar):
    district = decisions()
    StateRoleFactory(role=Role.ADMINISTRATOR)
    AppointmentFactory(user=registrar, district=district, kind=Office.TREASURER, ends_on=TODAY - ONE_DAY)

    page = my_page(registrar)

    assert page.tasks == []
    assert len(page.waiting) == 4
    assert all(DECIDES in row.text for row in page.waiting)
    assert any(row.text.startswith("1 reported error: ") for row in page.waiting)


def test_where_there_is_no_other_registrar_it_says_whom_to_call(registrar, settings):
    settings.CONTACT_OFFICE, settings.CONTACT_PHONE = "Office of Consortia", "555-555-0199"
    AppointmentFactory(user=registrar, district=decisions(), kind=Office.TREASURER)
    User.objects.holding(Role.REGISTRAR, on=TODAY).exclude(pk=registrar.pk).update(is_active=False)

    assert (
        "No other registrar or administrator has an open account to decide. Call Office of Consortia at 555-555-0199."
    ) in [row.text for row in my_page(registrar).waiting]


@pytest.mark.parametrize("is_own", [False, True])
def test_the_page_asks_equally_often_for_one_and_for_three_decisions(registrar, is_own):
    StateRoleFactory(role=Role.ADMINISTRATOR)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            district = decisions()
            if is_own:
                AppointmentFactory(user=registrar, district=district, kind=Office.TREASURER)
        my_page(registrar)
        with CaptureQueriesContext(connection) as asked:
            page = my_page(registrar)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert len(page.waiting if is_own else page.tasks) >= 10  # three of each, the reported errors as one
