"""Registering the invented consortia through the actions that registrars use."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from consortia.actions import register_consortium, register_membership
from consortia.models import Consortium, Membership
from consortia.states import MembershipClass, MembershipStatus
from districts.models import District
from purchasing.actions.contracts import register_contract
from purchasing.models import Contract
from sample.consortia import ConsortiumRow, Past
from sample.plan import Plan

COMMAND = "manage.py load_sample"


Happening = tuple[datetime.datetime, int, Callable[[], object]]


@dataclass
class Kept:
    """A consortium as the register holds it, with its lines by member."""

    consortium: Consortium | None = None
    lines: dict[str, Membership] = field(default_factory=dict)

    @property
    def row(self) -> Consortium:
        """The consortium; it is registered first."""
        if self.consortium is None:
            raise RuntimeError("The consortium is not registered yet.")
        return self.consortium


def write_consortia(
    rows: Sequence[ConsortiumRow], districts: Mapping[str, District], *, latest: datetime.datetime
) -> list[tuple[Consortium, list[Membership]]]:
    """The consortia and the memberships of their members, lead first; those who left or watch are registered, too.

    Everything is registered in the order of time and at the time when it came to be, but at `latest` at the latest,
    so that the register can say what it knew on an earlier day.
    """
    kept = [Kept() for _ in rows]
    happenings: list[Happening] = []
    for one, row in zip(kept, rows, strict=True):
        for at, happen in _happenings(one, row, districts, latest):
            happenings.append((at, len(happenings), happen))
    for _, _, happen in sorted(happenings, key=lambda happening: happening[:2]):
        happen()
    return [(one.row, [one.lines[member.key] for member in row.members]) for one, row in zip(kept, rows, strict=True)]


def _happenings(
    kept: Kept, row: ConsortiumRow, districts: Mapping[str, District], latest: datetime.datetime
) -> Iterator[tuple[datetime.datetime, Callable[[], object]]]:
    def moment(day: datetime.date) -> datetime.datetime:
        return min(datetime.datetime.combine(day, datetime.time(9), latest.tzinfo), latest)

    yield moment(row.formed_on), partial(_register, kept, row, districts, moment(row.formed_on))
    for member in row.members:
        at = moment(member.joined_on)
        yield at, partial(_join, kept, districts[member.key], member.role, member.joined_on, at)
    for past in row.past:
        at = moment(past.leaves_on or past.joins_on)
        yield at, partial(_join_and_leave, kept, districts[past.agency.leaid], past, at)


def _register(kept: Kept, row: ConsortiumRow, districts: Mapping[str, District], at: datetime.datetime) -> None:
    kept.consortium = register_consortium(
        name=row.name,
        state=row.state,
        legal_form=row.legal_form,
        purposes=row.purposes,
        fiscal_agent=districts[row.fiscal_agent.leaid],
        formed_on=row.formed_on,
        about=row.about,
        is_sample=True,
        by=COMMAND,
        at=at,
    )


def _join(kept: Kept, district: District, role: str, joined_on: datetime.date, at: datetime.datetime) -> None:
    kept.lines[district.leaid] = register_membership(
        consortium=kept.row,
        district=district,
        role=role,
        joins_on=joined_on,
        authority=resolution(joined_on),
        status=MembershipStatus.CONFIRMED,
        by=COMMAND,
        at=at,
    )


def _join_and_leave(kept: Kept, district: District, past: Past, at: datetime.datetime) -> None:
    register_membership(
        consortium=kept.row,
        district=district,
        joins_on=past.joins_on,
        leaves_on=past.leaves_on,
        membership_class=MembershipClass.OBSERVER if past.is_observer else MembershipClass.PARTICIPATING,
        authority="Letter of intent" if past.is_observer else resolution(past.joins_on),
        status=MembershipStatus.CONFIRMED,
        by=COMMAND,
        at=at,
    )


def write_contracts(plan: Plan, consortium: Consortium, *, at: datetime.datetime) -> dict[str, Contract]:
    """The plan's contracts by number."""
    return {
        contract.number: register_contract(
            consortium=consortium,
            number=contract.number,
            title=contract.title,
            supplier=contract.supplier,
            starts_on=contract.starts_on,
            ends_on=contract.ends_on,
            by=COMMAND,
            at=at,
        )
        for contract in plan.contracts
    }


def resolution(on: datetime.date) -> str:
    board = on - datetime.timedelta(days=24)
    return f"Board resolution of {board:%B} {board.day}, {board.year}"
