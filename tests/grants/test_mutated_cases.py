"""Whatever happened to an application file on its way: it loads whole or not at all, and says why in words."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusals import Unready
from audit.models import Entry
from grants.imports.case_file import data_of
from grants.models import Application
from grants.states import Status
from tests.grants.ridge_rivers import CASE, a_case, load, paths

pytestmark = pytest.mark.django_db
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just([]), st.just({}), st.just("all"),
    st.sampled_from(["9900010", "9900099", "2026-13-01", "0001-01-01", "9999-12-31", "calculus", "a" * 300, "\x00"]),
    st.lists(st.text(max_size=3), max_size=2), st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip
ALL_PATHS = list(paths(CASE))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from(ALL_PATHS), ODD, st.booleans()), min_size=1, max_size=3))
def test_a_damaged_file_is_loaded_whole_or_not_at_all(changes):
    data = a_case()
    for path, value, is_dropped in changes:
        at = data
        for step in path[:-1]:
            try:
                at = at[step]
            except (KeyError, IndexError, TypeError):
                break
        else:
            if is_dropped and isinstance(at, dict):
                at.pop(path[-1], None)
            elif isinstance(at, dict):
                at[path[-1]] = value
    before = Entry.objects.count()
    try:
        application = load(data)
    except Unready:
        assert Entry.objects.count() == before
    else:
        assert application.versions.count() == 1
        Application.objects.filter(pk=application.pk).update(status=Status.WITHDRAWN)


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, 3000), junk=st.binary(max_size=4), cut=st.integers(0, 10))
def test_damaged_bytes_are_refused_in_words(place, junk, cut):
    raw = json.dumps(CASE).encode()
    place = min(place, len(raw))

    try:
        data = data_of(raw[:place] + junk + raw[place + cut :])
    except Unready as no:
        message = str(no)
        assert message  # either answer is right, a traceback is not
    else:
        assert isinstance(data, dict)
