"""An award for tests: released by the board, with people of its members."""

import datetime
from contextlib import contextmanager

from django.db import transaction

from grants.actions.awards import accept_allocation, carry_out_decision, record_checklist, start_award
from grants.models import Allocation, Award, AwardRelease, BoardDecision, ChecklistItem
from tests.factories import AppointmentFactory
from tests.grants.builders import an_administrator, an_application, an_officer
from tests.grants.deciding import LATER, decided, released

AGREED = datetime.date(2026, 4, 20)


def an_award(members=3, amount=30_000, **changes):
    """An award that is being prepared; the budget of three members is $20,000, $20,500, and $21,000."""
    application = an_application(members, **changes)
    decided(application, amount=amount)
    released(application.competition, reason="The others need another meeting.")
    return Award.objects.for_page().get(application=application)


def someone_at(award, place=0):
    """A superintendent of a member of the award, by its place."""
    return AppointmentFactory(district=members_of(award)[place].district).user


def members_of(award):
    return list(award.application.participants.order_by("position"))


def a_prepared_award(members=3, amount=30_000, **changes):
    """Every amount accepted, every checklist done."""
    award = an_award(members, amount, **changes)
    for place, allocation in enumerate(Allocation.objects.of(award)):
        person = someone_at(award, place)
        accept_allocation(allocation=allocation, amount=allocation.amount, by=person, at=LATER)
        items = ChecklistItem.objects.of_member(allocation.participant)
        done = {item.position: AGREED for item in items}
        record_checklist(award=award, participant=allocation.participant, done=done, by=person, at=LATER)
    return award


def an_active_award(members=3, amount=30_000, **changes):
    """Started by an officer."""
    award = a_prepared_award(members, amount, **changes)
    return start_award(award=award, agreement_number="GA-1", agreed_on=AGREED, by=an_officer("Gil Hart"), at=LATER)


def an_award_by_rows(members=2, amount=30_000, starts=True, **changes):
    """An award of one more network, where a test only needs that it is there: without votes and letters."""
    application, first, second = an_application(members, **changes), an_officer("Dee Marsh"), an_officer("Eve Stone")
    release = AwardRelease.objects.create(
        competition=application.competition, prepared_by=an_administrator(), prepared_at=LATER, confirmed_by=second,
        confirmed_at=LATER,
    )  # fmt: skip
    decision = BoardDecision.objects.create(
        application=application, outcome="yes", amount=amount, reasons="Both give staff.", state="decided",
        proposed_by=first, proposed_at=LATER, countersigned_by=second, decided_at=LATER, release=release,
    )  # fmt: skip
    award = carry_out_decision(decision=decision, by=second, at=LATER)
    return started_by_rows(award) if starts else award


def started_by_rows(award):
    """The award, active, where a test isn't about how it got there."""
    award.move("start")
    award.agreement_number, award.agreed_on, award.started_at = "GA-2", AGREED, LATER
    award.started_by = an_officer("Gil Hart")
    award.save()
    return award


@contextmanager
def made_once(blocker, make):
    """For a fixture of a module: what `make` makes, once for all its tests; removed at the end."""
    with blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)
