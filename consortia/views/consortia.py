"""Consortia: the list, the record, the files."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from accounts.door import admits, anyone
from consortia.exports import consortium_file
from consortia.filters import ConsortiumFilter
from consortia.models import Consortium, Contract, Membership
from consortia.views.lists import PAGE, list_context
from districts.filters import ListPaginator
from districts.models import DistrictFigures


@admits(anyone)
@require_safe
def consortium_list(request: HttpRequest) -> HttpResponse:
    """Consortia by name, state, purpose and region of a member."""
    found = _asked_for(request)
    rows = found.qs.for_list(on=found.on, lines=found.memberships)
    page = ListPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = list_context(request, found, page, "consortia") | {"trail": [("Consortia", None)]}
    return TemplateResponse(request, "consortia/consortium_list.html", context)


@admits(anyone)
@require_safe
def consortium_download(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """The list's rows as a file, all of them."""
    found = _asked_for(request)
    return consortium_file(found.qs.for_list(on=found.on, lines=found.memberships), kind, on=found.on)


@admits(anyone)
@require_safe
def consortium_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Who belongs to a consortium today and who did, what it is for, and what it buys together."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user).for_record(), slug=slug)
    on = timezone.localdate()
    roster = Membership.objects.visible_to(request.user).of_consortium(slug).for_roster()
    context = {
        "consortium": consortium,
        "caption_now": f"Members as of {date_format(on)}",
        "purposes": consortium.purposes.all(),
        "memberships": roster.prefetch_related(DistrictFigures.objects.attached_to_member()).split(on),
        "contracts": Contract.objects.visible_to(request.user).of_consortium(slug),
        "on": on,
        "trail": [("Consortia", "/consortia/"), (consortium.name, None)],
    }
    return TemplateResponse(request, "consortia/consortium_detail.html", context)


def _asked_for(request: HttpRequest) -> ConsortiumFilter:
    consortia = Consortium.objects.visible_to(request.user)
    return ConsortiumFilter(request.GET, queryset=consortia, request=request, on=timezone.localdate())
