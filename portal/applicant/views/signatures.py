"""Requesting signatures, and signing for a member."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.signatures import open_signing, sign_application, signable_packet
from grants.permissions.application import check_can_sign, may
from grants.reads.packets import assurances_in, is_current, part_of
from grants.rules.sections import SIGNATURES
from portal.applicant.forms import SignatureForm
from portal.applicant.pages.navigation import ways_from
from portal.applicant.pages.signatures import (
    budget_to_sign,
    changes_since_signing,
    commitments_to_sign,
    signature_row,
    totals_to_sign,
)
from portal.applicant.views.applications import application_context, own_application
from portal.components.arrival import arrived_at
from portal.components.refusals import show_problems
from signing.rules import digest_of


@allow(signed_in)
@require_safe
def application_signatures(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who has signed, and what changed afterward."""
    application = own_application(request, reference)
    packet = signable_packet(application)
    own = set(application.participants.to_be_signed_by(request.user).values_list("key", flat=True))
    is_requested = application.signing_opened_at is not None
    members = []
    for member, signature in application.participants_signed():
        is_outdated = signature is not None and not is_current(packet, member.key, signature)
        asks = is_requested and member.key in own and (signature is None or is_outdated)
        members.append(signature_row(application, member, signature, is_outdated=is_outdated, asks_reader=asks))
    context = application_context(request, application, "application_signatures") | {
        "members": members,
        "ways": ways_from(SIGNATURES, reference),
    }
    return TemplateResponse(request, "applicant/application_signatures.html", context)


@allow(signed_in)
@require_POST
def signing_open(request: SignedInRequest, reference: str) -> HttpResponse:
    """Request the signatures of all members."""
    application = own_application(request, reference)
    try:
        open_signing(application=application, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Signatures requested. Members will see the request on their dashboard.")
    return redirect("applicant:application_signatures", reference=reference)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_sign(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """One member's part of the application, and the form to sign it."""
    application = own_application(request, reference)
    participant = get_object_or_404(application.participants.select_related("district", "school"), key=key)
    form = SignatureForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        try:
            sign_application(
                participant=participant,
                **form.cleaned_data,
                seen=request.POST.get("seen", ""),
                by=request.user,
                at=arrived_at(request),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"You signed for {participant}.")
            return redirect("applicant:application_signatures", reference=reference)
    packet = signable_packet(application)
    part = part_of(packet, key)
    signature = participant.signatures.last()
    before = signature.part if signature else None
    after = part_of(packet, key, version=signature.part_version) if signature else part
    may_sign = may(partial(check_can_sign, request.user, participant, timezone.localdate()))
    context = application_context(request, application, "application_signatures", f"Sign for {participant}") | {
        "participant": participant,
        "seen": digest_of(part),
        "changed": changes_since_signing(before, after, packet) if before else [],
        "commitments": commitments_to_sign(part),
        "budget_lines": budget_to_sign(part, packet),
        "totals": totals_to_sign(part),
        "assurances": assurances_in(packet),
        "form": form,
        "may_sign": may_sign and application.signing_opened_at is not None,
    }
    return TemplateResponse(request, "applicant/application_sign.html", context)
