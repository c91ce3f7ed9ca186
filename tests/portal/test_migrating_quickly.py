"""Test databases are migrated with fewer models made anew (tests/migrating.py): operations and data see the same."""

from django.apps import apps
from django.db import models
from django.db.migrations import state as django_state
from django.db.migrations.state import ModelState, ProjectState

from tests.migrating import quick_migrations


def a_key(to):
    return models.ForeignKey(to, on_delete=models.CASCADE, related_name="+")


def a_state():
    """A school has a key to its district, a class one to its school; a county has nothing to do with them."""
    state = ProjectState()
    number = ("id", models.BigAutoField(primary_key=True))
    for name, *fields in (
        ("District",),
        ("School", ("district", a_key("made_up.District"))),
        ("Class", ("school", a_key("made_up.School"))),
        ("Seat", ("held", a_key("made_up.Class"))),
        ("County",),
    ):
        state.add_model(ModelState("made_up", name, [number, *fields]))
    assert len(state.apps.get_models()) == 5
    return state


def models_of(state):
    return {model._meta.model_name: model for model in state.apps.get_models()}


def test_the_changed_model_and_those_with_a_key_to_it_are_made_anew_and_fit_the_others():
    state = a_state()
    before = models_of(state)

    with quick_migrations():
        state.add_field("made_up", "school", "mascot", a_key("made_up.County"), preserve_default=True)
        after = models_of(state)

    assert {name for name in after if after[name] is not before[name]} == {"school", "class"}
    assert after["class"]._meta.get_field("school").related_model is after["school"]
    assert after["school"]._meta.get_field("district").related_model is after["district"]
    assert after["school"]._meta.get_field("mascot").related_model is after["county"]
    to_school = [field.related_model for field in after["school"]._meta.get_fields(include_hidden=True)[:1]]
    assert to_school == [after["class"]]


def test_a_data_migration_gets_every_model_made_anew():
    state = a_state()
    with quick_migrations():
        state.add_field("made_up", "district", "name", models.TextField(), preserve_default=True)
        before = models_of(state)
        state.clear_delayed_apps_cache()  # as `RunPython` does
        after = models_of(state)

    assert [name for name in after if after[name] is before[name]] == []
    assert after["seat"]._meta.get_field("held").related_model is after["class"]


def test_afterward_django_migrates_in_its_own_way():
    own, name = ProjectState._find_reload_model, type(apps).get_swappable_settings_name
    with quick_migrations():
        assert ProjectState._find_reload_model is not own
        assert apps.get_swappable_settings_name("accounts.User") == "AUTH_USER_MODEL"
        assert apps.get_swappable_settings_name("districts.District") is None

    assert ProjectState._find_reload_model is own
    assert type(apps).get_swappable_settings_name is name
    assert django_state.StateApps.get_swappable_settings_name is name
