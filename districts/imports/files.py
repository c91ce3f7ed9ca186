"""Reading delivered CSV files: what cannot be trusted stops everything, in plain words."""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES = 512 * 1024 * 1024


class UnreadableFile(Exception):
    """The file cannot be used at all; its text says why and what to do."""


@dataclass(frozen=True)
class Delivered:
    """One delivered file: its name, its content as text, and the digest of its bytes."""

    name: str
    text: str = field(repr=False)
    sha256: str


def read_header(path: Path) -> list[str]:
    """The column names in the first line; empty for an empty file."""
    try:
        with path.open("rb") as file:
            start = file.read(64 * 1024)
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror or 'no reason given'}.") from error
    line = (start.splitlines() or [b""])[0]
    if b"\0" in line:
        _decoded(path.name, line)
    # A broken byte cannot make a header one of ours: our column names are plain ASCII.
    first = line.decode("utf-8-sig", errors="replace")
    try:
        names = next(csv.reader([first], strict=True), [])
    except csv.Error:
        names = first.replace('"', "").split(",")
    return [name.strip() for name in names]


def read_delivered(path: Path) -> Delivered:
    """The whole file as text; raises UnreadableFile where it is not plain UTF-8 text."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(f"{path.name} is larger than 512 MB, which no official file is.")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror or 'no reason given'}.") from error
    return Delivered(path.name, _decoded(path.name, data), hashlib.sha256(data).hexdigest())


def rows_of(delivered: Delivered) -> Iterator[tuple[int, list[str]]]:
    """Every row after the header with the line it begins on; blank lines are passed over."""
    reader = csv.reader(io.StringIO(delivered.text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            starts_on, line = line, reader.line_num + 1
            if starts_on > 1 and row:
                yield starts_on, [value.strip() for value in row]
    except csv.Error as error:
        raise UnreadableFile(
            f"{delivered.name} cannot be read from line {line}: {_in_words(error)}. "
            "The file may be truncated; download it again."
        ) from error


def check_is_whole(delivered: Delivered, line: int, values: int, columns: int) -> None:
    """Stop where the last row, on that line, has too few values and no line end: the rest never arrived."""
    if values < columns and not delivered.text.endswith(("\n", "\r")):
        raise UnreadableFile(f"{delivered.name} ends in the middle of line {line}: it is truncated. Download it again.")


def _decoded(name: str, data: bytes) -> str:
    if (at := data.find(b"\0")) >= 0:
        raise UnreadableFile(f"{name}, line {_line_of(data, at)} has a NUL character: this is not a text file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{name}, line {_line_of(data, error.start)} is not UTF-8 text. Save the file as “CSV UTF-8”."
        ) from error


def _line_of(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _in_words(error: csv.Error) -> str:
    known = {
        "unexpected end of data": "a quotation mark is opened and never closed",
        "',' expected after '\"'": "a quotation mark stands in the middle of a value",
    }
    text = str(error)
    return "a value is far too long" if text.startswith("field larger") else known.get(text, text)
