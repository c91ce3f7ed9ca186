"""One cell of the grid: what a member contributes to an activity. The member writes; the lead proposes."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.commitments import (
    CommitmentWords,
    accept_proposal,
    decline_proposal,
    dismiss_declined_commitment,
    propose_commitment,
    remove_commitment,
    withdraw_proposal,
    write_commitment,
)
from grants.actions.match import add_match_line
from grants.models import Activity, Application, BudgetLine, Commitment, Participant
from grants.permissions.application import check_can_write_part, may
from grants.reads.returns import may_be_written
from grants.rules.sections import ACTIVITIES
from portal.applicant.forms import CommitmentForm
from portal.applicant.pages.commitments import commitment_page, saved_words
from portal.applicant.views.applications import application_context, own_draft


class MemberInActivity(NamedTuple):
    """One member in one activity, and whether the reader writes for this member now."""

    application: Application
    activity: Activity
    member: Participant
    may_write: bool

    @property
    def commitments(self) -> list[Commitment]:
        """What the member contributes, usually one commitment; files may hold several."""
        return list(self.activity.commitments.of(self.member).for_row())


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_edit(request: SignedInRequest, reference: str, position: int, key: str) -> HttpResponse:
    """What the member contributes and how its students benefit, with a form for who may write or propose it."""
    cell = _cell(request, reference, position, key)
    forms = _forms(request, cell)
    problems: tuple[str, ...] = ()
    action = write_commitment if cell.may_write else propose_commitment
    for form in forms:
        if form.is_bound and form.is_valid():
            try:
                action(
                    activity=cell.activity,
                    words=CommitmentWords(participant=cell.member, commitment=form.commitment, **form.words()),
                    revision=form.cleaned_data["revision"],
                    by=request.user,
                    at=timezone.now(),
                )
            except Refusal as no:
                problems = no.problems
                form.start_from(next(iter(cell.commitments), None))
            else:
                messages.success(request, saved_words(cell.member, is_proposal=not cell.may_write))
                return _back(reference)
    return _cell_page(request, cell, forms, problems)


@allow(signed_in)
@require_POST
def commitment_accept(request: SignedInRequest, reference: str, position: int, key: str) -> HttpResponse:
    """Accept what the lead proposes."""
    return _answer(request, _cell(request, reference, position, key), accept_proposal, "You accepted the proposal.")


@allow(signed_in)
@require_POST
def commitment_decline(request: SignedInRequest, reference: str, position: int, key: str) -> HttpResponse:
    """Decline what the lead proposes, with a reason."""
    declined = partial(decline_proposal, reason=request.POST.get("reason", ""))
    words = "You declined the proposal. The lead district sees your reason."
    return _answer(request, _cell(request, reference, position, key), declined, words)


@allow(signed_in)
@require_POST
def commitment_withdraw(request: SignedInRequest, reference: str, position: int, key: str) -> HttpResponse:
    """Withdraw a proposal that the member hasn't answered."""
    return _answer(request, _cell(request, reference, position, key), withdraw_proposal, "You withdrew the proposal.")


@allow(signed_in)
@require_POST
def commitment_match(request: SignedInRequest, reference: str, position: int, key: str) -> HttpResponse:
    """Add the value of a commitment to the budget as the member's match."""
    words = "The match was added to the budget. You can complete the line there."
    return _answer(request, _cell(request, reference, position, key), add_match_line, words)


@allow(signed_in)
@require_POST
def commitment_dismiss(request: SignedInRequest, reference: str, position: int, key: str) -> HttpResponse:
    """Take what the member declined off the lead's list."""
    cell = _cell(request, reference, position, key)
    try:
        dismiss_declined_commitment(activity=cell.activity, participant=cell.member, by=request.user, at=timezone.now())
    except Refusal as no:
        return _cell_page(request, cell, _forms(request, cell), no.problems)
    return _back(reference)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_remove(request: SignedInRequest, reference: str, position: int, key: str) -> HttpResponse:
    """Asks for confirmation, then removes the member's commitment."""
    cell = _cell(request, reference, position, key)
    if request.method == "POST":
        return _answer(request, cell, remove_commitment, "The commitment was removed.", sent=request.GET)
    _asked(cell, request.GET.get("commitment", ""))
    context = application_context(request, cell.application, "application_activities", "Remove a commitment") | {
        "question": f"Remove what {cell.member} contributes to “{cell.activity}”?",
        "consequence": f"Other commitments of {cell.member} don’t change.",
        "button": "Remove commitment",
        "cancel": _address(cell),
        "problems": (),
    }
    return TemplateResponse(request, "applicant/application_confirm.html", context)


def _cell(request: SignedInRequest, reference: str, position: int, key: str) -> MemberInActivity:
    application = own_draft(request, reference)
    activities = application.activities.select_related("application", "owner", "contract").prefetch_related("proposals")
    activity = get_object_or_404(activities, position=position)
    members = application.participants.select_related("application", "district", "school")
    member = get_object_or_404(members, key=key)
    may_write = may(partial(check_can_write_part, request.user, member, timezone.localdate()))
    is_open = may_be_written(application, ACTIVITIES, timezone.now())
    return MemberInActivity(application, activity, member, is_open and may_write)


def _forms(request: SignedInRequest, cell: MemberInActivity) -> list[CommitmentForm]:
    """A form for each commitment, or an empty one; only the form that was sent is bound.

    The member's forms begin with its own text, the lead's with what it proposed last.
    """
    rows: list[Commitment | None] = [*cell.commitments] or [None]
    sent = request.POST.get("form")
    return [
        CommitmentForm(
            request.POST if sent == f"c{place}" else None,
            commitment=commitment,
            proposes=not cell.may_write,
            prefix=f"c{place}",
        )
        for place, commitment in enumerate(rows)
    ]


def _cell_page(
    request: SignedInRequest, cell: MemberInActivity, forms: list[CommitmentForm], problems: tuple[str, ...] = ()
) -> HttpResponse:
    title = f"{cell.member}: {cell.activity.title or 'Activity'}"
    context = application_context(request, cell.application, "application_activities", title)
    may_propose = bool(context["may_edit"]) and not cell.may_write
    context |= {
        "page": commitment_page(
            cell.activity,
            cell.member,
            [(form, form.commitment) for form in forms],
            in_budget={commitment.pk for form in forms if (commitment := form.commitment) and _has_match(commitment)},
            may_write=cell.may_write,
            may_propose=may_propose,
        ),
        "problems": problems,
    }
    has_problems = bool(problems) or any(form.errors for form in forms)
    return TemplateResponse(request, "applicant/commitment_edit.html", context, status=409 if has_problems else 200)


def _answer(
    request: SignedInRequest,
    cell: MemberInActivity,
    action: Callable[..., object],
    done: str,
    sent: QueryDict | None = None,
) -> HttpResponse:
    """Do what the button says with the commitment beside it; a refusal shows the page as it is now."""
    sent = request.POST if sent is None else sent
    commitment = _asked(cell, sent.get("commitment", ""))
    revision = sent.get("revision", "")
    try:
        action(
            commitment=commitment,
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else -1,
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as no:
        return _cell_page(request, cell, _forms(request, cell), no.problems)
    messages.success(request, done)
    return _back(cell.application.reference)


def _asked(cell: MemberInActivity, number: str) -> Commitment:
    """The commitment of this cell with that number, or the first one; 404 if the cell is empty."""
    return get_object_or_404(cell.activity.commitments.of(cell.member).for_row().numbered(number)[:1])


def _has_match(commitment: Commitment) -> bool:
    return bool(commitment.gives_amount) and BudgetLine.objects.match_for(commitment).exists()


def _address(cell: MemberInActivity) -> str:
    arguments = [cell.application.reference, cell.activity.position, cell.member.key]
    return reverse("applicant:commitment_edit", args=arguments)


def _back(reference: str) -> HttpResponse:
    return redirect("applicant:application_activities", reference=reference)
