"""The running order of a round's consensus meeting, as a page and as a file."""

from django.http import HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, grants_officers
from grants.reads.consensus import running_order_of
from grants.reads.meetings import meetings_of
from portal.review.files import meeting_csv
from portal.review.pages.consensus import meeting_page
from portal.review.pages.meetings import meeting_links
from portal.review.views.scorers import published_round, round_stages, round_trail


@allow(grants_officers)
@require_safe
def consensus_order(request: SignedInRequest, slug: str) -> HttpResponse:
    """In which order the meeting takes up the applications, and who leaves the room for each."""
    competition, at = published_round(request, slug), timezone.now()
    context = {
        "competition": competition,
        "stages": round_stages(request, competition, "consensus"),
        "meeting": meeting_page(running_order_of(competition, request.user, at)),
        "meetings": meeting_links(meetings_of(competition, request.user), competition),
        "trail": round_trail(competition, ("Consensus meeting", None)),
    }
    return TemplateResponse(request, "review/consensus_order.html", context)


@allow(grants_officers)
@require_safe
def consensus_order_csv(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """The running order as a CSV file."""
    order = running_order_of(published_round(request, slug), request.user, timezone.now())
    return meeting_csv(meeting_page(order).rows, on=timezone.localdate())
