"""Funding rounds with their published rules, and starting an application."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, anyone, grants_officers, round_keepers, signed_in
from accounts.refusals import Refusal
from consortia.models import Membership
from consortia.states import MemberRole
from districts.models import Appointment
from grants.actions.application import start_application
from grants.models import Competition, RulesVersion
from grants.reads.eligibility import eligibility_of_consortia
from grants.reads.intents import applicants_of, own_intents
from grants.reads.readiness import problems_before_starting
from grants.reads.rounds import lead_rule_of, rules_from_json, rules_in_words, rules_of, window_of
from grants.rules.eligibility import lead_in_words
from grants.rules.intents import NO_OBLIGATION, problems_with_time
from grants.rules.rounds import changes_of_rules
from portal.applicant.forms import StartForm
from portal.applicant.pages.eligibility import EligibilityTable, eligibility_table
from portal.applicant.pages.intents import IntentOffer, intent_offers
from portal.applicant.pages.rounds import (
    hidden_names_in_words,
    lead_checks,
    offers_taken_in_words,
    public_stages,
    round_rows,
    round_rules,
    rule_changes,
    version_title,
)
from portal.components.arrival import arrived_at
from portal.components.refusals import show_problems


@allow(anyone)
@require_safe
def competition_list(request: HttpRequest) -> HttpResponse:
    """All rounds, the latest first."""
    rounds = round_rows(Competition.objects.visible_to(request.user).published(), timezone.now())
    context = {"rounds": rounds, "trail": [(_("Funding rounds"), None)]}
    return TemplateResponse(request, "applicant/competition_list.html", context)


@allow(anyone)
@require_safe
def competition_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One round's rules: dates, maximum awards, the nine questions, and the criteria."""
    competition = get_object_or_404(Competition.objects.visible_to(request.user), slug=slug)
    now = timezone.now()
    is_open, window = competition.is_open(now), window_of(competition)
    own = _memberships(request) if competition.is_current(now) and not competition.is_draft else []
    rules = round_rules(rules_of(competition), is_current=competition.is_current(now), now=now)
    context = {
        "competition": competition,
        "rules": rules,
        "stages": public_stages(competition, rules.criteria),
        # Officers read scores, so the page of an offer would refuse theirs.
        "takes_offers": ""
        if grants_officers(request.user)
        else offers_taken_in_words(competition, timezone.localdate()),
        "hidden_names": hidden_names_in_words(competition),
        "changes": rule_changes(competition.versions.changes()) if competition.rules_changed_at else [],
        "may_manage": round_keepers(request.user),
        "is_open": is_open,
        "is_over": competition.ends_at is not None and competition.ends_at < now,
        "grace_ends": window.ends if window.is_in_grace(now) else "",
        "is_ahead": competition.opens_at is not None and competition.opens_at > now,
        "leads": _leading(own) if is_open else [],
        "intents": _intents(request, competition, own),
        "obligation": NO_OBLIGATION,
        **_eligibility(request, competition, own),
        "trail": [(_("Funding rounds"), reverse("applicant:competition_list")), (competition.name, None)],
    }
    return TemplateResponse(request, "applicant/competition_detail.html", context)


@allow(anyone)
@require_safe
def competition_rules(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The rules of a round as they were in one version."""
    versions = RulesVersion.objects.visible_to(request.user).for_page()
    version = get_object_or_404(versions, competition__slug=slug, number=number)
    competition = version.competition
    title = version_title(version)
    trail = [
        (_("Funding rounds"), reverse("applicant:competition_list")),
        (competition.name, competition.get_absolute_url()),
        (title, None),
    ]
    rules = rules_from_json(version.rules)
    earlier = version.before()
    context = {
        "competition": competition,
        "version": version,
        "title": title,
        "rules": round_rules(rules, is_current=competition.is_current(timezone.now()), now=timezone.now()),
        "differences": changes_of_rules(rules_in_words(rules_from_json(earlier.rules)), rules_in_words(rules))
        if earlier
        else [],
        "trail": trail,
    }
    return TemplateResponse(request, "applicant/competition_rules.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_start(request: SignedInRequest, slug: str) -> HttpResponse:
    """Start an application for a consortium led by the reader's district."""
    competition = get_object_or_404(Competition.objects.visible_to(request.user), slug=slug)
    leads = _leading(_memberships(request))
    problems = [problems_before_starting(competition, lead) for lead in leads]
    able = [lead for lead, found in zip(leads, problems, strict=True) if not found]
    form = StartForm(request.POST or None, leads=able)
    if form.is_valid():
        try:
            application = start_application(
                competition=competition,
                consortium=form.cleaned_data["consortium"],
                by=request.user,
                at=arrived_at(request),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(
                request, f"You started application {application.reference}. Your work saves automatically."
            )
            return redirect(application)
    trail = [
        (_("Funding rounds"), reverse("applicant:competition_list")),
        (competition.name, competition.get_absolute_url()),
        ("Start an application", None),
    ]
    context = {
        "competition": competition,
        "form": form,
        "leads": leads,
        "may_start": bool(able),
        "rule": lead_in_words(lead_rule_of(competition)),
        "checks": lead_checks(leads, problems),
        "trail": trail,
    }
    return TemplateResponse(request, "applicant/application_start.html", context)


def _eligibility(
    request: HttpRequest, competition: Competition, own: Sequence[Membership]
) -> dict[str, Sequence[EligibilityTable] | str]:
    """For each consortium of the reader's districts and schools, whether it can apply; nothing for other visitors."""
    if not own or not request.user.is_authenticated:
        return {"eligibility": []}
    consortia = list({membership.consortium_id: membership.consortium for membership in own}.values())
    found = eligibility_of_consortia(competition, consortia, reader=request.user, at=timezone.now())
    return {"eligibility": [eligibility_table(one) for one in found]}


def _intents(request: HttpRequest, competition: Competition, own: Sequence[Membership]) -> list[IntentOffer]:
    """What the reader can tell the state about the round; nothing for other visitors, for a draft, and once closed."""
    window = window_of(competition)
    user = request.user
    if not user.is_authenticated or problems_with_time(window, timezone.now(), is_draft=competition.is_draft):
        return []
    appointments = Appointment.objects.visible_to(user).held_by(user).for_my_page()
    stated = own_intents([competition], applicants_of(own, appointments))
    return intent_offers(competition, stated.get(competition.pk, []))


def _memberships(request: HttpRequest) -> Sequence[Membership]:
    """The memberships of the reader's districts and schools today."""
    memberships = Membership.objects.visible_to(request.user).in_force(timezone.localdate())
    return list(memberships.of_districts_of(request.user)) if request.user.is_authenticated else []


def _leading(memberships: Sequence[Membership]) -> Sequence[Membership]:
    """Those that make their district a consortium's lead."""
    return [membership for membership in memberships if membership.role == MemberRole.LEAD]
