"""Files that a registrar uploads: unpacked, read, looked at row by row, taken in exactly so."""

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
from districts.actions.import_batches import DeliveredFile, Looked, apply_import, store_import
from districts.imports.atlas import COUNTY_MAP, MissingMap
from districts.imports.divisions import read_components, read_regions
from districts.imports.files import Source, UnreadableFile, from_bytes
from districts.imports.nces import read_official
from districts.imports.report import Remark, Report
from districts.imports.shapes import import_shapes
from districts.models import ImportBatch
from districts.states import ImportKind

MOST_FILES = 20
MOST_BYTES = 64 * 1024 * 1024
MEGABYTE = 1024 * 1024
# What every office program writes; others are rare, and a few bytes of them may ask for gigabytes of memory.
PACKED_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Upload(NamedTuple):
    """A file as it came: its name as it was sent, and its bytes."""

    name: str
    data: bytes


def look_at(
    uploads: Sequence[Upload], *, kind: str, state: str, school_year: str, by: User, at: datetime.datetime
) -> ImportBatch:
    """Keep these files as a delivery with what would become of every row; raises UnreadableFile."""
    began = time.monotonic()
    files = _unpacked(uploads)
    looked, report = _read(files, kind=kind, state=state, school_year=school_year)
    labels = {file.name: file for file in report.files}
    return store_import(
        kind=kind,
        state=state,
        school_year=school_year,
        files=[
            DeliveredFile(name, labels[name].label, labels[name].sha256, data) for name, data in files if name in labels
        ],
        looked=looked,
        began=began,
        by=by,
        at=at,
    )


def look_again(batch: ImportBatch, *, by: User, at: datetime.datetime) -> ImportBatch:
    """The same files beside the register as it is now, as a delivery of its own."""
    return look_at(_kept(batch), kind=batch.kind, state=batch.state, school_year=batch.school_year, by=by, at=at)


def take_in(batch: ImportBatch, *, by: User, at: datetime.datetime) -> ImportBatch:
    """Take the delivery into the register as it was looked at; raises Refused or Unready with nothing written."""
    began = time.monotonic()
    files = _unpacked(_kept(batch))
    looked, _ = _read(files, kind=batch.kind, state=batch.state, school_year=batch.school_year)
    batch = apply_import(batch=batch, looked=looked, began=began, by=by, at=at)
    if batch.kind == ImportKind.NCES:
        # Boundaries of new counties, as after the command; without the map everything works but the maps.
        with contextlib.suppress(MissingMap):
            import_shapes(settings.BASE_DIR / COUNTY_MAP, by=by, at=at)
    return batch


def _kept(batch: ImportBatch) -> list[Upload]:
    kept = []
    for name, content in batch.files.values_list("name", "content"):
        if content is None:
            raise Unready("The files of this delivery are not kept any more. Upload them again.")
        kept.append(Upload(name, zlib.decompress(bytes(content))))
    return kept


def _read(files: Sequence[Upload], *, kind: str, state: str, school_year: str) -> tuple[Looked, Report]:
    sources = [from_bytes(file.name, file.data) for file in files]
    if kind == ImportKind.NCES:
        facts, report = read_official(sources, state=state or None, school_year=school_year, where="This delivery")
        if not report.files:
            raise UnreadableFile(f"None of the files is one that this import knows: {_named(report.left_alone)}.")
        return Looked(facts, _remarks(report), report.as_read(), report.left_alone), report
    if len(sources) != 1:
        raise UnreadableFile("Regions and component districts come as one file.")
    return _read_division(kind, sources[0])


def _read_division(kind: str, source: Source) -> tuple[Looked, Report]:
    if kind == ImportKind.REGIONS:
        regions, report = read_regions(source)
        return Looked(regions, _remarks(report), report.as_read()), report
    components, report = read_components(source)
    return Looked(components, _remarks(report), report.as_read()), report


def _remarks(report: Report) -> list[Remark]:
    return report.remarks


def _named(names: Iterable[str]) -> str:
    return ", ".join(names) or "there is none"


def _unpacked(uploads: Sequence[Upload]) -> list[Upload]:
    """The files themselves, those inside .zip files too, each under a name of its own."""
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
        raise UnreadableFile(f"These are {len(files)} files; {MOST_FILES} can be looked at together.")
    if not files:
        raise UnreadableFile("There is no .csv or .txt file in what was uploaded.")
    return files


def _inside(upload: Upload, left: int) -> list[Upload]:
    """The .csv and .txt files of a .zip, read no further than the limit: what it says of its sizes is not believed."""
    shown = plain_name(upload.name)
    try:
        with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
            members = [one for one in archive.infolist() if one.filename.lower().endswith((".csv", ".txt"))]
            if len(members) > MOST_FILES:
                raise UnreadableFile(f"{shown} has {len(members)} files; {MOST_FILES} can be looked at together.")
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
    # A directory that points beyond its file is a ValueError or an OSError; RuntimeError is a password.
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError, struct.error) as no:
        raise UnreadableFile(f"{shown} cannot be unpacked: it is damaged, or locked with a password.") from no


def _too_much(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{plain_name(name)} holds more than {MOST_BYTES // MEGABYTE} MB, which is what this page takes at once. "
        "For larger files use the command manage.py import_nces on the server."
    )


def plain_name(name: str) -> str:
    """A file's name without folders and without anything that could trick a reader."""
    plain = CONTROL.sub("", PurePosixPath(name.replace("\\", "/")).name).strip()
    return plain[-120:] or "file"


def _own_name(name: str, taken: set[str]) -> str:
    plain = plain_name(name)
    own, number = plain, 2
    while own in taken:
        own, number = f"{number} {plain}", number + 1
    taken.add(own)
    return own
