"""Emails about claims and reports of members. None contains an amount, a number of students, or a reason."""

import datetime

from accounts.addresses import page
from accounts.dates import day_in_words
from accounts.emails import full_address, queue_email
from accounts.models import OutgoingEmail, User
from accounts.rules.email_templates import EmailValue
from grants.emails import facts_of, people_of_member
from grants.models import Award, AwardReport, Claim, Participant
from grants.rules.award_reports import ReportPeriod


def send_claim_returned(award: Award, claim: Claim, *, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the member's people that the state returned a claim."""
    about = page("award claims", award.application.reference)
    return _to_member("grants/emails/claim_returned.txt", award, claim.participant, about, by=by, at=at)


def send_report_returned(award: Award, report: AwardReport, *, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the member's people that the state returned a report."""
    about = page("award report", award.application.reference, report.period, report.participant.key)
    return _to_member("grants/emails/report_returned.txt", award, report.participant, about, by=by, at=at)


def send_report_due(
    award: Award, participant: Participant, period: ReportPeriod, *, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Remind the member's people of the report on a period that ended."""
    about = page("award report", award.application.reference, period.number, participant.key)
    values: dict[str, EmailValue] = {
        "period": f"{day_in_words(period.starts_on)} to {day_in_words(period.ends_on)}",
        "due": day_in_words(period.due_on),
    }
    return _to_member("grants/emails/report_due.txt", award, participant, about, at=at, values=values)


def _to_member(
    template: str,
    award: Award,
    participant: Participant,
    about: str,
    *,
    by: User | None = None,
    at: datetime.datetime,
    values: dict[str, EmailValue] | None = None,
) -> list[OutgoingEmail]:
    return [
        queue_email(
            template=template,
            to=person.email,
            to_user=person,
            values={
                **facts_of(award.application),
                **(values or {}),
                "recipient": person.name,
                "member": participant.name,
                "page": full_address(about),
            },
            about=about,
            at=at,
        )
        for person in people_of_member(participant, without=by, at=at)
    ]
