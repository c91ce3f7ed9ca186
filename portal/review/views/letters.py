"""Decision letters: officials read and change them before the release; members read them after it."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, round_keepers, signed_in
from accounts.refusals import Refusal
from grants.actions.letters import edit_letter
from grants.actions.review_pdfs import NotDrawn, ask_for_letter_pdf
from grants.models import BoardDecision, DecisionLetter, Participant, ReviewPDF
from grants.models.letter import drafts_open_to
from grants.reads.letters import edits_of_part, letters_in_round, letters_of, member_pages_for
from grants.rules.letters import with_edits
from portal.components.refusals import show_problems
from portal.review.files import PDF, can_make_pdf, pdf_of
from portal.review.forms.letters import LetterEditForm
from portal.review.pages.letters import (
    LetterPage,
    draft_groups,
    edit_history,
    letter_list_page,
    letter_page,
    names_in,
    part_heading,
)
from portal.review.pages.pdf import pdf_page
from portal.review.views.scorers import published_round, round_trail


@allow(round_keepers)
@require_safe
def letter_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """The letters of a round, with the count of what the next release sends."""
    competition = published_round(request, slug)
    board = ("Board decisions", reverse("review:board_list", args=[slug]))
    context = {
        "page": letter_list_page(competition.name, letters_in_round(competition, request.user)),
        "trail": round_trail(competition, board, ("Decision letters", None)),
    }
    return TemplateResponse(request, "review/letter_list.html", context)


@allow(round_keepers)
@require_safe
def letter_draft(request: SignedInRequest, slug: str, reference: str) -> HttpResponse:
    """A letter before it is sent, with the page of each member and what officials changed."""
    decision = _open_draft(request, slug, reference)
    built = letters_of([decision], timezone.now())[decision.pk]
    context = {
        "reference": reference,
        "groups": draft_groups(decision.application, built, names_in(built)),
        "trail": _trail(decision, (reference, None)),
    }
    return TemplateResponse(request, "review/letter_draft.html", context)


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def letter_edit(request: SignedInRequest, slug: str, reference: str) -> HttpResponse:
    """Reword a part of a letter."""
    decision, key = _open_draft(request, slug, reference), request.GET.get("part", "")
    built = letters_of([decision], timezone.now())[decision.pk]
    part = next((one for one in with_edits(built.parts, built.edits) if one.key == key and not one.is_fixed), None)
    if part is None:
        raise Http404("No part of this decision letter that can be changed has this name.")
    draft = reverse("review:letter_draft", args=[slug, reference])
    form = LetterEditForm(
        request.POST if request.method == "POST" else None, initial={"text": part.text, "seen": part.text}
    )
    if form.is_valid():
        try:
            edit_letter(decision=decision, part=key, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The decision letter was changed. The original stays in the history.")
            return redirect(draft)
    context = {
        "heading": part_heading(part, names_in(built)),
        "original": next(one.text for one in built.parts if one.key == key).splitlines(),
        "history": edit_history(edits_of_part(decision, key)),
        "form": form,
        "back": draft,
        "trail": _trail(decision, (reference, draft), ("Change a part", None)),
    }
    return TemplateResponse(request, "review/letter_edit.html", context, status=422 if form.errors else 200)


def _open_draft(request: SignedInRequest, slug: str, reference: str) -> BoardDecision:
    """The decision whose letter isn't sent yet and is open to this official; 404 for any other."""
    competition = published_round(request, slug)
    drafts = drafts_open_to(request.user).of_round(competition).unreleased().for_record()
    return get_object_or_404(drafts, application__reference=reference)


def _trail(decision: BoardDecision, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    competition = decision.application.competition
    board = reverse("review:board_list", args=[competition.slug])
    letters = reverse("review:letter_list", args=[competition.slug])
    return round_trail(competition, ("Board decisions", board), ("Decision letters", letters), *last)


# ---- as it was sent ----


@allow(signed_in)
@require_safe
def decision_letter(request: SignedInRequest, reference: str) -> HttpResponse:
    """The letter about the decision that was released last, with links to the reader's pages of members."""
    letter, members, _ = _sent(request, reference)
    return _letter(request, letter_page(letter, members, None))


@allow(signed_in)
@require_safe
def member_letter(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """The page of one member."""
    letter, members, member = _sent(request, reference, key)
    return _letter(request, letter_page(letter, members, member))


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def decision_letter_pdf(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The letter as a PDF, or its progress. A POST requests it."""
    letter, members, _ = _sent(request, reference)
    return _pdf(request, letter, letter_page(letter, members, None))


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def member_letter_pdf(request: SignedInRequest, reference: str, key: str) -> HttpResponseBase:
    """The page of one member as a PDF, in the same way."""
    letter, members, member = _sent(request, reference, key)
    return _pdf(request, letter, letter_page(letter, members, member))


def _sent(
    request: SignedInRequest, reference: str, key: str = ""
) -> tuple[DecisionLetter, list[Participant], Participant | None]:
    """The letter, the members whose page the reader can open, and the one with that key; else 404."""
    letter = DecisionLetter.objects.visible_to(request.user).about(reference).first()
    if letter is None:
        raise Http404("We couldn’t find this decision letter.")
    members = [one for one in member_pages_for(request.user, letter.application) if letter.has_page_for(one.key)]
    member = next((one for one in members if one.key == key), None)
    if key and member is None:
        raise Http404("Page not found.")
    return letter, members, member


def _letter(request: SignedInRequest, page: LetterPage) -> HttpResponse:
    return TemplateResponse(request, "review/decision_letter.html", {"page": page, "trail": page.trail})


def _pdf(request: SignedInRequest, letter: DecisionLetter, page: LetterPage) -> HttpResponseBase:
    if not can_make_pdf():
        return redirect(page.address)
    printed = TemplateResponse(request, "review/letter_print.html", {"page": page}).render().content.decode()
    name, at = f"{page.file_name}.pdf", timezone.now()
    if not settings.WORKER:
        try:
            return PDF(pdf_of(printed), filename=name)
        except NotDrawn as no:
            return _progress(request, ReviewPDF(asked_at=at, problem=str(no)), page, status=503)
    if request.method == "POST":
        ask_for_letter_pdf(letter=letter, page=printed, by=request.user, at=at)
        return redirect(request.path)
    digest = hashlib.sha256(printed.encode()).hexdigest()
    pdf = ReviewPDF.objects.of_page(letter.version, digest).first()
    if pdf is not None and pdf.content is not None:
        return PDF(bytes(pdf.content), filename=name)
    return _progress(request, pdf, page, status=202 if pdf and pdf.is_waiting else 200)


def _progress(request: SignedInRequest, pdf: ReviewPDF | None, page: LetterPage, *, status: int) -> HttpResponse:
    before = ReviewPDF.objects.waiting_before(pdf).count() if pdf and pdf.is_waiting else 0
    shown = pdf_page(
        page.reference, pdf, before=before, stays="stay" in request.GET, at=timezone.now(), print_address=page.address
    )
    context = {
        "page": shown,
        "check_address": page.pdf_address,
        "stay_address": f"{page.pdf_address}?stay=1",
        "trail": [*page.trail[:-1], (page.trail[-1][0], page.address), ("PDF", None)],
    }
    answer = TemplateResponse(request, "review/review_pdf.html", context, status=status)
    if shown.refresh:
        answer["Refresh"] = f"{shown.refresh}; url={page.pdf_address}"
    return answer
