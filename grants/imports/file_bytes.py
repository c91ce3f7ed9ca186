"""The content of a file that a command was given."""

from pathlib import Path

from accounts.refusals import Unready


def bytes_of(file: Path, *, largest: int) -> bytes:
    """The file's content, cut off one byte after the largest size, so that a larger file shows. Raises Unready."""
    try:
        with file.open("rb") as opened:
            return opened.read(largest + 1)
    except (OSError, ValueError) as error:
        raise Unready(f"The file can’t be read: {getattr(error, 'strerror', None) or error}.") from None
