"""My applications, one application at a glance, and submitting and reopening it."""

from collections.abc import Callable
from functools import partial
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.models import User
from accounts.refusals import Refusal
from grants.actions.application import reopen_application, submit_application
from grants.models import Application, ApplicationSection, BoardDecision, LateRequest, Version
from grants.permissions.application import (
    RolesInLead,
    check_can_edit,
    check_can_submit,
    may,
    reader_of,
    reads_draft,
    roles_in_lead,
)
from grants.reads.amendments import amendments_of, may_list_amendments
from grants.reads.application_statements import (
    answers_without_texts,
    application_taken_part_in_by,
    participants_signed_of,
    sections_of_members,
    steps_of,
    submitted_last,
)
from grants.reads.board import with_released_outcome
from grants.reads.checks import findings_that_stand
from grants.reads.comments import open_comments_to_read
from grants.reads.eligibility import eligibility_of_draft
from grants.reads.late import acceptance_of, lateness_of
from grants.reads.member_loss import departures_in
from grants.reads.members import members_today
from grants.reads.members_to_write import members_without_commitments, members_without_files
from grants.reads.packets import (
    Packet,
    SignedMembers,
    facts_for_applicant,
    is_current,
    packet_of,
    signed_members_of,
    unsigned_members,
)
from grants.reads.proposals import members_with_proposals
from grants.reads.readiness import missing_before_submitting, problems_before_submitting, problems_with_lead_of
from grants.reads.returns import last_return_of, may_be_written
from grants.reads.screen import notice_to_members
from grants.reads.visits import changes_since_visit
from grants.reads.wanted_signatures import signatures_wanted_from
from grants.reads.withdrawal import problems_before_restoring, problems_before_withdrawing
from grants.reads.writers import members_of_writers
from grants.rules.late import problems_with_asking
from grants.rules.reading import Reading, kept_reading_of
from grants.rules.requirements import Missing
from grants.rules.sections import SUBMIT, digest_of_answer, key_of_answer
from grants.states import LOCKED
from portal.applicant.pages.changes import changes_panel
from portal.applicant.pages.deadlines import receipt_times, submit_deadline
from portal.applicant.pages.decisions import (
    DecisionPanel,
    decision_panel,
    facts_until,
    own_application_rows,
    released_label,
)
from portal.applicant.pages.departures import DeparturesPanel, departures_panel
from portal.applicant.pages.eligibility import eligibility_table, notice_panel
from portal.applicant.pages.findings import MOST_BEFORE_SUBMITTING, findings_summary
from portal.applicant.pages.late import LatePanel, late_panel
from portal.applicant.pages.members import members_to_review
from portal.applicant.pages.navigation import section_of_tab, tabs_of, trail_of, ways_from
from portal.applicant.pages.overview import (
    LeftToMember,
    contents_of,
    due_in_words,
    history_of,
    member_rows,
    to_do,
    to_do_of_member,
    what_is_missing,
)
from portal.applicant.pages.returns import ReturnedSection, return_panel, returned_section
from portal.applicant.pages.sections import sections_page
from portal.components.arrival import arrived_at
from signing.rules import digest_of


@allow(signed_in)
@require_safe
def application_list(request: SignedInRequest) -> HttpResponse:
    """The applications that the reader's districts and schools take part in."""
    applications = with_released_outcome(Application.objects.taken_part_in_by(request.user).for_applicant())
    rows = own_application_rows(applications.newest_first(), timezone.now())
    context = {"rows": rows, "trail": [("My applications", None)]}
    return TemplateResponse(request, "applicant/application_list.html", context)


@allow(signed_in)
@require_safe
def application_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    """The receipt, what is left to do, the sections, the members with their signatures, and the history."""
    ours = application_taken_part_in_by(request.user, reference, is_for_page=True)  # always visible to the reader
    visible, is_ours = Application.objects.visible_to(request.user).for_applicant(), ours is not None
    application = ours or get_object_or_404(visible, reference=reference)
    # What can't be changed is shown as it was submitted; the rest is read and checked as it is now.
    reads = is_ours and _reads_draft(request, application)
    is_sealed = is_ours and (application.is_sealed(timezone.now()) or not reads)
    version = submitted_last(application, with_content=is_sealed)
    decision = _decision(application) if is_ours and application.is_submitted else None
    released = decision.settled_as if decision else ""
    application.released_label = decision.outcome if decision else ""
    context = application_context(request, application, "application_detail")
    context |= {
        "is_ours": is_ours,
        "version": version,
        "decision": decision,
        "facts_until": facts_until(application, timezone.now()) if is_ours else None,
        "late": _late(application, context) if is_ours else None,
        "returned": return_panel(cast(ReturnedSection | None, context["returned_section"])) if is_ours else None,
        "ineligible": notice_panel(*notice_to_members(application)) if is_ours and application.is_submitted else None,
        "departures": _departures(application) if is_ours else None,
        "history": history_of(application, steps_of(application=application.pk)),
        "is_over": application.is_too_late(timezone.now()),
        "to_do": [],
        "due": due_in_words(application, timezone.now()),
        "times": receipt_times(application, version, acceptance_of(application), amendments_of(version))
        if version
        else [],
        "has_amendments": is_ours and may_list_amendments(application, timezone.now(), released=released),
        "may_withdraw": context["may_submit"] and not problems_before_withdrawing(application),
        "may_undo": context["may_submit"]
        and not problems_before_restoring(application, timezone.now(), is_administrator=False),
    }
    if reads and not context["may_edit"] and not context["is_over"]:
        context["to_do"] = to_do_of_member(application, _left_to_member(application, request.user))
    if application.is_submitted:
        # In the minutes before a deadline, hundreds read their receipt at once: My work isn't searched for each.
        context["OFFERS_NEXT_TASK"] = False
    if version and is_sealed:
        context |= _what_was_submitted(application, version, reader=request.user, reads=reads)
    elif is_ours:
        context |= _what_takes_part(application, context, version.number if version else None, reader=request.user)
    return TemplateResponse(request, "applicant/application_detail.html", context)


def _left_to_member(application: Application, reader: User) -> LeftToMember:
    """What the reader's members still have to add. After submission, they can only sign."""
    signatures = signatures_wanted_from(reader, application)
    if not application.is_open_for_writing:
        return LeftToMember([], [], [], [], signatures)
    sections = ApplicationSection.objects.assigned_to_members_of(reader).of(application)
    answers = {
        key_of_answer(one.position): digest_of_answer(one.heading, one.text) for one in application.answers.all()
    }
    return LeftToMember(
        [one for one in members_with_proposals(reader) if one.application_id == application.pk],
        [one for one in members_without_commitments(reader) if one.application_id == application.pk],
        [(one, titles) for one, titles in members_without_files(reader) if one.application_id == application.pk],
        [one.key for one in sections if one.key in answers and one.ready_digest != answers[one.key]],
        signatures,
    )


def _decision(application: Application) -> DecisionPanel | None:
    """For those who take part: what was decided, once it is released. No query while the round is open."""
    after = application.competition.reviewed_after
    if after and timezone.now() <= after:
        return None
    decision = BoardDecision.objects.released().for_applicant().of(application).first()
    return decision_panel(application, decision, timezone.localdate())


def _what_was_submitted(application: Application, version: Version, *, reader: User, reads: bool) -> dict[str, object]:
    """For those who take part in an application that they can't change now: its sections and members, as submitted.

    Who doesn’t read the draft isn’t told either who wrote in it last, what is ready, and which members it has now.
    """
    packet: Packet = version.content
    signed, members = participants_signed_of(application), {row["key"] for row in packet["participants"]}
    signed = [(one, signature) for one, signature in signed if reads or one.key in members]
    page = sections_page(
        application,
        packet,
        findings_that_stand(application),
        answers_without_texts(application=application.pk) if reads else [],
        {row.key: row for row in sections_of_members(application=application.pk)} if reads else {},
        unsigned=sum(not is_current(packet, member.key, signature) for member, signature in signed),
        comments=open_comments_to_read(reader, application, timezone.localdate()),
    )
    return {"page": page, "members": member_rows(application, signed, packet)}


def _what_takes_part(
    application: Application, context: dict[str, object], submitted_version: int | None, *, reader: User
) -> dict[str, object]:
    """For those who take part: the sections, the members, and for those who may edit, what is still to be done."""
    signed = signed_members_of(application)
    packet, reading = live_reading(application, signed)
    participants = participants_signed_of(application)
    outdated = len(unsigned_members(application, packet, signed))
    answers = list(application.answers.select_related("saved_by"))
    marks = {row.key: row for row in sections_of_members(application=application.pk)}
    comments = open_comments_to_read(reader, application, timezone.localdate())
    found = changes_since_visit(application, reader, timezone.now())
    members = members_of_writers(application, found.writers, timezone.localdate())
    shown: dict[str, object] = {
        "page": sections_page(
            application, packet, reading.findings, answers, marks, unsigned=outdated, comments=comments
        ),
        "members": member_rows(application, participants, packet),
        "changes": changes_panel(application.reference, found, members),
    }
    if application.is_open_for_writing and not context["is_over"]:
        eligibility = eligibility_of_draft(application, packet, reader=reader, at=timezone.now())
        shown["eligibility"] = eligibility_table(eligibility)
    if context["may_edit"]:
        shown["to_do"] = to_do(
            application,
            answers,
            unsigned=outdated,
            may_submit=bool(context["may_submit"]),
            submitted_version=submitted_version,
            members_to_review=members_to_review(members_today(application, timezone.localdate())),
            lead_problems=problems_with_lead_of(application),
            needed=problems_before_submitting(application, packet, signed, on=timezone.localdate()),
        )
    return shown


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_submit(request: SignedInRequest, reference: str) -> HttpResponse:
    """What will be submitted, the findings that reviewers will see, and one button."""
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        submitted = own_application(request, reference, is_for_page=False)
        try:
            version = submit_application(
                application=submitted, seen=request.POST.get("seen", ""), by=request.user, at=arrived_at(request)
            )
        except Refusal as no:
            problems = no.problems
        else:
            messages.success(request, f"{submitted.reference} was submitted as version {version.number}.")
            return redirect(submitted)
    application = own_application(request, reference)
    if not (readable := reader_of(request.user, application, timezone.localdate())).reads_draft:
        messages.info(request, readable.why_not)
        return redirect(application)
    packet, reading = live_reading(application)
    now, missing = timezone.now(), list[Missing]()
    if application.is_open_for_writing:
        missing = missing_before_submitting(application, packet, on=timezone.localdate(now))
    context = application_context(request, application, "application_submit") | {
        "contents": contents_of(packet),
        "seen": digest_of(packet),
        "findings": findings_summary(reading, MOST_BEFORE_SUBMITTING),
        "problems": problems,
        "version": application.latest_version(),
        "to_change": what_is_missing(application, missing),
        "now": now,
        "deadline": submit_deadline(application, now),
        "ways": ways_from(SUBMIT, application.reference),
    }
    context["late"] = _late(application, context)
    return TemplateResponse(request, "applicant/application_submit.html", context, status=409 if problems else 200)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    """Asks for confirmation, then reopens the application for changes."""
    application = own_application(request, reference)
    question = {
        "question": f"Reopen {application.reference} for changes?",
        "consequence": "The state keeps the version you submitted. Resubmit before the deadline for your changes to "
        "count.",
        "button": "Reopen application",
    }
    return _confirm_first(request, application, question, reopen_application, "You can edit this application again.")


def own_application(request: SignedInRequest, reference: str, *, is_for_page: bool = True) -> Application:
    """The application of that reference if the reader's district or school takes part in it; 404 for others.

    Without the records that its pages name, it is read in half the time.
    """
    application = application_taken_part_in_by(request.user, reference, is_for_page=is_for_page)
    if application is None:
        raise Http404("No application of that reference is the reader’s.")
    return application


def own_draft(request: SignedInRequest, reference: str, *, is_for_page: bool = True) -> Application:
    """The same for pages that show the draft: 404 also for a reader who reads only what was submitted."""
    application = own_application(request, reference, is_for_page=is_for_page)
    if not _reads_draft(request, application):
        raise Http404("The reader’s member takes part no longer, so it doesn’t read the draft.")
    return application


def _reads_draft(request: SignedInRequest, application: Application) -> bool:
    return reads_draft(request.user, application, timezone.localdate())


def application_context(
    request: SignedInRequest,
    application: Application,
    here: str,
    below: str = "",
    *,
    roles: RolesInLead | None = None,
) -> dict[str, object]:
    """What every page of an application needs; `here` is its tab, `below` the title of a page under that tab.

    `roles`: the reader's roles in the lead, from a page that asks for more than one thing of them.
    """
    on = timezone.localdate()
    roles = roles or roles_in_lead(request.user, application, on)
    at = timezone.now()
    is_writable = may_be_written(application, section_of_tab(here), at)
    application.answers_due_at = application.returned_until if application.is_returned(at) else None
    application.is_past_due = application.due_at is not None and at > application.due_at
    if application.released_label is None:
        application.released_label = released_label(application, at)
    return {
        "application": application,
        "trail": trail_of(application, here, below),
        "tabs": tabs_of(application, here),
        # After submission, some sections can be written if the state returned the application for them.
        "is_writable": is_writable,
        "may_edit": is_writable and may(partial(check_can_edit, request.user, application, on, roles=roles)),
        "may_submit": may(partial(check_can_submit, request.user, application, on, roles=roles)),
        # Where a question leads without an answer; some lead back to their tab.
        "cancel": application.get_absolute_url(),
        "is_open": application.competition.is_open(at),
        "returned_section": returned_section(application, last_return_of(application), at),
    }


def live_reading(application: Application, signed: SignedMembers | None = None) -> tuple[Packet, Reading]:
    """The draft as a packet, with its members table and its findings at this moment."""
    signed = signed or signed_members_of(application)
    packet = packet_of(application, signed.members)
    return packet, kept_reading_of(packet, facts_for_applicant(application, packet, signed, at=timezone.now()))


def _late(application: Application, context: dict[str, object]) -> LatePanel | None:
    """The request to submit late; queries only for a draft after the deadline of its round."""
    now, ends_at = timezone.now(), application.competition.ends_at
    if not application.is_open_for_writing or ends_at is None or now <= ends_at:
        return None
    may_ask = bool(context["may_submit"]) and not problems_with_asking(lateness_of(application), now)
    return late_panel(application, list(LateRequest.objects.of(application).for_list()), now, may_ask=may_ask)


def _receipt_times(application: Application, version: Version | None) -> list[str]:
    if version is None:
        return []
    return receipt_times(application, version, acceptance_of(application), amendments_of(version))


def _departures(application: Application) -> DeparturesPanel | None:
    """Members that left after submission, or will; one query if it is submitted and locked, else none."""
    if application.status not in LOCKED:
        return None
    return departures_panel(*departures_in(application, timezone.localdate()))


def _confirm_first(
    request: SignedInRequest,
    application: Application,
    question: dict[str, str],
    action: Callable[..., object],
    done: str,
) -> HttpResponse:
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            action(application=application, by=request.user, at=arrived_at(request))
        except Refusal as no:
            problems = no.problems
        else:
            messages.success(request, done)
            return redirect(application)
    context = application_context(request, application, "application_detail") | question | {"problems": problems}
    return TemplateResponse(request, "applicant/application_confirm.html", context, status=409 if problems else 200)
