"""Who may enter and change the shared contracts of a consortium."""

import datetime

from accounts.refusals import Refused
from consortia.models import Consortium
from consortia.permissions import runs_consortium
from districts.permissions import Actor


def check_can_change_contracts(by: Actor, consortium: Consortium, on: datetime.date) -> None:
    """Registrars, and people of the lead or fiscal agent with permission to register memberships. Raises Refused."""
    if not runs_consortium(by, consortium, on):
        raise Refused(f"Only a registrar or people who register memberships for {consortium} can change its contracts.")
