"""What the pages of policies show."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.dates import short_day
from policies.models import Policy, PolicyChange
from policies.reads.docket import DocketItem
from policies.states import PolicyKind, Waivable
from portal.components.trails import Trail

# The names of facts in the history.
LABELS = {
    "citation": "Citation",
    "title": "Title",
    "kind": "Kind",
    "text_url": "Web address of the text",
    "owner": "Responsible office",
    "waivable": "Can it be waived?",
    "waivable_reason": "Why it can or can’t be waived",
    "starts_on": "Effective date",
    "repealed_on": "Repealed on",
}


def policy_trail(here: str, policy: Policy | None = None) -> Trail:
    """The breadcrumbs of a page below the list, or below a policy."""
    above = [(policy.citation, policy.get_absolute_url())] if policy else []
    return [(gettext("State policies"), reverse("policies:policy_list")), *above, (here, None)]


class PolicyFact(NamedTuple):
    """A fact with its label; with an address, the fact is a link."""

    label: str
    text: str
    url: str = ""


class PolicyChangeRow(NamedTuple):
    """A change of a policy in words: the day, what changed, and why."""

    day: str
    text: str
    reason: str


@dataclass(frozen=True)
class PolicyListPage:
    """Every policy, and what the reader may do."""

    policies: Sequence[Policy]
    on: datetime.date
    may_change: bool
    may_report: bool

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("State policies"), None)]

    @property
    def in_force(self) -> list[Policy]:
        """Policies that apply today, or later."""
        return [policy for policy in self.policies if not policy.is_repealed(self.on)]

    @property
    def repealed(self) -> list[Policy]:
        """Policies that no longer apply."""
        return [policy for policy in self.policies if policy.is_repealed(self.on)]


@dataclass(frozen=True)
class PolicyPage:
    """A policy, the barriers that districts reported about it, and its history."""

    policy: Policy
    barriers: Sequence[DocketItem]
    changes: Sequence[PolicyChange]
    on: datetime.date
    may_change: bool
    may_report: bool

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return policy_trail(self.policy.citation)

    @property
    def repeal(self) -> str:
        """That it is repealed, or will be; empty if it isn't."""
        if self.policy.repealed_on is None:
            return ""
        day = short_day(self.policy.repealed_on)
        if self.policy.is_repealed(self.on):
            return gettext("Repealed: it has not applied since %(day)s.") % {"day": day}
        return gettext("It will no longer apply from %(day)s on.") % {"day": day}

    @property
    def facts(self) -> list[PolicyFact]:
        """What is on record about it."""
        policy, unknown = self.policy, gettext("not stated")
        return [
            PolicyFact(gettext("Kind"), policy.get_kind_display()),
            PolicyFact(gettext("Text"), policy.text_url or unknown, policy.text_url),
            PolicyFact(gettext("Responsible office"), policy.owner),
            PolicyFact(gettext("Effective date"), short_day(policy.starts_on) if policy.starts_on else unknown),
            PolicyFact(gettext("Waiver"), policy.get_waivable_display()),
            *([PolicyFact(gettext("Why"), policy.waivable_reason)] if policy.waivable_reason else []),
        ]

    @property
    def history(self) -> list[PolicyChangeRow]:
        """The changes, latest first, without the names of the persons who made them."""
        return [_in_words(change) for change in self.changes]


def _in_words(change: PolicyChange) -> PolicyChangeRow:
    day = short_day(timezone.localdate(change.changed_at))
    if change.field == "entered":
        return PolicyChangeRow(day, gettext("Added to the list"), change.reason)
    before, after = _value(change.field, change.before), _value(change.field, change.after)
    return PolicyChangeRow(day, f"{LABELS[change.field]}: {before} → {after}", change.reason)


def _value(field: str, value: str) -> str:
    if not value:
        return gettext("not stated")
    if field == "kind":
        return str(PolicyKind(value).label)
    if field == "waivable":
        return str(Waivable(value).label)
    if field.endswith("_on"):
        return short_day(datetime.date.fromisoformat(value))
    return value
