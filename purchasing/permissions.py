"""Who may enter and change the shared contracts of a consortium."""

import datetime

from accounts.refusals import Refused
from consortia.models import Consortium
from consortia.permissions import runs_consortium
from districts.permissions import Actor


def can_change_contracts(by: Actor, consortium: Consortium, on: datetime.date) -> bool:
    """Registrars, and people of the lead or fiscal agent with permission to register memberships."""
    return runs_consortium(by, consortium, on)


def check_can_change_contracts(by: Actor, consortium: Consortium, on: datetime.date) -> None:
    """As `can_change_contracts`. Raises Refused."""
    if not can_change_contracts(by, consortium, on):
        raise Refused(f"Only a registrar or people who register memberships for {consortium} can change its contracts.")
