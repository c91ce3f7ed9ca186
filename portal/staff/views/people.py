"""People, invitations, and state-wide roles, for administrators."""

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.access import SignedInRequest, administrators, allow
from accounts.models import StateRole, User
from accounts.refusals import Refusal
from portal.components.lists import page_of
from portal.components.refusals import show_problems
from portal.staff.forms.people import EndRoleForm, GiveRoleForm, InvitePersonForm
from portal.staff.lists import PersonFilter

PEOPLE_ON_A_PAGE = 50


def has_own_sign_in(request: SignedInRequest) -> bool:
    """Whether the person can be asked to confirm: not the sample state's, who sign in by a button."""
    return not request.user.sample_kind


@allow(administrators)
@require_http_methods(["GET", "HEAD"])
def person_list(request: SignedInRequest) -> HttpResponse:
    """Everyone with an account or an invitation."""
    today = timezone.localdate()
    people = PersonFilter(request.GET, User.objects.visible_to(request.user).for_list(today))
    page = page_of(people.qs, PEOPLE_ON_A_PAGE, request)
    context = {"page": page, "filter": people, "today": today, "trail": [("People", None)]}
    return TemplateResponse(request, "staff/person_list.html", context)


@allow(administrators)
@require_http_methods(["GET", "HEAD"])
def person_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person's account, past and current roles, and invitations."""
    person = get_object_or_404(User.objects.visible_to(request.user).for_detail(), pk=pk)
    return TemplateResponse(
        request,
        "staff/person_detail.html",
        {
            "person": person,
            "now": timezone.now(),
            "endable": person.roles_that_can_end(timezone.localdate()),
            "has_second_step": person.has_second_step(),
        },
    )


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True, enabled=has_own_sign_in)
def person_invite(request: SignedInRequest) -> HttpResponse:
    """Invites a person, with or without a state-wide role."""
    form = InvitePersonForm(request.POST or None)
    if form.is_valid():
        try:
            invitation = actions.invite_person(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"We sent an invitation to {invitation.email}.")
            return redirect("staff:person_detail", pk=invitation.person_id)
    return TemplateResponse(request, "staff/person_invite.html", {"form": form})


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True, enabled=has_own_sign_in)
def role_give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Gives a person a state-wide role with start and end dates."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = GiveRoleForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        try:
            actions.give_role(user=person, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{person.name} has the new role.")
            return redirect("staff:person_detail", pk=person.pk)
    return TemplateResponse(request, "staff/role_give.html", {"form": form, "person": person})


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
def role_end(request: SignedInRequest, pk: int, role: int) -> HttpResponse:
    """Ends one of a person's roles."""
    state_role = get_object_or_404(StateRole.objects.visible_to(request.user).with_person(), pk=role, user=pk)
    form = EndRoleForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if form.is_valid():
        try:
            actions.end_role(role=state_role, ends_on=form.cleaned_data["ends_on"], by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The role’s end date has been saved.")
            return redirect("staff:person_detail", pk=pk)
    return TemplateResponse(request, "staff/role_end.html", {"form": form, "role": state_role})


@allow(administrators)
@require_POST
def invitation_renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sends a new link; the earlier one stops working."""
    return _do(request, pk, actions.renew_invitation, "We sent a new invitation.")


@allow(administrators)
@require_POST
def invitation_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Makes the link sent stop working."""
    return _do(request, pk, actions.withdraw_invitation, "The invitation has been withdrawn.")


@allow(administrators)
@require_POST
def account_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Closes the account."""
    return _do(request, pk, actions.close_account, "The account has been closed.")


@allow(administrators)
@require_POST
def account_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reopens the account."""
    return _do(request, pk, actions.reopen_account, "The account has been reopened.")


def _do(request: SignedInRequest, pk: int, action: Callable[..., object], done: str) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    try:
        action(person=person, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("staff:person_detail", pk=pk)
