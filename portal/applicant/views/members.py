"""The members of a draft: who takes part, beside who is a member of the consortium today."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.members import add_member, remove_member, update_members
from grants.permissions.application import roles_in_lead
from grants.reads.members import members_today
from grants.rules.sections import MEMBERS
from portal.applicant.forms import RemovalForm
from portal.applicant.pages.members import members_page, what_goes
from portal.applicant.pages.navigation import ways_from
from portal.applicant.views.applications import application_context, own_application, own_draft
from portal.applicant.views.sections import section_context
from portal.applicant.views.submitted import submitted_section


@allow(signed_in)
@require_safe
def application_members(request: SignedInRequest, reference: str) -> HttpResponse:
    """The members of the application, and the consortium’s members that don’t take part."""
    application = own_application(request, reference)
    roles = roles_in_lead(request.user, application, timezone.localdate())
    context = application_context(request, application, "application_members", roles=roles)
    context |= section_context(request, application, MEMBERS, roles)
    if not context["reads_draft"] and (submitted := submitted_section(request, application, MEMBERS, context)):
        return submitted
    today = members_today(application, timezone.localdate())
    context["page"] = members_page(application, today, may_edit=bool(context["may_edit"]))
    context["ways"] = ways_from(MEMBERS, reference)
    return TemplateResponse(request, "applicant/members_list.html", context)


@allow(signed_in)
@require_POST
def member_add(request: SignedInRequest, reference: str) -> HttpResponse:
    """Add a member of the consortium to the application."""
    application = own_draft(request, reference)
    try:
        added = add_member(application=application, key=request.POST.get("key", ""), by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{added} is now in this application.")
    return redirect("applicant:application_members", reference=reference)


@allow(signed_in)
@require_POST
def members_update(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take over the registry’s names and start dates."""
    application = own_draft(request, reference)
    try:
        update_members(application=application, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Names and start dates now match the registry.")
    return redirect("applicant:application_members", reference=reference)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def member_remove(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Asks for confirmation, then removes a member from the application."""
    application = own_draft(request, reference)
    rows = members_today(application, timezone.localdate()).participants
    row = next((row for row in rows if row.participant.key == key), None)
    if row is None:
        raise Http404("We couldn’t find that member in this application.")
    problems: tuple[str, ...] = ()
    form = RemovalForm(request.POST or None) if row.has_signed else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            remove_member(participant=row.participant, reason=reason, by=request.user, at=timezone.now())
        except Refusal as no:
            problems = no.problems
        else:
            messages.success(request, f"{row.participant.name} was removed.")
            return redirect("applicant:application_members", reference=reference)
    context = application_context(request, application, "application_members", "Remove a member") | {
        "question": f"Remove {row.participant.name} from this application?",
        "consequence": what_goes(row.participant.commitments.count(), has_signed=row.has_signed),
        "button": "Remove member",
        "cancel": reverse("applicant:application_members", args=[reference]),
        "problems": problems,
        "form": form,
    }
    return TemplateResponse(request, "applicant/member_remove.html", context, status=409 if problems else 200)
