"""Reporting a barrier, and the reports of one's own districts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from policies.actions.reports import ReportWords, report_barrier
from policies.models import BarrierReport
from policies.permissions import can_report_barriers
from policies.reads.parties import parties_of
from portal.components.refusals import show_problems
from portal.policies.forms import BarrierReportForm
from portal.policies.pages.reports import BarrierReportListPage, BarrierReportPage, report_trail


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def barrier_report(request: SignedInRequest) -> HttpResponse:
    """Report what a policy keeps a district, or the consortium that it leads, from doing."""
    parties = parties_of(request.user, timezone.localdate())
    if not parties:
        raise PermissionDenied
    form = BarrierReportForm(request.POST or None, parties=parties, citation=request.GET.get("citation", "")[:100])
    if form.is_valid():
        words = ReportWords(**{name: form.cleaned_data[name] for name in ReportWords._fields})
        district, consortium = form.chosen
        try:
            report = report_barrier(
                district=district, consortium=consortium, words=words, by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "Your report was sent to the State. You’ll get the answer by email.")
            return redirect(report)
    context = {"form": form, "trail": report_trail("Report a barrier")}
    return TemplateResponse(request, "policies/barrier_report.html", context)


@allow(signed_in)
@require_safe
def report_list(request: SignedInRequest) -> HttpResponse:
    """The reports of the districts where this person has a role."""
    page = BarrierReportListPage(
        reports=list(BarrierReport.objects.own_of(request.user)),
        may_report=can_report_barriers(request.user, timezone.localdate()),
    )
    return TemplateResponse(request, "policies/report_list.html", {"page": page})


@allow(signed_in)
@require_safe
def report_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A report as it was sent, and the State's answer."""
    report = get_object_or_404(BarrierReport.objects.visible_to(request.user).for_page(), pk=pk)
    page = BarrierReportPage(
        report=report,
        steps=list(report.barrier.steps.all()),
        decisions=list(report.barrier.decisions.all()),
    )
    return TemplateResponse(request, "policies/report_detail.html", {"page": page})
