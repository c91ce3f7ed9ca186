"""The desk: one application, read and reviewed by an officer."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, desk_readers, grants_officers
from accounts.models import Role
from accounts.refusals import Refusal, Refused, Unready
from grants.actions.review import (
    ChangedMeanwhile,
    answer_finding,
    record_determination,
    record_mark,
    remove_citation,
    restore_citation,
    write_in_review,
)
from grants.models import Application, Citation, StoredFinding
from grants.reads.application_file import has_file
from grants.reads.conclusion import with_conclusion
from grants.reads.desk import DeskRows, read_desk
from grants.reads.queue import neighbors_in_queue
from grants.states import ResponseKind
from portal.review.files import can_make_pdf
from portal.review.forms import DeterminationForm, FindingResponseForm, MarkForm
from portal.review.lists import QueueFilter
from portal.review.pages.again import again_page
from portal.review.pages.conclusion import conclusion_panel
from portal.review.pages.members import switches_of
from portal.review.pages.review import Desk, cite_page, desk_page, neighbor_links


def application_on_desk(request: SignedInRequest, reference: str) -> Application:
    """The submitted application that this person may read on the desk. Raises Http404."""
    applications = with_conclusion(Application.objects.on_desk_of(request.user).for_desk())
    return get_object_or_404(applications, reference=reference)


def version_asked_for(request: SignedInRequest) -> int | None:
    """The number of the version that the address names, if it names one."""
    number = request.GET.get("version", "")
    return int(number) if number.isdecimal() and len(number) < 6 else None


def _rows(request: SignedInRequest, reference: str) -> DeskRows:
    rows = read_desk(application_on_desk(request, reference), request.user, version=version_asked_for(request))
    if rows is None:
        raise Http404("This version was never submitted.")
    return rows


def desk_of(request: SignedInRequest, reference: str, last: str | None = None) -> Desk:
    """The desk as this person may see it. Raises Http404."""
    return desk_and_rows(request, reference, last)[0]


def desk_and_rows(request: SignedInRequest, reference: str, last: str | None = None) -> tuple[Desk, DeskRows]:
    """The same with the rows that it was made from."""
    rows, user = _rows(request, reference), request.user
    page = desk_page(
        rows, reader=user.name, at=timezone.now(), is_highlighted=not request.session.get("hides_highlights")
    )
    page["conclusion"] = conclusion_panel(rows, user)
    here = (reference, reverse("review:review_desk", args=[reference]) if last else None)
    page["trail"] = [("Reviews", reverse("review:review_list")), here, *([(last, None)] if last else [])]
    assigned_to = rows.application.assigned_to_id
    is_allowed = page["is_own_version"] and not page["begins"]
    page["can_write"] = user.has_role(Role.GRANTS_OFFICER) and is_allowed
    page["can_reassign"] = assigned_to == user.pk or user.has_role(Role.ADMINISTRATOR)
    page["assignee"] = "you" if assigned_to == user.pk else rows.application.assigned_to
    return page, rows


@allow(desk_readers)
@require_safe
def review_desk(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The desk itself."""
    page = desk_of(request, reference)
    only_findings = request.GET.get("only") == "findings"
    shown = {"by_activity": request.GET.get("by") == "activity", "is_long": request.GET.get("text") == "full"}
    page |= shown | {
        "switches": switches_of(page["totals"], only_findings=only_findings, **shown),
        "rows": [member for member in page["members"] if member.notes or not only_findings],
        "has_pdf": can_make_pdf(),
        "has_file": not page["begins"] and has_file(page["application"]),
    }
    query = QueueFilter(QueryDict(request.GET.get("queue", ""))).query()
    neighbors = neighbors_in_queue(request.user, query, page["application"])
    page |= neighbor_links(neighbors, _of_queue(request))
    page["determine_address"] += _of_queue(request)
    return TemplateResponse(request, "review/review_desk.html", page)


@allow(grants_officers)
@require_safe
def review_cite(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Cite one paragraph, sentence, or cell without a mouse or a script."""
    page = desk_of(request, reference, "Cite")
    choice = cite_page(page, request.GET.get("place", ""))
    if choice is None:
        raise Http404("That place isn’t in this version.")
    return TemplateResponse(request, "review/review_cite.html", page | choice)


def _of_queue(request: SignedInRequest) -> str:
    """The part of an address that keeps the queue's filters and order, from which the reader came; "" for none."""
    queue = request.GET.get("queue", "")
    return f"?{urlencode({'queue': queue})}" if queue else ""


# ---- writing ----

Write = Callable[..., object]


def _write(
    request: SignedInRequest, reference: str, form: forms.Form, write: Write, *, back: str, about: str = ""
) -> HttpResponseBase:
    """Write and return to the place on the desk; if that isn't possible, show the problem with everything sent."""
    stored, status = None, 422
    if form.is_valid():
        try:
            write()
        except ChangedMeanwhile as changed:
            problems, stored, status = list(changed.problems), changed.stored, 409
        except Unready as no:
            problems = list(no.problems)
        except Refused as no:
            problems, status = [str(no)], 403
        else:
            return redirect(f"{reverse('review:review_desk', args=[reference])}{_of_queue(request)}#{back}")
    else:
        problems = [str(problem) for list_ in form.errors.values() for problem in list_]
    page = again_page(
        {name: request.POST.get(name, "") for name in form.fields},
        was_sent=request.POST.keys(),
        reference=reference,
        problems=problems,
        stored=stored,
        back=back,
        about=about,
    )
    return TemplateResponse(request, "review/review_again.html", page | {"action": request.path}, status=status)


def _in_review(request: SignedInRequest, application: Application, form: forms.Form, write: Write) -> None:
    version = form.cleaned_data["version"]
    write_in_review(application=application, version=version, write=write, by=request.user, at=timezone.now())


@allow(grants_officers)
@require_POST
def review_mark(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Mark an element, with or without another citation."""
    application, form = application_on_desk(request, reference), MarkForm(request.POST)

    def write() -> None:
        what = partial(
            record_mark,
            element=form.cleaned_data["element"],
            verdict=form.cleaned_data["verdict"],
            citations=form.citations(),
            note=form.note_sent(),
            revision=form.revision(),
            by=request.user,
            at=timezone.now(),
        )
        _in_review(request, application, form, what)

    return _write(request, reference, form, write, back=f"element-{request.POST.get('element', '')}")


@allow(grants_officers)
@require_POST
def review_citation_remove(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """Remove a citation."""
    citation = _citation(request, reference, pk)
    _change(request, lambda: remove_citation(citation=citation, by=request.user, at=timezone.now()))
    return redirect(_element_of(reference, citation))


@allow(grants_officers)
@require_POST
def review_citation_restore(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """Restore a removed citation."""
    citation = _citation(request, reference, pk)
    verdict = request.POST.get("verdict", "")
    _change(request, lambda: restore_citation(citation=citation, verdict=verdict, by=request.user, at=timezone.now()))
    return redirect(_element_of(reference, citation))


def _citation(request: SignedInRequest, reference: str, pk: int) -> Citation:
    application = application_on_desk(request, reference)
    return get_object_or_404(Citation.objects.written_by(request.user, application), pk=pk)


def _element_of(reference: str, citation: Citation) -> str:
    return f"{reverse('review:review_desk', args=[reference])}#element-{citation.mark.element}"


def _change(request: SignedInRequest, write: Write) -> None:
    try:
        write()
    except Refusal as no:
        messages.error(request, str(no))


@allow(grants_officers)
@require_POST
def review_answer(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """Respond to a finding."""
    application, form = application_on_desk(request, reference), FindingResponseForm(request.POST)
    finding = get_object_or_404(StoredFinding.objects.standing().of(application), pk=pk)

    def write() -> None:
        what = partial(
            answer_finding,
            finding=finding,
            kind=form.cleaned_data["kind"] or ResponseKind.CONSIDERED,
            text=form.cleaned_data["text"],
            revision=form.cleaned_data["revision"] or 0,
            by=request.user,
            at=timezone.now(),
        )
        _in_review(request, application, form, what)

    return _write(request, reference, form, write, back=f"finding-{pk}", about=finding.sentence)


@allow(grants_officers)
@require_POST
def review_determine(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Record a determination."""
    application, form = application_on_desk(request, reference), DeterminationForm(request.POST)

    def write() -> None:
        what = partial(
            record_determination,
            verdict=form.cleaned_data["verdict"],
            reasons=form.cleaned_data["reasons"],
            unmarked_reason=form.cleaned_data["unmarked_reason"],
            replaces_reason=form.cleaned_data["replaces_reason"],
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
        _in_review(request, application, form, what)

    return _write(request, reference, form, write, back="determination")
