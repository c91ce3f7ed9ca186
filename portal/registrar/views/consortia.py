"""The registrar enters a consortium, adds members to it, and edits its record."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, registrars
from accounts.refusals import Refusal
from consortia.actions.entries import enter_consortium, enter_member
from consortia.actions.facts import change_facts, end_purpose, start_purpose, text_of
from consortia.actions.proposals import find_likenesses
from consortia.models import Consortium, ConsortiumPurpose
from consortia.permissions import editable_facts
from consortia.reads.name_lookup import district_named, member_named
from consortia.rules.fact_owners import OF_LEAD, OF_REGISTRAR
from portal.components.likenesses import LikenessRow, likeness_rows
from portal.components.refusals import show_problems
from portal.registrar.forms.consortia import ConsortiumForm, EndPurposeForm, MemberForm, PurposeForm, RecordForm
from portal.registrar.forms.named_records import suggestion_for
from portal.registrar.pages.consortia import purpose_rows, purpose_sentence, trail_of

MOST_SUGGESTIONS = 10


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_new(request: SignedInRequest) -> HttpResponse:
    """Enter a consortium that exists: its facts, its purposes, and the districts that run it."""
    state = request.POST.get("state", settings.STATE_CODE)
    form = ConsortiumForm(
        request.POST or None,
        find=lambda text: district_named(request.user, text, state=state, most=MOST_SUGGESTIONS),
        initial={"state": settings.STATE_CODE},
    )
    is_valid = form.is_valid()
    if is_valid and "save" in request.POST:
        try:
            consortium = enter_consortium(**form.for_action(), by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{consortium} is in the registry now. Add its members next.")
            return redirect(consortium)
    context = {
        "form": form,
        "likenesses": _likenesses(request, form) if is_valid else [],
        "suggestions": [suggestion_for(form, row) for row in form.candidates],
        "trail": trail_of(None, "Enter a consortium"),
    }
    return TemplateResponse(request, "registrar/consortium_new.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def member_add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add a district or school as a member, on record, entered by the State."""
    consortium = _consortium(request, slug)
    form = MemberForm(
        request.POST or None,
        find=lambda text: member_named(request.user, text, state=consortium.state, most=MOST_SUGGESTIONS),
    )
    if form.is_valid() and "save" in request.POST:
        try:
            membership = enter_member(consortium=consortium, **form.for_action(), by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{membership.member} is on record as a member of {consortium}.")
            has_more = request.POST["save"] == "another"
            return redirect("registrar:member_add", slug=slug) if has_more else redirect(consortium)
    context = _context(consortium, "Add a member") | {
        "form": form,
        "suggestions": [suggestion_for(form, row) for row in form.candidates],
    }
    return TemplateResponse(request, "registrar/member_add.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Edit the name, the legal form, the fiscal agent, and the formation date; and the way to the purposes."""
    consortium = _consortium(request, slug)
    form = RecordForm(
        request.POST or None,
        known=_known(consortium),
        agent=consortium.fiscal_agent,
        find=lambda text: district_named(request.user, text, state=consortium.state, most=MOST_SUGGESTIONS),
    )
    if form.is_valid() and "save" in request.POST:
        dated = {field: form.cleaned_data[field] for field in ("holds_from", "authority")}
        acting: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        try:
            changed = change_facts(consortium=consortium, values=form.values, seen=form.seen, **dated, **acting)
        except Refusal as no:
            show_problems(form, no)
            form.show_newest(_known(_consortium(request, slug)))
        else:
            messages.success(
                request, "Saved. Your changes are public now." if changed else "There were no changes to save."
            )
            return redirect(consortium)
    context = _context(consortium, "Edit record") | {
        "form": form,
        "suggestions": [suggestion_for(form, row) for row in form.candidates],
        "purposes": purpose_rows(consortium),
        "may_edit_contact": OF_LEAD[0] in editable_facts(request.user, consortium, timezone.localdate()),
    }
    return TemplateResponse(request, "registrar/consortium_edit.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def purpose_add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add a purpose with its start date and its authority."""
    consortium = _consortium(request, slug)
    form = PurposeForm(request.POST or None)
    if form.is_valid():
        try:
            purpose = start_purpose(consortium=consortium, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"Recorded: {purpose_sentence(purpose)}.")
            return redirect("registrar:consortium_edit", slug=slug)
    context = _context(consortium, "Add a purpose") | {"form": form}
    return TemplateResponse(request, "registrar/purpose_form.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def purpose_end(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """End a purpose on a date."""
    consortium = _consortium(request, slug)
    purpose = get_object_or_404(ConsortiumPurpose.objects.of_consortium(slug), pk=pk)
    form = EndPurposeForm(request.POST or None)
    if form.is_valid():
        try:
            end_purpose(purpose=purpose, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"The end date of {purpose} is recorded.")
            return redirect("registrar:consortium_edit", slug=slug)
    context = _context(consortium, "End a purpose") | {"form": form, "sentence": purpose_sentence(purpose)}
    return TemplateResponse(request, "registrar/purpose_form.html", context)


def _consortium(request: HttpRequest, slug: str) -> Consortium:
    return get_object_or_404(Consortium.objects.visible_to(request.user).for_record(), slug=slug)


def _known(consortium: Consortium) -> dict[str, str]:
    return {field: text_of(consortium, field) for field in OF_REGISTRAR}


def _likenesses(request: SignedInRequest, form: ConsortiumForm) -> list[LikenessRow]:
    entered = form.for_action()
    found = find_likenesses(
        name=entered["name"],
        state=entered["state"],
        lead=entered["lead"],
        members=(),
        by=request.user,
        on=timezone.localdate(),
    )
    return likeness_rows(found)


def _context(consortium: Consortium, here: str) -> dict[str, object]:
    return {"consortium": consortium, "here": here, "sentence": "", "trail": trail_of(consortium, here)}
