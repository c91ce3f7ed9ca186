"""A member left after submission: the lead amends the application, those it touches sign, an officer answers."""

import datetime

import pytest

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.models import Membership
from grants.actions.amendments import (
    answer_amendment,
    cancel_amendment,
    propose_continuing,
    propose_replacement,
    send_amendment,
)
from grants.actions.application import submit_application
from grants.actions.officers import assign_application
from grants.actions.plan import BudgetWords, save_budget_lines
from grants.actions.review import record_determination, start_review
from grants.actions.signatures import open_signing, sign_application
from grants.actions.withdrawal import withdraw_application
from grants.models import Application, Participant
from grants.permissions.application import check_can_write_part
from grants.reads.desk import read_desk
from grants.reads.packets import is_current, packet_of
from grants.reads.proofs import LogEntry, first_signature_without_proof, first_version_without_proof
from grants.rules.amendments import amendments_in
from grants.states import AmendmentStatus, Status
from tests.factories import AppointmentFactory, DistrictFactory, MembershipFactory
from tests.grants.rounds import an_officer
from tests.grants.walking import CLOSES, WRITING, a_draft_with_a_plan
from tests.kept import kept

pytestmark = pytest.mark.django_db
LEFT_ON = CLOSES.date() + datetime.timedelta(days=3)
LATER = CLOSES + datetime.timedelta(days=10)
REASON = "Its board voted to leave."


@kept
def a_submitted_application(members=4):
    """Signed by all; the third member is paid $8,000, benefits alone from $2,000, and pays $1,000 match."""
    world = a_draft_with_a_plan(members)
    world.gone, world.other = world.participants[2], world.participants[1]
    lines = [
        BudgetWords(line="Teacher", amount=8_000, source="grant", payee=world.gone, benefits_all=True),
        BudgetWords(line="Bus", amount=2_000, source="grant", payee=world.participants[0], beneficiaries=[world.gone]),
        BudgetWords(line="Room", amount=1_000, source="match", payer=world.gone, payee=world.gone,
                    beneficiaries=[world.gone, world.other]),
    ]  # fmt: skip
    save_budget_lines(application=world.application, lines=lines, by=world.lead, at=WRITING)
    accept_all(world)
    open_signing(application=world.application, by=world.lead, at=WRITING)
    for participant, signer in zip(world.participants, world.signers, strict=True):
        sign(participant, signer, at=WRITING)
    submit_application(application=world.application, by=world.lead, at=WRITING)
    world.application.refresh_from_db()
    return world


def accept_all(world):
    world.application.budget_lines.update(proposed_by=None, proposed_at=None)


def sign(participant, by, at=LATER):
    participant = Participant.objects.get(pk=participant.pk)
    return sign_application(participant=participant, name=by.name, board_on=WRITING.date(), by=by, at=at)


def leave(world, on=LEFT_ON):
    Membership.objects.filter(district=world.gone.district).update(leaves_on=on)


@pytest.fixture
@kept
def world():
    world = a_submitted_application()
    world.officer = an_officer()
    leave(world)
    return world


def propose(world, lines=(), by=None, at=LATER, **more):
    keys = {line.line: line.key for line in world.application.budget_lines.all()}
    asked = {"key": world.gone.key, "reason": REASON, "leads": {}} | more
    chosen = {keys[name]: participant.key for name, participant in dict(lines).items()}
    return propose_continuing(application=world.application, lines=chosen, by=by or world.lead, at=at, **asked)


def sign_all(world, amendment):
    for participant, signer in zip(world.participants, world.signers, strict=True):
        if participant.key in amendment.touched:
            sign(participant, signer)


def accepted(world, lines=()):
    amendment = propose(world, lines)
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    return answer_amendment(amendment=amendment, accepts=True, reason="It left.", by=world.officer, at=LATER)


def test_an_accepted_amendment_is_the_next_version_without_the_member(world):
    accepted(world)

    application = Application.objects.get()
    version = application.versions.get(number=2)
    assert [row["key"] for row in version.content["participants"]] == [
        world.participants[0].key, world.participants[1].key, world.participants[3].key
    ]  # fmt: skip
    assert [line["line"] for line in version.content["budget"]] == ["Video room"]
    assert len(version.content["commitments"]) == 3
    assert (application.requested, application.participants_count) == (27_000, 3)
    assert application.versions.get(number=1).content["participants"][2]["key"] == world.gone.key


def test_the_rows_of_the_plan_say_what_the_version_says(world):
    accepted(world, {"Teacher": world.other})

    application = Application.objects.get()
    version = application.versions.get(number=2)
    now = packet_of(application)
    for group in ("participants", "activities", "commitments", "budget"):
        assert now[group] == version.content[group]


def test_a_line_is_taken_over_by_a_member_that_signs_for_it(world):
    amendment = propose(world, {"Teacher": world.other})

    assert amendment.touched == [world.participants[0].key, world.other.key]
    sign(world.participants[0], world.lead)
    with pytest.raises(Unready, match=f"{world.other.name} hasn’t signed this amendment"):
        send_amendment(amendment=amendment, by=world.lead, at=LATER)
    sign(world.other, world.signers[1])
    assert send_amendment(amendment=amendment, by=world.lead, at=LATER).status == AmendmentStatus.SENT


def test_untouched_members_do_not_sign_again_and_all_signatures_match_the_new_version(world):
    accepted(world, {"Teacher": world.other})

    application = Application.objects.get()
    content = application.versions.get(number=2).content
    for participant in application.participants.all():
        assert is_current(content, participant.key, participant.signatures.last())
    assert application.signatures_count == 3


def test_refusing_changes_nothing(world):
    before = packet_of(world.application)
    amendment = propose(world)
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    answer_amendment(amendment=amendment, accepts=False, reason="The plan rests on it.", by=world.officer, at=LATER)

    application = Application.objects.get()
    assert packet_of(application) == before
    assert application.versions.count() == 1
    assert application.participants.count() == 4
    content = application.versions.get().content
    lead = application.participants.get(role="lead")
    assert is_current(content, lead.key, lead.signatures.last())


def test_while_it_is_open_the_desk_shows_the_signatures_of_the_submitted_version(world):
    propose(world, {"Teacher": world.other})
    sign(world.other, world.signers[1])

    shown = read_desk(world.application, world.officer).signatures[world.other.key]
    assert shown.signed_at == WRITING
    assert not world.application.findings.filter(rule__contains="sign", gone_at=None, is_new_since_sealing=True)


def test_no_member_that_the_registry_has_can_be_pushed_out(world):
    with pytest.raises(Unready, match=f"{world.other.name} hasn’t left"):
        propose(world, key=world.other.key)
    leave(world, on=LATER.date())  # its last day is still to end
    with pytest.raises(Unready, match=f"{world.gone.name} hasn’t left"):
        propose(world)


def test_the_lead_itself_cannot_be_left_out(world):
    Membership.objects.filter(district=world.participants[0].district).update(leaves_on=LEFT_ON)

    with pytest.raises(Unready, match="leads this application"):
        propose(world, key=world.participants[0].key)


def test_only_the_leads_signers_propose_send_and_take_back(world):
    for person in (world.signers[1], world.treasurer, world.officer, AppointmentFactory().user):
        with pytest.raises(Refused, match="Only authorized signers for the lead"):
            propose(world, by=person)
    amendment = propose(world)
    for act in (send_amendment, cancel_amendment):
        with pytest.raises(Refused, match="Only authorized signers for the lead"):
            act(amendment=amendment, by=world.signers[1], at=LATER)


def test_one_amendment_is_open_at_a_time(world):
    amendment = propose(world)
    with pytest.raises(Unready, match="already has an open amendment"):
        propose(world)
    cancel_amendment(amendment=amendment, by=world.lead, at=LATER)

    assert propose(world).number == 2


def test_until_the_round_closes_the_lead_resubmits_instead(world):
    with pytest.raises(Unready, match="still accepts submissions"):
        propose(world, at=CLOSES)


def test_a_reason_is_needed(world):
    with pytest.raises(Unready, match="Enter the reason"):
        propose(world, reason="  ")


def test_the_member_that_left_does_not_sign_and_its_signature_stays(world):
    propose(world)
    with pytest.raises(Unready, match="have left or closed no longer sign"):
        sign(world.gone, world.signers[2])

    accepted_signature = world.gone.signatures.get()
    assert accepted_signature.signed_at == WRITING


def test_after_a_determination_nothing_is_amended(world):
    amendment = propose(world)
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    assign_application(application=world.application, by=world.officer, at=LATER)
    review = start_review(application=world.application, by=world.officer, at=LATER)
    words = {"reasons": "It names some of the plan.", "unmarked_reason": "The rest is blank."}
    record_determination(review=review, verdict="partly", **words, by=world.officer, at=LATER)

    with pytest.raises(Unready, match="determination is recorded"):
        answer_amendment(amendment=amendment, accepts=True, reason="Yes.", by=world.officer, at=LATER)
    answer_amendment(amendment=amendment, accepts=False, reason="Too late.", by=world.officer, at=LATER)
    with pytest.raises(Unready, match="recorded a determination"):
        propose(world)


def test_an_officer_with_a_conflict_or_without_the_assignment_does_not_answer(world):
    amendment = propose(world)
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    conflicted, other = an_officer(), an_officer()
    AppointmentFactory(district=world.gone.district, user=conflicted)
    assign_application(application=world.application, by=world.officer, at=LATER)

    for person, words in ((conflicted, "another officer"), (other, "is assigned to"), (world.lead, "Only grants")):
        with pytest.raises(Refused, match=words):
            answer_amendment(amendment=amendment, accepts=True, reason="Yes.", by=person, at=LATER)


def test_while_the_state_waits_for_answers_nothing_is_amended(world):
    amendment = propose(world)
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    Application.objects.update(returned_until=LATER + datetime.timedelta(days=5))

    with pytest.raises(Unready, match="returned this application with questions"):
        answer_amendment(amendment=amendment, accepts=True, reason="Yes.", by=world.officer, at=LATER)
    cancel_amendment(amendment=amendment, by=world.lead, at=LATER)
    with pytest.raises(Unready, match="returned this application with questions"):
        propose(world)


def test_the_member_that_left_writes_nothing_more_even_if_its_section_is_unlocked(world):
    gone, other = (Participant.objects.get(pk=one.pk) for one in (world.gone, world.other))

    check_can_write_part(world.signers[1], other, LATER.date())
    check_can_write_part(world.signers[2], gone, LEFT_ON)
    with pytest.raises(Refused, match="It can’t change this application anymore"):
        check_can_write_part(world.signers[2], gone, LATER.date())


def test_of_two_answers_one_counts(world):
    amendment = accepted(world)

    with pytest.raises(Unready, match="already answered"):
        answer_amendment(amendment=amendment, accepts=False, reason="No.", by=world.officer, at=LATER)


def test_a_withdrawn_application_is_not_amended(world):
    amendment = propose(world)
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    withdraw_application(application=world.application, reason="No.", by=world.lead, at=LATER)

    assert Application.objects.get().status == Status.WITHDRAWN
    with pytest.raises(Unready, match="withdrawn"):
        answer_amendment(amendment=amendment, accepts=True, reason="Yes.", by=world.officer, at=LATER)


def test_another_member_of_the_consortium_takes_over_everything_and_signs(world):
    district = DistrictFactory()
    MembershipFactory(consortium=world.consortium, district=district)
    signer = AppointmentFactory(district=district).user
    amendment = propose_replacement(
        application=world.application, key=world.gone.key, successor=district.leaid, reason=REASON, by=world.lead,
        at=LATER,
    )  # fmt: skip
    assert district.leaid in amendment.touched
    assert Application.objects.visible_to(signer).exists()
    new = Participant.objects.get(key=district.leaid)
    people = {one.pk: person for one, person in zip(world.participants, world.signers, strict=True)} | {new.pk: signer}
    for participant in Participant.objects.filter(key__in=amendment.touched):
        sign(participant, people[participant.pk])
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    answer_amendment(amendment=amendment, accepts=True, reason="It fits.", by=world.officer, at=LATER)

    application = Application.objects.get()
    content, now = application.versions.get(number=2).content, packet_of(application)
    assert content["participants"][2]["key"] == district.leaid
    assert (application.requested, application.participants_count, application.signatures_count) == (37_000, 4, 4)
    for group in ("participants", "activities", "commitments", "budget"):
        assert now[group] == content[group]


def test_a_refused_replacement_no_longer_sees_the_application(world):
    district = DistrictFactory()
    MembershipFactory(consortium=world.consortium, district=district)
    signer = AppointmentFactory(district=district).user
    amendment = propose_replacement(
        application=world.application, key=world.gone.key, successor=district.leaid, reason=REASON, by=world.lead,
        at=LATER,
    )  # fmt: skip
    cancel_amendment(amendment=amendment, by=world.lead, at=LATER)

    assert not Application.objects.visible_to(signer).exists()
    again = propose_replacement(
        application=world.application, key=world.gone.key, successor=district.leaid, reason=REASON, by=world.lead,
        at=LATER,
    )  # fmt: skip
    assert again.replacement == amendment.replacement


def test_only_a_member_of_the_consortium_that_is_not_in_the_application_replaces_one(world):
    for key in (world.other.key, world.gone.key, DistrictFactory().leaid, "x"):
        with pytest.raises(Unready, match="Choose a current member"):
            propose_replacement(
                application=world.application, key=world.gone.key, successor=key, reason=REASON, by=world.lead, at=LATER
            )


def test_the_version_says_what_was_amended_and_who_accepted_it(world):
    accepted(world)

    (amendment,) = amendments_in(Application.objects.get().versions.get(number=2).content)
    assert (amendment.kind, amendment.member, amendment.reason) == ("member_left", world.gone.name, REASON)
    assert (amendment.accepted_by, amendment.accepted_at) == (world.officer.name, LATER)


def test_log_and_database_agree_about_versions_and_signatures(world):
    accepted(world, {"Teacher": world.other})
    entries = [LogEntry(one.subject, one.at, one.detail) for one in Entry.objects.filter(event="application.submitted")]
    signed = [LogEntry(one.subject, one.at, one.detail) for one in Entry.objects.filter(event="application.signed")]
    assert first_version_without_proof(entries) is None
    assert first_signature_without_proof(signed) is None


def test_who_is_out_stays_out(world):
    accepted(world)

    with pytest.raises(Unready, match="is no longer in the application"):
        propose(world)


def test_members_and_the_one_that_left_are_told_and_the_officer(world):
    assign_application(application=world.application, by=world.officer, at=LATER)
    accepted(world)
    told = set(OutgoingEmail.objects.filter(kind="application: amendment answered").values_list("to_user", flat=True))

    assert {one.pk for one in world.signers} <= told
    assert OutgoingEmail.objects.get(kind="application: amendment sent").to_user == world.officer


def test_signers_of_touched_members_get_a_link(world):
    propose(world, {"Teacher": world.other})

    emails = OutgoingEmail.objects.filter(kind="signature requested", written_at=LATER)
    assert [one.to_user for one in emails] == [world.signers[1]]  # the lead, who proposed it, signs on its page
