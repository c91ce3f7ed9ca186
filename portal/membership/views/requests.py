"""New memberships and consortia: proposing a consortium, inviting a member, asking to join."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from consortia.actions.memberships import UploadedDocument, ask_to_join, invite_member
from consortia.models import Consortium, Membership
from consortia.permissions import may_invite
from consortia.permissions.who_may_act import places_of
from consortia.states import MembershipClass
from districts.models import District, School
from portal.components.refusals import show_problems
from portal.membership.forms.memberships import InviteMemberForm, JoinForm, SearchForm
from portal.membership.pages.requests import SearchResult, pending_rows, search_result

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


def _search(request: SignedInRequest, words: str) -> list[SearchResult]:
    """Districts and schools by part of the name or ID."""
    districts = District.objects.visible_to(request.user).found_by(words).for_list()[:FOUND_AT_MOST]
    schools = School.objects.visible_to(request.user).found_by(words).select_related("district")[:FOUND_AT_MOST]
    return [*map(search_result, districts), *map(search_result, schools)]


def _member_of_id(request: SignedInRequest, key: str) -> District | School | None:
    """The district or school with that ID; None where the address names none. Raises Http404."""
    if not key:
        return None
    if not key.isdecimal():
        raise Http404("This is not the ID of a district or school.")
    if len(key) == 12:
        return get_object_or_404(School.objects.visible_to(request.user).select_related("district"), ncessch=key)
    return get_object_or_404(District.objects.visible_to(request.user), leaid=key)


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
