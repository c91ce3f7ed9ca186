"""Loading the sample state: when it is refused, what a failure leaves behind, and the larger scales."""

import io
import random
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from consortia.models import Consortium
from districts.imports.atlas import read_counties
from districts.models import District
from grants.actions.findings import recheck_application
from grants.actions.scoring import problems_with_submitting
from grants.models import Application, Review, ScorerAssignment, Version
from grants.reads.packets import packet_of
from grants.states import Status
from sample.people import make_people
from sample.registry import make_registry
from sample.round import make_round
from sample.state import calendar_of
from sample.writing import loading
from sample.writing.application_history import open_round
from sample.writing.bulk import write_opinions, write_round
from sample.writing.registry import write_people, write_registry
from signing.rules import digest_of
from tests.small_state import NOON, ZONE, load_small_state, silent

MAP = Path("node_modules/us-atlas/counties-10m.json")


@pytest.mark.django_db
def test_a_database_with_real_districts_is_refused():
    District.objects.create(leaid="3904348", name="A real district", state="OH")

    with pytest.raises(CommandError, match="holds real records"):
        call_command("load_sample", verbosity=0, skip_checks=True)

    assert District.objects.count() == 1


@pytest.mark.django_db
def test_a_database_with_a_real_consortium_is_refused():
    Consortium.objects.create(slug="a-real-one", name="A real one", state="OH")

    with pytest.raises(CommandError, match="is not part of the sample state"):
        call_command("load_sample", verbosity=0, skip_checks=True)


@pytest.mark.django_db
def test_without_the_county_map_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(loading, "COUNTY_MAP", Path("nowhere") / "counties.json")

    with pytest.raises(CommandError, match=r"county map is missing.*make setup"):
        call_command("load_sample", verbosity=0, skip_checks=True)


@pytest.mark.django_db
def test_a_load_that_fails_halfway_leaves_nothing_behind(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("a power failure")

    monkeypatch.setattr(loading, "write_history", fail)
    with pytest.raises(RuntimeError):
        call_command("load_sample", verbosity=0, skip_checks=True)

    assert not District.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_districts_invented_by_an_application_file_do_not_prevent_loading(monkeypatch):
    District.objects.create(leaid="9900010", name="From a file", state="OH", is_sample=True)
    monkeypatch.setattr(loading, "write_history", lambda *args, **kwargs: [])

    call_command("load_sample", verbosity=0, skip_checks=True)

    assert District.objects.count() == 85


@pytest.mark.django_db
def test_loading_announces_each_step_with_its_number(monkeypatch):
    monkeypatch.setattr(loading, "write_history", lambda *args, **kwargs: [])
    out = io.StringIO()

    call_command("load_sample", stdout=out, skip_checks=True)

    assert out.getvalue().splitlines() == [
        "Sample state: districts and schools … (1 of 5)",
        "Sample state: people and their roles … (2 of 5)",
        "Sample state: consortia and their applications … (3 of 5)",
        "Sample state: county boundaries … (4 of 5)",
        "Sample state: which districts are small and rural … (5 of 5)",
        "Loaded: 84 districts, 240 schools, 0 consortia, 0 applications, 0 reviews.",
    ]


def test_the_nation_has_as_many_agencies_and_schools_as_the_official_files():
    agencies = loading.shares(20_028, {"OH": 88, "TX": 254, "DE": 3}, "OH")
    assert agencies == {"OH": 1_084, "TX": 18_723, "DE": 221}
    assert sum(loading.shares(101_688, agencies).values()) == 101_688


@pytest.mark.django_db
def test_a_round_written_in_bulk_equals_what_submissions_would_have_stored():
    on = NOON.date()
    registry = make_registry(
        seed=5, on=on, state="OH", counties=read_counties(MAP)["OH"], agencies=60, schools=150, reach=3
    )
    calendar = calendar_of(on, ZONE)
    entries = list(make_round(random.Random(5), registry=registry, on=on, calendar=calendar, number=6))
    home = entries[0].row.members[0].agency
    people = make_people(
        random.Random(5),
        on=on,
        agencies=registry.agencies,
        home=home,
        school=next(school for school in registry.schools if school.agency is home),
        more_officers=1,
        more_scorers=5,
    )
    stored_registry = write_people(people, write_registry(registry), at=calendar.opens_at)

    stored_round = write_round(entries, open_round(calendar), stored_registry, say=silent)
    write_opinions(stored_round, at=NOON, seed=5)

    assert Application.objects.filter(status=Status.UNDER_REVIEW).count() == 6
    assert Review.objects.count() == 18
    assert ScorerAssignment.objects.count() == 18
    for assignment in ScorerAssignment.objects.exclude(submitted_at=None):
        assert problems_with_submitting(assignment) == []
    for version in Version.objects.select_related("application"):
        assert version.digest == digest_of(packet_of(Application.objects.get(pk=version.application_id)))
        assert recheck_application(application=version.application, at=NOON) is False


@pytest.mark.django_db
def test_the_database_knows_the_size_of_everything_that_was_loaded():
    """Without statistics of the findings, the queue of 600 applications took eight times as long."""
    assert {"districts", "consortia", "grants"} <= set(load_small_state().analyzed)
