"""The board's decisions: votes, limits, the countersignature, replacing, and who doesn't see an application."""

import datetime
import re

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.board import (
    cancel_decision,
    cast_vote,
    countersign_decision,
    propose_decision,
    set_board_terms,
)
from grants.actions.scoring import submit_scores
from grants.models import Application, BoardDecision, BoardVote
from grants.models.board import before_board
from grants.reads.board import awarded_in, round_before_board
from portal.review.forms.board import BoardDecisionForm
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import AT, an_administrator, an_application, an_auditor, an_officer
from tests.grants.deciding import LATER, REASONS, a_board_member, decided, proposed, voted
from tests.grants.pages import shown, signed_in
from tests.grants.scoring import a_scorer_of, assigned, scored
from tests.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def application():
    """Three districts that request $61,500."""
    return an_application()


# ---- votes ----


def test_a_board_member_votes_and_changes_the_vote(application):
    member = a_board_member()
    cast_vote(application=application, choice="abstain", by=member, at=LATER)
    cast_vote(application=application, choice="yes", by=member, at=LATER)

    assert [(vote.member, vote.choice) for vote in BoardVote.objects.all()] == [(member, "yes")]


def test_the_same_vote_twice_is_logged_once(application):
    member = a_board_member()
    for _ in range(2):
        cast_vote(application=application, choice="yes", by=member, at=LATER)

    assert Entry.objects.filter(event="board.voted").count() == 1


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.GRANTS_OFFICER, Role.AUDITOR, Role.SCORER])
def test_only_board_members_vote(role, application):
    with pytest.raises(Refused, match=r"Only board members can vote\."):
        cast_vote(application=application, choice="yes", by=StateRoleFactory(role=role).user, at=LATER)


def test_a_vote_that_is_no_choice_is_refused(application):
    with pytest.raises(Unready, match="Choose yes, no, or abstain"):
        cast_vote(application=application, choice="maybe", by=a_board_member(), at=LATER)


def test_no_one_votes_while_the_round_is_open(application):
    with pytest.raises(Unready, match="This round is still open"):
        cast_vote(
            application=application, choice="yes", by=a_board_member(),
            at=application.competition.closes_at - datetime.timedelta(days=1),
        )  # fmt: skip


def test_votes_rest_while_a_decision_waits_for_its_countersignature(application):
    voted(application, "yes")
    proposed(application, an_officer())

    with pytest.raises(Unready, match="A decision is waiting for a countersignature"):
        cast_vote(application=application, choice="no", by=a_board_member(), at=LATER)


# ---- a member with a conflict ----


def test_a_board_member_who_once_ran_a_member_district_does_not_see_the_application_or_vote(application):
    member = a_board_member()
    other = an_application(first=10, name="Stone Ridge Network")
    district = application.participants.first().district
    AppointmentFactory(user=member, district=district, ends_on=datetime.date(2021, 6, 30))
    decided(application)

    assert list(before_board(member)) == [other]
    assert [row.application for row in round_before_board(other.competition, member)] == [other]
    assert not BoardDecision.objects.visible_to(member).exists()
    with pytest.raises(Refused, match=re.escape(f"represents or represented {district.name}")):
        cast_vote(application=application, choice="yes", by=member, at=LATER)


def test_an_officer_of_a_member_district_does_not_enter_the_decision(application):
    officer = an_officer()
    AppointmentFactory(user=officer, district=application.participants.first().district)
    voted(application, "yes")

    with pytest.raises(Refused, match="others decide about this application"):
        proposed(application, officer)


def test_board_members_see_their_own_votes_only_and_officials_see_all(application):
    mine, _other = voted(application, "yes", "no")

    assert list(BoardVote.objects.visible_to(mine.member)) == [mine]
    assert BoardVote.objects.visible_to(an_auditor()).count() == 2
    assert not BoardVote.objects.visible_to(StateRoleFactory(role=Role.SCORER).user).exists()


# ---- the decision ----


def test_an_award_counts_once_another_official_countersigns_it(application):
    voted(application, "yes", "yes", "no")
    decision = proposed(application, an_officer("Dee Marsh"))
    assert (decision.state, decision.decided_at) == ("proposed", None)

    decision = countersign_decision(decision=decision, by=an_officer("Eve Stone"), at=LATER)

    assert (decision.state, decision.decided_at) == ("decided", LATER)
    assert sorted(vote["choice"] for vote in decision.votes) == ["no", "yes", "yes"]
    assert not decision.was_released()


def test_who_entered_a_decision_does_not_countersign_it(application):
    officer = an_officer()
    voted(application, "yes")

    with pytest.raises(Refused, match="another official has to countersign it"):
        countersign_decision(decision=proposed(application, officer), by=officer, at=LATER)


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.AUDITOR, Role.SCORER])
def test_only_officers_and_administrators_enter_decisions(role, application):
    voted(application, "yes")
    with pytest.raises(Refused, match="Only grants officers and administrators"):
        proposed(application, StateRoleFactory(role=role).user)


@pytest.mark.parametrize(
    ("votes", "outcome", "problem"),
    [
        ((), "yes", "No board member has voted"),
        (("yes", "no"), "yes", "The votes don’t support an award: 1 yes, 1 no"),
        (("abstain",), "yes", "The votes don’t support an award: 0 yes, 0 no"),
        (("yes", "yes", "no"), "no", "The votes support an award: 2 yes, 1 no"),
        (("yes",), "perhaps", "Choose yes, no, hold, or edit"),
    ],
)
def test_the_votes_carry_the_decision(application, votes, outcome, problem):
    voted(application, *votes)
    with pytest.raises(Unready, match=problem):
        proposed(application, an_officer(), outcome)


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        (None, "Enter the amount"),
        (0, "Enter the amount"),
        (61_501, r"requests \$61,500"),
    ],
)
def test_an_award_is_at_most_what_the_application_requests(application, amount, problem):
    voted(application, "yes")
    with pytest.raises(Unready, match=problem):
        proposed(application, an_officer(), amount=amount)


def test_an_award_of_all_that_is_requested_is_in_order(application):
    voted(application, "yes")
    assert proposed(application, an_officer(), amount=61_500).amount == 61_500


def test_an_award_is_at_most_what_the_round_awards(application):
    type(application.competition).objects.update(ceiling_consortium=40_000)
    voted(application, "yes")
    with pytest.raises(Unready, match=r"this applicant is \$40,000"):
        proposed(application, an_officer(), amount=40_001)
    assert proposed(application, an_officer(), amount=40_000).amount == 40_000


def test_a_budget_smaller_than_the_first_award_allows_none(application):
    set_board_terms(
        competition=application.competition, budget=29_999, policy="awards", by=an_administrator(), at=LATER
    )
    voted(application, "yes")
    with pytest.raises(Unready, match="doesn’t have that much left"):
        proposed(application, an_officer(), amount=30_000)


def test_awards_together_stay_within_the_budget(application):
    other = an_application(first=10, name="Stone Ridge Network")
    set_board_terms(
        competition=application.competition, budget=60_000, policy="awards", by=an_administrator(), at=LATER
    )
    decided(application, amount=40_000)
    voted(other, "yes")

    with pytest.raises(Unready, match="doesn’t have that much left"):
        proposed(other, an_officer(), amount=20_001)
    proposed(other, an_officer(), amount=20_000)
    assert awarded_in(application.competition) == 60_000


def test_the_budget_is_not_set_below_what_was_awarded(application):
    decided(application, amount=40_000)
    with pytest.raises(Unready, match=r"already total \$40,000"):
        set_board_terms(
            competition=application.competition, budget=39_999, policy="awards", by=an_administrator(), at=LATER
        )


def test_reasons_are_required(application):
    voted(application, "yes")
    with pytest.raises(Unready, match="Enter the board’s reasons"):
        proposed(application, an_officer(), reasons="Good.")


def test_an_edit_says_what_to_change(application):
    voted(application, "abstain")
    with pytest.raises(Unready, match="Enter the changes"):
        proposed(application, an_officer(), "edit")


def test_only_an_award_has_an_amount(application):
    voted(application, "no")
    with pytest.raises(Unready, match="Only an award has an amount"):
        propose_decision(
            application=application, outcome="no", amount=5, conditions="", reasons=REASONS, by=an_officer(), at=LATER
        )


def test_the_same_decision_sent_twice_is_entered_once(application):
    officer = an_officer()
    voted(application, "yes")
    assert proposed(application, officer) == proposed(application, officer)
    assert BoardDecision.objects.count() == 1


def test_a_second_decision_waits_for_the_first(application):
    voted(application, "yes")
    proposed(application, an_officer())
    with pytest.raises(Unready, match="Another decision is waiting"):
        proposed(application, an_officer("Dee Marsh"), amount=10_000)


def test_a_canceled_decision_makes_room_for_another(application):
    voted(application, "yes")
    canceled = cancel_decision(decision=proposed(application, an_officer()), by=an_officer("Dee Marsh"), at=LATER)
    assert canceled.state == "canceled"
    with pytest.raises(Unready, match="isn’t waiting for a countersignature anymore"):
        countersign_decision(decision=canceled, by=an_officer("Eve Stone"), at=LATER)
    assert proposed(application, an_officer(), amount=10_000).state == "proposed"


def test_a_decision_is_replaced_by_a_new_one_with_a_reason_and_stays(application):
    first = decided(application, "hold")
    voted(application, "yes")
    assert BoardDecisionForm(replaces=first.pk).fields["replacement_reason"].required
    with pytest.raises(Unready, match="Enter the reason for the new decision"):
        proposed(application, an_officer())

    second = proposed(application, an_officer(), replacement_reason="The lead named who pays.", seen=first.pk)
    countersign_decision(decision=second, by=an_officer("Eve Stone"), at=LATER)

    first.refresh_from_db()
    assert (first.state, first.outcome) == ("replaced", "hold")
    assert BoardDecision.objects.decided().get() == second


def test_a_decision_from_an_old_page_is_not_written_over_a_newer_one(application):
    decided(application, "hold")
    voted(application, "yes")
    with pytest.raises(Unready, match="The board’s decision changed after you opened this page"):
        proposed(application, an_officer(), replacement_reason="The lead named who pays.", seen=0)


def test_a_withdrawn_application_is_not_decided(application):
    voted(application, "yes")
    Application.objects.update(status="withdrawn")
    with pytest.raises(Unready, match="isn’t submitted"):
        proposed(application, an_officer())


# ---- the log ----


def test_decisions_and_votes_are_compared_with_the_log_which_does_not_tell_them(application):
    decided(application)
    call_command("verify_audit", "--new")
    details = str(list(Entry.objects.filter(event__startswith="board.").values_list("detail", flat=True)))
    assert "30000" not in details
    assert REASONS not in details

    BoardDecision.objects.update(amount=30_001)
    with pytest.raises(CommandError, match=f"The board’s decision on {application.reference} was changed"):
        call_command("verify_audit", "--new")


def test_a_changed_vote_is_found(application):
    voted(application, "yes")
    BoardVote.objects.update(choice="no")
    with pytest.raises(CommandError, match=r"A board member’s vote on \S+ was changed"):
        call_command("verify_audit", "--new")


@pytest.mark.parametrize("role", [Role.GRANTS_OFFICER, Role.BOARD_MEMBER, Role.AUDITOR])
def test_only_administrators_set_the_terms(role, application):
    with pytest.raises(Refused, match="Only administrators"):
        set_board_terms(
            competition=application.competition, budget=1, policy="all", by=StateRoleFactory(role=role).user, at=AT
        )


@pytest.mark.parametrize("path", ["", "decide/"])
def test_who_votes_or_decides_reads_that_scoring_is_not_finished(client, application, path):
    scorers = [a_scorer_of(application.competition, name) for name in ("Ames", "Boyd")]
    first, _ = [assigned(scorer, application) for scorer in scorers]
    scored(first, 3)
    submit_scores(assignment=first, by=first.scorer.person, at=AT)
    reader = an_administrator() if path else a_board_member()

    page = shown(
        signed_in(client, reader).get(
            f"/competitions/{application.competition.slug}/board/{application.reference}/{path}"
        )
    )

    assert "1 of 2 scorers has submitted. Scoring isn’t finished." in page
