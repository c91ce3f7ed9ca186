"""The emails about appointments and delegated permissions: the purpose and the variables of each."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable
from accounts.rules.emails import PAGE, RECIPIENT

_SENDER = EmailVariable("sender", "Who acted; “The State” for a registrar", "Kim Alvarez")
_PLACE = EmailVariable("place", "The district or school", "Cedar Gap Local")
_STARTS_ON = EmailVariable("starts_on", "First date", "September 14, 2026")
_ENDS_ON = EmailVariable("ends_on", "Last date, if there is one", "June 30, 2027")
_PERMISSIONS = EmailVariable(
    "permissions",
    "What the person can do, one permission a line",
    "You can:\n\n  - Sign applications: sign an application’s commitments for the district",
)

EMAIL_TEMPLATES = (
    EmailTemplate(
        file="districts/emails/appointment_given.txt",
        kind="post given",
        label="Appointment: started",
        sent_to="The appointed person",
        sent_when="A person is appointed in a district or school",
        variables=(
            RECIPIENT,
            _SENDER,
            _PLACE,
            EmailVariable("office", "The office", "superintendent"),
            EmailVariable("role", "The role in words", "superintendent"),
            _STARTS_ON,
            _ENDS_ON,
            _PERMISSIONS,
            PAGE,
        ),
    ),
    EmailTemplate(
        file="districts/emails/appointment_ended.txt",
        kind="post ended",
        label="Appointment: ended",
        sent_to="The person whose role or permissions end",
        sent_when="A role or delegated permissions end, or are withdrawn",
        variables=(
            RECIPIENT,
            _PLACE,
            EmailVariable(
                "what_ends",
                "What ends and when, in a sentence",
                "Kim Alvarez recorded that your role as treasurer of Cedar Gap Local ends on June 30, 2027.",
            ),
            EmailVariable("is_delegated", "The permissions had been delegated", example=False),
            EmailVariable("successor", "Who takes over, if known", "Lee Brandt"),
            EmailVariable("contact", "Who corrects it if it is wrong", "the state registrar"),
            PAGE,
        ),
    ),
    EmailTemplate(
        file="districts/emails/permissions_given.txt",
        kind="powers given",
        label="Permissions: delegated",
        sent_to="The delegate",
        sent_when="Someone delegates permissions",
        variables=(
            RECIPIENT,
            _SENDER,
            _PLACE,
            _STARTS_ON,
            _ENDS_ON,
            _PERMISSIONS,
            EmailVariable("awaits_answer", "They start only when the person accepts them", example=True),
            PAGE,
        ),
    ),
    EmailTemplate(
        file="districts/emails/delegation_answered.txt",
        kind="delegation answered",
        label="Permissions: accepted or given back",
        sent_to="The person who delegated them",
        sent_when="The delegate accepts, declines, or gives back permissions",
        variables=(
            RECIPIENT,
            _SENDER,
            _PLACE,
            _STARTS_ON,
            _ENDS_ON,
            EmailVariable("is_accepted", "The delegate accepted", example=True),
            PAGE,
        ),
    ),
)
