"""What people do with a membership: one form for each deed, asked once more where it matters."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refused, Unready
from consortia.actions import memberships as actions
from consortia.models import Membership
from consortia.states import RUNS
from portal.membership.forms import memberships as shapes
from portal.membership.views.detail import membership_context, membership_trail


class Deed(NamedTuple):
    """A deed: its form, its action, and what its page says."""

    form: type[forms.Form]
    act: Callable[..., Any]
    title: str
    consequence: str
    button: str
    said: str


DEEDS = {
    "decline": Deed(
        shapes.ReasonForm,
        actions.decline,
        "Decline",
        "The other side is told, with your reason. A new invitation or request may follow.",
        "Decline",
        "It is declined, and the other side is told.",
    ),
    "withdraw": Deed(
        shapes.WordsForm,
        actions.withdraw,
        "Take it back",
        "The membership leaves every roster, and the other side is told.",
        "Take it back",
        "It is taken back, and the other side is told.",
    ),
    "dispute": Deed(
        shapes.DisputeForm,
        actions.dispute,
        "Dispute this membership",
        "It is marked as disputed from today until the registrar settles it. The other side is told.",
        "Dispute it",
        "It is marked as disputed, and the other side is told.",
    ),
    "answer": Deed(
        shapes.AnswerForm,
        actions.answer,
        "Add to the dispute",
        "Your words stand in the thread, with your name and the day.",
        "Add it",
        "Your words stand in the thread.",
    ),
    "reconcile": Deed(
        shapes.WordsForm,
        actions.reconcile,
        "Take the dispute back",
        "You say that the membership is right after all.",
        "The membership is right",
        "The dispute is over.",
    ),
    "settle": Deed(
        shapes.SettleForm,
        actions.settle_dispute,
        "Settle the dispute",
        "Both sides are told what you decide and why. If only the days are wrong, correct them afterwards.",
        "Settle it",
        "The dispute is settled, and both sides are told.",
    ),
    "confirm": Deed(
        shapes.WordsForm,
        actions.confirm_agreed,
        "Confirm for the State",
        "Both sides have agreed. Both are told that it is confirmed.",
        "Confirm",
        "It is confirmed, and both sides are told.",
    ),
    "refuse": Deed(
        shapes.ReasonForm,
        actions.refuse_agreed,
        "Do not confirm",
        "The membership leaves every roster. Both sides are told, with your reason.",
        "Do not confirm",
        "It is not confirmed, and both sides are told.",
    ),
    "leave": Deed(
        shapes.LeaveForm,
        actions.leave_from,
        "Leave from a day",
        "The other side is told. Until that day is over you can take it back.",
        "Record the last day",
        "The last day is recorded, and the other side is told.",
    ),
    "stay": Deed(
        shapes.WordsForm,
        actions.stay,
        "Take the last day back",
        "The membership goes on without a last day. The other side is told.",
        "Stay a member",
        "The membership goes on.",
    ),
    "change": Deed(
        shapes.ChangeForm,
        actions.change_role_or_class,
        "Change role or class",
        "The membership as it is now ends the day before, and a new membership begins that the other side confirms. "
        "If it declines, everything stays as it is.",
        "Propose the change",
        "The change is recorded, and the other side is asked to confirm it.",
    ),
    "correct": Deed(
        shapes.CorrectForm,
        actions.correct_dates,
        "Correct the days",
        "What the register said before stays readable. Both sides are told.",
        "Correct",
        "The days are corrected, and both sides are told.",
    ),
}


@allow(signed_in)
@require_POST
def membership_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Yes, with a paper or without; the form stands on the page of the membership."""
    membership = get_object_or_404(Membership.objects.answerable_by(request.user).for_step(), pk=pk)
    form = shapes.AcceptForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.document()
        document = actions.UploadedDocument(*sent) if sent else None
        try:
            membership = actions.accept(membership=membership, document=document, **form.cleaned_data, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            form.add_error(None, list(problems_of(no)))
            shapes.show_newest(form, membership.steps.last())
        else:
            messages.success(request, f"{membership}: {membership.get_status_display().lower()}.")
            return redirect(membership)
    context = membership_context(request, membership) | {"accept_form": form}
    return TemplateResponse(request, "membership/membership_detail.html", context, status=422)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def membership_deed(request: SignedInRequest, pk: int, deed: str) -> HttpResponse:
    """One deed with one membership: what follows from it, the form, the button."""
    membership = get_object_or_404(Membership.objects.answerable_by(request.user).for_step(), pk=pk)
    if deed not in DEEDS:
        raise Http404("There is no such deed.")
    what = DEEDS[deed]
    last = membership.steps.last()
    initial = shapes.initial_of(membership, deed, timezone.localdate()) | {"seen": last.pk if last else 0}
    form = what.form(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            what.act(membership=membership, **form.cleaned_data, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            form.add_error(None, list(problems_of(no)))
            shapes.show_newest(form, membership.steps.last())
        else:
            messages.success(request, what.said)
            return redirect(membership)
    is_voice = deed == "leave" and membership.role in RUNS
    context = {"membership": membership, "deed": what, "form": form, "is_voice": is_voice, "trail": membership_trail(membership, what.title)}
    return TemplateResponse(request, "membership/membership_deed.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def document_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a paper to a membership."""
    membership = get_object_or_404(Membership.objects.answerable_by(request.user).for_step(), pk=pk)
    form = shapes.DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        document = actions.UploadedDocument(*(form.document() or (b"", "", "", None)))
        try:
            actions.add_document(membership=membership, document=document, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            form.add_error(None, list(problems_of(no)))
        else:
            messages.success(request, "The paper is kept with the membership.")
            return redirect(membership)
    context = {"membership": membership, "form": form, "trail": membership_trail(membership, "Add a paper")}
    return TemplateResponse(request, "membership/document_add.html", context)


def problems_of(no: Refused | Unready) -> tuple[str, ...]:
    """Each thing that stands in the way."""
    return no.problems if isinstance(no, Unready) else (str(no),)
