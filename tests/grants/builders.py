"""Applications for tests: invented networks of any size, loaded as a file is, and the people who read them."""

import datetime
from typing import Any

from accounts.models import Role, User
from grants.imports.case import load_case
from grants.models import Application
from tests.factories import StateRoleFactory, UserFactory
from tests.kept import kept

AT = datetime.datetime(2026, 4, 20, 14, 0, tzinfo=datetime.UTC)

TOWNS = (
    "Mill Creek", "Harlan Valley", "Stone Ridge", "Fairpoint", "Otter Run", "Big Sandy", "Cedar Gap", "Locust Fork",
    "Walnut Bend", "Salt Lick", "Coal Run", "Beaver Dam", "Turkey Foot", "Rock Springs", "Hemlock Hollow",
    "Maple Heights Ferry", "Bear Wallow", "Sugar Grove Mills", "Indian Camp", "Long Bottom", "Pleasant Rise",
    "Sand Fork", "Tunnel Hill Crossing", "Wolf Pen", "Yellow Branch", "Zane Landing", "Kettle Run", "Elk Lick",
    "Dry Ford", "Painter Creek",
)  # fmt: skip
TITLES = (
    ("calculus", "shared_course", "Shared calculus"),
    ("welding", "dual_enrollment", "Welding credential"),
    ("coaching", "coaching", "Coaching circle"),
    ("platform", "platform", "One learning platform"),
)
HEADINGS = (
    "What each of us does", "What students gain", "Who decides", "Money and equipment", "Sharing practice",
    "Schedule and distance", "Joining and leaving", "After the grant", "How we will know",
)  # fmt: skip


def a_case(members: int = 3, *, first: int = 0, name: str = "Ridge Rivers Learning Network", **changes: Any) -> dict:
    """An application as a file: `members` districts that all give, gain, sign and are named; changes on top."""
    towns = [TOWNS[(first + n) % len(TOWNS)] for n in range(members)]
    leaids = [f"99{first + n + 1:05d}" for n in range(members)]
    names = [f"{town} Local School District" for town in towns]
    case: dict[str, Any] = {
        "districts": [
            {"leaid": leaid, "name": name_, "kind": "local", "enrollment": 400 + 37 * n}
            for n, (leaid, name_) in enumerate(zip(leaids, names, strict=True))
        ],
        "consortium": {"name": name, "state": "OH", "legal_form": "agreement", "formed_on": "2025-01-15"},
        "members": [
            {"leaid": leaid, "name": name_, "role": "member" if n else "lead", "joined_on": "2025-01-15"}
            for n, (leaid, name_) in enumerate(zip(leaids, names, strict=True))
        ],
        "competition": {
            "name": "Innovation Fund 2026",
            "opens_at": "2026-03-01T09:00",
            "closes_at": "2026-04-15T17:00",
            "project_starts_on": "2026-08-01",
            "project_ends_on": "2028-06-30",
            "ceilings": {"single": 1_000_000, "consortium": 15_000_000},
        },
        "narrative": [
            {"element": number, "heading": heading, "text": _answer(number, towns)}
            for number, heading in enumerate(HEADINGS, start=1)
        ],
        "activities": [
            {"key": key, "kind": kind, "title": title, "starts_on": "2026-08-17", "ends_on": "2028-06-02"}
            for key, kind, title in TITLES
        ],
        "commitments": [
            {
                "activity": TITLES[(n + turn) % len(TITLES)][0],
                "leaid": leaid,
                "gives": {"kind": "staff", "text": gives, "amount": amount},
                "gains": {"text": gains, "students": 6 + n, "grades": "9-12"},
            }
            for n, leaid in enumerate(leaids)
            for turn, (gives, amount, gains) in enumerate(
                (
                    ("a room with video equipment and an aide", None, "calculus, which it cannot staff alone"),
                    ("a third of the instructor’s salary", 12_000, "a credential within a bus ride"),
                )
            )
        ],
        "budget": [
            {"line": f"Teacher time, {town}", "amount": 20_000 + 500 * n, "source": "grant", "payee": leaid,
             "benefits": "all"}
            for n, (town, leaid) in enumerate(zip(towns, leaids, strict=True))
        ],
        "signatures": [
            {"leaid": leaid, "signed_at": "2026-04-10T10:00", "by": f"Superintendent of {town}",
             "title": "Superintendent", "board_on": "2026-04-06"}
            for leaid, town in zip(leaids, towns, strict=True)
        ],
    }  # fmt: skip
    return case | changes


def _answer(number: int, towns: list[str]) -> str:
    if number == 1:
        return "\n".join(
            f"{town} gives a room with video equipment and an aide, and the time to run it." for town in towns
        )
    return (
        f"{towns[0]} and {towns[-1]} plan this part together. The superintendents meet on the first Tuesday of each "
        "month, each with one vote; spending above $10,000 needs a majority.\nWhat was agreed is written down and "
        "sent to the boards within a week."
    )


@kept
def an_application(members: int = 3, **changes: Any) -> Application:
    """That application, loaded: submitted, version 1 sealed, checked."""
    return load_case(a_case(members, **changes), by="tests", at=AT)


def an_officer(name: str = "Ada Winters") -> User:
    """A grants officer."""
    return _person(name, Role.GRANTS_OFFICER)


def an_administrator(name: str = "Ben Ashcroft") -> User:
    """An administrator, who reads the desk."""
    return _person(name, Role.ADMINISTRATOR)


def an_auditor(name: str = "Cleo Marsh") -> User:
    """An auditor, who reads the desk."""
    return _person(name, Role.AUDITOR)


@kept
def _person(name: str, role: Role) -> User:
    return StateRoleFactory(user=UserFactory(name=name), role=role).user
