"""An applicant's pages: my applications, one application at a glance, handing it in and taking it back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refused, Unready
from grants.actions import application as actions
from grants.models import Application
from grants.permissions.application import check_can_edit, check_can_submit, may
from grants.reads.packets import facts_about, packet_of
from grants.rules.application import problems_with_word_limits
from grants.rules.reading import Reading, reading_of
from grants.rules.texts import count_words

PAGES = (
    ("application_detail", "Overview"),
    ("application_plan", "Plan"),
    ("application_budget", "Budget"),
    ("application_signatures", "Signatures"),
    ("application_findings", "Findings"),
    ("application_submit", "Submit"),
)


@allow(signed_in)
@require_safe
def application_list(request: SignedInRequest) -> HttpResponse:
    """The applications in which the reader's districts and schools take part."""
    applications = Application.objects.visible_to(request.user).taken_part_in_by(request.user).for_applicant()
    context = {"applications": applications.newest_first(), "trail": [("My applications", None)]}
    return TemplateResponse(request, "applicant/application_list.html", context)


@allow(signed_in)
@require_safe
def application_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    """Where it stands: receipt, timeline, who is asked to sign, what is left."""
    application = get_object_or_404(Application.objects.visible_to(request.user).for_applicant(), reference=reference)
    is_ours = Application.objects.taken_part_in_by(request.user).known_by(reference).exists()
    participants = application.participants_signed() if is_ours else []
    answered = [(answer, count_words(answer.text)) for answer in application.answers.all()] if is_ours else []
    context = page(request, application, "application_detail") | {
        "is_ours": is_ours,
        "version": application.latest_version(),
        "steps": application.steps.select_related("by"),
        "participants": participants,
        "unsigned": sum(signature is None for _member, signature in participants),
        "answered": answered,
        "unanswered": next((answer.position for answer, words in answered if answer.element and not words), None),
        "is_over": application.is_too_late(timezone.now()),
    }
    return TemplateResponse(request, "applicant/application_detail.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_submit(request: SignedInRequest, reference: str) -> HttpResponse:
    """What will be sealed, what a reader will notice, and one button."""
    application = own_application(request, reference)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            version = actions.submit_application(application=application, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            problems = problems_of(no)
        else:
            messages.success(request, f"{application.reference} is submitted as version {version.number}.")
            return redirect(application)
    packet, reading = live_reading(application)
    context = page(request, application, "application_submit") | {
        "packet": packet,
        "reading": reading,
        "problems": problems,
        "version": application.latest_version(),
        "over_limit": problems_with_word_limits(_limited_answers(application)),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "applicant/application_submit.html", context, status=409 if problems else 200)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    """Asks once more, then takes the application back for changes."""
    application = own_application(request, reference)
    question = {
        "question": f"Reopen {application.reference} for changes?",
        "consequence": "The state keeps the version that you submitted. Your changes count only if you submit again "
        "before the round closes.",
        "button": "Reopen it",
    }
    return _asked_twice(request, application, question, actions.reopen_application, "It is open for changes again.")


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    """Asks once more, then withdraws the application."""
    application = own_application(request, reference)
    question = {
        "question": f"Withdraw {application.reference}?",
        "consequence": "The state no longer considers it in this round. This cannot be taken back; what was "
        "submitted stays on the record.",
        "button": "Withdraw it",
    }
    return _asked_twice(request, application, question, actions.withdraw_application, "The application is withdrawn.")


def own_application(request: SignedInRequest, reference: str) -> Application:
    """The application of that reference in which the reader takes part; others do not see its pages."""
    applications = Application.objects.visible_to(request.user).taken_part_in_by(request.user).for_applicant()
    return get_object_or_404(applications, reference=reference)


def page(request: SignedInRequest, application: Application, here: str, below: str = "") -> dict[str, Any]:
    """What every page of an application is given; `below` names a page that stands under `here`."""
    on = timezone.localdate()
    is_overview = here == "application_detail"
    return {
        "application": application,
        "trail": [
            ("My applications", reverse("applicant:application_list")),
            (application.reference, None if is_overview else application.get_absolute_url()),
            *([] if is_overview else [(dict(PAGES)[here], _address(here, application) if below else None)]),
            *([(below, None)] if below else []),
        ],
        "tabs": [(label, _address(name, application), name == here) for name, label in PAGES],
        "may_edit": application.is_open_for_writing and may(partial(check_can_edit, request.user, application, on)),
        "may_submit": may(partial(check_can_submit, request.user, application, on)),
        "is_open": application.competition.is_open(timezone.now()),
    }


def live_reading(application: Application) -> tuple[dict[str, Any], Reading]:
    """The draft as it stands, and what can be read off it now."""
    packet = packet_of(application)
    return packet, reading_of(packet, facts_about(application, packet))


def problems_of(no: Refused | Unready) -> tuple[str, ...]:
    """The sentences of a no."""
    return getattr(no, "problems", None) or (str(no),)


def _limited_answers(application: Application) -> list[tuple[int, str, int]]:
    limits = {element.number: element.word_limit for element in application.competition.elements.all()}
    return [(a.element, a.text, limits[a.element]) for a in application.answers.all() if a.element in limits]


def _address(name: str, application: Application) -> str:
    return reverse(f"applicant:{name}", args=[application.reference])


def _asked_twice(
    request: SignedInRequest, application: Application, question: dict[str, str], action: Any, done: str
) -> HttpResponse:
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            action(application=application, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            problems = problems_of(no)
        else:
            messages.success(request, done)
            return redirect(application)
    context = page(request, application, "application_detail") | question | {"problems": problems}
    return TemplateResponse(request, "applicant/application_confirm.html", context, status=409 if problems else 200)
