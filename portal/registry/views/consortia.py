"""Consortia: the list, the record, the files."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone, registrars
from accounts.dates import short_day
from consortia.models import Consortium, ConsortiumLink, Membership
from consortia.rules.who_confirms import LIVING
from districts.models import Appointment, DistrictFigures
from districts.rules.places import STATE_NAMES
from exchange.models import Service
from portal.components.redirects import consortium_or_its_successor
from portal.registry.files import consortium_file
from portal.registry.lists import ConsortiumList
from portal.registry.pages.consortium import descent_of, may_invite, purposes_by_day, standing_of, states_of
from portal.registry.views.lists import list_context
from purchasing.models import Contract


@allow(anyone)
@require_safe
def consortium_list(request: HttpRequest) -> HttpResponse:
    """Consortia by name, and whatever the facets offer."""
    found = _asked_for(request)
    rows = found.qs.for_list(on=found.on, lines=found.memberships)
    context = list_context(request, found, rows, kinds=("csv", "json", "geojson")) | {"trail": [("Consortia", None)]}
    return TemplateResponse(request, "registry/consortium_list.html", context)


@allow(anyone)
@require_safe
def consortium_download(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """The list's rows as a file, all of them."""
    found = _asked_for(request)
    rows = found.qs.for_list(on=found.on, lines=found.memberships)
    return consortium_file(rows, found.memberships, kind, on=found.on)


@allow(anyone)
@require_safe
def consortium_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Who belongs to a consortium today and who did, what it is for, and what it buys together."""
    found = Consortium.objects.visible_to(request.user).for_record()
    consortium = consortium_or_its_successor(request, slug, found)
    if isinstance(consortium, HttpResponse):
        return consortium
    on = timezone.localdate()
    roster = Membership.objects.visible_to(request.user).of_consortium(slug).for_roster()
    lines = roster.prefetch_related(DistrictFigures.objects.attached_to_member()).split(on)
    states = states_of(lines.now)
    context = {
        "consortium": consortium,
        "state_name": STATE_NAMES.get(consortium.state, consortium.state),
        "standing": standing_of(consortium),
        "is_living": consortium.status in LIVING,
        "caption_now": f"Members as of {short_day(on)}",
        "purposes": purposes_by_day(consortium.purposes.all(), on),
        "descent": descent_of(consortium, ConsortiumLink.objects.visible_to(request.user).of(consortium)),
        "memberships": lines,
        "states": states,
        "has_states": len({line.member.state for part in lines for line in part}) > 1,
        "schools_as_members": sum(line.school_id is not None for line in lines.now),
        "is_registrar": registrars(request.user),
        "may_invite": may_invite(lines.now, Appointment.objects.held_by(request.user)),
        "services": Service.objects.visible_to(request.user).of_consortium(slug).with_last_year(),
        "contracts": Contract.objects.visible_to(request.user).of_consortium(slug),
        "on": on,
        "trail": [("Consortia", reverse("registry:consortium_list")), (consortium.name, None)],
    }
    return TemplateResponse(request, "registry/consortium_detail.html", context)


def _asked_for(request: HttpRequest) -> ConsortiumList:
    consortia = Consortium.objects.visible_to(request.user)
    return ConsortiumList(request.GET, queryset=consortia, request=request, on=timezone.localdate())
