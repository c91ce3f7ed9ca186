"""Shared contracts: the list and its files."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from districts.models import Appointment, District
from portal.components.page_cache import cached_for_visitors
from portal.registry.files import contract_file
from portal.registry.lists import ContractList
from portal.registry.pages.contracts import contract_rows
from portal.registry.views.lists import list_context
from purchasing.models import Contract


@allow(anyone)
@require_safe
@cached_for_visitors
def contract_list(request: HttpRequest) -> HttpResponse:
    """Shared contracts by words and facets."""
    contracts = _list(request)
    context = list_context(request, contracts, contracts.qs.for_list(), kinds=("csv", "xlsx", "json"), is_long=True)
    context |= {
        "rows": contract_rows(context["page"].object_list, on=contracts.on),
        "own_links": _own_links(request),
        "trail": [(gettext("Contracts"), None)],
    }
    return TemplateResponse(request, "registry/contract_list.html", context)


@allow(anyone)
@require_safe
@cached_for_visitors
def contract_download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """All rows of the list as a file."""
    contracts = _list(request)
    return contract_file(contracts.qs, kind, on=contracts.on)


def _own_links(request: HttpRequest) -> list[tuple[str, str]]:
    """For people who act for districts: the contracts that each of them may use today."""
    user = request.user
    if not user.is_authenticated:
        return []
    own = District.objects.among(Appointment.objects.places_of(user).districts)
    return [
        (
            gettext("Contracts that %(district)s may use today") % {"district": district},
            f"{reverse('registry:contract_list')}?district={district.leaid}",
        )
        for district in own
    ]


def _list(request: HttpRequest) -> ContractList:
    visible = Contract.objects.visible_to(request.user)
    return ContractList(request.GET, queryset=visible, request=request, on=timezone.localdate())
