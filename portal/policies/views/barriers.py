"""Barriers that the State has published: what districts can't do together, and the answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from policies.models import Barrier
from policies.permissions import can_report_barriers
from policies.reads.docket import docket_of
from portal.policies.pages.barriers import BarrierListPage, BarrierPage, reads_docket


@allow(anyone)
@require_safe
def barrier_list(request: HttpRequest) -> HttpResponse:
    """What the State reviews, and what it has answered."""
    page = BarrierListPage(
        items=docket_of(Barrier.objects.published().with_decisions()),
        may_report=can_report_barriers(request.user, timezone.localdate()),
        reads_docket=reads_docket(request.user),
    )
    return TemplateResponse(request, "policies/barrier_list.html", {"page": page})


@allow(anyone)
@require_safe
def barrier_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A published barrier. A merged one leads to the barrier that is kept; officials see the rest on their own page."""
    barrier = get_object_or_404(Barrier.objects.for_page(), pk=pk)
    if barrier.is_public:
        page = BarrierPage(
            barrier=barrier,
            decisions=list(barrier.decisions.all()),
            steps=list(barrier.steps.all()),
            reads_docket=reads_docket(request.user),
        )
        return TemplateResponse(request, "policies/barrier_detail.html", {"page": page})
    if reads_docket(request.user):
        return redirect("policies:barrier_review", pk=pk)
    kept = barrier.merged_into
    if kept and barrier.title and kept.is_public:
        return redirect(kept)
    raise Http404("No barrier with this number is published.")
