"""New memberships and consortia: proposing a consortium, inviting a member, asking to join."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, registrars, signed_in
from accounts.refusals import Refusal
from consortia.actions.memberships import UploadedDocument, ask_to_join, invite_member
from consortia.actions.proposals import (
    Likeness,
    find_likenesses,
    propose_consortium,
    refuse_proposal,
    register_proposal,
)
from consortia.models import Consortium, Membership
from consortia.permissions import may_invite
from consortia.permissions.who_may_act import places_of
from consortia.rules.name_lookup import problems_with_name
from consortia.states import MembershipClass
from districts.models import District, School
from portal.components.likenesses import likeness_rows
from portal.components.refusals import show_problems
from portal.membership.forms.memberships import DecisionForm, InviteMemberForm, JoinForm, ProposeForm, SearchForm
from portal.membership.pages.requests import ProposalPage, SearchResult, pending_rows, proposal_page

FOUND_AT_MOST = 20


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Find a district or school, then choose its role and start date."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    if not may_invite(request.user, consortium, timezone.localdate()):
        raise PermissionDenied
    search = SearchForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    member = _member_of_id(request, request.GET.get("member", ""))
    form = InviteMemberForm(request.POST or None, initial=_initial()) if member else None
    if form and member and form.is_valid():
        try:
            membership = invite_member(
                consortium=consortium, member=member, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"We invited {member} and sent an email.")
            return redirect(membership)
    context = _context(consortium, "Invite a member") | {
        "search": search,
        "words": words,
        "results": _search(request, words) if len(words) >= 2 and not member else [],
        "member": member,
        "form": form,
    }
    return TemplateResponse(request, "membership/consortium_invite.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_join(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask to join, for the person's district or one of its schools."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    places = places_of(request.user)
    form = JoinForm(
        request.POST or None,
        request.FILES or None,
        places=[(key, _label(place)) for key, place in places.items()],
        initial=_initial() | {"member": next(iter(places), None)},
    )
    if places and form.is_valid():
        upload, member = form.document(), places[form.cleaned_data.pop("member")]
        document = UploadedDocument(*upload) if upload else None
        values = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        try:
            membership = ask_to_join(consortium=consortium, member=member, document=document, **values)
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"We sent {member}’s request to {consortium}.")
            return redirect(membership)
    memberships = Membership.objects.answerable_by(request.user).of_consortium(slug).of_districts_of(request.user)
    context = _context(consortium, "Ask to join") | {
        "form": form,
        "places": places,
        "existing": pending_rows(memberships),
    }
    return TemplateResponse(request, "membership/consortium_join.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_propose(request: SignedInRequest) -> HttpResponse:
    """Propose a consortium that is not in the registry, with the members to invite."""
    districts = {key: place for key, place in places_of(request.user).items() if isinstance(place, District)}
    form = ProposeForm(request.POST or None, districts=[(key, str(district)) for key, district in districts.items()])
    likenesses: Sequence[Likeness] = []
    if districts and form.is_valid():
        lead = districts[form.cleaned_data.pop("lead")]
        invites, problems = _members_named(request, form.invited_names(), lead.state)
        values = form.cleaned_data | {"lead": lead, "invites": invites, "by": request.user}
        consortium = None if problems else _proposed(form, values)
        if consortium:
            messages.success(request, f"We sent your proposal for {consortium} to the registrar.")
            return redirect("membership:consortium_proposal", slug=consortium.slug)
        for problem in problems:
            form.add_error("invites", problem)
        likenesses = find_likenesses(
            name=values["name"], state=lead.state, lead=lead, members=invites, by=request.user, on=timezone.localdate()
        )
    trail = [("Consortia", reverse("registry:consortium_list")), ("Propose a consortium", None)]
    context = {"form": form, "districts": districts, "likenesses": likeness_rows(likenesses), "trail": trail}
    return TemplateResponse(request, "membership/consortium_propose.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_proposal(request: SignedInRequest, slug: str) -> HttpResponse:
    """A proposed consortium; the registrar approves it or not."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user).for_proposal(), slug=slug)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        is_refused = request.POST.get("decision") == "refuse"
        decide = refuse_proposal if is_refused else register_proposal
        try:
            decide(consortium=consortium, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{consortium} is {'not approved' if is_refused else 'in the registry now'}.")
            return redirect("membership:consortium_proposal", slug=slug)
    return TemplateResponse(
        request,
        "membership/consortium_proposal.html",
        _context(consortium, "Proposal") | {"form": form, "page": _proposal_page(request, consortium)},
    )


def _proposal_page(request: SignedInRequest, consortium: Consortium) -> ProposalPage:
    memberships = list(Membership.objects.readable_by(request.user).of_consortium(consortium.slug).for_roster())
    is_registrar = registrars(request.user)
    return proposal_page(
        consortium,
        memberships,
        [purpose.get_purpose_display() for purpose in consortium.purposes.all()],
        likenesses=_likenesses_of(request, consortium, memberships) if is_registrar else [],
        is_registrar=is_registrar,
    )


def _proposed(form: forms.Form, values: dict[str, Any]) -> Consortium | None:
    """The proposal; None where it was refused, with the reasons on the form."""
    try:
        return propose_consortium(**values, at=timezone.now())
    except Refusal as no:
        show_problems(form, no)
        return None


def _likenesses_of(
    request: SignedInRequest, consortium: Consortium, memberships: Iterable[Membership]
) -> Sequence[Likeness]:
    members = [membership.member for membership in memberships]
    lead = next((member for member in members if isinstance(member, District)), None)
    if lead is None:
        return []
    likenesses = find_likenesses(
        name=consortium.name,
        state=lead.state,
        lead=lead,
        members=members,
        by=request.user,
        on=timezone.localdate(),
    )
    return [(other, reasons) for other, reasons in likenesses if other != consortium]


def _search(request: SignedInRequest, words: str) -> list[SearchResult]:
    """Districts and schools by part of the name or ID."""
    districts = District.objects.visible_to(request.user).found_by(words).for_list()[:FOUND_AT_MOST]
    schools = School.objects.visible_to(request.user).found_by(words).select_related("district")[:FOUND_AT_MOST]
    results = [
        SearchResult(
            district.leaid, district.name, f"{district.get_kind_display()}, {district.county or district.state}"
        )
        for district in districts
    ]
    return results + [SearchResult(school.ncessch, school.name, f"School of {school.district}") for school in schools]


def _member_of_id(request: SignedInRequest, key: str) -> District | School | None:
    """The district or school with that ID; None where the address names none. Raises Http404."""
    if not key:
        return None
    if not key.isdecimal():
        raise Http404("This is not the ID of a district or school.")
    if len(key) == 12:
        return get_object_or_404(School.objects.visible_to(request.user).select_related("district"), ncessch=key)
    return get_object_or_404(District.objects.visible_to(request.user), leaid=key)


def _members_named(
    request: SignedInRequest, names: Iterable[str], state: str
) -> tuple[list[District | School], list[str]]:
    """The districts and schools with these IDs or full names, and the problems with the other names."""
    members: list[District | School] = []
    problems: list[str] = []
    for name in names:
        districts = District.objects.visible_to(request.user).meant_by(name, state)[:3]
        schools = School.objects.visible_to(request.user).meant_by(name, state)[:3]
        matches: list[District | School] = [*districts, *schools]
        problems += problems_with_name(name, [str(match) for match in matches])
        members += matches if len(matches) == 1 else []
    return members, problems


def _initial() -> dict[str, object]:
    return {
        "joins_on": timezone.localdate(),
        "role": "member",
        "membership_class": MembershipClass.PARTICIPATING,
    }


def _label(place: District | School) -> str:
    return f"{place} (school)" if isinstance(place, School) else str(place)


def _context(consortium: Consortium, here: str) -> dict[str, object]:
    trail = [
        ("Consortia", reverse("registry:consortium_list")),
        (consortium.name, consortium.get_absolute_url()),
        (here, None),
    ]
    return {"consortium": consortium, "trail": trail}
