"""A small world for the browser: one register, one person of each kind."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import Role, User
from districts.models import PostKind
from grants.models import Competition
from tests.factories import (
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    PostFactory,
    RegionFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

NOBODY = "nobody"
STATE_ROLES = {
    "administrator": Role.ADMINISTRATOR,
    "registrar": Role.REGISTRAR,
    "grants-officer": Role.GRANTS_OFFICER,
    "scorer": Role.SCORER,
    "board-member": Role.BOARD_MEMBER,
    "auditor": Role.AUDITOR,
}
LEADERS = {"superintendent": PostKind.SUPERINTENDENT, "treasurer": PostKind.TREASURER, "principal": PostKind.PRINCIPAL}
KINDS = [NOBODY, *STATE_ROLES, *LEADERS]


@dataclass
class World:
    """Who is there, and the keys that addresses are made of."""

    people: dict[str, User | None] = field(default_factory=lambda: {NOBODY: None})
    keys: dict[str, Any] = field(default_factory=dict)


def build_world() -> World:
    """Three districts of one consortium, an open round, and people."""
    world = World()
    region = RegionFactory(slug="southeast", name="Southeast Region")
    county = CountyFactory(fips="39009", name="Athens", region=region)
    lead = DistrictFactory(leaid="9900001", name="Otter Run Local School District", county=county)
    others = [
        DistrictFactory(leaid="9900002", name="Cedar Gap Local School District", county=county),
        DistrictFactory(leaid="9900003", name="Harlan Valley City School District with a Rather Long Name"),
    ]
    DistrictFiguresFactory(district=lead, enrollment=812)
    school = SchoolFactory(ncessch="990000100001", name="Otter Run High School", district=lead, county=county)
    consortium = ConsortiumFactory(slug="mill-creek", name="Mill Creek Learning Network", fiscal_agent=lead)
    for district in [lead, *others]:
        MembershipFactory(consortium=consortium, district=district)
    now = timezone.now()
    competition = Competition.objects.create(
        slug="innovation-2026",
        name="Innovation Fund 2026",
        opens_at=now - datetime.timedelta(days=30),
        closes_at=now + datetime.timedelta(days=30),
    )
    for kind, role in STATE_ROLES.items():
        person = UserFactory(name=f"{kind.replace('-', ' ').title()} Quill", email=f"{kind}@example.org")
        StateRoleFactory(user=person, role=role)
        world.people[kind] = person
    for kind, post in LEADERS.items():
        person = UserFactory(name=f"{kind.title()} Marsh", email=f"{kind}@example.org")
        place = {"school": school, "district": None} if kind == "principal" else {"district": lead}
        PostFactory(user=person, kind=post, **place)
        world.people[kind] = person
    world.keys = {
        "leaid": lead.leaid,
        "ncessch": school.ncessch,
        "consortium": consortium.slug,
        "competition": competition.slug,
        "region": region.slug,
        "person": world.people["scorer"].pk,
    }
    return world
