"""Invented people: state officials, and people who act for districts and schools."""

import datetime
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sample.names import people
from sample.registry import Agency, InventedSchool

ALL_PERMISSIONS = ("register_membership", "sign_applications", "sign_joinders")
OFFICIALS = (  # sample kind, statewide role
    ("administrator", "administrator"),
    ("registrar", "registrar"),
    ("grants-officer", "grants_officer"),
    ("second-officer", "grants_officer"),
    ("scorer", "scorer"),
    ("board-member", "board_member"),
    ("auditor", "auditor"),
)


@dataclass
class PersonRow:
    """A person with a statewide role, or with an appointment in a district or a school."""

    name: str
    email: str
    starts_on: datetime.date
    sample_kind: str = ""
    role: str = ""
    appointment: str = ""
    leaid: str = ""
    ncessch: str = ""
    permissions: tuple[str, ...] = ()


def make_people(
    rng: random.Random,
    *,
    on: datetime.date,
    agencies: Iterable[Agency],
    home: Agency,
    school: InventedSchool,
    more_officers: int = 0,
    more_scorers: int = 0,
    more_board_members: int = 0,
) -> list[PersonRow]:
    """Officials, a superintendent for every agency, and a treasurer and a principal for the home district.

    The home district is where the superintendent, treasurer, and principal of the sign-in page work.
    """
    names = people(rng)
    taken: set[str] = set()
    since = datetime.date(on.year - 3, 7, 1)
    rows = [_person(names, taken, since, sample_kind=kind, role=role) for kind, role in OFFICIALS]
    for agency in agencies:
        kind = "superintendent" if agency is home else ""
        start = datetime.date(on.year - rng.randint(2, 9), 7, 1)
        rows.append(
            _person(
                names,
                taken,
                start,
                sample_kind=kind,
                appointment="superintendent",
                leaid=agency.leaid,
                permissions=ALL_PERMISSIONS,
            )
        )
    rows.append(
        _person(
            names,
            taken,
            since,
            sample_kind="treasurer",
            appointment="treasurer",
            leaid=home.leaid,
            permissions=("sign_joinders",),
        )
    )
    rows.append(_person(names, taken, since, sample_kind="principal", appointment="principal", ncessch=school.ncessch))
    rows += [_person(names, taken, since, role="scorer") for _ in range(more_scorers)]
    rows += [_person(names, taken, since, role="board_member") for _ in range(more_board_members)]
    rows += [_person(names, taken, since, role="grants_officer") for _ in range(more_officers)]
    return rows


def _person(names: Iterator[str], taken: set[str], starts_on: datetime.date, **fields: object) -> PersonRow:
    name = next(names)
    email = f"{name.lower().replace(' ', '.')}@example.invalid"
    while email in taken:
        email = f"x{email}"
    taken.add(email)
    return PersonRow(name=name, email=email, starts_on=starts_on, **fields)  # type: ignore[arg-type]  # fields of PersonRow
