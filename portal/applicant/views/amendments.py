"""Proposing an amendment after a member left, sending it, and canceling it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from consortia.permissions import may_invite
from grants.actions.amendments import cancel_amendment, propose_continuing, propose_replacement, send_amendment
from grants.models import Amendment, Application, Participant
from grants.reads.amendments import (
    amendment_facts,
    departure_in,
    keys_to_sign,
    latest_version_of,
    participants_to_sign,
    possible_replacements,
    problems_with_lead_of_amended,
    signed_keys,
    unsigned_members,
)
from grants.rules.amendments import (
    NOT_THE_LEAD,
    led_activities,
    lines_of,
    problems_with_amending,
    problems_with_member,
    problems_with_sending,
)
from portal.applicant.forms.amendments import AmendmentForm, ContinueForm, ReplaceForm
from portal.applicant.views.applications import application_context, own_application
from portal.components.amendments import amendment_page
from portal.components.arrival import arrived_at
from portal.components.refusals import show_problems


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def amendment_continue(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Asks what becomes of the budget lines and activities of a member that left, then proposes to continue."""
    application, member = _member_of(request, reference, key)
    packet = latest_version_of(application).content
    others = [(p["key"], p["name"]) for p in packet["participants"] if p["key"] != key]
    form = ContinueForm(
        request.POST or None, lines=lines_of(packet, key), led=led_activities(packet, key), others=others
    )
    return _asked(request, application, member, form, propose_continuing, f"Continue without {member}")


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def amendment_replace(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Asks which member of the consortium takes the place of one that left, then proposes it."""
    application, member = _member_of(request, reference, key)
    found = possible_replacements(application, timezone.localdate())
    form = ReplaceForm(request.POST or None, members=[(k, str(one.member)) for k, one in found.items()])
    consortium = application.consortium
    inviting = may_invite(request.user, consortium, timezone.localdate())
    invite = reverse("membership:consortium_invite", args=[consortium.slug]) if inviting else ""
    return _asked(request, application, member, form, propose_replacement, f"Replace {member}", invite=invite)


@allow(signed_in)
@require_safe
def amendment_detail(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """What an amendment changes, who has to sign it, and how far it is."""
    application = own_application(request, reference)
    amendment = get_object_or_404(Amendment.objects.of(application), number=number)
    amendment.application = application
    signed = signed_keys(amendment)
    unsigned = unsigned_members(amendment, signed, timezone.localdate())
    own = keys_to_sign(participants_to_sign(application, amendment), request.user) & set(unsigned)
    context = application_context(request, application, "application_detail", f"Amendment {number}")
    leads = bool(context["may_submit"])
    context |= {
        "page": amendment_page(amendment, signed, list(unsigned.values())),
        "to_sign": [
            reverse("applicant:application_sign", args=[reference, key])
            for key in sorted(own)
            if amendment.is_waiting_for_signatures
        ],
        "may_send": leads and not _before_sending(amendment, list(unsigned.values())),
        "may_cancel": leads and amendment.is_open,
        "may_repeat": leads and amendment.is_outdated,
        "newest": amendment.newest,
    }
    return TemplateResponse(request, "applicant/amendment_detail.html", context)


@allow(signed_in)
@require_POST
def amendment_send(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Sends the amendment to the state."""
    return _done(request, reference, number, send_amendment, "We sent the amendment to the state office.")


@allow(signed_in)
@require_POST
def amendment_cancel(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Cancels the amendment."""
    return _done(
        request, reference, number, cancel_amendment, "You canceled the amendment. The application is unchanged."
    )


def _before_sending(amendment: Amendment, unsigned: list[str]) -> list[str]:
    return problems_with_sending(amendment.status, unsigned, is_current=not amendment.is_outdated)


def _done(
    request: SignedInRequest, reference: str, number: int, action: Callable[..., Amendment], done: str
) -> HttpResponse:
    application = own_application(request, reference)
    amendment = get_object_or_404(Amendment.objects.of(application), number=number)
    try:
        action(amendment=amendment, by=request.user, at=arrived_at(request))
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("applicant:amendment_detail", reference=reference, number=number)


def _member_of(request: SignedInRequest, reference: str, key: str) -> tuple[Application, Participant]:
    """The application and its member; 404 if nothing was submitted, or there is no such member."""
    application = own_application(request, reference)
    if application.first_submitted_at is None:
        raise Http404("This application was never submitted.")
    return application, get_object_or_404(application.participants, key=key)


def _asked(
    request: SignedInRequest,
    application: Application,
    member: Participant,
    form: AmendmentForm,
    action: Callable[..., Amendment],
    title: str,
    *,
    invite: str = "",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            amendment = action(
                application=application, key=member.key, **form.answer(), by=request.user, at=arrived_at(request)
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "You proposed the amendment. We emailed every member.")
            return redirect("applicant:amendment_detail", reference=application.reference, number=amendment.number)
    context = application_context(request, application, "application_detail", title)
    problems = [] if request.method == "POST" else _problems(application, member, may=bool(context["may_submit"]))
    context |= {"form": form, "member": member, "title": title, "problems": problems, "invite": invite}
    context["cancel"] = reverse("applicant:application_departures", args=[application.reference])
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "applicant/amendment_propose.html", context, status=status)


def _problems(application: Application, member: Participant, *, may: bool) -> list[str]:
    if not may:
        return [NOT_THE_LEAD]
    on = timezone.localdate()
    problems = problems_with_amending(amendment_facts(application), timezone.now())
    problems = problems or problems_with_lead_of_amended(application, on)
    has_left = departure_in(application, member.key, on) is not None
    return problems or problems_with_member(member.name, has_left=has_left, is_lead=member.is_lead)
