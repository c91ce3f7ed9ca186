"""The pages that are measured, each with its floor."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.client import Answer, Client


@dataclass(frozen=True)
class Subject:
    """Whom and what is asked for (see subject.py)."""

    session: str
    reference: str
    application: int
    officer: int
    mark: int


Ask = Callable[..., Answer]


@dataclass(frozen=True)
class Page:
    """A page's name in the table, how it is asked for, and the floor's address."""

    name: str
    asker: Callable[[Client, Subject], Ask]
    floor: Callable[[Subject], str]


def getting(path: str) -> Callable[[Client, Subject], Ask]:
    """Ask for an address with GET."""

    def asker(client: Client, subject: Subject) -> Ask:
        address = path.format(reference=subject.reference)
        return lambda *, compressed: client.ask("GET", address, compressed=compressed)

    return asker


PAGES = [
    Page("queue, 50 of 600", getting("/reviews/"), lambda s: f"/queue/{s.officer}"),
    Page("queue, one finding", getting("/reviews/?finding=gives-nothing"), lambda s: f"/filtered/{s.officer}"),
    Page("desk, 30 members", getting("/reviews/{reference}/"), lambda s: f"/desk/{s.application}"),
    Page("district list", getting("/districts/"), lambda s: "/districts/-"),
    Page("school search", getting("/schools/?q=high"), lambda s: "/schools/%25HIGH%25"),
    Page("queue as .csv, all 600", getting("/reviews.csv"), lambda s: f"/csv/{s.officer}"),
]
