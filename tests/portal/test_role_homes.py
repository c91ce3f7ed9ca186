"""My work of auditors, board members, and officials: what waits, by when, and how far they are."""

import datetime

import pytest

from accounts.models import Role
from audit.log import record
from grants.actions.award_releases import release_awards
from grants.actions.reinstatements import propose_reinstatement
from grants.actions.slates import enter_slate, prepare_slate, vote_on_slate
from grants.models import LogCheck
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import an_administrator, an_application, an_auditor, an_officer
from tests.grants.deciding import LATER, REASONS, a_board_member, decided, proposed, voted
from tests.grants.pages import signed_in
from tests.grants.screening import ineligible

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def a_day_after_the_deadline(time_machine):
    time_machine.move_to(LATER, tick=False)


def my_work(client, person):
    return signed_in(client, person).get("/my/").context["page"]


def tasks(client, person):
    return [(task.text, task.url) for task in my_work(client, person).tasks if "assigned" not in task.text]


# ---- officials ----


def test_a_decision_waits_for_an_official_other_than_the_one_who_entered_it(client):
    application, first = an_application(), an_officer("Dee Marsh")
    voted(application, "yes")
    proposed(application, first)
    slug = application.competition.slug
    waits = (
        f"Countersign or cancel the board’s decision on {application.reference}.",
        f"/competitions/{slug}/board/{application.reference}/",
    )

    assert waits in tasks(client, an_officer("Eve Stone"))
    assert waits in tasks(client, an_administrator())
    assert waits not in tasks(client, first)
    assert waits not in tasks(client, an_auditor())
    assert waits not in tasks(client, a_board_member())


def test_a_decision_on_ones_own_district_is_no_task_and_shows_nowhere(client):
    application, officer = an_application(), an_officer("Eve Stone")
    AppointmentFactory(user=officer, district=application.participants.first().district)
    voted(application, "yes")
    proposed(application, an_officer("Dee Marsh"))

    assert not [one for one in tasks(client, officer) if "Countersign" in one[0]]


def test_several_decisions_of_a_round_are_one_task_with_the_due_date_of_the_round(client):
    applications = [an_application(first=10 * number, name=f"Network {number}") for number in range(2)]
    competition = applications[0].competition
    competition.decision_days = 90
    competition.save()
    for application in applications:
        voted(application, "yes")
        proposed(application, an_officer("Dee Marsh"))

    (task,) = [one for one in my_work(client, an_officer("Eve Stone")).tasks if "Countersign" in one.text]

    assert (task.text, task.url) == (
        "Countersign or cancel 2 decisions of the board.", f"/competitions/{competition.slug}/board/",
    )  # fmt: skip
    assert task.due.date() >= competition.closes_at.date() + 90 * DAY


def test_a_slate_and_a_release_wait_for_another_official_who_has_no_district_in_the_round(client):
    application, other = an_application(), an_application(first=10, name="Network 2")
    competition, first = application.competition, an_officer("Dee Marsh")
    slate = prepare_slate(
        competition=competition, references=[application.reference], outcome="no", reasons=REASONS, notes={}, by=first,
        at=LATER,
    )  # fmt: skip
    vote_on_slate(slate=slate, choice="yes", by=a_board_member(), at=LATER)
    enter_slate(slate=slate, by=first, at=LATER)
    conflicted = an_officer("Fay North")
    AppointmentFactory(user=conflicted, district=other.participants.first().district)
    waits = (
        "Countersign or cancel 1 decision of a slate of the board.",
        f"/competitions/{competition.slug}/board/slates/{slate.pk}/",
    )

    assert waits in tasks(client, an_officer("Eve Stone"))
    assert waits not in tasks(client, conflicted)
    assert waits not in tasks(client, first)


def test_a_release_waits_for_an_official_other_than_the_one_who_prepared_it(client):
    application, administrator = an_application(), an_administrator()
    decided(application)
    release_awards(competition=application.competition, by=administrator, at=LATER)
    name, slug = application.competition.name, application.competition.slug
    waits = (f"Confirm or cancel the release of decisions for {name}.", f"/competitions/{slug}/board/release/")

    assert waits in tasks(client, an_officer("Gil Frost"))
    assert waits not in tasks(client, administrator)


def test_a_reinstatement_waits_for_an_official_other_than_the_one_who_proposed_it(client):
    application, first = ineligible(an_application()), an_officer("Gus Hale")
    propose_reinstatement(
        application=application, stage="screen", ground="clerical", reason="It was typed wrong.", by=first, at=LATER
    )
    waits = (
        f"Confirm or cancel the reinstatement of {application.reference}.",
        f"/competitions/{application.competition.slug}/reinstate/screen/{application.reference}/",
    )

    assert waits in tasks(client, an_administrator())
    assert waits not in tasks(client, first)


# ---- board members ----


def test_a_board_member_votes_on_a_slate_until_the_own_vote_is_cast(client):
    application, member = an_application(), a_board_member()
    slate = prepare_slate(
        competition=application.competition, references=[application.reference], outcome="no", reasons=REASONS,
        notes={}, by=an_officer("Dee Marsh"), at=LATER,
    )  # fmt: skip
    name, slug = application.competition.name, application.competition.slug
    waits = (f"Vote on a slate of applications for {name}.", f"/competitions/{slug}/board/slates/{slate.pk}/")

    assert tasks(client, member) == [
        waits, (f"Vote on applications for {name}: 0 of 1 voted on.", f"/competitions/{slug}/board/"),
    ]  # fmt: skip
    vote_on_slate(slate=slate, choice="yes", by=a_board_member("Ola Finch"), at=LATER)
    assert waits in tasks(client, member)
    vote_on_slate(slate=slate, choice="yes", by=member, at=LATER)
    assert tasks(client, member) == []


# ---- auditors ----


def rows_of_log(client, auditor):
    return [tuple(row) for row in my_work(client, auditor).log]


def test_an_auditor_reads_when_the_log_was_checked_what_is_new_and_what_is_unusual(client):
    # By then, it is past noon in the state, so that three hours ago is today.
    today = LATER.date().isoformat()
    auditor = StateRoleFactory(role=Role.AUDITOR).user
    record("person.sign_in_failed", "x@example.invalid", by="the sign-in page", at=LATER - 8 * DAY)
    assert rows_of_log(client, auditor) == [
        ("No one has run a check of the log yet.", "/audit/check/"),
        ("0 entries today.", f"/audit/?first={today}&last={today}"),
        (
            "Nothing unusual in the last 7 days: no failed sign-ins, wrong codes, misdirected signing links, or "
            "changes to roles.",
            "/audit/",
        ),
    ]
    for days in (0, 1):
        record("person.sign_in_failed", "x@example.invalid", by="the sign-in page", at=LATER - days * DAY)
    LogCheck.objects.create(
        asked_by=auditor, asked_at=LATER, next_try_at=LATER, is_open=False, finished_at=LATER, result="broken",
        flaw="Entry 2 was changed.",
    )  # fmt: skip

    checked, new, unusual = rows_of_log(client, auditor)

    assert checked[0].startswith("The log or a record it covers was changed. Last checked")
    assert new == ("1 entry today.", f"/audit/?first={today}&last={today}")
    week = (LATER.date() - 7 * DAY).isoformat()
    assert unusual == (
        "2 failed sign-ins in the last 7 days.", f"/audit/?event=person.sign_in_failed&first={week}",
    )  # fmt: skip
    assert len(signed_in(client, auditor).get(unusual[1]).context["page"].object_list) == 2
    (task,) = my_work(client, auditor).tasks
    assert (task.text, task.about) == (
        "Find out what changed the audit log.",
        "Entry 2 was changed.",
    )


def test_an_auditor_with_a_conflict_doesnt_count_what_is_kept_from_the_auditor(client):
    application, auditor = an_application(), an_auditor()
    AppointmentFactory(user=auditor, district=application.participants.first().district, ends_on=LATER.date() - DAY)
    record("scoring.excluded", application, by="a test", at=LATER)

    assert not [text for text, _ in rows_of_log(client, auditor) if "exclusion" in text]
    assert [text for text, _ in rows_of_log(client, an_auditor()) if text.startswith("1 exclusion of scores")]


@pytest.mark.parametrize("count", [1, 3])
def test_an_auditors_page_takes_the_same_queries_for_any_number_of_entries(count, client, django_assert_num_queries):
    for number in range(count):
        record("role.given", f"Person {number}", by="a test", at=LATER)
    signed_in(client, an_auditor())

    with django_assert_num_queries(7):  # session, user, roles; own places twice, the last check, entries by event
        client.get("/my/")
