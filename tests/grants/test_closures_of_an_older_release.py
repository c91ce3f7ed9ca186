"""A closure that an older release recorded can still be undone."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps

from audit.models import Entry
from consortia.actions.guided_changes import undo_closure
from consortia.models import Closure
from districts.models import District, DistrictFigures, School, ServiceAgencyMembership
from districts.states import AgencyStatus
from grants.models import Participant
from tests.factories import DistrictFactory, DistrictFiguresFactory, SchoolFactory, ServiceAgencyMembershipFactory
from tests.grants.test_districts_that_end import NOW, a_registrar, merge
from tests.grants.walking import a_draft

pytestmark = pytest.mark.django_db
WHY = "Both boards voted for it in May."


def migrate():
    import_module("consortia.migrations.0012_closures_as_row_changes").store_as_row_changes(apps, None)


def an_old_closure(district, into, written):
    return Closure.objects.create(
        kind="merger", district=district, into_district=into, reason=WHY, written=written, recorded_at=NOW
    )


def test_rows_named_by_primary_key_are_found_by_their_own_keys():
    old = DistrictFactory(status=AgencyStatus.MERGED, closed_on=datetime.date(2026, 6, 30))
    new, earlier = DistrictFactory(), DistrictFactory()
    District.objects.filter(pk=old.pk).update(successor=new)
    school, figures = SchoolFactory(district=new), DistrictFiguresFactory(district=new)
    begun = ServiceAgencyMembershipFactory(district=new, starts_on=None, ends_on=None)
    values = {"id": begun.pk, "agency_id": begun.agency_id, "district_id": new.pk, "starts_on": None, "ends_on": None}
    closure = an_old_closure(
        old,
        new,
        [
            {
                "model": "districts.district",
                "pk": old.pk,
                "said": {
                    "status": ["open", "merged"],
                    "closed_on": [None, "2026-06-30"],
                    "successor_id": [None, new.pk],
                },
            },
            {"model": "districts.school", "pk": school.pk, "said": {"district_id": [earlier.pk, new.pk]}},
            {"model": "districts.districtfigures", "pk": figures.pk, "said": {"district_id": [earlier.pk, new.pk]}},
            {"model": "districts.serviceagencymembership", "pk": begun.pk, "new": values},
        ],
    )

    migrate()
    closure.refresh_from_db()
    assert closure.written[1] == {
        "model": "districts.school",
        "key": school.ncessch,
        "before": {"district_id": earlier.pk},
        "after": {"district_id": new.pk},
    }
    undo_closure(closure=closure, by=a_registrar(), at=NOW)

    old.refresh_from_db()
    assert (old.status, old.closed_on, old.successor) == (AgencyStatus.OPEN, None, None)
    assert School.objects.get().district == DistrictFigures.objects.get().district == earlier
    assert not ServiceAgencyMembership.objects.exists()


def test_a_merger_as_the_log_has_always_described_it_is_undone():
    """The audit log still holds the form in which older releases stored a closure."""
    world = a_draft()
    old, new = world.districts[1], DistrictFactory()
    SchoolFactory(district=old)
    closure = merge(old, new)
    closure.written = Entry.objects.get(event="district.merger").detail["written"]
    closure.save()
    assert all({"model", "pk"} < set(entry) for entry in closure.written)

    migrate()
    migrate()
    undo_closure(closure=closure, by=a_registrar(), at=NOW)

    old.refresh_from_db()
    assert (old.status, old.schools.count()) == (AgencyStatus.OPEN, 1)
    assert Participant.objects.filter(district=old, key=old.leaid).exists()


def test_a_row_that_is_gone_is_reported_not_lost():
    old, new = DistrictFactory(), DistrictFactory()
    closure = an_old_closure(old, new, [{"model": "districts.school", "pk": 0, "said": {"name": ["A", "B"]}}])

    migrate()

    closure.refresh_from_db()
    assert closure.written[0]["key"] == "0"
