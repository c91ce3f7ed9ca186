"""Comments on the sections of an application: adding, editing, resolving, and deleting them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.comments import add_comment, delete_comment, edit_comment, resolve_comment
from grants.models import Application, SectionComment
from grants.reads.comments import comments_to_read
from grants.rules.sections import MARKED, label_of, position_of
from grants.rules.texts import LONGEST_NOTE
from portal.applicant.pages.navigation import address_of_section, tab_of_section
from portal.applicant.views.applications import application_context, own_application


@allow(signed_in)
@require_POST
def comment_add(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Add a comment; one that can’t be saved comes back to be corrected."""
    application = own_application(request, reference)
    _check_section(application, key)
    text = request.POST.get("text", "")
    try:
        add_comment(application=application, key=key, text=text, by=request.user, at=timezone.now())
    except Refusal as no:
        return _form(request, application, key, text, no.problems, button="Add comment")
    messages.success(request, "Your comment was added.")
    return _back(application, key)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def comment_edit(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    """Edit one's own comment, or read that it is too late."""
    application = own_application(request, reference)
    comment = _comment_of(request, application, key, pk)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            edit_comment(comment=comment, text=text, by=request.user, at=timezone.now())
        except Refusal as no:
            problems = no.problems
        else:
            messages.success(request, "Your comment was saved.")
            return _back(application, key)
    else:
        text = comment.text
    return _form(request, application, key, text, problems, button="Save comment")


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def comment_delete(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    """Asks for confirmation, then deletes one's own comment."""
    application = own_application(request, reference)
    comment = _comment_of(request, application, key, pk)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            delete_comment(comment=comment, by=request.user, at=timezone.now())
        except Refusal as no:
            problems = no.problems
        else:
            messages.success(request, "Your comment was deleted.")
            return _back(application, key)
    context = application_context(request, application, tab_of_section(key), "Delete a comment") | {
        "question": "Delete your comment?",
        "consequence": comment.text,
        "button": "Delete comment",
        "cancel": address_of_section(key, reference),
        "problems": problems,
    }
    return TemplateResponse(request, "applicant/application_confirm.html", context, status=409 if problems else 200)


@allow(signed_in)
@require_POST
def comment_resolve(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    """Mark a comment as resolved, or reopen it."""
    application = own_application(request, reference)
    comment = _comment_of(request, application, key, pk)
    is_resolved = request.POST.get("resolved") == "1"
    try:
        resolve_comment(comment=comment, is_resolved=is_resolved, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "The comment is resolved." if is_resolved else "The comment is open again.")
    return _back(application, key)


def _check_section(application: Application, key: str) -> None:
    """404 unless the application has a section with that key in which people write."""
    if key not in MARKED:
        get_object_or_404(application.answers, position=position_of(key) or 0)


def _comment_of(request: SignedInRequest, application: Application, key: str, pk: int) -> SectionComment:
    comments = comments_to_read(request.user, application, timezone.localdate()).comments
    return get_object_or_404(comments.of_section(key).select_related("application"), pk=pk)


def _back(application: Application, key: str) -> HttpResponse:
    return redirect(f"{address_of_section(key, application.reference)}#comments")


def _form(
    request: SignedInRequest, application: Application, key: str, text: str, problems: tuple[str, ...], *, button: str
) -> HttpResponse:
    context = application_context(request, application, tab_of_section(key), "Comment") | {
        "label": label_of(key),
        "text": text,
        "problems": problems,
        "button": button,
        "longest": LONGEST_NOTE,
        "cancel": address_of_section(key, application.reference),
    }
    return TemplateResponse(request, "applicant/comment_edit.html", context, status=409 if problems else 200)
