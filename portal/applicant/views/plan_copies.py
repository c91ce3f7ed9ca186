"""Copying activities and partners from another application of the consortium."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.copying import copy_activities, copy_partners
from grants.reads.copying import activities_to_copy, partners_to_copy
from grants.reads.writers import applications_to_copy_from
from grants.rules.sections import ACTIVITIES, PARTNERS, label_of
from portal.applicant.pages.navigation import address_of_section, tab_of_section
from portal.applicant.pages.plan_copies import copied_in_words, plan_copy_page
from portal.applicant.views.applications import application_context, own_draft

COPIES: dict[str, Callable[..., list[str]]] = {ACTIVITIES: copy_activities, PARTNERS: copy_partners}
ROWS = {ACTIVITIES: activities_to_copy, PARTNERS: partners_to_copy}


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_copy(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Activities or partners of the consortium’s other applications. A POST copies the chosen ones."""
    application = own_draft(request, reference)
    if key not in COPIES:
        raise Http404("This section can’t be copied.")
    chosen = request.POST.get("from", request.GET.get("from", ""))
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            copied = COPIES[key](
                application=application, reference=chosen, numbers=request.POST.getlist("row"), by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as no:
            problems = no.problems
        else:
            messages.success(request, copied_in_words(key, len(copied)))
            return redirect(address_of_section(key, reference))
    sources = list(applications_to_copy_from(application, request.user).select_related("competition"))
    source = next((one for one in sources if one.reference == chosen), None)
    title = f"Copy {label_of(key).lower()}"
    context = application_context(request, application, tab_of_section(key), title) | {
        "problems": problems,
        "page": plan_copy_page(application, key, sources, source, ROWS[key](application, source) if source else []),
        "from": chosen,
    }
    return TemplateResponse(request, "applicant/plan_copy.html", context, status=409 if problems else 200)
