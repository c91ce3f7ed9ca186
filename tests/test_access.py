"""Access: every address answers every kind of visitor as the table in tests/doors.py says."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.answers import GET
from tests.doors import DOORS
from tests.world import NOON, VISITORS, a_world

# Without it, a run of this file alone would read the real database instead of a test database.
pytestmark = pytest.mark.django_db
# Addresses of others' views. Rows above still say how the more important of them answer.
THIRD_PARTY = (
    "accounts/logout/",
    "accounts/inactive/",
    "accounts/confirm-email/",
    "accounts/reauthenticate/",
    "accounts/password/",
    "accounts/sessions/",
    "accounts/2fa/",
    "admin/",
    "static/",
)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:
    """One world for the whole table, with everyone signed in; every visit is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = a_world()
        with time_machine.travel(NOON):
            world.sessions = {visitor: _signed_in(world, visitor) for visitor in VISITORS}
        yield world
        transaction.set_rollback(True)


def _signed_in(world: SimpleNamespace, visitor: str) -> str:
    """The session key of the visitor; "" for the public."""
    if visitor == "public":
        return ""
    client = Client()
    client.force_login(getattr(world, visitor))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _visit(world: SimpleNamespace, visitor: str, name: str, arguments: dict[str, str], method: str):
    path = reverse(name, kwargs={key: value.format(**vars(world)) for key, value in arguments.items()})
    client = Client()
    with transaction.atomic():
        if session := world.sessions[visitor]:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize(
    ("name", "arguments", "method", "answers"),
    [pytest.param(*row, marks=[pytest.mark.pdf] if row[0] == "review:review_pdf" else []) for row in DOORS],
    ids=[f"{row[0]}-{'-'.join(row[1].values())}" for row in DOORS],
)
@time_machine.travel(NOON)
def test_every_address_answers_every_visitor_as_the_table_says(
    name, arguments, method, answers, world, pdfs_are_drawn_here
):
    expected = dict(zip(VISITORS, map(int, answers.split()), strict=True))

    got = {visitor: _visit(world, visitor, name, arguments, method) for visitor in VISITORS}

    assert {visitor: answer.status_code for visitor, answer in got.items()} == expected
    for answer in got.values():
        if answer.status_code in (403, 404):
            said = answer.content.decode()
            assert [secret for secret in world.secrets if secret in said] == []
    if got["public"].status_code == 302 and method == GET:
        ways = ("/accounts/login/?next=", "/admin/login/?next=", "/sign/who/")  # the last for an emailed link
        assert got["public"].url.startswith(ways)


def addresses_of(patterns, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str, object]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses_of(pattern.url_patterns, address, inner)
        elif isinstance(pattern, URLPattern):
            yield address, f"{namespace}{pattern.name}", pattern.callback


OURS = [
    (address, name, view)
    for address, name, view in addresses_of(get_resolver().url_patterns)
    if not address.startswith(THIRD_PARTY)
]


@pytest.mark.parametrize(("address", "name", "view"), OURS, ids=[address or "/" for address, _, _ in OURS])
def test_every_view_of_ours_says_who_may_open_it_and_is_in_the_table(address, name, view):
    assert hasattr(view, "allow"), f"/{address}: @allow(...) is missing"
    assert name in {row[0] for row in DOORS}, f"/{address}: a row for {name} is missing in the table"


@time_machine.travel(NOON)
def test_a_record_without_access_looks_like_one_that_does_not_exist(world):
    there = _visit(world, "administrator", "staff:role_end", {"pk": "{auditor.pk}", "role": "{role.pk}"}, GET)
    not_there = _visit(world, "administrator", "staff:role_end", {"pk": "{auditor.pk}", "role": "999999"}, GET)

    assert there.status_code == not_there.status_code == 404
    assert len(there.content) == len(not_there.content)
