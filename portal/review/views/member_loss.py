"""What an application on the desk would lose with each of its members."""

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, desk_readers
from grants.reads.member_loss import read_losses
from grants.rules.awards import USUAL_SHARE
from portal.components.member_loss import member_loss_page
from portal.review.views.desk import application_on_desk, version_asked_for


@allow(desk_readers)
@require_safe
def review_member_loss(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Each member removed in turn from the version that the reader reviews, or else from the latest one."""
    application = application_on_desk(request, reference)
    losses = read_losses(application, request.user, version=version_asked_for(request))
    if losses is None:
        raise Http404("This version was never submitted.")
    share = losses.version.content["competition"].get("largest_share") or USUAL_SHARE
    desk = (reference, reverse("review:review_desk", args=[reference]))
    context = {
        "application": application,
        "version": losses.version,
        "page": member_loss_page(losses.table, losses.departures, largest_share=share),
        "trail": [("Reviews", reverse("review:review_list")), desk, ("If a member leaves", None)],
    }
    return TemplateResponse(request, "review/review_member_loss.html", context)
