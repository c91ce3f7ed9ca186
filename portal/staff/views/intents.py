"""Who told the state of an intent to apply in a round: the page, and the file."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, round_keepers
from accounts.refusals import Refused, reason_against
from grants.permissions.intents import check_can_see_intents
from grants.reads.intents import counts_of, rows_for_officials
from grants.reads.rounds import applications_of_round
from portal.staff.files import intents_csv
from portal.staff.pages.intents import intents_page
from portal.staff.views.rounds import round_trail, visible_round


@allow(round_keepers)
@require_safe
def round_intents(request: SignedInRequest, slug: str) -> HttpResponse:
    """How many intend to apply, by region and type of lead, and the list."""
    competition = visible_round(request, slug)
    reason = reason_against(lambda: check_can_see_intents(request.user, timezone.localdate()))
    rows = [] if reason else rows_for_officials(competition, on=timezone.localdate())
    context = {
        "competition": competition,
        "reason": reason,
        "page": None if reason else intents_page(rows, counts_of(rows), applications_of_round(competition)),
        "trail": round_trail(competition, "Intents to apply"),
    }
    return TemplateResponse(request, "staff/round_intents.html", context)


@allow(round_keepers)
@require_safe
def round_intents_csv(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """The list as a file."""
    competition = visible_round(request, slug)
    try:
        check_can_see_intents(request.user, timezone.localdate())
    except Refused as no:
        raise PermissionDenied from no
    return intents_csv(competition, rows_for_officials(competition, on=timezone.localdate()))
