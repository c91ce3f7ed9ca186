"""Claims and reports of the members of an award, and the files of both."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, desk_readers, round_keepers, signed_in
from accounts.refusals import Refusal, reason_against
from grants.actions.award_reports import (
    NOT_ACCEPTED,
    answer_claim,
    answer_report,
    record_payment,
    save_report,
    submit_claim,
)
from grants.models import Application, Award, AwardReport, Claim, ReportedPromise
from grants.permissions.awards import (
    check_can_act_for_member,
    check_can_oversee,
    check_can_read_report,
    members_acted_for,
)
from grants.reads.award_reports import claims_by_member, earlier_results, periods_of_award, reports_by_member
from grants.reads.awards import MemberOfAward, members_of_award
from grants.reads.payments import payments_made, planned_payments
from grants.rules.award_reports import ReportPeriod
from grants.rules.payments import schedule_rows
from portal.awards.files import FILES
from portal.awards.forms.reporting import ClaimForm, PaymentForm, ReportForm, StateAnswerToMemberForm
from portal.awards.pages.overview import award_trail, promise_row
from portal.awards.pages.reporting import claims_page, hosts_in, report_list_page, report_page
from portal.awards.views.overview import member_known_by, visible_award
from portal.components.downloads import csv_response
from portal.components.refusals import show_problems


@allow(signed_in)
@require_safe
def claim_list(request: SignedInRequest, reference: str) -> HttpResponse:
    """What each member has left of its part, and all claims."""
    award = visible_award(request, reference)
    own = members_acted_for(request.user, award, request.user.as_of)
    on = request.user.as_of
    schedule = schedule_rows(planned_payments(award), payments_made(award), on)
    plans = award.promises_can_change and not reason_against(lambda: check_can_oversee(request.user, award, on))
    page = claims_page(award, claims_by_member(award), Claim.objects.of(award), own, schedule, plans=plans)
    return TemplateResponse(
        request, "awards/claim_list.html", {"page": page, "trail": award_trail(award, ("Claims", None))}
    )


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def claim_new(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Claim what a member spent."""
    award = visible_award(request, reference)
    member = member_known_by(members_of_award(award), key)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        pen = {"award": award, "participant": member.participant, **form.cleaned_data}
        try:
            submit_claim(**pen, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"The claim of {member.participant} was sent to the state.")
            return redirect("awards:claim_list", reference)
    on = request.user.as_of
    context = {
        "award": award,
        "member": member.participant,
        "form": form,
        "refused": reason_against(lambda: check_can_act_for_member(request.user, award, member.participant, on)),
        "trail": award_trail(award, ("New claim", None)),
    }
    return TemplateResponse(request, "awards/claim_new.html", context, status=422 if form.errors else 200)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def claim_answer(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """One claim, with the state's answer; officers answer it here."""
    award = visible_award(request, reference)
    claim = get_object_or_404(Claim.objects.of(award), pk=pk)
    refused = reason_against(lambda: check_can_oversee(request.user, award, request.user.as_of))
    form = StateAnswerToMemberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = {"accepts": form.cleaned_data["accepts"] == "yes", "reason": form.cleaned_data["reason"]}
        try:
            answer_claim(claim=claim, **answer, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "Your response was recorded.")
            return redirect("awards:claim_list", reference)
    context = {
        "award": award,
        "claim": claim,
        "amount": f"${claim.amount:,}",
        "form": form if claim.is_waiting and not refused else None,
        "can_record_payment": claim.is_accepted and not refused,
        "trail": award_trail(award, ("Claim", None)),
    }
    return TemplateResponse(request, "awards/claim_answer.html", context, status=422 if form.errors else 200)


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def claim_payment(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """An official records that the state paid an accepted claim."""
    award = visible_award(request, reference)
    claim = get_object_or_404(Claim.objects.of(award), pk=pk)
    initial = {"paid_on": claim.paid_on, "payment_number": claim.payment_number}
    form = PaymentForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            record_payment(claim=claim, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"The payment to {claim.participant} was recorded.")
            return redirect("awards:claim_list", reference)
    may_oversee = reason_against(lambda: check_can_oversee(request.user, award, request.user.as_of))
    context = {
        "award": award,
        "claim": claim,
        "amount": f"${claim.amount:,}",
        "form": form,
        "refused": may_oversee or ("" if claim.is_accepted else NOT_ACCEPTED),
        "trail": award_trail(award, ("Payment", None)),
    }
    return TemplateResponse(request, "awards/claim_payment.html", context, status=422 if form.errors else 200)


@allow(signed_in)
@require_safe
def report_list(request: SignedInRequest, reference: str) -> HttpResponse:
    """Which members have reported on which periods."""
    award = visible_award(request, reference)
    members = [one.participant for one in members_of_award(award)]
    own, on = members_acted_for(request.user, award, request.user.as_of), request.user.as_of
    page = report_list_page(award, members, periods_of_award(award), reports_by_member(award), on, own)
    return TemplateResponse(
        request, "awards/report_list.html", {"page": page, "trail": award_trail(award, ("Reports", None))}
    )


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def report_detail(request: SignedInRequest, reference: str, number: int, key: str) -> HttpResponse:
    """One member's report on one period: a form for its people, a page with the state's answer for others."""
    award = visible_award(request, reference)
    period = _period(award, number)
    members = members_of_award(award, period.ends_on)
    member = member_known_by(members, key)
    _check_reads(request, award, member)
    report = reports_by_member(award).get((member.participant.pk, number)) or AwardReport(
        award=award, participant=member.participant, period=number
    )
    lines = {line.promise_id: line for line in ReportedPromise.objects.of(report)} if report.pk else {}
    refused = _refused(request, award, member, report, period)
    form = ReportForm(
        request.POST if request.method == "POST" and not refused else None,
        promises=member.promises,
        lines=lines,
        members=[one.participant for one in members],
        hosts=hosts_in(award.version.content),
        revision=report.revision,
    )
    if form.is_valid():
        submits = "submit" in request.POST
        try:
            save_report(
                award=award,
                participant=member.participant,
                period=period,
                lines=form.lines(),
                revision=form.seen(),
                submits=submits,
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The report was submitted." if submits else "The draft was saved.")
            return redirect("awards:report_list", reference)
    page = report_page(award, member, report, period, list(lines.values()), refused)
    may_answer = not reason_against(lambda: check_can_oversee(request.user, award, request.user.as_of))
    context = {
        "page": page,
        "form": None if refused else form,
        "groups": [(promise_row(award, member, promise), fields) for promise, fields in form.groups()],
        "answer": StateAnswerToMemberForm() if may_answer and report.is_waiting else None,
        "trail": award_trail(award, (page.title, None)),
    }
    return TemplateResponse(request, "awards/report_detail.html", context, status=422 if form.errors else 200)


@allow(signed_in)
@require_http_methods(["POST"])
def report_answer(request: SignedInRequest, reference: str, number: int, key: str) -> HttpResponse:
    """The state accepts or returns a report."""
    award = visible_award(request, reference)
    member = member_known_by(members_of_award(award), key)
    _check_reads(request, award, member)
    report = reports_by_member(award).get((member.participant.pk, number))
    if report is None:
        raise Http404
    form = StateAnswerToMemberForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose whether to accept or return the report.")
        return redirect("awards:report_detail", reference, number, key)
    answer = {"accepts": form.cleaned_data["accepts"] == "yes", "reason": form.cleaned_data["reason"]}
    try:
        answer_report(report=report, **answer, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Your response was recorded.")
    return redirect("awards:report_detail", reference, number, key)


@allow(desk_readers)
@require_safe
def earlier_awards(request: SignedInRequest, reference: str) -> HttpResponse:
    """What the members of an application under review reported on the promises of earlier awards."""
    application = get_object_or_404(Application.objects.on_desk_of(request.user).for_desk(), reference=reference)
    context = {
        "application": application,
        "rows": earlier_results(application),
        "trail": [
            ("Applications", reverse("review:review_list")),
            (reference, reverse("review:review_desk", args=[reference])),
            ("Earlier awards", None),
        ],
    }
    return TemplateResponse(request, "awards/earlier_awards.html", context)


@allow(signed_in)
@require_safe
def award_download(request: SignedInRequest, reference: str, kind: str) -> HttpResponseBase:
    """The allocations, claims, or promises of an award as a file."""
    award = visible_award(request, reference)
    if kind not in FILES:
        raise Http404
    header, rows = FILES[kind]
    return csv_response(f"{reference}-{kind}", header, rows(award), on=timezone.localdate())


def _period(award: Award, number: int) -> ReportPeriod:
    for period in periods_of_award(award):
        if period.number == number:
            return period
    raise Http404


def _check_reads(request: SignedInRequest, award: Award, member: MemberOfAward) -> None:
    """Numbers of students can be small, so that other members don't read them."""
    refused = reason_against(lambda: check_can_read_report(request.user, award, member.participant, request.user.as_of))
    if refused:
        raise PermissionDenied


def _refused(
    request: SignedInRequest, award: Award, member: MemberOfAward, report: AwardReport, period: ReportPeriod
) -> str:
    """Why this reader can't write the report now; empty if the reader can."""
    on: datetime.date = request.user.as_of
    refused = reason_against(lambda: check_can_act_for_member(request.user, award, member.participant, on))
    if refused or not report.is_open:
        return refused or "This report was submitted."
    if award.is_closed:
        return "This award is closed, so there is nothing more to report."
    if not award.is_active:
        return "This award isn’t active, so there is nothing to report."
    return "This period hasn’t started yet." if on < period.starts_on else ""
