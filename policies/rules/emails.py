"""The emails about barriers: the purpose and the variables of each."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable
from accounts.rules.emails import PAGE, RECIPIENT

BARRIER_EMAILS = (
    EmailTemplate(
        file="policies/emails/barrier_answered.txt",
        kind="barrier: answered",
        label="Barrier: answer to a report",
        sent_to="Everyone who can register memberships for a district that reported the barrier",
        sent_when="The State answers a reported barrier, or closes it without review",
        variables=(
            RECIPIENT,
            EmailVariable("barrier", "What the report is about", "Calendars of two districts must match"),
            EmailVariable("outcome", "The answer", "Districts can ask for a waiver"),
            EmailVariable("reasons", "The reasons", "The rule allows different calendars with approval."),
            EmailVariable("follow_up", "The follow-up date, if there is one", "July 1, 2027"),
            PAGE,
        ),
    ),
)
