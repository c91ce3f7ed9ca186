"""The facts about an application that the board reads, and correcting them before it decides."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.fact_replies import reply_on_facts
from grants.models import FactReply
from grants.permissions.application import check_can_edit, may
from grants.reads.fact_replies import facts_of_application, window_of
from portal.applicant.forms.facts import FactRepliesForm
from portal.applicant.views.applications import application_context, own_application
from portal.components.arrival import arrived_at
from portal.components.refusals import show_problems


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_facts(request: SignedInRequest, reference: str) -> HttpResponse:
    """The facts with the replies; those who edit the application write them here while there is time."""
    application, at = own_application(request, reference), timezone.now()
    window = window_of(application.competition)
    if window is None or not application.is_submitted:
        raise Http404("You can’t correct the facts of this application.")
    rows = list(FactReply.objects.of(application))
    facts = facts_of_application(application)
    form = None
    if window.is_open(at) and may(partial(check_can_edit, request.user, application, timezone.localdate(at))):
        form = FactRepliesForm(
            request.POST if request.method == "POST" else None,
            facts=facts,
            replies={row.key: row.text for row in rows},
        )
    if form is not None and form.is_valid():
        try:
            reply_on_facts(application=application, replies=form.replies(), by=request.user, at=arrived_at(request))
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "Your replies were saved. The board will read them beside the facts.")
            return redirect("applicant:application_facts", reference)
    context = application_context(request, application, "application_detail", "Facts for the board")
    context |= {"window": window, "is_open_for_replies": window.is_open(at), "facts": facts, "rows": rows, "form": form}
    status = 422 if form is not None and form.errors else 200
    return TemplateResponse(request, "applicant/application_facts.html", context, status=status)
