"""The emails about contracts: the purpose and the variables of each."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable
from accounts.rules.emails import PAGE, RECIPIENT

CONTRACT_CHANGED = "contract: changed"
CONTRACT_EMAILS = (
    EmailTemplate(
        file="purchasing/emails/contract_changed.txt",
        kind=CONTRACT_CHANGED,
        label="Contract: amended or terminated",
        sent_to="Everyone who can register memberships for a member of the consortium",
        sent_when="An amendment or the termination of a shared contract is recorded",
        variables=(
            RECIPIENT,
            EmailVariable("contract", "The contract’s number and title", "24-01 School buses"),
            EmailVariable("consortium", "The consortium", "Mill Creek Consortium"),
            EmailVariable("day", "The effective date", "July 1, 2026"),
            EmailVariable("reason", "The reason", "The supplier and the consortium extended the term."),
            EmailVariable("changes", "What changed, one change per line", "  - End date: Jun 30, 2027 → Jun 30, 2028"),
            EmailVariable("is_terminated", "It is terminated", example=False),
            PAGE,
        ),
    ),
)
