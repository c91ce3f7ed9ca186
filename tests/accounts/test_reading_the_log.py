"""The auditor's page of the audit log."""

import ast
import datetime
import re

import pytest
from django.urls import reverse

from accounts.models import Role
from audit.log import record
from audit.models import Entry
from portal.staff.pages.audit_log import event_label
from tests.factories import StateRoleFactory, UserFactory
from tests.plain_language import DOMAIN_APPS, ROOT, RULES, faults

pytestmark = pytest.mark.django_db

LATE = datetime.datetime(2026, 9, 2, 3, 59, tzinfo=datetime.UTC)  # September 1, 11:59 p.m. in Ohio
NEXT = datetime.datetime(2026, 9, 2, 4, 0, tzinfo=datetime.UTC)  # September 2, midnight in Ohio


@pytest.fixture
def auditor(client):
    person = StateRoleFactory(role=Role.AUDITOR).user
    client.force_login(person)
    return person


def events(client, **search: str) -> list[str]:
    page = client.get(reverse("staff:audit_log"), search).context_data["page"]
    return [entry.event for entry in page.object_list]


@pytest.fixture
def entries() -> None:
    pat, ray = UserFactory(name="Pat Doe"), UserFactory(name="Ray Roe")
    record("role.given", ray, by=pat, at=LATE, role="scorer")
    record("import.done", "NCES files", by="manage.py import_nces", at=NEXT, rows=3)


@pytest.mark.usefixtures("auditor", "entries")
@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({}, ["import.done", "role.given"]),
        ({"event": "role"}, ["role.given"]),
        ({"person": "pat"}, ["role.given"]),
        ({"person": "import_nces"}, ["import.done"]),
        ({"subject": "ray"}, ["role.given"]),
        ({"subject": "NCES files"}, ["import.done"]),
        ({"first": "2026-09-02"}, ["import.done"]),
        ({"last": "2026-09-01"}, ["role.given"]),
        ({"first": "2026-09-01", "last": "2026-09-02"}, ["import.done", "role.given"]),
        ({"last": "9999-12-31"}, ["import.done", "role.given"]),
        ({"event": "nothing"}, []),
        ({"first": "no day"}, ["import.done", "role.given"]),
        ({"page": "77"}, ["import.done", "role.given"]),
    ],
)
def test_the_log_is_filtered_by_event_person_subject_and_date_in_the_states_time_zone(search, found, client):
    assert events(client, **search) == found


@pytest.mark.usefixtures("auditor", "entries")
def test_an_entry_shows_its_detail_and_its_digests(client):
    page = client.get(reverse("staff:audit_log")).content.decode()

    assert '<dt>role</dt><dd translate="no">scorer</dd>' in page
    assert Entry.objects.get(number=1).digest in page


@pytest.mark.usefixtures("auditor")
def test_an_event_is_shown_in_words_above_its_stored_name(client):
    record("post.given", "Pat Doe", by="manage.py", at=LATE, powers=["sign_applications"], ends_on="2027-06-30")

    page = client.get(reverse("staff:audit_log")).content.decode()

    assert re.search(r"Appointment started\s*<br>\s*<code>post.given</code>", page)
    assert "<dt>permissions</dt>" in page
    assert "<dt>ends on</dt>" in page


def test_every_event_that_the_code_records_has_a_plain_name():
    """Events are named in the calls of `record`; a name put together from parts is checked by its parts."""
    events = {
        node.args[0].value
        for app in DOMAIN_APPS
        for file in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == "record"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }

    assert len(events) > 70
    assert [event for event in events for _ in faults(event_label(event), RULES)] == []


@pytest.mark.usefixtures("auditor")
def test_what_people_typed_is_shown_as_text(client):
    record("note", "<script>alert(1)</script>", by="<b>x</b>", at=LATE, said="</dd><script>alert(2)</script>")

    page = client.get(reverse("staff:audit_log")).content.decode()

    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


@pytest.mark.usefixtures("auditor")
@pytest.mark.parametrize("count", [1, 3, 51])
def test_the_log_takes_the_same_queries_for_any_number_of_entries(count, client, django_assert_num_queries):
    for _ in range(count):
        record("event", "subject", by="a test", at=LATE)

    with django_assert_num_queries(6):  # session, user, roles; own places; count, entries
        page = client.get(reverse("staff:audit_log")).content.decode()

    assert ("Page 1 of 2" in page) is (count == 51)


@pytest.mark.parametrize("role", [role for role in Role.values if role != "auditor"])
def test_only_auditors_read_the_log(role, client):
    person = StateRoleFactory(role=role).user
    record("event", "subject", by="a test", at=LATE)
    client.force_login(person)

    assert client.get(reverse("staff:audit_log")).status_code == 403
    assert not Entry.objects.visible_to(person).exists()
