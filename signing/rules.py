"""The digest of the part that a signature covers, how two parts differ, and whose name is typed."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple


def bytes_of(part: Mapping[str, object]) -> bytes:
    """A part's content as JSON in UTF-8, the same for the same content in any order of keys."""
    return json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def digest_of(part: Mapping[str, object]) -> str:
    """SHA-256 in hex over a part's content."""
    return hashlib.sha256(bytes_of(part)).hexdigest()


def are_different_names(typed: str, account: str) -> bool:
    """Whether a typed name is another person's than the account's; “Dr. Ann M. Marsh” and “Ann Marsh” are the same."""
    first, second = (set(re.findall(r"\w+", name.casefold())) for name in (typed, account))
    return not (first and second and (first <= second or second <= first))


class PartDifference(NamedTuple):
    """One value that differs between two parts; None where a part doesn't have it.

    `path` leads to it: names of fields, and the keys of rows ("activities", "a1", "title"). It ends with the key of the
    row if the whole row was added or removed.
    """

    path: tuple[str, ...]
    before: object
    after: object


def differences_between(before: Mapping[str, object], after: Mapping[str, object]) -> list[PartDifference]:
    """Every value that differs, in the order of the later part; rows of lists are matched by their key."""
    return list(_differences((), before, after))


def _differences(path: tuple[str, ...], before: object, after: object) -> Iterator[PartDifference]:
    first, second = _by_key(before), _by_key(after)
    if first is None or second is None:
        if before != after:
            yield PartDifference(path, before, after)
        return
    for key in dict.fromkeys([*second, *first]):
        yield from _differences((*path, key), first.get(key), second.get(key))


def _by_key(value: object) -> Mapping[str, object] | None:
    """The value as a mapping: rows by their `key`, or else by the activity they belong to; None for a plain value."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        return {str(row.get("key") or row.get("activity")): row for row in value}
    return {} if value == [] else None
