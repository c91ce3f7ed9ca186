"""The officers' queue: the submitted applications, who they are assigned to, and their determinations."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, administrators, allow, application_readers, desk_readers, grants_officers
from accounts.actions import change_settings
from accounts.models import Role, User
from accounts.refusals import Refusal
from grants.actions.officers import assign_application, reassign_application, release_application
from grants.models import Application
from grants.reads.queue import keeps_applications_from, read_queue, read_rows
from portal.components.lists import page_of
from portal.components.refusals import show_problems
from portal.review.files import queue_csv
from portal.review.forms import ReassignForm
from portal.review.lists import QueueFilter
from portal.review.pages.queue import queue_page, total_of

ROWS_ON_A_PAGE = 50


@allow(desk_readers)
@require_safe
def review_list(request: SignedInRequest) -> HttpResponseBase:
    """One page of the queue."""
    rows = read_queue(request.user, QueueFilter(request.GET).query())
    shown = page_of(rows.rows, ROWS_ON_A_PAGE, request, count=total_of(rows))
    page = queue_page(rows, shown, is_officer=request.user.has_role(Role.GRANTS_OFFICER), at=timezone.now())
    context = {
        "page": page,
        "sees_late_requests": administrators(request.user),
        "keeps_back": keeps_applications_from(request.user),
    }
    return TemplateResponse(request, "review/review_list.html", context)


@allow(desk_readers)
@require_safe
def review_list_csv(request: SignedInRequest) -> HttpResponseBase:
    """All rows of the queue under the same filters, as a file."""
    return queue_csv(read_rows(request.user, QueueFilter(request.GET).query()), on=timezone.localdate())


@allow(grants_officers)
@require_POST
def review_assign(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Assign an application to oneself and go to its desk."""
    application = get_object_or_404(Application.objects.on_desk_of(request.user), reference=reference)
    try:
        assign_application(application=application, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{reference} is now assigned to you.")
    return redirect("review:review_desk", reference)


@allow(desk_readers)
@require_POST
def review_release(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Unassign an application, so that another officer can take it on."""
    application = get_object_or_404(Application.objects.on_desk_of(request.user).for_desk(), reference=reference)
    assignee = "you" if application.assigned_to_id == request.user.pk else application.assigned_to
    try:
        release_application(application=application, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{reference} is no longer assigned to {assignee or 'anyone'}.")
    return redirect("review:review_desk", reference)


@allow(desk_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def review_reassign(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Assign an application to another officer."""
    application = get_object_or_404(Application.objects.on_desk_of(request.user), reference=reference)
    officers = User.objects.holding(Role.GRANTS_OFFICER, on=timezone.localdate())
    form = ReassignForm(request.POST or None, officers=officers, besides=application.assigned_to_id)
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            reassign_application(application=application, to=to, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{reference} is now assigned to {to}.")
            return redirect("review:review_list")
    trail = [
        ("Reviews", reverse("review:review_list")),
        (reference, reverse("review:review_desk", args=[reference])),
        ("Reassign", None),
    ]
    context = {"application": application, "form": form, "trail": trail}
    return TemplateResponse(request, "review/review_reassign.html", context)


@allow(application_readers)
@require_POST
def review_shortcuts(request: SignedInRequest) -> HttpResponseBase:
    """Turn the reader's single-key shortcuts on or off, and return to the page."""
    user, is_on = request.user, request.POST.get("shortcuts") == "on"
    change_settings(person=user, name=user.name, has_shortcuts=is_on, by=user, at=timezone.now())
    return _to_next(request)


@allow(application_readers)
@require_POST
def review_highlights(request: SignedInRequest) -> HttpResponseBase:
    """Show or hide the highlights in the narrative until the reader signs out, and return to the page."""
    request.session["hides_highlights"] = request.POST.get("highlights") == "off"
    return _to_next(request)


def _to_next(request: SignedInRequest) -> HttpResponseBase:
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    # Without a slash it would be taken for the name of a page.
    return redirect(back if is_ours and back.startswith("/") else "my:dashboard")
