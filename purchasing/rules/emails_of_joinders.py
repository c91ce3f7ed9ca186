"""The emails about joinders: the purpose and the variables of each."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable
from accounts.rules.emails import PAGE, RECIPIENT

_SENDER = EmailVariable("sender", "Who acted", "Kim Alvarez")
_DISTRICT = EmailVariable("district", "The district", "Cedar Gap Local")
_CONTRACT = EmailVariable("contract", "The contract’s number and title", "24-01 Laptops")
_CONSORTIUM = EmailVariable("consortium", "The consortium", "Mill Creek Consortium")
_ENDS_ON = EmailVariable("ends_on", "The last date, if there is one", "June 30, 2027")
_ABOUT_A_JOINDER = (RECIPIENT, _SENDER, _DISTRICT, _CONTRACT, _CONSORTIUM, _ENDS_ON, PAGE)

JOINDER_EMAILS = (
    EmailTemplate(
        file="purchasing/emails/joinder_asked.txt",
        kind="joinder: asked",
        label="Joinder: request to sign",
        sent_to="Everyone who can sign contract joinders for the district",
        sent_when="A consortium asks a member to join a contract",
        variables=(
            *_ABOUT_A_JOINDER,
            EmailVariable("message", "The message that came with it, if any", "The new prices start in July."),
        ),
    ),
    EmailTemplate(
        file="purchasing/emails/joinder_signed.txt",
        kind="joinder: signed",
        label="Joinder: signed",
        sent_to="The people of the consortium’s lead and fiscal agent, and the district’s other signers",
        sent_when="A district signs a joinder",
        variables=(*_ABOUT_A_JOINDER, EmailVariable("starts_on", "The first date", "July 1, 2026")),
    ),
    EmailTemplate(
        file="purchasing/emails/joinder_ended.txt",
        kind="joinder: ended",
        label="Joinder: ended early",
        sent_to="The people of the consortium’s lead and fiscal agent, and the district’s signers",
        sent_when="A joinder is ended early",
        variables=(*_ABOUT_A_JOINDER, EmailVariable("reason", "The reason", "We will buy elsewhere.")),
    ),
)
