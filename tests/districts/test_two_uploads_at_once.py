"""Two registrars on the pages at the same moment: only on PostgreSQL, where two can write."""

import datetime
import threading

import pytest
from django.db import connection, transaction

from accounts.refusals import Refused, Unready
from districts.imports.batches import apply_preview, preview_files
from districts.models import District, ImportBatch
from tests.districts.test_previewing_imports import national
from tests.factories import StateRoleFactory

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def beside(work) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def looked_at(registrar) -> ImportBatch:
    return preview_files(national(), state="", school_year="", by=registrar, at=NOON)


def test_one_delivery_pressed_twice_goes_in_once():
    registrar = StateRoleFactory(role="registrar").user
    batch, refused = looked_at(registrar), []

    def again() -> None:
        try:
            apply_preview(batch, by=registrar, at=NOON)
        except Refused as no:
            refused.append(str(no))

    with transaction.atomic():
        apply_preview(batch, by=registrar, at=NOON)
        second = beside(again)
        second.join(1)
        assert second.is_alive(), "the second did not wait for the first"
    second.join(20)

    assert refused == ["This import’s status is already “imported.” Nothing was changed."]
    assert District.objects.count() == 4


def test_of_two_deliveries_of_the_same_files_the_second_is_to_be_looked_at_again():
    registrar = StateRoleFactory(role="registrar").user
    first, other, refused = looked_at(registrar), looked_at(registrar), []

    def take_other() -> None:
        try:
            apply_preview(other, by=registrar, at=NOON)
        except Unready as no:
            refused.append(str(no))

    with transaction.atomic():
        apply_preview(first, by=registrar, at=NOON)
        second = beside(take_other)
        second.join(1)
        assert second.is_alive(), "the second did not wait for the first"
    second.join(20)

    assert "The registry has changed since this preview" in refused[0]
    assert District.objects.count() == 4
