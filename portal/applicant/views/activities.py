"""What members do together: the grid of members and activities, and each activity."""

from functools import partial
from typing import cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from districts.models import Appointment
from grants.actions.plan import ActivityWords, remove_activity, save_activity
from grants.models import Activity, Application
from grants.permissions.application import check_can_edit, keys_written_by, may, roles_in_lead
from grants.reads.purchases import contracts_for
from grants.rules.sections import ACTIVITIES
from portal.applicant.forms import ActivityForm
from portal.applicant.pages.activities import activities_page, what_falls
from portal.applicant.pages.navigation import ways_from
from portal.applicant.pages.purchase import PurchasePanel, PurchaseReader, purchase_panel
from portal.applicant.views.applications import application_context, own_application, own_draft
from portal.applicant.views.sections import section_context
from portal.applicant.views.submitted import submitted_section
from portal.components.refusals import show_problems
from purchasing.permissions import can_change_contracts, districts_to_sign_for
from purchasing.reads.diligence import members_among


@allow(signed_in)
@require_safe
def application_activities(request: SignedInRequest, reference: str) -> HttpResponse:
    """What each member contributes to each activity, and how its students benefit."""
    application = own_application(request, reference)
    on = timezone.localdate()
    roles = roles_in_lead(request.user, application, on)
    edits = may(partial(check_can_edit, request.user, application, on, roles=roles))
    context = application_context(request, application, "application_activities", roles=roles)
    context |= section_context(request, application, ACTIVITIES, roles)
    if submitted := submitted_section(request, application, ACTIVITIES, context):
        return submitted
    context["ways"] = ways_from(ACTIVITIES, reference, application.answers.values_list("position", flat=True))
    context["page"] = activities_page(
        application,
        list(application.activities.for_grid()),
        list(application.participants.all()),
        own=keys_written_by(request.user, application, edits=edits),
        may_edit=bool(context["may_edit"]),
    )
    return TemplateResponse(request, "applicant/application_activities.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request: SignedInRequest, reference: str, position: int | None = None) -> HttpResponse:
    """Edit an activity; without a position, add one."""
    application = own_draft(request, reference)
    activity = get_object_or_404(application.activities, position=position) if position is not None else None
    form = ActivityForm(
        request.POST or None,
        initial=_initial(application, activity),
        application=application,
        participants=list(application.participants.select_related("district", "school")),
    )
    if form.is_valid():
        words = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
        try:
            save_activity(
                application=application,
                activity=activity,
                words=ActivityWords(**words),
                revision=form.cleaned_data["revision"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_refusal(form, no, application)
        else:
            messages.success(request, f"“{words['title']}” was saved.")
            return redirect("applicant:application_activities", reference=reference)
    title = (activity.title or "Activity") if activity else "New activity"
    context = application_context(request, application, "application_activities", title) | {"form": form}
    context["purchase"] = _purchase(request, application, activity) if activity else None
    return TemplateResponse(request, "applicant/application_activity.html", context)


def _purchase(request: SignedInRequest, application: Application, activity: Activity) -> PurchasePanel | None:
    """The contracts for what the activity buys, and what this reader can do about them; None if it buys nothing."""
    user, on = request.user, timezone.localdate()
    activity.application = application  # read already, with its consortium
    found = contracts_for(activity, list(application.participants.select_related("district", "school")), on)
    if found is None:
        return None
    own = Appointment.objects.places_of(user).districts
    is_member = bool(found.contracts and members_among(found.contracts[0].contract, own, on))
    may_open = is_member or can_change_contracts(user, application.consortium, on)
    return purchase_panel(activity, found, PurchaseReader(on, districts_to_sign_for(user, on), may_open))


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_remove(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """Asks for confirmation, then removes the activity with its commitments."""
    application = own_draft(request, reference)
    activities = application.activities.select_related("application__competition", "application__consortium")
    activity = get_object_or_404(activities, position=position)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            remove_activity(activity=activity, by=request.user, at=timezone.now())
        except Refusal as no:
            problems = no.problems
        else:
            messages.success(request, "The activity was removed.")
            return redirect("applicant:application_activities", reference=reference)
    context = application_context(request, application, "application_activities", "Remove an activity") | {
        "question": f"Remove “{activity.title}”?",
        "consequence": what_falls(activity.commitments.select_related("participant")),
        "button": "Remove activity",
        "cancel": reverse("applicant:application_activities", args=[reference]),
        "problems": problems,
    }
    return TemplateResponse(request, "applicant/application_confirm.html", context)


def show_refusal(form: Form, refusal: Refusal, application: Application) -> None:
    """Show the refusal with everything that was typed. Saving again starts from the application's current revision."""
    show_problems(form, refusal)
    application.refresh_from_db(fields=["revision"])
    typed = cast(QueryDict, form.data).copy()
    typed["revision"] = str(application.revision)
    form.data = typed


def _initial(application: Application, activity: Activity | None) -> dict[str, object]:
    initial: dict[str, object] = {"revision": application.revision}
    if activity is not None:
        fields = ("title", "kind", "starts_on", "ends_on", "place", "decided_by")
        initial |= {field: getattr(activity, field) for field in fields}
        initial |= {"owner": activity.owner_id, "contract": activity.contract_id}
    return initial
