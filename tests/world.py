"""One small state with everybody who may knock at a door, for the tables of doors and for browser tests.

Whoever adds a page adds what stands behind it here, as an attribute, and names it in the table.
"""

import datetime
from types import SimpleNamespace

from accounts import actions
from accounts.models import Role, StateRole, User
from consortia.models import MemberRole
from districts.models import PostKind
from tests.factories import (
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    PostFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)

# In the order of the table's columns. Everybody but the public is an attribute of the world.
VISITORS = (
    "public",
    "no_role",
    "administrator",
    "registrar",
    "officer",
    "second_officer",
    "scorer",
    "board_member",
    "auditor",
    "lead",  # superintendent of the consortium's lead district
    "member",  # superintendent of a member district
    "principal",  # of a school of the lead district
    "stranger",  # superintendent of a district outside the consortium
)


def a_world() -> SimpleNamespace:
    """The people, and what they look at."""
    world = SimpleNamespace(secrets=[])
    _add_register(world)
    _add_people(world)
    _add_accounts(world)
    return world


def _add_register(world: SimpleNamespace) -> None:
    world.district = DistrictFactory(name="Lead Creek Local School District")
    world.member_district = DistrictFactory(name="Member Hill Local School District")
    world.other_district = DistrictFactory(name="Stranger Fork Local School District")
    world.school = SchoolFactory(district=world.district, name="Lead Creek High School")
    world.consortium = ConsortiumFactory()
    MembershipFactory(consortium=world.consortium, district=world.district, role=MemberRole.LEAD)
    MembershipFactory(consortium=world.consortium, district=world.member_district)


def _add_people(world: SimpleNamespace) -> None:
    world.no_role = UserFactory()
    world.administrator = _official(Role.ADMINISTRATOR, "administrator")
    world.registrar = _official(Role.REGISTRAR, "registrar")
    world.officer = _official(Role.GRANTS_OFFICER, "grants-officer")
    world.second_officer = _official(Role.GRANTS_OFFICER, "second-officer")
    world.scorer = _official(Role.SCORER, "scorer")
    world.board_member = _official(Role.BOARD_MEMBER, "board-member")
    world.auditor = _official(Role.AUDITOR, "auditor")
    world.lead = PostFactory(district=world.district).user
    world.member = PostFactory(district=world.member_district).user
    world.stranger = PostFactory(district=world.other_district).user
    world.principal = PostFactory(district=None, school=world.school, kind=PostKind.PRINCIPAL).user


def _official(role: str, kind: str) -> User:
    return StateRoleFactory(role=role, user__sample_kind=kind).user


def _add_accounts(world: SimpleNamespace) -> None:
    world.person = UserFactory(name="Quill Secretive", email="quill@example.org")
    world.role = StateRole.objects.create(user=world.person, role=Role.SCORER, starts_on=NOON.date())
    world.invited, world.link = actions.invite_administrator(email="ivy@example.org", name="Ivy Unopened", at=NOON)
    world.token = world.link.rstrip("/").rsplit("/", 1)[-1]
    world.secrets += ["Quill Secretive", "quill@example.org", "Ivy Unopened"]
