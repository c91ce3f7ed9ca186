"""The grid of activities and the page of one cell: what members and the lead see and do there."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from grants.actions.application import submit_application
from grants.actions.commitments import CommitmentWords, decline_proposal, propose_commitment, write_commitment
from grants.actions.match import add_match_line
from grants.actions.plan import ActivityWords, save_activity
from grants.actions.signatures import open_signing, sign_application
from grants.models import BudgetLine, Commitment
from tests.grants.builders import an_officer
from tests.grants.pages import shown
from tests.grants.walking import WRITING, a_draft, a_draft_with_a_plan
from tests.kept import kept

pytestmark = pytest.mark.django_db
NOW = WRITING + datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _one_hour_later():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
@kept
def world():
    world = a_draft()
    words = ActivityWords(title="Shared calculus")
    world.activity = save_activity(application=world.application, words=words, by=world.lead, at=WRITING)
    world.member, world.principal = world.participants[1], world.signers[1]
    return world


def grid(world):
    return reverse("applicant:application_activities", args=[world.application.reference])


def cell(world, member=None, name="commitment_edit"):
    return reverse(f"applicant:{name}", args=[world.application.reference, 1, (member or world.member).key])


def proposed(world, text="a teacher", commitment=None, revision=0):
    words = CommitmentWords(participant=world.member, gives_text=text, commitment=commitment)
    return propose_commitment(activity=world.activity, words=words, revision=revision, by=world.lead, at=WRITING)


def written(world, text="a room"):
    words = CommitmentWords(participant=world.member, gives_text=text, gives_amount=1_200)
    return write_commitment(activity=world.activity, words=words, by=world.principal, at=WRITING)


def signed_in(client, person):
    client.force_login(person)
    return client


def row_of(page, member):
    return re.search(rf'<tr id="member-{member.key}".*?</tr>', page.content.decode(), re.DOTALL)[0]


def test_the_grid_marks_your_row_and_the_cells_without_a_word(client, world):
    written(world)

    page = signed_in(client, world.principal).get(grid(world))

    assert "You write for" in shown(page)
    assert "a room ($1,200)" in row_of(page, world.member)
    assert "Yours" in row_of(page, world.member)
    assert "No commitments yet" in row_of(page, world.participants[2])
    assert "Nothing yet" in row_of(page, world.participants[2])
    assert "Yours" not in row_of(page, world.participants[2])


def test_a_long_text_is_cut_in_the_grid_and_whole_on_its_page(client, world):
    text = "a room with video equipment, a teacher's aide on four days a week, and the bus from two of our schools"
    written(world, text)
    signed_in(client, world.lead)

    assert "and the bus" not in shown(client.get(grid(world)))
    assert "and the bus from two of our schools" in shown(client.get(cell(world)))


def test_a_member_writes_in_its_cell(client, world):
    data = {"form": "c0", "c0-revision": "0", "c0-gives_text": "a room", "c0-gives_amount": "$1,200",
            "c0-gains_students": "9"}  # fmt: skip

    answer = signed_in(client, world.principal).post(cell(world), data)

    assert answer.url == grid(world)
    saved = Commitment.objects.get()
    assert (saved.participant, saved.gives_text, saved.gives_amount, saved.gains_students, saved.is_proposed) == (
        world.member, "a room", 1_200, 9, False,
    )  # fmt: skip


def test_the_same_form_of_the_lead_proposes(client, world):
    signed_in(client, world.lead)
    page = shown(client.get(cell(world)))

    client.post(cell(world), {"form": "c0", "c0-revision": "0", "c0-gives_text": "a teacher"})

    assert "Save proposal" in page
    assert Commitment.objects.get().is_proposed
    assert "Proposed, not accepted" in row_of(client.get(grid(world)), world.member)


def test_another_member_reads_the_cell_and_has_no_button(client, world):
    written(world)

    page = signed_in(client, world.signers[2]).get(cell(world))

    assert "You can view this page" in shown(page)
    assert "c0-gives_text" not in page.content.decode()
    refused = client.post(cell(world), {"form": "c0", "c0-revision": "1", "c0-gives_text": "mine"})
    assert refused.status_code == 409
    assert "can edit this application" in shown(refused)


def test_a_member_accepts_a_proposal(client, world):
    row = proposed(world)
    page = shown(signed_in(client, world.principal).get(cell(world)))

    client.post(cell(world, name="commitment_accept"), {"commitment": row.pk, "revision": row.revision})

    assert "hasn’t accepted it yet" in page
    assert "Accept proposal" in page
    assert not Commitment.objects.get().is_proposed


def test_a_member_declines_with_a_reason_that_the_lead_reads(client, world):
    row = proposed(world)
    data = {"commitment": row.pk, "revision": row.revision, "reason": "We have no teacher."}
    signed_in(client, world.principal).post(cell(world, name="commitment_decline"), data)

    page = signed_in(client, world.lead).get(cell(world))

    assert "declined what the lead district proposed (Sep 14, 2026): “We have no teacher.”" in shown(page)
    assert "Proposal declined" in row_of(client.get(grid(world)), world.member)


def test_a_decline_without_a_reason_is_asked_for_again(client, world):
    row = proposed(world)
    data = {"commitment": row.pk, "revision": row.revision}

    answer = signed_in(client, world.principal).post(cell(world, name="commitment_decline"), data)

    assert (answer.status_code, "Enter why you’re declining the proposal" in shown(answer)) == (409, True)


def test_a_change_is_shown_entry_by_entry(client, world):
    proposed(world, "two rooms", written(world), 1)

    page = shown(signed_in(client, world.principal).get(cell(world)))

    assert "The lead district proposes a change." in page
    assert "Contributes a room two rooms" in page
    assert "Value $1,200 not stated" in page
    assert "Grades" not in page[page.index("Proposed change") : page.index("Accept proposal")]


def test_the_members_form_begins_with_its_own_text_and_the_leads_with_what_it_proposed(client, world):
    proposed(world, "two rooms", written(world), 1)

    own = signed_in(client, world.principal).get(cell(world)).content.decode()
    leads = signed_in(client, world.lead).get(cell(world)).content.decode()

    assert "a room</textarea>" in own
    assert "two rooms</textarea>" not in own
    assert "two rooms</textarea>" in leads


def test_a_declined_change_is_read_on_the_cell(client, world):
    row = written(world)
    proposed(world, "two rooms", row, 1)
    decline_proposal(commitment=row, reason="One is enough.", revision=2, by=world.principal, at=WRITING)

    assert "“One is enough.”" in shown(signed_in(client, world.lead).get(cell(world)))


def test_who_is_too_late_keeps_what_was_typed_and_sees_what_is_saved(client, world):
    written(world)
    data = {"form": "c0", "c0-revision": "0", "c0-gives_text": "my own words"}

    answer = signed_in(client, world.principal).post(cell(world), data)

    assert answer.status_code == 409
    assert "Nothing was overwritten" in shown(answer)
    assert "my own words</textarea>" in answer.content.decode()
    assert "In the plan now" in shown(answer)
    again = data | {"c0-revision": re.search(r'name="c0-revision" value="(\d+)"', answer.content.decode())[1]}
    client.post(cell(world), again)
    assert Commitment.objects.get().gives_text == "my own words"


def test_a_member_removes_its_commitment_after_a_question(client, world):
    row = written(world)
    address = f"{cell(world, name='commitment_remove')}?commitment={row.pk}&revision={row.revision}"
    question = shown(signed_in(client, world.principal).get(address))

    client.post(address)

    assert f"Remove what {world.member} contributes to “Shared calculus”?" in question
    assert not Commitment.objects.exists()


def test_the_signing_page_says_what_is_accepted_by_signing(client, world):
    proposed(world)
    open_signing(application=world.application, by=world.lead, at=WRITING)
    address = reverse("applicant:application_sign", args=[world.application.reference, world.member.key])

    page = shown(signed_in(client, world.principal).get(address))

    assert "Proposed by the lead district: by signing, you accept it." in page


@pytest.mark.parametrize("members", [1, 3])
def test_the_page_of_a_cell_takes_the_same_queries_whatever_the_plan_contains(
    client, members, django_assert_num_queries
):
    world = a_draft_with_a_plan(members)
    signed_in(client, world.lead)

    # session, user, roles; application, activity, declined proposals, member, who writes it; commitments twice;
    # permissions of the page (4)
    with django_assert_num_queries(3 + 9):
        client.get(cell(world, world.participants[0]))


# ---- a value becomes match ----


def add_match(client, world, person):
    row = Commitment.objects.get()
    data = {"commitment": row.pk, "revision": row.revision}
    return signed_in(client, person).post(cell(world, name="commitment_match"), data)


def test_the_value_of_a_commitment_becomes_a_match_line_once(client, world):
    written(world)
    page = shown(signed_in(client, world.principal).get(cell(world)))

    add_match(client, world, world.principal)
    again = add_match(client, world, world.lead)

    assert "The value, $1,200, isn’t in the budget as match yet." in page
    line = BudgetLine.objects.get()
    assert (line.line, line.amount, line.source, line.payer, line.activity) == (
        "a room", 1_200, "match", world.member, world.activity,
    )  # fmt: skip
    assert (again.status_code, "This match is already in the budget" in shown(again)) == (409, True)
    assert "Add as match" not in shown(client.get(cell(world)))


def test_the_members_whose_students_benefit_from_the_activity_benefit_from_the_match(client, world):
    written(world)
    words = CommitmentWords(participant=world.participants[2], gains_text="calculus")
    write_commitment(activity=world.activity, words=words, by=world.signers[2], at=WRITING)
    row = Commitment.objects.get(participant=world.member)

    add_match_line(commitment=row, revision=1, by=world.principal, at=WRITING)

    assert list(BudgetLine.objects.get().beneficiaries.all()) == [world.participants[2]]


def test_another_member_adds_no_match_and_no_one_adds_what_was_not_accepted(client, world):
    written(world)
    assert add_match(client, world, world.signers[2]).status_code == 409
    Commitment.objects.all().delete()
    proposed(world)

    refused = add_match(client, world, world.lead)

    assert "hasn’t accepted this commitment yet" in shown(refused)
    assert not BudgetLine.objects.exists()


# ---- what others are told ----


def test_my_work_asks_the_members_people_and_no_one_else(client, world):
    proposed(world)
    words = f"The lead district proposes what {world.member} contributes to application {world.application.reference}"

    assert words in shown(signed_in(client, world.principal).get("/my/"))
    assert words not in shown(signed_in(client, world.lead).get("/my/"))
    client.force_login(world.principal)
    row = Commitment.objects.get()
    client.post(cell(world, name="commitment_accept"), {"commitment": row.pk, "revision": row.revision})
    assert words not in shown(client.get("/my/"))


def test_reviewers_see_what_the_member_did_not_accept_until_it_signs(client, world):
    proposed(world)
    open_signing(application=world.application, by=world.lead, at=WRITING)
    submit_application(application=world.application, by=world.lead, at=WRITING)
    desk = f"/reviews/{world.application.reference}/"
    words = "Proposed by the lead; not accepted by the member"
    officer = an_officer()
    before = shown(signed_in(client, officer).get(desk))
    by_activity = shown(client.get(f"{desk}?by=activity"))
    on_paper = shown(client.get(f"{desk}print/"))

    sign_application(participant=world.member, name=world.principal.name, by=world.principal, at=WRITING)

    assert before.count(words) == 2  # in the members table, and beside the commitment
    assert words in by_activity
    assert words in on_paper
    assert words not in shown(client.get(desk))
