"""Who holds which post in a district and its schools: for the registrar, and for the district's superintendent."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, admits, registrars, signed_in
from accounts.actions import renew_invitation
from accounts.refusals import Refused, Unready
from districts.actions import end_post
from districts.actions.appointments import appoint_person, correct_address_of_holder, hand_over_post
from districts.models import District, Post, School
from districts.permissions import check_can_see_people
from districts.states import POWERS, PostKind
from portal.components.person_forms import EndPostForm
from portal.registrar.forms.people import AddressForm, AppointForm, HandOverForm


@admits(signed_in)
@require_safe
def post_list(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Who acts for the district and its schools: today, later, before."""
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    try:
        check_can_see_people(request.user, district, request.user.as_of)
    except Refused as no:
        raise PermissionDenied from no
    posts = Post.objects.visible_to(request.user).in_place(district).split(request.user.as_of)
    context = {
        "district": district,
        "groups": [("Today", posts.now), ("From a later day", posts.later), ("Before", posts.before)],
        "has_superintendent": any(post.kind == PostKind.SUPERINTENDENT for post in posts.now + posts.later),
        "is_registrar": registrars(request.user),
        "trail": _trail(district, "People and powers"),
    }
    return TemplateResponse(request, "registrar/post_list.html", context)


@admits(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def post_give(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Give somebody a post; who is not known yet is invited in the same step."""
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    asked = request.GET.get("post", "")
    powers = POWERS if asked == PostKind.SUPERINTENDENT else ()
    first = {"starts_on": timezone.localdate(), "post": asked, "powers": powers}
    schools = School.objects.visible_to(request.user).of_district(district).order_by("name")
    form = AppointForm(request.POST or None, initial=first, schools=schools)

    def give() -> Post:
        return appoint_person(**form.asked(district), by=request.user, at=timezone.now())

    return _answer(request, form, give, district, "Give a post", "Give the post")


@admits(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def post_hand_over(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """One ends, the successor begins on the next day: one step."""
    post = _post(request, leaid, pk)
    form = HandOverForm(request.POST or None, initial={"last_day": post.ends_on or timezone.localdate()})

    def hand_over() -> Post:
        return hand_over_post(post=post, **form.cleaned_data, by=request.user, at=timezone.now())

    return _answer(request, form, hand_over, _district(post), "Hand over to a successor", "Hand over", post)


@admits(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def post_end(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """The last day of a post."""
    post = _post(request, leaid, pk)
    form = EndPostForm(request.POST or None, initial={"ends_on": post.ends_on or timezone.localdate()})

    def end() -> Post:
        return end_post(post=post, **form.cleaned_data, by=request.user, at=timezone.now())

    return _answer(request, form, end, _district(post), "End the post", "End the post", post)


@admits(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def post_correct_address(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """The right address of somebody who was invited: the old link dies, a new letter goes."""
    post = _post(request, leaid, pk)
    form = AddressForm(request.POST or None)

    def correct() -> object:
        email = form.cleaned_data["email"]
        return correct_address_of_holder(post=post, email=email, by=request.user, at=timezone.now())

    return _answer(request, form, correct, _district(post), "Correct the address", "Send a new invitation", post)


@admits(registrars)
@require_POST
def post_invite_again(request: SignedInRequest, leaid: str, pk: int) -> HttpResponse:
    """A new invitation to the same address; the older link stops working."""
    post = _post(request, leaid, pk)
    try:
        renew_invitation(person=post.user, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"A new invitation is written to {post.user.email}.")
    return redirect("registrar:post_list", leaid=leaid)


DONE = {
    "Give a post": "The post is given, and a letter is written.",
    "Hand over to a successor": "The post is handed over, and both get a letter.",
    "End the post": "The last day is recorded, and a letter is written.",
    "Correct the address": "The address is corrected. The old link no longer works; a new invitation is written.",
}


def _answer(
    request: SignedInRequest,
    form: forms.Form,
    act: Callable[[], object],
    district: District,
    title: str,
    button: str,
    post: Post | None = None,
) -> HttpResponse:
    """The form's page, or what the act answers to a form that is filled in."""
    if form.is_valid():
        try:
            act()
        except (Refused, Unready) as no:
            form.add_error(None, list(getattr(no, "problems", [str(no)])))
        else:
            messages.success(request, DONE[title])
            return redirect("registrar:post_list", leaid=district.leaid)
    context: dict[str, Any] = {"form": form, "district": district, "post": post, "title": title, "button": button}
    context["trail"] = [*_trail(district, "")[:-1], ("People and powers", _people(district)), (title, None)]
    return TemplateResponse(request, "registrar/post_form.html", context)


def _post(request: SignedInRequest, leaid: str, pk: int) -> Post:
    posts = Post.objects.visible_to(request.user).with_people().in_district_called(leaid)
    return get_object_or_404(posts, pk=pk)


def _district(post: Post) -> District:
    return post.district or post.school.district  # type: ignore[union-attr]  # one of the two: a constraint


def _people(district: District) -> str:
    return f"/districts/{district.leaid}/people/"


def _trail(district: District, here: str) -> list[tuple[str, str | None]]:
    return [("Districts", "/districts/"), (district.name, district.get_absolute_url()), (here, None)]
