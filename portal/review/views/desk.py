"""The desk: one application, read and judged by an officer."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, desk_readers, grants_officers
from accounts.models import Role
from accounts.refusals import Refused, Unready
from grants.actions import review as actions
from grants.models import Application, Citation, Mark, StoredFinding
from grants.reads.desk import DeskRows, read_desk
from portal.review.files import PDF, can_make_pdf, pdf_of
from portal.review.forms import AnswerForm, DeterminationForm, MarkForm
from portal.review.pages.review import cite_page, desk_page


def _application(request: SignedInRequest, reference: str) -> Application:
    return get_object_or_404(Application.objects.on_desk_of(request.user).for_desk(), reference=reference)


def _rows(request: SignedInRequest, reference: str) -> DeskRows:
    asked = request.GET.get("version", "")
    version = int(asked) if asked.isdecimal() and len(asked) < 6 else None
    rows = read_desk(_application(request, reference), request.user, version=version)
    if rows is None:
        raise Http404("No such version is sealed.")
    return rows


def _page(request: SignedInRequest, reference: str, last: str | None = None) -> dict[str, Any]:
    page = desk_page(_rows(request, reference))
    here = (reference, reverse("review:review_desk", args=[reference]) if last else None)
    page["trail"] = [("Reviews", reverse("review:review_list")), here, *([(last, None)] if last else [])]
    user, assigned_to = request.user, page["application"].assigned_to_id
    page["can_write"] = user.has_role(Role.GRANTS_OFFICER) and page["is_own_version"] and not page["acts_for"]
    page["can_hand_over"] = assigned_to == user.pk or user.has_role(Role.ADMINISTRATOR)
    return page


@allow(desk_readers)
@require_safe
def review_desk(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The desk itself."""
    page = _page(request, reference)
    page |= {
        "by_activity": request.GET.get("by") == "activity",
        "only_findings": request.GET.get("only") == "findings",
        "is_long": request.GET.get("text") == "full",
        "has_pdf": can_make_pdf(),
    }
    return TemplateResponse(request, "review/review_desk.html", page)


@allow(grants_officers)
@require_safe
def review_cite(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Choose an element and a verdict for one paragraph, sentence or cell: citing without mouse or script."""
    page = _page(request, reference, "Cite")
    choice = cite_page(page, request.GET.get("place", ""))
    if choice is None:
        raise Http404("That place does not stand in this version.")
    return TemplateResponse(request, "review/review_cite.html", page | choice)


@allow(desk_readers)
@require_safe
def review_print(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The reviewed application on paper."""
    return TemplateResponse(request, "review/review_print.html", _page(request, reference) | _now())


@allow(desk_readers)
@require_safe
def review_pdf(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The same for the file, as PDF."""
    page = TemplateResponse(request, "review/review_print.html", _page(request, reference) | _now())
    content = pdf_of(page.render().content.decode())
    if content is None:
        return TemplateResponse(request, "review/review_no_pdf.html", {"reference": reference}, status=501)
    return PDF(content, filename=f"{reference}.pdf")


def _now() -> dict[str, Any]:
    return {"printed_at": timezone.now(), "has_pdf": can_make_pdf()}


# ---- writing ----

Write = Callable[[], object]


def _write(request: SignedInRequest, reference: str, form: forms.Form, write: Write, *, back: str) -> HttpResponseBase:
    """Do it and return to the place; what cannot be done is shown with everything that was sent."""
    stored, status = None, 422
    if form.is_valid():
        try:
            write()
        except actions.ChangedMeanwhile as other:
            problems, stored, status = list(other.problems), other.stored, 409
        except Unready as no:
            problems = list(no.problems)
        except Refused as no:
            problems, status = [str(no)], 403
        else:
            return redirect(f"{reverse('review:review_desk', args=[reference])}#{back}")
    else:
        problems = [str(problem) for list_ in form.errors.values() for problem in list_]
    sent = {name: request.POST.get(name, "") for name in form.fields}
    context = {
        "reference": reference,
        "problems": problems,
        "stored": stored,
        "kind": form.__class__.__name__,
        "action": request.path,
        "sent": sent,
        "has_note": "note" in request.POST,
        "revisions": _revisions(sent.get("revisions", ""), stored),
        "back": back,
        "trail": [
            ("Reviews", reverse("review:review_list")),
            (reference, reverse("review:review_desk", args=[reference])),
            ("Not saved", None),
        ],
    }
    return TemplateResponse(request, "review/review_again.html", context, status=status)


def _revisions(sent: str, stored: Any) -> str:
    """The revisions that a second attempt sends: as before, with that of the mark which the reader now saw."""
    revisions = sent.split(",")
    if isinstance(stored, Mark) and len(revisions) >= stored.element:
        revisions[stored.element - 1] = str(stored.revision)
    return ",".join(revisions)


def _review_of(request: SignedInRequest, application: Application, form: forms.Form) -> Any:
    version = form.cleaned_data["version"]
    return actions.start_review(application=application, by=request.user, at=timezone.now(), version=version)


@allow(grants_officers)
@require_POST
def review_mark(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Mark an element, with or without a new citation."""
    application, form = _application(request, reference), MarkForm(request.POST)

    def write() -> None:
        actions.record_mark(
            review=_review_of(request, application, form),
            element=form.cleaned_data["element"],
            verdict=form.cleaned_data["verdict"],
            citations=form.citations(),
            note=form.note_sent(),
            revision=form.revision(),
            by=request.user,
            at=timezone.now(),
        )

    return _write(request, reference, form, write, back=f"element-{request.POST.get('element', '')}")


@allow(grants_officers)
@require_POST
def review_citation_remove(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """Take a citation back."""
    citation = _citation(request, reference, pk)
    _change(request, lambda: actions.remove_citation(**_own(request, citation)))
    return redirect(_element_of(reference, citation))


@allow(grants_officers)
@require_POST
def review_citation_restore(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """Put a citation back that was taken back."""
    citation = _citation(request, reference, pk)
    verdict = request.POST.get("verdict", "")
    _change(request, lambda: actions.restore_citation(verdict=verdict, **_own(request, citation)))
    return redirect(_element_of(reference, citation))


def _citation(request: SignedInRequest, reference: str, pk: int) -> Citation:
    application = _application(request, reference)
    return get_object_or_404(Citation.objects.written_by(request.user, application), pk=pk)


def _own(request: SignedInRequest, citation: Citation) -> dict[str, Any]:
    return {"citation": citation, "by": request.user, "at": timezone.now()}


def _element_of(reference: str, citation: Citation) -> str:
    return f"{reverse('review:review_desk', args=[reference])}#element-{citation.mark.element}"


def _change(request: SignedInRequest, write: Write) -> None:
    try:
        write()
    except (Refused, Unready) as no:
        messages.error(request, str(no))


@allow(grants_officers)
@require_POST
def review_answer(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """Answer a finding."""
    application, form = _application(request, reference), AnswerForm(request.POST)
    finding = get_object_or_404(StoredFinding.objects.standing().of(application), pk=pk)

    def write() -> None:
        actions.answer_finding(
            review=_review_of(request, application, form),
            finding=finding,
            text=form.cleaned_data["text"],
            revision=form.cleaned_data["revision"] or 0,
            by=request.user,
            at=timezone.now(),
        )

    return _write(request, reference, form, write, back=f"finding-{pk}")


@allow(grants_officers)
@require_POST
def review_determine(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Put a determination on the record."""
    application, form = _application(request, reference), DeterminationForm(request.POST)

    def write() -> None:
        actions.record_determination(
            review=_review_of(request, application, form),
            verdict=form.cleaned_data["verdict"],
            reasons=form.cleaned_data["reasons"],
            replaces_reason=form.cleaned_data["replaces_reason"],
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )

    return _write(request, reference, form, write, back="determination")
