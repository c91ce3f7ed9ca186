"""The digest of the part that a signature covers, and what changed since."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def digest_of(part: Mapping[str, Any]) -> str:
    """SHA-256 in hex over a part's content, the same for the same content in any order of keys."""
    text = json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """The keys with different content, sorted, each with its old and its new content."""
    return [(key, old.get(key), new.get(key)) for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
