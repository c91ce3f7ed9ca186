"""Applications made by walking the actions: no test sees an impossible row."""

import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from consortia.states import MemberRole
from districts.states import Office
from grants.actions.application import start_application
from grants.actions.commitments import CommitmentWords, record_commitments
from grants.actions.competition import open_competition
from grants.actions.plan import ActivityWords, BudgetWords, save_activity, save_budget_lines
from grants.models import Competition
from tests.factories import AppointmentFactory, ConsortiumFactory, DistrictFactory, MembershipFactory
from tests.kept import kept

OHIO = ZoneInfo("America/New_York")
OPENS = datetime.datetime(2026, 9, 1, 9, 0, tzinfo=OHIO)
CLOSES = datetime.datetime(2026, 9, 30, 17, 0, tzinfo=OHIO)
WRITING = datetime.datetime(2026, 9, 14, 12, 0, tzinfo=OHIO)


@kept
def a_round(name: str = "Innovation Fund 2027", **changes: Any) -> Competition:
    """An open round with the default questions and criteria."""
    rules = {
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "project_starts_on": datetime.date(2027, 8, 1),
        "project_ends_on": datetime.date(2029, 6, 30),
        "ceiling_single": 1_000_000,
        "ceiling_consortium": 15_000_000,
    }
    return open_competition(name=name, **(rules | changes), by="tests", at=OPENS)


@kept
def a_network(members: int = 3) -> SimpleNamespace:
    """A consortium; its lead and the superintendents of all members, who may sign."""
    consortium = ConsortiumFactory()
    districts = [DistrictFactory() for _ in range(members)]
    for place, district in enumerate(districts):
        role = MemberRole.MEMBER if place else MemberRole.LEAD
        MembershipFactory(consortium=consortium, district=district, role=role)
    signers = [AppointmentFactory(district=district).user for district in districts]
    treasurer = AppointmentFactory(district=districts[0], kind=Office.TREASURER, can_sign_applications=False).user
    return SimpleNamespace(
        consortium=consortium, districts=districts, signers=signers, lead=signers[0], treasurer=treasurer
    )


@kept
def a_draft(members: int = 3, competition: Competition | None = None, **at: Any) -> SimpleNamespace:
    """That consortium with an application started in an open round."""
    world = a_network(members)
    world.competition = competition or a_round()
    world.application = start_application(
        competition=world.competition, consortium=world.consortium, by=world.lead, at=WRITING
    )
    by_district = {part.district_id: part for part in world.application.participants.all()}
    world.participants = [by_district[district.pk] for district in world.districts]
    return world


def a_plan(world: SimpleNamespace) -> None:
    """One activity in which every member gives and gains, and one budget line."""
    rows = [
        CommitmentWords(participant=p, gives_kind="space", gives_text="a room", gains_text="calculus", gains_students=9)
        for p in world.participants
    ]
    words = ActivityWords(title="Shared calculus", kind="shared_course", starts_on=datetime.date(2027, 8, 17))
    world.activity = save_activity(application=world.application, words=words, by=world.lead, at=WRITING)
    record_commitments(activity=world.activity, rows=rows, by=world.lead, at=WRITING)
    line = BudgetWords(
        line="Video room", amount=27_000, source="grant", payee=world.participants[0],
        beneficiaries=world.participants[:1],
    )  # fmt: skip
    (world.line,) = save_budget_lines(application=world.application, lines=[line], by=world.lead, at=WRITING)


@kept
def a_draft_with_a_plan(members: int = 3) -> SimpleNamespace:
    """Both."""
    world = a_draft(members)
    a_plan(world)
    return world
