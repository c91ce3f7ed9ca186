"""The whole file of an application: a zip with what was submitted, every record, and a list of digests."""

import datetime
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import IO, NamedTuple

from accounts.dates import moment_in_words
from grants.models import Application
from grants.reads.application_file import IN_FILE, record_files, submitted_files

IN_MEMORY, CHUNK = 5_000_000, 65_536  # bytes; a larger file waits on the disk while it's sent
MANIFEST, README = "manifest.json", "README.txt"
_ABOUT = """The file of application {reference}

Downloaded on {at} by {by}.

submitted/  What the consortium submitted, version by version, with its attachments: as the packet of the receipt,
            which “manage.py verify_packet FILE” checks, or, where no one requested that, as files in a folder.
records/    What the state recorded, one table in each JSON file. People are named by their names, and other rows
            by the IDs in their own tables. Tables without rows are left out.
manifest.json  The SHA-256 of each of these files.

Members’ drafts and comments aren’t here: officials don’t read them.

"""


class FilePart(NamedTuple):
    """One part, by its name and its SHA-256."""

    name: str
    digest: str


def application_file_chunks(application: Application, *, by: str, at: datetime.datetime) -> Iterator[bytes]:
    """The bytes of the zip, which is made when the first are asked for; `by` is the name of who downloads it."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        _write(file, application, by, at)
        file.seek(0)
        yield from iter(partial(file.read, CHUNK), b"")


def _write(file: IO[bytes], application: Application, by: str, at: datetime.datetime) -> None:
    listed = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, chunks in chain(submitted_files(application), record_files(application)):
            digest = hashlib.sha256()
            with whole.open(name, "w", force_zip64=True) as part:
                for chunk in chunks:
                    digest.update(chunk)
                    part.write(chunk)
            listed.append(FilePart(name, digest.hexdigest()))
        whole.writestr(MANIFEST, _manifest_of(application.reference, listed, at=at))
        whole.writestr(README, _readme_of(application.reference, listed, by=by, at=at))


def _manifest_of(reference: str, parts: Sequence[FilePart], *, at: datetime.datetime) -> str:
    """The list of parts with their digests, as JSON."""
    facts = {
        "application": reference,
        "made_at": at.astimezone(datetime.UTC).isoformat(),
        "parts": {part.name: part.digest for part in parts},
    }
    return json.dumps(facts, indent=1) + "\n"


def _readme_of(reference: str, parts: Sequence[FilePart], *, by: str, at: datetime.datetime) -> str:
    """What is in the file, in words."""
    about = {f"records/{kept.name}.json": kept.about for kept in IN_FILE.values()}
    lines = [f"{part.name}: {about[part.name]}" for part in parts if part.name in about]
    return _ABOUT.format(reference=reference, by=by, at=moment_in_words(at)) + "\n".join(lines) + "\n"
