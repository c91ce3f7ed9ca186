"""Entering, changing, and repealing policies."""

import datetime
import re
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from policies.models import Policy, PolicyChange
from policies.permissions import check_can_change_policies
from policies.rules.barriers import unknown_citation
from policies.rules.policies import citation_key, problems_with_policy, problems_with_repeal
from policies.states import Waivable


class PolicyFacts(NamedTuple):
    """What is on record about a policy."""

    citation: str
    title: str
    kind: str
    text_url: str
    owner: str
    waivable: str
    waivable_reason: str
    starts_on: datetime.date | None


def enter_policy(*, facts: PolicyFacts, by: User, at: datetime.datetime) -> Policy:
    """Add a policy to the list. Raises Refused or Unready."""
    with transaction.atomic():
        check_can_change_policies(by, timezone.localdate(at))
        facts = _checked(facts, None)
        policy = Policy(**facts._asdict(), key=citation_key(facts.citation))
        policy.slug = _free_slug(facts.citation)
        policy.save()
        PolicyChange.objects.create(policy=policy, field="entered", changed_by=by, changed_at=at)
        log.record("policy.entered", policy, by=by, at=at, citation=policy.citation)
        return policy


@transaction.atomic
def change_policy(
    *, policy: Policy, facts: PolicyFacts, reason: str, revision: int, by: User, at: datetime.datetime
) -> list[str]:
    """Change what is on record; `revision` is the one that the person saw. Returns the names of the changed facts.

    Raises Refused or Unready.
    """
    policy = _locked(policy, revision, by, at)
    facts = _checked(facts, policy)
    changed = {field: value for field, value in facts._asdict().items() if getattr(policy, field) != value}
    if not changed:
        return []
    if not reason.strip():
        raise Unready("Enter the reason for the change.", about="reason")
    if facts.starts_on and policy.repealed_on and policy.repealed_on < facts.starts_on:
        raise Unready("Choose an effective date before the policy’s repeal.", about="starts_on")
    for field, value in changed.items():
        _keep(policy, field, getattr(policy, field), value, reason, by, at)
        setattr(policy, field, value)
    policy.key = citation_key(policy.citation)
    policy.revision += 1
    policy.save()
    log.record("policy.changed", policy, by=by, at=at, changed=sorted(changed), reason=reason.strip())
    return sorted(changed)


@transaction.atomic
def repeal_policy(
    *, policy: Policy, repealed_on: datetime.date, reason: str, revision: int, by: User, at: datetime.datetime
) -> None:
    """Record the first day on which the policy no longer applies. Raises Refused or Unready."""
    policy = _locked(policy, revision, by, at)
    if problems := problems_with_repeal(repealed_on, starts_on=policy.starts_on, reason=reason):
        raise Unready(*problems)
    _keep(policy, "repealed_on", policy.repealed_on, repealed_on, reason, by, at)
    policy.repealed_on = repealed_on
    policy.revision += 1
    policy.save()
    log.record("policy.repealed", policy, by=by, at=at, repealed_on=repealed_on, reason=reason.strip())


def policy_cited(citation: str) -> Policy | None:
    """The policy with that citation; None where it is empty. Raises Unready if no policy has it."""
    if not citation.strip():
        return None
    policy = Policy.objects.with_key(citation_key(citation)).first()
    if policy is None:
        raise Unready(unknown_citation(citation.strip()), about="citation")
    return policy


def _locked(policy: Policy, revision: int, by: User, at: datetime.datetime) -> Policy:
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    check_can_change_policies(by, timezone.localdate(at))
    if policy.revision != revision:
        raise Unready("Someone changed this policy after you opened this page. Reload the page to see what is new.")
    return policy


def _checked(facts: PolicyFacts, policy: Policy | None) -> PolicyFacts:
    facts = facts._replace(
        citation=" ".join(facts.citation.split()),
        title=" ".join(facts.title.split()),
        text_url=facts.text_url.strip(),
        owner=" ".join(facts.owner.split()),
        waivable_reason=facts.waivable_reason.strip(),
    )
    if problems := problems_with_policy(
        citation=facts.citation,
        title=facts.title,
        owner=facts.owner,
        text_url=facts.text_url,
        is_waivable_known=facts.waivable != Waivable.UNKNOWN,
        waivable_reason=facts.waivable_reason,
    ):
        raise Unready(*problems)
    others = Policy.objects.with_key(citation_key(facts.citation))
    other = others.exclude(pk=policy.pk).first() if policy else others.first()
    if other:
        raise Unready(f"This citation is already in the list: {other}.", about="citation")
    return facts


def _keep(
    policy: Policy, field: str, before: object, after: object, reason: str, by: User, at: datetime.datetime
) -> None:
    words = {"before": str(before or ""), "after": str(after or ""), "reason": reason.strip()}
    PolicyChange.objects.create(policy=policy, field=field, **words, changed_by=by, changed_at=at)


def _free_slug(citation: str) -> str:
    """The citation for addresses; with a number where another policy has it already."""
    base = slugify(re.sub(r"[^\w]+", "-", citation)) or "policy"
    taken = set(Policy.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | {"new"}
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug
