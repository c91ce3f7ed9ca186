"""The whole plan on one page, saving an answer while it is written, activities with their commitments, and partners."""

from typing import cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.plan import (
    ActivityWords,
    CommitmentWords,
    add_partner,
    remove_activity,
    remove_partner,
    save_activity,
)
from grants.actions.writing import save_answer, save_answers
from grants.models import Activity, Application, Commitment, Participant
from grants.rules.texts import count_words
from portal.applicant.forms import ActivityForm, CommitmentForm, PartnerForm
from portal.applicant.pages.findings import MOST_IN_MARGIN, findings_summary
from portal.applicant.pages.plan import activity_rows, answer_rows
from portal.applicant.views.applications import application_context, live_reading, own_application
from portal.components.refusals import show_problems


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_plan(request: SignedInRequest, reference: str) -> HttpResponse:
    """The narrative, the activities and the partners. A POST saves every answer on the page that has changed."""
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
    _packet, reading = live_reading(application)
    context = application_context(request, application, "application_detail", "Whole plan") | {
        "answers": answer_rows(application, texts if problems else {}, problems),
        "activities": activity_rows(application.activities.for_plan()),
        "partners": application.partners.all(),
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
    try:
        answer = save_answer(answer=answer, text=text, revision=revision, by=request.user, at=timezone.now())
    except Refusal as no:
        answer.refresh_from_db()
        other = {"text": answer.text, "revision": answer.revision} if answer.revision != revision else {}
        return JsonResponse({"problems": no.problems, **other}, status=409)
    saved = date_format(timezone.localtime(answer.saved_at), "TIME_FORMAT") if answer.saved_at else ""
    return JsonResponse({"revision": answer.revision, "words": count_words(answer.text), "saved": saved})


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request: SignedInRequest, reference: str, position: int | None = None) -> HttpResponse:
    """Edit an activity with its commitments; without a position, add one."""
    application = own_application(request, reference)
    activity = get_object_or_404(application.activities, position=position) if position is not None else None
    participants = list(application.participants.select_related("district", "school"))
    form = ActivityForm(
        request.POST or None,
        initial=_initial(application, activity),
        application=application,
        participants=participants,
    )
    rows = _commitment_forms(request, activity, participants)
    if form.is_valid() and not [row for row in rows if not row.is_valid()]:
        words = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
        try:
            save_activity(
                application=application,
                activity=activity,
                words=ActivityWords(**words),
                rows=[_commitment_words(row) for row in rows],
                revision=form.cleaned_data["revision"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_refusal(form, no, application)
        else:
            messages.success(request, f"“{words['title']}” was saved.")
            return redirect("applicant:application_plan", reference=reference)
    title = (activity.title or "Activity") if activity else "New activity"
    context = application_context(request, application, "application_plan", title) | {"form": form, "rows": rows}
    return TemplateResponse(request, "applicant/application_activity.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_remove(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """Asks for confirmation, then removes the activity with its commitments."""
    application = own_application(request, reference)
    activity = get_object_or_404(application.activities.select_related("application"), position=position)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            remove_activity(activity=activity, by=request.user, at=timezone.now())
        except Refusal as no:
            problems = no.problems
        else:
            messages.success(request, "The activity was removed.")
            return redirect("applicant:application_plan", reference=reference)
    context = application_context(request, application, "application_plan", "Remove an activity") | {
        "question": f"Remove “{activity.title}”?",
        "consequence": "Its commitments will be removed too. Budget lines stay.",
        "button": "Remove activity",
        "problems": problems,
    }
    return TemplateResponse(request, "applicant/application_confirm.html", context)


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
    application = own_application(request, reference)
    _packet, reading = live_reading(application)
    return TemplateResponse(
        request,
        "applicant/application_reading.html",
        {"findings": findings_summary(reading, MOST_IN_MARGIN), "application": application},
    )


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


def _initial(application: Application, activity: Activity | None) -> dict[str, object]:
    initial: dict[str, object] = {"revision": application.revision}
    if activity is not None:
        fields = ("title", "kind", "starts_on", "ends_on", "place", "decided_by")
        initial |= {field: getattr(activity, field) for field in fields}
        initial |= {"owner": activity.owner_id, "contract": activity.contract_id}
    return initial


def _commitment_forms(
    request: SignedInRequest, activity: Activity | None, participants: list[Participant]
) -> list[CommitmentForm]:
    """A form for each commitment, and one for each member without a commitment."""
    commitments: dict[int, list[Commitment]] = {}
    for commitment in activity.commitments.all() if activity else []:
        commitments.setdefault(commitment.participant_id, []).append(commitment)
    return [
        CommitmentForm(
            request.POST or None,
            prefix=f"c{commitment.pk}" if commitment else f"p{participant.pk}",
            participant=participant,
            commitment=commitment,
        )
        for participant in participants
        for commitment in commitments.get(participant.pk, [None])
    ]


def _commitment_words(row: CommitmentForm) -> CommitmentWords:
    return CommitmentWords(participant=row.participant, commitment=row.commitment, **row.cleaned_data)


def show_refusal(form: Form, refusal: Refusal, application: Application) -> None:
    """Show the refusal with everything that was typed. Saving again starts from the application's current revision."""
    show_problems(form, refusal)
    application.refresh_from_db(fields=["revision"])
    typed = cast(QueryDict, form.data).copy()
    typed["revision"] = str(application.revision)
    form.data = typed
