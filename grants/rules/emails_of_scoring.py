"""The emails about scoring: the purpose of each, and the variables that its text can use."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable
from accounts.rules.emails import PAGE, RECIPIENT
from grants.rules.emails import ROUND, SENDER

SCORING_EMAILS = (
    EmailTemplate(
        file="grants/emails/applications_to_score.txt",
        is_confidential=True,
        kind="round: applications to score",
        label="Round: applications to score",
        sent_to="A scorer who gets new applications",
        sent_when="A grants officer confirms proposed assignments; one email for all of them",
        variables=(RECIPIENT, EmailVariable("count", "How many applications are new", "8"), ROUND, PAGE),
    ),
    EmailTemplate(
        file="grants/emails/offer_declined.txt",
        is_confidential=True,
        kind="round: declined offer to score",
        label="Round: declined offer to score",
        sent_to="A person who offered to score",
        sent_when="A grants officer declines the offer",
        variables=(
            RECIPIENT,
            EmailVariable("answer", "What the officer wrote", "We have enough scorers for this round."),
            ROUND,
            PAGE,
        ),
    ),
    EmailTemplate(
        file="grants/emails/scorer_conflict.txt",
        is_confidential=True,
        kind="round: conflict of a scorer",
        label="Round: a scorer declared a conflict",
        sent_to="The grants officer who invited the scorer, or all grants officers if that person no longer is one",
        sent_when="A scorer declares a conflict of interest; it names no application and no reason",
        variables=(RECIPIENT, EmailVariable("scorer", "Name of the scorer", "Sela Brooks"), ROUND, PAGE),
    ),
    EmailTemplate(
        file="grants/emails/scorer_invited.txt",
        is_confidential=True,
        kind="round: invitation to score",
        label="Round: invitation to score",
        sent_to="A person with the role of scorer",
        sent_when="A grants officer invites the person to score applications of the round",
        variables=(RECIPIENT, SENDER, ROUND, PAGE),
    ),
)
