"""A draft as reviewers would see it, for its members."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, signed_in
from grants.actions.findings import findings_before_submitting
from grants.models import Application, Version
from grants.permissions.application import reads_draft
from grants.reads.desk import read_before_submitting
from grants.reads.packets import facts_for_applicant, packet_of, signed_members_of
from grants.rules.reading import reading_of
from portal.review.pages.review import desk_page
from signing.rules import digest_of


@allow(signed_in)
@require_safe
def application_preview(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The print view of the review, made from the application as it is now."""
    own = Application.objects.taken_part_in_by(request.user).for_desk()
    application, now = get_object_or_404(own, reference=reference), timezone.now()
    if not reads_draft(request.user, application, timezone.localdate(now)):
        raise Http404("The reader’s member takes part no longer, so it doesn’t read the draft.")
    signed = signed_members_of(application)
    packet = packet_of(application, signed.members)
    reading = reading_of(packet, facts_for_applicant(application, packet, signed, at=now))
    version = Version(
        application=application,
        number=application.versions.count() + 1,
        sealed_at=now,
        sealed_by=request.user,
        digest=digest_of(packet),
        content=packet,
        reading=reading.as_json(),
    )
    findings = findings_before_submitting(version, reading.findings, at=now)
    page = desk_page(read_before_submitting(version, findings, request.user), reader="", at=now)
    page |= {"printed_at": now, "printed_for": request.user, "has_pdf": False, "is_preview": True}
    return TemplateResponse(request, "review/review_print.html", page)
