"""The list of the portal's emails, and the page of one of them with its text, variables, preview, and history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import moment_in_words, short_day
from accounts.emails.texts import shipped_text, text_in_use
from accounts.models import EmailTemplateVersion, OutgoingEmail
from accounts.rules.email_templates import ChangedLine, EmailTemplate, EmailText, EmailVariable, line_differences

STANDARD = "Standard text"


class EmailTemplateRow(NamedTuple):
    """A row of the list: one email that the portal sends."""

    label: str
    address: str
    sent_to: str
    sent_when: str
    version: str


class EmailVersionEntry(NamedTuple):
    """A version in an email's history, with what it changed."""

    label: str
    written: str
    reason: str
    changes: list[ChangedLine]


class PreviewChoice(NamedTuple):
    """An email whose recipient and facts the preview can show."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class EmailTemplatePage:
    """One email: what it is for, its text, and what can be done with it."""

    label: str
    sent_to: str
    sent_when: str
    speed: str
    version: str
    text: EmailText
    changes: list[ChangedLine]
    history: list[EmailVersionEntry]
    variables: Sequence[EmailVariable]
    required: str
    locked_because: str
    edit_address: str
    restore_address: str
    choices: list[PreviewChoice]


def template_rows(
    templates: Iterable[EmailTemplate], newest: Mapping[str, EmailTemplateVersion]
) -> list[EmailTemplateRow]:
    """The rows of the list of emails."""
    return [
        EmailTemplateRow(
            label=template.label,
            address=reverse("staff:email_template_detail", args=[template.slug]),
            sent_to=template.sent_to,
            sent_when=template.sent_when,
            version="Standard text, read-only"
            if template.locked_because
            else _version_in_words(newest.get(template.file)),
        )
        for template in templates
    ]


def _version_in_words(version: EmailTemplateVersion | None) -> str:
    if version is None or version.is_shipped:
        return STANDARD
    return f"Version {version.number}, {short_day(version.written_at.date())}, {version.written_by}"


def template_page(
    template: EmailTemplate,
    versions: Sequence[EmailTemplateVersion],
    recent: Sequence[OutgoingEmail],
    chosen: OutgoingEmail | None,
) -> EmailTemplatePage:
    """The page of one email; `versions` newest first, `recent` the last emails written with it."""
    newest = versions[0] if versions else None
    text, shipped = text_in_use(template, newest), shipped_text(template)
    required = ", ".join(f"{{{name}}}" for name in template.required)
    return EmailTemplatePage(
        label=template.label,
        sent_to=template.sent_to,
        sent_when=template.sent_when,
        speed=(
            "Right away" if template.is_urgent else "Right away, or in the daily email if the person chose one a day"
        ),
        version=_version_in_words(newest),
        text=text,
        changes=line_differences(shipped, text),
        history=_history(template, versions),
        variables=template.variables,
        required=required,
        locked_because=template.locked_because,
        edit_address="" if template.locked_because else reverse("staff:email_template_edit", args=[template.slug]),
        restore_address=(
            reverse("staff:email_template_restore", args=[template.slug]) if newest and not newest.is_shipped else ""
        ),
        choices=[PreviewChoice("", "A fictional person", chosen is None)]
        + [
            PreviewChoice(
                str(email.pk), f"{email.to_user or email.to}, {moment_in_words(email.written_at)}", email == chosen
            )
            for email in recent
        ],
    )


def _history(template: EmailTemplate, versions: Sequence[EmailTemplateVersion]) -> list[EmailVersionEntry]:
    entries, before = [], shipped_text(template)
    for version in reversed(versions):
        text = shipped_text(template) if version.is_shipped else EmailText(version.subject, version.body)
        label = f"Version {version.number}"
        entries.append(
            EmailVersionEntry(
                label=f"{label}: standard text again" if version.is_shipped else label,
                written=f"{moment_in_words(version.written_at)}, {version.written_by}",
                reason=version.reason,
                changes=line_differences(before, text),
            )
        )
        before = text
    return entries[::-1]
