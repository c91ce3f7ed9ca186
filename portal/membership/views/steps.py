"""What people do with a membership: one page with a form for each action."""

from collections.abc import Callable
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from consortia.actions import memberships
from consortia.actions.checking import check_action
from consortia.models import Membership
from consortia.rules.status_labels import status_in_words
from consortia.states import RUNS
from grants.models import Application
from portal.components.refusals import show_problems
from portal.membership.forms.memberships import (
    AcceptMembershipForm,
    ChangeForm,
    CorrectForm,
    DisputeCommentForm,
    DisputeMembershipForm,
    DocumentForm,
    LeaveForm,
    ReasonForm,
    SettleForm,
    WordsForm,
    initial_values,
    show_newest,
)
from portal.membership.pages.actions import action_text, consequences_of_leaving, message_after
from portal.membership.views.detail import membership_context, membership_trail
from purchasing.models import Contract


class MembershipAction(NamedTuple):
    """The form of an action, and the function that does it."""

    form: type[forms.Form]
    act: Callable[..., Membership]


ACTIONS = {
    "decline": MembershipAction(ReasonForm, memberships.decline),
    "withdraw": MembershipAction(WordsForm, memberships.withdraw),
    "dispute": MembershipAction(DisputeMembershipForm, memberships.dispute),
    "answer": MembershipAction(DisputeCommentForm, memberships.answer),
    "reconcile": MembershipAction(WordsForm, memberships.reconcile),
    "settle": MembershipAction(SettleForm, memberships.settle_dispute),
    "confirm": MembershipAction(WordsForm, memberships.confirm_agreed),
    "refuse": MembershipAction(ReasonForm, memberships.refuse_agreed),
    "leave": MembershipAction(LeaveForm, memberships.leave_from),
    "stay": MembershipAction(WordsForm, memberships.stay),
    "change": MembershipAction(ChangeForm, memberships.change_role_or_class),
    "correct": MembershipAction(CorrectForm, memberships.correct_dates),
}


@allow(signed_in)
@require_POST
def membership_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept the membership, optionally with a document. The form is on the membership's page."""
    membership = get_object_or_404(Membership.objects.answerable_by(request.user).for_step(), pk=pk)
    form = AcceptMembershipForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.document()
        document = memberships.UploadedDocument(*upload) if upload else None
        try:
            membership = memberships.accept(
                membership=membership, document=document, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
            show_newest(form, membership.steps.last())
        else:
            messages.success(request, f"{membership}: {status_in_words(membership)}.")
            return redirect(membership)
    context = membership_context(request, membership) | {"accept_form": form}
    return TemplateResponse(request, "membership/membership_detail.html", context, status=422)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def membership_action(request: SignedInRequest, pk: int, action: str) -> HttpResponse:
    """One action on one membership: what it leads to, the form, the button."""
    membership = get_object_or_404(Membership.objects.answerable_by(request.user).for_step(), pk=pk)
    if action not in ACTIONS:
        raise Http404("This action does not exist.")
    last = membership.steps.last()
    initial = initial_values(membership, action, timezone.localdate()) | {"seen": last.pk if last else 0}
    form = ACTIONS[action].form(request.POST or None, initial=initial)
    is_checked = action != "leave" or "confirmed" in request.POST
    if form.is_valid() and "back" not in request.POST:
        values = {"membership": membership, **form.cleaned_data, "by": request.user, "at": timezone.now()}
        try:
            if not is_checked:
                check_action(ACTIONS[action].act, **values)
                return _check_before_leaving(request, membership, form)
            changed = ACTIONS[action].act(**values)
        except Refusal as no:
            show_problems(form, no)
            show_newest(form, membership.steps.last())
        else:
            step = changed.steps.last()
            messages.success(request, message_after(action, changed, step.side if step else ""))
            return redirect(membership)
    page = action_text(action, membership)
    context = {
        "membership": membership,
        "page": page,
        "form": form,
        "runs_consortium": action == "leave" and membership.role in RUNS,
        "trail": membership_trail(membership, page.title),
    }
    return TemplateResponse(request, "membership/membership_action.html", context)


def _check_before_leaving(request: SignedInRequest, membership: Membership, form: forms.Form) -> HttpResponse:
    """What ending the membership means, before it is recorded; going back loses nothing."""
    last_day = form.cleaned_data["last_day"]
    contracts = Contract.objects.visible_to(request.user).in_force(last_day).of_consortia({membership.consortium_id})
    drafts = Application.objects.visible_to(request.user).being_written().naming(membership)
    context = {
        "membership": membership,
        "form": form,
        "reason": form.cleaned_data["words"],
        "consequences": consequences_of_leaving(
            membership, last_day, contracts=contracts.count(), applications=drafts.count(), on=timezone.localdate()
        ),
        "runs_consortium": membership.role in RUNS,
        "trail": membership_trail(membership, "Check before you end this membership"),
    }
    return TemplateResponse(request, "membership/membership_check.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def document_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Upload a document to a membership."""
    membership = get_object_or_404(Membership.objects.answerable_by(request.user).for_step(), pk=pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        document = memberships.UploadedDocument(*(form.document() or (b"", "", "", None)))
        try:
            memberships.add_document(membership=membership, document=document, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The document is uploaded.")
            return redirect(membership)
    context = {"membership": membership, "form": form, "trail": membership_trail(membership, "Upload a document")}
    return TemplateResponse(request, "membership/document_add.html", context)
