"""Files that a registrar uploads: unpacked, read, previewed row by row, and imported exactly as previewed."""

import contextlib
import datetime
import io
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from django.conf import settings

from accounts.models import User
from accounts.refusals import Unready
from districts.actions.import_batches import (
    NCES,
    KindOfImport,
    ParsedFiles,
    UploadedFile,
    apply_import,
    store_import,
)
from districts.imports.atlas import COUNTY_MAP, MissingMap
from districts.imports.files import UnreadableFile, from_bytes
from districts.imports.nces import read_official
from districts.imports.own_files import read_own_file, type_of_file
from districts.imports.report import Report
from districts.imports.shapes import import_shapes
from districts.models import ImportBatch

MOST_FILES = 20
MOST_BYTES = 64 * 1024 * 1024
MEGABYTE = 1024 * 1024
# Every common program uses these; other methods are rare, and a few bytes of them can demand gigabytes of memory.
PACKED_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Upload(NamedTuple):
    """An uploaded file: the name it was sent with, and its bytes."""

    name: str
    data: bytes


def preview_files(
    uploads: Sequence[Upload], *, state: str, school_year: str, by: User, at: datetime.datetime
) -> ImportBatch:
    """Store these files as an import with the outcome of every row; raises UnreadableFile.

    Their type is recognized from their header rows.
    """
    began = time.monotonic()
    files = _unpacked(uploads)
    kind, parsed, report = _read(files, state=state, school_year=school_year)
    labels = {file.name: file for file in report.files}
    return store_import(
        kind=kind,
        state=state,
        school_year=school_year,
        files=[
            UploadedFile(name, labels[name].label, labels[name].sha256, data) for name, data in files if name in labels
        ],
        parsed=parsed,
        began=began,
        by=by,
        at=at,
    )


def refresh_preview(batch: ImportBatch, *, by: User, at: datetime.datetime) -> ImportBatch:
    """A new preview of the same files, compared with the registry of today."""
    return preview_files(_kept(batch), state=batch.state, school_year=batch.school_year, by=by, at=at)


def apply_preview(batch: ImportBatch, *, by: User, at: datetime.datetime) -> ImportBatch:
    """Import the files exactly as previewed; raises Refused or Unready with nothing written."""
    began = time.monotonic()
    files = _unpacked(_kept(batch))
    kind, parsed, _ = _read(files, state=batch.state, school_year=batch.school_year)
    batch = apply_import(batch=batch, kind=kind, parsed=parsed, began=began, by=by, at=at)
    if kind is NCES:
        # Add the boundaries of new counties, as the command does. Without the county map only maps are missing.
        with contextlib.suppress(MissingMap):
            import_shapes(settings.BASE_DIR / COUNTY_MAP, by=by, at=at)
    return batch


def _kept(batch: ImportBatch) -> list[Upload]:
    kept = []
    for name, content in batch.files.values_list("name", "content"):
        if content is None:
            raise Unready("The files of this import are no longer stored. Upload them again.")
        kept.append(Upload(name, zlib.decompress(bytes(content))))
    return kept


def _read(files: Sequence[Upload], *, state: str, school_year: str) -> tuple[KindOfImport, ParsedFiles, Report]:
    sources = [from_bytes(file.name, file.data) for file in files]
    own = [(source, found) for source in sources if (found := type_of_file(source))]
    if own and len(sources) > 1:
        source, found = own[0]
        raise UnreadableFile(f"Upload {source.name} by itself, because it contains {found.file_label}.")
    if own:
        source, found = own[0]
        facts, report = read_own_file(source, found)
        return found.kind, ParsedFiles(facts, report.remarks, report.as_read()), report
    official, report = read_official(sources, state=state or None, school_year=school_year, where="This upload")
    if not report.files:
        raise UnreadableFile(
            f"We don’t recognize any of these files: {_named(report.unrecognized)}. "
            "Compare their header rows with the files listed on this page."
        )
    return NCES, ParsedFiles(official, report.remarks, report.as_read(), report.unrecognized, report.elsewhere), report


def _named(names: Iterable[str]) -> str:
    return ", ".join(names) or "none was found"


def _unpacked(uploads: Sequence[Upload]) -> list[Upload]:
    """The files, including those inside .zip files, each under a different name."""
    files: list[Upload] = []
    taken: set[str] = set()
    left = MOST_BYTES
    for upload in uploads:
        inside = _inside(upload, left) if zipfile.is_zipfile(io.BytesIO(upload.data)) else [upload]
        for file in inside:
            left -= len(file.data)
            if left < 0:
                raise _too_much(upload.name)
            files.append(Upload(_own_name(file.name, taken), file.data))
    if len(files) > MOST_FILES:
        raise UnreadableFile(f"You uploaded {len(files)} files. Upload {MOST_FILES} or fewer at a time.")
    if not files:
        raise UnreadableFile("Choose at least one .csv or .txt file, or a .zip that contains one.")
    return files


def _inside(upload: Upload, left: int) -> list[Upload]:
    """The .csv and .txt files of a .zip, read no further than the limit, because the sizes it states may be false."""
    shown = plain_name(upload.name)
    try:
        with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
            members = [one for one in archive.infolist() if one.filename.lower().endswith((".csv", ".txt"))]
            if len(members) > MOST_FILES:
                raise UnreadableFile(f"{shown} contains {len(members)} files. Upload {MOST_FILES} or fewer at a time.")
            found = []
            for member in members:
                if member.compress_type not in PACKED_BY:
                    raise zipfile.BadZipFile("packed in a rare way")
                with archive.open(member) as file:
                    data = file.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise _too_much(upload.name)
                found.append(Upload(member.filename, data))
            return found
    except UnreadableFile:
        raise
    # A directory pointing beyond the file raises ValueError or OSError; a password raises RuntimeError.
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError, struct.error) as no:
        raise UnreadableFile(f"{shown} can’t be unpacked. It is damaged or protected by a password.") from no


def _too_much(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{plain_name(name)} contains more than {MOST_BYTES // MEGABYTE} MB, the limit of this page. "
        "For larger files, run the command manage.py import_nces on the server."
    )


def plain_name(name: str) -> str:
    """The name of a file without folders and without characters that could mislead a reader."""
    plain = CONTROL.sub("", PurePosixPath(name.replace("\\", "/")).name).strip()
    return plain[-120:] or "file"


def _own_name(name: str, taken: set[str]) -> str:
    plain = plain_name(name)
    own, number = plain, 2
    while own in taken:
        own, number = f"{number} {plain}", number + 1
    taken.add(own)
    return own
