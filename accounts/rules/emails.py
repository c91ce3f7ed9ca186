"""The emails about accounts, roles, and signing in: the purpose of each, and the variables that its text can use."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable

RECIPIENT = EmailVariable("recipient", "Name of the person who gets the email", "Pat Morgan")
PAGE = EmailVariable("page", "Address of the page that the email is about", "https://registry.example/my/")
LINK = EmailVariable(
    "link", "The one-time link. It is only in the email that is sent", "(The one-time link of this person)"
)
# Someone who takes over an administrator's account must not be able to reword these.
SECURITY = (
    "Emails about passwords and two-step sign-in can’t be changed here, so that no one who takes over an "
    "administrator’s account can use them to deceive people."
)
_ROLE = EmailVariable("role", "The role", "grants officer")
_ASKED_BY = EmailVariable("asked_by", "Who asked for the reset", "Kim Alvarez")
_EXPIRES = EmailVariable("expires", "Until when, date and time", "September 16, 2026, 12:00 p.m.")

EMAIL_TEMPLATES = (
    EmailTemplate(
        file="accounts/emails/daily.txt",
        kind="daily email",
        label="Daily email",
        sent_to="People who chose one email a day",
        sent_when="Once a day, if there are messages that could wait",
        variables=(
            RECIPIENT,
            EmailVariable("count", "How many messages", "2 messages"),
            EmailVariable(
                "messages",
                "The subject and page of each message, one a line",
                "  - Changed: Cedar Gap Local in Mill Creek Consortium: https://registry.example/letters/1/\n"
                "  - The rules of Shared Programs 2027 changed: https://registry.example/letters/2/",
            ),
            PAGE,
            EmailVariable(
                "settings_page", "Page of the person’s settings", "https://registry.example/accounts/settings/"
            ),
        ),
        required=("messages",),
        is_urgent=True,
        is_confidential=True,  # it names the subjects of those that are
    ),
    EmailTemplate(
        file="accounts/emails/invitation.txt",
        kind="invitation",
        label="Invitation to open an account",
        sent_to="The invited person",
        sent_when="Someone invites a person, or sends the invitation again",
        variables=(
            RECIPIENT,
            EmailVariable("invited_by", "Who sent the invitation; empty for the first administrator", "Kim Alvarez"),
            EmailVariable("role", "The role that comes with it, if any", "superintendent of Otter Run"),
            LINK,
            EmailVariable("expires", "The last date and time that the link works", "September 28, 2026, 12:00 p.m."),
        ),
        required=("link",),
        is_urgent=True,
    ),
    EmailTemplate(
        file="accounts/emails/password_reset.txt",
        kind="password reset",
        label="Password reset",
        sent_to="The account’s owner",
        sent_when="Someone selects “Forgot your password?” and enters the owner’s address",
        variables=(LINK,),
        required=("link",),
        is_urgent=True,
        locked_because=SECURITY,
    ),
    EmailTemplate(
        file="accounts/emails/role_given.txt",
        kind="role given",
        label="New statewide role",
        sent_to="The person who has the role",
        sent_when="An administrator gives a statewide role",
        variables=(
            RECIPIENT,
            _ROLE,
            EmailVariable("starts_on", "First date", "September 14, 2026"),
            EmailVariable("ends_on", "Last date, if there is one", "June 30, 2027"),
        ),
        required=(),
        is_urgent=True,
    ),
    EmailTemplate(
        file="accounts/emails/role_ended.txt",
        kind="role ended",
        label="Statewide role ending",
        sent_to="The person who has the role",
        sent_when="An administrator ends or withdraws a statewide role",
        variables=(
            RECIPIENT,
            _ROLE,
            EmailVariable("is_withdrawn", "The role was withdrawn before it started", example=False),
            EmailVariable("ends_on", "Last date", "June 30, 2027"),
        ),
        required=(),
        is_urgent=True,
    ),
    EmailTemplate(
        file="accounts/emails/account_closed.txt",
        kind="account closed",
        label="Account closed",
        sent_to="The person whose account it was",
        sent_when="An administrator closes an account",
        variables=(RECIPIENT,),
        required=(),
        is_urgent=True,
    ),
    EmailTemplate(
        file="accounts/emails/second_step_reset_asked.txt",
        kind="two-step sign-in",
        label="Two-step sign-in: reset requested",
        sent_to="The account’s owner",
        sent_when="An administrator asks to reset the owner’s two-step sign-in",
        variables=(RECIPIENT, _ASKED_BY, _EXPIRES),
        required=(),
        is_urgent=True,
        locked_because=SECURITY,
    ),
    EmailTemplate(
        file="accounts/emails/second_step_reset_to_confirm.txt",
        kind="two-step sign-in",
        label="Two-step sign-in: reset to confirm",
        sent_to="The other administrators",
        sent_when="An administrator asks to reset someone’s two-step sign-in",
        variables=(
            RECIPIENT,
            _ASKED_BY,
            EmailVariable("person", "Whose two-step sign-in it is", "Lee Brandt"),
            EmailVariable("reason", "How the administrator verified the request", "I called Lee at the office."),
            _EXPIRES,
            PAGE,
        ),
        is_urgent=True,
        locked_because=SECURITY,
    ),
    EmailTemplate(
        file="accounts/emails/second_step_reset_done.txt",
        kind="two-step sign-in",
        label="Two-step sign-in: reset done",
        sent_to="The account’s owner",
        sent_when="A second administrator confirms the reset",
        variables=(RECIPIENT, _ASKED_BY, EmailVariable("confirmed_by", "Who confirmed the reset", "Lee Brandt")),
        required=(),
        is_urgent=True,
        locked_because=SECURITY,
    ),
)
