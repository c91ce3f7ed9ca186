"""Slates: the board decides many applications by one vote, and each gets its own decision."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.board import cancel_decision, cast_vote, countersign_decision, set_board_terms
from grants.actions.slates import (
    countersign_slate,
    enter_slate,
    prepare_slate,
    reopen_slate,
    take_off_slate,
    vote_on_slate,
    withdraw_slate,
)
from grants.models import Application, BoardDecision, BoardSlate, BoardVote, SlateItem
from grants.reads.slates import slate_shown_to, slates_in
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import an_administrator, an_application, an_auditor, an_officer
from tests.grants.deciding import LATER, REASONS, a_board_member, decided, proposed, released, voted

pytestmark = pytest.mark.django_db


def three_applications():
    """Each requests $61,500."""
    return [an_application(first=10 * n, name=f"Network {n}") for n in range(3)]


def a_slate(*applications, outcome="no", reasons=REASONS, notes=(), by=None):
    return prepare_slate(
        competition=applications[0].competition, references=[one.reference for one in applications],
        outcome=outcome, reasons=reasons, notes=dict(notes), by=by or an_officer("Dee Marsh"), at=LATER,
    )  # fmt: skip


def votes_for(slate, *choices):
    """One new board member for each of these votes on the slate."""
    return [vote_on_slate(slate=slate, choice=one, by=a_board_member(), at=LATER).member for one in choices]


def entered(slate, by=None):
    return enter_slate(slate=slate, by=by or an_officer("Dee Marsh"), at=LATER)


def countersigned(slate, by=None):
    return countersign_slate(slate=slate, by=by or an_officer("Eve Stone"), at=LATER)


def test_one_vote_of_each_member_decides_all_applications_of_a_slate():
    first, second, third = three_applications()
    slate = a_slate(first, second, notes={first.reference: "Its match is missing."})
    votes_for(slate, "yes", "yes", "no")
    countersigned(entered(slate))

    decisions = BoardDecision.objects.decided().order_by("application__reference")
    assert [(one.application, one.outcome, one.amount) for one in decisions] == [
        (first, "no", None),
        (second, "no", None),
    ]
    assert [one.reasons for one in decisions] == [f"{REASONS}\n\nIts match is missing.", REASONS]
    # Yes to “don’t award” is a no on each application; no to it is no vote for an award.
    for one in decisions:
        assert sorted(vote["choice"] for vote in one.votes) == ["abstain", "no", "no"]
        assert (str(one.proposed_by), str(one.countersigned_by), one.decided_at) == ("Dee Marsh", "Eve Stone", LATER)
    assert not BoardVote.objects.filter(application=third).exists()
    decided(third)
    assert released(first.competition).counts == {"yes": 1, "no": 2, "hold": 0, "edit": 0, "undecided": 0}


def test_what_a_slate_wrote_is_compared_with_the_log_which_does_not_tell_it():
    first, second, _ = three_applications()
    slate = a_slate(first, second)
    votes_for(slate, "yes", "yes")
    countersigned(entered(slate))
    call_command("verify_audit", "--new")
    assert [one.event for one in Entry.objects.filter(event__startswith="slate.").order_by("number")] == [
        "slate.prepared", "slate.voted", "slate.voted", "slate.entered", "slate.decided",
    ]  # fmt: skip
    assert Entry.objects.filter(event="board.decided").count() == 2
    assert REASONS not in str(list(Entry.objects.values_list("detail", flat=True)))

    SlateItem.objects.filter(application=first).update(note="It was late.")
    with pytest.raises(CommandError, match=f"Slate {slate.pk} of .* was changed"):
        call_command("verify_audit", "--new")


def test_an_award_on_a_slate_is_what_is_requested_or_the_most_that_the_round_awards():
    first, second, _ = three_applications()
    type(first.competition).objects.update(ceiling_consortium=40_000)
    slate = a_slate(first, outcome="yes")
    votes_for(slate, "yes")
    entered(slate)
    type(first.competition).objects.update(ceiling_consortium=None)
    votes_for(a_slate(second, outcome="yes"), "yes")
    entered(BoardSlate.objects.of_round(first.competition)[0])
    assert sorted(BoardDecision.objects.values_list("amount", flat=True)) == [40_000, 61_500]


@pytest.mark.parametrize(("budget", "is_enough"), [(122_999, False), (123_000, True)])
def test_the_awards_of_a_slate_stay_within_the_budget_or_none_is_entered(budget, is_enough):
    first, second, _ = three_applications()
    set_board_terms(competition=first.competition, budget=budget, policy="awards", by=an_administrator(), at=LATER)
    slate = a_slate(first, second, outcome="yes")
    votes_for(slate, "yes")
    if is_enough:
        countersigned(entered(slate))
        assert BoardDecision.objects.decided().count() == 2
        return
    with pytest.raises(Unready, match="doesn’t have that much left for all awards of the slate"):
        entered(slate)
    assert not BoardDecision.objects.exists()


def test_a_slate_to_hold_is_carried_by_its_votes_which_are_abstentions_on_the_applications():
    first, second, _ = three_applications()
    slate = a_slate(first, second, outcome="hold")
    votes_for(slate, "yes", "no")
    with pytest.raises(Unready, match="The votes don’t support the slate: 1 yes, 1 no"):
        entered(slate)
    votes_for(slate, "yes")
    entered(slate)
    assert set(BoardVote.objects.values_list("choice", flat=True)) == {"abstain"}


def test_no_application_is_decided_if_the_votes_on_one_do_not_allow_it():
    first, second, _ = three_applications()
    slate = a_slate(first, second)
    (member,) = votes_for(slate, "yes")
    cast_vote(application=second, choice="yes", by=member, at=LATER)
    with pytest.raises(Unready, match=rf"The votes support an award: 1 yes, 0 no\. \({second.reference}\)"):
        entered(slate)
    assert not BoardDecision.objects.exists()

    take_off_slate(slate=slate, application=second, by=member, at=LATER)
    entered(slate)
    assert BoardDecision.objects.get().application == first


@pytest.mark.parametrize(
    ("outcome", "choice", "before", "recorded"),
    [
        ("no", "yes", None, "no"),
        ("no", "no", None, "abstain"),
        ("no", "no", "yes", "yes"),
        ("no", "no", "no", "abstain"),
        ("no", "abstain", "yes", "abstain"),
        ("yes", "yes", "no", "yes"),
        ("yes", "no", None, "abstain"),
        ("yes", "no", "no", "no"),
        ("hold", "yes", None, "abstain"),
        ("hold", "no", "yes", "abstain"),
    ],
)
def test_a_vote_against_a_slate_is_never_a_vote_for_what_no_one_asked_about(outcome, choice, before, recorded):
    application, member = an_application(), a_board_member()
    if before:
        cast_vote(application=application, choice=before, by=member, at=LATER)
    vote_on_slate(slate=a_slate(application, outcome=outcome), choice=choice, by=member, at=LATER)
    assert BoardVote.objects.get().choice == recorded


def test_a_vote_on_a_slate_can_change_until_its_decisions_are_entered():
    first, *_ = three_applications()
    slate = a_slate(first)
    (member,) = votes_for(slate, "no")
    for _ in range(2):
        vote_on_slate(slate=slate, choice="yes", by=member, at=LATER)
    assert BoardVote.objects.get().choice == "no"
    assert Entry.objects.filter(event="slate.voted").count() == 2
    entered(slate)
    with pytest.raises(Unready, match="The decisions of this slate were entered"):
        vote_on_slate(slate=slate, choice="abstain", by=member, at=LATER)
    with pytest.raises(Unready, match="The decisions of this slate were entered"):
        take_off_slate(slate=slate, application=first, by=member, at=LATER)


# ---- a member with a conflict ----


def test_the_vote_of_a_member_never_covers_an_application_that_is_kept_from_the_member():
    first, second, _ = three_applications()
    member = a_board_member()
    AppointmentFactory(user=member, district=first.participants.first().district, ends_on=datetime.date(2021, 6, 30))
    slate, hidden = a_slate(first, second), a_slate(an_application(first=40, name="Network 4"))
    SlateItem.objects.filter(slate=hidden).update(application=first)
    vote_on_slate(slate=slate, choice="yes", by=member, at=LATER)

    assert [vote.application for vote in BoardVote.objects.all()] == [second]
    assert [item.application for item in slate_shown_to(slate, member).items] == [second]
    assert [(row.slate, row.applications) for row in slates_in(first.competition, member)] == [(slate, 1)]
    with pytest.raises(Unready, match="No applications are left"):
        vote_on_slate(slate=hidden, choice="yes", by=member, at=LATER)
    with pytest.raises(Refused, match="others decide about this application"):
        take_off_slate(slate=slate, application=first, by=member, at=LATER)
    # The member's vote doesn't carry what it doesn't cover.
    with pytest.raises(Unready, match=rf"No board member has voted.*{first.reference}"):
        entered(slate)


def test_an_officer_of_a_district_in_the_round_does_not_prepare_enter_or_countersign_a_slate():
    first, second, _ = three_applications()
    officer = an_officer()
    AppointmentFactory(user=officer, district=second.participants.first().district)
    slate = a_slate(first)
    votes_for(slate, "yes")
    for write in (
        lambda: a_slate(first, by=officer),
        lambda: entered(slate, officer),
        lambda: countersigned(entered(slate), officer),
    ):
        with pytest.raises(Refused, match="a district or school in this round"):
            write()


def test_who_entered_a_slate_does_not_countersign_it():
    first, *_ = three_applications()
    officer, slate = an_officer(), a_slate(first)
    votes_for(slate, "yes")
    with pytest.raises(Refused, match="another official has to countersign them"):
        countersigned(entered(slate, officer), officer)


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.AUDITOR, Role.SCORER])
def test_only_officers_and_administrators_prepare_slates(role):
    first, *_ = three_applications()
    with pytest.raises(Refused, match="Only grants officers and administrators"):
        a_slate(first, by=StateRoleFactory(role=role).user)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.GRANTS_OFFICER, Role.AUDITOR])
def test_only_board_members_vote_on_slates(role):
    first, *_ = three_applications()
    with pytest.raises(Refused, match="Only board members can vote"):
        vote_on_slate(slate=a_slate(first), choice="yes", by=StateRoleFactory(role=role).user, at=LATER)


# ---- what can be on a slate ----


def test_what_is_decided_withdrawn_or_on_another_slate_is_not_put_on_a_slate():
    first, second, third = three_applications()
    decided(first)
    a_slate(second)
    Application.objects.filter(pk=third.pk).update(status="withdrawn")
    with pytest.raises(Unready) as no:
        a_slate(first, second, third, reasons="Other reasons than before.", outcome="edit", notes={"26-9": "No."})
    assert no.value.problems == (
        "Choose yes, no, or hold.",
        "These applications have a sentence and aren’t chosen: 26-9.",
        f"These applications aren’t submitted: {third.reference}.",
        f"These applications have a decision already: {first.reference}.",
        f"These applications are on another slate: {second.reference}.",
    )


def test_a_slate_prepared_twice_by_a_double_click_is_prepared_once():
    first, second, _ = three_applications()
    officer = an_officer()
    assert a_slate(first, second, by=officer) == a_slate(first, second, by=officer)
    assert BoardSlate.objects.count() == 1


def test_what_is_on_a_slate_is_not_decided_alone_until_it_is_taken_off():
    first, second, _ = three_applications()
    slate = a_slate(first, second)
    voted(first, "yes")
    with pytest.raises(Unready, match="is on a slate"):
        proposed(first, an_officer())
    item = take_off_slate(slate=slate, application=first, by=a_board_member(), at=LATER)
    assert take_off_slate(slate=slate, application=first, by=a_board_member(), at=LATER).pulled_by == item.pulled_by
    assert proposed(first, an_officer()).state == "proposed"


# ---- undoing ----


def test_the_decisions_of_a_slate_are_countersigned_and_canceled_together():
    first, second, _ = three_applications()
    slate = a_slate(first, second)
    votes_for(slate, "yes")
    entered(slate)
    one = BoardDecision.objects.get(application=first)
    for write in (countersign_decision, cancel_decision):
        with pytest.raises(Unready, match="entered with a slate"):
            write(decision=one, by=an_officer("Eve Stone"), at=LATER)

    for _ in range(2):
        reopen_slate(slate=slate, by=an_officer("Eve Stone"), at=LATER)
    assert set(BoardDecision.objects.values_list("state", flat=True)) == {"canceled"}
    with pytest.raises(Unready, match="waiting for a countersignature"):
        countersigned(slate)
    votes_for(slate, "yes")
    countersigned(entered(slate))
    assert BoardDecision.objects.decided().count() == 2
    call_command("verify_audit", "--new")


def test_the_applications_of_a_withdrawn_slate_are_free_for_another():
    first, second, _ = three_applications()
    slate = a_slate(first)
    for _ in range(2):
        withdraw_slate(slate=slate, by=an_officer(), at=LATER)
    with pytest.raises(Unready, match="or it was withdrawn"):
        votes_for(slate, "yes")
    assert a_slate(first, second) != slate


def test_a_vote_that_changes_before_the_countersignature_stops_the_whole_slate():
    first, second, _ = three_applications()
    slate = a_slate(first, second)
    votes_for(slate, "yes")
    entered(slate)
    Application.objects.filter(pk=second.pk).update(status="withdrawn")
    with pytest.raises(Unready, match="Votes or amounts changed"):
        countersigned(slate)
    assert not BoardDecision.objects.decided().exists()


# ---- cost ----


def test_each_step_costs_the_same_for_one_application_and_for_three():
    def cost(write):
        with CaptureQueriesContext(connection) as asked:
            write()
        return len(asked)

    def steps(*applications):
        slate = a_slate(*applications)
        member, officer, other = a_board_member(), an_officer("Fay North"), an_officer("Gil Stone")
        return [
            cost(lambda: vote_on_slate(slate=slate, choice="no", by=member, at=LATER)),
            cost(lambda: vote_on_slate(slate=slate, choice="yes", by=member, at=LATER)),
            cost(lambda: entered(slate, officer)),
            cost(lambda: countersigned(slate, other)),
        ]

    one = steps(an_application(first=60, name="Network 6"))
    assert steps(*three_applications()) == one
    assert max(one) <= 25


def test_members_see_their_own_vote_on_a_slate_only_and_officials_see_all():
    first, *_ = three_applications()
    slate = a_slate(first)
    mine, _other = votes_for(slate, "yes", "no")
    assert [vote.member for vote in slate_shown_to(slate, mine).votes] == [mine]
    assert len(slate_shown_to(slate, an_auditor()).votes) == 2
    assert not BoardSlate.objects.visible_to(StateRoleFactory(role=Role.SCORER).user).exists()
