"""Facts for the people of a district, school, or consortium: they edit some, and report errors in others."""

from typing import TypeVar

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
from consortia.actions.facts import change_facts, text_of
from consortia.models import Consortium
from consortia.permissions import editable_facts
from consortia.rules.fact_owners import OF_LEAD
from districts.actions.facts import change_own_facts, dispute_fact, withdraw_dispute
from districts.models import District, FactDispute, School
from districts.models.district import DistrictQuerySet
from districts.models.school import SchoolQuerySet
from districts.permissions import check_can_represent_record
from districts.reads.records import history_of
from districts.rules.fact_owners import Fact
from districts.rules.records import facts_of
from portal.components.disputes import county_choices, dispute_in_words
from portal.components.facts import fact_lines
from portal.components.refusals import show_problems
from portal.membership.forms.facts import ContactForm, DisputeFactForm, OwnFactsForm
from portal.membership.pages.facts import disputable_rows, fact_row, facts_page, report_rows

SAVED, NOTHING_CHANGED = "Saved. Your changes are public now.", "There were no changes to save."


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def district_facts(request: SignedInRequest, leaid: str) -> HttpResponse:
    """A district's facts for its people: the ones they edit, and the ones they can report an error in."""
    return _facts(request, _for_its_people(request, get_object_or_404(_districts(request), leaid=leaid)))


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def school_facts(request: SignedInRequest, ncessch: str) -> HttpResponse:
    """A school's facts for its people and its district's."""
    return _facts(request, _for_its_people(request, get_object_or_404(_schools(request), ncessch=ncessch)))


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def district_fact_dispute(request: SignedInRequest, leaid: str, field: str) -> HttpResponse:
    """Report an error in one fact of a district."""
    return _dispute(request, _for_its_people(request, get_object_or_404(_districts(request), leaid=leaid)), field)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def school_fact_dispute(request: SignedInRequest, ncessch: str, field: str) -> HttpResponse:
    """Report an error in one fact of a school."""
    return _dispute(request, _for_its_people(request, get_object_or_404(_schools(request), ncessch=ncessch)), field)


@allow(signed_in)
@require_POST
def dispute_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw a reported error."""
    dispute = get_object_or_404(FactDispute.objects.visible_to(request.user).for_list(), pk=pk)
    try:
        withdraw_dispute(dispute=dispute, by=request.user, at=timezone.now())
    except Refused as no:
        raise PermissionDenied from no
    except Unready as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Your report is withdrawn. The recorded fact stays unchanged.")
    return redirect(facts_page(dispute.record))


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_details(request: SignedInRequest, slug: str) -> HttpResponse:
    """A consortium's description, phone, email, and website, for the people who act for it."""
    visible = Consortium.objects.visible_to(request.user)
    consortium = get_object_or_404(visible, slug=slug)
    if not set(OF_LEAD) <= {*editable_facts(request.user, consortium, request.user.as_of)}:
        raise PermissionDenied
    form = ContactForm(request.POST or None, known=_contact(consortium))
    if form.is_valid():
        try:
            changed = change_facts(
                consortium=consortium, values=form.values, seen=form.seen, by=request.user, at=timezone.now()
            )
        except Unready as no:
            show_problems(form, no)
            form.show_newest(_contact(get_object_or_404(visible, slug=slug)))
        else:
            messages.success(request, SAVED if changed else NOTHING_CHANGED)
            return redirect(consortium)
    trail = [
        ("Consortia", reverse("registry:consortium_list")),
        (consortium.name, consortium.get_absolute_url()),
        ("Edit details", None),
    ]
    context = {"consortium": consortium, "form": form, "trail": trail}
    return TemplateResponse(request, "membership/consortium_details.html", context)


def _contact(consortium: Consortium) -> dict[str, str]:
    return {field: text_of(consortium, field) for field in OF_LEAD}


def _facts(request: SignedInRequest, record: District | School) -> HttpResponse:
    form = OwnFactsForm(request.POST or None, record=record)
    if form.is_valid():
        try:
            changed = change_own_facts(
                record=record, values=form.values, seen=form.seen, by=request.user, at=timezone.now()
            )
        except Unready as no:
            show_problems(form, no)
        else:
            messages.success(request, SAVED if changed else NOTHING_CHANGED)
            return redirect(request.path)
    history = history_of(record)
    counties = dict(county_choices(request, record))
    context = {
        "record": record,
        "form": form,
        "rows": disputable_rows(record, fact_lines(record, changes=history.changes, disputed=history.disputed)),
        "reports": report_rows(
            dispute_in_words(dispute, counties)
            for dispute in FactDispute.objects.visible_to(request.user).of_record(record)
        ),
        "trail": _trail(record, "Details"),
    }
    return TemplateResponse(request, "membership/record_facts.html", context)


def _dispute(request: SignedInRequest, record: District | School, field: str) -> HttpResponse:
    fact = _disputable(record, field)
    form = DisputeFactForm(request.POST or None, record=record, fact=fact, counties=county_choices(request, record))
    if form.is_valid():
        try:
            dispute_fact(record=record, field=field, **form.cleaned_data, by=request.user, at=timezone.now())
        except Unready as no:
            show_problems(form, no)
        else:
            messages.success(
                request, "Sent to the registrar. The fact is shown as disputed until the registrar decides."
            )
            return redirect(facts_page(record))
    row = next(fact_row(line) for line in fact_lines(record) if line.fact == fact)
    context = {
        "record": record,
        "form": form,
        "row": row,
        "back": facts_page(record),
        "trail": _trail(record, f"Report an error: {fact.label}"),
    }
    return TemplateResponse(request, "membership/fact_dispute.html", context)


def _disputable(record: District | School, field: str) -> Fact:
    fact = facts_of(record).get(field)
    if fact is None or not fact.is_disputable:
        raise Http404("You cannot report an error in this fact.")
    return fact


Record = TypeVar("Record", District, School)


def _for_its_people(request: SignedInRequest, record: Record) -> Record:
    try:
        check_can_represent_record(request.user, record, request.user.as_of)
    except Refused as no:
        raise PermissionDenied from no
    return record


def _districts(request: SignedInRequest) -> DistrictQuerySet:
    return District.objects.visible_to(request.user).for_record()


def _schools(request: SignedInRequest) -> SchoolQuerySet:
    return School.objects.visible_to(request.user).for_list()


def _trail(record: District | School, here: str) -> list[tuple[str, str | None]]:
    plural = (
        ("Schools", reverse("registry:school_list"))
        if isinstance(record, School)
        else ("Districts", reverse("registry:district_list"))
    )
    return [plural, (record.name, record.get_absolute_url()), (here, None)]
