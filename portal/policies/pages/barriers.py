"""What the public pages of barriers show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.dates import short_day
from accounts.models import Visitor
from policies.models import DOCKET_ROLES, Barrier, BarrierDecision, BarrierStep
from policies.reads.docket import DocketItem
from policies.states import BarrierStatus
from portal.components.trails import Trail


def reads_docket(user: Visitor) -> bool:
    """Whether this person reads every report."""
    return user.is_authenticated and user.has_role(*DOCKET_ROLES)


def barrier_trail(here: str) -> Trail:
    """The breadcrumbs of a page below the list of barriers."""
    return [(gettext("Barriers"), reverse("policies:barrier_list")), (here, None)]


def districts_in_words(number: int) -> str:
    """“1 district”, “40 districts”."""
    return ngettext("%(number)s district", "%(number)s districts", number) % {"number": f"{number:,}"}


class StateAnswerRow(NamedTuple):
    """An answer of the State: the day, what it does, its reasons, and the next follow-up."""

    day: str
    outcome: str
    reasons: str
    follow_up: str


class FollowUpRow(NamedTuple):
    """The result of an answer, and the day it was published."""

    day: str
    text: str


def answers_in_words(decisions: Sequence[BarrierDecision]) -> list[StateAnswerRow]:
    """The answers, latest first."""
    rows = [
        StateAnswerRow(
            short_day(timezone.localdate(one.decided_at)),
            one.get_outcome_display(),
            one.reasons,
            short_day(one.follow_up_on) if one.follow_up_on else "",
        )
        for one in decisions
    ]
    return rows[::-1]


def follow_ups_in_words(steps: Sequence[BarrierStep]) -> list[FollowUpRow]:
    """The results of the answers, latest first."""
    rows = [FollowUpRow(short_day(timezone.localdate(one.at)), one.note) for one in steps if one.step == "follow up"]
    return rows[::-1]


class PublicBarrierRow(NamedTuple):
    """A barrier in a public list."""

    barrier: Barrier
    policy: str
    districts: str
    answer: str


@dataclass(frozen=True)
class BarrierListPage:
    """Barriers that the State has published."""

    items: Sequence[DocketItem]
    may_report: bool
    reads_docket: bool

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("Barriers"), None)]

    @property
    def in_review(self) -> list[PublicBarrierRow]:
        """Those without an answer, the one of most districts first."""
        return [_row(item) for item in self.items if item.barrier.status == BarrierStatus.REVIEW]

    @property
    def answered(self) -> list[PublicBarrierRow]:
        """Those with an answer."""
        return [_row(item) for item in self.items if item.barrier.status == BarrierStatus.ANSWERED]


def _row(item: DocketItem) -> PublicBarrierRow:
    decisions = list(item.barrier.decisions.all())
    answer = decisions[0].get_outcome_display() if decisions else ""
    policy = item.barrier.policy.citation if item.barrier.policy else ""
    return PublicBarrierRow(item.barrier, policy, districts_in_words(item.numbers.districts), answer)


@dataclass(frozen=True)
class BarrierPage:
    """A published barrier with the State's answers and follow-ups."""

    barrier: Barrier
    decisions: Sequence[BarrierDecision]
    steps: Sequence[BarrierStep]
    reads_docket: bool

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return barrier_trail(self.barrier.title)

    @property
    def districts(self) -> str:
        """How many districts the reports are about."""
        return districts_in_words(self.barrier.districts)  # type: ignore[attr-defined]  # annotated by for_page

    @property
    def answers(self) -> list[StateAnswerRow]:
        """The State's answers, latest first."""
        return answers_in_words(self.decisions)

    @property
    def is_reviewed_again(self) -> bool:
        """Whether the State answered it, and reviews it again."""
        return bool(self.decisions) and self.barrier.status == BarrierStatus.REVIEW

    @property
    def follow_ups(self) -> list[FollowUpRow]:
        """The results of the answers."""
        return follow_ups_in_words(self.steps)
