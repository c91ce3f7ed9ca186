"""The history of an answer: the list of its versions, one version beside another, restoring and copying."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.writing import copy_answer, restore_answer
from grants.models import Answer, AnswerVersion, Application
from grants.models.writing import AnswerVersionQuerySet
from grants.permissions.application import reader_of, reads_draft
from grants.reads.writers import answers_to_copy, members_of_writers
from grants.rules.sections import digest_of_answer, label_of
from portal.applicant.pages.copies import copy_page
from portal.applicant.pages.history import version_page, version_rows
from portal.applicant.views.applications import application_context, own_application, own_draft
from portal.applicant.views.plan import number_of
from portal.applicant.views.sections import answer_of, writes_section
from portal.components.lists import page_of

VERSIONS_A_PAGE = 50


@allow(signed_in)
@require_safe
def answer_history(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Every version of an answer, the newest first."""
    application = own_application(request, reference)
    answer = answer_of(application, key)
    versions = _versions_to_read(request, application, answer)
    page = page_of(versions.newest_first().without_texts(), VERSIONS_A_PAGE, request)
    context = _context(request, application, answer, key) | {
        "page": page,
        "rows": version_rows(answer, key, page, _members(application, page), _digest(answer)),
        "may_write": writes_section(request, application, key),
    }
    return TemplateResponse(request, "applicant/answer_history.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_version(request: SignedInRequest, reference: str, key: str, number: int) -> HttpResponse:
    """One version, and what it changed or what changed since. A POST restores it as a new version."""
    application = own_application(request, reference)
    answer = answer_of(application, key)
    readable = _versions_to_read(request, application, answer)
    version = get_object_or_404(readable.newest_first(), number=number)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            revision = number_of(request.POST.get("revision"))
            restore_answer(answer=answer, number=number, revision=revision, by=request.user, at=timezone.now())
        except Refusal as no:
            problems = no.problems
            answer.refresh_from_db()
        else:
            messages.success(request, f"Version {number} was restored. The answer it replaced is in the history.")
            return redirect("applicant:section_detail", reference=reference, key=key)
    context = _context(request, application, answer, key) | {"problems": problems}
    is_now_shown = reads_draft(request.user, application, timezone.localdate())
    context["page"] = version_page(
        answer, key, version, answer.versions.before(number), _members(application, [version]),
        with_now=request.GET.get("with") == "now" and is_now_shown,
        may_write=writes_section(request, application, key),
        is_now=version.digest == _digest(answer),
    )  # fmt: skip
    return TemplateResponse(request, "applicant/answer_version.html", context, status=409 if problems else 200)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_copy(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """The same question in the consortium’s other applications. A POST copies the chosen answer as a new version."""
    application = own_draft(request, reference)
    answer = answer_of(application, key)
    problems: tuple[str, ...] = ()
    chosen = request.POST.get("from", request.GET.get("from", ""))
    if request.method == "POST":
        try:
            revision = number_of(request.POST.get("revision"))
            copy_answer(answer=answer, reference=chosen, revision=revision, by=request.user, at=timezone.now())
        except Refusal as no:
            problems = no.problems
            answer.refresh_from_db()
        else:
            messages.success(request, f"The answer was copied from {chosen}. The answer it replaced is in the history.")
            return redirect("applicant:section_detail", reference=reference, key=key)
    context = _context(request, application, answer, key) | {
        "problems": problems,
        "page": copy_page(answer, answers_to_copy(answer, request.user), chosen),
        "may_write": writes_section(request, application, key),
    }
    return TemplateResponse(request, "applicant/answer_copy.html", context, status=409 if problems else 200)


def _context(request: SignedInRequest, application: Application, answer: Answer, key: str) -> dict[str, object]:
    label = label_of(key, answer.heading)
    return application_context(request, application, "section_detail", f"History of {label}") | {
        "label": label,
        "key": key,
    }


def _versions_to_read(request: SignedInRequest, application: Application, answer: Answer) -> AnswerVersionQuerySet:
    """All versions; for a person whose member left after the submission, those until its last day."""
    return reader_of(request.user, application, timezone.localdate()).of_its_time(answer.versions.all())


def _members(application: Application, versions: Iterable[AnswerVersion]) -> dict[int, str]:
    return members_of_writers(application, [version.saved_by_id for version in versions], timezone.localdate())


def _digest(answer: Answer) -> str:
    return digest_of_answer(answer.heading, answer.text)
