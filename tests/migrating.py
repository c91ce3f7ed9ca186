"""Migrations of a test database in a fifth of the time.

After each operation, Django makes anew every model that is connected with the changed one, by whatever number of keys.
Here these are nearly all models, a thousand times. What an operation needs are the changed model and those with a key
to it; data migrations still get all models made anew. The tables are the same: tests/portal/test_migrating_quickly.py.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db.migrations.state import ProjectState


@contextmanager
def quick_migrations() -> Iterator[None]:
    """Until its end, operations of migrations make few models anew."""
    swappable: Callable[[Apps, str], str | None] = Apps.get_swappable_settings_name.__wrapped__

    # Django forgets these with every model that it makes anew; the settings stay the same.
    @cache
    def kept_name(apps: Apps, model: str) -> str | None:
        return swappable(apps, model)

    kept_name.cache_clear = lambda: None  # type: ignore[method-assign]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProjectState, "_find_reload_model", _changed_and_those_with_a_key_to_it)
        patch.setattr(Apps, "get_swappable_settings_name", kept_name)
        yield


def _changed_and_those_with_a_key_to_it(
    state: ProjectState, app_label: str, model_name: str, delay: bool = False
) -> set[tuple[str, str]]:
    state.is_delayed = True  # so that data migrations begin with all models made anew
    found = {(app_label, model_name)}
    try:
        before: Any = state.apps.get_model(app_label, model_name)
    except LookupError:
        return found  # it is created
    keys = (
        field for field in before._meta.get_fields(include_hidden=True) if field.auto_created and not field.concrete
    )
    for model in (*(key.related_model for key in keys), *before.__subclasses__()):
        found.add((model._meta.app_label, model._meta.model_name))
    return found
