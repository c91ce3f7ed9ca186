"""Funding rounds for officers: the list, a new draft, and the sections of one round."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, administrators, allow, round_keepers
from accounts.refusals import Refusal
from grants.actions.rounds import (
    RulesEdit,
    change_rules,
    choices_in,
    edit_draft,
    preview_change,
    problems_with_draft,
    start_round,
)
from grants.models import Competition
from grants.reads.rounds import addressees_of, applications_of_round, rules_of
from grants.rules.rounds import RulesPreview
from portal.components.refusals import show_problems
from portal.staff.forms.rounds import NewRoundForm, RoundAwardsForm, RoundDatesForm, RoundQuestionForm, RulesForm
from portal.staff.pages.rounds import CheckPage, change_check, officer_round_page, officer_round_rows, time_zone


@allow(round_keepers)
@require_safe
def round_list(request: SignedInRequest) -> HttpResponse:
    """All rounds, drafts first."""
    rounds = officer_round_rows(Competition.objects.visible_to(request.user).latest_first(), timezone.now())
    context = {
        "rounds": rounds,
        "zone": time_zone(),
        "sees_checks": administrators(request.user),
        "trail": [("Manage funding rounds", None)],
    }
    return TemplateResponse(request, "staff/round_list.html", context)


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: SignedInRequest) -> HttpResponse:
    """Starts a draft by its name, from the standard questions or as a copy."""
    rounds = {str(row.pk): row for row in Competition.objects.visible_to(request.user).latest_first()}
    form = NewRoundForm(request.POST or None, rounds=rounds.values(), initial={"copy_of": request.GET.get("copy")})
    if form.is_valid():
        try:
            draft = start_round(
                name=form.cleaned_data["name"],
                copy_of=rounds.get(form.cleaned_data["copy_of"]),
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{draft} is a draft. Only officers can see it.")
            return redirect("staff:round_detail", slug=draft.slug)
    trail = [("Manage funding rounds", reverse("staff:round_list")), ("New round", None)]
    return TemplateResponse(request, "staff/round_new.html", {"form": form, "trail": trail})


@allow(round_keepers)
@require_safe
def round_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """The sections of one round, what is missing, its versions, and what can be done now."""
    competition = visible_round(request, slug)
    now, rules, counts = timezone.now(), rules_of(competition), applications_of_round(competition)
    page = officer_round_page(
        rules,
        now,
        missing=problems_with_draft(rules, now),
        counts=counts,
        versions=competition.versions.with_people().order_by("-number"),
        choices=choices_in(competition=competition, under_review=counts.under_review, by=request.user, at=now),
    )
    context = {"competition": competition, "page": page, "trail": round_trail(competition)}
    return TemplateResponse(request, "staff/round_detail.html", context)


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_dates(request: SignedInRequest, slug: str) -> HttpResponse:
    """The name, the window, and when projects run; extending the deadline of a published round."""
    competition = visible_round(request, slug)
    return edit_fields(request, competition, RoundDatesForm, "Name and dates" if competition.is_draft else "Dates")


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_awards(request: SignedInRequest, slug: str) -> HttpResponse:
    """Maximum awards, ties, and when decisions are made."""
    return edit_fields(request, visible_round(request, slug), RoundAwardsForm, "Awards and decisions")


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_question(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """One question with its guidance, word limit, and rubric."""
    competition = visible_round(request, slug)
    element = {element.number: element for element in competition.elements.all()}.get(number)
    if element is None:
        raise Http404
    form = RoundQuestionForm(request.POST or None, record=element, competition=competition)

    def edit() -> RulesEdit:
        return RulesEdit(questions={number: form.edit()})

    return edit_section(request, competition, form, f"Question {number}", edit, number=number)


def visible_round(request: SignedInRequest, slug: str) -> Competition:
    """The round of that address, or 404."""
    return get_object_or_404(Competition.objects.visible_to(request.user), slug=slug)


def round_trail(competition: Competition, here: str = "") -> list[tuple[str, str | None]]:
    """The breadcrumbs of a round, or of a page below it."""
    rounds = ("Manage funding rounds", reverse("staff:round_list"))
    if not here:
        return [rounds, (competition.name, None)]
    return [rounds, (competition.name, reverse("staff:round_detail", args=[competition.slug])), (here, None)]


def edit_fields(request: SignedInRequest, competition: Competition, kind: type[RulesForm], title: str) -> HttpResponse:
    """Saves a section with fields of the round itself, by a form of this kind."""
    form = kind(request.POST or None, record=competition, competition=competition)
    return edit_section(request, competition, form, title, lambda: RulesEdit(form.edit()))


def edit_section(
    request: SignedInRequest,
    competition: Competition,
    form: RulesForm,
    title: str,
    edit: Callable[[], RulesEdit],
    *,
    number: int | None = None,
    template: str = "staff/round_section.html",
) -> HttpResponse:
    """Saves a section of a draft; a change of published rules is checked on a page first.

    `edit` makes the change from the valid form, `number` is that of the question, if it is one.
    """
    context = {"competition": competition, "form": form, "title": title, "trail": round_trail(competition, title)}
    if form.is_valid():
        words: dict[str, Any] = {"competition": competition, "edit": edit(), "by": request.user, "at": timezone.now()}
        try:
            if competition.is_draft:
                draft = edit_draft(**words, revision=form.cleaned_data["revision"])
                return _after_saving(request, draft, number)
            if "confirm" in request.POST:
                change_rules(**words, reason=form.cleaned_data["reason"], revision=form.cleaned_data["revision"])
                messages.success(request, "The rules are changed.")
                return redirect("staff:round_detail", slug=competition.slug)
            if "back" not in request.POST:
                context["page"] = _check_of(competition, words["edit"], preview_change(**words))
                return TemplateResponse(request, "staff/round_change.html", context)
        except Refusal as no:
            form.renew(visible_round(request, competition.slug).revision)
            show_problems(form, no)
    return TemplateResponse(request, template, context)


def _check_of(competition: Competition, edit: RulesEdit, preview: RulesPreview) -> CheckPage:
    return change_check(
        competition,
        changes=preview.changes,
        problems=preview.problems,
        counts=applications_of_round(competition),
        people=len(addressees_of(competition, timezone.localdate())),
        closes_at=edit.values.get("closes_at"),
        changed={*edit.values, *(["question"] if edit.questions else [])},
        now=timezone.now(),
    )


def _after_saving(request: SignedInRequest, draft: Competition, number: int | None) -> HttpResponse:
    """The next question if the officer asked for it, or the round."""
    messages.success(request, "The draft is saved.")
    if number and number < draft.elements.count() and "next" in request.POST:
        return redirect("staff:round_question", slug=draft.slug, number=number + 1)
    return redirect("staff:round_detail", slug=draft.slug)
