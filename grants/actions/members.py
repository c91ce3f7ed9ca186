"""The members of a draft: adding, updating, and removing them while it is written."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants import emails
from grants.actions.application import add_participant
from grants.actions.attachments import remove_with_member
from grants.actions.pen import put_down, taken_up
from grants.actions.plan_changes import keep_change
from grants.actions.signing_links import end_requests
from grants.models import Application, BudgetLine, BudgetLineProposal, Participant
from grants.reads.members import applying_members, members_today
from grants.reads.plan_values import commitment_row
from grants.rules.members import problems_with_removal_reason, problems_with_removing
from grants.rules.sections import MEMBERS
from grants.rules.texts import cleaned


@transaction.atomic
def add_member(*, application: Application, key: str, by: User, at: datetime.datetime) -> Participant:
    """Add the member with that LEAID or NCESSCH, if its membership is in force today. Raises Refused or Unready."""
    application = taken_up(application, MEMBERS, by=by, at=at)
    membership = applying_members(application, timezone.localdate(at)).get(key)
    if membership is None:
        raise Unready(
            f"We couldn’t add this district or school because it isn’t a current member of {application.consortium}. "
            "Reload the page and choose from the list."
        )
    return add_participant(
        application=application,
        name=str(membership.member),
        district=membership.district,
        school=membership.school,
        joined_on=membership.joins_on,
        membership=membership,
        added_at=at,
        by=by,
        at=at,
    )


@transaction.atomic
def update_members(*, application: Application, by: User, at: datetime.datetime) -> list[Participant]:
    """Give the members the names and start dates that the registry has now; returns those that changed.

    What a member signed is compared with its part of the plan, so a changed name asks it to sign again.
    """
    application = taken_up(application, MEMBERS, by=by, at=at)
    changed = []
    for row in members_today(application, timezone.localdate(at)).participants:
        if row.has_changed:
            participant = row.participant
            participant.name, participant.joined_on, participant.membership = row.name, row.joined_on, row.membership
            participant.save(update_fields=["name", "joined_on", "membership"])
            changed.append(participant)
    if changed:
        put_down(application)
        log.record("participants.updated", application, by=by, at=at, keys=[one.key for one in changed])
    return changed


@transaction.atomic
def remove_member(*, participant: Participant, reason: str = "", by: User, at: datetime.datetime) -> None:
    """Remove the member with its commitments and its signature; budget lines that name it keep its name as text.

    If it has signed, its people are told the reason. Raises Refused or Unready.
    """
    application = taken_up(participant.application, MEMBERS, by=by, at=at)
    signatures, reason = list(participant.signatures.all()), cleaned(reason)
    problems = problems_with_removing(
        participant.name,
        is_lead=participant.is_lead,
        has_signed=bool(signatures),
        was_submitted=application.versions.exists(),
    ) or problems_with_removal_reason(reason, has_signed=bool(signatures))
    if problems:
        raise Unready(*problems)
    removed = {
        "key": participant.key,
        "name": participant.name,
        "reason": reason,
        "commitments": participant.commitments.count(),
        "signatures": [
            {"name": one.signer_name, "at": one.signed_at, "part_digest": one.part_digest} for one in signatures
        ],
    }
    emails.send_removed(participant, reason=reason, by=by, at=at)
    end_requests(participant=participant, at=at)
    participant.signing_requests.all().delete()
    participant.signatures.all().delete()
    participant.proposals.all().delete()
    BudgetLineProposal.objects.naming(participant).delete()
    for commitment in participant.commitments.for_row():
        keep_change(application, commitment_row(commitment), None, by=by, at=at)
    participant.commitments.all().delete()
    participant.owned_sections.update(owner=None)
    application.activities.filter(owner=participant).update(owner=None)
    lines = BudgetLine.objects.filter(application=application)
    lines.owned_by([participant.pk]).update(proposed_by=None, proposed_at=None)  # from now on they are the lead's
    lines.filter(payer=participant).update(payer=None, payer_name=participant.name)
    lines.filter(payee=participant).update(payee=None, payee_name=participant.name)
    for line in lines.filter(beneficiaries=participant):
        line.beneficiaries.remove(participant)
    attachments = remove_with_member(application, participant.key, at=at)
    participant.delete()
    application.participants_count = application.participants.count()
    application.save(update_fields=["participants_count"])
    put_down(application)
    log.record("participant.removed", application, by=by, at=at, **removed, attachments=attachments)
