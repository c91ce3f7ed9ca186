"""A policy, a published barrier that a member reported, and a report that the State has not reviewed."""

import datetime
from types import SimpleNamespace

from policies.actions.docket import publish_barrier
from policies.actions.policies import PolicyFacts, enter_policy
from policies.actions.reports import ReportWords, report_barrier

SECRET = "The stranger’s bus route ends at the county line."
WORDS = ReportWords(SECRET, "", is_unknown=True, students=40, dollars=9_000, evidence="A quiet letter about the bus.")
FACTS = PolicyFacts(
    "ORC 3313.48", "Minimum hours of a school year", "statute", "", "Office of Law", "unknown", "", None
)


def add_policies(world: SimpleNamespace, at: datetime.datetime) -> None:
    """What is behind the addresses of policies and barriers."""
    world.policy = enter_policy(facts=FACTS, by=world.registrar, at=at)
    words = WORDS._replace(blocks="We can’t share a calendar.", citation="orc 3313.48", is_unknown=False, evidence="")
    report = report_barrier(district=world.member_district, consortium=None, words=words, by=world.member, at=at)
    text = {"title": "Calendars must match", "text": "Districts can’t share a calendar.", "citation": "ORC 3313.48"}
    world.barrier = publish_barrier(barrier=report.barrier, **text, by=world.registrar, at=at)
    stranger = {"district": world.other_district, "consortium": None, "by": world.stranger}
    world.barrier_report = report_barrier(**stranger, words=WORDS, at=at)
    world.received_barrier = world.barrier_report.barrier
    world.secrets += [SECRET, "A quiet letter about the bus."]
