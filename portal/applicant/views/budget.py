"""The budget: what is paid for, who pays, who is paid, and who benefits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.plan import BudgetWords, remove_budget_line, save_budget_lines
from grants.models import Application, BudgetLine
from grants.rules.sections import BUDGET
from portal.applicant.forms import BudgetLineForm
from portal.applicant.pages.navigation import ways_from
from portal.applicant.pages.plan import budget_rows
from portal.applicant.views.activities import show_refusal
from portal.applicant.views.applications import application_context, own_application
from portal.applicant.views.sections import section_context


@allow(signed_in)
@require_safe
def application_budget(request: SignedInRequest, reference: str) -> HttpResponse:
    """All lines and their totals."""
    application = own_application(request, reference)
    lines = list(application.budget_lines.for_budget())
    context = application_context(request, application, "application_budget") | {
        "lines": budget_rows(lines),
        "grant": sum(line.amount or 0 for line in lines if line.is_grant),
        "match": sum(line.amount or 0 for line in lines if line.is_match),
        "ways": ways_from(BUDGET, reference),
        **section_context(request, application, BUDGET),
    }
    return TemplateResponse(request, "applicant/application_budget.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def budget_line_edit(request: SignedInRequest, reference: str, position: int | None = None) -> HttpResponse:
    """Edit a budget line; without a position, add one."""
    application = own_application(request, reference)
    line = get_object_or_404(application.budget_lines, position=position) if position is not None else None
    form = BudgetLineForm(
        request.POST or None,
        initial=_initial(application, line),
        participants=list(application.participants.select_related("district", "school")),
        activities=list(application.activities.all()),
    )
    if form.is_valid():
        words = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
        try:
            save_budget_lines(
                application=application,
                lines=[BudgetWords(**words)],
                line=line,
                revision=form.cleaned_data["revision"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_refusal(form, no, application)
        else:
            messages.success(request, "The budget line was saved.")
            return redirect("applicant:application_budget", reference=reference)
    title = "Budget line" if line else "New budget line"
    context = application_context(request, application, "application_budget", title) | {"form": form}
    return TemplateResponse(request, "applicant/application_budget_line.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def budget_line_remove(request: SignedInRequest, reference: str, position: int) -> HttpResponse:
    """Asks for confirmation, then removes the line."""
    application = own_application(request, reference)
    line = get_object_or_404(application.budget_lines.select_related("application"), position=position)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            remove_budget_line(line=line, by=request.user, at=timezone.now())
        except Refusal as no:
            problems = no.problems
        else:
            messages.success(request, "The budget line was removed.")
            return redirect("applicant:application_budget", reference=reference)
    context = application_context(request, application, "application_budget", "Remove a budget line") | {
        "question": f"Remove “{line}”?",
        "consequence": "Other budget lines don’t change.",
        "button": "Remove budget line",
        "problems": problems,
    }
    return TemplateResponse(request, "applicant/application_confirm.html", context)


def _initial(application: Application, line: BudgetLine | None) -> dict[str, object]:
    if line is None:
        return {"revision": application.revision, "source": BudgetLine.Source.GRANT}
    fields = ("line", "amount", "source", "payer_name", "payee_name", "benefits_all")
    return {
        "revision": application.revision,
        **{field: getattr(line, field) for field in fields},
        "payer": line.payer_id,
        "payee": line.payee_id,
        "activity": line.activity_id,
        "beneficiaries": [participant.pk for participant in line.beneficiaries.all()],
    }
