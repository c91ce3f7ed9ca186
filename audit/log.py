"""Writing to the inspectors' log and checking its chain."""

import datetime
import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from audit.models import Entry, Head


def record(event: str, subject: models.Model | str, *, by: object, at: datetime.datetime, **detail: Any) -> Entry:
    """Append one entry to the log, inside the caller's transaction.

    `subject` is the row spoken of (or a text where there is none), `by` the person (or the name of a
    command). The head row stays locked until the caller commits, so numbers have no gaps: write the
    log line last.
    """
    with transaction.atomic():
        Head.objects.get_or_create(pk=1)
        head = Head.objects.select_for_update().get(pk=1)
        entry = Entry(
            number=head.number + 1,
            at=at,
            event=event,
            by=_name_of(by),
            subject=_key_of(subject),
            subject_label=str(subject)[:300],
            detail=json.loads(json.dumps(detail, cls=DjangoJSONEncoder)),
            previous=head.digest,
        )
        entry.digest = digest_of(entry)
        entry.save(force_insert=True)
        head.number, head.digest = entry.number, entry.digest
        head.save()
    return entry


def digest_of(entry: Entry) -> str:
    """SHA-256 over everything an entry says and the digest of the entry before it, in hex."""
    said = [
        entry.number,
        entry.at.astimezone(datetime.UTC).isoformat(),
        entry.event,
        entry.by,
        entry.subject,
        entry.subject_label,
        entry.detail,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _key_of(subject: models.Model | str) -> str:
    return subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}"


def _name_of(by: object) -> str:
    return (f"{by} ({by._meta.label_lower}:{by.pk})" if isinstance(by, models.Model) else str(by))[:200]
