"""After the release: who gets which part of an award, and what happens before it starts."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.dates import day_in_words
from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from grants.actions.awards import accept_allocation, allocate_award, record_checklist, set_award_checklist, start_award
from grants.actions.board import countersign_decision
from grants.models import Allocation, Award, ChecklistItem, Promise
from grants.reads.award_reports import facts_of_awards
from grants.rules.allocation import MemberAmount, budget_by_member, problems_with_allocation, shares_of
from grants.rules.award_setup import ChecklistLine, checklist_lines, problems_with_checklist
from grants.rules.board import AwardLimits, VoteTally, problems_with_decision
from tests.factories import AppointmentFactory
from tests.grants.awarding import AGREED, an_award, an_award_by_rows, made_once, members_of, someone_at, started_by_rows
from tests.grants.builders import an_administrator, an_application, an_auditor, an_officer
from tests.grants.deciding import LATER, REASONS, decided, proposed, released, voted
from tests.grants.pages import queries_of, shown, signed_in

db = pytest.mark.django_db
# Another network than the one of the module's award.
ANOTHER = {"first": 10, "name": "Stone Ridge Network"}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """An award of $30,000 to three members ($9,756, $10,000, and $10,244), released, made once for all tests."""
    with made_once(django_db_blocker, an_award) as award:
        yield award


@pytest.fixture
def award(made, db):
    return Award.objects.for_page().get(pk=made.pk)


def amounts_of(award):
    return [one.amount for one in Allocation.objects.of(award)]


def divided(award, *amounts, by=None, revision=None):
    rows = Allocation.objects.of(award)
    return allocate_award(
        award=award, amounts=dict(zip([row.pk for row in rows], amounts, strict=True)),
        revision=award.revision if revision is None else revision, by=by or someone_at(award), at=LATER,
    )  # fmt: skip


def decided_again(award, outcome, amount):
    decision = proposed(
        award.application, an_officer("Dee Marsh"), outcome, amount, seen=award.decision_id,
        replacement_reason="The fund is smaller.",
    )  # fmt: skip
    countersign_decision(decision=decision, by=an_officer("Eve Stone"), at=LATER)


def test_an_award_is_divided_like_the_budget_and_adds_up_to_the_dollar():
    assert shares_of(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert shares_of(10, {"a": 1, "b": 3, "c": 2}) == {"a": 2, "b": 5, "c": 3}
    assert shares_of(61_500, {"a": 20_000, "b": 20_500, "c": 21_000}) == {"a": 20_000, "b": 20_500, "c": 21_000}
    assert shares_of(7, {"a": 0, "b": 0}) == {"a": 7, "b": 0}


def test_no_member_gets_less_than_it_has_claimed_when_an_award_is_divided_anew():
    assert shares_of(100, {"a": 1, "b": 1, "c": 2}, {"a": 60}) == {"a": 60, "b": 13, "c": 27}
    # Once the first has its claims, the second would fall below its own.
    assert shares_of(100, {"a": 1, "b": 1, "c": 2}, {"a": 60, "b": 20}) == {"a": 60, "b": 20, "c": 20}
    assert shares_of(100, {"a": 0, "b": 1}, {"a": 100, "b": 0}) == {"a": 100, "b": 0}
    limits = AwardLimits(requested=100, most=None, left=None, claimed=40)
    decision = {"outcome": "yes", "conditions": "", "reasons": REASONS, "limits": limits, "tally": VoteTally(1, 0, 0)}
    assert problems_with_decision(amount=40, **decision) == []
    assert problems_with_decision(amount=39, **decision) == [
        "Members have $40 in claims on this award. Enter at least that."
    ]


def test_money_for_others_than_members_goes_through_the_lead():
    packet = {
        "participants": [{"key": "b", "role": "member"}, {"key": "a", "role": "lead"}],
        "budget": [
            {"source": "grant", "payee": "b", "amount": 500},
            {"source": "grant", "payee": None, "amount": 300},
            {"source": "match", "payee": "b", "amount": 9_000},
            {"source": "grant", "payee": "a", "amount": None},
        ],
    }
    assert budget_by_member(packet) == {"b": 500, "a": 300}


def test_amounts_that_do_not_add_up_are_refused_in_words():
    assert problems_with_allocation([MemberAmount("Otter Run", 40, 0), MemberAmount("Elk Lick", 60, 0)], 100) == []
    assert problems_with_allocation([MemberAmount("Otter Run", 40, 45), MemberAmount("Elk Lick", 61, 0)], 100) == [
        "Otter Run has $45 in claims, so it needs at least that amount.",
        "The amounts add up to $101, which is $1 more than the award of $100.",
    ]


@db
def test_a_release_makes_the_award_with_amounts_checklists_and_promises(award):
    assert (award.amount, award.get_status_display()) == (30_000, "Being prepared")
    assert (award.starts_on, award.ends_on) == (datetime.date(2026, 8, 1), datetime.date(2028, 6, 30))
    assert amounts_of(award) == [9_756, 10_000, 10_244]
    assert ChecklistItem.objects.of(award).count() == 12
    promise = Promise.objects.of(award).first()
    assert (promise.participant.name, promise.activity) == ("Mill Creek Local School District", "Shared calculus")
    assert (promise.gives_kind, promise.gains_students, promise.gains_grades) == ("staff", 6, "9-12")
    assert Promise.objects.of(award).current().count() == 6


@db
def test_what_is_not_awarded_and_not_released_has_no_award():
    refusal, waiting = an_application(**ANOTHER), an_application(first=20, name="Third Network")
    decided(refusal, "no")
    released(refusal.competition, reason="The others need another meeting.")
    decided(waiting)
    assert not Award.objects.filter(application__in=[refusal, waiting]).exists()


@db
def test_decisions_that_an_earlier_version_released_get_their_award_once(award):
    Promise.objects.all().delete()
    ChecklistItem.objects.all().delete()
    Allocation.objects.all().delete()
    award.delete()
    call_command("send_reminders")
    call_command("send_reminders")
    assert amounts_of(Award.objects.get()) == [9_756, 10_000, 10_244]


@db
def test_a_later_decision_changes_the_amount_or_revokes_the_award(award):
    award = started_by_rows(award)
    decided_again(award, "yes", 20_000)
    award.refresh_from_db()
    assert (award.amount, award.is_active) == (30_000, True)  # pending until its release
    released(award.application.competition)
    award.refresh_from_db()
    assert (award.amount, award.get_status_display()) == (20_000, "Being prepared")
    assert amounts_of(award) == [6_504, 6_667, 6_829]
    decided_again(award, "hold", None)
    released(award.application.competition)
    voted(award.application, "no", "no")
    award.refresh_from_db()
    decided_again(award, "no", None)
    released(award.application.competition)
    award.refresh_from_db()
    assert award.get_status_display() == "Revoked"


@db
def test_a_later_hold_stops_an_award_and_a_yes_to_the_same_amount_resumes_it(award, client):
    award = started_by_rows(award)
    accepted = Allocation.objects.of(award)[0]
    accept_allocation(allocation=accepted, amount=9_756, by=someone_at(award), at=LATER)
    decided_again(award, "hold", None)
    released(award.application.competition)
    award.refresh_from_db()
    assert (award.get_status_display(), award.is_active) == ("On hold", False)
    with pytest.raises(Unready, match="on hold"):
        divided(award, 20_000, 5_000, 5_000)
    args = [award.application.reference]
    lead = signed_in(client, someone_at(award))
    page = shown(lead.get(reverse("awards:award_allocate", args=args)))
    assert "This award is on hold." in page
    assert "Save amounts" not in page
    assert "no member can claim money or report" in shown(lead.get(reverse("awards:claim_list", args=args)))
    second = Allocation.objects.of(award)[1]
    with pytest.raises(Unready, match="on hold"):
        accept_allocation(allocation=second, amount=second.amount, by=someone_at(award, 1), at=LATER)
    assert not Allocation.objects.to_accept_by(someone_at(award, 1)).exists()
    award = Award.objects.for_page().get(pk=award.pk)
    decided_again(award, "yes", 30_000)
    released(award.application.competition)
    award.refresh_from_db()
    assert award.get_status_display() == "Active"
    assert Allocation.objects.of(award)[0].accepted_at == LATER


@db
def test_the_lead_divides_the_award_and_members_accept_what_they_did_not_sign():
    award = an_award(amount=61_500, **ANOTHER)
    assert [one.is_agreed for one in Allocation.objects.of(award)] == [True, True, True]  # as signed
    second = someone_at(award, 1)
    divided(award, 20_000, 21_500, 20_000)
    (email,) = OutgoingEmail.objects.filter(to_user=second, kind="awards: amount to accept")
    assert "would receive $21,500" in email.body
    allocation = Allocation.objects.of(award)[1]
    with pytest.raises(Unready, match="changed this after you opened"):
        accept_allocation(allocation=allocation, amount=20_500, by=second, at=LATER)
    with pytest.raises(Refused, match="Only authorized signers for"):
        accept_allocation(allocation=allocation, amount=21_500, by=someone_at(award), at=LATER)
    accept_allocation(allocation=allocation, amount=21_500, by=second, at=LATER)
    assert [one.is_agreed for one in Allocation.objects.of(award)] == [True, True, False]


@db
def test_only_the_lead_divides_and_only_what_it_saw(award):
    with pytest.raises(Refused, match="Only people with a role in Mill Creek"):
        divided(award, 10_000, 10_000, 10_000, by=someone_at(award, 1))
    with pytest.raises(Unready, match=r"add up to \$29,999, which is \$1 less than the award of \$30,000"):
        divided(award, 10_000, 10_000, 9_999)
    divided(award, 10_000, 10_000, 10_000)
    with pytest.raises(Unready, match="changed this after you opened"):
        divided(award, 30_000, 0, 0, revision=0)


@db
def test_an_award_starts_when_all_members_are_ready():
    award, officer = an_award(amount=61_500, **ANOTHER), an_officer("Gil Hart")
    agreement = {"agreement_number": "GA-1", "agreed_on": AGREED, "at": LATER}
    with pytest.raises(Unready, match="Coal Run Local School District has 4 items to do on its checklist"):
        start_award(award=award, by=officer, **agreement)
    for place, member in enumerate(members_of(award)):
        done = dict.fromkeys(range(4), AGREED)
        record_checklist(award=award, participant=member, done=done, by=someone_at(award, place), at=LATER)
    stranger = AppointmentFactory().user
    with pytest.raises(Refused, match="Only grants officers and administrators"):
        start_award(award=award, by=stranger, **agreement)
    assert start_award(award=award, by=officer, **agreement).is_active
    assert OutgoingEmail.objects.filter(kind="awards: started").count() == 3


@db
def test_an_officer_who_once_worked_for_a_member_neither_sees_nor_starts_the_award(award):
    officer = an_officer("Gil Hart")
    AppointmentFactory(
        district=members_of(award)[1].district,
        user=officer,
        starts_on=datetime.date(2024, 1, 1),
        ends_on=datetime.date(2025, 1, 1),
    )
    assert not Award.objects.visible_to(officer).exists()
    with pytest.raises(Refused, match="so another official must do this"):
        start_award(award=award, agreement_number="GA-1", agreed_on=AGREED, by=officer, at=LATER)


@db
def test_a_member_fills_in_only_its_own_checklist_and_no_future_day(award):
    first, second = members_of(award)[:2]
    with pytest.raises(Refused, match="Only people with a role in Harlan Valley"):
        record_checklist(award=award, participant=second, done={0: AGREED}, by=someone_at(award), at=LATER)
    tomorrow = LATER.date() + datetime.timedelta(days=1)
    with pytest.raises(Unready, match="isn’t in the future"):
        record_checklist(award=award, participant=first, done={0: tomorrow}, by=someone_at(award), at=LATER)


@db
def test_a_round_lists_what_its_members_do():
    application = an_application(**ANOTHER)
    pen = {"competition": application.competition, "by": an_officer(), "at": LATER}
    with pytest.raises(Unready, match="listed twice"):
        set_award_checklist(lines=[ChecklistLine("Vendor number"), ChecklistLine("vendor  number")], **pen)
    day = datetime.date(2026, 8, 1)
    lines = [ChecklistLine("The vendor number is on file", 10), ChecklistLine(""), ChecklistLine("Assurances", on=day)]
    set_award_checklist(lines=lines, **pen)
    decided(application)
    released(application.competition)
    items = ChecklistItem.objects.of(Award.objects.get(application=application))
    in_ten_days = LATER.date() + datetime.timedelta(days=10)
    assert [(item.item, item.due_on) for item in items] == [
        ("The vendor number is on file", in_ten_days), ("Assurances", day),
    ] * 3  # fmt: skip


def test_an_item_of_a_checklist_is_due_some_days_after_the_award_or_on_a_date():
    stored = [{"days": 10, "on": None}, {"days": None, "on": "2026-08-01"}]
    lines = checklist_lines(["Vendor number", "Assurances", "Bank account"], stored)
    made_on = datetime.date(2026, 4, 25)
    assert [line.due_on(made_on) for line in lines] == [datetime.date(2026, 5, 5), datetime.date(2026, 8, 1), None]
    assert [line.as_stored() for line in lines[:2]] == stored
    assert problems_with_checklist(lines) == []
    both = ChecklistLine("Both", 10, made_on)
    assert problems_with_checklist([both]) == ["Enter a number of days or a date for an item, not both."]
    assert problems_with_checklist([ChecklistLine("Late", 731)]) == ["Enter at most 730 days."]


@db
def test_officers_enter_due_dates_and_members_see_them_on_their_checklist_and_on_my_work(client, time_machine):
    time_machine.move_to(LATER)
    application = an_application(**ANOTHER)
    page = reverse("awards:round_checklist", args=[application.competition.slug])
    officer = signed_in(client, an_officer("Ida Moss"))
    assert "The state has the vendor number" in officer.get(page).text
    assert "Enter what the member does for item 2" in shown(
        officer.post(page, {"item_1": "Vendor number", "days_2": "3"})
    )
    officer.post(page, {"item_1": "Vendor number", "days_1": "3"})
    decided(application)
    released(application.competition)
    award = Award.objects.for_page().get(application=application)
    args = [application.reference, members_of(award)[1].key]
    person = someone_at(award, 1)
    due = f"Due {day_in_words(LATER.date() + datetime.timedelta(days=3))}."
    assert due in shown(signed_in(client, person).get(reverse("awards:award_checklist", args=args)))
    time_machine.move_to(LATER + datetime.timedelta(days=5))
    assert "Overdue" in shown(signed_in(client, person).get("/my/"))
    facts = facts_of_awards([award], LATER.date() + datetime.timedelta(days=5))[0].follow_up
    assert (facts.checklists_overdue, facts.first_award) == (3, 1)


@db
def test_members_and_officials_read_the_award_and_act_on_its_pages(award, client):
    address = reverse("awards:award_overview", args=[award.application.reference])
    page = shown(signed_in(client, someone_at(award, 1)).get(address))
    for words in ("Harlan Valley Local School District hasn’t accepted its amount of $10,000.", "0 of 4 done"):
        assert words in page
    assert page.count("Accept $") == 1
    own, others = page.split("What other members do before the award starts")
    assert "Harlan Valley" in own.split("What you do before the award starts")[1]
    assert "Harlan Valley Local School District has" not in others
    accept = reverse("awards:allocation_accept", args=[award.application.reference, Allocation.objects.of(award)[1].pk])
    assert "accepted $10,000" in shown(client.post(accept, {"amount": "10000"}, follow=True))
    for reader in (an_auditor(), an_administrator()):
        page = shown(signed_in(client, reader).get(address))
        assert "Accept $" not in page
        assert "What you do" not in page


@db
def test_in_a_large_award_the_promises_of_other_members_are_folded_and_the_readers_own_come_first(client):
    large = an_award_by_rows(9, starts=False, **ANOTHER)
    args, own = [large.application.reference], Allocation.objects.of(large)[1].participant.name
    page = shown(signed_in(client, someone_at(large, 1)).get(reverse("awards:award_overview", args=args)))
    first = Allocation.objects.of(large)[0].participant.name
    table = page.split("Members and their parts of the award")[1]
    assert table.index(own) < table.index("Parts of 8 other members") < table.index(first)
    assert "Promises of 8 other members" in page
    assert own in page.split("What each member promised")[1].split("Promises of 8")[0]
    assert first not in page.split("What each member promised")[1].split("Promises of 8")[0]
    assert "Promises of 9 members" in shown(
        signed_in(client, an_officer("Gil Hart")).get(reverse("awards:award_overview", args=args))
    )
    claims = shown(signed_in(client, someone_at(large, 1)).get(reverse("awards:claim_list", args=args)))
    assert "Your members can claim money once the award starts." in claims


@db
def test_the_pages_cost_the_same_for_more_members_and_for_more_awards(award, client):
    large, officer = an_award_by_rows(4, starts=False, **ANOTHER), an_officer("Gil Hart")
    for one in (award, large):
        person = signed_in(client, someone_at(one, 1))
        assert len(queries_of(person, reverse("awards:award_overview", args=[one.application.reference]))) == 10
    assert len(queries_of(signed_in(client, officer), reverse("awards:award_worklist"))) == 10
