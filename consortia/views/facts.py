"""What a district or a school says of its own facts: it changes some, and disputes others; the registrar answers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.door import SignedInRequest, admits, registrars, signed_in
from accounts.refusals import Refused, Unready
from consortia.forms.facts import AnswerForm, DisputeForm, OwnFactsForm
from districts.actions import facts as actions
from districts.models import County, District, FactDispute, School, story_of
from districts.permissions import check_can_speak_for
from districts.rules.owners import Fact
from districts.rules.records import fact_lines, facts_of, spoken


@admits(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def district_facts(request: SignedInRequest, leaid: str) -> HttpResponse:
    """A district's facts for its own people: what they change, what they dispute."""
    return _facts(request, _of_people_there(request, get_object_or_404(_districts(request), leaid=leaid)))


@admits(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def school_facts(request: SignedInRequest, ncessch: str) -> HttpResponse:
    """A school's facts for its own people and its district's."""
    return _facts(request, _of_people_there(request, get_object_or_404(_schools(request), ncessch=ncessch)))


@admits(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def district_fact_dispute(request: SignedInRequest, leaid: str, field: str) -> HttpResponse:
    """Say that one fact of a district is wrong."""
    return _dispute(request, _of_people_there(request, get_object_or_404(_districts(request), leaid=leaid)), field)


@admits(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def school_fact_dispute(request: SignedInRequest, ncessch: str, field: str) -> HttpResponse:
    """Say that one fact of a school is wrong."""
    return _dispute(request, _of_people_there(request, get_object_or_404(_schools(request), ncessch=ncessch)), field)


@admits(signed_in)
@require_POST
def dispute_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a dispute back."""
    dispute = get_object_or_404(FactDispute.objects.visible_to(request.user).for_list(), pk=pk)
    try:
        actions.withdraw_dispute(dispute=dispute, by=request.user, at=timezone.now())
    except Refused as no:
        raise PermissionDenied from no
    except Unready as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "The dispute is withdrawn; the fact stays as it is recorded.")
    return redirect(f"{dispute.record.get_absolute_url()}facts/")


@admits(registrars)
@require_safe
def dispute_list(request: SignedInRequest) -> HttpResponse:
    """Disputes that wait for the registrar, the oldest first, and the latest answers."""
    disputes = FactDispute.objects.visible_to(request.user).for_list()
    counties = County.objects.visible_to(request.user).names()
    context = {
        "open_disputes": [_told(one, counties) for one in disputes.open()],
        "answered": [_told(one, counties) for one in disputes.answered()[:20]],
        "trail": [("Disputed facts", None)],
    }
    return TemplateResponse(request, "consortia/dispute_list.html", context)


@admits(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct the record, or say why it stays."""
    dispute = get_object_or_404(FactDispute.objects.visible_to(request.user).for_list(), pk=pk)
    record, fact = dispute.record, facts_of(dispute.record)[dispute.field]
    counties = _counties(request, record)
    form = AnswerForm(
        request.POST or None, record=record, fact=fact, counties=counties, initial={"value": dispute.claimed}
    )
    if form.is_valid():
        try:
            _answer(dispute, form.cleaned_data, request)
        except Unready as no:
            form.add_error(None, list(no.problems))
        else:
            messages.success(request, f"{fact.label} of {record} is answered.")
            return redirect("consortia:dispute_list")
    context = {
        "form": form,
        "dispute": _told(dispute, dict(counties)),
        "trail": [("Disputed facts", "/disputes/"), (str(record), None)],
    }
    return TemplateResponse(request, "consortia/dispute_answer.html", context)


def _facts(request: SignedInRequest, record: Any) -> HttpResponse:
    form = OwnFactsForm(request.POST or None, record=record)
    if form.is_valid():
        try:
            changed = actions.change_own_facts(
                record=record, values=form.values, seen=form.seen, by=request.user, at=timezone.now()
            )
        except Unready as no:
            form.add_error(None, list(no.problems))
        else:
            messages.success(request, "Saved. Everybody sees it now." if changed else "Nothing was changed.")
            return redirect(request.path)
    story = story_of(record)
    counties = dict(_counties(request, record))
    context = {
        "record": record,
        "form": form,
        "lines": fact_lines(record, changes=story.changes, disputed=story.disputed),
        "disputes": [_told(one, counties) for one in FactDispute.objects.visible_to(request.user).of_record(record)],
        "trail": _trail(record, "Facts"),
    }
    return TemplateResponse(request, "consortia/record_facts.html", context)


def _dispute(request: SignedInRequest, record: Any, field: str) -> HttpResponse:
    fact = _disputable(record, field)
    form = DisputeForm(request.POST or None, record=record, fact=fact, counties=_counties(request, record))
    if form.is_valid():
        try:
            actions.dispute_fact(record=record, field=field, **form.cleaned_data, by=request.user, at=timezone.now())
        except Unready as no:
            form.add_error(None, list(no.problems))
        else:
            messages.success(request, "It went to the registrar. Until the answer, everybody sees that it is disputed.")
            return redirect(f"{record.get_absolute_url()}facts/")
    line = next(one for one in fact_lines(record) if one.fact == fact)
    context = {"record": record, "form": form, "line": line, "trail": _trail(record, f"{fact.label} is wrong")}
    return TemplateResponse(request, "consortia/fact_dispute.html", context)


def _answer(dispute: FactDispute, said: dict[str, Any], request: SignedInRequest) -> None:
    by, at = request.user, timezone.now()
    if said["verdict"] == "accept":
        actions.accept_dispute(dispute=dispute, value=said["value"], answer=said["answer"], by=by, at=at)
    else:
        actions.refuse_dispute(dispute=dispute, answer=said["answer"], by=by, at=at)


def _told(dispute: FactDispute, counties: dict[str, str]) -> dict[str, Any]:
    """A dispute with its values in words."""
    record, field = dispute.record, dispute.field

    def words(written: str) -> str:
        return counties.get(written, written) if field == "county" else spoken(record, field, written)

    return {
        "row": dispute,
        "record": record,
        "label": facts_of(record)[field].label,
        "recorded": words(dispute.recorded),
        "claimed": words(dispute.claimed),
    }


def _disputable(record: Any, field: str) -> Fact:
    fact = facts_of(record).get(field)
    if fact is None or not fact.is_disputable:
        raise Http404("No such fact can be disputed.")
    return fact


def _of_people_there(request: SignedInRequest, record: Any) -> Any:
    try:
        check_can_speak_for(request.user, record, request.user.as_of)
    except Refused as no:
        raise PermissionDenied from no
    return record


def _districts(request: SignedInRequest) -> Any:
    return District.objects.visible_to(request.user).for_record()


def _schools(request: SignedInRequest) -> Any:
    return School.objects.visible_to(request.user).for_list()


def _counties(request: SignedInRequest, record: Any) -> list[tuple[str, str]]:
    return list(County.objects.visible_to(request.user).in_state(record.state).names().items())


def _trail(record: Any, here: str) -> list[tuple[str, str | None]]:
    plural = ("Schools", "/schools/") if isinstance(record, School) else ("Districts", "/districts/")
    return [plural, (record.name, record.get_absolute_url()), (here, None)]
