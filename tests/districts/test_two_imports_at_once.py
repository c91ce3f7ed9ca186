"""Two imports at the same moment: only on PostgreSQL, where two can write."""

import datetime
import io
import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from audit.models import Entry
from districts.actions.divisions import record_regions
from districts.imports.nces import import_folder
from districts.models import District, School
from tests.districts.uploads import write_files

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_second_waits_for_the_first_and_finds_nothing_to_do(tmp_path):
    folder, said = write_files(tmp_path), io.StringIO()

    def again() -> None:
        try:
            call_command("import_nces", str(folder), stdout=said)
        finally:
            connection.close()

    second = threading.Thread(target=again)
    with transaction.atomic():
        import_folder(folder, state=None, dry_run=False, by="the first", at=NOON)
        second.start()
        second.join(1)
        assert second.is_alive(), "the second did not wait for the first"
    second.join(20)

    assert "lea.csv: agency file, 3 rows: 3 unchanged" in said.getvalue()
    recorded = Entry.objects.filter(event="official_files.recorded").count()
    assert (District.objects.count(), School.objects.count(), recorded) == (4, 3, 2)


def test_a_states_own_file_waits_for_the_official_ones(tmp_path):
    def regions() -> None:
        try:
            record_regions(facts=[], file={}, dry_run=False, by="the second", at=NOON)
        finally:
            connection.close()

    second = threading.Thread(target=regions)
    with transaction.atomic():
        import_folder(write_files(tmp_path), state=None, dry_run=True, by="the first", at=NOON)
        second.start()
        second.join(1)
        assert second.is_alive(), "the second did not wait for the first"
    second.join(20)
    assert not second.is_alive()
