"""After the award, a promise changes by a new dated one: proposed by its member or the lead, accepted by the state."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from grants.actions.amendments import answer_amendment, propose_replacement, send_amendment
from grants.actions.awards import carry_out_decision
from grants.actions.promises import (
    agree_to_promise_change,
    answer_promise_change,
    cancel_promise_change,
    propose_promise_change,
)
from grants.models import Allocation, Award, AwardRelease, BoardDecision, Participant, Promise, PromiseChange
from grants.reads.award_reports import periods_of_award
from grants.reads.awards import blockers_of, members_of_award
from grants.reads.promises import promises_in
from grants.rules.award_reports import periods_of
from grants.rules.promises import PromiseWords, cells_of, earliest_change, problems_with_promise_change
from tests.factories import AppointmentFactory, DistrictFactory, MembershipFactory
from tests.grants.awarding import an_active_award, made_once, members_of, someone_at
from tests.grants.builders import an_officer
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.test_amending import LATER, a_submitted_application, accepted, leave, sign, sign_all
from tests.grants.test_amending_entries import ask
from tests.grants.test_award_reports import AFTER_YEAR_ONE, IN_YEAR_ONE, reported

db = pytest.mark.django_db
DAY = datetime.date
FROM = DAY(2027, 3, 15)
TEACHER = PromiseWords("staff", "a teacher two days a week", None, "seats in calculus", 6, "9-12")


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """An active award to three members, made once for all tests."""
    with made_once(django_db_blocker, lambda: an_active_award(amount=61_500)) as award:
        yield award


@pytest.fixture
def award(made, db):
    return Award.objects.for_page().get(pk=made.pk)


def promise_at(award, place, number=0):
    member = members_of(award)[place]
    return [one for one in Promise.objects.of(award).current() if one.participant_id == member.pk][number]


def changed(award, place=1, by=None, from_on=FROM, reason="The aide left.", at=IN_YEAR_ONE, **words):
    promise = promise_at(award, place)
    new = PromiseWords.of(promise)._replace(**words or {"gives_text": "a room, and an aide from another member"})
    by = by or someone_at(award, place)
    return propose_promise_change(promise=promise, words=new, from_on=from_on, reason=reason, by=by, at=at)


def answered(change, accepts=True, reason="", at=IN_YEAR_ONE):
    return answer_promise_change(change=change, accepts=accepts, reason=reason, by=an_officer("Ida Moss"), at=at)


def asked(award, place, period=0):
    return [one.gives_text for one in promises_in(award, members_of(award)[place], periods_of_award(award)[period])]


def test_a_promise_changes_from_the_current_report_period_on_with_a_reason():
    periods = periods_of(DAY(2026, 8, 1), DAY(2028, 6, 30))
    assert earliest_change(DAY(2026, 8, 1), periods, DAY(2027, 6, 30)) == DAY(2026, 8, 1)
    assert earliest_change(DAY(2026, 8, 1), periods, DAY(2027, 7, 1)) == DAY(2027, 7, 1)
    assert earliest_change(DAY(2027, 9, 1), periods, DAY(2027, 9, 5)) == DAY(2027, 9, 1)
    assert earliest_change(DAY(2026, 8, 1), periods, DAY(2028, 7, 1)) is None
    less = TEACHER._replace(gives_text="a teacher one day a week")
    fits = {"from_on": FROM, "earliest": DAY(2026, 8, 1), "ends_on": DAY(2028, 6, 30), "reason": "One teacher left."}
    assert problems_with_promise_change(TEACHER, less, **fits) == []
    for change, words in (
        ({"from_on": DAY(2026, 7, 31)}, "from August 1, 2026 on"),
        ({"from_on": DAY(2028, 7, 1)}, "by June 30, 2028"),
        ({"reason": ""}, "Enter the reason"),
        ({"earliest": None}, "The project has ended"),
    ):
        assert words in " ".join(problems_with_promise_change(TEACHER, less, **fits | change))
    assert "haven’t changed anything" in problems_with_promise_change(TEACHER, TEACHER, **fits)[0]
    assert "Enter what" in problems_with_promise_change(TEACHER, PromiseWords("", "", None, "", None, ""), **fits)[0]


@db
def test_a_member_proposes_an_officer_accepts_and_the_earlier_promise_stays_with_its_dates(award):
    change = changed(award)
    assert asked(award, 1)[0] == "a room with video equipment and an aide"
    answered(change)
    first, second = Promise.objects.of(award).in_place(change.promise.position)
    assert (first.gives_text, first.from_on) == ("a room with video equipment and an aide", DAY(2026, 8, 1))
    assert (second.gives_text, second.from_on, second.reason) == (
        "a room, and an aide from another member", FROM, "The aide left.",
    )  # fmt: skip
    assert list(Promise.objects.in_force(DAY(2027, 3, 14)).in_place(first.position)) == [first]
    assert list(Promise.objects.in_force(FROM).in_place(first.position)) == [second]
    with pytest.raises(Unready, match="changed after you opened"):
        propose_promise_change(
            promise=first, words=TEACHER, from_on=FROM, reason="Late.", by=someone_at(award, 1), at=IN_YEAR_ONE
        )


@db
def test_a_report_asks_about_the_promise_in_force_at_the_end_of_its_period(award):
    answered(changed(award, from_on=DAY(2027, 7, 1)))
    assert asked(award, 1, 0)[0] == "a room with video equipment and an aide"
    assert asked(award, 1, 1)[0] == "a room, and an aide from another member"


@db
def test_a_draft_of_a_report_follows_a_promise_that_changes_and_a_submitted_report_keeps_its_own(award):
    draft = reported(award, 1, "kept", "", submits=False, at=IN_YEAR_ONE)
    answered(changed(award))
    report = reported(award, 1, "changed", "kept", revision=draft.revision)
    assert report.lines.count() == 2
    with pytest.raises(Unready, match="already submitted its report on the period until June 30, 2027"):
        changed(award, from_on=DAY(2027, 6, 1), gives_text="nothing more", at=IN_YEAR_ONE)
    changed(award, from_on=DAY(2027, 7, 1), gives_text="nothing more", at=AFTER_YEAR_ONE)


@db
def test_what_the_lead_proposes_waits_for_the_members_signer(award):
    change = changed(award, by=someone_at(award))
    assert change.waits_for_member
    (email,) = OutgoingEmail.objects.filter(kind="awards: promise to agree to")
    assert "aide" not in email.body
    with pytest.raises(Unready, match="hasn’t agreed"):
        answered(change)
    with pytest.raises(Refused, match="Only authorized signers for"):
        agree_to_promise_change(change=change, by=someone_at(award), at=IN_YEAR_ONE)
    with pytest.raises(Unready, match="already proposed a change"):
        changed(award)
    member = someone_at(award, 1)
    assert PromiseChange.objects.to_agree_by(member).get() == change
    agree_to_promise_change(change=change, by=member, at=IN_YEAR_ONE)
    officer = an_officer("Ida Moss")
    assert PromiseChange.objects.answerable_by(officer).get() == change
    with pytest.raises(Unready, match="Enter the reason"):
        answered(change, accepts=False)
    answered(change, accepts=False, reason="The plan needs an aide.")
    told = set(OutgoingEmail.objects.filter(kind="awards: promise change answered").values_list("to_user", flat=True))
    assert {member.pk, change.proposed_by_id} <= told
    assert Promise.objects.of(award).current().count() == Promise.objects.of(award).count()


@db
def test_other_members_and_officers_do_not_propose_and_a_canceled_change_frees_the_promise(award):
    for stranger in (someone_at(award, 2), an_officer("Ida Moss"), AppointmentFactory().user):
        with pytest.raises(Refused):
            changed(award, by=stranger)
    change = changed(award)
    with pytest.raises(Refused, match="Only grants officers"):
        answer_promise_change(change=change, accepts=True, reason="", by=someone_at(award, 1), at=IN_YEAR_ONE)
    cancel_promise_change(change=change, by=someone_at(award, 1), at=IN_YEAR_ONE)
    with pytest.raises(Unready, match="no longer open"):
        answered(change)
    assert changed(award).waits_for_state


@db
def test_a_promise_is_changed_on_its_pages(award, client, time_machine):
    time_machine.move_to(IN_YEAR_ONE)
    args = [award.application.reference, promise_at(award, 1).position]
    page, change = reverse("awards:promise_detail", args=args), reverse("awards:promise_change", args=args)
    member, overview = signed_in(client, someone_at(award, 1)), reverse("awards:award_overview", args=args[:1])
    assert page in member.get(overview).text
    words = {"gives_text": "a room", "gains_text": "seats", "from_on": "2027-03-15", "reason": ""}
    assert "Enter the reason for the change" in shown(member.post(change, words))
    assert "The state will answer" in shown(member.post(change, words | {"reason": "The aide left."}, follow=True))
    assert "Cancel it to propose another one" in shown(member.get(change))
    officer = signed_in(client, an_officer("Ida Moss"))
    assert "Answer a proposed change to a promise of Harlan Valley" in shown(officer.get("/my/"))
    assert "Change proposed: waiting for the state" in shown(officer.get(overview))
    answer = reverse("awards:promise_answer", args=[*args, PromiseChange.objects.get().pk])
    assert "Enter the reason" in shown(officer.post(answer, {"accepts": "no", "reason": ""}))
    assert "Ida Moss, March 1, 2027" in shown(officer.post(answer, {"accepts": "yes", "reason": ""}, follow=True))
    file = officer.get(reverse("awards:award_download", args=[args[0], "promises"]))
    assert ",2027-03-14," in b"".join(file.streaming_content).decode()
    assert len(queries_of(officer, page)) == 8


@db
def test_the_log_proves_changes_of_promises(award):
    answered(changed(award))
    call_command("verify_audit")
    PromiseChange.objects.update(gives_text="Nothing")
    with pytest.raises(CommandError, match="Change"):
        call_command("verify_audit")


@pytest.fixture
def world(db):
    """An application of four members that is awarded $30,000, without votes and letters."""
    world = a_submitted_application()
    world.officer = an_officer()
    second = an_officer("Eve Stone")
    release = AwardRelease.objects.create(
        competition=world.application.competition, prepared_by=world.officer, prepared_at=LATER, confirmed_by=second,
        confirmed_at=LATER,
    )  # fmt: skip
    decision = BoardDecision.objects.create(
        application=world.application, outcome="yes", amount=30_000, reasons="Four members share.", state="decided",
        proposed_by=world.officer, proposed_at=LATER, countersigned_by=second, decided_at=LATER,
        release=release,
    )  # fmt: skip
    world.award = carry_out_decision(decision=decision, by=world.officer, at=LATER)
    return world


def test_an_accepted_amendment_changes_the_promises_whose_cells_it_changes(world):
    place = f"commitment:{world.activity.key}:{world.other.key}:1"
    changes = [
        (place, "gains.students", 9, 7),
        (f"activity:{world.activity.key}", "title", "Shared calculus", "Calculus"),
    ]
    amendment = ask(world, "activity_changed", world.activity.key, *changes)
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    answer_amendment(amendment=amendment, accepts=True, reason="Seen.", by=world.officer, at=LATER)

    first, second = Promise.objects.of(world.award).filter(participant=world.other)
    assert (first.gains_students, second.gains_students, second.activity) == (9, 7, "Calculus")
    assert second.reason == "Amendment 1: The room is only free in the fall."
    assert Promise.objects.of(world.award).current().count() == len(cells_of(amendment.content))
    call_command("verify_audit")


def test_a_member_that_an_amendment_takes_out_promises_nothing_more_and_its_amount_is_divided_again(world):
    leave(world)
    accepted(world)
    assert not Promise.objects.of(world.award).current().filter(participant=world.gone).exists()
    assert Promise.objects.of(world.award).filter(participant=world.gone, ends_on=LATER.date()).exists()
    said = blockers_of(members_of_award(Award.objects.get()))
    assert any(line.startswith(f"{world.gone.name} left but still has a part of $") for line in said)


def test_a_member_that_takes_anothers_place_takes_over_its_promises_and_its_amount(world):
    leave(world)
    district = DistrictFactory()
    MembershipFactory(consortium=world.consortium, district=district)
    signer = AppointmentFactory(district=district).user
    before = Allocation.objects.get(participant=world.gone).amount
    amendment = propose_replacement(
        application=world.application, key=world.gone.key, successor=district.leaid, reason="It left.", by=world.lead,
        at=LATER,
    )  # fmt: skip
    new = Participant.objects.get(key=district.leaid)
    people = {one.pk: person for one, person in zip(world.participants, world.signers, strict=True)} | {new.pk: signer}
    for participant in Participant.objects.filter(key__in=amendment.touched):
        sign(participant, people[participant.pk])
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    answer_amendment(amendment=amendment, accepts=True, reason="Seen.", by=world.officer, at=LATER)

    (promise,) = Promise.objects.of(world.award).current().filter(participant=new)
    assert promise.replaces.participant_id == world.gone.pk
    assert promise.gives_text == promise.replaces.gives_text
    amounts = {one.participant_id: one.amount for one in Allocation.objects.of(world.award)}
    assert (amounts[new.pk], amounts[world.gone.pk], sum(amounts.values())) == (before, 0, 30_000)
