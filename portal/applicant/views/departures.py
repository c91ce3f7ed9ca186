"""What becomes of a submitted application after a member left or closed."""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, signed_in
from grants.models import Amendment
from grants.reads.amendments import amendment_facts
from grants.reads.member_loss import read_losses
from grants.reads.withdrawal import problems_before_withdrawing
from grants.rules.amendments import problems_with_amending
from portal.applicant.pages.departures import departures_page
from portal.applicant.views.applications import application_context, own_application


@allow(signed_in)
@require_safe
def application_departures(request: SignedInRequest, reference: str) -> HttpResponse:
    """What the version submitted last loses with each member that left; the lead also sees what it can do."""
    application = own_application(request, reference)
    losses = read_losses(application, request.user)
    if losses is None:
        raise Http404("This application was never submitted.")
    context = application_context(request, application, "application_detail", "If a member leaves")
    may_withdraw = bool(context["may_submit"]) and not problems_before_withdrawing(application)
    may_amend = bool(context["may_submit"]) and bool(losses.departures)
    context["page"] = departures_page(
        application,
        losses,
        Amendment.objects.of(application),
        problems=problems_with_amending(amendment_facts(application), timezone.now()) if may_amend else [],
        may_amend=may_amend,
        may_withdraw=may_withdraw,
    )
    return TemplateResponse(request, "applicant/application_departures.html", context)
