"""The outbox of the registrars and administrators, and everybody's own letters."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.access import SignedInRequest, allow, registrars, signed_in
from accounts.emails import INVITATION
from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from portal.staff.lists import EmailFilter

EMAILS_ON_A_PAGE = 50


@allow(registrars)
@require_safe
def email_list(request: SignedInRequest) -> HttpResponse:
    """The outbox: every letter that was written, and what became of it."""
    letters = EmailFilter(request.GET, OutgoingEmail.objects.visible_to(request.user).for_list())
    context = {
        "page": Paginator(letters.qs, EMAILS_ON_A_PAGE).get_page(request.GET.get("page")),
        "filter": letters,
        "trail": [("Letters", None)],
    }
    return TemplateResponse(request, "staff/email_list.html", context)


@allow(signed_in)
@require_safe
def my_messages(request: SignedInRequest) -> HttpResponse:
    """The letters to oneself, also those that never arrived."""
    letters = OutgoingEmail.objects.visible_to(request.user).addressed_to(request.user).for_list()
    context = {
        "page": Paginator(letters, EMAILS_ON_A_PAGE).get_page(request.GET.get("page")),
        "trail": [("My page", reverse("my:dashboard")), ("Letters to you", None)],
    }
    return TemplateResponse(request, "staff/my_messages.html", context)


@allow(signed_in)
@require_safe
def email_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One letter as it was written."""
    letter = get_object_or_404(OutgoingEmail.objects.visible_to(request.user).with_reader(), pk=pk)
    keeps_outbox = registrars(request.user)
    above = (
        ("Letters", reverse("staff:email_list")) if keeps_outbox else ("Letters to you", reverse("staff:my_messages"))
    )
    context = {
        "letter": letter,
        "keeps_outbox": keeps_outbox,
        "is_invitation": letter.kind == INVITATION,
        "trail": [above, (letter.subject, None)],
    }
    return TemplateResponse(request, "staff/email_detail.html", context)


@allow(registrars)
@require_POST
def email_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter leaves once more; an invitation with a new link."""
    letter = get_object_or_404(OutgoingEmail.objects.visible_to(request.user), pk=pk)
    try:
        letter = actions.resend_email(letter=letter, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"The letter to {letter.to} was handed over again. Below stands what became of it.")
    return redirect(letter)
