"""A whole round through the actions that people use: gate, scoring, ranking, reviews, board, and release."""

import datetime
import io
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from grants.exports.giving360 import Funder, grants_as_360giving
from grants.models import (
    Appeal,
    Application,
    BoardDecision,
    BoardVote,
    Competition,
    ConsensusMeeting,
    FactReply,
    Review,
    RoundRanking,
    Score,
    ScoreChange,
    Scorer,
    ScorerAssignment,
)
from sample.whole_round import RoundSize
from sample.writing.loading import run_round

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("America/New_York"))
SIZE = RoundSize(
    agencies=60,
    schools=120,
    applications=8,
    scorers=8,
    board_members=3,
    finalists=3,
    awards=2,
    budget=20_000_000,
    discussed=2,
)


@pytest.fixture
def counts(db, settings):
    settings.WORKER = True  # the run does the worker's part itself
    return run_round(SIZE, seed=3, at=NOON, say=lambda _: None)


def test_a_whole_round_runs_from_invitations_to_the_release(counts):
    failed = Application.objects.count() - counts["ranked"]

    # Every application has three different scorers at the gate, each with a yes or a no. One conflict was found later.
    gate = ScorerAssignment.objects.filter(stage="gate").submitted()
    assert set(Counter(gate.values_list("application", "scorer")).values()) == {1}
    assert set(Counter(gate.values_list("application", flat=True)).values()) == {3}
    assert gate.filter(is_excluded=True).count() <= 1
    assert Score.objects.filter(assignment__in=gate, vote__in=("yes", "no")).count() == 24
    # Those with fewer than two yes votes failed, and are not in the ranking.
    yes = Counter(
        Score.objects.filter(assignment__in=gate, vote="yes").values_list("assignment__application", flat=True)
    )
    passed = {pk for pk, number in yes.items() if number >= 2}
    assert len(passed) == 8 - failed == 8 - counts["did not pass the gate"]
    assert failed  # or this says nothing of those that aren’t before the board
    ranking = RoundRanking.objects.get()
    references = set(Application.objects.filter(pk__in=passed).values_list("reference", flat=True))
    assert {row["application"] for row in ranking.result["applications"]} == references
    # Two officers found each application eligible before the gate.
    assert counts["screened"] == 16
    # What the scorers changed in their meeting is in its minutes, and the ranking has it.
    assert counts["scores changed in the meeting"] == ScoreChange.objects.kept().count() == 2
    assert ConsensusMeeting.objects.get().closed_at < ranking.computed_at
    assert counts["facts corrected"] == FactReply.objects.count() == 1
    # No one scores more than he or she has time for.
    for scorer in Scorer.objects.accepted():
        assert ScorerAssignment.objects.current().filter(scorer=scorer).count() <= scorer.capacity
    # The finalists have two reviews by different officers, and everyone a decision that was released.
    assert set(Counter(Review.objects.values_list("application", flat=True)).values()) == {2}
    assert counts["reviews"] == Review.objects.count() == 6
    released = BoardDecision.objects.released()
    assert released.count() == Application.objects.count() == counts["released decisions"] == 8
    # The board has a decision on those that passed, and the gate on the others, with no vote of the board.
    assert released.filter(outcome="gate").count() == failed
    assert set(released.exclude(outcome="gate").values_list("application", flat=True)) == passed
    assert not BoardVote.objects.exclude(application__in=passed).exists()
    awards = list(released.filter(outcome="yes"))
    assert 1 <= len(awards) <= SIZE.awards
    assert sum(award.amount for award in awards) == counts["dollars awarded"] <= SIZE.budget
    for award in awards:
        assert award.application_id in passed
        assert sum(vote["choice"] == "yes" for vote in award.votes) >= 2
        assert award.countersigned_by_id != award.proposed_by_id
    # Of two appeals, answered by an officer who took no part, one was granted.
    assert {appeal.state for appeal in Appeal.objects.all()} == {"denied", "upheld"}
    for appeal in Appeal.objects.all():
        assert not Review.objects.filter(application=appeal.application, officer=appeal.handler).exists()
        assert appeal.handler not in (appeal.decision.proposed_by, appeal.decision.countersigned_by)
    # The log proves all of it, and the awards are open data.
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    package = grants_as_360giving(Funder("XI-EXAMPLE-1", "Education Department", "example"))
    assert len(package["grants"]) == len(awards)
    assert sum(grant["amountAwarded"] for grant in package["grants"]) == counts["dollars awarded"]
    assert Competition.objects.get().is_stage_closed("scoring", NOON + datetime.timedelta(days=60))


@pytest.mark.django_db
def test_a_round_is_not_run_in_a_database_with_a_sample_state(monkeypatch):
    monkeypatch.setattr("sample.management.commands.run_sample_round.is_loaded", lambda: True)

    with pytest.raises(CommandError, match="needs an empty database"):
        call_command("run_sample_round", small=True, verbosity=0)
