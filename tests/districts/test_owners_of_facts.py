"""Who owns which fact: the State's files, the district, the registrar; and what an import may write."""

import pytest

from districts.models import District, School
from districts.rules.fact_owners import DISTRICT, SCHOOL, Owner, import_may_write, merged_with_import


@pytest.mark.parametrize(("model", "facts"), [(District, DISTRICT), (School, SCHOOL)])
def test_every_column_of_the_record_has_an_owner(model, facts):
    columns = {field.name for field in model._meta.concrete_fields} - {"id", "is_sample"}
    assert set(facts) == columns


@pytest.mark.parametrize(
    ("facts", "own"), [(DISTRICT, {"phone", "website", "office_email"}), (SCHOOL, {"phone", "website"})]
)
def test_a_district_and_a_school_own_how_one_reaches_them(facts, own):
    assert {field for field, fact in facts.items() if fact.owner == Owner.DISTRICT} == own


@pytest.mark.parametrize(
    ("field", "known", "may"),
    [
        ("name", "Otter Run", True),
        ("city", "", True),
        ("phone", "", True),
        ("phone", "614-555-0101", False),
        ("office_email", None, True),
        ("opened_on", "2020-07-01", False),
        ("opened_on", None, True),
    ],
)
def test_an_import_overwrites_the_states_facts_and_only_fills_in_the_districts(field, known, may):
    assert import_may_write(DISTRICT, field, known=known) is may


def test_an_import_brings_no_value_back_that_the_registrar_has_found_wrong():
    known = {"name": "Otter Run Local", "phone": "614-555-0101", "city": "Millers Ford"}
    said = {"name": "Otter Rum Local", "phone": "614-555-9999", "city": "Cedar Gap"}

    merged = merged_with_import(DISTRICT, known=known, imported=said, corrected={"name": ["Otter Rum Local"]})

    assert merged == {"name": "Otter Run Local", "phone": "614-555-0101", "city": "Cedar Gap"}


def test_an_import_that_says_something_new_goes_before_an_earlier_correction():
    merged = merged_with_import(
        DISTRICT,
        known={"name": "Otter Run Local"},
        imported={"name": "Otter Run City"},
        corrected={"name": ["Otter Rum"]},
    )
    assert merged == {"name": "Otter Run City"}


def test_a_district_disputes_what_can_be_written_and_never_its_own_or_computed_facts():
    assert DISTRICT["name"].is_disputable
    assert DISTRICT["closed_on"].is_disputable
    assert not DISTRICT["leaid"].is_disputable
    assert not DISTRICT["phone"].is_disputable
    assert not DISTRICT["srsa"].is_disputable
