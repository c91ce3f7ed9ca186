"""The amendments of an application, proposing a change of a submitted version, and proposing one again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.amendment_edits import propose_again, propose_edits
from grants.models import Amendment, Application, Version
from grants.reads.amendments import (
    amendment_facts,
    latest_version_of,
    problems_with_amended,
    problems_with_lead_of_amended,
    touched_by,
    without_those_that_left,
)
from grants.rules.amendment_edits import (
    KINDS_BY_SLUG,
    TYPES,
    Edit,
    Target,
    edits_between,
    targets_of,
    title_of,
    with_edits,
)
from grants.rules.amendments import NOT_THE_LEAD, problems_with_amending
from portal.applicant.forms.edits import EditsForm
from portal.applicant.pages.amending import EditsPreview, amendments_page, edits_preview
from portal.applicant.views.applications import application_context, own_application
from portal.components.arrival import arrived_at
from portal.components.refusals import show_problems
from signing.rules import digest_of


@allow(signed_in)
@require_safe
def application_amendments(request: SignedInRequest, reference: str) -> HttpResponse:
    """The amendments so far, and for the lead what it can propose."""
    application, version = _submitted(request, reference)
    context = application_context(request, application, "application_detail", "Amendments")
    problems = _problems(application, may=bool(context["may_submit"]))
    amendments = Amendment.objects.of(application)
    context["page"] = amendments_page(reference, amendments, version.content, problems=problems)
    return TemplateResponse(request, "applicant/application_amendments.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def amendment_edit(request: SignedInRequest, reference: str, kind: str, target: str) -> HttpResponse:
    """Asks what to change and why, shows the red line and who signs, then proposes it."""
    application, version = _submitted(request, reference)
    of_kind, chosen = _chosen(kind, target, version)
    packet, edits, preview = version.content, list[Edit](), None
    form = EditsForm(
        request.POST or None, kind=of_kind, rows=chosen.rows, packet=packet, version=version.number
    )  # fmt: skip
    if form.is_valid():
        edits = edits_between(packet, form.values())
        if problems := problems_with_amended(application, of_kind, packet, edits):
            form.add_problems(problems)
        else:
            after = with_edits(packet, edits)
            touched = without_those_that_left(application, touched_by(packet, after), timezone.localdate())
            preview = edits_preview(packet, after, touched, digest_of(after))
    if preview and request.POST.get("checked") == preview.digest:
        try:
            amendment = propose_edits(
                application=application, kind=of_kind, target=target, edits=edits, by=request.user,
                version=form.cleaned_data["version"], reason=form.cleaned_data["reason"], at=arrived_at(request),
            )  # fmt: skip
        except Refusal as no:
            show_problems(form, no)
            preview = None
        else:
            messages.success(request, "You proposed the amendment. We emailed every member.")
            return redirect("applicant:amendment_detail", reference=reference, number=amendment.number)
    return _edit_page(request, application, title_of(of_kind, chosen), TYPES[of_kind].about, form, preview)


@allow(signed_in)
@require_POST
def amendment_repeat(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Cancels an amendment of a replaced version and proposes it again on the newest one."""
    application = own_application(request, reference)
    amendment = get_object_or_404(Amendment.objects.of(application), number=number)
    try:
        amendment = propose_again(amendment=amendment, by=request.user, at=arrived_at(request))
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "You proposed the amendment again. We emailed every member.")
    return redirect("applicant:amendment_detail", reference=reference, number=amendment.number)


def _edit_page(
    request: SignedInRequest,
    application: Application,
    title: str,
    about: str,
    form: EditsForm,
    preview: EditsPreview | None,
) -> HttpResponse:
    context = application_context(request, application, "application_detail", title)
    context |= {
        "title": title,
        "about": about,
        "form": form,
        "preview": preview,
        "problems": _problems(application, may=bool(context["may_submit"])),
        "cancel": reverse("applicant:application_amendments", args=[application.reference]),
    }
    status = 409 if request.method == "POST" and not preview else 200
    return TemplateResponse(request, "applicant/amendment_edit.html", context, status=status)


def _submitted(request: SignedInRequest, reference: str) -> tuple[Application, Version]:
    """The reader's application and its newest version; 404 if nothing was submitted."""
    application = own_application(request, reference)
    if application.first_submitted_at is None:
        raise Http404("This application was never submitted.")
    return application, latest_version_of(application)


def _chosen(slug: str, key: str, version: Version) -> tuple[str, Target]:
    """The kind of amendment and what it is about; 404 if there is no such kind or target."""
    kind = KINDS_BY_SLUG.get(slug)
    targets = targets_of(kind, version.content) if kind else []
    target = next((one for one in targets if one.key == key), None)
    if kind is None or target is None:
        raise Http404("There is nothing like that to change.")
    return kind, target


def _problems(application: Application, *, may: bool) -> list[str]:
    if not may:
        return [NOT_THE_LEAD]
    problems = problems_with_amending(amendment_facts(application), timezone.now())
    return problems or problems_with_lead_of_amended(application, timezone.localdate())
