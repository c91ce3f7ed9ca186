"""One section of an application a page: its text, its state, who writes it, its findings."""

from functools import partial

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.sections import assign_section, set_section_ready
from grants.actions.writing import SavedMeanwhile, save_answer
from grants.models import Answer, Application, Participant
from grants.permissions.application import RolesInLead, check_can_write_section, may, roles_in_lead
from grants.reads.checks import findings_as_submitted
from grants.reads.comments import comments_to_read
from grants.reads.returns import may_be_written
from grants.reads.writers import members_of_writers
from grants.rules.sections import ACTIVITIES, MARKED, PARTNERS, digest_of_answer, label_of, position_of, section_named
from portal.applicant.forms import PartnerForm
from portal.applicant.pages.comments import comments_panel
from portal.applicant.pages.navigation import address_of_section, ways_from
from portal.applicant.pages.plan import answer_row
from portal.applicant.pages.redline import conflict_page, saved_in_words
from portal.applicant.pages.sections import question_links, readers_note, section_aside
from portal.applicant.views.applications import application_context, live_reading, own_application, own_draft
from portal.applicant.views.plan import number_of
from portal.applicant.views.submitted import submitted_section

READY_WORDS = {True: "“{}” is marked as ready.", False: "“{}” is no longer marked as ready."}


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def section_detail(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """One answer with its question. A POST saves it, and marks it as ready if the person asked for that."""
    application = own_application(request, reference)
    answer = answer_of(application, key)
    problems: tuple[str, ...] = ()
    typed = _typed(request, answer)
    if request.method == "POST":
        try:
            _save(request, answer, key, *typed)
        except SavedMeanwhile as no:
            return _conflict(request, application, key, typed[0], no)
        except Refusal as no:
            problems = no.problems
            answer.refresh_from_db()
        else:
            return redirect("applicant:section_detail", reference=reference, key=key)
    prefetch_related_objects([application], "answers", "competition__elements")  # for the page and for the packet
    elements = {element.number: element for element in application.competition.elements.all()}
    positions = [one.position for one in application.answers.all()]
    row = answer_row(answer, elements.get(answer.element or 0), typed if problems else None, problems)
    roles = roles_in_lead(request.user, application, timezone.localdate())
    context = application_context(request, application, "section_detail", row.label, roles=roles)
    context |= section_context(request, application, key, roles)
    is_page = not problems or not context["reads_draft"]
    if is_page and (page := submitted_section(request, application, key, context)):
        return page
    context |= {
        "row": row,
        "has_problems": bool(problems),
        "questions": question_links(positions, key, reference),
        "ways": ways_from(key, reference, positions),
        "members": application.participants.all(),
    }
    return TemplateResponse(request, "applicant/section_detail.html", context, status=409 if problems else 200)


@allow(signed_in)
@require_safe
def section_activities(request: SignedInRequest, reference: str) -> HttpResponse:
    """Leads to the activities, which have a page of their own."""
    application = own_application(request, reference, is_for_page=False)
    return redirect(address_of_section(ACTIVITIES, application.reference))


@allow(signed_in)
@require_safe
def section_partners(request: SignedInRequest, reference: str) -> HttpResponse:
    """The partners, and a form to add one."""
    application = own_application(request, reference)
    roles = roles_in_lead(request.user, application, timezone.localdate())
    context = application_context(request, application, "section_partners", roles=roles)
    context |= section_context(request, application, PARTNERS, roles)
    if page := submitted_section(request, application, PARTNERS, context):
        return page
    context |= {
        "partners": application.partners.all(),
        "partner_form": PartnerForm(),
        "ways": ways_from(PARTNERS, reference),
    }
    return TemplateResponse(request, "applicant/section_partners.html", context)


@allow(signed_in)
@require_safe
def section_beside(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """The state and the findings of a section: the part of its page that changes while writing."""
    application = own_draft(request, reference)
    answer_of(application, key)
    context = {"application": application} | _beside(request, application, key)
    return TemplateResponse(request, "applicant/section_aside.html", context)


@allow(signed_in)
@require_POST
def section_ready(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Mark a section as ready, or take that back."""
    application = own_application(request, reference)
    if position_of(key) is None and key not in MARKED:
        raise Http404("This application doesn’t have that section.")
    is_ready, seen = request.POST.get("ready") == "1", request.POST.get("seen", "")
    try:
        set_section_ready(
            application=application, key=key, is_ready=is_ready, seen=seen, by=request.user, at=timezone.now()
        )
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, READY_WORDS[is_ready].format(label_of(key)))
    return redirect(address_of_section(key, reference))


@allow(signed_in)
@require_POST
def section_assign(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Have a member write an answer, or only the lead."""
    application = own_application(request, reference)
    answer_of(application, key)
    member = request.POST.get("member", "")
    try:
        section = assign_section(application=application, key=key, member=member, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        words = f"{section.owner} can now write {{}}." if section.owner else "Only the lead can now write {}."
        messages.success(request, words.format(label_of(key).lower()))
    return redirect("applicant:section_detail", reference=reference, key=key)


def section_context(
    request: SignedInRequest, application: Application, key: str, roles: RolesInLead | None = None
) -> dict[str, object]:
    """What stands beside and beneath a section, and whether the reader may write it now.

    `roles`: the reader's roles in the lead, from a page that asks for more than one thing of them.
    """
    on = timezone.localdate()
    readable = comments_to_read(request.user, application, on)
    comments = list(readable.comments.of_section(key))
    members = members_of_writers(application, [one.written_by_id for one in comments], on)
    return _beside(request, application, key, roles, reads=readable.reads_draft) | {
        "comments": comments_panel(
            application.reference, key, comments, members, request.user,
            at=timezone.now(), left=readable.left,
            is_open=readable.reads_draft and may_be_written(application, key, timezone.now()),
        ),
        "reads_draft": readable.reads_draft,
    }  # fmt: skip


def _beside(
    request: SignedInRequest,
    application: Application,
    key: str,
    roles: RolesInLead | None = None,
    *,
    reads: bool = True,
) -> dict[str, object]:
    packet, reading = live_reading(application)
    section = section_named(key, packet)
    if section is None:
        raise Http404("This application doesn’t have that section.")
    mark = application.sections.with_people().keyed(key)
    owner = mark.owner if mark else None
    # As on the overview: what can’t be changed was checked when it was submitted.
    if application.is_sealed(timezone.now()) or not reads:
        findings = findings_as_submitted(application, timezone.now())
    else:
        findings = reading.findings
    return {
        "aside": section_aside(section, findings, mark),
        "owner_key": owner.key if owner else "",
        "readers_note": readers_note(owner),
        "packet": packet,
        "may_write": _may_write(request, application, key, owner, roles),
    }


def writes_section(request: SignedInRequest, application: Application, key: str) -> bool:
    """Whether the reader may write that section now."""
    mark = application.sections.with_people().keyed(key)
    return _may_write(request, application, key, mark.owner if mark else None)


def _may_write(
    request: SignedInRequest,
    application: Application,
    key: str,
    owner: Participant | None,
    roles: RolesInLead | None = None,
) -> bool:
    check = partial(check_can_write_section, request.user, application, owner, timezone.localdate(), roles=roles)
    return may_be_written(application, key, timezone.now()) and may(check)


def answer_of(application: Application, key: str) -> Answer:
    """The answer of that section; 404 if the key isn't one of an answer."""
    answers = application.answers.select_related("application", "saved_by")
    return get_object_or_404(answers, position=position_of(key) or 0)


def _typed(request: SignedInRequest, answer: Answer) -> tuple[str, int]:
    """The posted text, and the revision of the answer that it was written on."""
    text, revision = (request.POST.get(f"{name}-{answer.position}") for name in ("text", "revision"))
    return text or "", number_of(revision)


def _conflict(
    request: SignedInRequest, application: Application, key: str, typed: str, no: SavedMeanwhile
) -> HttpResponse:
    """The text that was not saved beside the one that someone else saved, to choose between them."""
    answer = no.answer
    elements = {element.number: element for element in application.competition.elements.all()}
    members = members_of_writers(application, [answer.saved_by_id], timezone.localdate())
    page = conflict_page(answer, elements.get(answer.element or 0), typed, str(no), saved_in_words(answer, members))
    context = application_context(request, application, "section_detail", "Two answers") | {"page": page, "key": key}
    return TemplateResponse(request, "applicant/section_conflict.html", context, status=409)


def _save(request: SignedInRequest, answer: Answer, key: str, text: str, revision: int) -> None:
    """Save the answer; where the person asked for it, mark what was saved as ready."""
    now = timezone.now()
    saved = save_answer(answer=answer, text=text, revision=revision, by=request.user, at=now)
    if request.POST.get("ready") == "1":
        seen = digest_of_answer(saved.heading, saved.text)
        set_section_ready(application=saved.application, key=key, is_ready=True, seen=seen, by=request.user, at=now)
        messages.success(request, READY_WORDS[True].format(label_of(key)))
    else:
        messages.success(request, "Your answer was saved.")
