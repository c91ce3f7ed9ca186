"""A client that asks one question at a time and keeps the times."""

import gzip
import http.client
import statistics
import time
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Measured:
    """What one page cost: milliseconds on the wire, queries, bytes of the body plain and compressed.

    The first times are of someone who is signed in, for whom every page is made anew. `warm_median_ms` is of a visitor
    who is signed out and gets the page from memory; None where no page is stored.
    """

    name: str
    median_ms: float
    p95_ms: float
    queries: int | None
    plain_bytes: int
    compressed_bytes: int | None
    floor_median_ms: float | None = None
    warm_median_ms: float | None = None

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Answer:
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes
    milliseconds: float

    @property
    def text(self) -> str:
        """The body, unpacked where it came compressed."""
        raw = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return raw.decode()


class Client:
    """One browser on the loopback interface, with its cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=60)
        self.cookies = dict(cookies or {})

    def ask(self, method: str, path: str, *, body: str | None = None, compressed: bool = True) -> Answer:
        """One request; RuntimeError on an answer of 400 or more."""
        headers = {
            "Accept-Encoding": "gzip" if compressed else "identity",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-Proto": "https",
            "Referer": f"https://localhost:{self.connection.port}{path}",
        }
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
            }
        start = time.perf_counter()
        self.connection.request(method, path, body=body, headers=headers)
        response = self.connection.getresponse()
        content = response.read()
        took = (time.perf_counter() - start) * 1000
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if response.status >= 400:
            raise RuntimeError(f"{method} {path} answered {response.status}: {content[:400]!r}")
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, content, took)


def percentile_95(times: list[float]) -> float:
    """The time that 95 of 100 requests stay under."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]
