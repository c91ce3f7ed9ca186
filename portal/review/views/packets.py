"""The sealed packet of a submitted version, for everyone who may read it: its page, and the file."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Unready
from grants.actions.review_pdfs import ask_for_packet, draw_next_pdf
from grants.models import Application, ReviewPDF, SealedPacket, Version
from grants.reads.desk import read_as_sealed
from grants.reads.packet_files import parts_of
from grants.rules.citable import requested_in
from grants.rules.packet_file import chunks_of, receipt_number
from portal.review.files import can_make_pdf, pdf_of
from portal.review.pages.packets import sealed_packet_page
from portal.review.pages.pdf import pdf_page
from portal.review.pages.review import desk_page


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def sealed_packet(request: SignedInRequest, reference: str, number: int) -> HttpResponseBase:
    """What is in the packet, with its digest and the file; a POST requests it."""
    application, version = _submitted(request, reference, number)
    here = request.path
    if request.method == "POST":
        if can_make_pdf():
            page = _as_sealed(request, application, version)
            try:
                drawing = ask_for_packet(version=version, page=page, by=request.user, at=timezone.now())
            except Unready as no:
                messages.error(request, str(no))
                return redirect(here)
            if drawing is not None and not settings.WORKER:
                draw_next_pdf(draw=pdf_of, clock=timezone.now)
        return redirect(here)
    packet = SealedPacket.objects.of(version)
    drawing = None if packet else ReviewPDF.objects.of_record(version).first()
    before = ReviewPDF.objects.waiting_before(drawing).count() if drawing and drawing.is_waiting else 0
    shown = pdf_page(reference, drawing, before=before, stays="stay" in request.GET, at=timezone.now())
    context = {
        "page": sealed_packet_page(reference, version, packet),
        "progress": None if packet else shown,
        "can_make": can_make_pdf(),
        "check_address": here,
        "stay_address": f"{here}?stay=1",
        "trail": [(reference, application.get_absolute_url()), ("Submission packet", None)],
    }
    answer = TemplateResponse(request, "review/sealed_packet.html", context)
    if not packet and shown.refresh:
        answer["Refresh"] = f"{shown.refresh}; url={here}"
    return answer


@allow(signed_in)
@require_safe
def packet_file(request: SignedInRequest, reference: str, number: int) -> HttpResponseBase:
    """The packet itself: always a download, sent part by part."""
    _, version = _submitted(request, reference, number)
    packet = SealedPacket.objects.with_version(version)
    if packet is None:
        return redirect(reverse("review:sealed_packet", args=[reference, number]))
    answer = StreamingHttpResponse(chunks_of(parts_of(packet)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{receipt_number(reference, number)}.zip"'
    answer["Content-Length"] = str(packet.size)
    answer["Content-Encoding"] = "identity"  # the bytes are sent as they are: their digest is on the page
    return answer


def _submitted(request: SignedInRequest, reference: str, number: int) -> tuple[Application, Version]:
    """The application, and its version with that number; 404 if the reader can't see it."""
    application = get_object_or_404(Application.objects.visible_to(request.user).for_desk(), reference=reference)
    version = application.versions.numbered(number)
    if version is None:
        raise Http404("This version was never submitted.")
    return application, version


def _as_sealed(request: SignedInRequest, application: Application, version: Version) -> str:
    """The version as its PDF shows it: the same for everyone, without anything that came later."""
    rows = read_as_sealed(application, version)
    page = desk_page(rows, reader="", at=version.sealed_at, is_highlighted=False)
    page |= {
        "receipt": receipt_number(application.reference, version.number),
        "requested": f"${requested_in(version.content):,}",
        "signed": rows.signatures.values(),
    }
    return TemplateResponse(request, "review/sealed_print.html", page).render().content.decode()
