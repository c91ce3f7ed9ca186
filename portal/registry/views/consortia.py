"""Consortia: the list, the record, and the files."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone, registrars
from consortia.models import Consortium
from consortia.permissions import may_invite
from consortia.reads.records import (
    changes_of,
    links_of,
    purposes_of,
    roster_with_pending,
    scheduled_of,
    with_legal_form_since,
)
from districts.models import County, CountyShape
from portal.components.page_cache import cached_for_visitors
from portal.components.redirects import consortium_or_its_successor
from portal.registry.files import consortium_file
from portal.registry.lists import ConsortiumList
from portal.registry.lists.uses import contracts_of_consortium, services_of_consortium
from portal.registry.pages.all_rosters import address_of_all_rosters
from portal.registry.pages.consortium import ConsortiumPage, lineage_links
from portal.registry.pages.consortium_reach import reach_of
from portal.registry.views.lists import list_context


@allow(anyone)
@require_safe
@cached_for_visitors
def consortium_list(request: HttpRequest) -> HttpResponse:
    """Consortia by name and facets."""
    consortia = _list(request)
    rows = consortia.qs.for_list(on=consortia.on, lines=consortia.memberships)
    context = list_context(request, consortia, rows, kinds=("csv", "xlsx", "json", "geojson"), is_long=True)
    context |= {
        "rows": list(context["page"].object_list),
        "rosters": address_of_all_rosters(consortia.filter_pairs),
        "may_enter": registrars(request.user),
        "trail": [(gettext("Consortia"), None)],
    }
    return TemplateResponse(request, "registry/consortium_list.html", context)


@allow(anyone)
@require_safe
@cached_for_visitors
def consortium_download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """All rows of the list as a file."""
    consortia = _list(request)
    rows = with_legal_form_since(consortia.qs.for_list(on=consortia.on, lines=consortia.memberships))
    return consortium_file(rows, consortia.memberships, kind, on=consortia.on)


@allow(anyone)
@require_safe
@cached_for_visitors
def consortium_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The record of a consortium: its members today and before, its purposes, services, and contracts."""
    consortium = consortium_or_its_successor(request, slug)
    if isinstance(consortium, HttpResponse):
        return consortium
    on, user = timezone.localdate(), request.user
    memberships = roster_with_pending(slug, user, on)
    page = ConsortiumPage(
        consortium=consortium,
        on=on,
        memberships=memberships,
        reach=reach_of(memberships.now, CountyShape.objects.visible_to(user).drawn(consortium.state)),
        lineage=lineage_links(consortium, links_of(consortium=consortium.pk)),
        services=services_of_consortium(slug, by=user),
        dated_purposes=purposes_of(consortium=consortium.pk),
        scheduled=scheduled_of(consortium, user),
        changes=changes_of(slug, user),
        contracts=contracts_of_consortium(slug, by=user),
        counties=County.objects.visible_to(user).with_codes(consortium.counties_served),
        may_invite=user.is_authenticated and may_invite(user, consortium, on),
        is_registrar=registrars(user),
    )
    return TemplateResponse(request, "registry/consortium_detail.html", {"page": page, "consortium": consortium})


def _list(request: HttpRequest) -> ConsortiumList:
    visible = Consortium.objects.visible_to(request.user)
    return ConsortiumList(request.GET, queryset=visible, request=request, on=timezone.localdate())
