"""The four real cases and the invented one, loaded onto the register of Ohio from the official files."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from districts.models import District, School
from grants.models import Application

pytestmark = pytest.mark.django_db
FOUND = {
    "oac-personalized-learning-network": {
        "count-differs": 2,
        "element-unanswered": 5,
        "member-not-in-narrative": 10,
        "member-not-in-plan": 10,
    },
    "project-inspire": {
        "agency-without-client": 1,
        "element-unanswered": 8,
        "member-not-in-narrative": 9,
        "member-not-in-plan": 9,
    },
    "geauga-county-innovation-and-career-readiness": {
        "agency-without-client": 1,
        "element-unanswered": 9,
        "member-closed": 1,
        "member-not-in-narrative": 6,
        "member-not-in-plan": 6,
    },
    "shared-chief-financial-officer": {
        "element-unanswered": 8,
        "member-not-in-narrative": 4,
        "member-not-in-plan": 4,
    },
    "mill-creek-learning-network": {},
}


@pytest.fixture(scope="module")
def ohio(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, real_data: Path) -> Iterator[Path]:
    """The register of Ohio, imported once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_nces", str(real_data / "data"), state="OH")
        yield real_data
        transaction.set_rollback(True)


@pytest.fixture
def load(ohio: Path, capsys: pytest.CaptureFixture[str]):
    """What loading a case prints; what one test loads is gone before the next."""
    with transaction.atomic():

        def loaded(case: str) -> dict:
            capsys.readouterr()
            call_command("load_case", str(ohio / "cases" / f"{case}.json"), "--json")
            return json.loads(capsys.readouterr().out)

        yield loaded
        transaction.set_rollback(True)


def test_ohio_is_there(ohio):
    assert (District.objects.filter(state="OH").count(), School.objects.count()) == (1_084, 3_597)


@pytest.mark.parametrize("case", FOUND)
def test_a_case_loads_and_shows_what_there_is_to_see(case, load):
    found = load(case)

    assert dict(Counter(finding["rule"] for finding in found["findings"])) == FOUND[case]


@pytest.mark.parametrize("case", FOUND)
def test_loading_a_case_again_changes_nothing(case, load):
    assert load(case) == load(case)
    assert Application.objects.count() == 1


def test_the_appalachian_narrative_says_27_and_the_member_list_has_ten(load):
    findings = load("oac-personalized-learning-network")["findings"]

    counts = [(f["strength"], f["sentence"]) for f in findings if f["rule"] == "count-differs"]
    assert counts == [
        ("finding", "The narrative says “27 districts”; the member list has 10 members."),
        ("finding", "The narrative says “12 districts”; the member list has 10 members."),
    ]
    unanswered = [finding["subject"] for finding in findings if finding["rule"] == "element-unanswered"]
    assert [subject.split(":")[0] for subject in unanswered] == [f"Element {number}" for number in (4, 5, 6, 7, 9)]


def test_geauga_shows_the_member_that_is_not_in_the_registry(load):
    findings = load("geauga-county-innovation-and-career-readiness")["findings"]

    (closed,) = [finding for finding in findings if finding["rule"] == "member-closed"]
    assert closed["sentence"] == "Ledgemont Local isn’t in the registry."


def test_all_five_stand_beside_each_other(load):
    references = [load(case)["reference"] for case in FOUND]

    assert references == ["13-0001", "14-0001", "14-0002", "14-0003", "26-0001"]
