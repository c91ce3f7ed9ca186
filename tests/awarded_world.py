"""The award of the world in tests/world.py."""

import datetime
from types import SimpleNamespace

from grants.actions.application import submit_application
from grants.actions.awards import carry_out_decision
from grants.models import Allocation, Appeal, AwardRelease, BoardDecision, Claim, PromiseChange


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
    world.appeal = Appeal.objects.create(
        application=world.awarded, decision=decision, ground="process", text="A quiet step was left out.",
        filed_by=world.lead, filed_at=at, due_on=at.date() + datetime.timedelta(days=30),
    )  # fmt: skip
    world.allocation = Allocation.objects.of(world.award).get(participant__role="lead")
    world.award.starts_on, world.award.ends_on = datetime.date(2026, 8, 1), datetime.date(2027, 6, 30)
    world.award.save(update_fields=["starts_on", "ends_on"])
    world.claim = Claim.objects.create(
        award=world.award, participant=world.allocation.participant, category="personnel", amount=500,
        what="A quiet aide", spent_from=at.date(), spent_to=at.date(), sent_by=world.lead, sent_at=at,
    )  # fmt: skip
    promise = world.award.promises.order_by("position").first()
    world.change = PromiseChange.objects.create(
        promise=promise, from_on=at.date(), reason="A quiet reason", gives_text="A quiet room", proposed_by=world.lead,
        proposed_at=at, state="sent", agreed_by=world.lead, agreed_at=at,
    )  # fmt: skip
    world.secrets += ["What won a grant", "A quiet aide", "A quiet step", "A quiet reason"]
