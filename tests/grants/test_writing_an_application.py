"""A lead starts an application and writes its plan; no one's work is lost."""

import datetime

import pytest

from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.states import MembershipClass, MembershipStatus
from grants.actions.application import start_application, submit_application
from grants.actions.budget import remove_budget_line
from grants.actions.plan import (
    ActivityWords,
    add_partner,
    remove_activity,
    save_activity,
)
from grants.actions.withdrawal import withdraw_application
from grants.actions.writing import save_answer, save_answers
from grants.models import Application, BudgetLine, Commitment
from grants.reads.packets import packet_of
from tests.factories import AppointmentFactory, DistrictFactory, MembershipFactory, UserFactory
from tests.grants.walking import CLOSES, OPENS, WRITING, a_draft, a_draft_with_a_plan, a_network, a_round

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


def test_a_round_asks_the_nine_questions_and_its_weights_add_to_100():
    competition = a_round()

    assert [element.number for element in competition.elements.all()] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert sum(criterion.weight for criterion in competition.criteria.all()) == 100


def test_a_round_closes_after_it_opens():
    with pytest.raises(Unready, match="closes before it opens"):
        a_round(opens_at=CLOSES, closes_at=OPENS)


def test_references_count_from_one_in_the_year_in_which_the_round_closes():
    new_year = datetime.datetime(2027, 1, 1, 3, 0, tzinfo=datetime.UTC)  # still December 31 in the state
    first, second = a_draft(), a_draft(competition=a_round("Another", closes_at=new_year))

    assert (first.application.reference, second.application.reference) == ("26-0001", "26-0002")


def test_the_current_members_take_part_with_the_lead_first():
    world = a_network()
    observer = MembershipFactory(consortium=world.consortium, membership_class=MembershipClass.OBSERVER)
    declined = MembershipFactory(consortium=world.consortium, status=MembershipStatus.DECLINED)
    gone = MembershipFactory(consortium=world.consortium, leaves_on=datetime.date(2026, 6, 30))

    application = start_application(competition=a_round(), consortium=world.consortium, by=world.lead, at=WRITING)

    keys = [participant.key for participant in application.participants.all()]
    assert keys[0] == world.districts[0].leaid
    assert set(keys) == {district.leaid for district in world.districts}
    assert {observer.district.leaid, declined.district.leaid, gone.district.leaid}.isdisjoint(keys)
    assert [participant.role for participant in application.participants.all()] == ["lead", "member", "member"]
    assert [answer.element for answer in application.answers.all()] == [1, 2, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize("status", [MembershipStatus.DECLINED, MembershipStatus.WITHDRAWN])
def test_a_membership_that_never_began_makes_no_participant(status):
    world = a_network()
    MembershipFactory(consortium=world.consortium, status=status)

    application = start_application(competition=a_round(), consortium=world.consortium, by=world.lead, at=WRITING)

    assert {participant.district for participant in application.participants.all()} == set(world.districts)


def test_only_the_lead_starts_and_only_once_a_round():
    world = a_draft()

    with pytest.raises(Unready, match=f"already has an application in this round: {world.application.reference}"):
        start_application(competition=world.competition, consortium=world.consortium, by=world.lead, at=WRITING)
    with pytest.raises(Refused, match="Only the lead district of"):
        start_application(competition=a_round("Another"), consortium=world.consortium, by=world.signers[1], at=WRITING)


def test_a_withdrawn_application_makes_room_for_another():
    world = a_draft()
    withdraw_application(application=world.application, by=world.lead, at=WRITING)

    again = start_application(competition=world.competition, consortium=world.consortium, by=world.lead, at=WRITING)

    assert again.reference == "26-0002"


@pytest.mark.parametrize(("at", "words"), [(OPENS - SECOND, "opens"), (CLOSES + SECOND, "closed")])
def test_an_application_starts_only_while_the_round_is_open(at, words):
    world = a_network()

    with pytest.raises(Unready, match=f"This round {words} "):
        start_application(competition=a_round(), consortium=world.consortium, by=world.lead, at=at)
    assert not Application.objects.exists()


def test_an_answer_remembers_who_saved_it_and_when():
    world = a_draft()
    answer = world.application.answers.get(element=3)

    saved = save_answer(answer=answer, text="One vote each.\r\n", revision=0, by=world.treasurer, at=WRITING)

    assert (saved.text, saved.revision, saved.saved_by, saved.saved_at) == (
        "One vote each.", 1, world.treasurer, WRITING,
    )  # fmt: skip


def test_the_second_of_two_tabs_sees_who_saved_and_nothing_is_overwritten():
    world = a_draft()
    answer = world.application.answers.get(element=3)
    save_answer(answer=answer, text="One vote each.", revision=0, by=world.treasurer, at=WRITING)

    when = r"\(Sep 1\d, 2026, 12:00 PM EDT\)"
    with pytest.raises(Unready, match=f"{world.treasurer.name} saved another answer here {when}"):
        save_answer(answer=answer, text="The lead decides.", revision=0, by=world.lead, at=WRITING)

    answer.refresh_from_db()
    assert answer.text == "One vote each."


def test_the_same_text_again_writes_nothing():
    world = a_draft()
    answer = world.application.answers.get(element=3)
    save_answer(answer=answer, text="One vote each.", revision=0, by=world.lead, at=WRITING)
    entries = Entry.objects.count()

    again = save_answer(answer=answer, text="One vote each. ", revision=0, by=world.lead, at=WRITING)

    assert (again.revision, Entry.objects.count()) == (1, entries)


def test_a_stale_answer_does_not_keep_other_answers_from_being_saved():
    world = a_draft()
    answer = world.application.answers.get(element=1)
    save_answer(answer=answer, text="Theirs", revision=0, by=world.treasurer, at=WRITING)

    problems = save_answers(
        application=world.application, texts={1: ("Mine", 0), 2: ("Gain", 0)}, by=world.lead, at=WRITING
    )

    assert list(problems) == [1]
    texts = dict(world.application.answers.values_list("element", "text"))
    assert (texts[1], texts[2]) == ("Theirs", "Gain")


def test_an_answer_has_at_most_a_hundred_thousand_characters():
    world = a_draft()
    answer = world.application.answers.get(element=1)

    save_answer(answer=answer, text="a" * 100_000, revision=0, by=world.lead, at=WRITING)
    with pytest.raises(Unready, match=r"Shorten the answer to 100,000 characters\. It has 100,001\."):
        save_answer(answer=answer, text="a" * 100_001, revision=1, by=world.lead, at=WRITING)


def test_control_characters_are_removed_from_a_text():
    world = a_draft()
    answer = world.application.answers.get(element=1)
    hostile = "<b>Our</b>\x00 plan\u202e evil\u2066 \ud800and\x07 שלום\r\nnext"

    saved = save_answer(answer=answer, text=hostile, revision=0, by=world.lead, at=WRITING)

    assert saved.text == "<b>Our</b> plan evil and שלום\nnext"


def test_members_can_read_and_not_edit_and_others_can_do_neither():
    world = a_draft()
    answer = world.application.answers.get(element=1)

    for person in (world.signers[1], AppointmentFactory().user, UserFactory()):
        with pytest.raises(Refused, match=f"Only people with a role in {world.districts[0].name}"):
            save_answer(answer=answer, text="Mine", revision=0, by=person, at=WRITING)


def test_a_submitted_application_cannot_be_edited():
    world = a_draft()
    answer = world.application.answers.get(element=1)
    submit_application(application=world.application, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="Reopen it to make changes"):
        save_answer(answer=answer, text="Later", revision=0, by=world.lead, at=WRITING)


def test_an_activity_made_from_an_older_page_is_not_saved():
    world = a_draft_with_a_plan()

    with pytest.raises(Unready, match="Nothing was overwritten"):
        save_activity(
            application=world.application, words=ActivityWords(title="Welding"), revision=0, by=world.lead, at=WRITING
        )
    assert world.application.activities.count() == 1


def test_removing_an_activity_removes_its_commitments_and_keeps_the_budget():
    world = a_draft_with_a_plan()
    world.line.activity = world.activity
    world.line.save()

    remove_activity(activity=world.activity, by=world.lead, at=WRITING)

    assert Commitment.objects.count() == 0
    assert BudgetLine.objects.get().activity is None


def test_removing_a_budget_line_keeps_the_numbers_of_the_others():
    world = a_draft_with_a_plan()

    remove_budget_line(line=world.line, revision=0, by=world.lead, at=WRITING)

    assert packet_of(world.application)["budget"] == []


def test_a_partner_is_added_once():
    world = a_draft()
    add_partner(application=world.application, name=" Openfield  Learning ", by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="Openfield Learning is already a partner"):
        add_partner(application=world.application, name="Openfield Learning", by=world.lead, at=WRITING)


def test_a_participant_keeps_the_membership_it_was_copied_from():
    world = a_draft()
    later = DistrictFactory()
    MembershipFactory(consortium=world.consortium, district=later)

    assert world.application.participants.count() == 3
    assert all(participant.membership for participant in world.participants)
