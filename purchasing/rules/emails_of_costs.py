"""The emails about costs that members share: the purpose and the variables of each."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable
from accounts.rules.emails import PAGE, RECIPIENT

_ABOUT_A_COST = (
    RECIPIENT,
    EmailVariable("cost", "The cost", "Platform fee 2026-27"),
    EmailVariable("period", "The cost’s period", "July 1, 2026, to June 30, 2027"),
    EmailVariable("contract", "The contract’s number and title", "24-01 Laptops"),
    EmailVariable("consortium", "The consortium", "Mill Creek Consortium"),
    EmailVariable("reason", "The reason", "The invoice for the year arrived."),
    PAGE,
)

COST_EMAILS = (
    EmailTemplate(
        file="purchasing/emails/cost_declared.txt",
        kind="cost: declared",
        label="Shared cost: declared or changed",
        sent_to="People of each member with a share who register memberships or sign joinders",
        sent_when="A consortium declares how members share a cost, or changes it",
        variables=(
            *_ABOUT_A_COST,
            EmailVariable("amount", "The amount", "$12,000.00"),
            EmailVariable("formula", "The formula", "By enrollment in 2024-25"),
            EmailVariable("day", "The effective date", "July 1, 2026"),
            EmailVariable("shares", "The share of each of the reader’s districts", "  - Cedar Gap Local: $1,204.50"),
            EmailVariable("is_changed", "It changes shares declared before", example=False),
        ),
    ),
    EmailTemplate(
        file="purchasing/emails/cost_withdrawn.txt",
        kind="cost: withdrawn",
        label="Shared cost: withdrawn",
        sent_to="People of each member with a share who register memberships or sign joinders",
        sent_when="A consortium withdraws a cost that was declared by mistake",
        variables=_ABOUT_A_COST,
    ),
)
