"""How accurate the checks of applications are, and in which rounds a check asks questions instead."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, administrators, allow
from accounts.refusals import Refusal
from grants.actions.checks import set_rule_strength
from grants.models import Competition, FindingAnswer, RuleStrengthChange
from grants.reads.checks import counts_of_checks
from grants.rules.collaboration.findings import FindingRule, rule_named
from portal.components.findings import about_check
from portal.components.refusals import show_problems
from portal.staff.forms.checks import RuleStrengthForm
from portal.staff.pages.checks import accuracy_rows, round_rows, strength_changes, strength_check, wrong_findings

MOST_WORDS = 50
TITLE = "Accuracy of the checks"


def _rounds(request: SignedInRequest) -> list[Competition]:
    return list(Competition.objects.visible_to(request.user).latest_first())


def _declared(name: str) -> FindingRule:
    rule = rule_named(name)
    if rule is None:
        raise Http404("There is no such check.")
    return rule


@allow(administrators)
@require_safe
def check_list(request: SignedInRequest) -> HttpResponse:
    """Every check with its findings, responses, and percentage marked incorrect, in one round or in all."""
    rounds = _rounds(request)
    chosen = next((one for one in rounds if one.slug == request.GET.get("round")), None)
    context = {
        "rows": accuracy_rows(counts_of_checks(), chosen),
        "rounds": rounds,
        "chosen": chosen,
        "title": TITLE,
        "trail": [(TITLE, None)],
    }
    return TemplateResponse(request, "staff/check_list.html", context)


@allow(administrators)
@require_safe
def check_detail(request: SignedInRequest, rule: str) -> HttpResponse:
    """One check in each round, what officers said was wrong, and the history of how it works."""
    declared = _declared(rule)
    changes = RuleStrengthChange.objects.of_rule(rule)
    context = {
        "rule": declared,
        "about": about_check(rule),
        "rows": round_rows(declared, counts_of_checks(), _rounds(request)),
        "wrong": wrong_findings(FindingAnswer.objects.not_so(rule, request.user)[:MOST_WORDS]),
        "changes": strength_changes(changes),
        "trail": [(TITLE, reverse("staff:check_list")), (declared.title, None)],
    }
    return TemplateResponse(request, "staff/check_detail.html", context)


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
def check_strength(request: SignedInRequest, rule: str, slug: str) -> HttpResponse:
    """What happens if the check asks questions in the round, or reports findings again; the reason, and one button."""
    declared = _declared(rule)
    competition = get_object_or_404(Competition.objects.visible_to(request.user), slug=slug)
    page, only_asks = strength_check(declared, competition), rule not in competition.possible_rules
    form = RuleStrengthForm(request.POST or None)
    if form.is_valid():
        try:
            set_rule_strength(
                competition=competition,
                rule=rule,
                # What the page said when it was opened, so that a second click doesn't set the check back.
                only_asks=request.POST.get("only_asks") == "True",
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{page.done} Submitted applications are being checked again.")
            return redirect("staff:check_detail", rule=rule)
    trail = [
        (TITLE, reverse("staff:check_list")),
        (declared.title, reverse("staff:check_detail", args=[rule])),
        (page.title, None),
    ]
    context = {"page": page, "only_asks": only_asks, "form": form, "trail": trail}
    return TemplateResponse(request, "staff/check_strength.html", context)
