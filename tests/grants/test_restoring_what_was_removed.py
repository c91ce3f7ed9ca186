"""Whatever was removed from the activities, the budget, or the partners of a draft is in its history and comes back."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.application import submit_application
from grants.actions.budget import remove_budget_line, save_budget_line
from grants.actions.commitments import (
    CommitmentWords,
    decline_proposal,
    propose_commitment,
    remove_commitment,
    write_commitment,
)
from grants.actions.match import add_match_line
from grants.actions.members import add_member, remove_member
from grants.actions.plan import ActivityWords, BudgetWords, add_partner, remove_activity, remove_partner, save_activity
from grants.actions.restoring import restore_removed
from grants.actions.retention import delete_old_histories
from grants.actions.signatures import open_signing, sign_application
from grants.models import PlanChange
from grants.reads.packets import packet_of, part_of
from signing.rules import digest_of
from tests.factories import UserFactory
from tests.grants.pages import shown, signed_in
from tests.grants.walking import CLOSES, WRITING, a_draft_with_a_plan
from tests.kept import kept

pytestmark = pytest.mark.django_db
MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)


@pytest.fixture
@kept
def world():
    return a_draft_with_a_plan()


def write_line(world, text="Math teacher", amount=5_000, member=1, by=None, at=WRITING, **more):
    words = BudgetWords(line=text, amount=amount, source="grant", payee=world.participants[member], benefits_all=True)
    return save_budget_line(application=world.application, words=words, by=by or world.signers[member], at=at, **more)


def last_change(kind=PlanChange.Kind.REMOVED):
    return PlanChange.objects.filter(kind=kind).order_by("pk").last()


def restore(by, at=WRITING + HOUR, change=None):
    restore_removed(change=change or last_change(), by=by, at=at)


def history(client, world, key, by=None, at=WRITING + HOUR):
    signed_in(client, by or world.lead)
    with time_machine.travel(at, tick=False):
        return client.get(reverse("applicant:plan_history", args=[world.application.reference, key]))


def test_the_lead_restores_an_activity_with_what_each_member_wrote_for_it(world):
    line = world.line
    line.activity = world.activity
    line.save()
    before = list(world.application.activities.values("key", "title", "kind", "starts_on", "ends_on", "place"))
    texts = list(world.activity.commitments.values_list("participant", "gives_text", "gains_students", "proposed_at"))
    remove_activity(activity=world.activity, by=world.lead, at=WRITING)
    assert not world.application.activities.exists()

    restore(world.lead)

    activity = world.application.activities.get()
    assert list(world.application.activities.values(*before[0])) == before
    assert list(activity.commitments.values_list("participant", "gives_text", "gains_students", "proposed_at")) == texts
    line.refresh_from_db()
    assert line.activity == activity
    assert Entry.objects.filter(event="activity.restored").count() == 1


def test_a_member_restores_its_own_line_and_no_one_elses(world):
    line = write_line(world)
    remove_budget_line(line=line, revision=line.revision, by=world.signers[1], at=WRITING)

    for other in (world.lead, world.signers[2], UserFactory()):
        with pytest.raises(Refused):
            restore(other)
    restore(world.signers[1])

    saved = world.application.budget_lines.last()
    assert (saved.line, saved.amount, saved.payee, saved.benefits_all) == (
        "Math teacher", 5_000, world.participants[1], True,
    )  # fmt: skip
    # A page that was opened before stands for the removed line alone.
    assert saved.position == line.position + 1


def test_nothing_is_restored_twice(world):
    line = write_line(world)
    remove_budget_line(line=line, revision=line.revision, by=world.signers[1], at=WRITING)
    change = last_change()
    restore(world.signers[1], change=change)

    with pytest.raises(Unready, match="already restored"):
        restore(world.signers[1], change=change)
    assert world.application.budget_lines.filter(line="Math teacher").count() == 1


def test_a_member_restores_its_own_commitment(world):
    mine = world.activity.commitments.get(participant=world.participants[1])
    remove_commitment(commitment=mine, revision=mine.revision, by=world.signers[1], at=WRITING)

    with pytest.raises(Refused):
        restore(world.lead)
    restore(world.signers[1])

    assert world.activity.commitments.get(participant=world.participants[1]).gives_text == "a room"


def test_a_commitment_that_was_written_meanwhile_is_not_overwritten(world):
    mine = world.activity.commitments.get(participant=world.participants[1])
    remove_commitment(commitment=mine, revision=mine.revision, by=world.signers[1], at=WRITING)
    words = CommitmentWords(participant=world.participants[1], gives_text="two rooms")
    write_commitment(activity=world.activity, words=words, by=world.signers[1], at=WRITING)

    with pytest.raises(Unready, match="has another commitment"):
        restore(world.signers[1])


def test_a_commitment_comes_back_only_after_its_activity(world):
    mine = world.activity.commitments.get(participant=world.participants[1])
    remove_commitment(commitment=mine, revision=mine.revision, by=world.signers[1], at=WRITING)
    removal = last_change()
    remove_activity(activity=world.activity, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="Restore the activity first"):
        restore(world.signers[1], change=removal)
    restore(world.lead)
    restore(world.signers[1], change=removal)

    assert world.application.activities.get().commitments.count() == 3


def test_what_a_removed_member_wrote_comes_back_once_it_is_a_member_again(world):
    leaid = world.participants[1].key
    remove_member(participant=world.participants[1], by=world.lead, at=WRITING)
    removal = last_change()
    with pytest.raises(Unready, match="no longer a member of this application"):
        restore(world.lead, change=removal)

    add_member(application=world.application, key=leaid, by=world.lead, at=WRITING)
    restore(world.signers[1], change=removal)

    assert world.activity.commitments.get(participant__key=leaid).gives_text == "a room"


def test_a_line_whose_member_left_comes_back_to_the_lead_with_the_name(world):
    name = world.participants[1].name
    line = write_line(world)
    remove_budget_line(line=line, revision=line.revision, by=world.signers[1], at=WRITING)
    remove_member(participant=world.participants[1], by=world.lead, at=WRITING)

    restore(world.lead, change=PlanChange.objects.get(kind="removed", section="budget"))

    saved = world.application.budget_lines.last()
    assert (saved.payee, saved.payee_name, saved.owner) == (None, name, None)


def test_the_lead_restores_a_partner(world):
    partner = add_partner(
        application=world.application, name="Ohio Tech", kind="university", by=world.lead, at=WRITING
    )  # fmt: skip
    remove_partner(partner=partner, by=world.lead, at=WRITING)

    with pytest.raises(Refused):
        restore(world.signers[1])
    restore(world.lead)

    assert list(world.application.partners.values_list("name", "kind")) == [("Ohio Tech", "university")]


def test_what_a_member_declined_stays_in_the_history_and_only_the_member_takes_it_back(world):
    member = world.participants[1]
    activity = save_activity(
        application=world.application, words=ActivityWords(title="Coaching"), by=world.lead, at=WRITING
    )
    words = CommitmentWords(participant=member, gives_text="a coach")
    proposed = propose_commitment(activity=activity, words=words, by=world.lead, at=WRITING)
    decline_proposal(
        commitment=proposed, reason="No coach", revision=proposed.revision, by=world.signers[1], at=WRITING
    )

    with pytest.raises(Refused):
        restore(world.lead)
    restore(world.signers[1])

    commitment = activity.commitments.get()
    assert (commitment.gives_text, commitment.is_proposed) == ("a coach", False)
    assert not activity.proposals.exists()


def test_a_signature_counts_for_a_restored_activity_only_if_it_is_exactly_what_was_signed(world):
    member, signer = world.participants[1], world.signers[1]
    open_signing(application=world.application, by=world.lead, at=WRITING)
    signed = sign_application(participant=member, name=signer.name, by=signer, at=WRITING).part_digest
    remove_activity(activity=world.activity, by=world.lead, at=WRITING)
    assert part_digest(world, member) != signed

    restore(world.lead)
    assert part_digest(world, member) == signed
    activity = world.application.activities.get()
    words = ActivityWords(title="Shared calculus", kind="shared_course", place="Online")
    save_activity(application=world.application, activity=activity, words=words, by=world.lead, at=WRITING)
    assert part_digest(world, member) != signed


def part_digest(world, member):
    return digest_of(part_of(packet_of(world.application), member.key))


def test_a_submitted_application_restores_nothing(world):
    line = write_line(world)
    remove_budget_line(line=line, revision=line.revision, by=world.signers[1], at=WRITING)
    submit_application(application=world.application, by=world.lead, at=WRITING)

    with pytest.raises(Unready):
        restore(world.signers[1])


def test_the_page_says_who_changed_what_from_what_to_what(client, world):
    line = write_line(world)
    at = WRITING + 20 * MINUTE
    write_line(world, amount=6_000, line=line, revision=line.revision, at=at)

    words = shown(history(client, world, "budget"))

    member, person = world.participants[1].name, world.signers[1].name
    assert f"Changed budget line: Math teacher {person}, {member}, Sep 14, 2026, 12:20 PM EDT" in words
    assert "Amount Removed: $5,000 Added: $6,000" in words
    assert "Added budget line: Math teacher" in words


def test_what_one_person_changes_within_ten_minutes_is_one_change(world):
    line = write_line(world)
    for minute in (1, 5, 9):
        line.refresh_from_db()
        write_line(world, amount=5_000 + minute, line=line, revision=line.revision, at=WRITING + minute * MINUTE)

    change = PlanChange.objects.get(section="budget")
    assert (change.kind, change.before, change.after["amount"]) == ("added", None, 5_009)


def test_saving_the_same_again_keeps_nothing(world):
    words = ActivityWords(title="Shared calculus", kind="shared_course", starts_on=datetime.date(2027, 8, 17))
    save_activity(application=world.application, activity=world.activity, words=words, by=world.lead, at=WRITING + HOUR)

    assert PlanChange.objects.filter(section="activities").count() == 1


def test_the_button_is_only_there_for_who_may_restore(client, world):
    line = write_line(world)
    remove_budget_line(line=line, revision=line.revision, by=world.signers[1], at=WRITING)

    assert "Restore budget line" not in shown(history(client, world, "budget"))
    page = history(client, world, "budget", by=world.signers[1])
    assert "Removed budget line: Math teacher" in shown(page)
    address = reverse("applicant:plan_restore", args=[world.application.reference, "budget", last_change().pk])
    assert f'action="{address}"' in page.text

    with time_machine.travel(WRITING + HOUR, tick=False):
        answer = client.post(address, follow=True)

    assert "“Math teacher” was restored." in shown(answer)
    assert "Restored by" in shown(answer)


def test_a_removed_activity_is_shown_with_what_each_member_contributed(client, world):
    remove_activity(activity=world.activity, by=world.lead, at=WRITING)

    words = shown(history(client, world, "activities"))

    assert "Removed activity: Shared calculus" in words
    assert f"{world.participants[2].name} Removed: Contributes: a room" in words
    assert "Restore activity" in words


def test_match_from_a_commitment_never_gets_the_position_of_a_removed_line(world):
    line = write_line(world)
    words = CommitmentWords(
        participant=world.participants[1], gives_text="a room", gives_amount=900,
        commitment=world.activity.commitments.get(participant=world.participants[1]),
    )  # fmt: skip
    commitment = write_commitment(activity=world.activity, words=words, by=world.signers[1], at=WRITING)
    remove_budget_line(line=line, revision=line.revision, by=world.signers[1], at=WRITING)

    match = add_match_line(commitment=commitment, revision=commitment.revision, by=world.signers[1], at=WRITING)

    assert match.position == line.position + 1


def test_the_history_goes_two_years_after_the_round(world):
    delete_old_histories(by="tests", at=CLOSES + datetime.timedelta(days=731))

    assert not PlanChange.objects.exists()
    assert world.application.activities.count() == 1


@pytest.mark.parametrize("changes", [1, 3])
def test_the_history_takes_the_same_queries_however_long_it_is(client, world, changes, django_assert_num_queries):
    for number in range(changes):
        line = write_line(world, f"Line {number}")
        remove_budget_line(line=line, revision=line.revision, by=world.signers[1], at=WRITING)
    signed_in(client, world.lead)
    address = reverse("applicant:plan_history", args=[world.application.reference, "budget"])
    # session, user, roles; places, application, permissions (2), changes and their number, the writers' roles and
    # members, members, those of the reader
    with time_machine.travel(WRITING + HOUR, tick=False), django_assert_num_queries(3 + 10):
        client.get(address)


def changes_of(line):
    """What the history keeps of the line, the earliest first: whose, kind, and the activity before and after."""
    changes = PlanChange.objects.filter(row=f"line:{line.key}").order_by("pk")
    return [(one.owner, one.kind, (one.before or {}).get("activity"), one.after["activity"]) for one in changes]


def test_lines_that_lose_their_activity_and_find_it_again_have_that_in_their_history(world):
    line = save_budget_line(
        application=world.application, by=world.signers[1], at=WRITING,
        words=BudgetWords(
            line="Math teacher", amount=5_000, source="grant", payee=world.participants[1], activity=world.activity
        ),
    )  # fmt: skip
    key, owner = world.activity.key, world.participants[1].key

    remove_activity(activity=world.activity, by=world.lead, at=WRITING + HOUR)
    restore(world.lead, at=WRITING + 2 * HOUR)

    assert changes_of(line) == [
        (owner, "added", None, key),
        (owner, "changed", key, ""),
        (owner, "changed", "", key),
    ]
    changed = PlanChange.objects.filter(row=f"line:{line.key}", kind="changed")
    assert [one.changed_by for one in changed] == [world.lead, world.lead]
