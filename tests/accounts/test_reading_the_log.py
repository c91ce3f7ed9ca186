"""The auditor's page of the audit log."""

import ast
import csv
import datetime
import html
import io
import re

import pytest
from django.urls import reverse

from accounts.models import Role
from audit.log import record
from audit.models import Entry
from consortia.states import ClosureKind
from portal.staff.pages.audit_words import KINDS, WORDS
from tests.factories import DistrictFactory, StateRoleFactory, UserFactory
from tests.plain_language import DOMAIN_APPS, ROOT, RULES, faults

pytestmark = pytest.mark.django_db

LATE = datetime.datetime(2026, 9, 2, 3, 59, tzinfo=datetime.UTC)  # September 1, 11:59 p.m. in Ohio
NEXT = datetime.datetime(2026, 9, 2, 4, 0, tzinfo=datetime.UTC)  # September 2, midnight in Ohio


def in_words(page: str) -> list[str]:
    """The sentences of the page, newest first."""
    cells = re.findall(r"</time>\s*</td>\s*<td>(.*?)</td>", page, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", "", cell)).split()) for cell in cells]


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
        ({"kind": "accounts"}, ["role.given"]),
        ({"kind": "board"}, []),
        ({"kind": "other"}, ["import.done"]),
        ({"kind": "no kind"}, ["import.done", "role.given"]),
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
def test_the_log_is_filtered_by_kind_event_person_subject_and_date_in_the_states_time_zone(search, found, client):
    assert events(client, **search) == found


@pytest.mark.usefixtures("auditor", "entries")
def test_an_entry_shows_its_detail_and_its_digests(client):
    page = client.get(reverse("staff:audit_log")).content.decode()

    assert '<dt>role</dt><dd translate="no">scorer</dd>' in page
    assert Entry.objects.get(number=1).digest in page


@pytest.mark.usefixtures("auditor")
def test_an_entry_says_who_did_what_to_what_with_links(client):
    pat, district = UserFactory(name="Pat Doe"), DistrictFactory(name="Amber Valley", leaid="9900007")
    record("facts.changed", district, by=pat, at=LATE, powers=["sign_applications"], ends_on="2027-06-30")

    page = client.get(reverse("staff:audit_log")).content.decode()

    assert in_words(page) == ["Pat Doe changed details of Amber Valley"]
    assert 'href="/districts/9900007/"' in page
    own = f'href="/audit/?person=%28accounts.user%3A{pat.pk}%29"'
    assert own in page
    assert "<dt>permissions</dt>" in page
    assert "<dt>ends on</dt>" in page
    assert "<code>facts.changed</code>" in page


@pytest.mark.usefixtures("auditor")
@pytest.mark.parametrize(
    ("event", "subject", "by", "sentence"),
    [
        ("competition.opened", "Fund", "manage.py load_sample", "The command manage.py load_sample published Fund"),
        ("packet.sealed", "26-0001", "run_worker", "The portal’s worker created the submission packet of 26-0001"),
        ("person.sign_in_failed", "x@y.z", "the sign-in page", "The sign-in page refused a sign-in as x@y.z"),
        ("regions.recorded", "register", "manage.py x", "The command manage.py x imported regions into the registry"),
        ("person.signed_in", "Pat Doe", "Pat Doe (accounts.user:7)", "Pat Doe signed in"),
        ("note.was_written", "a wall", "a test", "A test note was written: a wall"),
    ],
)
def test_programs_own_accounts_and_events_that_no_one_knows_are_sentences_too(event, subject, by, sentence, client):
    record(event, subject, by=by, at=LATE)

    assert in_words(client.get(reverse("staff:audit_log")).content.decode()) == [sentence]


@pytest.mark.usefixtures("auditor")
def test_a_person_is_not_taken_for_another_one_whose_number_begins_alike(client):
    record("role.given", "Ray", by="Pat Doe (accounts.user:7)", at=LATE)
    record("role.ended", "Ray", by="Lee Moe (accounts.user:70)", at=LATE)

    assert events(client, person="(accounts.user:7)") == ["role.given"]


def calls_of_the_log():
    """What the code gives to the log, as the first argument of a call that records something."""
    for app in DOMAIN_APPS:
        for file in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and node.args:
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    if name in ("record", "record_many") or name.startswith(("_record", "_log", "record_", "log_")):
                        yield node.args[0]


def test_every_event_that_the_code_records_has_words():
    """Events are in the calls of the log, or in the actions that call it; what is put together is listed below."""
    parts = [ast.walk(call) for call in calls_of_the_log()]
    named = {one.value for part in parts for one in part if isinstance(one, ast.Constant) and is_event(one.value)}
    kinds = {event.partition(".")[0] for event in named}
    constants = {
        one.value
        for app in DOMAIN_APPS
        for file in (ROOT / app).rglob("actions/**/*.py")
        for one in ast.walk(ast.parse(file.read_text()))
        if isinstance(one, ast.Constant) and is_event(one.value) and one.value.partition(".")[0] in kinds
    }
    put_together = {
        one.value
        for call in calls_of_the_log()
        if isinstance(call, ast.JoinedStr)
        for one in call.values
        if isinstance(one, ast.Constant)
    }

    assert len(named) > 150
    assert sorted((named | constants) - set(WORDS)) == []
    assert put_together == {"security.", "membership.", ".end_scheduled", ".end_canceled", ".end_blocked", "."}
    assert {f"membership.{step}" for step in ("agreed", "confirmed", "declined", "withdrawn", "disputed")} <= set(WORDS)
    assert {f"{whose}.{kind}" for whose in ("district", "consortium") for kind in ClosureKind} <= set(WORDS)


def is_event(value):
    return isinstance(value, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", value) is not None


def test_words_are_plain_name_the_subject_once_and_are_of_one_kind():
    said = [words for kind in KINDS for words in kind.events.values()]

    assert len(said) == len(WORDS)
    assert [words for words in said if words.count("{}") > 1] == []
    assert [words for words in said for _ in faults(words, RULES)] == []


@pytest.mark.usefixtures("auditor", "entries")
def test_the_file_has_exactly_the_entries_of_the_list_and_no_formula(client):
    record("role.given", "=1+1", by="Pat Doe (accounts.user:7)", at=NEXT, role="scorer")

    answer = client.get(reverse("staff:audit_log_csv"), {"event": "role"})

    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    assert [(row["number"], row["event"], row["activity"]) for row in rows] == [
        ("3", "role.given", "Pat Doe gave a role to =1+1"),
        ("1", "role.given", "Pat Doe gave a role to Ray Roe"),
    ]
    assert rows[0]["subject"] == "'=1+1"
    assert rows[0]["time"] == "2026-09-02T00:00:00-04:00"
    assert rows[0]["details"] == '{"role": "scorer"}'
    assert "audit-log-" in answer["Content-Disposition"]


@pytest.mark.usefixtures("entries")
def test_entries_are_read_some_at_a_time(django_assert_num_queries):
    for _ in range(3):
        record("event", "subject", by="a test", at=LATE)

    with django_assert_num_queries(3):  # two, two, one
        chunks = list(Entry.objects.all().in_chunks(2))

    assert [[entry.number for entry in chunk] for chunk in chunks] == [[5, 4], [3, 2], [1]]


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
        record("facts.changed", DistrictFactory(), by="a test", at=LATE)

    with django_assert_num_queries(8):  # and own places; count, entries; districts with a page; the last check
        page = client.get(reverse("staff:audit_log")).content.decode()

    assert ("Page 1 of 2" in page) is (count == 51)


@pytest.mark.parametrize("role", [role for role in Role.values if role != "auditor"])
def test_only_auditors_read_the_log(role, client):
    person = StateRoleFactory(role=role).user
    record("event", "subject", by="a test", at=LATE)
    client.force_login(person)

    assert client.get(reverse("staff:audit_log")).status_code == 403
    assert not Entry.objects.visible_to(person).exists()
