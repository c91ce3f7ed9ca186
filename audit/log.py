"""Writing to the audit log, and checking that no one changed it."""

import datetime
import hashlib
import hmac
import json
import math
import time
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection, models, transaction

from audit.models import Entry, Head

# After a wait for the head failed: how long others wait for it, and for how long that applies, in seconds.
STUCK_TIMEOUT, STUCK_FOR = 0.2, 5
_stuck_until = [0.0]
# One statement, not two: it is part of every write. Imports and commands keep their longer limits.
_LOCK_HEAD = """
WITH lowered AS MATERIALIZED (
    SELECT set_config('lock_timeout', %s, true)
    WHERE current_setting('lock_timeout')::interval BETWEEN %s::interval AND %s::interval
)
SELECT audit_head.* FROM audit_head LEFT JOIN lowered ON true WHERE audit_head.id = 1 FOR UPDATE OF audit_head
"""

# What migration 0002 made, by database.
TRIGGERS = {
    "postgresql": (
        "audit_entry_stays", "audit_entry_all_stay", "audit_head_stays", "audit_head_moves_forward",
        "audit_head_all_stay",
    ),
    "sqlite": (
        "audit_entry_stays_unchanged", "audit_entry_stays", "audit_head_stays", "audit_head_moves_forward",
    ),
}  # fmt: skip


def record(
    event: str, subject: models.Model | str, *, by: models.Model | str, at: datetime.datetime, **detail: object
) -> Entry:
    """Append one entry to the log, inside the caller's transaction.

    `subject` is the row concerned (or a string if there is none), `by` the person (or the name of a
    command). The head row stays locked until the caller commits, so numbers have no gaps: write the
    log entry last.
    """
    (entry,) = record_many(event, [(subject, detail)], by=by, at=at)
    return entry


def record_many(
    event: str,
    subjects: Iterable[tuple[models.Model | str, Mapping[str, object]]],
    *,
    by: models.Model | str,
    at: datetime.datetime,
) -> list[Entry]:
    """Append one entry for each of these subjects, each with its detail, as `record` does; in as many queries as one.

    The name of a subject is read from its row: let it come with what its name needs.
    """
    if at.tzinfo is None:
        raise ValueError("The log needs a time with its time zone.")
    entries = []
    with transaction.atomic(savepoint=False):
        head = _locked_head()
        for subject, detail in subjects:
            entry = Entry(
                number=head.number + 1,
                at=at,
                event=_storable_text(event, 80),
                by=_name_of(by),
                subject=_key_of(subject),
                subject_label=_storable_text(str(subject), 300),
                detail=_storable(json.loads(json.dumps(detail, cls=DjangoJSONEncoder))),
                previous=head.digest,
            )
            entry.digest = digest_of(entry, settings.AUDIT_KEY)
            head.number, head.digest = entry.number, entry.digest
            entries.append(entry)
        if entries:
            Entry.objects.bulk_create(entries)
            head.save(force_update=True)
    return entries


def _locked_head() -> Head:
    """The head, locked until the caller commits.

    If someone holds it longer than LOG_LOCK_TIMEOUT, the caller's work is rolled back, and the visitor is asked to try
    again. For a while after that, others ask only briefly: each that waits keeps one thread from serving pages.
    """
    if connection.vendor != "postgresql":
        return Head.objects.select_for_update().get(pk=1)
    seconds = settings.LOG_LOCK_TIMEOUT if time.monotonic() >= _stuck_until[0] else STUCK_TIMEOUT
    longest = settings.DATABASE_TIMEOUTS["lock_timeout"]
    try:
        heads = list(Head.objects.raw(_LOCK_HEAD, [f"{seconds}s", f"{seconds}s", f"{longest}s"]))
    except OperationalError:
        _stuck_until[0] = time.monotonic() + STUCK_FOR
        raise
    _stuck_until[0] = 0.0
    if not heads:
        raise Head.DoesNotExist("The head of the log is missing.")
    return heads[0]


def digest_of(entry: Entry, key: str = "") -> str:
    """SHA-256 over the entry's content and the digest of the entry before it, in hex.

    With a key, what only its owner can make: the key's name, a colon, and the start of the HMAC. The database's
    administrators don't have the key, so they can't write the log anew. Entries of before the key stay as they are.
    """
    content = [
        entry.number,
        entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        entry.event,
        entry.by,
        entry.subject,
        entry.subject_label,
        entry.detail,
        entry.previous,
    ]
    text = json.dumps(content, sort_keys=True).encode()
    if not key:
        return hashlib.sha256(text).hexdigest()
    return f"{_key_name(key)}:{hmac.digest(key.encode(), text, 'sha256').hex()}"[:64]


def is_as_written(entry: Entry) -> bool:
    """Whether the entry's content matches its digest; one that was signed, with the key that signed it."""
    name = entry.digest.partition(":")[0] if ":" in entry.digest else ""
    keys = _known_keys()
    return (not name or name in keys) and digest_of(entry, keys.get(name, "")) == entry.digest


def _known_keys() -> dict[str, str]:
    return {_key_name(key): key for key in (settings.AUDIT_KEY, *settings.AUDIT_OLD_KEYS) if key}


def is_keyed(digest: str) -> bool:
    """Whether the digest was made with AUDIT_KEY. True where no key is set."""
    return not settings.AUDIT_KEY or digest.startswith(f"{_key_name(settings.AUDIT_KEY)}:")


def missing_triggers() -> list[str]:
    """The triggers that make the log append-only and that the database doesn't have, or has switched off."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') "
            "AND tgrelid IN ('audit_entry'::regclass, 'audit_head'::regclass)"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in TRIGGERS[connection.vendor] if name not in present]


def first_flaw(entries: Iterable[Entry], head: Head | None, *, last: int | None) -> str | None:
    """The first fault of the chain, in words; None if it is intact.

    `entries` are in the order of their numbers and are read once; `last` is the highest number of any
    entry. Reading stops at the first fault.
    """
    if head is None:
        return "The head of the log is missing."
    count, previous = 0, ""
    keys = _known_keys()
    rows = iter(entries)
    while True:
        try:
            entry = next(rows, None)
        except ValueError:
            return f"Entry {count + 1} cannot be read: its content was changed."
        if entry is None:
            break
        if flaw := _flaw_in_link(entry, count + 1, previous, keys):
            return flaw
        count, previous = entry.number, entry.digest
    if count < head.number:
        return f"Entry {count + 1} is missing: the head counts {head.number} entries."
    if last is not None and last > head.number:
        return f"Entry {head.number + 1} comes after the head, which counts {head.number} entries."
    if previous != head.digest:
        return f"Entry {count} does not match the head: one of the two was changed."
    return None


def _flaw_in_link(entry: Entry, expected: int, previous: str, keys: dict[str, str]) -> str | None:
    if entry.number < expected:
        return f"Entry {entry.number} does not belong to the log: numbers start at 1."
    if entry.number > expected:
        return f"Entry {expected} is missing."
    if not isinstance(entry.at, datetime.datetime):  # what SQLite returns for text that is not a time
        return f"Entry {entry.number} cannot be read: its content was changed."
    name = entry.digest.partition(":")[0] if ":" in entry.digest else ""
    if name and name not in keys:
        return f"Entry {entry.number} is signed with a key that is neither AUDIT_KEY nor one of AUDIT_OLD_KEYS."
    if ":" in previous and not name:
        return f"Entry {entry.number} is not signed, although the entry before it is."
    if digest_of(entry, keys.get(name, "")) != entry.digest:
        return f"Entry {entry.number} was changed: its content does not match its digest."
    if entry.previous != previous:
        return f"Entry {entry.number} does not follow entry {entry.number - 1}: one of the two was changed."
    return None


def _key_name(key: str) -> str:
    return hashlib.sha256(f"audit key {key}".encode()).hexdigest()[:8]


def _storable(value: Any) -> Any:
    """The value as both databases return it, so that its digest stays the same.

    PostgreSQL stores numbers without exponent or negative zero, and no NUL character. So whole numbers
    become integers, and infinity and NaN become their names.
    """
    if isinstance(value, dict):
        return {_storable_text(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, str):
        return _storable_text(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() else value
    return value


def _storable_text(text: str, length: int | None = None) -> str:
    """Text without what databases can't store: NUL and unpaired surrogates."""
    return text.replace("\x00", "\ufffd").encode(errors="replace").decode()[:length]


def _key_of(subject: models.Model | str) -> str:
    key = subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}"
    return _storable_text(key, 200)


def _name_of(by: models.Model | str) -> str:
    if isinstance(by, str):
        return _storable_text(by, 200)
    return f"{_storable_text(str(by), 150)} ({by._meta.label_lower}:{by.pk})"
