"""A person's own settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.access import SignedInRequest, allow, signed_in
from accounts.models import User
from portal.account.forms import SettingsForm


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def my_settings(request: SignedInRequest) -> HttpResponse:
    """Name and keyboard shortcuts, with links to the password, two-step sign-in, and passkeys."""
    person = User.objects.visible_to(request.user).get(pk=request.user.pk)
    form = SettingsForm(request.POST or None, initial={"name": person.name, "has_shortcuts": person.has_shortcuts})
    if form.is_valid():
        actions.change_settings(person=person, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your settings have been saved."))
        return redirect("account:my_settings")
    return TemplateResponse(request, "account/my_settings.html", {"form": form, "person": person})
