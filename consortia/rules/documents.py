"""Uploaded documents: their type by content, and file names that are safe in every browser."""

import re
import unicodedata
from typing import NamedTuple

LARGEST = 5 * 1024 * 1024
LONGEST_NAME = 120


class Kind(NamedTuple):
    """A type of file that is accepted: how it is served, and how its name ends."""

    content_type: str
    extension: str


BEGINNINGS = (
    (b"%PDF-", Kind("application/pdf", "pdf")),
    (b"\x89PNG\r\n\x1a\n", Kind("image/png", "png")),
    (b"\xff\xd8\xff", Kind("image/jpeg", "jpg")),
)
EXTENSIONS = {kind.content_type: kind.extension for _, kind in BEGINNINGS}


def kind_of(content: bytes) -> Kind | None:
    """The type of the file by its first bytes, whatever its name; None for types that are not accepted."""
    return next((kind for beginning, kind in BEGINNINGS if content.startswith(beginning)), None)


def problems_with_document(content: bytes) -> list[str]:
    """Why this file is not accepted."""
    if not content:
        return ["This file is empty. Choose another file."]
    if len(content) > LARGEST:
        return ["This file is larger than 5 MB. Scan it in black and white, or upload only the pages that matter."]
    if kind_of(content) is None:
        return ["This file isn’t a PDF, PNG, or JPEG. Save it as one of these and upload it again."]
    return []


def plain_name(name: str, extension: str) -> str:
    """The name without folders and unsafe or invisible characters, with the extension of its content."""
    last = re.split(r"[\\/]", name)[-1]
    seen = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in last)
    stem = re.sub(r'[<>:"|?*;%&]+', " ", seen)
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}\s*$", "", " ".join(stem.split())).strip(". ")
    return f"{stem[:LONGEST_NAME] or 'document'}.{extension}"
