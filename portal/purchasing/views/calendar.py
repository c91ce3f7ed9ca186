"""The calendar of contracts, for reading and for calendar programs."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Consortium
from districts.models import Appointment, District
from portal.components.calendar_file import calendar_answer
from portal.components.lists import page_of
from portal.components.page_cache import cached_for_visitors
from portal.purchasing.pages.calendar import ContractCalendarPage, calendar_events
from purchasing.models import Contract
from purchasing.models.contracts import ContractQuerySet
from purchasing.rules.calendar import ContractDate, DatedContract, dates_ahead

ROWS = 100


class _Chosen(NamedTuple):
    """What the address asks for: the dates ahead, and the consortium or the district."""

    dates: list[ContractDate]
    rows: ContractQuerySet
    consortium: Consortium | None
    district: District | None


@allow(anyone)
@require_safe
@cached_for_visitors
def contract_calendar(request: HttpRequest) -> HttpResponse:
    """Notice dates and end dates of the next two years, of `?consortium=` or of what `?district=` may use."""
    chosen, user = _chosen(request), request.user
    own = District.objects.among(Appointment.objects.places_of(user).districts) if user.is_authenticated else ()
    dates = page_of(chosen.dates, ROWS, request)
    page = ContractCalendarPage(
        dates=dates,
        contracts=chosen.rows.in_bulk({one.key for one in dates.object_list}),
        consortium=chosen.consortium,
        district=chosen.district,
        own=list(own),
        on=timezone.localdate(),
    )
    return TemplateResponse(request, "purchasing/contract_calendar.html", {"page": page})


@allow(anyone)
@require_safe
def contract_calendar_file(request: HttpRequest) -> HttpResponse:
    """The same dates as a calendar file."""
    chosen = _chosen(request)
    host = request.build_absolute_uri("/").rstrip("/")
    events = calendar_events(chosen.dates, chosen.rows.in_bulk(), host)
    return calendar_answer(request, "contracts", gettext("Contracts"), events)


def _chosen(request: HttpRequest) -> _Chosen:
    on, user = timezone.localdate(), request.user
    contracts = Contract.objects.visible_to(user).with_dates_from(on).for_list()
    consortium = district = None
    if slug := request.GET.get("consortium", ""):
        consortium = get_object_or_404(Consortium.objects.visible_to(user), slug=slug)
        contracts = contracts.of_consortium(slug)
    if leaid := request.GET.get("district", ""):
        district = get_object_or_404(District.objects.visible_to(user), leaid=leaid)
        contracts = contracts.usable_by(district, on=on)
    dated = (DatedContract(*row) for row in contracts.order_by().values_list("pk", "notice_on", "ends_on"))
    return _Chosen(dates_ahead(dated, on=on), contracts, consortium, district)
