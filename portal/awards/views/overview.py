"""An award after its release: its overview, the division among members, checklists, and the start."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, desk_readers, round_keepers, signed_in
from accounts.refusals import Refusal, reason_against
from grants.actions.awards import (
    accept_allocation,
    allocate_award,
    record_checklist,
    set_award_checklist,
    start_award,
    why_not_divided,
)
from grants.models import Allocation, Award, Competition, PromiseChange
from grants.permissions.awards import check_can_act_for_member, check_can_allocate, check_can_oversee, rights_in_award
from grants.reads.award_closing import final_state
from grants.reads.award_reports import facts_of_awards
from grants.reads.awards import MemberOfAward, blockers_of, members_of_award
from grants.reads.payments import planned_payments
from grants.rules.award_setup import STANDARD_CHECKLIST, checklist_lines
from grants.rules.follow_up import how_points_are_counted
from grants.rules.payments import next_payment
from portal.awards.forms import AcceptanceForm, AllocationForm, ChecklistForm, GrantAgreementForm
from portal.awards.forms.rows import RoundChecklistForm
from portal.awards.pages.overview import award_overview as overview_of
from portal.awards.pages.overview import award_trail, awards_in_progress, checklist_page
from portal.components.refusals import show_problems


@allow(desk_readers)
@require_safe
def award_worklist(request: SignedInRequest) -> HttpResponse:
    """The awards that officials follow."""
    awards = Award.objects.visible_to(request.user).for_page().in_order()
    context = {
        "rules": how_points_are_counted(),
        "rows": awards_in_progress(facts_of_awards(list(awards), request.user.as_of)),
        "trail": [("Awards", reverse("registry:award_list")), ("In progress", None)],
    }
    return TemplateResponse(request, "awards/award_worklist.html", context)


@allow(signed_in)
@require_safe
def award_overview(request: SignedInRequest, reference: str) -> HttpResponse:
    """Each member's part of the award, what it promised, and what prevents the start."""
    award = visible_award(request, reference)
    rights = rights_in_award(request.user, award, request.user.as_of)
    members, changes = members_of_award(award, request.user.as_of), PromiseChange.objects.of(award).open()
    final = final_state(award) if award.is_closed else None
    payment = None if not award.promises_can_change else next_payment(planned_payments(award), request.user.as_of)
    context = {"page": overview_of(award, members, rights, changes, final, payment), "trail": award_trail(award)}
    return TemplateResponse(request, "awards/award_overview.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def award_allocate(request: SignedInRequest, reference: str) -> HttpResponse:
    """The lead divides the award among the members."""
    award = visible_award(request, reference)
    allocations = list(Allocation.objects.of(award))
    form = AllocationForm(
        request.POST if request.method == "POST" else None, allocations=allocations, revision=award.revision
    )
    if form.is_valid():
        what = {"amounts": form.amounts(), "revision": form.cleaned_data["revision"]}
        try:
            allocate_award(award=award, **what, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The amounts were saved. We asked members whose amount changed to accept it.")
            return redirect("awards:award_overview", reference)
    context = {
        "award": award,
        "amount": f"${award.amount:,}",
        "form": form,
        "refused": reason_against(lambda: check_can_allocate(request.user, award, request.user.as_of))
        or why_not_divided(award),
        "trail": award_trail(award, ("Divide the award", None)),
    }
    return TemplateResponse(request, "awards/award_allocate.html", context, status=422 if form.errors else 200)


@allow(signed_in)
@require_POST
def allocation_accept(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """A member accepts its amount."""
    award = visible_award(request, reference)
    allocation = get_object_or_404(Allocation.objects.of(award), pk=pk)
    form = AcceptanceForm(request.POST)
    seen = form.cleaned_data["amount"] if form.is_valid() else -1
    try:
        accept_allocation(allocation=allocation, amount=seen, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{allocation.participant} accepted ${allocation.amount:,}.")
    return redirect("awards:award_overview", reference)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def award_checklist(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """What one member has to do before the award starts."""
    award = visible_award(request, reference)
    member = member_known_by(members_of_award(award), key)
    form = ChecklistForm(request.POST if request.method == "POST" else None, items=member.checklist)
    if form.is_valid():
        who, at = member.participant, timezone.now()
        try:
            record_checklist(award=award, participant=who, done=form.done(), by=request.user, at=at)
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"The checklist of {member.participant} was saved.")
            return redirect("awards:award_overview", reference)
    on, participant = request.user.as_of, member.participant
    refused = reason_against(lambda: check_can_act_for_member(request.user, award, participant, on))
    page = checklist_page(award, member, refused)
    context = {
        "award": award,
        "page": page,
        "form": form,
        "trail": award_trail(award, (page.title, None)),
    }
    return TemplateResponse(request, "awards/award_checklist.html", context, status=422 if form.errors else 200)


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def award_start(request: SignedInRequest, reference: str) -> HttpResponse:
    """An officer records the signed agreement, which starts the award."""
    award = visible_award(request, reference)
    form = GrantAgreementForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            start_award(award=award, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"Award {reference} is active. We told its members.")
            return redirect("awards:award_overview", reference)
    context = {
        "award": award,
        "form": form,
        "blockers": blockers_of(members_of_award(award)),
        "refused": reason_against(lambda: check_can_oversee(request.user, award, request.user.as_of)),
        "trail": award_trail(award, ("Start the award", None)),
    }
    return TemplateResponse(request, "awards/award_start.html", context, status=422 if form.errors else 200)


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_checklist(request: SignedInRequest, slug: str) -> HttpResponse:
    """What each member does before an award of the round starts."""
    competition = get_object_or_404(Competition.objects.visible_to(request.user), slug=slug)
    lines = checklist_lines(competition.award_checklist or STANDARD_CHECKLIST, competition.award_checklist_due)
    form = RoundChecklistForm(request.POST if request.method == "POST" else None, lines=lines)
    if form.is_valid():
        try:
            set_award_checklist(competition=competition, lines=form.lines(), by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The checklist was saved.")
            return redirect("awards:round_checklist", slug)
    context = {
        "competition": competition,
        "form": form,
        "trail": [
            ("Funding rounds", reverse("applicant:competition_list")),
            (competition.name, competition.get_absolute_url()),
            ("Checklist for awards", None),
        ],
    }
    return TemplateResponse(request, "awards/round_checklist.html", context, status=422 if form.errors else 200)


def visible_award(request: SignedInRequest, reference: str) -> Award:
    """The award of the application with that reference. Raises Http404 for those who may not know of it."""
    return get_object_or_404(Award.objects.visible_to(request.user).for_page().known_by(reference))


def member_known_by(members: list[MemberOfAward], key: str) -> MemberOfAward:
    """The member with that key. Raises Http404."""
    for one in members:
        if one.participant.key == key:
            return one
    raise Http404
