"""Asking the members to sign, and reading and signing one's part."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refused, Unready
from grants.actions import signatures
from grants.permissions.application import check_can_sign, may
from grants.reads.packets import part_of
from portal.applicant.forms import SignatureForm
from portal.applicant.views.applications import own_application, page, problems_of
from signing.rules import digest_of


@allow(signed_in)
@require_safe
def application_signatures(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who has signed, on what, and what changed since."""
    application = own_application(request, reference)
    packet = signatures.signable_packet(application)
    digests = {row["key"]: digest_of(part_of(packet, row["key"])) for row in packet["participants"]}
    mine = set(application.participants.to_be_signed_by(request.user).values_list("key", flat=True))
    is_asked = application.signing_opened_at is not None
    members = []
    for member, signed in application.participants_signed():
        is_outdated = signed is not None and digests.get(member.key) != signed.part_digest
        members.append((member, signed, is_outdated, is_asked and member.key in mine and (not signed or is_outdated)))
    context = page(request, application, "application_signatures") | {"members": members}
    return TemplateResponse(request, "applicant/application_signatures.html", context)


@allow(signed_in)
@require_POST
def signing_open(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask all members to sign."""
    application = own_application(request, reference)
    try:
        signatures.open_signing(application=application, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        messages.error(request, " ".join(problems_of(no)))
    else:
        messages.success(request, "Every member is now asked to sign its part. It stands on their page.")
    return redirect("applicant:application_signatures", reference=reference)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_sign(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """What concerns one member, word for word, and the place for its signature."""
    application = own_application(request, reference)
    participant = get_object_or_404(application.participants.select_related("district", "school"), key=key)
    form = SignatureForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        try:
            signatures.sign_application(
                participant=participant, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except (Refused, Unready) as no:
            form.add_error(None, list(problems_of(no)))
        else:
            messages.success(request, f"You have signed for {participant}.")
            return redirect("applicant:application_signatures", reference=reference)
    packet = signatures.signable_packet(application)
    may_sign = may(partial(check_can_sign, request.user, participant, timezone.localdate()))
    context = page(request, application, "application_signatures", f"Sign for {participant}") | {
        "participant": participant,
        "part": part_of(packet, key),
        "titles": {activity["key"]: activity["title"] for activity in packet["activities"]},
        "form": form,
        "may_sign": may_sign and application.signing_opened_at is not None,
    }
    return TemplateResponse(request, "applicant/application_sign.html", context)
