"""Members that left, returned applications, and rounds that open again, where one of them meets another."""

import datetime

import pytest

from accounts.models import OutgoingEmail
from accounts.refusals import Refused
from consortia.models import Membership
from grants.actions.amendments import answer_amendment, propose_replacement, send_amendment
from grants.actions.application import reopen_application, submit_application
from grants.actions.commitments import CommitmentWords, record_commitments
from grants.actions.officers import assign_application, release_application
from grants.actions.plan import ActivityWords, save_activity
from grants.actions.rechecks import do_due_rechecks
from grants.actions.returns import return_application
from grants.actions.writing import save_answer
from grants.models import Application, ApplicationSection, BudgetLine, Competition, Signature
from grants.reads.amendments import possible_replacements
from grants.reads.drafts import unsent_amendments
from grants.reads.packets import packet_of
from grants.reads.wanted_signatures import signatures_wanted_from
from grants.rules.returns import AskedQuestion
from tests.factories import AppointmentFactory, DistrictFactory, MembershipFactory
from tests.grants import returning
from tests.grants.rounds import an_officer
from tests.grants.test_amending import LATER, LEFT_ON, REASON, a_submitted_application, accepted, leave, propose, sign
from tests.kept import kept

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
@kept
def world():
    """The third of four members left after submission."""
    world = a_submitted_application()
    world.officer = an_officer()
    leave(world)
    return world


def give_back(world, *sections):
    assign_application(application=world.application, by=world.officer, at=LATER)
    questions = [AskedQuestion(section, "What does this mean?", unlocks=True) for section in sections]
    due_at = LATER + 4 * DAY
    return_application(application=world.application, questions=questions, due_at=due_at, by=world.officer, at=LATER)


def amend(world, at):
    amendment = propose(world, at=at)
    for participant, signer in zip(world.participants, world.signers, strict=True):
        if participant.key in amendment.touched:
            sign(participant, signer, at=at)
    send_amendment(amendment=amendment, by=world.lead, at=at)
    answer_amendment(amendment=amendment, accepts=True, reason="It left.", by=world.officer, at=at)


# ---- receipts ----


def test_the_members_of_an_amended_version_get_its_receipt(world):
    accepted(world)
    do_due_rechecks(clock=lambda: LATER)

    receipts = OutgoingEmail.objects.filter(kind="receipt", values__receipt__endswith="-2")
    told = {email.to_user for email in receipts}
    assert told >= {world.signers[0], world.signers[1], world.signers[3]}
    assert world.signers[2] not in told


# ---- what My work asks of a member that left, and of one that would come in ----


@pytest.mark.parametrize("is_amended", [False, True])
def test_a_member_that_left_without_signing_is_not_asked_to_sign(world, is_amended):
    Signature.objects.filter(participant=world.gone).delete()
    if is_amended:
        accepted(world)

    assert signatures_wanted_from(world.signers[2]) == []


def test_a_member_that_has_not_left_is_still_asked_to_sign(world):
    Signature.objects.filter(participant=world.other).delete()

    assert signatures_wanted_from(world.signers[1]) == [(world.other, False)]


def test_a_member_that_would_come_in_is_asked_for_the_amendment_only(world):
    district = DistrictFactory()
    MembershipFactory(consortium=world.consortium, district=district)
    signer = AppointmentFactory(district=district).user
    propose_replacement(
        application=world.application, key=world.gone.key, successor=district.leaid, reason=REASON, by=world.lead,
        at=LATER,
    )  # fmt: skip

    assert signatures_wanted_from(signer) == []


def test_a_member_that_an_amendment_took_out_does_not_replace_another_one(world):
    accepted(world)
    Membership.objects.filter(district=world.gone.district).update(leaves_on=None)
    Membership.objects.filter(district=world.other.district).update(leaves_on=LEFT_ON)

    assert world.gone.key not in possible_replacements(world.application, (LATER + DAY).date())


# ---- what a member that left can still write ----


def test_a_member_that_left_does_not_write_the_unlocked_section_that_it_was_assigned(world):
    ApplicationSection.objects.create(application=world.application, key="question-1", owner=world.gone)
    give_back(world, "question-1")
    answer = world.application.answers.get(position=1)

    with pytest.raises(Refused, match="It can’t change this application anymore"):
        save_answer(answer=answer, text="We lead this.", revision=answer.revision, by=world.signers[2], at=LATER)
    save_answer(answer=answer, text="We share it.", revision=answer.revision, by=world.lead, at=LATER)


# ---- what auditors read ----


def test_the_reason_of_an_amendment_is_the_members_alone_until_it_is_sent(world):
    amendment = propose(world)
    mine = {(world.application.pk, 1)}
    assert unsent_amendments([str(world.application.pk)]) == mine
    for participant, signer in zip(world.participants, world.signers, strict=True):
        if participant.key in amendment.touched:
            sign(participant, signer)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    assert unsent_amendments([str(world.application.pk)]) == set()


# ---- edits that nobody sent ----


def test_edits_that_nobody_sent_stay_in_the_draft_when_an_amendment_is_accepted(world):
    give_back(world, "activities", "budget")
    activity = save_activity(
        application=world.application, words=ActivityWords(title="Shared physics", owner=world.gone), by=world.lead,
        at=LATER,
    )  # fmt: skip
    gives = CommitmentWords(participant=world.participants[0], gives_kind="space", gives_text="a laboratory")
    record_commitments(activity=activity, rows=[gives], by=world.lead, at=LATER)
    BudgetLine.objects.filter(line="Video room").update(amount=29_000)

    amend(world, at=LATER + 6 * DAY)

    application = Application.objects.get()
    sent, draft = application.versions.get(number=2).content, packet_of(application)
    assert [row["title"] for row in sent["activities"]] == ["Shared calculus"]
    assert [(row["title"], row["owner"]) for row in draft["activities"]] == [
        ("Shared calculus", None), ("Shared physics", None)
    ]  # fmt: skip
    assert [row["amount"] for row in sent["budget"]] == [27_000]
    assert [row["amount"] for row in draft["budget"]] == [29_000]


# ---- a round that is opened again while an application is returned ----


def test_an_answer_replaces_the_version_submitted_last_and_not_the_one_that_was_asked_about():
    world = returning.a_submitted_application()
    returning.give_back(world)
    at = returning.ASKED + DAY
    release_application(application=world.application, by=world.officer, at=at)
    Competition.objects.update(closes_at=at + 10 * DAY)
    reopen_application(application=Application.objects.get(), by=world.lead, at=at)
    returning.change_answer(world, position=2, text="A text of the second version.", at=at)
    submit_application(application=Application.objects.get(), by=world.lead, at=at)
    returning.write_answers(world, {1: "The lead pays.", 2: "Used by all."}, at=at)

    version = returning.send(world, at=at)

    assert version.number == 3
    assert version.content["narrative"][1]["text"] == "A text of the second version."
