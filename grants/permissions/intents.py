"""Who may tell the state that a consortium or a district intends to apply, and who sees what others told."""

import datetime

from accounts.models import User
from accounts.refusals import Refused
from consortia.models import Consortium
from districts.models import Appointment, District
from grants.models import ROUND_KEEPERS
from grants.permissions.application import acts_for_lead


def check_can_state_intent(by: User, applicant: Consortium | District, on: datetime.date) -> None:
    """People with a role in the consortium's lead, or in the district, may state, change, and withdraw its intent."""
    if isinstance(applicant, Consortium):
        if not acts_for_lead(by, applicant, on):
            raise Refused(f"Only people with a role in the lead of {applicant} can do this.")
    elif not Appointment.objects.in_force(on).filter(user=by, district=applicant).exists():
        raise Refused(f"Only people with a role in {applicant} can do this.")


def check_can_see_intents(by: User, on: datetime.date) -> None:
    """Officials who manage rounds see intents, except those who act for a district or a school."""
    if not by.held_role_on(on, *ROUND_KEEPERS):
        raise Refused("Only grants officers and administrators see who intends to apply.")
    if Appointment.objects.in_force(on).filter(user=by).exists():
        raise Refused(
            "You have a role in a district or school, which may apply in this round. Only officials without such a "
            "role see who intends to apply."
        )
