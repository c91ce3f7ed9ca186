"""The audit log: appended to, never changed, and checked from the first entry to the last."""

import datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.log import digest_of, record
from audit.models import Entry, Head

NOON = datetime.datetime(2026, 9, 1, 12, 0, tzinfo=datetime.UTC)


def write(*events: str) -> None:
    for event in events:
        record(event, "Mill Creek", by="a test", at=NOON)


def verify(*, new: bool = False) -> str:
    out = StringIO()
    call_command("verify_audit", new=new, stdout=out)
    return out.getvalue()


def flaw() -> str:
    with pytest.raises(CommandError) as no:
        verify()
    assert no.value.returncode == 1
    return str(no.value)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
def test_entries_are_numbered_from_one_and_each_names_the_digest_of_the_one_before():
    write("first", "second")

    one, two = Entry.objects.order_by("number")
    assert (one.number, two.number) == (1, 2)
    assert one.previous == ""
    assert two.previous == one.digest
    assert (Head.objects.get().number, Head.objects.get().digest) == (2, two.digest)


@pytest.mark.django_db
def test_the_digest_of_a_known_entry_is_known():
    # Written down once by hand; were it to change, no earlier log could be verified any more.
    entry = Entry(number=1, at=NOON, event="role.given", by="a test", subject="x:1", subject_label="Ünïcode", detail={})

    assert digest_of(entry) == "a77cf1e8a8829a5096538232d08191a63f2432ad49098f2ac638aa72440200bb"


@pytest.mark.django_db
def test_an_intact_log_is_found_intact_and_counted():
    write("first", "second", "third")

    assert verify().startswith("The log is intact: 3 entries, last digest ")


@pytest.mark.django_db
def test_an_empty_log_is_right_only_for_a_portal_that_is_new():
    assert flaw().startswith("The log is empty. If this portal was just set up, run verify_audit --new")
    assert verify(new=True) == "The log is intact: 0 entries, last digest none.\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1.0, 1),
        (-0.0, 0),
        (1e22, 10_000_000_000_000_000_000_000),
        (1e-7, 1e-7),
        (0.1 + 0.2, 0.30000000000000004),
        (5e-324, 5e-324),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (Decimal("12.50"), "12.50"),
        (2**70, 1180591620717411303424),
        ("Ñandú \u202eabc 🏫", "Ñandú \u202eabc 🏫"),
        ("nothing\x00here", "nothing\ufffdhere"),
        ("half \ud83c of it", "half ? of it"),
        (datetime.date(2026, 2, 28), "2026-02-28"),
        ({"b": [1, {"z": None, "a": True}], "a": {"é": 2.50}}, {"b": [1, {"z": None, "a": True}], "a": {"é": 2.5}}),
        ({"b": 1, "aa": 2, "": 3}, {"": 3, "aa": 2, "b": 1}),
    ],
)
def test_details_come_back_from_the_database_as_their_digest_says(value, kept):
    record("detail", "Mill Creek", by="a test", at=NOON, value=value)

    assert Entry.objects.get().detail == {"value": kept}
    verify()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at",
    [
        datetime.datetime(2026, 9, 1, 12, 0, 0, 1, tzinfo=datetime.UTC),
        datetime.datetime(2026, 9, 1, 12, 0, 0, 999_999, tzinfo=datetime.timezone(datetime.timedelta(hours=-5))),
        datetime.datetime(2026, 9, 1, 12, 0, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=45))),
    ],
)
def test_times_keep_their_microseconds_in_every_time_zone(at):
    record("moment", "Mill Creek", by="a test", at=at)

    assert Entry.objects.get().at == at
    verify()


@pytest.mark.django_db
def test_a_time_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        record("moment", "Mill Creek", by="a test", at=datetime.datetime(2026, 9, 1))


@pytest.mark.django_db
def test_labels_longer_than_their_column_are_cut_and_still_verify():
    record("e" * 100, "s" * 400, by="b" * 300, at=NOON)

    entry = Entry.objects.get()
    assert [len(entry.event), len(entry.subject), len(entry.subject_label), len(entry.by)] == [80, 200, 300, 200]
    verify()


@pytest.mark.django_db
def test_an_action_that_fails_leaves_no_entry_and_no_gap():
    write("first")
    with transaction.atomic():
        write("undone")
        transaction.set_rollback(True)
    write("second")

    assert list(Entry.objects.values_list("number", "event")) == [(1, "first"), (2, "second")]
    verify()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET event = 'another' WHERE number = 1",
        "UPDATE audit_entry SET detail = '{}'",
        "DELETE FROM audit_entry WHERE number = 2",
        "DELETE FROM audit_entry",
        "UPDATE audit_head SET number = 1",
        "UPDATE audit_head SET digest = 'another'",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_the_log(sql):
    write("first", "second")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(sql)

    verify()


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL knows TRUNCATE")
@pytest.mark.parametrize("table", ["audit_entry", "audit_head"])
def test_the_database_itself_refuses_to_empty_the_log(table):
    write("first")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(f"TRUNCATE {table}")


@pytest.mark.usefixtures("open_log")
@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE audit_entry SET event = 'x' WHERE number = 2", "Entry 2 was changed"),
        ("UPDATE audit_entry SET by = 'x' WHERE number = 3", "Entry 3 was changed"),
        ("UPDATE audit_entry SET subject = 'x' WHERE number = 1", "Entry 1 was changed"),
        ("UPDATE audit_entry SET subject_label = 'x' WHERE number = 1", "Entry 1 was changed"),
        ("UPDATE audit_entry SET detail = '{\"a\": 1}' WHERE number = 2", "Entry 2 was changed"),
        ("UPDATE audit_entry SET at = '2026-09-01 12:00:00.000001' WHERE number = 2", "Entry 2 was changed"),
        ("UPDATE audit_entry SET previous = 'x' WHERE number = 2", "Entry 2 was changed"),
        ("UPDATE audit_entry SET digest = 'x' WHERE number = 2", "Entry 2 was changed"),
        ("UPDATE audit_entry SET number = 9 WHERE number = 2", "Entry 2 is missing."),
        ("UPDATE audit_entry SET number = 0 WHERE number = 2", "Entry 0 does not belong to the log"),
        ("DELETE FROM audit_entry WHERE number = 1", "Entry 1 is missing."),
        ("DELETE FROM audit_entry WHERE number = 2", "Entry 2 is missing."),
        ("DELETE FROM audit_entry WHERE number = 3", "Entry 3 is missing: the head counts 3 entries."),
        ("DELETE FROM audit_entry", "Entry 1 is missing: the head counts 3 entries."),
        ("UPDATE audit_head SET number = 2", "Entry 3 comes after the head, which counts 2 entries."),
        ("UPDATE audit_head SET number = 4", "Entry 4 is missing: the head counts 4 entries."),
        ("UPDATE audit_head SET digest = 'x'", "Entry 3 does not match the head"),
        ("DELETE FROM audit_head", "The head of the log is missing."),
    ],
)
def test_a_change_by_the_owner_of_the_database_is_found(sql, says):
    write("first", "second", "third")

    run(sql)

    assert flaw().startswith(f"The log is broken. {says}")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no moment that is none")
@pytest.mark.usefixtures("open_log")
def test_a_time_made_unreadable_is_reported_like_any_other_change():
    write("first", "second", "third")

    run("UPDATE audit_entry SET at = at || 'x' WHERE number = 2")

    assert flaw() == "The log is broken. Entry 2 cannot be read: its content was changed."


def test_a_log_that_cannot_be_read_is_reported_in_words(monkeypatch):
    def fail(*_: object) -> None:
        raise DatabaseError("no such table: audit_entry")

    monkeypatch.setattr("grants.reads.log_check.Head.objects.and_last_number", fail)

    assert flaw() == "The log cannot be read: no such table: audit_entry"


@pytest.mark.usefixtures("open_log")
def test_a_changed_entry_with_a_matching_digest_is_found_by_the_next_entry():
    write("first", "second", "third")
    forged = Entry.objects.get(number=2)
    forged.event = "another"
    forged.digest = digest_of(forged)
    forged.save()

    assert "Entry 3 does not follow entry 2: one of the two was changed." in flaw()


@pytest.mark.usefixtures("open_log")
def test_a_changed_last_entry_with_a_matching_digest_is_found_by_the_head():
    write("first", "second")
    forged = Entry.objects.get(number=2)
    forged.event = "another"
    forged.digest = digest_of(forged)
    forged.save()

    assert "Entry 2 does not match the head" in flaw()


@pytest.mark.usefixtures("open_log")
def test_nothing_is_written_to_a_log_whose_head_was_removed():
    run("DELETE FROM audit_head")

    with pytest.raises(Head.DoesNotExist):
        write("first")


@pytest.mark.django_db
def test_the_whole_log_is_read_in_a_constant_number_of_queries(django_assert_num_queries):
    write(*["event"] * 30)

    with django_assert_num_queries(75):  # the head with the last number; the entries; triggers; what they prove (72)
        verify()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["once", "again"])
def test_tests_with_real_transactions_begin_with_an_empty_log_and_its_triggers(time):
    assert Entry.objects.count() == 0
    write("first")
    verify()
    with pytest.raises(IntegrityError, match="append-only"):
        run("DELETE FROM audit_entry")


@pytest.mark.django_db
def test_a_trigger_that_someone_removed_is_missed():
    write("first")
    table = " ON audit_entry" if connection.vendor == "postgresql" else ""

    run(f"DROP TRIGGER audit_entry_stays{table}")

    assert flaw().startswith("The log is not protected: the database lacks audit_entry_stays.")


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL switches triggers off")
def test_a_trigger_that_someone_switched_off_is_missed():
    write("first")

    run("ALTER TABLE audit_head DISABLE TRIGGER audit_head_moves_forward")

    assert "lacks audit_head_moves_forward." in flaw()


def write_anew() -> None:
    """As someone with the whole database and this program, and without the key, writes the log."""
    previous = ""
    for entry in Entry.objects.order_by("number"):
        entry.event, entry.previous = "forged", previous
        entry.digest = previous = digest_of(entry)
        entry.save()
    Head.objects.update(digest=previous)


@pytest.mark.usefixtures("open_log")
def test_a_log_written_anew_is_found_only_with_a_key(settings, monkeypatch):
    monkeypatch.setattr("grants.reads.log_check.missing_triggers", list)
    write("first", "second")
    write_anew()
    assert verify().startswith("The log is intact: 2 entries")  # without a key, nothing shows it

    settings.AUDIT_KEY = "a key that is not in the database"
    assert flaw().startswith("The last entry is not signed with AUDIT_KEY.")
    write("third")
    assert verify().startswith("The log is intact: 3 entries")
    write_anew()
    assert flaw().startswith("The last entry is not signed with AUDIT_KEY.")


@pytest.mark.usefixtures("open_log")
def test_entries_of_before_the_key_and_of_an_earlier_key_still_verify(settings):
    write("without a key")
    settings.AUDIT_KEY = "the first key"
    write("with the first key")
    settings.AUDIT_KEY, settings.AUDIT_OLD_KEYS = "the second key", ["the first key"]
    write("with the second key")

    assert [":" in digest for digest in Entry.objects.order_by("number").values_list("digest", flat=True)] == [
        False, True, True,
    ]  # fmt: skip
    assert {len(entry.digest) for entry in Entry.objects.all()} == {64}
    assert "lacks audit_entry_stays" in flaw()  # the chain is whole; this fixture removes the triggers
    settings.AUDIT_OLD_KEYS = []
    assert flaw().startswith("The log is broken. Entry 2 is signed with a key that is neither AUDIT_KEY nor")


@pytest.mark.usefixtures("open_log")
def test_an_entry_without_a_key_after_one_with_a_key_is_found(settings):
    settings.AUDIT_KEY = "a key"
    write("first")
    settings.AUDIT_KEY = ""
    write("second")
    settings.AUDIT_KEY = "a key"

    assert flaw() == "The log is broken. Entry 2 is not signed, although the entry before it is."
