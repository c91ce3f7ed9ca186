"""Rows that are put back are those that the actions wrote, and only where the actions would write the same again."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from districts.models import District
from grants.models import Application, Competition
from tests import kept
from tests.factories import DistrictFactory, UserFactory
from tests.grants.builders import an_application, an_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_kept_yet():
    """As at the start of a run. Later, there may be as many recordings of a question as are kept."""
    before = dict(kept._recordings)
    kept._recordings.clear()
    yield
    kept._recordings.clear()
    kept._recordings.update(before)


def undone(do: Callable[[], Any]) -> Any:
    """What it returns, with nothing of what it wrote left."""
    with transaction.atomic():
        result = do()
        transaction.set_rollback(True)
    return result


def is_walked(build: Callable[..., Any], *args: Any, **more: Any) -> bool:
    before = kept.counts["walked"]
    build(*args, **more)
    return kept.counts["walked"] > before


def all_rows() -> dict[str, Any]:
    keeper = kept.keeper_of(connection)
    return {table: keeper.rows_of(table) for table in connection.introspection.django_table_names()}


def test_the_rows_and_the_object_are_the_same_as_those_of_the_actions():
    def build():
        application = an_application(2)
        return application, all_rows()

    first, walked = undone(build)
    first.status = "changed by the test"
    hits = kept.counts["put back"]
    second, put_back = undone(build)

    assert kept.counts["put back"] == hits + 1
    assert put_back == walked
    assert len(walked["grants_application"]) == 1
    assert (second.pk, second.reference) == (first.pk, first.reference)
    assert second.status == "submitted"
    assert not Application.objects.exists()


def test_the_log_and_its_proofs_hold_for_rows_that_were_put_back():
    undone(lambda: an_application(2))
    an_application(2)

    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "The log is intact" in out.getvalue()


def test_new_rows_get_numbers_of_their_own_after_rows_were_put_back():
    undone(lambda: an_application(2))
    an_application(2)

    taken = set(District.objects.values_list("pk", flat=True))
    assert DistrictFactory(leaid="9988888").pk not in taken


def test_rows_that_the_test_wrote_itself_are_no_ground_for_a_recording():
    undone(lambda: an_application(2))

    DistrictFactory(leaid="9900001", name="Mill Creek Local School District")
    assert is_walked(an_application, 2)


def test_a_change_of_what_was_put_back_is_no_ground_for_the_next_recording():
    an_application(2)
    Competition.objects.update(name="Another round")
    assert is_walked(an_application, 2)


def test_rows_of_another_recording_are_the_ground_of_the_next():
    def build():
        an_officer()
        return is_walked(an_application, 2, name="A network on the ground of another")

    undone(build)
    assert not undone(build)


def test_a_savepoint_that_is_rolled_back_is_as_if_nothing_had_been_written():
    undone(lambda: an_application(2, name="A network before a savepoint"))
    undone(UserFactory)
    assert not is_walked(an_application, 2, name="A network before a savepoint")


def test_other_arguments_and_other_settings_are_walked():
    undone(lambda: an_application(2))
    with override_settings(AUDIT_KEY="a key of this test only"):
        assert undone(lambda: is_walked(an_application, 2))
    assert undone(lambda: is_walked(an_application, 2, name="A network of this test only"))


def test_a_test_that_replaces_code_always_walks(monkeypatch):
    hits = kept.counts["put back"]
    undone(lambda: an_application(2))
    undone(lambda: an_application(2))
    assert kept.counts["put back"] == hits
