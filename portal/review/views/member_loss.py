"""What an application on the desk would lose with each of its members."""

from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, desk_readers
from grants.reads.member_loss import cited_places_of, loss_facts_of
from grants.rules.awards import USUAL_SHARE
from grants.rules.member_loss import losses_of
from portal.review.pages.member_loss import member_loss_page
from portal.review.views.desk import rows_of_desk


@allow(desk_readers)
@require_safe
def review_member_loss(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Each member removed in turn from the version that the reader reviews, or else from the latest one."""
    rows = rows_of_desk(request, reference)
    packet = rows.version.content
    facts = loss_facts_of(rows.application, rows.participants)
    table = losses_of(packet, rows.version.reading, facts, cited_places_of(rows.review, rows.version))
    desk = (reference, reverse("review:review_desk", args=[reference]))
    context = {
        "application": rows.application,
        "version": rows.version,
        "page": member_loss_page(table, largest_share=packet["competition"].get("largest_share") or USUAL_SHARE),
        "trail": [("Reviews", reverse("review:review_list")), desk, ("If a member leaves", None)],
    }
    return TemplateResponse(request, "review/review_member_loss.html", context)
