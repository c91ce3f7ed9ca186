"""A mistaken merger is undone within a day if nothing has changed since."""

import datetime

import pytest

from accounts.refusals import Unready
from audit.models import Entry
from consortia.actions.guided_changes import undo_closure
from consortia.models import Consortium
from consortia.states import MembershipStatus
from districts.models import District, ServiceAgencyMembership
from districts.states import AgencyStatus
from grants.models import Participant
from tests.factories import DistrictFactory, SchoolFactory, ServiceAgencyMembershipFactory
from tests.grants.test_districts_that_end import JULY, NOW, a_registrar, merge
from tests.grants.walking import a_draft

pytestmark = pytest.mark.django_db


class TestUndoing:
    """Within a day, and if nothing has changed since."""

    def _merged(self):
        world = a_draft()
        old, new = world.districts[1], DistrictFactory()
        SchoolFactory(district=old)
        ServiceAgencyMembershipFactory(district=old)
        return old, new, merge(old, new)

    def test_everything_is_as_it_was_and_the_history_says_so(self):
        old, new, closure = self._merged()

        undo_closure(closure=closure, by=a_registrar(), at=NOW + datetime.timedelta(hours=23))

        old.refresh_from_db()
        assert (old.status, old.closed_on, old.successor) == (AgencyStatus.OPEN, None, None)
        assert old.schools.count() == 1
        assert ServiceAgencyMembership.objects.get().ends_on is None
        assert old.memberships.get().leaves_on is None
        assert old.appointments.get().ends_on is None
        assert [line.status for line in new.memberships.all()] == [MembershipStatus.WITHDRAWN]
        assert Participant.objects.filter(district=old, key=old.leaid).exists()
        assert [c.new for c in old.changes.filter(field="status")] == ["open", "merged"]
        assert [step.step for step in old.memberships.get().steps.all()] == ["leave", "correct"]
        assert Consortium.objects.get().memberships.in_force(JULY).exclude(status="withdrawn").count() == 3

    def test_not_after_a_day(self):
        *_, closure = self._merged()

        with pytest.raises(Unready, match="more than a day ago"):
            undo_closure(closure=closure, by=a_registrar(), at=NOW + datetime.timedelta(hours=24, seconds=1))

    def test_not_when_something_has_changed_since(self):
        _, new, closure = self._merged()
        third = DistrictFactory()
        merge(new, third, on=datetime.date(2026, 8, 1))

        with pytest.raises(Unready, match="these records have changed since"):
            undo_closure(closure=closure, by=a_registrar(), at=NOW)

        new.refresh_from_db()
        assert new.status == AgencyStatus.MERGED

    def test_twice_is_once(self):
        *_, closure = self._merged()
        undo_closure(closure=closure, by=a_registrar(), at=NOW)
        undo_closure(closure=closure, by=a_registrar(), at=NOW)

        assert Entry.objects.filter(event="ending.taken_back").count() == 1

    def test_an_undone_merger_can_be_recorded_again(self):
        old, new, closure = self._merged()
        undo_closure(closure=closure, by=a_registrar(), at=NOW)

        merge(District.objects.get(pk=old.pk), new)

        assert new.memberships.in_force(JULY).exclude(status=MembershipStatus.WITHDRAWN).count() == 1
