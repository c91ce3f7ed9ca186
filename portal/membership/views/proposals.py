"""Proposing a consortium, changing the proposal, and the registrar's decision."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, registrars, signed_in
from accounts.refusals import Refusal, reason_against
from consortia.actions.checking import check_action
from consortia.actions.proposal_changes import edit_proposal, invited_members, resubmit_proposal, withdraw_proposal
from consortia.actions.proposals import (
    Likeness,
    facts_of_proposal,
    find_likenesses,
    lead_of,
    propose_consortium,
    refuse_proposal,
    register_proposal,
)
from consortia.models import Consortium, Membership
from consortia.permissions import can_propose, check_can_decide_proposal
from consortia.permissions.who_may_act import places_of
from consortia.reads.name_lookup import member_named, members_of_keys
from consortia.states import ConsortiumStatus
from districts.models import District, School
from portal.components.likenesses import LikenessRow, likeness_rows
from portal.components.refusals import show_problems
from portal.membership.forms.proposals import (
    DecisionForm,
    ProposalForm,
    WithdrawProposalForm,
    show_newest,
    typed_values,
)
from portal.membership.pages.proposals import (
    EDIT_BUTTONS,
    ProposalFormPage,
    ProposalPage,
    changed_proposal_page,
    consequences,
    facts_to_check,
    new_proposal_page,
    proposal_page,
)
from portal.membership.pages.requests import SearchResult, search_result

FOUND_AT_MOST = 20


class InviteSearch(NamedTuple):
    """The IDs chosen so far; what a search for more found, or why it found nothing; whether choosing goes on."""

    keys: list[str]
    found: list[SearchResult]
    words: str
    problem: str
    goes_on: bool


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_propose(request: SignedInRequest) -> HttpResponse:
    """Propose a consortium that is not in the registry: enter it, choose whom to invite, check, and submit."""
    districts = {key: place for key, place in places_of(request.user).items() if isinstance(place, District)}
    page = new_proposal_page()
    if not districts:
        context = {"page": page, "trail": page.trail}
        return TemplateResponse(request, "membership/consortium_propose.html", context)

    def asked(form: ProposalForm) -> dict[str, Any]:
        return form.facts._asdict() | {"lead": districts[form.cleaned_data["lead"]]}

    answer = _form_or_check(request, page, propose_consortium, asked, leads=districts, initial={})
    if isinstance(answer, HttpResponse):
        return answer
    messages.success(request, f"We sent your proposal for {answer} to the registrar.")
    return redirect("membership:consortium_proposal", slug=answer.slug)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change a proposal that awaits approval, or correct and resubmit one that does not."""
    consortium, lead = _own_proposal(request, slug)
    if consortium.status not in EDIT_BUTTONS:
        return redirect("membership:consortium_proposal", slug=slug)
    invited = invited_members(consortium, lead)
    initial = facts_of_proposal(consortium)._asdict() | {"seen": consortium.revision, "was": consortium.status}

    def asked(form: ProposalForm) -> dict[str, Any]:
        return {"consortium": consortium, "facts": form.facts, "seen": form.cleaned_data["seen"]}

    is_edit = request.POST.get("was", consortium.status) == ConsortiumStatus.PROPOSED
    answer = _form_or_check(
        request,
        changed_proposal_page(consortium, invited),
        edit_proposal if is_edit else resubmit_proposal,
        asked,
        leads={lead.leaid: lead},
        initial=initial,
        consortium=consortium,
    )
    if isinstance(answer, HttpResponse):
        return answer
    messages.success(request, "Your changes are saved." if is_edit else f"We sent {answer} to the registrar again.")
    return redirect("membership:consortium_proposal", slug=slug)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Withdraw a proposal that awaits approval, after reading what that means."""
    consortium, _lead = _own_proposal(request, slug)
    form = WithdrawProposalForm(request.POST or None, initial={"seen": consortium.revision})
    if form.is_valid():
        try:
            withdraw_proposal(consortium=consortium, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"You withdrew the proposal for {consortium}. You can resubmit it at any time.")
            return redirect("membership:consortium_proposal", slug=slug)
    context = {"consortium": consortium, "form": form, "trail": _trail(consortium, "Withdraw proposal")}
    return TemplateResponse(request, "membership/proposal_withdraw.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_proposal(request: SignedInRequest, slug: str) -> HttpResponse:
    """A proposed consortium; the registrar approves it or not."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user).for_proposal(), slug=slug)
    form = DecisionForm(request.POST or None, initial={"seen": consortium.revision})
    if form.is_valid():
        is_refused = request.POST.get("decision") == "refuse"
        decide = refuse_proposal if is_refused else register_proposal
        try:
            decide(consortium=consortium, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
            show_newest(form, seen=Consortium.objects.get(pk=consortium.pk).revision)
        else:
            messages.success(request, f"{consortium} is {'not approved' if is_refused else 'in the registry now'}.")
            return redirect("membership:consortium_proposal", slug=slug)
    context = {"consortium": consortium, "form": form, "page": _proposal_page(request, consortium)}
    return TemplateResponse(
        request, "membership/consortium_proposal.html", context | {"trail": _trail(consortium, "Proposal")}
    )


def _form_or_check(
    request: SignedInRequest,
    page: ProposalFormPage,
    action: Callable[..., Consortium],
    asked: Callable[[ProposalForm], dict[str, Any]],
    *,
    leads: Mapping[str, District],
    initial: dict[str, Any],
    consortium: Consortium | None = None,
) -> HttpResponse | Consortium:
    """The form; once it is complete, everything to check; and, once that was sent, the stored proposal.

    `asked`: the arguments of the action that a complete form stands for.
    """
    user, first = request.user, next(iter(leads.values()))
    choices = [(key, str(district)) for key, district in leads.items()] if consortium is None else []
    search = _search_for_invites(request, first.state)
    if search.goes_on:
        known = typed_values(request.POST) if request.method == "POST" else initial
        form = ProposalForm(districts=choices, initial=known | {"find": search.words})
        return _form_page(request, page, form, search)
    form, likenesses = ProposalForm(request.POST, districts=choices), []
    if form.is_valid():
        members = members_of_keys(user, form.cleaned_data["invites"])
        values = asked(form) | {"invites": members, "override_reason": form.cleaned_data["override_reason"]}
        lead = leads.get(form.cleaned_data.get("lead", ""), first)
        try:
            if request.POST.get("step") == "send":
                return action(**values, by=user, at=timezone.now())
            check_action(action, **values, by=user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
            likenesses = _likenesses_of(request, form.facts.name, lead, members, apart_from=consortium)
            if consortium is not None:
                newest = Consortium.objects.get(pk=consortium.pk)
                show_newest(form, seen=newest.revision, was=newest.status)
        else:
            context = {
                "page": page,
                "trail": page.trail,
                "form": form,
                "facts": facts_to_check(form.facts, lead),
                "invites": [search_result(member) for member in members],
                "consequences": consequences(members, consortium, invited=len(page.invited), on=timezone.localdate()),
            }
            return TemplateResponse(request, "membership/proposal_check.html", context)
    return _form_page(request, page, form, search, likeness_rows(likenesses))


def _form_page(
    request: SignedInRequest,
    page: ProposalFormPage,
    form: ProposalForm,
    search: InviteSearch,
    likenesses: Sequence[LikenessRow] = (),
) -> HttpResponse:
    context = {
        "page": page,
        "trail": page.trail,
        "form": form,
        "invites": [search_result(member) for member in members_of_keys(request.user, search.keys)],
        "search": search,
        "likenesses": likenesses,
    }
    return TemplateResponse(request, "membership/consortium_propose.html", context)


def _search_for_invites(request: SignedInRequest, state: str) -> InviteSearch:
    """What the last button did to the list of those to invite; a full name or an ID is added at once."""
    data = request.POST
    step, words = data.get("step", ""), " ".join(data.get("find", "").split())
    keys = [key for key in dict.fromkeys([*data.getlist("invites"), *data.getlist("add")]) if key.isdecimal()]
    keys = [key for key in keys if key not in data.getlist("remove")]
    if "add" in data or "remove" in data or step not in ("find", "check", "send"):
        return InviteSearch(keys, [], "", "", goes_on=True)
    if not words:
        problem = "Enter part of a name or an ID." if step == "find" else ""
        return InviteSearch(keys, [], "", problem, goes_on=step == "find")
    rows = member_named(request.user, words, state=state, most=FOUND_AT_MOST)
    found = [search_result(row) for row in rows]
    if len(found) == 1 and words.casefold() in (found[0].key, found[0].name.casefold()):
        return InviteSearch(list(dict.fromkeys([*keys, found[0].key])), [], "", "", goes_on=True)
    problem = "" if found else f"We couldn’t find “{words[:80]}.” Try a shorter part of the name, or the ID."
    return InviteSearch(keys, found, words, problem, goes_on=True)


def _own_proposal(request: SignedInRequest, slug: str) -> tuple[Consortium, District]:
    """The proposal and its lead district, for people who may change it. Raises Http404 or PermissionDenied."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    lead = lead_of(consortium)
    if lead is None or not can_propose(request.user, lead, timezone.localdate()):
        raise PermissionDenied
    return consortium, lead


def _proposal_page(request: SignedInRequest, consortium: Consortium) -> ProposalPage:
    memberships = list(Membership.objects.readable_by(request.user).of_consortium(consortium.slug).for_roster())
    is_registrar = registrars(request.user)
    members = [membership.member for membership in memberships]
    lead = next((member for member in members if isinstance(member, District)), None)
    user, today = request.user, timezone.localdate()
    decides = partial(check_can_decide_proposal, user, consortium, lead, today)
    shows_likenesses = is_registrar and lead is not None
    return proposal_page(
        consortium,
        memberships,
        [purpose.get_purpose_display() for purpose in consortium.purposes.all()],
        likenesses=(
            _likenesses_of(request, consortium.name, lead, members, apart_from=consortium)
            if shows_likenesses and lead
            else []
        ),
        is_registrar=is_registrar,
        no_decision=reason_against(decides) if is_registrar else "",
        may_edit=can_propose(user, lead, today),
    )


def _likenesses_of(
    request: SignedInRequest,
    name: str,
    lead: District,
    members: Sequence[District | School],
    *,
    apart_from: Consortium | None,
) -> list[Likeness]:
    on = timezone.localdate()
    found = find_likenesses(name=name, state=lead.state, lead=lead, members=members, by=request.user, on=on)
    return [(other, reasons) for other, reasons in found if other != apart_from]


def _trail(consortium: Consortium, here: str) -> list[tuple[str, str | None]]:
    return [
        ("Consortia", reverse("registry:consortium_list")),
        (consortium.name, consortium.get_absolute_url()),
        (here, None),
    ]
