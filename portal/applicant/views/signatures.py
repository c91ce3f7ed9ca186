"""Requesting signatures, and signing for a member."""

import datetime
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal, reason_against
from grants.actions.signatures import open_signing, sign_application, signable_packet
from grants.actions.signing_requests import decline_signing, request_signature
from grants.models import Amendment, Application, Participant, SigningRequest
from grants.permissions.application import check_can_edit, check_can_sign, may, reads_draft
from grants.reads.amendments import (
    is_signature_requested,
    keys_to_sign,
    last_signature_of,
    last_signatures,
    latest_version_of,
    open_amendment_of,
    participants_to_sign,
    signed_members_for,
)
from grants.reads.checks import findings_as_submitted
from grants.reads.packets import Packet, facts_for_applicant, is_current
from grants.reads.signing import (
    departure_before_signing,
    requests_since_signing,
    signers_of,
    undelivered,
    words_signed_before,
)
from grants.reads.wanted_signatures import is_asked_again, is_wanted_of, left_before_signing
from grants.rules.collaboration.findings import Finding
from grants.rules.sections import SIGNATURES
from grants.rules.signing import warnings_before_signing
from grants.states import LOCKED
from portal.applicant.forms import DeclineForm, SignatureForm, SignatureRequestForm
from portal.applicant.pages.navigation import ways_from
from portal.applicant.pages.sections import section_findings
from portal.applicant.pages.signatures import (
    notice_of,
    part_to_sign,
    request_in_words,
    sign_by_in_words,
    signature_row,
    signing_progress,
)
from portal.applicant.views.applications import application_context, live_reading, own_application
from portal.components.arrival import arrived_at
from portal.components.refusals import show_problems


def _to_sign(application: Application, *, reads: bool) -> Packet:
    """What signers sign now; while the draft is open, what was submitted for a reader who doesn’t read the draft."""
    if reads or application.status in LOCKED:
        return signable_packet(application)
    return latest_version_of(application).content


def _with_findings(application: Application, at: datetime.datetime, *, reads: bool) -> tuple[Packet, list[Finding]]:
    """The same with the findings of which the overview counts those about signatures."""
    if application.is_sealed(at) or not reads:
        return _to_sign(application, reads=reads), findings_as_submitted(application, at)
    draft, reading = live_reading(application)
    return draft if application.is_open_for_writing else signable_packet(application), reading.findings


@allow(signed_in)
@require_safe
def application_signatures(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who has signed, and what changed afterward."""
    application = own_application(request, reference)
    now, amendment = timezone.now(), open_amendment_of(application)
    reads = reads_draft(request.user, application, timezone.localdate(now))
    packet, findings = _with_findings(application, now, reads=reads)
    members_to_sign = participants_to_sign(application, amendment)
    if not reads:
        submitted = {row["key"] for row in packet["participants"]}
        members_to_sign = [one for one in members_to_sign if one.key in submitted]
    own = keys_to_sign(members_to_sign, request.user)
    leads = may(partial(check_can_edit, request.user, application, timezone.localdate()))
    latest_signatures = last_signatures(application, amendment)
    signed = [(member, latest_signatures.get(member.pk)) for member in members_to_sign]
    signers = signers_of([member for member, _ in signed], timezone.localdate()) if leads else {}
    requests = requests_since_signing(application, signed) if leads else {}
    failed = undelivered(requests.values())
    members = []
    is_asked = leads and is_asked_again(application, now)
    left = left_before_signing(application, members_to_sign, timezone.localdate())
    for member, signature in signed:
        current = is_current(packet, member.key, signature)
        is_outdated, why_not = signature is not None and not current, left.get(member.key, "")
        is_wanted = is_wanted_of(member, is_current=current, has_left=bool(why_not))
        latest = requests.get(member.pk)
        progress = signing_progress(
            member, signature, latest, is_outdated=is_outdated,
            is_requested=is_signature_requested(application, amendment, member.key),
            is_undelivered=latest is not None and latest.pk in failed, has_left=bool(why_not),
            signers=signers[member.pk], at=now,
        ) if leads else None  # fmt: skip
        notice = notice_of(
            is_outdated=is_outdated and is_wanted, left=why_not, leads=leads, is_asked=is_asked, request=latest
        )
        asks = is_wanted and member.key in own
        row = signature_row(
            application, member, signature, notice=notice, asks_reader=asks, progress=progress
        )  # fmt: skip
        members.append(row)
    context = application_context(request, application, "application_signatures") | {
        "members": members,
        "sign_by": sign_by_in_words(application),
        "found": section_findings(SIGNATURES, findings),
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
        messages.success(
            request,
            "Signatures requested. We emailed the authorized signers on record; they also see it in My work.",
        )
    return redirect("applicant:application_signatures", reference=reference)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_sign(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """One member's part of the application, and the form to sign it."""
    application = own_application(request, reference)
    amendment = open_amendment_of(application)
    participant = _member_to_sign(application, amendment, key)
    before = {} if request.POST else words_signed_before(participant, request.user)
    form = SignatureForm(request.POST or None, initial={"name": request.user.name} | before)
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
    now = timezone.now()
    packet = _to_sign(application, reads=reads_draft(request.user, application, timezone.localdate(now)))
    if key not in {row["key"] for row in packet["participants"]}:
        raise Http404("This member isn’t in what the reader reads.")
    facts = facts_for_applicant(application, packet, signed_members_for(application, amendment), at=now)
    warnings = warnings_before_signing(packet, facts, key)
    may_sign = may(partial(check_can_sign, request.user, participant, timezone.localdate()))
    left = departure_before_signing(participant, timezone.localdate())
    is_requested = is_signature_requested(application, amendment, key)
    context = application_context(request, application, "application_signatures", f"Sign for {participant}") | {
        "participant": participant,
        "part": part_to_sign(application, packet, key, last_signature_of(participant), warnings=warnings, at=now),
        "whole": reverse("applicant:application_plan", args=[reference]),
        "amendment": amendment if amendment and key in amendment.touched else None,
        "form": form,
        "may_decline": SigningRequest.objects.to_sign_for(participant).open_to(request.user).exists(),
        "may_sign": may_sign and is_requested and left is None,
        "is_requested": is_requested,
        "no_signature": left.no_signature if left else "",
    }
    return TemplateResponse(request, "applicant/application_sign.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_decline(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Declines, with a reason, to sign for a member; only people who were asked by email."""
    application = own_application(request, reference)
    participant = _member_to_sign(application, open_amendment_of(application), key)
    open_requests = SigningRequest.objects.for_signing().to_sign_for(participant).open_to(request.user)
    signing = open_requests.first()
    if signing is None:
        raise Http404
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        try:
            decline_signing(request=signing, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"You declined to sign for {participant}. We told the lead district why.")
            return redirect("applicant:application_signatures", reference=reference)
    context = application_context(request, application, "application_signatures", "Decline to sign") | {
        "participant": participant,
        "form": form,
        "cancel": reverse("applicant:application_sign", args=[reference, key]),
    }
    return TemplateResponse(request, "applicant/sign_decline.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def signature_request(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Emails one of the member's authorized signers again, or another one; shows what became of earlier emails."""
    application = own_application(request, reference)
    participant = _member_to_sign(application, open_amendment_of(application), key)
    if reason := reason_against(partial(check_can_edit, request.user, application, timezone.localdate())):
        messages.error(request, reason)
        return redirect("applicant:application_signatures", reference=reference)
    signers = signers_of([participant], timezone.localdate())[participant.pk]
    form = SignatureRequestForm(request.POST or None, signers=signers)
    if form.is_valid():
        appointment = form.cleaned_data["signer"]
        try:
            request_signature(participant=participant, appointment=appointment, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"We emailed {appointment.user.name}.")
            return redirect("applicant:application_signatures", reference=reference)
    requests = list(SigningRequest.objects.to_sign_for(participant).newest_first())
    failed = undelivered(requests)
    title, left = f"Ask {participant} to sign", departure_before_signing(participant, timezone.localdate())
    context = application_context(request, application, "application_signatures", title) | {
        "participant": participant,
        "form": form,
        "no_signature": left.no_signature if left else "",
        "has_signers": bool(signers),
        "history": [request_in_words(one, is_undelivered=one.pk in failed) for one in requests],
        "cancel": reverse("applicant:application_signatures", args=[reference]),
    }
    return TemplateResponse(request, "applicant/signature_request.html", context)


def _member_to_sign(application: Application, amendment: Amendment | None, key: str) -> Participant:
    """The member of that key, if it signs; 404 also for one that left, while an amendment takes it out."""
    for member in participants_to_sign(application, amendment):
        if member.key == key:
            return member
    raise Http404
