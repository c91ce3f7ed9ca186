"""Each member writes the budget lines whose money is its own; the lead writes the rest and proposes."""

import pytest

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.application import add_participant, submit_application
from grants.actions.budget import (
    accept_line_proposal,
    decline_line_proposal,
    dismiss_declined_line,
    propose_removal,
    remove_budget_line,
    save_budget_line,
    withdraw_line_proposal,
)
from grants.actions.members import remove_member
from grants.actions.plan import BudgetWords, save_budget_lines
from grants.actions.signatures import open_signing, sign_application
from grants.models import BudgetLine, BudgetLineProposal, Participant
from grants.models.budget import OWNER
from grants.reads.packets import packet_of, part_of
from grants.reads.proposals import applications_with_declined, members_with_proposals
from grants.rules.budget import owner_key
from signing.rules import digest_of
from tests.factories import AppointmentFactory
from tests.grants.walking import WRITING, a_draft
from tests.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def world():
    world = a_draft()
    world.member, world.principal = world.participants[1], world.signers[1]
    return world


def save(world, *, by=None, line=None, revision=0, **words):
    words = {
        "line": words.pop("text", "Teacher days"),
        "amount": 9_000,
        "source": "grant",
        "payee": world.member,
    } | words
    return save_budget_line(
        application=world.application, words=BudgetWords(**words), line=line, revision=revision,
        by=by or world.principal, at=WRITING,
    )  # fmt: skip


def propose(world, **words):
    return save(world, by=world.lead, **words)


def in_budget(world):
    return [(b["line"], b["amount"], b.get("proposed")) for b in packet_of(world.application)["budget"]]


# ---- who writes ----


@pytest.mark.parametrize(
    ("source", "payer", "payee", "writes"),
    [
        ("grant", "", "member", "member"),  # the member gets the grant money
        ("grant", "", "", "lead"),  # a purchase for all, from a supplier
        ("match", "member", "", "member"),  # the member gives the match
        ("match", "member", "other", "member"),  # even if another member is paid
        ("match", "", "member", "lead"),  # a partner gives the match
        ("grant", "other", "member", "member"),
    ],
)
def test_the_member_whose_money_it_is_writes_the_line(world, source, payer, payee, writes):
    who = {"member": world.member, "other": world.participants[2], "": None}
    writers = {"member": world.principal, "lead": world.lead}

    line = save(world, by=writers[writes], source=source, payer=who[payer], payee=who[payee])

    assert not line.is_proposed
    for person in {world.principal, world.signers[2], AppointmentFactory().user} - {writers[writes]}:
        with pytest.raises(Refused):
            save(world, by=person, line=line, revision=1, source=source, payer=who[payer], payee=who[payee])


def test_the_packet_the_database_and_the_line_name_the_same_owner(world):
    other = world.participants[2]
    for source in ("grant", "match", ""):
        for payer in (None, world.member):
            for payee in (None, other):
                words = BudgetWords(line="x", amount=1, source=source, payer=payer, payee=payee)
                save_budget_lines(application=world.application, lines=[words], by=world.lead, at=WRITING)

    lines = BudgetLine.objects.annotate(owner_pk=OWNER)
    keys = {line.pk: line.owner.key if line.owner else "" for line in lines}
    assert [owner_key(row) for row in packet_of(world.application)["budget"]] == list(keys.values())
    assert {line.owner_pk for line in lines} == {line.owner.pk if line.owner else None for line in lines}


def test_a_member_can_not_turn_its_line_into_one_of_another_member(world):
    own = save(world)

    with pytest.raises(Refused, match=f"Only people with a role in {world.participants[2]} can write"):
        save(world, line=own, revision=1, payee=world.participants[2])
    with pytest.raises(Refused):
        save(world, line=own, revision=1, payee=None, payee_name="A supplier")
    assert in_budget(world) == [("Teacher days", 9_000, None)]


def test_the_lead_writes_the_lines_of_a_member_that_the_registry_does_not_have(world):
    outside = add_participant(application=world.application, name="Old Fork Academy", by=world.lead, at=WRITING)

    assert not save(world, by=world.lead, payee=outside).is_proposed


def test_no_one_writes_in_a_submitted_application(world):
    submit_application(application=world.application, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="Reopen it to make changes"):
        save(world)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"text": " "}, "Enter a description"),
        ({"amount": None}, "Enter the amount"),
        ({"source": ""}, "Enter grant or match"),
        ({"year": 3}, "Enter a project year from 1 to 2"),
        ({"payee_name": "x" * 201}, "at most 200"),
    ],
)
def test_a_line_that_lacks_something_is_not_saved(world, words, problem):
    with pytest.raises(Unready, match=problem):
        save(world, by=world.lead, **words)
    assert in_budget(world) == []


# ---- proposing ----


def test_what_the_lead_writes_for_a_member_is_in_the_budget_and_marked(world):
    assert propose(world).proposed_by == world.lead
    assert in_budget(world) == [("Teacher days", 9_000, True)]
    assert list(members_with_proposals(world.principal)) == [world.member]
    assert list(members_with_proposals(world.signers[2])) == []


def test_a_change_stands_beside_the_members_line_until_it_is_accepted(world):
    own = save(world, beneficiaries=[world.member])
    propose(world, line=own, revision=1, amount=12_000, category="personnel", year=2)
    assert in_budget(world) == [("Teacher days", 9_000, None)]
    assert list(members_with_proposals(world.principal)) == [world.member]

    accept_line_proposal(line=own, revision=2, by=world.principal, at=WRITING)

    (row,) = packet_of(world.application)["budget"]
    assert (row["amount"], row["category"], row["year"], row["benefits"]) == (12_000, "personnel", 2, [])
    assert not BudgetLineProposal.objects.exists()


def test_the_lead_does_not_accept_its_own_proposal(world):
    with pytest.raises(Refused):
        accept_line_proposal(line=propose(world), revision=1, by=world.lead, at=WRITING)


def test_a_member_that_changes_a_proposal_makes_it_its_own(world):
    save(world, line=propose(world), revision=1, amount=8_000)

    assert in_budget(world) == [("Teacher days", 8_000, None)]


def test_a_line_of_the_lead_that_it_moves_to_a_member_becomes_a_proposal(world):
    own = save(world, by=world.lead, payee=None)

    propose(world, line=own, revision=1)

    assert in_budget(world) == [("Teacher days", 9_000, True)]


def test_a_proposal_does_not_move_a_members_line_to_another(world):
    own = save(world)

    with pytest.raises(Unready, match="This line belongs to"):
        propose(world, line=own, revision=1, payee=world.participants[2])
    with pytest.raises(Unready, match="the same as what the member wrote"):
        propose(world, line=own, revision=1)


def test_the_member_answers_a_proposal_to_remove_its_line(world):
    own = save(world)
    propose_removal(line=own, revision=1, by=world.lead, at=WRITING)
    assert in_budget(world) == [("Teacher days", 9_000, None)]

    accept_line_proposal(line=own, revision=2, by=world.principal, at=WRITING)

    assert in_budget(world) == []


def test_a_declined_line_leaves_the_budget_and_the_lead_is_told_why(world):
    decline_line_proposal(line=propose(world), reason=" Not ours. ", revision=1, by=world.principal, at=WRITING)

    assert in_budget(world) == []
    declined = BudgetLineProposal.objects.get()
    assert (declined.line, declined.reason, declined.participant) == ("Teacher days", "Not ours.", world.member)
    emails = OutgoingEmail.objects.filter(kind="application: proposal declined")
    assert world.lead in {one.to_user for one in emails}
    assert all("Not ours." in one.body for one in emails)
    assert list(applications_with_declined(world.lead)) == [world.application]
    assert list(applications_with_declined(world.principal)) == []

    dismiss_declined_line(proposal=declined, by=world.lead, at=WRITING)

    assert list(applications_with_declined(world.lead)) == []


def test_ten_declined_lines_are_one_email_an_hour(world):
    for number in range(10):
        line = propose(world, text=f"Line {number}")
        decline_line_proposal(line=line, reason="No.", revision=1, by=world.principal, at=WRITING)

    told = list(OutgoingEmail.objects.filter(kind="application: proposal declined").values_list("to", flat=True))
    assert sorted(told) == sorted(set(told))


def test_a_declined_change_leaves_the_members_line(world):
    own = save(world)
    propose(world, line=own, revision=1, amount=1)

    decline_line_proposal(line=own, reason="Too little.", revision=2, by=world.principal, at=WRITING)

    assert in_budget(world) == [("Teacher days", 9_000, None)]


def test_the_lead_withdraws_what_was_not_answered(world):
    withdraw_line_proposal(line=propose(world), revision=1, by=world.lead, at=WRITING)
    own = save(world)
    propose(world, line=own, revision=1, amount=1)

    withdraw_line_proposal(line=own, revision=2, by=world.lead, at=WRITING)

    assert in_budget(world) == [("Teacher days", 9_000, None)]
    assert not BudgetLineProposal.objects.exists()


# ---- two at once, signing, leaving, the log ----


def test_the_second_of_two_colleagues_overwrites_nothing(world):
    own = save(world)
    save(world, line=own, revision=1, amount=1)

    with pytest.raises(Unready, match="Nothing was overwritten"):
        save(world, line=own, revision=1, amount=2)
    with pytest.raises(Unready, match="Nothing was overwritten"):
        remove_budget_line(line=own, revision=1, by=world.principal, at=WRITING)
    assert in_budget(world) == [("Teacher days", 1, None)]


def test_a_signature_accepts_the_lines_that_it_covers_and_the_mark_is_not_signed(world):
    propose(world)
    open_signing(application=world.application, by=world.lead, at=WRITING)

    signature = sign_application(participant=world.member, name=world.principal.name, by=world.principal, at=WRITING)

    assert in_budget(world) == [("Teacher days", 9_000, None)]
    assert signature.part_digest == digest_of(part_of(packet_of(world.application), world.member.key))


def test_a_line_without_category_and_year_is_in_the_packet_as_it_was_before_there_were_any(world):
    save(world)

    (row,) = packet_of(world.application)["budget"]
    assert sorted(row) == sorted(
        ["key", "line", "amount", "source", "payer", "payer_name", "payee_name", "payee", "benefits", "activity"]
    )


def test_the_lines_of_a_member_that_leaves_are_the_leads(world):
    own = save(world)
    propose(world, line=own, revision=1, amount=1)
    propose(world, text="Travel")

    remove_member(participant=Participant.objects.get(pk=world.member.pk), by=world.lead, at=WRITING)

    assert in_budget(world) == [("Teacher days", 9_000, None), ("Travel", 9_000, None)]
    assert {line.owner for line in BudgetLine.objects.all()} == {None}


def test_every_step_is_in_the_log(world):
    own = save(world)
    propose(world, line=own, revision=1, amount=1)
    accept_line_proposal(line=own, revision=2, by=world.principal, at=WRITING)
    remove_budget_line(line=own, revision=3, by=world.principal, at=WRITING)

    events = Entry.objects.filter(event__startswith="budget_line.").order_by("pk").values_list("event", flat=True)
    assert list(events) == [
        "budget_line.saved", "budget_line.proposed", "budget_line.accepted", "budget_line.removed",
    ]  # fmt: skip


def test_a_page_about_a_withdrawn_proposal_accepts_no_other_one(world):
    withdrawn = propose(world, amount=9_000)
    withdraw_line_proposal(line=withdrawn, revision=1, by=world.lead, at=WRITING)

    another = propose(world, amount=1)

    assert (withdrawn.key, another.key) == ("b1", "b2")
    with pytest.raises(BudgetLine.DoesNotExist):
        BudgetLine.objects.get(application=world.application, position=1)


def test_a_proposed_line_that_the_lead_makes_its_own_is_the_leads_and_waits_for_no_one(world):
    line = propose(world)

    moved = save(world, by=world.lead, line=line, revision=line.revision, payee=None, payee_name="Openfield")

    assert (moved.owner, moved.is_proposed, moved.needs_answer) == (None, False, False)
    assert in_budget(world) == [("Teacher days", 9_000, None)]
    assert list(members_with_proposals(world.principal)) == []
