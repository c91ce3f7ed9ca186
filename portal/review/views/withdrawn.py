"""Applications that were withdrawn after submission; an administrator can restore them."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, administrators, allow, desk_readers
from accounts.refusals import Refusal
from grants.actions.withdrawal import restore_application
from grants.models import Application
from grants.reads.withdrawal import withdrawn_rows
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems


@allow(desk_readers)
@require_safe
def withdrawn_list(request: SignedInRequest) -> HttpResponseBase:
    """The withdrawn applications that this official could read before, with the reasons."""
    context = {
        "rows": withdrawn_rows(request.user),
        "may_restore": administrators(request.user),
        "trail": [("Reviews", reverse("review:review_list")), ("Withdrawn applications", None)],
    }
    return TemplateResponse(request, "review/withdrawn_list.html", context)


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawn_restore(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Asks for the reason, then restores the application."""
    withdrawn = Application.objects.withdrawn_from_desk_of(request.user).for_desk()
    application = get_object_or_404(withdrawn, reference=reference)
    form = StepReasonForm(request.POST or None, help_text="Members of the application will see it.")
    if form.is_valid():
        try:
            restore_application(
                application=application, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{reference} was restored.")
            return redirect("review:review_desk", reference)
    trail = [
        ("Reviews", reverse("review:review_list")),
        ("Withdrawn applications", reverse("review:withdrawn_list")),
        (f"Restore {reference}", None),
    ]
    context = {"application": application, "form": form, "trail": trail}
    return TemplateResponse(request, "review/withdrawn_restore.html", context)
