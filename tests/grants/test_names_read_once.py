"""The names of a state's agencies are read once for each revision of the registry."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from districts.actions.history import touch_registry
from districts.models import District, Revision
from grants.reads.packets import facts_about, packet_of
from tests.factories import DistrictFactory
from tests.grants.walking import a_draft

pytestmark = pytest.mark.django_db


def names(world) -> dict[str, str]:
    return facts_about(world.application, packet_of(world.application))["agencies"].full


def queries(world) -> int:
    packet = packet_of(world.application)
    with CaptureQueriesContext(connection) as asked:
        facts_about(world.application, packet)
    return len(asked)


def test_the_second_check_reads_no_names_until_the_registry_changes():
    world = a_draft()
    touch_registry()

    assert [queries(world) for _ in range(3)] == [7, 6, 6]
    touch_registry()
    assert [queries(world) for _ in range(2)] == [7, 6]


def test_two_applications_share_one_index():
    world = a_draft()
    touch_registry()
    packet = packet_of(world.application)

    first, second = (facts_about(world.application, packet)["agencies"] for _ in range(2))

    assert first is second


def test_a_new_name_is_known_at_once():
    world = a_draft()
    touch_registry()
    district = District.objects.first()
    assert names(world)[district.leaid] == district.name

    with transaction.atomic():
        District.objects.filter(pk=district.pk).update(name="Otter Run Local")
        touch_registry()

    assert names(world)[district.leaid] == "Otter Run Local"


def test_names_of_a_change_that_was_taken_back_are_not_kept():
    world = a_draft()
    touch_registry()
    names(world)

    with transaction.atomic():
        DistrictFactory(leaid="3999999", name="Never Was Local", state="OH")
        touch_registry()
        assert "3999999" in names(world)
        transaction.set_rollback(True)
    with transaction.atomic():
        DistrictFactory(leaid="3999998", name="Here To Stay Local", state="OH")
        touch_registry()

    assert "3999999" not in names(world)
    assert "3999998" in names(world)


def test_without_a_revision_names_are_read_each_time():
    world = a_draft()
    Revision.objects.all().delete()

    assert [queries(world) for _ in range(2)] == [7, 7]
