"""The lead proposes to change an activity, to move money, or to correct an error; members sign, an officer answers."""

import datetime

import pytest
import time_machine

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from grants.actions.amendment_edits import propose_again, propose_edits
from grants.actions.amendments import answer_amendment, cancel_amendment, send_amendment
from grants.actions.officers import assign_application
from grants.actions.returns import return_application, send_return_answer
from grants.actions.writing import save_answer
from grants.models import Amendment, Application, BudgetLine
from grants.reads.packets import is_current, packet_of
from grants.rules.amendment_edits import Edit
from grants.rules.amendments import amendments_in
from grants.rules.returns import AskedQuestion
from grants.states import AmendmentStatus
from tests.factories import AppointmentFactory
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.rounds import an_officer
from tests.grants.test_amending import LATER, a_submitted_application, leave, propose, sign, sign_all
from tests.grants.walking import CLOSES

pytestmark = pytest.mark.django_db
REASON = "The room is only free in the fall."
DAY = datetime.timedelta(days=1)


@pytest.fixture
def world():
    world = a_submitted_application()
    world.officer = an_officer()
    world.calculus = f"activity:{world.activity.key}"
    world.home = f"/applications/{world.application.reference}/"
    world.keys = {line.line: f"line:{line.key}" for line in world.application.budget_lines.all()}
    with time_machine.travel(LATER, tick=False):
        yield world


def ask(world, kind, target, *edits, by=None, at=LATER, version=1, reason=REASON):
    return propose_edits(
        application=world.application, kind=kind, target=target, edits=[Edit(*edit) for edit in edits],
        version=version, reason=reason, by=by or world.lead, at=at,
    )  # fmt: skip


def starts_later(world, **more):
    edit = (world.calculus, "starts_on", "2027-08-17", "2027-09-01")
    return ask(world, "activity_changed", world.activity.key, edit, **more)


def moved(world, amount, **more):
    """From the line of the member that is paid $8,000 to the lead's line of $27,000."""
    edits = (
        (world.keys["Teacher"], "amount", 8_000, 8_000 - amount),
        (world.keys["Video room"], "amount", 27_000, 27_000 + amount),
    )
    return ask(world, "money_moved", "budget", *edits, **more)


def corrected(world, text="We share one teacher.", **more):
    answer = world.application.answers.get(position=1)
    edit = (f"answer:{answer.key}", "text", answer.text, text)
    return ask(world, "error_corrected", answer.key, edit, **more)


def answered(world, amendment, *, accepts=True):
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    return answer_amendment(amendment=amendment, accepts=accepts, reason="Seen.", by=world.officer, at=LATER)


def keys(*participants):
    return [one.key for one in participants]


# ---- what becomes of the version and of the draft ----


@pytest.mark.parametrize("change", [starts_later, lambda world: moved(world, 1_500), corrected])
def test_an_accepted_change_is_the_next_version_and_the_draft_says_the_same(world, change):
    answered(world, change(world))

    application = Application.objects.get()
    version, now = application.versions.get(number=2), packet_of(application)
    for group in ("participants", "narrative", "activities", "commitments", "budget"):
        assert now[group] == version.content[group]
    assert version.content != application.versions.get(number=1).content
    assert application.requested == 37_000
    for participant in application.participants.all():
        assert is_current(version.content, participant.key, participant.signatures.last())


def test_every_entry_of_an_activity_and_of_a_commitment_can_change(world):
    place = f"commitment:{world.activity.key}:{world.other.key}:1"
    edits = [
        (world.calculus, "title", "Shared calculus", "Shared physics"),
        (world.calculus, "ends_on", None, "2028-05-31"),
        (world.calculus, "owner", None, world.other.key),
        (world.calculus, "place", "", "Room 4"),
        (world.calculus, "decided_by", "", "The two principals"),
        (place, "gives.text", "a room", "a laboratory"),
        (place, "gives.amount", None, 900),
        (place, "gains.text", "calculus", "physics"),
        (place, "gains.students", 9, 8),
        (place, "gains.grades", "", "11-12"),
    ]
    answered(world, ask(world, "activity_changed", world.activity.key, *edits))

    activity = Application.objects.get().activities.get()
    row = activity.commitments.get(participant=world.other)
    assert (activity.title, activity.ends_on, activity.owner) == (
        "Shared physics",
        datetime.date(2028, 5, 31),
        world.other,
    )
    assert (activity.place, activity.decided_by) == ("Room 4", "The two principals")
    assert (row.gives_text, row.gives_amount, row.gains_students, row.gains_grades) == ("a laboratory", 900, 8, "11-12")
    assert activity.commitments.get(participant=world.gone).gives_text == "a room"


def test_refusing_or_canceling_a_change_leaves_everything_as_it_was(world):
    before = packet_of(world.application)
    answered(world, moved(world, 500), accepts=False)
    cancel_amendment(amendment=starts_later(world), by=world.lead, at=LATER)

    assert packet_of(Application.objects.get()) == before
    assert Application.objects.get().versions.count() == 1


def test_an_accepted_correction_is_in_the_history_of_the_answer(world):
    answered(world, corrected(world))

    answer = Application.objects.get().answers.get(position=1)
    assert answer.text == "We share one teacher."
    assert answer.versions.order_by("number").last().saved_by == world.lead


def test_the_version_says_what_was_changed_and_why(world):
    answered(world, starts_later(world))

    (row,) = amendments_in(Application.objects.get().versions.get(number=2).content)
    assert (row.kind, row.title, row.member) == ("activity_changed", "Change the activity “Shared calculus”", "")
    assert (row.reason, row.accepted_by) == (REASON, world.officer.name)


# ---- who signs ----


def test_an_activity_is_signed_by_the_lead_and_everyone_who_takes_part_in_it(world):
    assert starts_later(world).touched == keys(*world.participants)


def test_moved_money_is_signed_by_those_it_is_moved_between(world):
    amendment = moved(world, 1_500)

    assert amendment.touched == keys(world.participants[0], world.gone)
    sign(world.participants[0], world.lead)
    with pytest.raises(Unready, match=f"{world.gone.name} hasn’t signed this amendment"):
        send_amendment(amendment=amendment, by=world.lead, at=LATER)


def test_a_corrected_answer_is_signed_by_the_lead_which_signs_the_narrative(world):
    assert corrected(world).touched == keys(world.participants[0])


# ---- what can't be changed ----


def test_moved_money_keeps_both_totals(world):
    with pytest.raises(Unready, match=r"now total \$36,000. They have to total \$37,000"):
        ask(world, "money_moved", "budget", (world.keys["Teacher"], "amount", 8_000, 7_000))
    with pytest.raises(Unready, match=r"match lines now total \$2,000. They have to total \$1,000"):
        ask(world, "money_moved", "budget", (world.keys["Room"], "amount", 1_000, 2_000))


def test_no_correction_asks_for_more_money(world):
    with pytest.raises(Unready, match=r"You can’t ask for more than \$37,000"):
        ask(world, "error_corrected", "budget", (world.keys["Teacher"], "amount", 8_000, 8_001))
    assert ask(world, "error_corrected", "budget", (world.keys["Teacher"], "amount", 8_000, 7_999)).is_open


def test_the_limits_of_the_round_hold(world):
    with pytest.raises(Unready, match="Shorten your answer to question 1"):
        corrected(world, text="word " * 5_000)


@pytest.mark.parametrize(
    ("kind", "entry", "after", "words"),
    [
        ("activity_changed", "title", "", "Enter a name for the activity"),
        ("activity_changed", "owner", "9999999", "Choose a member of this application"),
        ("activity_changed", "place", "x" * 201, "at most 200 characters"),
        ("activity_changed", "kind", "visits", "can’t change that"),
        ("money_moved", "title", "Physics", "newer version"),
    ],
)
def test_only_the_entries_of_its_kind_can_change(world, kind, entry, after, words):
    row = world.application.versions.get().content["activities"][0]
    with pytest.raises(Unready, match=words):
        ask(world, kind, world.activity.key, (world.calculus, entry, row[entry], after))
    with pytest.raises(Unready, match="You haven’t changed anything"):
        ask(world, "activity_changed", world.activity.key)


def test_a_page_of_an_older_version_changes_nothing(world):
    for edit in ((world.calculus, "place", "Elsewhere", "Room 4"), (world.keys["Room"], "amount", 1_000, 900)):
        with pytest.raises(Unready, match="newer version"):
            ask(world, "activity_changed", world.activity.key, edit)
    with pytest.raises(Unready, match="newer version"):
        starts_later(world, version=2)


def test_only_the_leads_signers_propose_and_only_with_a_reason_after_the_round_closed(world):
    for person in (world.signers[1], world.treasurer, world.officer, AppointmentFactory().user):
        with pytest.raises(Refused, match="Only authorized signers for the lead"):
            starts_later(world, by=person)
    with pytest.raises(Unready, match="Enter the reason"):
        starts_later(world, reason=" ")
    with pytest.raises(Unready, match="still accepts submissions"):
        starts_later(world, at=CLOSES)
    starts_later(world)
    with pytest.raises(Unready, match="already has an open amendment"):
        moved(world, 1)


# ---- again, on a newer version ----


def answer_questions(world, position=1):
    """The state asks about an answer, and what the lead sends is version 2."""
    assign_application(application=world.application, by=world.officer, at=LATER)
    questions = [AskedQuestion(f"question-{position}", "Who pays?", unlocks=True)]
    application = Application.objects.get()
    return_application(application=application, questions=questions, due_at=LATER + 4 * DAY, by=world.officer, at=LATER)
    answer = application.answers.get(position=position)
    save_answer(answer=answer, text="The lead pays.", revision=answer.revision, by=world.lead, at=LATER)
    send_return_answer(application=application, by=world.lead, at=LATER)


def test_an_amendment_of_a_replaced_version_is_proposed_again_in_one_click(client, world):
    amendment = starts_later(world)
    answer_questions(world)
    lead = signed_in(client, world.lead)
    assert "Propose again for version 2" in shown(lead.get(f"{world.home}amendments/1/"))

    page = shown(lead.post(f"{world.home}amendments/1/again/", follow=True))

    amendment.refresh_from_db()
    again = Amendment.objects.get(number=2)
    assert "You proposed the amendment again." in page
    assert (amendment.status, again.status) == (AmendmentStatus.CANCELED, AmendmentStatus.PROPOSED)
    assert again.base.number == 2
    assert again.content["activities"][0]["starts_on"] == "2027-09-01"
    assert again.content["narrative"][0]["text"] == "The lead pays."
    answered(world, again)
    assert Application.objects.get().versions.count() == 3


def test_one_that_changes_what_the_newer_version_changed_is_not_proposed_again(world):
    amendment = corrected(world)
    answer_questions(world)

    with pytest.raises(Unready, match="The newest version already changed what this amendment changes"):
        propose_again(amendment=amendment, by=world.lead, at=LATER)
    amendment.refresh_from_db()
    assert amendment.is_open


def test_one_about_a_member_that_left_is_proposed_again_with_the_same_choices(world):
    leave(world)
    amendment = propose(world, {"Teacher": world.other})
    answer_questions(world)
    again = propose_again(amendment=amendment, by=world.lead, at=LATER)

    assert again.content["budget"] == amendment.content["budget"]
    assert again.base.number == 2


def test_one_of_the_newest_version_is_not_proposed_again(world):
    with pytest.raises(Unready, match="changes the newest version"):
        propose_again(amendment=starts_later(world), by=world.lead, at=LATER)
    with pytest.raises(Refused):
        propose_again(amendment=Amendment.objects.get(), by=world.signers[1], at=LATER)


# ---- pages ----


def test_the_lead_changes_an_activity_on_its_page_sees_the_red_line_and_proposes(client, world):
    lead = signed_in(client, world.lead)
    address = f"{world.home}amendments/new/activity/{world.activity.key}/"
    assert address in lead.get(f"{world.home}amendments/").text
    assert f"{world.home}amendments/" in lead.get(world.home).text
    page = lead.get(address)
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    data |= {"0-place": "Room 4", "reason": REASON}

    preview = lead.post(address, data)
    words = shown(preview)
    assert "You haven’t proposed it yet." in words
    assert world.other.name in words
    assert "<ins>" in preview.text
    assert not Amendment.objects.exists()
    page = lead.post(address, data | {"checked": preview.context["preview"].digest}, follow=True)

    assert "You proposed the amendment." in shown(page)
    assert "Change the activity “Shared calculus”" in shown(page)
    assert Amendment.objects.get().edits == [{"row": world.calculus, "entry": "place", "before": "", "after": "Room 4"}]


def test_what_was_not_checked_is_not_proposed(client, world):
    lead, address = signed_in(client, world.lead), f"{world.home}amendments/new/budget/budget/"
    page = lead.get(address)
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    teacher, video = (f"{n}-amount" for n in (1, 0))
    data |= {teacher: "$7,000", video: "28000", "reason": REASON}
    checked = lead.post(address, data).context["preview"].digest

    page = lead.post(address, data | {teacher: "6000", video: "29000", "checked": checked})

    assert "You haven’t proposed it yet." in shown(page)
    assert not Amendment.objects.exists()
    page = lead.post(address, data | {teacher: "6000"})
    assert page.status_code == 409
    assert "The grant lines now total $36,000. They have to total $37,000, as submitted." in shown(page)


def test_a_correction_is_read_answered_and_printed(client, world):
    amendment = corrected(world)
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    officer, desk = signed_in(client, world.officer), f"/reviews/{world.application.reference}/"
    assert "The lead proposes an amendment: Correct an error: Question 1." in shown(officer.get(desk))
    words = shown(officer.get(f"{desk}amendments/1/"))
    assert "Accept it only if it corrects an error." in words
    assert "because the registry says" not in words
    assert any("Correct an error" in task.about for task in officer.get("/my/").context["page"].tasks)

    officer.post(f"{desk}amendments/1/", {"accepts": "yes", "reason": "A slip."})

    stated = "Amendment 1: Correct an error: Question 1."
    assert stated in shown(officer.get(desk))
    assert stated in shown(officer.get(f"{desk}print/"))
    assert stated in shown(signed_in(client, world.lead).get(world.home))


def test_members_read_the_amendments_and_cannot_propose(client, world):
    starts_later(world)
    member = signed_in(client, world.signers[1])
    words = shown(member.get(f"{world.home}amendments/"))
    address = f"{world.home}amendments/new/activity/{world.activity.key}/"

    assert "Change the activity “Shared calculus” : Waiting for signatures" in words.replace("”:", "” :")
    assert "Only authorized signers for the lead" in words
    assert "Only authorized signers for the lead" in shown(member.get(address))
    assert any(task.text.startswith("Sign the amendment") for task in member.get("/my/").context["page"].tasks)
    assert signed_in(client, AppointmentFactory().user).get(f"{world.home}amendments/").status_code == 404


def test_members_and_the_officer_are_told_what_changes(world):
    assign_application(application=world.application, by=world.officer, at=LATER)
    amendment = starts_later(world)
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)

    proposed = OutgoingEmail.objects.filter(kind="application: change proposed")
    assert {one.to_user for one in proposed} >= set(world.signers[1:])
    assert "Change the activity “Shared calculus”." in proposed[0].body
    assert OutgoingEmail.objects.get(kind="application: change sent").to_user == world.officer


def test_a_budget_line_that_a_draft_has_no_more_is_left_out(world):
    amendment = moved(world, 500)
    BudgetLine.objects.get(line="Teacher").beneficiaries.clear()
    BudgetLine.objects.filter(line="Teacher").delete()
    answered(world, amendment)

    assert BudgetLine.objects.get(line="Video room").amount == 27_500


@pytest.mark.parametrize("amendments", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_amendments(client, world, amendments):
    for _ in range(amendments):
        cancel_amendment(amendment=starts_later(world), by=world.lead, at=LATER)
    # The reader's roles, the application, the newest version, the lead, the reader's roles in it, determinations, the
    # open amendment, members that left, all amendments, and the last return.
    assert len(queries_of(signed_in(client, world.lead), f"{world.home}amendments/")) == 12
