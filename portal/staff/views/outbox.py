"""The emails the portal sends, for registrars and administrators, and each person's own messages."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.access import SignedInRequest, administrators, allow, registrars, signed_in
from accounts.emails import INVITATION
from accounts.models import EmailState, OutgoingEmail, OutgoingEmailQuerySet
from accounts.permissions import readable_emails
from accounts.refusals import Refusal
from portal.components.lists import page_of
from portal.staff.lists import EmailFilter

EMAILS_ON_A_PAGE = 50


def _emails_of(request: SignedInRequest) -> OutgoingEmailQuerySet:
    """The emails that the user sees; of some, not the text."""
    return OutgoingEmail.objects.visible_to(request.user)


@allow(registrars)
@require_safe
def email_list(request: SignedInRequest) -> HttpResponse:
    """Every email and its status."""
    emails = EmailFilter(request.GET, _emails_of(request).for_list(readable_emails(request.user)), request=request)
    page = page_of(emails.qs, EMAILS_ON_A_PAGE, request)
    context = {
        "page": page,
        "filter": emails,
        "may_resend_all": request.GET.get("state") == EmailState.PROBLEM and page.paginator.count > 1,
        "can_edit_texts": administrators(request.user),
        "trail": [("Emails", None)],
    }
    return TemplateResponse(request, "staff/email_list.html", context)


@allow(signed_in)
@require_safe
def my_messages(request: SignedInRequest) -> HttpResponse:
    """Emails to the user, including those that were not sent."""
    emails = _emails_of(request).addressed_to(request.user).for_list(readable_emails(request.user))
    context = {
        "page": page_of(emails, EMAILS_ON_A_PAGE, request),
        "trail": [("My work", reverse("my:dashboard")), ("Messages", None)],
    }
    return TemplateResponse(request, "staff/my_messages.html", context)


@allow(signed_in)
@require_safe
def email_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One email."""
    email = get_object_or_404(_emails_of(request).with_recipients(readable_emails(request.user)), pk=pk)
    can_resend = registrars(request.user)
    above = ("Emails", reverse("staff:email_list")) if can_resend else ("Messages", reverse("staff:my_messages"))
    title = email.subject if email.is_readable else email.kind_label
    context = {
        "email": email,
        "can_resend": can_resend,
        "is_invitation": email.kind == INVITATION,
        "title": title,
        "trail": [above, (title, None)],
    }
    return TemplateResponse(request, "staff/email_detail.html", context)


@allow(registrars)
@require_POST
def email_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sends the email again; an invitation gets a new link."""
    email = get_object_or_404(_emails_of(request), pk=pk)
    try:
        email = actions.resend_email(email=email, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"The email to {email.to} is being sent again. See its status below.")
    return redirect(email)


@allow(registrars)
@require_POST
def email_resend_all(request: SignedInRequest) -> HttpResponse:
    """Sends every email that has a problem again."""
    count, problems = actions.resend_all_emails(by=request.user, at=timezone.now())
    if count:
        what = "1 email is" if count == 1 else f"{count:,} emails are"
        messages.success(request, f"{what} being sent again. This list gets shorter as they are sent.")
    for problem in problems:
        messages.error(request, problem)
    if not count and not problems:
        messages.info(request, "No email has a problem.")
    return redirect(f"{reverse('staff:email_list')}?state={EmailState.PROBLEM}")
