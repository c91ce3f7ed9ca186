"""Last year's round of the small state, through the actions that people use, and what its awards became since."""

import datetime
import random
from collections.abc import Mapping, Sequence

from django.utils import timezone

from accounts.models import User
from consortia.models import Consortium, Membership
from grants.actions.award_reports import answer_claim, answer_report, record_payment, save_report, submit_claim
from grants.actions.awards import accept_allocation, record_checklist, start_award
from grants.actions.payments import plan_payments
from grants.actions.promises import answer_promise_change, propose_promise_change
from grants.models import Allocation, Award, Participant, Promise, Version
from grants.reads.award_reports import periods_of_award
from grants.rules.award_reports import PromiseLine
from grants.rules.award_setup import STANDARD_CHECKLIST
from grants.rules.payments import Payment
from grants.rules.promises import PromiseWords
from grants.states import CostCategory
from sample.last_year import CHANGED_BECAUSE, CLAIMED, HOME, LAST_YEAR, REPORTED
from sample.round import PlannedApplication
from sample.state import SampleState
from sample.writing.application_history import DAY, HOUR, ApplicationHistory, open_round, plan_application
from sample.writing.bulk import StoredRound
from sample.writing.entries import StoredApplication
from sample.writing.registry import StoredRegistry
from sample.writing.whole_round import WholeRound

RELEASED_AFTER = 60 * DAY


def write_last_year(
    state: SampleState,
    registered: Mapping[str, tuple[Consortium, list[Membership]]],
    stored_registry: StoredRegistry,
    *,
    seed: int,
    until: datetime.datetime,
) -> None:
    """A round from its applications to its release; one award is under way, and one is being prepared."""
    competition = open_round(state.last_year)
    histories = []
    for condition, draft in state.earlier.items():
        consortium, memberships = registered[condition]
        keys = {member.key for member in draft.plan.members}
        members = [one for one in memberships if one.district and one.district.leaid in keys]
        history = ApplicationHistory(draft, competition, consortium, members, stored_registry)
        plan_application(history)
        histories.append(history)
    for _, _, run in sorted((event for one in histories for event in one.events), key=lambda event: event[:2]):
        run()
    for history in histories:
        history.row.refresh_from_db()  # submitting it counted what it requests
    rows = dict(zip(state.drafts, state.consortia, strict=True))
    versions = [Version.objects.newest(1).get(application=history.row) for history in histories]
    stored = [
        StoredApplication(
            PlannedApplication(rows[condition], history.draft, (9, 9, 0)),
            history.row,
            {one.key: one for one in history.row.participants.all()},
            version.content,
        )
        for condition, history, version in zip(state.earlier, histories, versions, strict=True)
    ]
    rng = random.Random(f"{seed}:last year's round")  # noqa: S311  # an invented state needs no secret chance
    round_ = StoredRound(competition, stored, versions, stored_registry)
    WholeRound(round_, LAST_YEAR, lambda _: None, rng).run()
    for award in Award.objects.for_page().filter(application__in=[history.row for history in histories]):
        is_home = award.application_id == histories[list(state.earlier).index(HOME)].row.pk
        released = state.last_year.closes_at + RELEASED_AFTER
        _Follow(award, stored_registry).run(at=released + 10 * DAY, until=until, is_started=is_home)


class _Follow:
    """What the members of an award and officers do after its release."""

    def __init__(self, award: Award, stored_registry: StoredRegistry) -> None:
        self.award, self.people = award, stored_registry
        self.officer = stored_registry.by_sample_kind["grants-officer"]
        self.members: Sequence[Participant] = list(Participant.present.filter(application=award.application))

    def signer(self, member: Participant) -> User:
        """The member's superintendent."""
        return self.people.superintendents[member.key]

    def run(self, *, at: datetime.datetime, until: datetime.datetime, is_started: bool) -> None:
        """Members prepare the award; the last one has something left, unless it is started."""
        for allocation in Allocation.objects.of(self.award):
            if is_started or allocation.participant_id != self.members[-1].pk:
                accept_allocation(
                    allocation=allocation, amount=allocation.amount, by=self.signer(allocation.participant), at=at
                )
        on = timezone.localdate(at)
        for place, member in enumerate(self.members):
            items = range(len(STANDARD_CHECKLIST) if is_started or place % 3 != 2 else 2)
            by = self.signer(member)
            record_checklist(
                award=self.award, participant=member, done=dict.fromkeys(items, on), by=by, at=at + place * HOUR
            )
        if is_started:
            number = f"GA-{self.award.application.reference}"
            start_award(
                award=self.award, agreement_number=number, agreed_on=on + 14 * DAY, by=self.officer, at=at + 15 * DAY
            )
            self.award.refresh_from_db()
            self.plan(at + 16 * DAY)
            self.claim(until)
            self.report(until)
            self.change(until)

    def plan(self, at: datetime.datetime) -> None:
        """The state plans a payment for each fall of the project."""
        if self.award.ends_on is None:
            return
        first = datetime.date(self.award.ends_on.year - 2, 10, 1)
        half = self.award.amount // 2
        payments = [Payment(first, half), Payment(first.replace(year=first.year + 1), self.award.amount - half)]
        plan_payments(award=self.award, payments=payments, by=self.officer, at=at)

    def change(self, until: datetime.datetime) -> None:
        """A promise changed in the running year, and the lead proposes to change one of another member.

        Both are members that haven't reported on the running year.
        """
        on = timezone.localdate(until)
        if self.award.starts_on is None or on - 5 * DAY < self.award.starts_on:
            return
        promises = [one for one in Promise.objects.of(self.award).current() if one.gains_students]
        for member, is_own, days in zip(self.members[2:4], (True, False), (4, 2), strict=False):
            promise = next((one for one in promises if one.participant_id == member.pk), None)
            if promise is None:
                continue
            words = PromiseWords.of(promise)._replace(gains_students=(promise.gains_students or 0) * 3 // 4)
            change = propose_promise_change(
                promise=promise, words=words, from_on=on, reason=CHANGED_BECAUSE, at=until - days * DAY,
                by=self.signer(member if is_own else self.members[0]),
            )  # fmt: skip
            if is_own:
                answer_promise_change(change=change, accepts=True, reason="", by=self.officer, at=until - 3 * DAY)

    def claim(self, until: datetime.datetime) -> None:
        """Two members claim money: one is paid, the other one's claim waits for the state."""
        starts_on, on = self.award.starts_on, timezone.localdate(until)
        if starts_on is None or on - 50 * DAY < starts_on:
            return
        allocations = [one for one in Allocation.objects.of(self.award) if one.amount > 4_000]
        for place, allocation in enumerate(allocations[:2]):
            claim = submit_claim(
                award=self.award, participant=allocation.participant, category=CostCategory.PERSONNEL,
                amount=allocation.amount // 4, spent_from=starts_on, spent_to=starts_on + 30 * DAY, what=CLAIMED,
                by=self.signer(allocation.participant), at=until - (40 - 36 * place) * DAY,
            )  # fmt: skip
            if place == 0:
                answer_claim(claim=claim, accepts=True, reason="", by=self.officer, at=until - 30 * DAY)
                record_payment(
                    claim=claim, paid_on=on - 20 * DAY, payment_number="W-20417", by=self.officer, at=until - 19 * DAY
                )

    def report(self, until: datetime.datetime) -> None:
        """Two members report on their promises: one report is accepted, the other one waits for the state."""
        period = periods_of_award(self.award)[0]
        for place, member in enumerate(self.members[:2]):
            promises = [one for one in Promise.objects.of(self.award).current() if one.participant_id == member.pk]
            lines = []
            for number, promise in enumerate(promises):
                result, why, part = REPORTED[number % len(REPORTED)]
                students = round((promise.gains_students or 0) * part)
                lines.append(PromiseLine(promise.pk, result, why, 0, students, self.members[-1 - place].key))
            report = save_report(
                award=self.award, participant=member, period=period, lines=lines, revision=0, submits=True,
                by=self.signer(member), at=until - (25 - 20 * place) * DAY,
            )  # fmt: skip
            if place == 0:
                answer_report(report=report, accepts=True, reason="", by=self.officer, at=until - 15 * DAY)
