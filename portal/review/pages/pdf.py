"""The page that a reader sees until the PDF of a reviewed application is ready."""

import datetime
from dataclasses import dataclass

from django.urls import reverse

from grants.models import ReviewPDF

# Seconds until the page looks again: for each file ahead of this one, and at most.
FOR_EACH, AT_MOST = 3, 15


@dataclass(frozen=True)
class PDFPage:
    """The content of the page; `refresh` is the number of seconds until it refreshes, 0 for never."""

    reference: str
    heading: str
    sentences: tuple[str, ...]
    button: str
    print_address: str
    problem: str = ""
    is_waiting: bool = False
    refresh: int = 0


def pdf_page(
    reference: str,
    pdf: ReviewPDF | None,
    *,
    before: int,
    stays: bool,
    at: datetime.datetime,
    print_address: str = "",
) -> PDFPage:
    """The page for a PDF that no one requested (None), that waits behind `before` others, or that failed.

    `stays`: the reader doesn't want the page to refresh automatically. `print_address`: what can be printed instead,
    if not the print view of the review.
    """
    print_address = print_address or reverse("review:review_print", args=[reference])
    if pdf is None:
        sentence = "We make it when you ask for it. That takes a few seconds."
        return PDFPage(reference, "This PDF hasn’t been made yet", (sentence,), "Make the PDF", print_address)
    if not pdf.is_waiting:
        instead = "Open the print view, then print it or save it as a PDF from your browser."
        return PDFPage(
            reference, "The PDF couldn’t be made", (pdf.problem, instead), "Try again", print_address, pdf.problem
        )
    refresh = 0 if stays else min(FOR_EACH * (before + 1), AT_MOST)
    checks = f"This page checks again every {refresh} seconds and opens the PDF when it’s ready."
    sentences = [_progress(pdf, before, at), checks] if refresh else [_progress(pdf, before, at)]
    return PDFPage(
        reference,
        "The PDF isn’t ready yet",
        (*sentences, "You can leave this page and come back later."),
        "",
        print_address,
        is_waiting=True,
        refresh=refresh,
    )


def _progress(pdf: ReviewPDF, before: int, at: datetime.datetime) -> str:
    if pdf.started_at:
        seconds = max(0, round((at - pdf.started_at).total_seconds()))
        return f"We started making it {seconds} seconds ago. That usually takes less than 10 seconds."
    if pdf.problem:
        return f"{pdf.problem} We’ll try again within {pdf.attempts + 1} minutes."
    if before:
        return "One other PDF is ahead of it." if before == 1 else f"{before} other PDFs are ahead of it."
    return "It’s next in line."
