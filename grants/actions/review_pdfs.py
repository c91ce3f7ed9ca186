"""PDFs of reviewed applications and decision letters: requested by readers, drawn by the worker, kept a month."""

import datetime
import hashlib
from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from accounts.refusals import Refused, Unready
from grants.actions.sealed_packets import seal_packet
from grants.models import Application, DecisionLetter, ReviewPDF, SealedPacket, Version
from grants.reads.stored_files import are_available
from grants.rules.packet_file import attached_to

# How long a PDF stays with a worker that was killed; longer than one drawing may take.
LEASE = datetime.timedelta(minutes=3)
MOST_TRIES = 3
# They can be drawn again at any time, so those that no one has requested lately are removed.
KEPT_FOR = datetime.timedelta(days=30)
ENDED_EARLY = "The program that makes PDFs stopped every time before it finished."


class NotDrawn(Exception):
    """A page couldn't be drawn; the message says why."""


@transaction.atomic
def ask_for_pdf(*, version: Version, page_digest: str, page: str, by: User, at: datetime.datetime) -> ReviewPDF:
    """The PDF of this page: one that is kept or waiting, or a new one for the worker. Raises Refused.

    One that failed is tried again.
    """
    if not Application.objects.on_desk_of(by).filter(pk=version.application_id).exists():
        raise Refused("You can’t read this application.")
    return _asked(version, page_digest, page, at)


@transaction.atomic
def ask_for_letter_pdf(*, letter: DecisionLetter, page: str, by: User, at: datetime.datetime) -> ReviewPDF:
    """Request a PDF of a sent decision letter, or of one member's page of it. Raises Refused."""
    if not DecisionLetter.objects.visible_to(by).filter(pk=letter.pk).exists():
        raise Refused("You can’t read this decision letter.")
    return _asked(letter.version, hashlib.sha256(page.encode()).hexdigest(), page, at)


def _asked(version: Version, page_digest: str, page: str, at: datetime.datetime) -> ReviewPDF:
    pdf, is_new = ReviewPDF.objects.select_for_update().get_or_create(
        version=version, page_digest=page_digest, defaults={"page": page, "asked_at": at, "next_try_at": at}
    )
    return pdf if is_new else _asked_again(pdf, page, at)


@transaction.atomic
def ask_for_packet(*, version: Version, page: str, by: User, at: datetime.datetime) -> ReviewPDF | None:
    """Have the worker make the sealed packet of this version; None if it is already made. Raises Refused or Unready.

    `page` is what its PDF shows. Everyone who may read the version may ask: the packet is the same for all.
    """
    if not Application.objects.visible_to(by).filter(pk=version.application_id).exists():
        raise Refused("You can’t read this application.")
    if SealedPacket.objects.of(version) is not None:
        return None
    if not are_available([digest for _, digest in attached_to(version.content)]):
        raise Unready("Some attachments haven’t been scanned for viruses yet, or didn’t pass. Try again later.")
    digest = hashlib.sha256(page.encode()).hexdigest()
    pdf, is_new = ReviewPDF.objects.select_for_update().get_or_create(
        version=version,
        is_of_record=True,
        defaults={"page_digest": digest, "page": page, "asked_at": at, "next_try_at": at},
    )
    return pdf if is_new else _asked_again(pdf, page, at)


def _asked_again(pdf: ReviewPDF, page: str, at: datetime.datetime) -> ReviewPDF:
    pdf.asked_at = pdf.asked_at if pdf.is_waiting else at
    if pdf.problem and not pdf.is_waiting:
        pdf.page, pdf.attempts, pdf.next_try_at, pdf.problem = page, 0, at, ""
    pdf.save(update_fields=["asked_at", "page", "attempts", "next_try_at", "problem"])
    return pdf


def remove_old_pdfs(*, at: datetime.datetime) -> None:
    """Remove the PDFs that no one has requested for a month."""
    old = ReviewPDF.objects.asked_before(at - KEPT_FOR)
    if old.exists():  # most often there is none, and SQLite needs no lock to see that
        old.delete()


def draw_next_pdf(*, draw: Callable[[str], bytes], clock: Callable[[], datetime.datetime]) -> bool:
    """Draw the PDF that waited longest and keep it; False if none is due.

    One that can't be drawn is tried again, up to three times. So is one whose worker was killed.
    """
    pdf = _take(clock())
    if pdf is None:
        return False
    if pdf.attempts > MOST_TRIES:
        _give_up(pdf, pdf.problem or ENDED_EARLY)
        return True
    mine = ReviewPDF.objects.filter(pk=pdf.pk, next_try_at=pdf.next_try_at)
    try:
        content = draw(pdf.page)
    except NotDrawn as no:
        if pdf.attempts == MOST_TRIES:
            _give_up(pdf, str(no))
        else:
            later = clock() + datetime.timedelta(minutes=pdf.attempts)
            mine.update(next_try_at=later, started_at=None, problem=str(no)[:300])
        return True
    if pdf.is_of_record:
        seal_packet(pdf, content, at=clock())
        return True
    digest = hashlib.sha256(content).hexdigest()
    mine.update(content=content, digest=digest, page="", problem="", started_at=None, next_try_at=None)
    return True


def _take(at: datetime.datetime) -> ReviewPDF | None:
    """The first that is due, kept from other workers for a while. Committed before anything is drawn."""
    if not ReviewPDF.objects.due(at).exists():  # most often there is none, and SQLite needs no lock to see that
        return None
    with transaction.atomic():
        pdf = ReviewPDF.objects.due(at).select_for_update(skip_locked=True).defer("content").first()
        if pdf is not None:
            pdf.attempts, pdf.started_at, pdf.next_try_at = pdf.attempts + 1, at, at + LEASE
            pdf.save(update_fields=["attempts", "started_at", "next_try_at"])
    return pdf


def _give_up(pdf: ReviewPDF, problem: str) -> None:
    mine = ReviewPDF.objects.filter(pk=pdf.pk, next_try_at=pdf.next_try_at)
    mine.update(next_try_at=None, started_at=None, page="", problem=problem[:300])
