"""Files attached to an application: the list, uploading, removing, and the files themselves."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.attachments import LIMITS, add_attachment, remove_attachment
from grants.models import Application, Attachment
from grants.permissions.application import keys_written_by, reads_draft, roles_in_lead
from grants.reads.stored_files import content_of
from grants.rules.sections import ATTACHMENTS
from grants.rules.wanted_files import files_of_members, wanted_files_in
from portal.applicant.forms.attachments import AttachmentForm
from portal.applicant.pages.attachments import WHOLE, attachments_page, missing_titles
from portal.applicant.pages.navigation import ways_from
from portal.applicant.views.applications import application_context, own_application, own_draft
from portal.applicant.views.sections import section_context
from portal.applicant.views.submitted import submitted_section
from portal.components.request_size import takes_up_to


@allow(signed_in)
@takes_up_to(settings.ATTACHMENT_MB * 1024**2)
@require_http_methods(["GET", "HEAD", "POST"])
def application_attachments(request: SignedInRequest, reference: str) -> HttpResponse:
    """The attachments, and a form to add one."""
    application = own_application(request, reference)
    roles = roles_in_lead(request.user, application, timezone.localdate())
    context = application_context(request, application, "application_attachments", roles=roles)
    edits = bool(context["may_edit"])
    participants = list(application.participants.all())
    keys = keys_written_by(request.user, application, edits=edits) if context["is_writable"] else set()
    choices = [("", WHOLE), *((p.key, p.name) for p in participants)]
    allowed = [(key, name) for key, name in choices if edits or key in keys]
    files = wanted_files_in(application.competition.wanted_files)
    attached = list(application.attachments.attached())
    is_sent = request.method == "POST"
    form = AttachmentForm(
        *((request.POST, request.FILES) if is_sent else ()),
        members=allowed,
        files=files,
        missing=missing_titles(files, attached, participants, [key for key, _ in allowed]),
        chosen=request.GET.get("wanted", ""),
        member=request.GET.get("member", ""),
    )
    if is_sent and form.is_valid() and _add(request, application, form):
        return redirect("applicant:application_attachments", reference=reference)
    context |= section_context(request, application, ATTACHMENTS, roles)
    is_page = not is_sent or not context["reads_draft"]
    if is_page and (submitted := submitted_section(request, application, ATTACHMENTS, context)):
        return submitted
    context |= {
        "page": attachments_page(
            reference,
            attached,
            participants,
            [key for key, _ in allowed],
            files,
            limits=LIMITS.with_room_for(files_of_members(files, len(participants))),
        ),
        "form": form if allowed else None,
        "ways": ways_from(ATTACHMENTS, reference),
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "applicant/application_attachments.html", context, status=status)


def _add(request: SignedInRequest, application: Application, form: AttachmentForm) -> bool:
    """Whether the file is attached; the form has the problems if not."""
    file = form.cleaned_data["file"]
    try:
        added = add_attachment(
            application=application,
            member=form.cleaned_data["member"],
            name=file.name,
            content=file.read(),
            is_confidential=form.cleaned_data["is_confidential"],
            reason=form.cleaned_data["reason"],
            wanted=form.cleaned_data.get("wanted", ""),
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as no:
        form.add_error(None, list(no.problems))
        return False
    waits = "" if added.can_be_read else " No one can open it until the virus scan is done."
    messages.success(request, f"“{added.name}” is attached.{waits}")
    return True


def _may_read(request: SignedInRequest, attachment: Attachment) -> bool:
    """Whether it was submitted, or the reader, who takes or took part, reads the draft."""
    if attachment.was_submitted:
        return True
    return reads_draft(request.user, attachment.application, timezone.localdate())


@allow(signed_in)
@require_POST
def attachment_remove(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Remove a file from the draft."""
    application = own_draft(request, reference)
    attachment = application.attachments.attached().numbered(number)
    if attachment is None:
        raise Http404("This application doesn’t have that file.")
    try:
        remove_attachment(attachment=attachment, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"“{attachment.name}” was removed.")
    return redirect("applicant:application_attachments", reference=reference)


@allow(signed_in)
@require_safe
def attachment_file(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """The file, as a download that no browser opens as a page. Officials get what was submitted."""
    attachment = Attachment.objects.readable_by(request.user, reference).numbered(number)
    if attachment is None or not attachment.can_be_read or not _may_read(request, attachment):
        raise Http404("This application doesn’t have that file, or it can’t be opened yet.")
    try:
        content = content_of(attachment.file)
    except OSError:
        return HttpResponse("This file can’t be read now. Try again later.", content_type="text/plain", status=503)
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=attachment.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "none",
    }
    return HttpResponse(content, headers=headers)
