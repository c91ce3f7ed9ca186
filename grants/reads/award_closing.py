"""What has to be settled before an award is closed, and its final counts of money and promises."""

import datetime
from typing import NamedTuple

from grants.models import Award, AwardReport, Claim, Participant, Promise, PromiseChange, ReportedPromise
from grants.reads.award_reports import periods_of_award
from grants.rules.award_closing import ClosingFacts, FinalCounts, final_counts
from grants.states import AnswerToMember


def closing_facts(award: Award, on: datetime.date) -> ClosingFacts:
    """What has to be settled before the award is closed that day. Five queries."""
    claims = list(Claim.objects.of(award))
    reports = list(AwardReport.objects.of(award))
    last = max((one.number for one in periods_of_award(award)), default=0)
    done = {one.participant_id for one in reports if one.period == last and one.is_accepted}
    promising = {one.participant_id for one in Promise.objects.of(award).current()}
    members = Participant.objects.filter(application=award.application).still_there(on).order_by("position")
    return ClosingFacts(
        ends_on=award.ends_on,
        claims_to_answer=sum(one.is_waiting for one in claims),
        claims_to_pay=sum(one.is_accepted and not one.paid_on for one in claims),
        reports_to_answer=sum(one.is_waiting for one in reports),
        changes_to_answer=PromiseChange.objects.of(award).open().count(),
        without_last_report=[one.name for one in members if last and one.pk in promising and one.pk not in done],
    )


class FinalState(NamedTuple):
    """An award's final state: its money, and the last accepted result of each promise."""

    accepted: int  # dollars of claims that the state accepted
    unclaimed: int
    results: dict[int, str]  # of each promise that didn't end, by its key; "" without an accepted report
    counts: FinalCounts


def final_state(award: Award) -> FinalState:
    """The final state of a closed award, or of an open one as it is now. Three queries."""
    money = Claim.objects.of(award).by_member_and_status()
    accepted = sum(sum_ for (_, status), sum_ in money.items() if status == AnswerToMember.ACCEPTED)
    lines = ReportedPromise.objects.of_award(award).accepted().order_by("report__period")
    last = dict(lines.values_list("promise__position", "result"))
    results = {one.pk: last.get(one.position, "") for one in Promise.objects.of(award).current()}
    return FinalState(accepted, award.amount - accepted, results, final_counts(results.values()))
