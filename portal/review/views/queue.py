"""The officers' queue: which applications there are, who has taken them, what was concluded."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, desk_readers, grants_officers
from accounts.actions import change_settings
from accounts.models import Role, User
from accounts.refusals import Refused, Unready
from grants.actions.review import assign_application, reassign_application
from grants.models import Application
from grants.reads.queue import read_queue, read_rows
from portal.review.files import queue_csv
from portal.review.forms import HandOverForm
from portal.review.lists import MARKS, STATUSES, QueueFilter
from portal.review.pages.queue import page_of, queue_page, total_of


@allow(desk_readers)
@require_safe
def review_list(request: SignedInRequest) -> HttpResponseBase:
    """The queue, a page of it."""
    rows = read_queue(request.user, QueueFilter(request.GET).wanted())
    page = page_of(request.GET.get("page", ""), total_of(rows))
    context = queue_page(rows, page, rows.rows[page.first : page.last])
    context |= {
        "trail": [("Reviews", None)],
        "marks": MARKS,
        "elements": range(1, 10),
        "statuses": STATUSES,
        "is_officer": request.user.has_role(Role.GRANTS_OFFICER),
    }
    return TemplateResponse(request, "review/review_list.html", context)


@allow(desk_readers)
@require_safe
def review_list_csv(request: SignedInRequest) -> HttpResponseBase:
    """The rows of the queue as it is asked for, all pages, as a file."""
    return queue_csv(read_rows(request.user, QueueFilter(request.GET).wanted()), on=timezone.localdate())


@allow(grants_officers)
@require_POST
def review_assign(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Take an application and go to its desk."""
    application = get_object_or_404(Application.objects.on_desk_of(request.user), reference=reference)
    try:
        assign_application(application=application, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"You have taken {reference}.")
    return redirect("review:review_desk", reference)


@allow(desk_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def review_reassign(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Give an application that is taken to another officer."""
    application = get_object_or_404(Application.objects.on_desk_of(request.user), reference=reference)
    officers = User.objects.holding(Role.GRANTS_OFFICER, on=timezone.localdate())
    form = HandOverForm(request.POST or None, officers=officers, besides=application.assigned_to_id)
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            reassign_application(application=application, to=to, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, f"{reference} is handed over to {to}.")
            return redirect("review:review_list")
    trail = [
        ("Reviews", reverse("review:review_list")),
        (reference, reverse("review:review_desk", args=[reference])),
        ("Hand over", None),
    ]
    context = {"application": application, "form": form, "trail": trail}
    return TemplateResponse(request, "review/review_reassign.html", context)


@allow(desk_readers)
@require_POST
def review_shortcuts(request: SignedInRequest) -> HttpResponseBase:
    """Switch one's own single-key shortcuts on or off, and go on reading."""
    user, is_on = request.user, request.POST.get("shortcuts") == "on"
    change_settings(person=user, name=user.name, has_shortcuts=is_on, by=user, at=timezone.now())
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else "review:review_list")
