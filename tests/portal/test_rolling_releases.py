"""The release before still writes while a new one starts: what it doesn't know has a value in the database."""

import datetime

import pytest
from django.db.migrations.loader import MigrationLoader

from consortia.models import Consortium
from grants.models import Competition
from tests.grants.walking import a_round

# The last migrations for which the release before had to be stopped (docs/operations.md): the words of the field, and
# stored effects of closures and imports. Move one forward only if operators are told to stop a release again.
LAST_STOP = {
    "accounts": "0004_relations_follow_the_words",
    "audit": "0002_append_only",
    "consortia": "0012_closures_as_row_changes",
    "districts": "0016_import_effects_as_row_changes",
    "exchange": "0001_services_and_wishes_move_in",
    "grants": "0006_verbose_names_in_plain_words",
    "policies": "0001_policies_and_barriers",
    "purchasing": "0001_contracts_move_in",
}


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(None)


@pytest.fixture(scope="module")
def before(loader):
    """The tables as the release before knows them."""
    return loader.project_state(list(LAST_STOP.items()))


def test_each_column_that_must_have_a_value_has_one_in_the_database(before, loader):
    after = loader.project_state()
    missing = [
        f"{app}.{model}.{name}"
        for (app, model), table in before.models.items()
        if app in LAST_STOP and (app, model) in after.models
        for name, field in after.models[app, model].fields.items()
        if name not in table.fields and not (field.many_to_many or field.null or field.has_db_default())
    ]

    assert missing == []


def test_no_column_that_may_be_empty_becomes_one_that_must_have_a_value(before, loader):
    after = loader.project_state()
    stricter = [
        f"{app}.{model}.{name}"
        for (app, model), table in before.models.items()
        if app in LAST_STOP and (app, model) in after.models
        for name, field in table.fields.items()
        if field.null and name in after.models[app, model].fields and not after.models[app, model].fields[name].null
    ]

    assert stricter == []


def test_no_table_or_column_is_renamed_or_removed_under_the_release_before(before, loader):
    after = loader.project_state()
    gone = [
        f"{app}.{model}.{name}"
        for (app, model), table in before.models.items()
        if app in LAST_STOP
        for name in table.fields
        if (app, model) not in after.models or name not in after.models[app, model].fields
    ]

    assert gone == []


def test_every_app_with_migrations_is_watched(loader):
    ours = {app for app, _ in loader.disk_migrations if not migrations_are_of_django(app)}
    assert ours == set(LAST_STOP)


def migrations_are_of_django(app):
    return app in ("account", "mfa", "usersessions", "admin", "auth", "contenttypes", "sessions")


@pytest.mark.django_db
def test_the_release_before_writes_rounds_consortia_and_emails_into_the_new_tables(before):
    """Its INSERTs name the columns it knows, and no others."""
    noon = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
    old = before.apps

    round_ = old.get_model("grants", "Competition").objects.create(name="Fund of before", slug="fund-of-before")
    old.get_model("grants", "Element").objects.create(competition=round_, number=1, title="Who", question="Who?")
    old.get_model("grants", "Criterion").objects.create(competition=round_, title="Need", weight=100)
    consortium = old.get_model("consortia", "Consortium").objects.create(name="Before", slug="before", state="OH")
    old.get_model("consortia", "ConsortiumPurpose").objects.create(consortium=consortium, purpose="purchasing")
    old.get_model("accounts", "OutgoingEmail").objects.create(
        kind="role given", to="pat@example.org", subject="s", body="b", written_at=noon
    )

    competition = Competition.objects.get(slug="fund-of-before")
    assert (competition.grace_minutes, competition.is_draft, competition.assurances) == (0, False, [])
    assert (competition.tie_rule, competition.lead_kinds, competition.elements.get().guidance) == ("", [], "")
    stored = Consortium.objects.get(slug="before")
    assert (stored.phone, stored.counties_served, stored.revision) == ("", [], 0)


@pytest.mark.django_db
def test_what_this_release_makes_has_plain_values_before_it_is_read_again():
    competition = a_round()

    assert (competition.grace_minutes, competition.tie_rule, competition.lead_kinds) == (0, "", [])
    assert Consortium(name="New").phone == ""
