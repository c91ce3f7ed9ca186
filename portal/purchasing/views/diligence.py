"""The due-diligence checklist and pack of a contract, for members and the people who run the consortium."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, signed_in
from districts.models import Appointment, District
from portal.purchasing.files import diligence_response
from portal.purchasing.pages.diligence import DiligencePage
from portal.purchasing.views.addressed import contract_of
from purchasing.permissions import can_change_contracts
from purchasing.reads.diligence import Diligence, diligence_of, members_among


@allow(signed_in)
@require_safe
def contract_diligence(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """What an auditor looks for, and what is missing, for `?district=` or the reader's own district."""
    diligence, own = _for_reader(request, slug, pk)
    page = DiligencePage(diligence, own)
    return TemplateResponse(request, "purchasing/contract_diligence.html", {"page": page})


@allow(signed_in)
@require_safe
def contract_diligence_file(request: SignedInRequest, slug: str, pk: int) -> HttpResponseBase:
    """The checklist with every document in one zip."""
    diligence, _own = _for_reader(request, slug, pk)
    return diligence_response(diligence)


def _for_reader(request: SignedInRequest, slug: str, pk: int) -> tuple[Diligence, list[District]]:
    """The checklist that this reader may see, and the reader's member districts. Raises PermissionDenied or Http404."""
    contract, user = contract_of(request, slug, pk), request.user
    own = members_among(contract, Appointment.objects.places_of(user).districts, user.as_of)
    runs = can_change_contracts(user, contract.consortium, user.as_of)
    if not own and not runs:
        raise PermissionDenied
    district = own[0] if own else None
    if leaid := request.GET.get("district", ""):
        asked = District.objects.visible_to(user).known_by(leaid).first()
        if asked is None:
            raise Http404
        if asked not in own and not runs:
            raise PermissionDenied
        district = asked
    return diligence_of(contract, district, user.as_of), own
