"""Who may lead, what is needed to submit, assurances, and the criteria of a funding round."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, round_keepers
from grants.actions.rounds import RulesEdit
from grants.reads.rounds import criteria_of, rules_of
from portal.staff.forms.round_rules import (
    RoundAssurancesForm,
    RoundCriteriaForm,
    RoundCriterionForm,
    RoundFilesForm,
    RoundLeadsForm,
    RoundRequirementsForm,
)
from portal.staff.views.rounds import edit_fields, edit_section, visible_round


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_leads(request: SignedInRequest, slug: str) -> HttpResponse:
    """Which members may lead."""
    return edit_fields(request, visible_round(request, slug), RoundLeadsForm, "Who may lead")


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_requirements(request: SignedInRequest, slug: str) -> HttpResponse:
    """What an application must have before it can be submitted."""
    return edit_fields(request, visible_round(request, slug), RoundRequirementsForm, "What is needed to submit")


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_files(request: SignedInRequest, slug: str) -> HttpResponse:
    """The files that applicants attach."""
    competition = visible_round(request, slug)
    form = RoundFilesForm(request.POST or None, record=competition, competition=competition)
    return edit_section(
        request,
        competition,
        form,
        "Files to attach",
        lambda: RulesEdit(form.edit()),
        template="staff/round_files.html",
    )


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_assurances(request: SignedInRequest, slug: str) -> HttpResponse:
    """What signers accept."""
    return edit_fields(request, visible_round(request, slug), RoundAssurancesForm, "Assurances")


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_criteria(request: SignedInRequest, slug: str) -> HttpResponse:
    """The criteria with their weights."""
    competition = visible_round(request, slug)
    criteria = rules_of(competition).criteria
    form = RoundCriteriaForm(request.POST or None, criteria=criteria, competition=competition)
    return edit_section(
        request,
        competition,
        form,
        "Criteria and weights",
        lambda: RulesEdit(criteria=form.definitions()),
        template="staff/round_criteria.html",
    )


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_criterion(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """The description of one criterion, and what each score means."""
    competition = visible_round(request, slug)
    rules = rules_of(competition)
    if not 1 <= number <= len(rules.criteria):
        raise Http404
    criterion, definitions = rules.criteria[number - 1], criteria_of(rules)
    form = RoundCriterionForm(request.POST or None, record=criterion, competition=competition)

    def edit() -> RulesEdit:
        return RulesEdit(criteria=[*definitions[: number - 1], form.definition(criterion), *definitions[number:]])

    return edit_section(request, competition, form, criterion.title, edit)
