"""The emails about the board's decisions: the purpose of each, and the variables that its text can use."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable
from grants.rules.emails import OF_AN_APPLICATION

DECIDING_EMAILS = (
    EmailTemplate(
        file="grants/emails/facts_to_correct.txt",
        is_confidential=True,
        kind="awards: facts to correct",
        label="Awards: facts that the board will read",
        sent_to="Everyone who can register memberships or sign for a member",
        sent_when="Officials let the applicants of the round correct facts, or give them more time",
        variables=(
            *OF_AN_APPLICATION,
            EmailVariable("due", "The last date and time to correct facts", "December 9, 2026, 5:00 p.m."),
        ),
    ),
    EmailTemplate(
        file="grants/emails/decision_released.txt",
        is_confidential=True,
        kind="awards: decision released",
        label="Awards: decision on an application",
        sent_to="Everyone who can register memberships or sign for a member",
        sent_when="Awards of the round are released",
        variables=(
            *OF_AN_APPLICATION,
            EmailVariable("outcome", "The decision", "Awarded"),
            EmailVariable("amount", "Amount of an award; nothing for other decisions", "$250,000"),
            EmailVariable("conditions", "Conditions, if there are any", "The lead names who pays after the grant."),
            EmailVariable("reasons", "The board’s reasons", "Every member gives staff."),
            EmailVariable("appeal_until", "The last day to appeal; nothing if there are no appeals", "May 5, 2026"),
        ),
    ),
    EmailTemplate(
        file="grants/emails/appeal_answered.txt",
        is_confidential=True,
        kind="awards: appeal answered",
        label="Awards: answer to an appeal",
        sent_to="Everyone who can register memberships or sign for a member",
        sent_when="An official denies or grants an appeal",
        variables=(
            *OF_AN_APPLICATION,
            EmailVariable("outcome", "The answer", "Denied"),
            EmailVariable("reasons", "The reasons", "Two scorers without a conflict gave the same scores."),
        ),
    ),
)
