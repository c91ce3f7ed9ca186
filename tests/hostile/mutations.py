"""Requests and files changed at random, from a seed: the same seed gives the same ones."""

import json
import random
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

from tests.districts.test_hostile_uploads import HOSTILE

METHODS = ("GET", "GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
VALUES = (
    "", "0", "1", "-1", "2", "007", "9" * 25, "1e9", "NaN", "٣", "²", "true", "null", "[]", "a" * 5_000, "\0",
    "\x1b[31m", "\r\nSet-Cookie: x=1", "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7|add:7 }}", "%2e%2e%2f",
    "../../etc/passwd", "\u202eevil", "\u200f" * 300, "\ud83d\udca9", "e\u0301" * 50, "2026-02-30", "0001-01-01",
    "9999-12-31", "10000-01-01", "-inf", "page", "https://example.org/", "//example.org", "javascript:alert(1)",
    "OH", "name", "-name", "=1+1", "x@example.org", "26-0001",
)  # fmt: skip
ODD: tuple[Any, ...] = (None, True, -1, 0, 1.5, 10**30, float("nan"), [], {}, ["a"], {"a": 1}, "all", "9900001", "lead")
BYTES = (b"\xff\xfe", b"\xc3", b"\x00", b"\xed\xa0\x80", b"%", b"%zz", b"%u0041", b"&&&=", b";", b"\xf0\x9f")
NAMES = ("page", "q", "sort", "state", "version", "queue", "on", "from", "to", "place", "only", "by", "text", "next")
HEADERS = {
    "HTTP_HOST": ("example.org", "localhost:99999", "", "[::1", "a" * 300),
    "HTTP_HX_REQUEST": ("true", "\u00ff"),
    "HTTP_HX_CURRENT_URL": ("//[", "%zz"),
    "HTTP_REFERER": ("//[::", "https://example.org/\u00ff"),
    "HTTP_ACCEPT_LANGUAGE": ("*;q=9", "xx-" * 200),
    "HTTP_ACCEPT_ENCODING": ("br;q=x", ",,"),
    "HTTP_IF_MODIFIED_SINCE": ("yesterday", "Thu, 99 Foo 99999999 99:99:99 GMT"),
    "HTTP_IF_NONE_MATCH": ('"', "W/"),
    "HTTP_RANGE": ("bytes=9-1", "bytes=-99999999999"),
    "HTTP_X_FORWARDED_FOR": ("1.2.3.4, evil", "::::", "\u00ff"),
    "HTTP_X_FORWARDED_PROTO": ("ftp", "https,http"),
    "HTTP_X_REQUEST_START": ("t=NaN", "-1", "9" * 40),
    "HTTP_COOKIE": ("sessionid=\u00ff; csrftoken=", "messages=x; sessionid=" + "a" * 500, "=;=;"),
    "CONTENT_LENGTH": ("-1", "abc", "", "99999999999", "٣"),
}
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nonsense", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=b", "application/json", "text/plain", "", "\u00ff/\u00ff",
)  # fmt: skip
FIELD = re.compile(r'name="([^"<>]{1,60})"(?:[^<>]*?value="([^"<>]{0,200})")?')


@dataclass
class Seen:
    """Names of fields and their values that pages have shown so far: what a stranger would try next."""

    names: list[str] = field(default_factory=lambda: list(NAMES))
    values: list[str] = field(default_factory=list)

    def look(self, html: str) -> None:
        """Remember what this page has; only the latest are kept."""
        for name, value in FIELD.findall(html):
            if name not in self.names:
                self.names.append(name)
            if value:
                self.values.append(value)
        self.names, self.values = self.names[-150:], self.values[-150:]


def mutated_request(rng: random.Random, path: str, seen: Seen) -> dict[str, Any]:
    """What the test client's `generic` takes: the address with some of it changed, a body, and headers."""
    method = rng.choice(METHODS)
    body, content_type = _body(rng, seen) if method not in ("GET", "HEAD") else (b"", "text/plain")
    headers = {}
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        name = rng.choice(list(HEADERS))
        headers[name] = rng.choice(HEADERS[name])
    return {
        "method": method,
        "path": _path(rng, path) + _query(rng, seen),
        "data": body,
        "content_type": content_type,
        **headers,
    }


def mutated_bytes(rng: random.Random, data: bytes) -> bytes:
    """The file with a few of its bytes, lines, or values changed."""
    for _ in range(rng.randint(1, 4)):
        at, end = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
        lines = data.split(b"\n")
        line = rng.randrange(len(lines))
        values = re.split(rb"([,:])", lines[line])
        match rng.choice(("put", "flip", "cut", "drop", "repeat", "lines", "value", "value", "value")):
            case "put":
                data = data[:at] + rng.choice(HOSTILE) + data[at:]
            case "flip":
                data = data[:at] + rng.randbytes(1) + data[at + 1 :]
            case "cut":
                data = data[:at]
            case "drop":
                data = data[:at] + data[end:]
            case "repeat":
                data = data[:end] + data[at:]
            case "lines":
                rng.shuffle(lines)
                data = b"\n".join(lines)
            case "value":
                values[rng.randrange(0, len(values), 2)] = rng.choice(
                    (*HOSTILE, rng.choice(VALUES).encode("utf-8", "replace"))
                )
                lines[line] = b"".join(values)
                data = b"\n".join(lines)
    return data


def mutated_json(rng: random.Random, data: Any) -> bytes:
    """The same as JSON, with a few of its values replaced, left out, or repeated, or a few of its bytes changed."""
    if rng.random() < 0.2:
        return mutated_bytes(rng, json.dumps(data, indent=0).encode())
    for _ in range(rng.randint(1, 3)):
        within: Any = data
        while True:
            step = rng.choice(list(within) if isinstance(within, dict) else range(len(within)))
            if not (isinstance(within[step], dict | list) and within[step] and rng.random() < 0.9):
                break
            within = within[step]
        match rng.choice(("value", "value", "drop", "again")):
            case "value":
                within[step] = rng.choice((*VALUES, *ODD))
            case "drop" if len(within) > 1:
                del within[step]
            case "again" if isinstance(within, list):
                within.append(within[step])
    return json.dumps(data).encode()


def _value(rng: random.Random, seen: Seen) -> str:
    return rng.choice(seen.values) if seen.values and rng.random() < 0.4 else rng.choice(VALUES)


def _quoted(rng: random.Random, value: str) -> str:
    if rng.random() < 0.2:
        return quote_from_bytes(rng.choice(BYTES))
    return quote(value, safe="", errors="replace")


def _path(rng: random.Random, path: str) -> str:
    parts = path.split("/")
    match rng.choice(("same", "same", "same", "part", "part", "end", "more")):
        case "part":
            parts[rng.randrange(1, len(parts))] = _quoted(rng, rng.choice(VALUES))
        case "end":
            parts.pop()
        case "more":
            parts.insert(
                rng.randrange(1, len(parts)), rng.choice(("", "..", ".", "%2f", _quoted(rng, rng.choice(VALUES))))
            )
    return "/" + "/".join(parts).lstrip("/")


def _query(rng: random.Random, seen: Seen) -> str:
    pairs = [
        f"{rng.choice(seen.names)}={_quoted(rng, _value(rng, seen))}" for _ in range(rng.choice((0, 0, 1, 1, 2, 4)))
    ]
    if rng.random() < 0.05:
        pairs.append(rng.choice(("%", "=", "&" * 2_000, "a[]=1", "%00=%00")))
    return "?" + "&".join(pairs) if pairs else ""


def _body(rng: random.Random, seen: Seen) -> tuple[bytes, str]:
    pairs = [(rng.choice(seen.names), _value(rng, seen)) for _ in range(rng.choice((0, 1, 3, 10)))]
    form = urlencode(pairs, errors="replace").encode()
    match rng.choice(("form", "form", "form", "form", "parts", "odd type", "bytes", "many")):
        case "parts":
            return _parts(rng, pairs), "multipart/form-data; boundary=b"
        case "odd type":
            return form, rng.choice(TYPES)
        case "bytes":
            return form + b"&a=" + rng.choice(BYTES) + rng.randbytes(20), TYPES[0]
        case "many":
            return b"&".join(b"a=1" for _ in range(rng.choice((4_000, 6_000)))), TYPES[0]
    return form, TYPES[0]


def _parts(rng: random.Random, pairs: list[tuple[str, str]]) -> bytes:
    parts = b""
    for name, value in pairs:
        file = rng.choice(("", f'; filename="{rng.choice(VALUES)[:80]}"'))
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n'
        parts += head.encode("utf-8", "replace")
    parts += b"--b--\r\n"
    return mutated_bytes(rng, parts) if rng.random() < 0.3 else parts
