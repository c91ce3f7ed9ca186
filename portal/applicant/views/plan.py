"""All answers on one page, saving an answer while it is written, and the partners."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.plan import add_partner, remove_partner
from grants.actions.writing import SavedMeanwhile, save_answer, save_answers
from grants.models import Application, Partner
from grants.permissions.application import reads_draft
from grants.reads.checks import reading_as_submitted
from grants.rules.sections import PARTNERS, key_of_answer
from grants.rules.texts import count_words
from grants.states import LOCKED
from portal.applicant.forms import PartnerForm
from portal.applicant.pages.findings import MOST_IN_MARGIN, findings_summary
from portal.applicant.pages.plan import answer_rows
from portal.applicant.views.applications import application_context, live_reading, own_application, own_draft
from portal.applicant.views.submitted import submitted_in

# Signed out here and signed in as someone else: what one person typed is not saved in the name of the other.
OTHER_PERSON = "Someone else is now signed in on this browser. Sign in as yourself. Your answer is still here."


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_plan(request: SignedInRequest, reference: str) -> HttpResponse:
    """The narrative and the partners. A POST saves every answer on the page that has changed."""
    application = own_application(request, reference)
    problems: dict[int, tuple[str, ...]] = {}
    texts = _texts_of(request)
    if request.method == "POST":
        try:
            refused = save_answers(application=application, texts=texts, by=request.user, at=timezone.now())
            problems = {position: no.problems for position, no in refused.items()}
        except Refusal as no:
            problems = dict.fromkeys(texts, no.problems)
        if not problems:
            messages.success(request, "Your answers were saved.")
            return redirect("applicant:application_plan", reference=reference)
    reads = reads_draft(request.user, application, timezone.localdate())
    reading = live_reading(application)[1] if reads else reading_as_submitted(application, timezone.now())[1]
    submitted, partners = _submitted(application, reads=reads)
    context = application_context(request, application, "application_detail", "All answers") | {
        "answers": answer_rows(application, texts if problems else {}, problems, submitted),
        "partners": application.partners.all() if partners is None else partners,
        "partner_form": PartnerForm(),
        "findings": findings_summary(reading, MOST_IN_MARGIN),
        "has_problems": bool(problems),
    }
    return TemplateResponse(request, "applicant/application_plan.html", context, status=409 if problems else 200)


@allow(signed_in)
@require_POST
def answer_save(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """Save one answer while it is written. Replies in JSON, with the saved answer if it is another one."""
    application = own_application(request, reference)
    answer = get_object_or_404(application.answers.select_related("application"), position=position)
    text, revision = request.POST.get("text", ""), number_of(request.POST.get("revision"))
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"problems": [OTHER_PERSON]}, status=409)
    try:
        answer = save_answer(answer=answer, text=text, revision=revision, by=request.user, at=timezone.now())
    except SavedMeanwhile as no:
        other = {"text": no.answer.text, "revision": no.answer.revision}
        return JsonResponse({"problems": no.problems, **other}, status=409)
    except Refusal as no:
        return JsonResponse({"problems": no.problems}, status=409)
    saved = date_format(timezone.localtime(answer.saved_at), "TIME_FORMAT") if answer.saved_at else ""
    return JsonResponse({"revision": answer.revision, "words": count_words(answer.text), "saved": saved})


@allow(signed_in)
@require_POST
def partner_add(request: SignedInRequest, reference: str) -> HttpResponse:
    """Add a partner."""
    application = own_application(request, reference)
    form = PartnerForm(request.POST)
    if form.is_valid():
        try:
            add_partner(application=application, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            messages.error(request, str(no))
    else:
        messages.error(request, "Enter the partner’s name in at most 200 characters.")
    return redirect("applicant:section_partners", reference=reference)


@allow(signed_in)
@require_POST
def partner_remove(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """Remove a partner."""
    application = own_application(request, reference)
    partner = get_object_or_404(application.partners.select_related("application"), pk=pk)
    try:
        remove_partner(partner=partner, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    return redirect("applicant:section_partners", reference=reference)


@allow(signed_in)
@require_safe
def reading_summary(request: SignedInRequest, reference: str) -> HttpResponse:
    """The findings of the current draft: the part of the plan's page that changes while writing."""
    application = own_draft(request, reference)
    _packet, reading = live_reading(application)
    return TemplateResponse(
        request,
        "applicant/application_reading.html",
        {"findings": findings_summary(reading, MOST_IN_MARGIN), "application": application},
    )


def _submitted(application: Application, *, reads: bool) -> tuple[dict[str, str], Iterable[Partner] | None]:
    """The texts of the answers that are shown as submitted, by key, and the partners if they are; None if not."""
    if reads and application.status not in LOCKED:
        return {}, None
    keys = {PARTNERS, *(key_of_answer(one.position) for one in application.answers.all())}
    packet, sealed = submitted_in(application, keys, reads=reads)
    if packet is None:
        return {}, None
    rows = ((row, key_of_answer(int(row["key"].removeprefix("n")))) for row in packet["narrative"])
    partners = [Partner(name=row["name"], kind=row["kind"]) for row in packet["partners"]]
    return {row["key"]: row["text"] for row, key in rows if key in sealed}, partners if PARTNERS in sealed else None


def _texts_of(request: SignedInRequest) -> dict[int, tuple[str, int]]:
    """Each posted answer by its position: its text, and the revision that the page was made from."""
    texts = {}
    for name in request.POST:
        position = name.removeprefix("text-")
        if position != name and position.isdecimal() and len(position) < 5:
            texts[int(position)] = (request.POST.get(name, ""), number_of(request.POST.get(f"revision-{position}")))
    return texts


def number_of(text: str | None) -> int:
    """The posted revision, or -1 (always stale) if it is not a number."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else -1
