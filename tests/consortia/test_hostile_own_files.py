"""Broken files of consortia, members, and people: words for the reader, and the import is what the preview showed."""

import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusals import Unready
from consortia.models import Consortium, ConsortiumPurpose, Membership
from districts.actions.import_batches import undo_import
from districts.imports.batches import Upload, apply_preview
from districts.imports.files import UnreadableFile
from districts.models import Appointment
from tests.districts.test_hostile_uploads import mutated
from tests.districts.uploads import NOON, preview
from tests.factories import ConsortiumFactory, CountyFactory, DistrictFactory, SchoolFactory, StateRoleFactory

pytestmark = pytest.mark.django_db
FILES = {
    "consortia": "name,slug,former_names,legal_form,formed_on,purposes,fiscal_agent,lead,counties_served,website\n"
    "Big Sandy,,Sandy:2021-07-01,agreement,2020-07-01,purchasing:2021-07-01:R 1; online_courses,3900001,3900002,"
    "39009,www.bigsandy.example\n"
    "Mill Creek Network,mill-creek,,nonprofit,2015-07-01,purchasing,3900001,,39009,\n",
    "memberships": "slug,leaid,ncessch,class,role,joins_on,leaves_on,authority,authority_on\n"
    "mill-creek,3900001,,participating,member,2020-07-01,,Board resolution 26-3,2020-05-12\n"
    "mill-creek,,390000100001,observer,member,7/1/2021,2022-06-30,,\n",
    "appointments": "name,email,role,leaid,ncessch,starts_on,ends_on,permissions\n"
    "Ivy Chen,ivy@otterrun.example,superintendent,3900001,,2026-07-01,,register_membership; sign_applications\n"
    "Bob Lee,bob@otterrun.example,principal,,390000100001,7/1/2026,2027-06-30,\n",
}


@pytest.fixture
def registrar():
    district = DistrictFactory(leaid="3900001")
    DistrictFactory(leaid="3900002")
    SchoolFactory(ncessch="390000100001", district=district)
    CountyFactory(fips="39009")
    ConsortiumFactory(slug="mill-creek", name="Mill Creek Network", formed_on=datetime.date(2015, 7, 1))
    return StateRoleFactory(role="registrar").user


def counts() -> list[int]:
    models = (Consortium, ConsortiumPurpose, Appointment)
    return [*(model.objects.count() for model in models), Membership.objects.exclude(status="withdrawn").count()]


@pytest.mark.parametrize("kind", FILES)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_a_broken_file_is_refused_in_words_or_imported_as_previewed_and_undone(registrar, kind, data):
    content = data.draw(mutated(FILES[kind]))
    before = counts()
    with transaction.atomic():
        batch, refusal = None, ""
        try:
            batch = preview(registrar, [Upload(f"{kind}.csv", content)], state="OH")
        except UnreadableFile as no:
            refusal = str(no)
        assert refusal.isprintable()
        assert counts() == before
        if batch:
            file = batch.counts["files"][0]
            assert sum(number for name, number in file.items() if name not in ("name", "what", "rows")) == file["rows"]
            if not batch.has_rows_to_import:
                with pytest.raises(Unready, match="nothing to import"):
                    apply_preview(batch, by=registrar, at=NOON)
        if batch and batch.has_rows_to_import:
            apply_preview(batch, by=registrar, at=NOON)
            undo_import(batch=batch, by=registrar, at=NOON)
        assert counts() == before
        transaction.set_rollback(True)
