"""The E-rate discounts of a consortium's members, and the form for a member's own."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, anyone, signed_in
from accounts.refusals import Refusal, Refused
from consortia.models import Consortium
from districts.models import District
from portal.components.refusals import show_problems
from portal.purchasing.files.erate import erate_file
from portal.purchasing.forms.erate import EratePageForm, ErateRateForm
from portal.purchasing.pages.erate import ErateFormPage, EratePage
from purchasing.actions.erate import enter_rate, remove_rate
from purchasing.models import ErateRate
from purchasing.permissions import check_can_enter_rate, rate_editor
from purchasing.reads.erate import erate_record_of, shares_erate
from purchasing.rules.erate import ONE


@allow(anyone)
@require_safe
def erate(request: HttpRequest, slug: str) -> HttpResponse:
    """Each member's own discount in a funding year, and the consortium's for the members on an application."""
    return TemplateResponse(request, "purchasing/erate.html", {"page": _page(request, slug)})


@allow(anyone)
@require_safe
def erate_download(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same as .csv."""
    return erate_file(_page(request, slug))


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def erate_edit(request: SignedInRequest, slug: str, leaid: str, year: int) -> HttpResponse:
    """Enter, correct, or remove a member's own discount."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    district, at = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid), timezone.now()
    if not shares_erate(consortium, district, request.user.as_of):
        raise Http404
    rate = ErateRate.objects.of_districts([district.pk]).in_year(year).first()
    try:
        check_can_enter_rate(request.user, consortium, district, rate.entered_by if rate else "", request.user.as_of)
    except Refused as no:
        raise PermissionDenied from no
    names = ("category_one", "category_two", "source")
    known = {name: getattr(rate, name) for name in names} if rate else None
    is_removed = rate is not None and "remove" in request.POST
    form = ErateRateForm(None if is_removed else request.POST or None, initial=known)
    page = ErateFormPage(consortium, district, year, rate)
    try:
        if rate and is_removed:
            remove_rate(consortium=consortium, rate=rate, by=request.user, at=at)
            messages.success(request, f"The discount of {district} for {year} is removed.")
            return redirect(page.back_address)
        if form.is_valid():
            enter_rate(
                consortium=consortium,
                district=district,
                funding_year=year,
                **form.cleaned_data,
                by=request.user,
                at=at,
            )
            messages.success(request, f"The discount of {district} for {year} is saved.")
            return redirect(page.back_address)
    except Refusal as no:
        show_problems(form, no)
    return TemplateResponse(request, "purchasing/erate_form.html", {"page": page, "form": form})


def _page(request: HttpRequest, slug: str) -> EratePage:
    consortium, on = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug), timezone.localdate()
    form = EratePageForm(request.GET)
    if not form.is_valid():
        raise BadRequest("Choose a funding year and a category from the page.")
    record, asked = erate_record_of(consortium, on), form.cleaned_data
    chosen = frozenset(request.GET.getlist("member")) if "chosen" in request.GET else None
    year = asked["year"] or record.default_year
    return EratePage(record, year, asked["category"] or ONE, chosen, rate_editor(request.user, consortium, on))
