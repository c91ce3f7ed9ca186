"""Claims of members, their reports on what they promised, and what the public reads of the outcomes."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.award_reports import answer_claim, answer_report, record_payment, save_report, submit_claim
from grants.actions.awards import allocate_award
from grants.models import Allocation, Award, AwardReport, ChecklistItem, Claim, Promise, ReportedPromise
from grants.reads.award_reports import earlier_results, periods_of_award
from grants.rules.award_reports import PromiseLine, periods_of, problems_with_claim
from tests.grants.awarding import an_active_award, an_award_by_rows, made_once, members_of, someone_at
from tests.grants.builders import an_application, an_officer
from tests.grants.deciding import LATER
from tests.grants.pages import queries_of, shown, signed_in

db = pytest.mark.django_db
DAY = datetime.date
IN_YEAR_ONE = datetime.datetime(2027, 3, 1, 15, 0, tzinfo=datetime.UTC)
PAGES = ("claim_list", "report_list")
AFTER_YEAR_ONE = datetime.datetime(2027, 7, 2, 15, 0, tzinfo=datetime.UTC)
LATE = datetime.datetime(2027, 9, 15, 15, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """An active award of $61,500 to three members ($20,000, $20,500, and $21,000), made once for all tests."""
    with made_once(django_db_blocker, lambda: an_active_award(amount=61_500)) as award:
        yield award


@pytest.fixture
def award(made, db):
    return Award.objects.for_page().get(pk=made.pk)


def claimed(award, place=0, amount=1_000, by=None, **changes):
    what = {"category": "personnel", "spent_from": DAY(2026, 9, 1), "spent_to": DAY(2027, 1, 31), "what": "Aide"}
    by = by or someone_at(award, place)
    return submit_claim(
        award=award, participant=members_of(award)[place], amount=amount, **what | changes, by=by, at=IN_YEAR_ONE
    )


def lines_of(award, place, *results, before=4, now=12, why="A teacher left."):
    promises = [one for one in Promise.objects.of(award).current() if one.participant == members_of(award)[place]]
    return [
        PromiseLine(one.pk, result, "" if result == "kept" else why, before, now, "9900001")
        for one, result in zip(promises, results, strict=True)
    ]


def reported(award, place, *results, submits=True, revision=0, by=None, at=AFTER_YEAR_ONE, **numbers):
    return save_report(
        award=award, participant=members_of(award)[place], period=periods_of_award(award)[0],
        lines=lines_of(award, place, *results, **numbers), revision=revision, submits=submits,
        by=by or someone_at(award, place), at=at,
    )  # fmt: skip


def accepted(report):
    return answer_report(report=report, accepts=True, reason="", by=an_officer("Gil Hart"), at=LATE)


def test_members_report_on_each_school_year_within_sixty_days():
    assert periods_of(DAY(2026, 8, 1), DAY(2028, 6, 30)) == [
        (1, DAY(2026, 8, 1), DAY(2027, 6, 30), DAY(2027, 8, 29)),
        (2, DAY(2027, 7, 1), DAY(2028, 6, 30), DAY(2028, 8, 29)),
    ]
    assert [one.ends_on for one in periods_of(DAY(2026, 6, 30), DAY(2026, 7, 1))] == [DAY(2026, 6, 30), DAY(2026, 7, 1)]
    assert periods_of(None, DAY(2028, 6, 30)) == []


def test_a_claim_is_of_money_that_was_spent_within_the_project_and_is_left():
    day = {"spent_from": DAY(2026, 9, 1), "spent_to": DAY(2026, 9, 30), "on": DAY(2026, 10, 1)}
    project = {"period": (DAY(2026, 8, 1), DAY(2028, 6, 30))}
    assert problems_with_claim(amount=500, left=500, **day, **project) == []
    assert "Enter at most $500" in problems_with_claim(amount=501, left=500, **day, **project)[0]
    assert len(problems_with_claim(amount=1, left=1, **day | {"spent_to": DAY(2026, 8, 1)}, **project)) == 1
    assert len(problems_with_claim(amount=1, left=1, **day | {"on": DAY(2026, 9, 29)}, **project)) == 1
    assert len(problems_with_claim(amount=1, left=1, **day | {"spent_from": DAY(2026, 7, 31)}, **project)) == 1


@db
def test_claims_never_exceed_a_members_part_and_returned_ones_free_it(award):
    officer = an_officer("Ida Moss")
    first = claimed(award, amount=15_000)
    with pytest.raises(Unready, match=r"at most \$5,000"):
        claimed(award, amount=5_001)
    with pytest.raises(Refused, match="Only people with a role in Mill Creek"):
        claimed(award, by=someone_at(award, 1))
    with pytest.raises(Unready, match="Enter the reason"):
        answer_claim(claim=first, accepts=False, reason=" ", by=officer, at=LATE)
    with pytest.raises(Refused, match="Only grants officers and administrators"):
        answer_claim(claim=first, accepts=True, reason="", by=someone_at(award), at=LATE)
    answer_claim(claim=first, accepts=False, reason="No invoice.", by=officer, at=LATE)
    assert OutgoingEmail.objects.filter(kind="awards: claim returned").exists()
    with pytest.raises(Unready, match="already answered"):
        answer_claim(claim=first, accepts=True, reason="", by=officer, at=LATE)
    second = claimed(award, amount=20_000)
    answer_claim(claim=second, accepts=True, reason="", by=officer, at=LATE)
    keys = [row.pk for row in Allocation.objects.of(award)]
    with pytest.raises(Unready, match=r"has \$20,000 in claims"):
        allocate_award(
            award=award, amounts=dict(zip(keys, (19_999, 21_501, 20_000), strict=True)), revision=award.revision,
            by=someone_at(award), at=LATE,
        )  # fmt: skip


@db
def test_a_report_needs_every_promise_and_a_reason_for_what_was_not_kept(award):
    draft = reported(award, 1, "kept", "", submits=False)
    with pytest.raises(Unready, match="choose whether the promise was kept, changed, or missed"):
        reported(award, 1, "kept", "", revision=draft.revision)
    with pytest.raises(Unready, match="explain why the promise was missed"):
        reported(award, 1, "kept", "missed", why="", revision=draft.revision)
    with pytest.raises(Unready, match="enter how many students have access now"):
        reported(award, 1, "kept", "kept", now=None, revision=draft.revision)
    with pytest.raises(Unready, match="changed this report"):
        reported(award, 1, "kept", "kept", revision=0)
    with pytest.raises(Refused, match="Only people with a role in Harlan Valley"):
        reported(award, 1, "kept", "kept", by=someone_at(award))
    with pytest.raises(Unready, match="hasn’t started yet"):
        reported(award, 1, "kept", "kept", at=LATER)
    report = reported(award, 1, "kept", "missed", revision=draft.revision)
    assert [line.result for line in report.lines.order_by("pk")] == ["kept", "missed"]
    with pytest.raises(Unready, match="This report has been submitted"):
        reported(award, 1, "kept", "kept", revision=report.revision)


@db
def test_a_returned_report_is_corrected_and_an_accepted_one_stays(award):
    officer = an_officer("Ida Moss")
    report = reported(award, 0, "kept", "kept")
    answer_report(report=report, accepts=False, reason="Grades are missing.", by=officer, at=LATE)
    assert OutgoingEmail.objects.filter(kind="awards: report returned").exists()
    report.refresh_from_db()
    again = accepted(reported(award, 0, "kept", "changed", revision=report.revision))
    with pytest.raises(Unready, match="This report has been submitted"):
        reported(award, 0, "kept", "kept", revision=again.revision)


@db
def test_each_members_people_are_reminded_of_a_report_once_its_period_is_over(award, time_machine):
    people = [someone_at(award, place) for place in range(3)]
    reported(award, 0, "kept", "kept")
    time_machine.move_to(AFTER_YEAR_ONE)
    call_command("send_reminders")
    call_command("send_reminders")
    due = OutgoingEmail.objects.filter(kind="awards: report due", to_user__in=people)
    assert sorted(email.to_user_id for email in due) == sorted(person.pk for person in people[1:])
    assert "By August 29, 2027" in due[0].body.replace("\n", " ")


@db
def test_the_public_reads_outcomes_of_accepted_reports_without_small_counts(award, client):
    address = reverse("registry:award_detail", args=[award.application.reference])
    waiting = reported(award, 0, "kept", "kept", before=0, now=14)
    assert "Students with access" not in shown(client.get(address))
    accepted(waiting)
    accepted(reported(award, 1, "kept", "missed", before=3, now=7))
    page = shown(client.get(address))
    assert "Students with access" in page
    file = client.get(reverse("registry:award_outcomes_csv", args=[award.application.reference]))
    rows = b"".join(file.streaming_content).decode().splitlines()
    assert [row.split(",", 2)[2] for row in rows[1:] if ",Welding" in row] == [
        "Mill Creek Local School District,Mill Creek Local School District,0,not shown",
        "Harlan Valley Local School District,Mill Creek Local School District,not shown,not shown",
        "All members,,not shown,21",
    ]
    assert ">7<" not in page
    assert ">3<" not in page


@db
def test_other_members_do_not_read_a_members_numbers(award, client):
    reported(award, 1, "kept", "kept", now=7)
    address = reverse("awards:report_detail", args=[award.application.reference, 1, members_of(award)[1].key])
    answers = {place: signed_in(client, someone_at(award, place)).get(address).status_code for place in range(3)}
    assert answers == {0: 200, 1: 200, 2: 403}
    assert signed_in(client, an_officer("Ida Moss")).get(address).status_code == 200


@db
def test_a_member_writes_and_an_officer_answers_a_report_on_its_page(award, client, time_machine):
    time_machine.move_to(AFTER_YEAR_ONE)
    address = reverse("awards:report_detail", args=[award.application.reference, 1, members_of(award)[1].key])
    member = signed_in(client, someone_at(award, 1))
    assert "a room with video equipment and an aide" in shown(member.get(address))
    keys = [one.pk for one in Promise.objects.of(award).current() if one.participant == members_of(award)[1]]
    words = {"revision": 0, "submit": "1"}
    for key in keys:
        words |= {f"result_{key}": "kept", f"before_{key}": "0", f"now_{key}": "15", f"offered_{key}": ""}
    assert "choose whether" in shown(member.post(address, words | {f"result_{keys[0]}": ""}))
    assert "The report was submitted." in shown(member.post(address, words, follow=True))
    officer = signed_in(client, an_officer("Ida Moss"))
    assert "Review the report from Harlan Valley" in shown(officer.get("/my/"))
    answer = reverse("awards:report_answer", args=[award.application.reference, 1, members_of(award)[1].key])
    assert "Enter the reason" in shown(officer.post(answer, {"accepts": "no", "reason": ""}, follow=True))
    officer.post(answer, {"accepts": "yes", "reason": ""})
    assert AwardReport.objects.get().is_accepted


@db
def test_a_member_claims_and_an_officer_answers_on_their_pages(award, client, time_machine):
    time_machine.move_to(IN_YEAR_ONE)
    args = [award.application.reference]
    new = reverse("awards:claim_new", args=[*args, members_of(award)[0].key])
    words = {
        "category": "personnel", "amount": "$1,500", "spent_from": "2026-09-01", "spent_to": "2027-01-31",
        "what": "An aide",
    }  # fmt: skip
    member = signed_in(client, someone_at(award))
    assert "Enter at most" in shown(member.post(new, words | {"amount": "99,000"}))
    assert "$18,500" in shown(member.post(new, words, follow=True))
    officer = signed_in(client, an_officer("Ida Moss"))
    officer.post(reverse("awards:claim_answer", args=[*args, Claim.objects.get().pk]), {"accepts": "yes"})
    assert "accepted $1,500 in claims" in shown(officer.get(reverse("awards:claim_list", args=args)))
    payment, paid = reverse("awards:claim_payment", args=[*args, Claim.objects.get().pk]), {"payment_number": "V-88"}
    assert "between the day the state accepted" in shown(officer.post(payment, paid | {"paid_on": "2027-02-28"}))
    assert "Paid March 1, 2027" in shown(officer.post(payment, paid | {"paid_on": "2027-03-01"}, follow=True))
    for kind, words in (("claims", "An aide"), ("allocations", ",1500,18500"), ("promises", "Shared calculus")):
        file = officer.get(reverse("awards:award_download", args=[*args, kind]))
        assert words in b"".join(file.streaming_content).decode()


@db
def test_officials_follow_facts_and_awards_with_most_points_come_first(award, client, time_machine):
    claimed(award)
    reported(award, 0, "kept", "kept")
    time_machine.move_to(LATE)
    page = shown(signed_in(client, an_officer("Ida Moss")).get(reverse("awards:award_worklist")))
    for fact in (
        "2 reports overdue",
        "1 claim to review",
        "1 report to review",
        "2 reports overdue (6 points)",
        "How points are counted",
    ):
        assert fact in page


@db
def test_a_later_application_quotes_what_its_members_kept(award):
    accepted(reported(award, 0, "kept", "missed"))
    other = an_application(2, first=0, name="Second Network", competition=a_later_round())
    quoted = earlier_results(other)
    assert quoted == [("Mill Creek Local School District", award.application.reference, 1, 0, 1)]


def a_later_round():
    return {
        "name": "Innovation Fund 2027", "opens_at": "2026-03-01T09:00", "closes_at": "2026-04-15T17:00",
        "project_starts_on": "2026-08-01", "project_ends_on": "2028-06-30",
        "ceilings": {"single": 1_000_000, "consortium": 15_000_000},
    }  # fmt: skip


@db
def test_the_pages_cost_the_same_for_more_members_and_for_more_awards(award, client):
    officer, worklist = an_officer("Ida Moss"), reverse("awards:award_worklist")
    one = len(queries_of(signed_in(client, officer), worklist))
    costs = []
    for each in (award, an_award_by_rows(4, first=10, name="Stone Ridge Network")):
        args, person = [each.application.reference], signed_in(client, someone_at(each, 1))
        costs.append([len(queries_of(person, reverse(f"awards:{page}", args=args))) for page in PAGES])
    assert costs[0] == costs[1] == [10, 9]
    an_award_by_rows(2, first=20, name="Otter Run Network")
    assert len(queries_of(signed_in(client, officer), worklist)) == one <= 12


@db
def test_officers_find_the_awards_in_progress_on_their_page(client):
    assert reverse("awards:award_worklist") in signed_in(client, an_officer("Ida Moss")).get("/my/").text


@db
def test_the_log_proves_awards_with_their_promises_claims_and_reports(award):
    first, report = claimed(award), reported(award, 0, "kept", "kept")
    answer_claim(claim=first, accepts=True, reason="", by=an_officer("Ida Moss"), at=LATE)
    accepted(report)
    record_payment(claim=first, paid_on=LATE.date(), payment_number="V-88", by=an_officer("Gil Hart"), at=LATE)
    call_command("verify_audit")
    for model, change, words in (
        (Allocation, {"amount": 1}, "The award of 26-0001 was changed"),
        (ChecklistItem, {"item": "Nothing"}, "The award of"),
        (Promise, {"gains_students": 600}, "The award of"),
        (Claim, {"amount": 9_000}, "Claim"),
        (ReportedPromise, {"students_now": 100}, "Report"),
    ):
        row = model.objects.first()
        before = {name: getattr(row, name) for name in change}
        model.objects.filter(pk=row.pk).update(**change)
        with pytest.raises(CommandError, match=words):
            call_command("verify_audit")
        model.objects.filter(pk=row.pk).update(**before)
    said = str(list(Entry.objects.filter(event__startswith="award.").values_list("detail", flat=True)))
    assert "students" not in said
    assert "Aide" not in said
