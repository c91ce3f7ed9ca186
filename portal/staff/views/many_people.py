"""Inviting many people to statewide roles: a list, its preview line by line, then all or none."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, administrators, allow
from accounts.actions.many_people import invite_people, preview_invitations
from accounts.refusals import Refusal
from portal.components.refusals import show_problems
from portal.staff.forms.many_people import InviteManyForm
from portal.staff.pages.many_people import invite_preview
from portal.staff.views.people import has_own_sign_in


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True, enabled=has_own_sign_in)
def people_invite(request: SignedInRequest) -> HttpResponse:
    """Reads a list, shows what each line does, and sends the invitations that the preview showed."""
    form, preview, at = InviteManyForm(request.POST or None, request.FILES or None), None, timezone.now()
    if form.is_valid():
        people = form.cleaned_data["people"]
        if request.POST.get("decision") == "send":
            try:
                count = len(invite_people(people=people, by=request.user, at=at))
            except Refusal as no:
                show_problems(form, no)
            else:
                messages.success(request, "We sent 1 invitation." if count == 1 else f"We sent {count} invitations.")
                return redirect("staff:person_list")
        problems = preview_invitations(people=people, by=request.user, at=at)
        preview = invite_preview(people, problems, form.cleaned_data["text"])
    if preview and not form.errors:
        form = InviteManyForm(initial={"rows": preview.text})
    return TemplateResponse(request, "staff/people_invite.html", {"form": form, "preview": preview})
