"""New memberships: proposing a consortium, inviting a member, asking to join."""

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
from accounts.refusals import Refused, Unready
from consortia.actions import memberships, proposals
from consortia.models import Consortium, Membership
from consortia.permissions import may_invite
from consortia.permissions.who_may_act import places_of
from consortia.rules.name_lookup import problems_with_finding
from consortia.states import ConsortiumStatus, MembershipClass
from districts.models import District, School
from portal.membership.forms import memberships as shapes
from portal.membership.views.steps import problems_of

FOUND_AT_MOST = 20


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Find a district or a school, then say as what and from when."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    if not may_invite(request.user, consortium, timezone.localdate()):
        raise PermissionDenied
    search = shapes.SearchForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    member = _member_of_id(request, request.GET.get("member", ""))
    form = shapes.InviteForm(request.POST or None, initial=_initial()) if member else None
    if form and member and form.is_valid():
        try:
            membership = memberships.invite_member(
                consortium=consortium, member=member, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except (Refused, Unready) as no:
            form.add_error(None, list(problems_of(no)))
        else:
            messages.success(request, f"{member} is invited. It stands on their page, and they get a letter.")
            return redirect(membership)
    context = _page(consortium, "Invite a member") | {
        "search": search,
        "words": words,
        "found": _found(request, words) if len(words) >= 2 and not member else [],
        "member": member,
        "form": form,
    }
    return TemplateResponse(request, "membership/consortium_invite.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_join(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask to join, for the own district or one of its schools."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    places = places_of(request.user)
    form = shapes.JoinForm(
        request.POST or None,
        request.FILES or None,
        places=[(key, _called(place)) for key, place in places.items()],
        initial=_initial() | {"member": next(iter(places), None)},
    )
    if places and form.is_valid():
        sent, member = form.document(), places[form.cleaned_data.pop("member")]
        document = memberships.UploadedDocument(*sent) if sent else None
        said = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        try:
            membership = memberships.ask_to_join(consortium=consortium, member=member, document=document, **said)
        except (Refused, Unready) as no:
            form.add_error(None, list(problems_of(no)))
        else:
            messages.success(request, f"The request of {member} is sent.")
            return redirect(membership)
    context = _page(consortium, "Ask to join") | {
        "form": form,
        "places": places,
        "memberships": Membership.objects.answerable_by(request.user).of_consortium(slug).of_districts_of(request.user),
    }
    return TemplateResponse(request, "membership/consortium_join.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_propose(request: SignedInRequest) -> HttpResponse:
    """A consortium that is not in the register yet, with those whom it invites."""
    districts = {key: place for key, place in places_of(request.user).items() if isinstance(place, District)}
    form = shapes.ProposeForm(request.POST or None, districts=[(key, str(one)) for key, one in districts.items()])
    likenesses: Sequence[proposals.Likeness] = []
    if districts and form.is_valid():
        lead = districts[form.cleaned_data.pop("lead")]
        invites, problems = _members_named(request, form.invited_names(), lead.state)
        said = form.cleaned_data | {"lead": lead, "invites": invites, "by": request.user}
        consortium = None if problems else _proposed(form, said)
        if consortium:
            messages.success(request, f"{consortium} is proposed. The registrar looks at it next.")
            return redirect("membership:consortium_proposal", slug=consortium.slug)
        for problem in problems:
            form.add_error("invites", problem)
        likenesses = proposals.find_likenesses(
            name=said["name"], lead=lead, members=invites, by=request.user, on=timezone.localdate()
        )
    trail = [("Consortia", reverse("registry:consortium_list")), ("Propose a consortium", None)]
    context = {"form": form, "districts": districts, "likenesses": likenesses, "trail": trail}
    return TemplateResponse(request, "membership/consortium_propose.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_proposal(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is proposed and by whom; the registrar registers or refuses it."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user).for_proposal(), slug=slug)
    form = shapes.DecisionForm(request.POST or None)
    if form.is_valid():
        is_refused = request.POST.get("decision") == "refuse"
        decide = proposals.refuse_proposal if is_refused else proposals.register_proposal
        try:
            decide(consortium=consortium, **form.cleaned_data, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            form.add_error(None, list(problems_of(no)))
        else:
            messages.success(request, f"{consortium} is {'not registered' if is_refused else 'registered'}.")
            return redirect("membership:consortium_proposal", slug=slug)
    memberships = list(Membership.objects.readable_by(request.user).of_consortium(slug).for_roster())
    context = _page(consortium, "Proposal") | {
        "form": form,
        "memberships": memberships,
        "purposes": consortium.purposes.all(),
        "may_decide": registrars(request.user) and consortium.status in DECIDED_ON,
        "likenesses": _likenesses_of(request, consortium, memberships) if registrars(request.user) else [],
    }
    return TemplateResponse(request, "membership/consortium_proposal.html", context)


DECIDED_ON = (ConsortiumStatus.PROPOSED, ConsortiumStatus.REFUSED)


def _proposed(form: forms.Form, said: dict[str, Any]) -> Consortium | None:
    """The proposal; None where something stands in the way, which the form then says."""
    try:
        return proposals.propose_consortium(**said, at=timezone.now())
    except (Refused, Unready) as no:
        form.add_error(None, list(problems_of(no)))
        return None


def _likenesses_of(
    request: SignedInRequest, consortium: Consortium, memberships: Iterable[Membership]
) -> Sequence[proposals.Likeness]:
    members = [membership.member for membership in memberships]
    lead = next((one for one in members if isinstance(one, District)), None)
    if lead is None:
        return []
    found = proposals.find_likenesses(
        name=consortium.name, lead=lead, members=members, by=request.user, on=timezone.localdate()
    )
    return [(other, reasons) for other, reasons in found if other != consortium]


def _found(request: SignedInRequest, words: str) -> list[tuple[str, str, str]]:
    """Districts and schools by part of the name or id: id, name, and where."""
    districts = District.objects.visible_to(request.user).found_by(words).for_list()[:FOUND_AT_MOST]
    schools = School.objects.visible_to(request.user).found_by(words).select_related("district")[:FOUND_AT_MOST]
    found = [(one.leaid, one.name, f"{one.get_kind_display()}, {one.county or one.state}") for one in districts]
    return found + [(one.ncessch, one.name, f"School of {one.district}") for one in schools]


def _member_of_id(request: SignedInRequest, key: str) -> District | School | None:
    """The district or school with that id; None where the address names none."""
    if not key:
        return None
    if not key.isdecimal():
        raise Http404("That is no id of a district or school.")
    if len(key) == 12:
        return get_object_or_404(School.objects.visible_to(request.user).select_related("district"), ncessch=key)
    return get_object_or_404(District.objects.visible_to(request.user), leaid=key)


def _members_named(
    request: SignedInRequest, names: Iterable[str], state: str
) -> tuple[list[District | School], list[str]]:
    """Those named by id or whole name, and what stands in the way of finding the others."""
    found: list[District | School] = []
    problems: list[str] = []
    for name in names:
        districts = District.objects.visible_to(request.user).meant_by(name, state)[:3]
        schools = School.objects.visible_to(request.user).meant_by(name, state)[:3]
        meant: list[District | School] = [*districts, *schools]
        problems += problems_with_finding(name, [str(one) for one in meant])
        found += meant if len(meant) == 1 else []
    return found, problems


def _initial() -> dict[str, Any]:
    return {
        "joins_on": timezone.localdate(),
        "role": "member",
        "membership_class": MembershipClass.PARTICIPATING,
    }


def _called(place: District | School) -> str:
    return f"{place} (school)" if isinstance(place, School) else str(place)


def _page(consortium: Consortium, here: str) -> dict[str, Any]:
    trail = [
        ("Consortia", reverse("registry:consortium_list")),
        (consortium.name, consortium.get_absolute_url()),
        (here, None),
    ]
    return {"consortium": consortium, "trail": trail}
