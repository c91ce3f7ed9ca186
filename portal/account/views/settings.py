"""A person's own settings."""

from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.access import SignedInRequest, allow, signed_in
from accounts.models import User
from accounts.refusals import Refusal
from portal.account.forms import SettingsForm
from portal.components.refusals import show_problems


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def my_settings(request: SignedInRequest) -> HttpResponse:
    """Name and keyboard shortcuts, with links to the password, two-step sign-in, and passkeys."""
    person = User.objects.visible_to(request.user).get(pk=request.user.pk)
    initial = {field: getattr(person, field) for field in ("name", "has_shortcuts", "has_daily_email")}
    form = SettingsForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.change_settings(person=person, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, _("Your settings have been saved."))
            return redirect("account:my_settings")
    # People of the sample state are invented, and so are their addresses.
    needs_verification = not person.sample_kind and not person.has_verified_address()
    context = {"form": form, "person": person, "needs_verification": needs_verification}
    return TemplateResponse(request, "account/my_settings.html", context)


@allow(signed_in)
@require_POST
def address_verify(request: SignedInRequest) -> HttpResponse:
    """Sends the link that verifies the person's address, at most every three minutes."""
    address = actions.address_to_verify(person=request.user, by=request.user)
    if not address.verified and not send_verification_email_to_address(request, address):
        messages.warning(request, _("We sent you a link a moment ago. Check your email, then try again in 3 minutes."))
    return redirect("account:my_settings")
