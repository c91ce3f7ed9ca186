"""The emails about awards after their release: the purpose of each, and the variables that its text can use."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable
from accounts.rules.emails import PAGE, RECIPIENT

_OF_AN_AWARD = (
    RECIPIENT,
    EmailVariable("application", "Number of the application", "26-0011"),
    EmailVariable("consortium", "The consortium that applied", "Mill Creek Consortium"),
    EmailVariable("round", "The funding round", "Shared Programs 2027"),
    PAGE,
)
_MEMBER = EmailVariable("member", "The district or school that takes part", "Cedar Gap Local")
_ACTIVITY = EmailVariable("activity", "The activity that the promise is about", "Shared calculus")
_SENDER = EmailVariable("sender", "Who acted", "Kim Alvarez")

AWARD_EMAILS = (
    EmailTemplate(
        file="grants/emails/allocation_changed.txt",
        is_confidential=True,
        kind="awards: amount to accept",
        label="Awards: amount for a member to accept",
        sent_to="Everyone who can register memberships or sign for the member",
        sent_when="The lead divides an award so that the member’s amount differs from the budget it signed",
        variables=(*_OF_AN_AWARD, _SENDER, _MEMBER, EmailVariable("amount", "The member’s amount", "$20,500")),
    ),
    EmailTemplate(
        file="grants/emails/award_started.txt",
        is_confidential=True,
        kind="awards: started",
        label="Awards: an award started",
        sent_to="Everyone who can register memberships or sign for a member",
        sent_when="An officer records the signed grant agreement",
        variables=(
            *_OF_AN_AWARD,
            EmailVariable("amount", "Amount of the award", "$250,000"),
            EmailVariable("agreement", "Grant agreement number", "GA-2027-014"),
        ),
    ),
    EmailTemplate(
        file="grants/emails/award_closed.txt",
        is_confidential=True,
        kind="awards: closed",
        label="Awards: an award was closed",
        sent_to="Everyone who can register memberships or sign for a member",
        sent_when="An official closes the award at its end",
        variables=_OF_AN_AWARD,
    ),
    EmailTemplate(
        file="grants/emails/award_reopened.txt",
        is_confidential=True,
        kind="awards: reopened",
        label="Awards: a closed award was reopened",
        sent_to="Everyone who can register memberships or sign for a member",
        sent_when="An administrator reopens the award",
        variables=_OF_AN_AWARD,
    ),
    EmailTemplate(
        file="grants/emails/claim_returned.txt",
        is_confidential=True,
        kind="awards: claim returned",
        label="Awards: a claim was returned",
        sent_to="Everyone who can register memberships or sign for the member",
        sent_when="An official returns a claim with a reason",
        variables=(*_OF_AN_AWARD, _MEMBER),
    ),
    EmailTemplate(
        file="grants/emails/promise_change_proposed.txt",
        is_confidential=True,
        kind="awards: promise to agree to",
        label="Awards: a proposed change to a promise, for the member to agree to",
        sent_to="Everyone who can register memberships or sign for the member",
        sent_when="Someone who can’t sign for the member proposes to change what it promised",
        variables=(*_OF_AN_AWARD, _SENDER, _MEMBER, _ACTIVITY),
    ),
    EmailTemplate(
        file="grants/emails/promise_change_answered.txt",
        is_confidential=True,
        kind="awards: promise change answered",
        label="Awards: a proposed change to a promise was answered",
        sent_to="Everyone who can register memberships or sign for the member, and the person who proposed the change",
        sent_when="An official accepts or rejects the change",
        variables=(*_OF_AN_AWARD, _MEMBER, _ACTIVITY),
    ),
    EmailTemplate(
        file="grants/emails/report_returned.txt",
        is_confidential=True,
        kind="awards: report returned",
        label="Awards: a report was returned",
        sent_to="Everyone who can register memberships or sign for the member",
        sent_when="An official returns a report with a reason",
        variables=(*_OF_AN_AWARD, _MEMBER),
    ),
    EmailTemplate(
        file="grants/emails/report_due.txt",
        is_confidential=True,
        kind="awards: report due",
        label="Awards: a report is due",
        sent_to="Everyone who can register memberships or sign for the member",
        sent_when="Once, the day after a reporting period ends, if the member hasn’t submitted its report",
        variables=(
            *_OF_AN_AWARD,
            _MEMBER,
            EmailVariable("period", "The period", "August 1, 2026 to June 30, 2027"),
            EmailVariable("due", "The date when the report is due", "August 29, 2027"),
        ),
    ),
)
