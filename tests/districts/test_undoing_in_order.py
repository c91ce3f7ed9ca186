"""Two imports of the same records are undone one after the other: the page of the earlier one leads to the later."""

import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import Role
from districts.imports.batches import Upload, apply_preview
from districts.models import ImportBatch
from tests.districts.test_importing_directories import SEARCHED_DISTRICTS, SEARCHED_SCHOOLS
from tests.districts.uploads import FILES, NOON, preview, signed_in
from tests.factories import StateRoleFactory

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def two_imports():
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    first = preview(registrar, [Upload(name, text.encode()) for name, text in FILES.items()])
    apply_preview(first, by=registrar, at=NOON)
    searched = [Upload("d.csv", SEARCHED_DISTRICTS.encode()), Upload("s.csv", SEARCHED_SCHOOLS.encode())]
    second = preview(registrar, searched, school_year="2022-23")
    apply_preview(second, by=registrar, at=NOON + HOUR)
    return registrar, ImportBatch.objects.get(pk=first.pk), ImportBatch.objects.get(pk=second.pk)


def test_a_refused_undo_names_the_later_import_and_links_it():
    registrar, first, second = two_imports()

    with time_machine.travel(NOON + 2 * HOUR, tick=False):
        answer = signed_in(registrar).post(f"{first.get_absolute_url()}undo/")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Undo the later import of the same records first" in page
    assert f'href="{second.get_absolute_url()}"' in page


def test_nothing_is_offered_that_would_not_help():
    _registrar, first, second = two_imports()

    assert ImportBatch.objects.building_on(first, at=NOON + 2 * HOUR) == [second]
    assert ImportBatch.objects.building_on(second, at=NOON + 2 * HOUR) == []
    assert ImportBatch.objects.building_on(first, at=NOON + 25 * HOUR) == []


def test_an_upload_is_for_the_portals_own_state_unless_another_is_chosen(settings):
    settings.STATE_CODE = "KY"
    client = Client()
    client.force_login(StateRoleFactory(role=Role.REGISTRAR).user)

    page = client.get("/imports/new/").content.decode()

    assert '<option value="KY" selected>Kentucky</option>' in page
    assert "All states in the files" in page
