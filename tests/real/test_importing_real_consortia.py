"""Real consortia of Ohio with their members, from files of the kind that a registrar fills in: sourced facts only."""

import csv
import datetime
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.refusals import Unready
from consortia.models import Consortium, Membership
from districts.actions.import_batches import undo_import
from districts.imports.batches import Upload, apply_preview, preview_files
from tests.factories import StateRoleFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
CASES = (
    "oac-personalized-learning-network",
    "project-inspire",
    "geauga-county-innovation-and-career-readiness",
    "shared-chief-financial-officer",
)


@pytest.fixture(scope="module")
def ohio(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, real_data: Path) -> Iterator[Path]:
    """The registry of Ohio, imported once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_nces", str(real_data / "data"), state="OH")
        yield real_data
        transaction.set_rollback(True)


@pytest.fixture
def files(ohio: Path) -> tuple[Upload, Upload]:
    """What the sources say of the four consortia, as a registrar would type it."""
    consortia = [("name", "legal_form", "formed_on", "purposes", "lead")]
    members = [("slug", "leaid", "class", "role", "joins_on")]
    for case in CASES:
        facts = json.loads((ohio / "cases" / f"{case}.json").read_text())
        one, lead = facts["consortium"], next(row for row in facts["members"] if row["role"] == "lead")
        consortia.append((one["name"], "", one.get("formed_on", ""), "; ".join(one["purposes"]), lead["leaid"]))
        slug = one["name"].lower().replace(" ", "-")
        members += [(slug, row["leaid"] or "", "", row["role"], "") for row in facts["members"]]
    return _file("consortia.csv", consortia), _file("memberships.csv", members)


def _file(name: str, rows: list[tuple[str, ...]]) -> Upload:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return Upload(name, text.getvalue().encode("utf-8-sig"))


def test_four_real_consortia_are_entered_with_their_members_and_undone(files):
    registrar = StateRoleFactory(role="registrar").user
    batches = []
    for file in files:
        batch = preview_files([file], state="OH", school_year="", by=registrar, at=NOON)
        batches.append(apply_preview(batch, by=registrar, at=NOON))

    assert dict(Counter(row.outcome for row in batches[0].rows.all())) == {"created": 4}
    # The four leads are members since the first file. Ledgemont Local was dissolved a year later and has no ID in the
    # official files, so the sources can't say which record is meant.
    assert batches[1].counts["files"][0]["unchanged"] == 4
    assert dict(Counter(row.outcome for row in batches[1].rows.all())) == {"created": 24, "rejected": 1}
    assert "names no district and no school" in batches[1].rows.get(outcome="rejected").reason

    network = Consortium.objects.get(slug="ohio-appalachian-collaborative-personalized-learning-network")
    assert str(network.formed_on) == "2013-07-01"
    members = network.memberships.order_by("district__name").values_list("district__name", "role", "status")
    assert list(members) == [
        ("Barnesville Exempted Village", "member", "recorded"),
        ("Belpre City", "member", "recorded"),
        ("Fort Frye Local", "member", "recorded"),
        ("Maysville Local", "member", "recorded"),
        ("Morgan Local", "member", "recorded"),
        ("Noble Local", "member", "recorded"),
        ("Northern Local", "lead", "recorded"),
        ("Switzerland of Ohio Local", "member", "recorded"),
        ("Warren Local", "member", "recorded"),
        ("Wolf Creek Local", "member", "recorded"),
    ]
    counts = {one.slug: one.memberships.count() for one in Consortium.objects.all()}
    assert sorted(counts.values()) == [4, 5, 9, 10]

    for batch in reversed(batches):
        undo_import(batch=batch, by=registrar, at=NOON)
    assert (Consortium.objects.count(), Membership.objects.count()) == (0, 0)


def test_the_same_files_a_second_time_change_nothing(files):
    registrar = StateRoleFactory(role="registrar").user
    for again in (False, True):
        for file in files:
            batch = preview_files([file], state="OH", school_year="", by=registrar, at=NOON)
            if not again:
                apply_preview(batch, by=registrar, at=NOON)
            else:
                with pytest.raises(Unready, match="No row of this file is new or changed"):
                    apply_preview(batch, by=registrar, at=NOON)
                assert set(batch.rows.values_list("outcome", flat=True)) <= {"rejected"}
