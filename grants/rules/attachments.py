"""Files that applicants attach: their type by content, names that are safe everywhere, and how many are accepted."""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from typing import NamedTuple

from consortia.rules.documents import plain_name

KINDS = {
    "pdf": "PDF",
    "docx": "Word document",
    "xlsx": "Excel workbook",
    "png": "PNG image",
    "jpg": "JPEG image",
}
ACCEPTED = "a PDF, a Word document (.docx), an Excel workbook (.xlsx), a PNG, or a JPEG"
_MACROS = "It contains macros, which could run on a reader’s computer. Save it without macros and upload it again."
_TWO_FILES = "It is damaged, or has a second file inside or after it. Save it as a new file, and upload that."
_DAMAGED = "It is damaged or isn’t what its name says. Open it, save it again, and upload that."
_TOO_MUCH = "It holds much more than its size suggests. Save it with smaller pictures, or as a PDF."
# What an office document unpacks to: at most this many bytes in this many parts.
_MOST_UNPACKED, _MOST_PARTS = 200 * 1024 * 1024, 3_000
# The part that a document of each kind has, and words that only a document with macros or remote templates contains.
_MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB`\x82"


class Limits(NamedTuple):
    """How much may be attached: bytes of one file, bytes of all files of an application, and files."""

    file: int
    application: int
    files: int

    def with_room_for(self, asked: int) -> "Limits":
        """The same with room for so many files more, of the size that files have on average if all are attached."""
        return Limits(self.file, self.application + self.application // self.files * asked, self.files + asked)


class FileKind(NamedTuple):
    """The type of a file, or "" and why it isn't accepted."""

    kind: str
    problem: str = ""


def kind_of(content: bytes) -> FileKind:
    """The type of the file by all of its content, whatever its name and its sender say."""
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(_PNG):
        is_whole = content.endswith(_PNG_END) and _is_one_png(content)
        return FileKind("png") if is_whole else FileKind("", _TWO_FILES)
    if content.startswith(b"\xff\xd8\xff"):
        return (
            FileKind("jpg")
            if content.rstrip(b"\0").endswith(b"\xff\xd9") and not _is_zip(content)
            else FileKind("", _TWO_FILES)
        )
    if content.startswith(b"PK\x03\x04"):
        return _office_document(content)
    return FileKind("", f"It isn’t {ACCEPTED}. Save it as one of these and upload it again.")


def problems_with_attachment(
    name: str, content: bytes, *, limits: Limits, attached: Sequence[int], reason: str, is_confidential: bool
) -> list[str]:
    """Why this file can't be attached; `attached` are the sizes of those that are."""
    problems = []
    shown = plain_name(name, "").rstrip(".")
    if not content:
        problems.append(f"“{shown}” is empty. Choose another file.")
    elif len(content) > limits.file:
        problems.append(f"“{shown}” is larger than {in_mb(limits.file)}. Upload a smaller one.")
    elif (found := kind_of(content)).problem:
        problems.append(f"“{shown}” can’t be attached. {found.problem}")
    if len(attached) >= limits.files:
        problems.append(f"An application can have at most {limits.files} attachments. Remove one first.")
    elif sum(attached) + len(content) > limits.application:
        problems.append(
            f"All attachments of an application together can be at most {in_mb(limits.application)}. Remove one first."
        )
    if is_confidential and not reason:
        problems.append("Enter why this file is confidential.")
    return problems


def readable_name(name: str, kind: str) -> str:
    """The name as pages show it: without folders and invisible characters, ending as its content does."""
    return plain_name(unicodedata.normalize("NFC", name), kind)


def plain_file_name(name: str, kind: str) -> str:
    """The name in a packet: only small letters without accents, digits, and dashes."""
    stem = unicodedata.normalize("NFKD", name.rpartition(".")[0]).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', stem).strip('-')[:60].strip('-') or 'attachment'}.{kind}"


def in_mb(size: int) -> str:
    """A limit in words: “10 MB”."""
    return f"{size / 1024**2:g} MB"


def _pdf(content: bytes) -> FileKind:
    if b"%%EOF" not in content[-1024:]:
        return FileKind("", _DAMAGED)
    return FileKind("", _TWO_FILES) if _is_zip(content) else FileKind("pdf")


def _is_zip(content: bytes) -> bool:
    return zipfile.is_zipfile(io.BytesIO(content))


def _is_one_png(content: bytes) -> bool:
    """Whether the chunks of the picture follow one another to the end of the file, with one end."""
    place = len(_PNG)
    while place + 12 <= len(content):
        size, name = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        place += 12 + size
        if name == b"IEND":
            return place == len(content)
    return False


def _office_document(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as document:
            return _kind_of_document(document, len(content))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return FileKind("", _DAMAGED)


def _kind_of_document(document: zipfile.ZipFile, size: int) -> FileKind:
    parts = document.infolist()
    names = [part.filename for part in parts]
    end = document.start_dir + sum(46 + len(p.orig_filename.encode()) + len(p.extra) + len(p.comment) for p in parts)
    if document.comment or end + 22 != size or min(part.header_offset for part in parts) != 0:
        return FileKind("", _TWO_FILES)
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        return FileKind("", _TOO_MUCH)
    is_odd = any(name.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", name) for name in names)
    if is_odd or len({name.casefold() for name in names}) != len(names) or any(p.flag_bits & 1 for p in parts):
        return FileKind("", _DAMAGED)
    kind = next((kind for kind, main in _MAIN_PARTS.items() if main in names), "")
    if not kind or "[Content_Types].xml" not in names:
        return FileKind("", f"It isn’t {ACCEPTED}. Save it as one of these and upload it again.")
    if any("vbaproject" in name.lower() or "activex" in name.lower() for name in names):
        return FileKind("", _MACROS)
    for part in parts:
        with document.open(part) as opened:  # what a part says of its size may be false
            unpacked = opened.read(part.file_size + 1)
            if len(unpacked) > part.file_size:
                return FileKind("", _TOO_MUCH)
        if part.filename == "[Content_Types].xml" and re.search(rb"macroenabled|vbaproject", unpacked, re.IGNORECASE):
            return FileKind("", _MACROS)
        is_linked = b"attachedTemplate" in unpacked and b"External" in unpacked
        if part.filename.endswith("settings.xml.rels") and is_linked:
            return FileKind("", _MACROS)
    return FileKind(kind)
