"""Two sides of a membership for tests: a consortium with its lead, a district outside it, and their people."""

import datetime
from types import SimpleNamespace

from django.test import Client

from accounts.models import Role
from consortia.actions import memberships
from consortia.models import Membership
from consortia.states import MemberRole
from districts.models import District
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    StateRoleFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY = NOON.date()
JULY = datetime.date(2026, 7, 1)
ONE_DAY = datetime.timedelta(days=1)
NORTH = (40.2, -82.0)  # 13.8 miles north of 40.0


def two_sides(**consortium: object) -> SimpleNamespace:
    """Mill Creek with its lead, Stone Ridge; Cedar Gap outside; a superintendent of each; a registrar."""
    sides = SimpleNamespace()
    sides.consortium = ConsortiumFactory(**{"name": "Mill Creek Learning Network", "state": "OH", **consortium})
    sides.lead_district = DistrictFactory(name="Stone Ridge Local School District")
    sides.district = DistrictFactory(name="Cedar Gap Local School District")
    sides.lead = AppointmentFactory(district=sides.lead_district, user__name="Lee Stone").user
    sides.superintendent = AppointmentFactory(district=sides.district, user__name="Ann Marsh").user
    sides.stranger = AppointmentFactory(user__name="Sam Elsewhere").user
    sides.registrar = StateRoleFactory(role=Role.REGISTRAR, user__name="Rae Gister").user
    sides.lead_membership = MembershipFactory(
        consortium=sides.consortium, district=sides.lead_district, role=MemberRole.LEAD
    )
    return sides


def invited(sides: SimpleNamespace, **more: object) -> Membership:
    """Cedar Gap, invited by the lead from July 1, 2026."""
    said = {"consortium": sides.consortium, "member": sides.district, "joins_on": JULY, "by": sides.lead, "at": NOON}
    return memberships.invite_member(**said | more)


def confirmed(sides: SimpleNamespace, **more: object) -> Membership:
    """Cedar Gap, invited and confirmed."""
    return memberships.accept(membership=invited(sides, **more), by=sides.superintendent, at=NOON)


OF_MEMBERSHIPS = ("/proposal/", "/people/")


def signed_in(user: object) -> Client:
    """A browser in which that person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: object) -> str:
    """The page's words, one space between them."""
    return " ".join(answer.content.decode().split())


def tasks_of(user) -> list[tuple[str, str]]:
    """This person's tasks about memberships: text and button. Tasks about records and applications are left out."""
    tasks = signed_in(user).get("/my/").context["page"].tasks
    return [
        (task.text, task.button) for task in tasks if task.url.endswith(OF_MEMBERSHIPS) or "/memberships/" in task.url
    ]


def a_district(name: str, point: tuple[float, float] = NORTH, enrollment: int = 900, **more: object) -> District:
    """A rural district at that point (latitude, longitude) with so many students."""
    district = DistrictFactory(name=name, latitude=point[0], longitude=point[1], locale=42, **more)
    DistrictFiguresFactory(district=district, enrollment=enrollment)
    return district
