"""The emails about the eligibility screen: the purpose of each, and the variables that its text can use."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable
from grants.rules.emails import OF_AN_APPLICATION

SCREENING_EMAILS = (
    EmailTemplate(
        file="grants/emails/application_ineligible.txt",
        is_confidential=True,
        kind="screen: ineligible",
        label="Eligibility screen: application isn’t eligible",
        sent_to="Everyone who can register memberships or sign for a member",
        sent_when="An officer notifies the applicant after two officers agreed",
        variables=(
            *OF_AN_APPLICATION,
            EmailVariable("reasons", "The rules that aren’t met, one per line", "  - At least 3 members. It has 2."),
            EmailVariable("how", "How the applicant can respond", "Write to Kim Alvarez at kim@example.org."),
            EmailVariable("answer_by", "The last day to answer", "December 9, 2026"),
        ),
    ),
    EmailTemplate(
        file="grants/emails/application_reinstated.txt",
        is_confidential=True,
        kind="screen: reinstated",
        label="Eligibility screen: application reinstated",
        sent_to="Everyone who can register memberships or sign for a member",
        sent_when="Two officials reinstate an application whose members were notified that it is ineligible",
        variables=(
            *OF_AN_APPLICATION,
            EmailVariable("reason", "Why it was reinstated", "The membership was recorded under another name."),
        ),
    ),
)
