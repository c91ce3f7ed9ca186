"""Partners: who fits a district, what it needs and offers, and introductions with the consent of both sides."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refused, Unready
from consortia.models import Consortium
from districts.models import District
from exchange.actions import partners as actions
from exchange.models import Introduction, Wish
from exchange.permissions import may_look_for_partners
from exchange.reads.partner_search import surroundings
from exchange.rules.partners import FAR, NEAR, box_around, proposals
from portal.membership.forms.partners import IntroductionForm, WishForm
from purchasing.models import Contract

SHOWN = 15


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def district_partners(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Consortia and districts that fit this one, with the reasons; what it needs and offers, to be stated here."""
    district = get_object_or_404(District.objects.visible_to(request.user).for_record(), leaid=leaid)
    form = WishForm(request.POST or None)
    if form.is_valid():
        try:
            actions.state_wish(district=district, **form.cleaned_data, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "It is stated, and counts in the proposals below.")
            return redirect("membership:district_partners", leaid=leaid)
    on = timezone.localdate()
    point = district.point
    contracts = Contract.objects.in_force(on)
    box = box_around(point) if point else None
    found = surroundings(district, box=box, contracts=contracts, on=on, user=request.user)
    fits = proposals(district.pk, **found._asdict())
    context = {
        "district": district,
        "form": form,
        "fits": fits,
        "consortia": fits.consortia[:SHOWN],
        "districts": fits.districts[:SHOWN],
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
    """A need or an offer is taken back."""
    wish = get_object_or_404(Wish.objects.visible_to(request.user).for_page(), pk=pk)
    try:
        actions.withdraw_wish(wish=wish, by=request.user, at=timezone.now())
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "It is no longer stated.")
    return redirect("membership:district_partners", leaid=wish.district.leaid)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def introduction_ask(request: SignedInRequest, leaid: str, to: str) -> HttpResponse:
    """Ask a consortium or a district whether it wants to be introduced: what it will read, then the question."""
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    form = IntroductionForm(request.POST if request.method == "POST" else None)
    to_district = District.objects.visible_to(request.user).known_by(to).first()
    to_consortium = None if to_district else get_object_or_404(Consortium.objects.visible_to(request.user), slug=to)
    if form.is_valid():
        try:
            introduction = actions.ask_introduction(
                district=district,
                to_district=to_district,
                to_consortium=to_consortium,
                words=form.cleaned_data["words"],
                by=request.user,
                at=timezone.now(),
            )
        except (Refused, Unready) as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, f"{introduction.asked} is asked. The answer comes to your page.")
            return redirect(introduction)
    context = {"district": district, "form": form, "to": to_district or to_consortium}
    context["trail"] = [*_trail(district, "Partners"), ("Ask for an introduction", None)]
    return TemplateResponse(request, "membership/introduction_ask.html", context)


@allow(signed_in)
@require_safe
def introduction_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who asks whom, what was said, and after a yes whom to write to."""
    introduction = get_object_or_404(Introduction.objects.visible_to(request.user).for_page(), pk=pk)
    on = timezone.localdate()
    context = {
        "introduction": introduction,
        "is_asked": introduction.is_open and introduction.is_asked_of(request.user),
        "may_withdraw": introduction.is_open and may_look_for_partners(request.user, introduction.district, on),
        "contacts": introduction.contacts(on),
        "trail": [("My page", reverse("my:dashboard")), ("Introduction", None)],
    }
    return TemplateResponse(request, "membership/introduction_detail.html", context)


@allow(signed_in)
@require_POST
def introduction_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Yes, no, or taken back by who asked."""
    introduction = get_object_or_404(Introduction.objects.visible_to(request.user).for_page(), pk=pk)
    pen: dict[str, Any] = {"introduction": introduction, "by": request.user, "at": timezone.now()}
    answer = request.POST.get("answer", "")
    try:
        if answer == "withdraw":
            actions.withdraw_introduction(**pen)
        elif answer in ("yes", "no"):
            actions.answer_introduction(**pen, is_yes=answer == "yes")
        else:
            messages.error(request, "Press one of the buttons: yes or no.")
            return redirect(introduction)
    except (Refused, Unready) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Your answer is recorded.")
    return redirect(introduction)


def _trail(district: District, here: str) -> list[tuple[str, str | None]]:
    return [
        ("Districts", reverse("registry:district_list")),
        (district.name, district.get_absolute_url()),
        (here, None),
    ]
