"""Offering to score a round, and the officers' list of offers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, grants_officers, signed_in
from accounts.models import Role, User
from accounts.refusals import Refusal, reason_against
from districts.models import Region
from grants.actions.scoring_offers import decline_offer, offer_to_score, take_offers, withdraw_offer
from grants.models import Competition, ScoringOffer
from grants.permissions.scoring import check_can_manage_scorers
from grants.reads.scoring_offers import offers_for, own_offer, refusal_to_offer
from portal.components.refusals import show_problems
from portal.review.forms.scoring_offers import DeclineOfferForm, OfferForm, OffersUntilForm
from portal.review.pages.scoring_offers import last_day_in_words, offer_page, offer_rows, offers_in_words
from portal.review.views.scorers import form_does, pen_of, published_round, round_trail


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def scoring_offer(request: SignedInRequest, slug: str) -> HttpResponse:
    """The person's own offer to score in a round; a POST sends or changes it."""
    competition = published_round(request, slug)
    offer = own_offer(request.user, competition)
    refused = refusal_to_offer(request.user, competition, offer, timezone.localdate())
    regions = Region.objects.visible_to(request.user).in_use()
    form = OfferForm(request.POST if request.method == "POST" else None, regions=regions, initial=_initial(offer))

    def write() -> None:
        said = {"words": form.words(), "regions": form.cleaned_data["regions"], "agreed": form.cleaned_data["agreed"]}
        offer_to_score(competition=competition, **said, **pen_of(request))

    if request.method == "POST" and form_does(form, write):
        messages.success(request, "The state has your offer to score.")
        return redirect("review:scoring_offer", slug)
    context = {
        "page": offer_page(competition, offer, refused),
        "form": form,
        "slug": slug,
        "trail": round_trail(competition, ("Offer to score", None)),
    }
    return TemplateResponse(request, "review/scoring_offer.html", context, status=422 if form.errors else 200)


def _initial(offer: ScoringOffer | None) -> dict[str, object]:
    """The form as the person left it; the agreement is given anew with each change."""
    if offer is None:
        return {}
    said = {name: getattr(offer, name) for name in ("capacity", "expertise", "years", "connections")}
    return said | {"regions": list(offer.regions.all())}


@allow(signed_in)
@require_POST
def offer_withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Withdraw the person's own offer."""
    offer = get_object_or_404(ScoringOffer.objects.of(request.user, published_round(request, slug)))
    try:
        withdraw_offer(offer=offer, **pen_of(request))
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "You withdrew your offer to score.")
    return redirect("review:scoring_offer", slug)


# ---- officers ----


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def offer_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """The offers for a round; a POST sets the last date to offer."""
    competition, on = published_round(request, slug), timezone.localdate()
    reason = reason_against(lambda: check_can_manage_scorers(request.user, competition, on))
    initial: dict[str, object] = {"until": competition.scoring_offers_until}
    form = OffersUntilForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form_does(
        form, lambda: take_offers(competition=competition, until=form.cleaned_data["until"], **pen_of(request))
    ):
        messages.success(request, last_day_in_words(form.cleaned_data["until"]))
        return redirect("review:offer_list", slug)
    offers = [] if reason else offers_for(competition, request.user)
    able = User.objects.holding(Role.SCORER, on=on).values_list("pk", flat=True) if offers else []
    context = {
        "competition": competition,
        "reason": reason,
        "rows": offer_rows(offers, able),
        "summary": offers_in_words(sum(offer.is_waiting() for offer in offers)),
        "until": last_day_in_words(competition.scoring_offers_until),
        "form": form,
        "trail": _trail(competition, ("Offers", None)),
    }
    return TemplateResponse(request, "review/offer_list.html", context, status=422 if form.errors else 200)


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def offer_decline(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Decline an offer, with a message to the person."""
    competition, on = published_round(request, slug), timezone.localdate()
    if reason_against(lambda: check_can_manage_scorers(request.user, competition, on)):
        return redirect("review:offer_list", slug)  # which says why, and names no one
    rows = ScoringOffer.objects.visible_to(request.user).of_round(competition).for_list()
    offer, back = get_object_or_404(rows, pk=pk), reverse("review:offer_list", args=[slug])
    form = DeclineOfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decline_offer(offer=offer, words=form.cleaned_data["reason"], **pen_of(request))
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"You declined {offer.person.name}’s offer. We told {offer.person.name}.")
            return redirect(back)
    context = {
        "title": f"Decline {offer.person.name}’s offer",
        "form": form,
        "back": back,
        "trail": _trail(competition, ("Offers", back), ("Decline", None)),
    }
    return TemplateResponse(request, "review/scorer_withdraw.html", context, status=422 if form.errors else 200)


def _trail(competition: Competition, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return round_trail(competition, ("Scorers", reverse("review:scorer_list", args=[competition.slug])), *last)
