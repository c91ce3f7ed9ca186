"""An officer drafts, publishes, and copies a funding round."""

import pytest

from accounts.models import Role
from accounts.refusals import Refused, Unready
from grants.actions.application import start_application
from grants.actions.competition import complete_competition
from grants.actions.rounds import (
    RulesEdit,
    discard_draft,
    edit_draft,
    publish_round,
    start_round,
)
from grants.models import Competition
from tests.grants.rounds import SPRING, WINDOW, an_officer, changed, edited, published
from tests.grants.walking import CLOSES, OPENS, WRITING, a_network

pytestmark = pytest.mark.django_db


# --- drafts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.GRANTS_OFFICER, Role.ADMINISTRATOR])
def test_an_officer_and_an_administrator_draft_a_round_by_its_name(role):
    draft = start_round(name=" Innovation  Fund 2027 ", by=an_officer(role), at=SPRING)

    assert (draft.name, draft.slug, draft.is_draft) == ("Innovation Fund 2027", "innovation-fund-2027", True)
    assert (draft.elements.count(), draft.criteria.count()) == (9, 5)


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.AUDITOR, Role.SCORER])
def test_other_people_of_the_state_do_not_draft_rounds(role):
    with pytest.raises(Refused, match="Only a grants officer or an administrator"):
        start_round(name="Innovation Fund 2027", by=an_officer(role), at=SPRING)


def test_a_draft_is_seen_by_officers_only_and_accepts_no_application():
    officer, world = an_officer(), a_network()
    draft = edited(start_round(name="Innovation Fund 2027", by=officer, at=SPRING), officer, **WINDOW)

    assert list(Competition.objects.visible_to(officer)) == [draft]
    assert list(Competition.objects.visible_to(world.lead)) == []
    assert list(Competition.objects.open(WRITING)) == []
    with pytest.raises(Unready, match="isn’t published yet"):
        start_application(competition=draft, consortium=world.consortium, by=world.lead, at=WRITING)


def test_a_question_of_a_draft_gets_guidance_a_word_limit_and_a_rubric():
    officer = an_officer()
    draft = start_round(name="Innovation Fund 2027", by=officer, at=SPRING)

    words = {"guidance": "Name each board.", "word_limit": 250, "explained_if": "Votes are named.", "partly_if": "One."}
    edited(draft, officer, questions={3: words})

    third = draft.elements.get(number=3)
    assert (third.guidance, third.word_limit, third.explained_if, third.partly_if) == (
        "Name each board.", 250, "Votes are named.", "One.",
    )  # fmt: skip
    assert draft.elements.get(number=4).guidance.startswith("Name the fiscal agent.")


@pytest.mark.parametrize("limit", [0, 20_001])
def test_a_word_limit_is_at_least_one_word_and_at_most_20_000(limit):
    officer = an_officer()
    draft = start_round(name="Innovation Fund 2027", by=officer, at=SPRING)

    with pytest.raises(Unready, match="Enter a word limit between 1 and 20,000"):
        edited(draft, officer, questions={3: {"word_limit": limit}})


def test_a_draft_that_was_renamed_gets_the_address_of_its_new_name():
    officer = an_officer()
    draft = start_round(name="Inovation Fund", by=officer, at=SPRING)

    assert edited(draft, officer, name="Innovation Fund").slug == "innovation-fund"


@pytest.mark.parametrize(
    ("before", "after", "slug"), [("Fund A", "Fund", "fund"), ("Fund 2027", "FUND 2027", "fund-2027")]
)
def test_the_address_follows_the_name_and_stays_where_it_still_fits(before, after, slug):
    officer = an_officer()
    draft = start_round(name=before, by=officer, at=SPRING)

    assert edited(draft, officer, name=after).slug == slug


def test_two_officers_do_not_overwrite_each_other():
    officer = an_officer()
    draft = start_round(name="Innovation Fund 2027", by=officer, at=SPRING)
    edited(draft, officer, tie_rule="The smaller district first.")

    with pytest.raises(Unready, match="We didn’t save your changes"):
        edit_draft(competition=draft, edit=RulesEdit({"tie_rule": "By lot."}), revision=0, by=officer, at=SPRING)


def test_a_draft_can_be_discarded_and_a_published_round_cannot():
    officer = an_officer()
    discard_draft(competition=start_round(name="A try", by=officer, at=SPRING), by=officer, at=SPRING)
    round_ = published(officer)

    with pytest.raises(Unready, match="can’t be discarded"):
        discard_draft(competition=round_, by=officer, at=SPRING)
    assert [row.name for row in Competition.objects.all()] == ["Innovation Fund 2027"]


# --- publishing ----------------------------------------------------------------------------------


def test_publishing_says_everything_that_is_missing():
    officer = an_officer()
    draft = start_round(name="Innovation Fund 2027", by=officer, at=SPRING)

    with pytest.raises(Unready) as no:
        publish_round(competition=draft, revision=0, by=officer, at=SPRING)

    assert no.value.problems == (
        "Enter the opening date and time.",
        "Enter the deadline.",
        "Enter the maximum award for a consortium.",
    )


def test_a_round_whose_deadline_has_passed_is_not_published():
    officer = an_officer()
    draft = edited(start_round(name="Innovation Fund 2027", by=officer, at=SPRING), officer, **WINDOW)

    with pytest.raises(Unready, match="Choose a deadline that hasn’t passed"):
        publish_round(competition=draft, revision=1, by=officer, at=CLOSES)


def test_a_published_round_is_public_and_accepts_applications_in_its_window():
    competition, world = published(an_officer()), a_network()

    assert list(Competition.objects.visible_to(world.lead)) == [competition]
    with pytest.raises(Unready, match="This round opens Sep 1, 2026, 9:00 AM EDT"):
        start_application(competition=competition, consortium=world.consortium, by=world.lead, at=SPRING)
    start_application(competition=competition, consortium=world.consortium, by=world.lead, at=OPENS)


def test_what_was_published_is_what_the_officer_checked():
    officer = an_officer()
    draft = edited(start_round(name="Innovation Fund 2027", by=officer, at=SPRING), officer, **WINDOW)

    with pytest.raises(Unready, match="Check it again"):
        publish_round(competition=draft, revision=0, by=officer, at=SPRING)


def test_a_case_file_does_not_fill_in_a_draft():
    officer = an_officer()
    draft = start_round(name="Innovation Fund 2027", by=officer, at=SPRING)

    with pytest.raises(Unready, match="is a draft"):
        complete_competition(competition=draft, opens_at=OPENS, by="tests", at=SPRING)


# --- copying -------------------------------------------------------------------------------------


def test_a_copy_of_last_years_round_has_its_rules_and_not_its_dates():
    officer = an_officer()
    last = published(officer, name="Innovation Fund 2026", ceiling_single=90_000, tie_rule="By lot.")
    changed(last, officer, questions={2: {"question": "Who benefits?", "word_limit": 333, "guidance": "Count them."}})

    copy = start_round(name="Innovation Fund 2027", copy_of=last, by=officer, at=WRITING)

    second = copy.elements.get(number=2)
    assert (second.question, second.word_limit, second.guidance) == ("Who benefits?", 333, "Count them.")
    assert (copy.ceiling_single, copy.ceiling_consortium, copy.tie_rule) == (90_000, 400_000, "By lot.")
    assert (copy.opens_at, copy.closes_at, copy.is_draft, copy.versions.count()) == (None, None, True, 0)
