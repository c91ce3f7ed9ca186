"""A reviewed application on paper: the page to print, and the PDF that is made from it."""

import hashlib

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, desk_readers
from grants.actions.review_pdfs import NotDrawn, ask_for_pdf
from grants.models import ReviewPDF
from portal.review.files import PDF, can_make_pdf, pdf_of
from portal.review.pages.pdf import pdf_page
from portal.review.pages.review import Desk
from portal.review.views.desk import desk_of


@allow(desk_readers)
@require_safe
def review_print(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The reviewed application, to be printed."""
    page = desk_of(request, reference) | {"printed_at": timezone.now(), "printed_for": request.user}
    return TemplateResponse(request, "review/review_print.html", page | {"has_pdf": can_make_pdf()})


@allow(desk_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def review_pdf(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The same as a PDF: the one that is kept, or its progress. A POST requests it.

    The reader's page is rendered first, so the PDF always shows what this reader may see now.
    """
    page = desk_of(request, reference)
    if not can_make_pdf():
        return TemplateResponse(request, "review/review_no_pdf.html", {"reference": reference}, status=501)
    if request.method == "POST" and settings.WORKER:
        digest = hashlib.sha256(_printed(request, page).encode()).hexdigest()
        at = timezone.now()
        ask_for_pdf(
            version=page["version"], page_digest=digest, page=_printed(request, page, at), by=request.user, at=at
        )
    if request.method == "POST":
        return redirect(request.get_full_path())
    return _kept(request, page) if settings.WORKER else _draw_now(request, page)


def _printed(request: SignedInRequest, page: Desk, at: object = None) -> str:
    """The page to draw; without `at`, it is the same for all who see the same."""
    printed = {"printed_at": at, "printed_for": None, "has_pdf": False}
    answer = TemplateResponse(request, "review/review_print.html", page | printed)
    return answer.render().content.decode()


def _draw_now(request: SignedInRequest, page: Desk) -> HttpResponse:
    at, reference = timezone.now(), page["application"].reference
    try:
        content = pdf_of(_printed(request, page, at))
    except NotDrawn as no:
        return _page(request, ReviewPDF(asked_at=at, problem=str(no)), page, status=503)
    return PDF(content, filename=f"{reference}.pdf")


def _kept(request: SignedInRequest, page: Desk) -> HttpResponse:
    digest = hashlib.sha256(_printed(request, page).encode()).hexdigest()
    pdf = ReviewPDF.objects.of_page(page["version"], digest).first()
    if pdf is not None and pdf.content is not None:
        return PDF(bytes(pdf.content), filename=f"{page['application'].reference}.pdf")
    return _page(request, pdf, page, status=202 if pdf and pdf.is_waiting else 200)


def _page(request: SignedInRequest, pdf: ReviewPDF | None, page: Desk, *, status: int) -> HttpResponse:
    reference = page["application"].reference
    desk, number = reverse("review:review_desk", args=[reference]), page["version"].number
    here = f"{reverse('review:review_pdf', args=[reference])}?version={number}"
    before = ReviewPDF.objects.waiting_before(pdf).count() if pdf and pdf.is_waiting else 0
    shown = pdf_page(reference, pdf, before=before, stays="stay" in request.GET, at=timezone.now())
    answer = TemplateResponse(
        request,
        "review/review_pdf.html",
        {
            "page": shown,
            "check_address": here,
            "stay_address": f"{here}&stay=1",
            "trail": [("Reviews", reverse("review:review_list")), (reference, desk), ("PDF", None)],
        },
        status=status,
    )
    if shown.refresh:
        answer["Refresh"] = f"{shown.refresh}; url={here}"
    return answer
