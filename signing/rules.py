"""The digest of the part that a signature covers."""

import hashlib
import json
from collections.abc import Mapping


def digest_of(part: Mapping[str, object]) -> str:
    """SHA-256 in hex over a part's content, the same for the same content in any order of keys."""
    text = json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
