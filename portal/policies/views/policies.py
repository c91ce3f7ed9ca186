"""The list of state policies, the page of each, and the forms that change them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, anyone, registrars
from accounts.refusals import Refusal
from policies.actions.policies import PolicyFacts, change_policy, enter_policy, repeal_policy
from policies.models import Barrier, Policy
from policies.permissions import can_change_policies, can_report_barriers
from policies.reads.docket import docket_of
from portal.components.refusals import show_problems
from portal.policies.forms import PolicyEntryForm, PolicyForm, RepealForm
from portal.policies.pages.policies import PolicyListPage, PolicyPage, policy_trail


@allow(anyone)
@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    """Every policy that the State has entered, those that are repealed last."""
    today = timezone.localdate()
    page = PolicyListPage(
        policies=list(Policy.objects.visible_to(request.user).with_barriers()),
        on=today,
        may_change=can_change_policies(request.user, today),
        may_report=can_report_barriers(request.user, today),
    )
    return TemplateResponse(request, "policies/policy_list.html", {"page": page})


@allow(anyone)
@require_safe
def policy_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A policy with the barriers that districts reported about it, and its history."""
    policy, today = _policy(request, slug), timezone.localdate()
    page = PolicyPage(
        policy=policy,
        barriers=docket_of(Barrier.objects.published().about(policy)),
        changes=list(policy.changes.all()),
        on=today,
        may_change=can_change_policies(request.user, today),
        may_report=can_report_barriers(request.user, today),
    )
    return TemplateResponse(request, "policies/policy_detail.html", {"page": page})


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_new(request: SignedInRequest) -> HttpResponse:
    """Add a policy to the list."""
    form = PolicyEntryForm(request.POST or None)
    if form.is_valid():
        try:
            policy = enter_policy(facts=PolicyFacts(**form.cleaned_data), by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{policy.citation} is in the list.")
            return redirect(policy)
    context = {"form": form, "title": "Add a policy", "button": "Add policy", "trail": policy_trail("Add a policy")}
    return TemplateResponse(request, "policies/policy_form.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change what is on record about a policy."""
    policy = _policy(request, slug)
    form = PolicyForm(request.POST or None, initial=vars(policy))
    if form.is_valid():
        facts = PolicyFacts(**{name: form.cleaned_data[name] for name in PolicyFacts._fields})
        rest = {name: form.cleaned_data[name] for name in ("reason", "revision")}
        try:
            change_policy(policy=policy, facts=facts, **rest, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{facts.citation} is saved.")
            return redirect(policy)
    title = f"Edit {policy.citation}"
    context = {"form": form, "title": title, "button": "Save policy", "trail": policy_trail(title, policy)}
    return TemplateResponse(request, "policies/policy_form.html", {**context, "policy": policy})


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_repeal(request: SignedInRequest, slug: str) -> HttpResponse:
    """Record from when a policy no longer applies."""
    policy = _policy(request, slug)
    form = RepealForm(request.POST or None, initial={"revision": policy.revision, "repealed_on": policy.repealed_on})
    if form.is_valid():
        try:
            repeal_policy(policy=policy, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"The repeal of {policy.citation} is recorded.")
            return redirect(policy)
    title = f"Record the repeal of {policy.citation}"
    context = {"form": form, "title": title, "button": "Record repeal", "trail": policy_trail(title, policy)}
    return TemplateResponse(request, "policies/policy_form.html", {**context, "policy": policy})


def _policy(request: HttpRequest, slug: str) -> Policy:
    return get_object_or_404(Policy.objects.visible_to(request.user), slug=slug)
