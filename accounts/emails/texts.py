"""The text of each email: as an administrator changed it, or as the portal is shipped with it."""

import logging
from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.template.loader import get_template

from accounts.models import EmailTemplateVersion
from accounts.rules.email_templates import EmailTemplate, EmailText, EmailValue, filled_in, problems_with_email_text

log = logging.getLogger(__name__)


@cache
def shipped_text(template: EmailTemplate) -> EmailText:
    """The text that the portal is shipped with: a file whose first line is the subject."""
    source: str = get_template(template.file).template.source  # type: ignore[attr-defined]  # Django's own engine
    subject, _, body = source.partition("\n")
    return EmailText(subject.removeprefix("Subject: "), body.strip() + "\n")


def text_in_use(template: EmailTemplate, version: EmailTemplateVersion | None) -> EmailText:
    """The version's text, or the shipped one where there is none or it doesn't fit this release anymore."""
    if version is None or version.is_shipped:
        return shipped_text(template)
    text = EmailText(version.subject, version.body)
    if problems := problems_with_email_text(template, text):
        log.warning("Version %s of %s doesn’t fit this release: %s", version.number, template.file, problems)
        return shipped_text(template)
    return text


def current_text(template: EmailTemplate) -> EmailText:
    """The text with which the email is sent now. One query."""
    return text_in_use(template, EmailTemplateVersion.objects.of(template.file).first())


def with_values(text: EmailText, values: Mapping[str, EmailValue]) -> EmailText:
    """The subject and body as they are sent; the subject is one line."""
    known = {**_everywhere(), **values}
    subject = " ".join(filled_in(text.subject, known).split())[:200]
    return EmailText(subject, filled_in(text.body, known).strip() + "\n")


def example_values(template: EmailTemplate) -> dict[str, EmailValue]:
    """Invented values for a preview. Their addresses are those of this portal, so that they look as they will."""
    portal = settings.PORTAL_URL.rstrip("/")
    examples = template.examples().items()
    return {
        name: value.replace("https://registry.example", portal) if isinstance(value, str) else value
        for name, value in examples
    }


def _everywhere() -> dict[str, EmailValue]:
    return {
        "portal_name": settings.PORTAL_NAME,
        "state_name": settings.STATE_NAME,
        "portal_url": settings.PORTAL_URL,
        "contact_office": settings.CONTACT_OFFICE,
        "contact_phone": settings.CONTACT_PHONE,
        "contact_email": settings.CONTACT_EMAIL,
    }
