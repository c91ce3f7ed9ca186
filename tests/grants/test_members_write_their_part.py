"""Each member writes what it contributes; the lead proposes, and the member accepts, changes, or declines it."""

import pytest

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.states import Office
from grants.actions.application import add_participant, submit_application
from grants.actions.commitments import (
    CommitmentWords,
    accept_proposal,
    decline_proposal,
    propose_commitment,
    remove_commitment,
    withdraw_proposal,
    write_commitment,
)
from grants.actions.plan import ActivityWords, remove_activity, save_activity
from grants.actions.signatures import open_signing, sign_application
from grants.models import Commitment, CommitmentProposal
from grants.permissions.application import check_can_write_part, keys_written_by, may
from grants.reads.packets import packet_of, part_of
from signing.rules import digest_of
from tests.factories import AppointmentFactory, SchoolFactory
from tests.grants.walking import WRITING, a_draft
from tests.kept import kept

pytestmark = pytest.mark.django_db
TODAY = WRITING.date()


@pytest.fixture
@kept
def world():
    world = a_draft()
    words = ActivityWords(title="Shared calculus")
    world.activity = save_activity(application=world.application, words=words, by=world.lead, at=WRITING)
    world.member, world.principal = world.participants[1], world.signers[1]
    return world


def write(world, text="a room", *, by=None, **more):
    words = CommitmentWords(participant=more.pop("participant", world.member), gives_text=text, gains_text="calculus",
                            commitment=more.pop("commitment", None))  # fmt: skip
    return write_commitment(activity=world.activity, words=words, by=by or world.principal, at=WRITING, **more)


def propose(world, text="a teacher", **more):
    words = CommitmentWords(participant=more.pop("participant", world.member), gives_text=text, gains_text="calculus",
                            commitment=more.pop("commitment", None))  # fmt: skip
    return propose_commitment(activity=world.activity, words=words, by=more.pop("by", world.lead), at=WRITING, **more)


def in_plan(world):
    return [(c["gives"]["text"], c.get("proposed")) for c in packet_of(world.application)["commitments"]]


# ---- who writes ----


def test_a_member_writes_its_own_commitment_and_nobody_else_can(world):
    write(world)

    assert in_plan(world) == [("a room", None)]
    for person in (world.lead, world.treasurer, world.signers[2], AppointmentFactory().user):
        with pytest.raises(Refused, match=f"Only people with a role in {world.member} can write its commitments"):
            write(world, "another", by=person, commitment=Commitment.objects.get(), revision=1)


def test_the_lead_writes_its_own_row_and_needs_no_proposal(world):
    own = world.participants[0]

    write(world, by=world.lead, participant=own)

    assert in_plan(world) == [("a room", None)]
    with pytest.raises(Unready, match="Save it instead of proposing it"):
        propose(world, participant=own)


def test_the_lead_writes_for_a_member_that_the_registry_does_not_have(world):
    outside = add_participant(application=world.application, name="Old Fork Academy", by=world.lead, at=WRITING)

    write(world, by=world.treasurer, participant=outside)

    assert in_plan(world) == [("a room", None)]
    with pytest.raises(Refused, match="can edit this application"):
        write(world, by=world.principal, participant=outside, commitment=Commitment.objects.get(), revision=1)


def test_a_page_marks_as_yours_exactly_what_the_action_lets_you_write(world):
    add_participant(application=world.application, name="Old Fork Academy", by=world.lead, at=WRITING)
    school = SchoolFactory(district=world.districts[2])
    add_participant(application=world.application, name="A school", school=school, by=world.lead, at=WRITING)
    principal = AppointmentFactory(school=school, district=None, kind=Office.PRINCIPAL).user

    for person in (world.lead, world.principal, world.signers[2], principal, AppointmentFactory().user):
        edits = person == world.lead
        rule = {p.key for p in world.application.participants.all()
                if may(lambda p=p, person=person: check_can_write_part(person, p, TODAY))}  # fmt: skip
        assert keys_written_by(person, world.application, edits=edits) == rule


def test_no_one_writes_in_a_submitted_application(world):
    submit_application(application=world.application, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="Reopen it to make changes"):
        write(world)


# ---- proposing ----


def test_a_proposal_where_the_member_has_nothing_is_in_the_plan_and_marked(world):
    proposed = propose(world)

    assert (proposed.proposed_by, proposed.proposed_at) == (world.lead, WRITING)
    assert in_plan(world) == [("a teacher", True)]


def test_only_who_edits_the_application_proposes(world):
    with pytest.raises(Refused, match="can edit this application"):
        propose(world, by=world.signers[2])


def test_an_accepted_proposal_is_the_members_own_and_the_lead_can_no_longer_change_it(world):
    proposed = propose(world)

    accepted = accept_proposal(commitment=proposed, revision=1, by=world.principal, at=WRITING)

    assert in_plan(world) == [("a teacher", None)]
    propose(world, "two teachers", commitment=accepted, revision=2)
    assert in_plan(world) == [("a teacher", None)]


def test_the_lead_does_not_accept_its_own_proposal(world):
    proposed = propose(world)

    with pytest.raises(Refused, match="Only people with a role in"):
        accept_proposal(commitment=proposed, revision=1, by=world.lead, at=WRITING)


def test_a_member_that_changes_a_proposal_makes_it_its_own(world):
    write(world, "half a teacher", commitment=propose(world), revision=1)

    assert in_plan(world) == [("half a teacher", None)]


def test_a_declined_proposal_leaves_the_plan_and_the_lead_reads_why(world):
    decline_proposal(commitment=propose(world), reason=" We have none. ", revision=1, by=world.principal, at=WRITING)

    assert in_plan(world) == []
    declined = CommitmentProposal.objects.get()
    assert (declined.gives_text, declined.reason, declined.declined_by) == (
        "a teacher", "We have none.", world.principal,
    )  # fmt: skip


def test_declining_needs_a_reason(world):
    with pytest.raises(Unready, match="Enter why you’re declining the proposal"):
        decline_proposal(commitment=propose(world), reason=" ", revision=1, by=world.principal, at=WRITING)
    assert in_plan(world) == [("a teacher", True)]


def test_what_was_declined_is_forgotten_when_the_lead_proposes_again_or_the_member_writes(world):
    for follow_up in (propose, write):
        Commitment.objects.all().delete()
        decline_proposal(commitment=propose(world), reason="No.", revision=1, by=world.principal, at=WRITING)

        follow_up(world)

        assert not CommitmentProposal.objects.exists()


def test_a_change_stands_beside_the_members_text_until_it_is_answered(world):
    own = write(world)
    propose(world, "two rooms", commitment=own, revision=1)
    assert in_plan(world) == [("a room", None)]

    accept_proposal(commitment=own, revision=2, by=world.principal, at=WRITING)

    assert in_plan(world) == [("two rooms", None)]
    assert not CommitmentProposal.objects.exists()


def test_a_declined_change_leaves_the_members_text(world):
    own = write(world)
    propose(world, "two rooms", commitment=own, revision=1)

    decline_proposal(commitment=own, reason="One is enough.", revision=2, by=world.principal, at=WRITING)

    assert in_plan(world) == [("a room", None)]
    assert Commitment.objects.get().change is None


def test_the_same_text_is_no_proposal(world):
    own = write(world)

    with pytest.raises(Unready, match="the same as what the member wrote"):
        propose(world, "a room", commitment=own, revision=1)


def test_the_lead_withdraws_what_was_not_answered(world):
    withdraw_proposal(commitment=propose(world), revision=1, by=world.lead, at=WRITING)
    own = write(world)
    propose(world, "two rooms", commitment=own, revision=1)

    withdraw_proposal(commitment=own, revision=2, by=world.lead, at=WRITING)

    assert in_plan(world) == [("a room", None)]
    with pytest.raises(Unready, match="withdrawn, or answered"):
        withdraw_proposal(commitment=own, revision=3, by=world.lead, at=WRITING)


# ---- two at once ----


def test_the_second_of_two_colleagues_overwrites_nothing(world):
    own = write(world)
    write(world, "two rooms", commitment=own, revision=1)

    with pytest.raises(Unready, match="Nothing was overwritten"):
        write(world, "three rooms", commitment=own, revision=1)
    with pytest.raises(Unready, match="Nothing was overwritten"):
        write(world, "three rooms")  # from a page that was opened before there was one
    assert in_plan(world) == [("two rooms", None)]


def test_no_one_accepts_what_was_changed_after_the_page_was_opened(world):
    proposed = propose(world)
    propose(world, "ten teachers", commitment=proposed, revision=1)

    with pytest.raises(Unready, match="changed, withdrawn, or answered"):
        accept_proposal(commitment=proposed, revision=1, by=world.principal, at=WRITING)
    assert in_plan(world) == [("ten teachers", True)]


def test_members_that_write_at_once_do_not_refuse_each_other_or_the_lead(world):
    revision = world.application.revision

    write(world)
    write(world, by=world.signers[2], participant=world.participants[2])

    world.application.refresh_from_db()
    assert world.application.revision == revision + 1  # the activity alone
    assert len(in_plan(world)) == 2


def test_a_commitment_of_another_cell_is_not_changed_through_ones_own(world):
    theirs = write(world, by=world.signers[2], participant=world.participants[2])

    write(world, commitment=theirs, revision=1)

    assert sorted(in_plan(world)) == [("a room", None), ("a room", None)]
    assert {one.participant for one in Commitment.objects.all()} == {world.member, world.participants[2]}


def test_nothing_at_all_is_not_a_commitment(world):
    with pytest.raises(Unready, match=r"Enter what .* contributes or how its students benefit"):
        write_commitment(
            activity=world.activity, words=CommitmentWords(participant=world.member), by=world.principal, at=WRITING
        )


# ---- signing, removing, the log ----


def test_a_signature_accepts_the_proposals_that_it_covers(world):
    propose(world)
    open_signing(application=world.application, by=world.lead, at=WRITING)

    signature = sign_application(participant=world.member, name=world.principal.name, by=world.principal, at=WRITING)

    assert in_plan(world) == [("a teacher", None)]
    assert signature.part_digest == digest_of(part_of(packet_of(world.application), world.member.key))


def test_a_signature_on_a_submitted_version_does_not_accept_what_the_draft_says_since(world):
    proposed = propose(world)
    open_signing(application=world.application, by=world.lead, at=WRITING)
    submit_application(application=world.application, by=world.lead, at=WRITING)
    Commitment.objects.filter(pk=proposed.pk).update(gives_text="something else")

    sign_application(participant=world.member, name=world.principal.name, by=world.principal, at=WRITING)

    assert in_plan(world) == [("something else", True)]


def test_removing_an_activity_removes_proposals_and_tells_the_members_that_wrote(world):
    own = write(world)
    propose(world, "two rooms", commitment=own, revision=1)
    propose(world, participant=world.participants[2])

    remove_activity(activity=world.activity, by=world.lead, at=WRITING)

    assert not CommitmentProposal.objects.exists()
    assert OutgoingEmail.objects.get(kind="application: activity removed").to_user == world.principal


def test_a_member_removes_its_own_commitment(world):
    own = write(world)
    propose(world, "two rooms", commitment=own, revision=1)
    with pytest.raises(Refused):
        remove_commitment(commitment=own, revision=2, by=world.lead, at=WRITING)

    remove_commitment(commitment=own, revision=2, by=world.principal, at=WRITING)

    assert in_plan(world) == []


def test_every_step_is_in_the_log(world):
    own = write(world)
    propose(world, "two rooms", commitment=own, revision=1)
    accept_proposal(commitment=own, revision=2, by=world.principal, at=WRITING)
    remove_commitment(commitment=own, revision=3, by=world.principal, at=WRITING)

    events = list(Entry.objects.filter(event__startswith="commitment.").order_by("pk").values_list("event", flat=True))
    assert events == ["commitment.saved", "commitment.proposed", "commitment.accepted", "commitment.removed"]
