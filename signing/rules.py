"""The digest of the part that a signature covers, and whether a signature is in the account’s own name."""

import hashlib
import json
import re
from collections.abc import Mapping


def digest_of(part: Mapping[str, object]) -> str:
    """SHA-256 in hex over a part's content, the same for the same content in any order of keys."""
    text = json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def are_different_names(typed: str, account: str) -> bool:
    """Whether a typed name is another person's than the account's; “Dr. Ann M. Marsh” and “Ann Marsh” are the same."""
    first, second = (set(re.findall(r"\w+", name.casefold())) for name in (typed, account))
    return not (first and second and (first <= second or second <= first))
