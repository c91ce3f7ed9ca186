"""The award of the world in tests/world.py."""

import datetime
from types import SimpleNamespace

from grants.actions.application import submit_application
from grants.actions.awards import carry_out_decision
from grants.models import Allocation, AwardRelease, BoardDecision


def add_award(world: SimpleNamespace, at: datetime.datetime) -> None:
    """An award to the consortium of the table, released, with amounts that its members haven't accepted."""
    submit_application(application=world.awarded, by=world.lead, at=at)
    people = {"prepared_by": world.administrator, "confirmed_by": world.second_officer, "confirmed_at": at}
    release = AwardRelease.objects.create(competition=world.awarded.competition, prepared_at=at, **people)
    decision = BoardDecision.objects.create(
        application=world.awarded, outcome="yes", amount=20_000, reasons="Both members give a room.", state="decided",
        proposed_by=world.officer, proposed_at=at, countersigned_by=world.second_officer, decided_at=at,
        release=release,
    )  # fmt: skip
    world.award = carry_out_decision(decision=decision, by=world.second_officer, at=at)
    world.allocation = Allocation.objects.of(world.award).get(participant__role="lead")
    world.secrets += ["What won a grant"]
