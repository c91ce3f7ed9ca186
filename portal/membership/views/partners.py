"""Partners: suggestions for a district, its needs and offers, and introductions that the other party agrees to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal, Refused
from consortia.models import Consortium
from districts.models import District
from exchange.actions.partners import (
    answer_introduction,
    ask_introduction,
    state_wish,
    withdraw_introduction,
    withdraw_wish,
)
from exchange.models import Introduction, Wish
from exchange.permissions import may_look_for_partners
from exchange.reads.partner_search import surroundings
from exchange.rules.partners import FAR, NEAR, box_around, proposals
from portal.components.refusals import show_problems
from portal.membership.forms.partners import IntroductionForm, WishForm
from portal.membership.pages.partners import introduction_status, suggested_consortia, suggested_districts
from purchasing.models import Contract

SHOWN = 15


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def district_partners(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Suggested partners of a district with the reasons, and its needs and offers, which can be added here."""
    district = get_object_or_404(District.objects.visible_to(request.user).for_record(), leaid=leaid)
    form = WishForm(request.POST or None)
    if form.is_valid():
        try:
            state_wish(district=district, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "Added. The suggestions below take it into account.")
            return redirect("membership:district_partners", leaid=leaid)
    on = timezone.localdate()
    point = district.point
    contracts = Contract.objects.in_force(on)
    box = box_around(point) if point else None
    facts = surroundings(district, box=box, contracts=contracts, on=on, user=request.user)
    suggestions = proposals(district.pk, **facts._asdict())
    context = {
        "district": district,
        "form": form,
        "me": suggestions.me,
        "consortia": suggested_consortia(suggestions.consortia[:SHOWN], leaid),
        "districts": suggested_districts(suggestions.districts[:SHOWN], leaid),
        "wishes": Wish.objects.visible_to(request.user).of_district(district),
        "introductions": Introduction.objects.visible_to(request.user).asked_by_district(district),
        "may_act": may_look_for_partners(request.user, district, on),
        "near": NEAR,
        "far": FAR,
        "trail": _trail(district, "Partners"),
    }
    return TemplateResponse(request, "membership/district_partners.html", context)


@allow(signed_in)
@require_POST
def wish_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw a need or an offer."""
    wish = get_object_or_404(Wish.objects.visible_to(request.user).for_page(), pk=pk)
    try:
        withdraw_wish(wish=wish, by=request.user, at=timezone.now())
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Removed.")
    return redirect("membership:district_partners", leaid=wish.district.leaid)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def introduction_ask(request: SignedInRequest, leaid: str, to: str) -> HttpResponse:
    """Request an introduction to a consortium or a district: what it will read, and an optional message."""
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    form = IntroductionForm(request.POST if request.method == "POST" else None)
    to_district = District.objects.visible_to(request.user).known_by(to).first()
    to_consortium = None if to_district else get_object_or_404(Consortium.objects.visible_to(request.user), slug=to)
    if form.is_valid():
        try:
            introduction = ask_introduction(
                district=district,
                to_district=to_district,
                to_consortium=to_consortium,
                words=form.cleaned_data["words"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"We asked {introduction.asked}. The answer will appear on this page.")
            return redirect(introduction)
    context = {"district": district, "form": form, "to": to_district or to_consortium}
    context["trail"] = [*_trail(district, "Partners"), ("Request an introduction", None)]
    return TemplateResponse(request, "membership/introduction_ask.html", context)


@allow(signed_in)
@require_safe
def introduction_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A request for an introduction with its message and, after a yes, the contacts."""
    introduction = get_object_or_404(Introduction.objects.visible_to(request.user).for_page(), pk=pk)
    on = timezone.localdate()
    context = {
        "introduction": introduction,
        "status": introduction_status(introduction),
        "may_answer": introduction.is_open and introduction.is_asked_of(request.user),
        "may_withdraw": introduction.is_open and may_look_for_partners(request.user, introduction.district, on),
        "contacts": introduction.contacts(on),
        "trail": [("My work", reverse("my:dashboard")), ("Introduction", None)],
    }
    return TemplateResponse(request, "membership/introduction_detail.html", context)


@allow(signed_in)
@require_POST
def introduction_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer a request for an introduction, or withdraw one's own."""
    introduction = get_object_or_404(Introduction.objects.visible_to(request.user).for_page(), pk=pk)
    by, at, answer = request.user, timezone.now(), request.POST.get("answer", "")
    try:
        if answer == "withdraw":
            withdraw_introduction(introduction=introduction, by=by, at=at)
        elif answer in ("yes", "no"):
            answer_introduction(introduction=introduction, is_yes=answer == "yes", by=by, at=at)
        else:
            messages.error(request, "Select Yes or No.")
            return redirect(introduction)
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Your request is withdrawn." if answer == "withdraw" else "Your answer is recorded.")
    return redirect(introduction)


def _trail(district: District, here: str) -> list[tuple[str, str | None]]:
    return [
        ("Districts", reverse("registry:district_list")),
        (district.name, district.get_absolute_url()),
        (here, None),
    ]
