"""Registering the invented consortia through the actions that registrars use."""

import datetime
from collections.abc import Mapping

from consortia.actions import register_consortium, register_contract, register_membership
from consortia.models import Consortium, Contract, Membership, MembershipClass
from consortia.states import MembershipStatus
from districts.models import District
from portal.sample.consortia import ConsortiumRow
from portal.sample.plan import Plan

COMMAND = "manage.py load_sample"


def write_consortium(
    row: ConsortiumRow, districts: Mapping[str, District], *, at: datetime.datetime
) -> tuple[Consortium, list[Membership]]:
    """The consortium and the memberships of its members, lead first; those who left or watch are registered, too."""
    consortium = register_consortium(
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
    for past in row.past:
        register_membership(
            consortium=consortium,
            district=districts[past.agency.leaid],
            joins_on=past.joins_on,
            leaves_on=past.leaves_on,
            membership_class=MembershipClass.OBSERVER if past.is_observer else MembershipClass.PARTICIPATING,
            authority="Letter of intent" if past.is_observer else resolution(past.joins_on),
            status=MembershipStatus.CONFIRMED,
            by=COMMAND,
            at=at,
        )
    memberships = [
        register_membership(
            consortium=consortium,
            district=districts[member.key],
            role=member.role,
            joins_on=member.joined_on,
            authority=resolution(member.joined_on),
            status=MembershipStatus.CONFIRMED,
            by=COMMAND,
            at=at,
        )
        for member in row.members
    ]
    return consortium, memberships


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
