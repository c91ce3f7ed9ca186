"""Writing the plan: the nine answers, which save as they go, the activities with who gives what, the partners."""

from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refused, Unready
from grants.actions import plan, writing
from grants.models import Activity, Application
from grants.rules.texts import count_words
from portal.applicant.forms import ActivityForm, CommitmentForm, PartnerForm
from portal.applicant.views.applications import live_reading, own_application, page, problems_of


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_plan(request: SignedInRequest, reference: str) -> HttpResponse:
    """The narrative, the activities and the partners. A POST saves every answer on the page that has changed."""
    application = own_application(request, reference)
    problems: dict[int, tuple[str, ...]] = {}
    texts = _texts_of(request)
    if request.method == "POST":
        try:
            refused = writing.save_answers(application=application, texts=texts, by=request.user, at=timezone.now())
            problems = {position: problems_of(no) for position, no in refused.items()}
        except (Refused, Unready) as no:
            problems = {position: problems_of(no) for position in texts}
        if not problems:
            messages.success(request, "Your answers are saved.")
            return redirect("applicant:application_plan", reference=reference)
    _packet, reading = live_reading(application)
    context = page(request, application, "application_plan") | {
        "answers": _answers_shown(application, texts if problems else {}, problems),
        "activities": application.activities.for_plan(),
        "partners": application.partners.all(),
        "partner_form": PartnerForm(),
        "reading": reading,
        "has_problems": bool(problems),
    }
    return TemplateResponse(request, "applicant/application_plan.html", context, status=409 if problems else 200)


@allow(signed_in)
@require_POST
def answer_save(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """Save one answer while it is being written; answers in JSON, with the other text where somebody was faster."""
    application = own_application(request, reference)
    answer = get_object_or_404(application.answers.select_related("application"), position=position)
    text, revision = request.POST.get("text", ""), _number(request.POST.get("revision"))
    try:
        answer = writing.save_answer(answer=answer, text=text, revision=revision, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        answer.refresh_from_db()
        theirs = {"text": answer.text, "revision": answer.revision} if answer.revision != revision else {}
        return JsonResponse({"problems": problems_of(no), **theirs}, status=409)
    saved = date_format(timezone.localtime(answer.saved_at), "TIME_FORMAT") if answer.saved_at else ""
    return JsonResponse({"revision": answer.revision, "words": count_words(answer.text), "saved": saved})


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request: SignedInRequest, reference: str, position: int | None = None) -> HttpResponse:
    """One activity, and what each member gives and gains in it; without a position a new one."""
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
            plan.save_activity(
                application=application,
                activity=activity,
                words=plan.ActivityWords(**words),
                rows=[_commitment_words(row) for row in rows],
                revision=form.cleaned_data["revision"],
                by=request.user,
                at=timezone.now(),
            )
        except (Refused, Unready) as no:
            say_no(form, no, application)
        else:
            messages.success(request, f"“{words['title']}” is saved.")
            return redirect("applicant:application_plan", reference=reference)
    here = activity.title if activity and activity.title else "An activity" if activity else "New activity"
    context = page(request, application, "application_plan", here) | {"form": form, "rows": rows, "activity": activity}
    return TemplateResponse(request, "applicant/application_activity.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_remove(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """Asks once more, then removes the activity with its commitments."""
    application = own_application(request, reference)
    activity = get_object_or_404(application.activities.select_related("application"), position=position)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            plan.remove_activity(activity=activity, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            problems = problems_of(no)
        else:
            messages.success(request, "The activity is removed.")
            return redirect("applicant:application_plan", reference=reference)
    context = page(request, application, "application_plan", "Remove an activity") | {
        "question": f"Remove “{activity.title}”?",
        "consequence": "What its members give and gain in it goes with it. Budget lines stay.",
        "button": "Remove it",
        "problems": problems,
    }
    return TemplateResponse(request, "applicant/application_confirm.html", context)


@allow(signed_in)
@require_POST
def partner_add(request: SignedInRequest, reference: str) -> HttpResponse:
    """Name a partner."""
    application = own_application(request, reference)
    form = PartnerForm(request.POST)
    if form.is_valid():
        try:
            plan.add_partner(application=application, **form.cleaned_data, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            messages.error(request, " ".join(problems_of(no)))
    else:
        messages.error(request, "A partner needs a name of at most 200 characters.")
    return redirect("applicant:application_plan", reference=reference)


@allow(signed_in)
@require_POST
def partner_remove(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """Take a partner off the list."""
    application = own_application(request, reference)
    partner = get_object_or_404(application.partners.select_related("application"), pk=pk)
    try:
        plan.remove_partner(partner=partner, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        messages.error(request, " ".join(problems_of(no)))
    return redirect("applicant:application_plan", reference=reference)


@allow(signed_in)
@require_safe
def reading_summary(request: SignedInRequest, reference: str) -> HttpResponse:
    """What a reader will notice in the draft as it stands: the part of the plan's page that changes while writing."""
    application = own_application(request, reference)
    _packet, reading = live_reading(application)
    return TemplateResponse(
        request, "applicant/application_reading.html", {"reading": reading, "application": application}
    )


def _texts_of(request: SignedInRequest) -> dict[int, tuple[str, int]]:
    """What the page says of each answer: its text and the revision from which it was made."""
    texts = {}
    for name in request.POST:
        position = name.removeprefix("text-")
        if position != name and position.isdecimal() and len(position) < 5:
            texts[int(position)] = (request.POST.get(name, ""), _number(request.POST.get(f"revision-{position}")))
    return texts


def _number(text: str | None) -> int:
    """A revision that the page sends; what is no number is older than everything."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else -1


def _answers_shown(
    application: Application, typed: dict[int, tuple[str, int]], problems: dict[int, tuple[str, ...]]
) -> list[dict[str, Any]]:
    """Every answer with its question; where saving failed, with what was typed beside what is stored."""
    elements = {element.number: element for element in application.competition.elements.all()}
    shown = []
    for answer in application.answers.select_related("saved_by"):
        mine, revision = typed.get(answer.position, (answer.text, answer.revision))
        is_stale = answer.position in problems and revision != answer.revision
        shown.append(
            {
                "answer": answer,
                "element": elements.get(answer.element or 0),
                "text": mine if answer.position in problems else answer.text,
                "words": count_words(mine if answer.position in problems else answer.text),
                "problems": problems.get(answer.position, ()),
                "theirs": answer.text if is_stale else None,
            }
        )
    return shown


def _initial(application: Application, activity: Activity | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"revision": application.revision}
    if activity is not None:
        fields = ("title", "kind", "starts_on", "ends_on", "place", "decided_by")
        initial |= {field: getattr(activity, field) for field in fields}
        initial |= {"owner": activity.owner_id, "contract": activity.contract_id}
    return initial


def _commitment_forms(
    request: SignedInRequest, activity: Activity | None, participants: list[Any]
) -> list[CommitmentForm]:
    """A form for each commitment, and one for each member without any."""
    said: dict[int, list[Any]] = {}
    for commitment in activity.commitments.all() if activity else []:
        said.setdefault(commitment.participant_id, []).append(commitment)
    return [
        CommitmentForm(
            request.POST or None,
            prefix=f"c{commitment.pk}" if commitment else f"p{participant.pk}",
            participant=participant,
            commitment=commitment,
        )
        for participant in participants
        for commitment in said.get(participant.pk, [None])
    ]


def _commitment_words(row: CommitmentForm) -> plan.CommitmentWords:
    return plan.CommitmentWords(participant=row.participant, commitment=row.commitment, **row.cleaned_data)


def say_no(form: Form, no: Refused | Unready, application: Application) -> None:
    """Keep what was typed on the page; the next press of the button is made from the application as it is now."""
    form.add_error(None, list(problems_of(no)))
    application.refresh_from_db(fields=["revision"])
    typed = cast(QueryDict, form.data).copy()
    typed["revision"] = str(application.revision)
    form.data = typed
