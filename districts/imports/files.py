"""Reading delivered CSV files: what cannot be trusted stops everything, in plain words."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES = 512 * 1024 * 1024
START = 64 * 1024
# A header stands in the first line, or after some lines of title in tables made for print.
MOST_TITLE_LINES = 12


class UnreadableFile(Exception):
    """The file cannot be used at all; its text says why and what to do."""


class MissingYear(UnreadableFile):
    """The file states no school year and nobody gave one."""


@dataclass(frozen=True)
class Delivered:
    """One delivered file: its name, its content as text, and the digest of its bytes."""

    name: str
    text: str = field(repr=False)
    sha256: str


@dataclass(frozen=True)
class Source:
    """Where a file comes from, not read yet: a path on the server, or what was uploaded."""

    name: str
    start: Callable[[], bytes] = field(repr=False)
    data: Callable[[], bytes] = field(repr=False)

    def read(self) -> Delivered:
        """The whole file as text; raises UnreadableFile where it is not plain UTF-8 text."""
        data = self.data()
        return Delivered(self.name, _decoded(self.name, data), hashlib.sha256(data).hexdigest())

    def opening(self, delimiter: str = ",") -> list[list[str]]:
        """The values of the first lines; the first is empty for an empty file."""
        # A broken byte cannot make a header one of ours: our column names are plain ASCII.
        lines = self.start().splitlines()[: MOST_TITLE_LINES + 1] or [b""]
        if b"\0" in lines[0]:
            _decoded(self.name, lines[0])
        return [_values(line.decode("utf-8-sig", errors="replace"), delimiter) for line in lines]


def from_path(path: Path) -> Source:
    """A file on the server."""

    def start() -> bytes:
        try:
            with path.open("rb") as file:
                return file.read(START)
        except OSError as error:
            raise _unopened(path, error) from error

    def data() -> bytes:
        try:
            if path.stat().st_size > MOST_BYTES:
                raise UnreadableFile(f"{path.name} is larger than 512 MB, which no official file is.")
            return path.read_bytes()
        except OSError as error:
            raise _unopened(path, error) from error

    return Source(path.name, start, data)


def from_bytes(name: str, data: bytes) -> Source:
    """What was uploaded."""
    return Source(name, lambda: data[:START], lambda: data)


def rows_of(delivered: Delivered, *, delimiter: str = ",", header_line: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Every row after the header with the line it begins on; blank lines are passed over."""
    text = io.StringIO(delivered.text, newline="")
    # EDGE's pipe-delimited files quote nothing: a quotation mark there is a letter.
    reader = (
        csv.reader(text, strict=True)
        if delimiter == ","
        else csv.reader(text, strict=True, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    )
    line = 1
    try:
        for row in reader:
            starts_on, line = line, reader.line_num + 1
            if starts_on > header_line and row:
                yield starts_on, [_plain(value.strip()) for value in row]
    except csv.Error as error:
        raise UnreadableFile(
            f"{delivered.name} cannot be read from line {line}: {_in_words(error)}. "
            "The file may be truncated; download it again."
        ) from error


def check_is_whole(delivered: Delivered, line: int, values: int, columns: int) -> None:
    """Stop where the last row, on that line, has too few values and no line end: the rest never arrived."""
    if values < columns and not delivered.text.endswith(("\n", "\r")):
        raise UnreadableFile(f"{delivered.name} ends in the middle of line {line}: it is truncated. Download it again.")


def _plain(value: str) -> str:
    # Some exports write an id as ="0100005", so that a spreadsheet keeps its zeros.
    return value[2:-1] if value.startswith('="') and value.endswith('"') and len(value) > 2 else value


def _values(line: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([line], strict=True, delimiter=delimiter), [])
    except csv.Error:
        names = line.replace('"', "").split(delimiter)
    return [name.strip() for name in names]


def _unopened(path: Path, error: OSError) -> UnreadableFile:
    return UnreadableFile(f"{path.name} cannot be opened: {error.strerror or 'no reason given'}.")


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
