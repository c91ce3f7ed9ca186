"""The budget: what is paid for, who pays, who is paid, and who benefits. Each member writes its own lines."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.budget import (
    accept_line_proposal,
    decline_line_proposal,
    dismiss_declined_line,
    propose_removal,
    remove_budget_line,
    save_budget_line,
    withdraw_line_proposal,
)
from grants.actions.plan import BudgetWords
from grants.models import Application, BudgetLine, BudgetLineProposal
from grants.permissions.application import check_can_edit, keys_written_by, may, roles_in_lead
from grants.reads.packets import Packet
from grants.reads.returns import may_be_written
from grants.rules.budget import project_years
from grants.rules.sections import BUDGET
from portal.applicant.forms import BudgetLineForm
from portal.applicant.pages.budget import budget_line_page, budget_page, line_saved_words
from portal.applicant.pages.budget_totals import budget_totals
from portal.applicant.pages.budget_undo import undo_panel
from portal.applicant.pages.navigation import ways_from
from portal.applicant.views.applications import application_context, own_application, own_draft
from portal.applicant.views.sections import section_context
from portal.applicant.views.submitted import submitted_section


class LineToWrite(NamedTuple):
    """One line, or None for a new one, and what the reader may do with it now."""

    application: Application
    line: BudgetLine | None
    may_write: bool
    may_propose: bool
    own: set[str]


@allow(signed_in)
@require_safe
def application_budget(request: SignedInRequest, reference: str) -> HttpResponse:
    """All lines in groups, with their totals."""
    application = own_application(request, reference)
    roles = roles_in_lead(request.user, application, timezone.localdate())
    context = application_context(request, application, "application_budget", roles=roles)
    context |= section_context(request, application, BUDGET, roles)
    if submitted := submitted_section(request, application, BUDGET, context):
        return submitted
    packet, lines = cast(Packet, context["packet"]), list(application.budget_lines.for_list())
    context |= {
        "page": budget_page(
            application,
            lines,
            packet,
            BudgetLineProposal.objects.declined().of(application),
            application.participants.all(),
            by=request.GET.get("by", ""),
            sort=request.GET.get("sort", ""),
            own=keys_written_by(request.user, application, edits=bool(context["may_edit"])),
            may_edit=bool(context["may_edit"]),
            is_open=bool(context["is_writable"]),
        ),
        "totals": budget_totals(packet),
        "ways": ways_from(BUDGET, reference),
        "undo": undo_panel(
            application.budget_uploads.last_by(request.user),
            lines,
            is_open=bool(context["is_writable"]),
            at=timezone.now(),
        ),
    }
    return TemplateResponse(request, "applicant/application_budget.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def budget_line_edit(request: SignedInRequest, reference: str, position: int | None = None) -> HttpResponse:
    """Edit a budget line, or propose it to the member that writes it; without a position, add one."""
    asked = _asked(request, reference, position)
    form = _form(asked, request.POST or None)
    problems: tuple[str, ...] = ()
    if form.is_bound and form.is_valid():
        try:
            line = save_budget_line(
                application=asked.application,
                words=BudgetWords(**form.words()),
                line=asked.line,
                revision=form.cleaned_data["revision"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            problems = no.problems
            form.start_from(asked.line)
        else:
            messages.success(request, line_saved_words(line))
            return redirect("applicant:application_budget", reference=reference)
    return _line_page(request, asked, form, problems)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def budget_line_remove(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """Asks for confirmation, then removes the line."""
    asked = _asked(request, reference, position)
    if request.method == "POST":
        return _answer(request, asked, remove_budget_line, "The budget line was removed.", sent=request.GET)
    context = application_context(request, asked.application, "application_budget", "Remove a budget line") | {
        "question": f"Remove “{asked.line}”?",
        "consequence": "Other budget lines don’t change.",
        "button": "Remove budget line",
        "cancel": reverse("applicant:application_budget", args=[reference]),
        "problems": (),
    }
    return TemplateResponse(request, "applicant/application_confirm.html", context)


@allow(signed_in)
@require_POST
def budget_line_accept(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """Accept what the lead proposes."""
    return _answer(request, _asked(request, reference, position), accept_line_proposal, "You accepted the proposal.")


@allow(signed_in)
@require_POST
def budget_line_decline(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """Decline what the lead proposes, with a reason."""
    declined = partial(decline_line_proposal, reason=request.POST.get("reason", ""))
    words = "You declined the proposal. The lead district sees your reason."
    return _answer(request, _asked(request, reference, position), declined, words)


@allow(signed_in)
@require_POST
def budget_line_withdraw(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """Withdraw a proposal that the member hasn't answered."""
    return _answer(request, _asked(request, reference, position), withdraw_line_proposal, "You withdrew the proposal.")


@allow(signed_in)
@require_POST
def budget_line_propose_removal(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """Propose to remove a member's line."""
    words = "Your proposal was saved. The member can accept or decline it."
    return _answer(request, _asked(request, reference, position), propose_removal, words)


@allow(signed_in)
@require_POST
def budget_declined_dismiss(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """Take a line that a member declined off the lead's list."""
    application = own_draft(request, reference)
    proposal = get_object_or_404(BudgetLineProposal.objects.declined().of(application), pk=pk)
    try:
        dismiss_declined_line(proposal=proposal, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    return redirect("applicant:application_budget", reference=reference)


def _asked(request: SignedInRequest, reference: str, position: int | None) -> LineToWrite:
    application = own_draft(request, reference)
    line = None
    if position is not None:
        line = get_object_or_404(application.budget_lines.for_budget(), position=position)
    edits = may(partial(check_can_edit, request.user, application, timezone.localdate()))
    own = keys_written_by(request.user, application, edits=edits)
    owner = line.owner if line else None
    may_write = owner.key in own if owner else edits
    is_open = may_be_written(application, BUDGET, timezone.now())
    may_add = line is None and bool(own)
    return LineToWrite(application, line, is_open and (may_write or may_add), is_open and edits, own)


def _form(asked: LineToWrite, data: QueryDict | None = None) -> BudgetLineForm:
    participants = list(asked.application.participants.select_related("district", "school"))
    competition = asked.application.competition
    return BudgetLineForm(
        data,
        line=asked.line,
        proposes=not asked.may_write,
        payee=next((one for one in participants if one.key in asked.own), None),
        participants=participants,
        activities=list(asked.application.activities.all()),
        years=project_years(competition.project_starts_on, competition.project_ends_on) or 0,
    )


def _line_page(
    request: SignedInRequest, asked: LineToWrite, form: BudgetLineForm, problems: tuple[str, ...] = ()
) -> HttpResponse:
    page = budget_line_page(
        asked.application, form, asked.line, may_write=asked.may_write, may_propose=asked.may_propose
    )
    context = application_context(request, asked.application, "application_budget", page.title)
    context |= {"page": page, "entry": page.entry, "problems": problems}
    has_problems = bool(problems or form.errors)
    return TemplateResponse(
        request, "applicant/application_budget_line.html", context, status=409 if has_problems else 200
    )


def _answer(
    request: SignedInRequest,
    asked: LineToWrite,
    action: Callable[..., object],
    done: str,
    sent: QueryDict | None = None,
) -> HttpResponse:
    """Do what the button says with the line; a refusal shows the page as it is now."""
    revision = (request.POST if sent is None else sent).get("revision", "")
    try:
        action(
            line=asked.line,
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else -1,
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as no:
        again = _asked(request, asked.application.reference, asked.line.position if asked.line else None)
        return _line_page(request, again, _form(again), no.problems)
    messages.success(request, done)
    return redirect("applicant:application_budget", reference=asked.application.reference)
