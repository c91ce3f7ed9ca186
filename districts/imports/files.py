"""Reading CSV files: a file that cannot be trusted stops the import with an explanation."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from accounts.refusals import Refusal

MOST_BYTES = 512 * 1024 * 1024
START = 64 * 1024
# The header is the first line, or follows a few title lines in tables made for print.
MOST_TITLE_LINES = 12


class UnreadableFile(Refusal):
    """The file cannot be used; the text says why and what to do."""


class MissingYear(UnreadableFile):
    """The file states no school year, and none was entered."""


@dataclass(frozen=True)
class TextFile:
    """One file: its name, its content as text, and the SHA-256 digest of its bytes."""

    name: str
    text: str = field(repr=False)
    sha256: str


@dataclass(frozen=True)
class Source:
    """A file that has not been read yet: a path on the server, or an upload."""

    name: str
    start: Callable[[], bytes] = field(repr=False)
    data: Callable[[], bytes] = field(repr=False)

    def read(self) -> TextFile:
        """The whole file as text; raises UnreadableFile if it is not plain UTF-8 text."""
        data = self.data()
        return TextFile(self.name, _decoded(self.name, data), hashlib.sha256(data).hexdigest())

    def opening(self, delimiter: str = ",") -> list[list[str]]:
        """The values of the first lines; the first is empty for an empty file."""
        # Invalid bytes do not matter here: the column names we look for are plain ASCII.
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
                raise UnreadableFile(f"{path.name} is larger than 512 MB. No official file is that large.")
            return path.read_bytes()
        except OSError as error:
            raise _unopened(path, error) from error

    return Source(path.name, start, data)


def from_bytes(name: str, data: bytes) -> Source:
    """An uploaded file."""
    return Source(name, lambda: data[:START], lambda: data)


def rows_of(text_file: TextFile, *, delimiter: str = ",", header_line: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Every row after the header with the number of its first line; blank lines are skipped."""
    text = io.StringIO(text_file.text, newline="")
    # EDGE's pipe-delimited files use no quoting: a quotation mark there is plain text.
    reader = (
        csv.reader(text, strict=True, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        if delimiter == "|"
        else csv.reader(text, strict=True, delimiter=delimiter)
    )
    line = 1
    try:
        for row in reader:
            starts_on, line = line, reader.line_num + 1
            if starts_on > header_line and row:
                yield starts_on, [_plain(value.strip()) for value in row]
    except csv.Error as error:
        raise UnreadableFile(
            f"{text_file.name} can’t be read from line {line}: {_in_words(error)}. "
            "The file may be truncated; download it again."
        ) from error


def check_is_whole(text_file: TextFile, line: int, values: int, columns: int) -> None:
    """Raise UnreadableFile if the last row has too few values and no line end, because the file is then truncated."""
    if values < columns and not text_file.text.endswith(("\n", "\r")):
        raise UnreadableFile(
            f"{text_file.name} is incomplete: it ends in the middle of line {line}. Download it again."
        )


def _plain(value: str) -> str:
    # Some exports write an ID as ="0100005", so that a spreadsheet keeps its zeros.
    return value[2:-1] if value.startswith('="') and value.endswith('"') and len(value) > 2 else value


def _values(line: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([line], strict=True, delimiter=delimiter), [])
    except csv.Error:
        names = line.replace('"', "").split(delimiter)
    return [name.strip() for name in names]


def _unopened(path: Path, error: OSError) -> UnreadableFile:
    return UnreadableFile(f"{path.name} can’t be opened: {error.strerror or 'no reason given'}.")


def _decoded(name: str, data: bytes) -> str:
    if (at := data.find(b"\0")) >= 0:
        raise UnreadableFile(f"{name}, line {_line_of(data, at)} has a NUL character, so this is not a text file.")
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
        "unexpected end of data": "a quotation mark is never closed",
        "',' expected after '\"'": "there is a quotation mark in the middle of a value",
    }
    text = str(error)
    return "a value is far too long" if text.startswith("field larger") else known.get(text, text)
