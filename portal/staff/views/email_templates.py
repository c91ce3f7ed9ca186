"""The texts of the portal's emails, which administrators read and change."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, administrators, allow
from accounts.actions.email_templates import change_email_text, restore_shipped_text
from accounts.emails.texts import example_values, shipped_text, text_in_use, with_values
from accounts.models import EmailTemplateVersion, OutgoingEmail
from accounts.permissions import readable_emails
from accounts.refusals import Refusal
from accounts.rules.email_templates import (
    EmailTemplate,
    EmailText,
    all_templates,
    blocks_of,
    line_differences,
    problems_with_email_text,
    template_with_slug,
)
from portal.components.refusals import show_problems
from portal.components.trails import Trail
from portal.staff.forms.email_templates import EmailTextForm, RestoreTextForm
from portal.staff.pages.email_templates import template_page, template_rows

TITLE = "Email templates"
# The last so many emails of a kind can be chosen for the preview.
MOST_RECENT = 10


def _declared(slug: str) -> EmailTemplate:
    template = template_with_slug(slug)
    if template is None:
        raise Http404("There is no such email.")
    return template


def _trail(template: EmailTemplate, here: str = "") -> Trail:
    address = reverse("staff:email_template_detail", args=[template.slug]) if here else None
    above = [("Emails", reverse("staff:email_list")), (TITLE, reverse("staff:email_template_list"))]
    return [*above, (template.label, address), *([(here, None)] if here else [])]


def _preview(template: EmailTemplate, text: EmailText, email: OutgoingEmail | None) -> dict[str, object]:
    """The text with an email's own values, or invented ones, as plain text and as its HTML part."""
    filled = with_values(text, example_values(template) | ((email.values or {}) if email else {}))
    return {"preview": filled, "blocks": blocks_of(filled.body, portal_url=settings.PORTAL_URL)}


@allow(administrators)
@require_safe
def email_template_list(request: SignedInRequest) -> HttpResponse:
    """Every email that the portal sends: to whom, when, and whose text it has."""
    rows = template_rows(all_templates(), EmailTemplateVersion.objects.newest_of_each())
    trail = [("Emails", reverse("staff:email_list")), (TITLE, None)]
    return TemplateResponse(request, "staff/email_template_list.html", {"rows": rows, "title": TITLE, "trail": trail})


@allow(administrators)
@require_safe
def email_template_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """One email: its text, a preview, its variables, and its history."""
    template = _declared(slug)
    versions = list(EmailTemplateVersion.objects.of(template.file))
    readable = readable_emails(request.user)
    recent = list(OutgoingEmail.objects.visible_to(request.user).of_template(template.file, readable)[:MOST_RECENT])
    chosen = next((email for email in recent if str(email.pk) == request.GET.get("email")), None)
    page = template_page(template, versions, recent, chosen)
    context = {"page": page, "trail": _trail(template), **_preview(template, page.text, chosen)}
    return TemplateResponse(request, "staff/email_template_detail.html", context)


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
def email_template_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Changes the text. “Preview” shows the result and what changes, and saves nothing."""
    template = _declared(slug)
    version = EmailTemplateVersion.objects.of(template.file).first()
    text = text_in_use(template, version)
    initial = {"subject": text.subject, "body": text.body, "seen": version.number if version else 0}
    form = EmailTextForm(request.POST or None, initial=initial)
    context: dict[str, object] = {
        "form": form,
        "template": template,
        "here": f"Edit: {template.label}",
        "cancel": reverse("staff:email_template_detail", args=[slug]),
        "trail": _trail(template, "Edit"),
    }
    if "preview" in request.POST:
        form.fields["reason"].required = False
    if "preview" in request.POST and form.is_valid():
        new = EmailText(form.cleaned_data["subject"], form.cleaned_data["body"].replace("\r\n", "\n"))
        if problems := problems_with_email_text(template, new):
            form.add_error(None, problems)
        else:
            context |= {**_preview(template, new, None), "changes": line_differences(text, new)}
    elif form.is_valid():
        try:
            change_email_text(
                template=template,
                text=EmailText(form.cleaned_data["subject"], form.cleaned_data["body"]),
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The text is saved. New emails use it; emails already written keep theirs.")
            return redirect("staff:email_template_detail", slug)
    return TemplateResponse(request, "staff/email_template_edit.html", context)


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
def email_template_restore(request: SignedInRequest, slug: str) -> HttpResponse:
    """Goes back to the shipped text: what changes, the reason, and one button."""
    template = _declared(slug)
    version = EmailTemplateVersion.objects.of(template.file).first()
    form = RestoreTextForm(request.POST or None, initial={"seen": version.number if version else 0})
    if form.is_valid():
        try:
            restore_shipped_text(template=template, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The standard text is used again.")
            return redirect("staff:email_template_detail", slug)
    context = {
        "form": form,
        "here": f"Restore the standard text: {template.label}",
        "changes": line_differences(text_in_use(template, version), shipped_text(template)),
        "cancel": reverse("staff:email_template_detail", args=[slug]),
        "trail": _trail(template, "Restore the standard text"),
    }
    return TemplateResponse(request, "staff/email_template_restore.html", context)
