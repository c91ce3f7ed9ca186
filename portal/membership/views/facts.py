"""What a district or a school says of its own facts: it changes some, and disputes others; the registrar answers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refused, Unready
from districts.actions import facts as actions
from districts.models import District, FactDispute, School
from districts.permissions import check_can_represent_record
from districts.reads.records import history_of
from districts.rules.fact_owners import Fact
from districts.rules.records import facts_of
from portal.components.disputes import county_choices, dispute_in_words
from portal.components.facts import fact_lines
from portal.membership.forms.facts import DisputeForm, OwnFactsForm


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def district_facts(request: SignedInRequest, leaid: str) -> HttpResponse:
    """A district's facts for its own people: what they change, what they dispute."""
    return _facts(request, _of_people_there(request, get_object_or_404(_districts(request), leaid=leaid)))


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def school_facts(request: SignedInRequest, ncessch: str) -> HttpResponse:
    """A school's facts for its own people and its district's."""
    return _facts(request, _of_people_there(request, get_object_or_404(_schools(request), ncessch=ncessch)))


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def district_fact_dispute(request: SignedInRequest, leaid: str, field: str) -> HttpResponse:
    """Say that one fact of a district is wrong."""
    return _dispute(request, _of_people_there(request, get_object_or_404(_districts(request), leaid=leaid)), field)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def school_fact_dispute(request: SignedInRequest, ncessch: str, field: str) -> HttpResponse:
    """Say that one fact of a school is wrong."""
    return _dispute(request, _of_people_there(request, get_object_or_404(_schools(request), ncessch=ncessch)), field)


@allow(signed_in)
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
    story = history_of(record)
    counties = dict(county_choices(request, record))
    context = {
        "record": record,
        "form": form,
        "lines": fact_lines(record, changes=story.changes, disputed=story.disputed),
        "disputes": [
            dispute_in_words(one, counties) for one in FactDispute.objects.visible_to(request.user).of_record(record)
        ],
        "trail": _trail(record, "Facts"),
    }
    return TemplateResponse(request, "membership/record_facts.html", context)


def _dispute(request: SignedInRequest, record: Any, field: str) -> HttpResponse:
    fact = _disputable(record, field)
    form = DisputeForm(request.POST or None, record=record, fact=fact, counties=county_choices(request, record))
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
    return TemplateResponse(request, "membership/fact_dispute.html", context)


def _disputable(record: Any, field: str) -> Fact:
    fact = facts_of(record).get(field)
    if fact is None or not fact.is_disputable:
        raise Http404("No such fact can be disputed.")
    return fact


def _of_people_there(request: SignedInRequest, record: Any) -> Any:
    try:
        check_can_represent_record(request.user, record, request.user.as_of)
    except Refused as no:
        raise PermissionDenied from no
    return record


def _districts(request: SignedInRequest) -> Any:
    return District.objects.visible_to(request.user).for_record()


def _schools(request: SignedInRequest) -> Any:
    return School.objects.visible_to(request.user).for_list()


def _trail(record: Any, here: str) -> list[tuple[str, str | None]]:
    plural = (
        ("Schools", reverse("registry:school_list"))
        if isinstance(record, School)
        else ("Districts", reverse("registry:district_list"))
    )
    return [plural, (record.name, record.get_absolute_url()), (here, None)]
