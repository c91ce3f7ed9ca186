"""Entering the invented consortia through the actions that registrars use."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from consortia.actions import register_consortium, register_membership
from consortia.models import Consortium, Membership
from consortia.states import MembershipClass
from districts.models import District
from purchasing.actions.contracts import register_contract
from purchasing.models import Contract
from sample.consortia import InventedConsortium, PastMembership
from sample.names import office_of
from sample.plan import Plan

COMMAND = "manage.py load_sample"


ScheduledAction = tuple[datetime.datetime, int, Callable[[], object]]


@dataclass
class StoredConsortium:
    """A consortium in the database, with its memberships by member."""

    consortium: Consortium | None = None
    memberships: dict[str, Membership] = field(default_factory=dict)

    @property
    def row(self) -> Consortium:
        """The consortium; raises RuntimeError before it is registered."""
        if self.consortium is None:
            raise RuntimeError("The consortium is not registered yet.")
        return self.consortium


def write_consortia(
    rows: Sequence[InventedConsortium], districts: Mapping[str, District], *, latest: datetime.datetime
) -> list[tuple[Consortium, list[Membership]]]:
    """The consortia with the memberships of their members, lead first; former members and observers are entered, too.

    Entries are made in order of time, each on the date it took effect but never after `latest`, so that the registry
    can show what it knew on an earlier date.
    """
    stored_consortia = [StoredConsortium() for _ in rows]
    actions: list[ScheduledAction] = []
    for stored, row in zip(stored_consortia, rows, strict=True):
        for at, run in _actions_of(stored, row, districts, latest):
            actions.append((at, len(actions), run))
    for _, _, run in sorted(actions, key=lambda action: action[:2]):
        run()
    return [
        (stored.row, [stored.memberships[member.key] for member in row.members])
        for stored, row in zip(stored_consortia, rows, strict=True)
    ]


def _actions_of(
    stored: StoredConsortium, row: InventedConsortium, districts: Mapping[str, District], latest: datetime.datetime
) -> Iterator[tuple[datetime.datetime, Callable[[], object]]]:
    def moment(day: datetime.date) -> datetime.datetime:
        return min(datetime.datetime.combine(day, datetime.time(9), latest.tzinfo), latest)

    yield moment(row.formed_on), partial(_register, stored, row, districts, moment(row.formed_on))
    for member in row.members:
        at = moment(member.joined_on)
        yield at, partial(_join, stored, districts[member.key], member.role, member.joined_on, at)
    for past in row.past:
        at = moment(past.leaves_on or past.joins_on)
        yield at, partial(_join_and_leave, stored, districts[past.agency.leaid], past, at)


def _register(
    stored: StoredConsortium, row: InventedConsortium, districts: Mapping[str, District], at: datetime.datetime
) -> None:
    stored.consortium = register_consortium(
        name=row.name,
        state=row.state,
        legal_form=row.legal_form,
        purposes=row.purposes,
        fiscal_agent=districts[row.fiscal_agent.leaid],
        formed_on=row.formed_on,
        about=row.about,
        contact=office_of(row.name),
        is_sample=True,
        by=COMMAND,
        at=at,
    )


def _join(
    stored: StoredConsortium, district: District, role: str, joined_on: datetime.date, at: datetime.datetime
) -> None:
    stored.memberships[district.leaid] = register_membership(
        consortium=stored.row,
        district=district,
        role=role,
        joins_on=joined_on,
        authority=resolution(joined_on),
        by=COMMAND,
        at=at,
    )


def _join_and_leave(stored: StoredConsortium, district: District, past: PastMembership, at: datetime.datetime) -> None:
    register_membership(
        consortium=stored.row,
        district=district,
        joins_on=past.joins_on,
        leaves_on=past.leaves_on,
        membership_class=MembershipClass.OBSERVER if past.is_observer else MembershipClass.PARTICIPATING,
        authority="Letter of intent" if past.is_observer else resolution(past.joins_on),
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
