"""An award for tests: released by the board, with people of its members."""

import datetime

from grants.actions.awards import accept_allocation, record_checklist, start_award
from grants.models import Allocation, Award, ChecklistItem
from tests.factories import AppointmentFactory
from tests.grants.builders import an_application, an_officer
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
