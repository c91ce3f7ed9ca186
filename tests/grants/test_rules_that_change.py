"""The rules of a published round change: with a reason, in public, and without taking anything away."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from consortia.states import MemberRole
from districts.states import Office
from grants.actions.application import reopen_application, start_application, submit_application
from grants.actions.officers import assign_application
from grants.actions.rounds import (
    RulesEdit,
    close_round_now,
    preview_change,
)
from grants.models import Competition, RulesVersion
from grants.states import Status
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    MembershipFactory,
    SchoolFactory,
    UserFactory,
)
from tests.grants.rounds import AFTER, SPRING, STORM, WEEK_LATER, an_officer, changed, published
from tests.grants.walking import CLOSES, WRITING, a_draft, a_network, a_round

pytestmark = pytest.mark.django_db


# --- changing what is published ------------------------------------------------------------------


def test_a_longer_deadline_is_a_version_with_its_reason_and_the_old_rules_stay():
    officer = an_officer()
    competition = published(officer)

    version = changed(competition, officer, closes_at=WEEK_LATER)

    first = RulesVersion.objects.get(number=1)
    assert (version.number, version.reason, version.by, version.at) == (2, STORM, officer, WRITING)
    assert version.changes == ["Deadline: Oct 7, 2026, 5:00 PM EDT. Before: Sep 30, 2026, 5:00 PM EDT."]
    assert datetime.datetime.fromisoformat(first.rules["closes_at"]) == CLOSES
    assert datetime.datetime.fromisoformat(version.rules["closes_at"]) == WEEK_LATER


def test_the_first_change_of_a_round_opened_by_a_command_keeps_the_rules_before_it():
    competition = a_round()

    changed(competition, an_officer(), ceiling_consortium=2_000_000)

    first, second = competition.versions.all()
    assert (first.rules["ceiling_consortium"], first.at, first.by) == (15_000_000, None, None)
    assert second.changes == ["Maximum award for a consortium: $2,000,000. Before: $15,000,000."]


@pytest.mark.parametrize("reason", ["", "Storm"])
def test_a_change_needs_a_reason(reason):
    officer = an_officer()

    with pytest.raises(Unready, match="Enter the reason"):
        changed(published(officer), officer, reason=reason, closes_at=WEEK_LATER)


def test_a_version_shows_every_difference_in_full(client):
    officer = an_officer()
    competition = published(officer)
    changed(competition, officer, questions={1: {"question": "Why? " * 30}}, decision_days=60)

    page = client.get(reverse("applicant:competition_rules", args=[competition.slug, 2]))

    assert [(row.label, row.after) for row in page.context["differences"]] == [
        ("Days after the deadline to decide", "60"),
        ("Question 1, question", ("Why? " * 30).strip()),
    ]
    assert "For every member, explain what the district or school does" in page.context["differences"][1].before
    assert "What changed in this version" in page.text
    first = client.get(reverse("applicant:competition_rules", args=[competition.slug, 1])).text
    assert "What changed in this version" not in first


def test_a_change_of_nothing_is_no_version():
    officer = an_officer()

    with pytest.raises(Unready, match="Nothing changed"):
        changed(published(officer), officer, closes_at=CLOSES)


def test_a_long_wording_is_not_repeated_in_the_list_of_changes():
    officer = an_officer()

    version = changed(published(officer), officer, questions={1: {"question": "Why? " * 30}})

    assert version.changes == ["Question 1, question: the wording changed."]


def test_an_opening_that_was_is_not_moved():
    officer = an_officer()

    with pytest.raises(Unready, match="so its opening date can’t change"):
        changed(published(officer), officer, opens_at=WRITING)


def test_a_deadline_is_not_moved_into_the_past():
    officer = an_officer()

    with pytest.raises(Unready, match="Choose a deadline that hasn’t passed"):
        changed(published(officer), officer, closes_at=WRITING - datetime.timedelta(minutes=1))


def test_after_the_deadline_only_the_deadline_can_change():
    officer = an_officer()
    competition = published(officer)

    with pytest.raises(Unready, match="You can only extend its deadline"):
        changed(competition, officer, at=AFTER, ceiling_consortium=1)
    changed(competition, officer, at=AFTER, closes_at=WEEK_LATER)


def test_a_round_in_review_is_not_opened_again():
    officer, world = an_officer(), a_draft()
    submit_application(application=world.application, by=world.lead, at=WRITING)
    assign_application(application=world.application, by=officer, at=AFTER)

    with pytest.raises(Unready, match="officers have started to review"):
        changed(world.application.competition, officer, at=AFTER, closes_at=WEEK_LATER)


def test_an_officer_whose_district_applies_does_not_move_the_deadline():
    world = a_draft()
    officer = an_officer()
    AppointmentFactory(user=officer, district=world.districts[1])

    with pytest.raises(Refused, match="another officer changes its rules"):
        changed(world.application.competition, officer, closes_at=WEEK_LATER)


def test_a_deadline_can_not_be_taken_away():
    officer = an_officer()

    with pytest.raises(Unready, match="Enter the deadline"):
        changed(published(officer), officer, closes_at=None)


def test_the_preview_says_what_changes_and_writes_nothing():
    officer = an_officer()
    competition = published(officer)

    preview = preview_change(competition=competition, edit=RulesEdit({"closes_at": WEEK_LATER}), by=officer, at=WRITING)

    assert preview == (["Deadline: Oct 7, 2026, 5:00 PM EDT. Before: Sep 30, 2026, 5:00 PM EDT."], [])
    assert Competition.objects.get().closes_at == CLOSES


# --- applicants ----------------------------------------------------------------------------------


def test_everyone_who_writes_in_the_round_gets_one_email(django_capture_on_commit_callbacks):
    world, other = a_draft(), UserFactory()

    with django_capture_on_commit_callbacks(execute=True):
        changed(world.application.competition, an_officer(), closes_at=WEEK_LATER)

    told = OutgoingEmail.objects.filter(kind="rules changed")
    assert {email.to for email in told} == {world.lead.email, world.treasurer.email}
    assert other.email not in {email.to for email in told}
    body = told[0].body
    assert "Deadline: Oct 7, 2026, 5:00 PM EDT. Before: Sep 30, 2026, 5:00 PM EDT." in body
    assert STORM in body
    assert world.application.reference in body
    assert len(mail.outbox) == 2


def test_a_lead_school_and_its_district_both_get_the_email():
    school = SchoolFactory()
    consortium = ConsortiumFactory()
    MembershipFactory(consortium=consortium, district=None, school=school, role=MemberRole.LEAD)
    principal = AppointmentFactory(district=None, school=school, kind=Office.PRINCIPAL).user
    superintendent = AppointmentFactory(district=school.district).user
    AppointmentFactory()
    competition = a_round()
    start_application(competition=competition, consortium=consortium, by=principal, at=WRITING)

    changed(competition, an_officer(), closes_at=WEEK_LATER)

    assert {email.to for email in OutgoingEmail.objects.all()} == {principal.email, superintendent.email}


def test_an_application_submitted_after_the_old_deadline_counts_once_it_is_extended():
    world = a_draft()
    with pytest.raises(Unready, match="This round closed"):
        submit_application(application=world.application, by=world.lead, at=AFTER)
    changed(world.application.competition, an_officer(), at=AFTER, closes_at=WEEK_LATER)

    assert submit_application(application=world.application, by=world.lead, at=AFTER).number == 1


def test_closing_early_takes_away_no_submitted_application():
    world, late = a_draft(), a_network()
    submit_application(application=world.application, by=world.lead, at=WRITING)
    reopen_application(application=world.application, by=world.lead, at=WRITING)
    competition = world.application.competition
    officer, noon = an_officer(), WRITING + datetime.timedelta(hours=1)

    close_round_now(
        competition=competition, reason="The fund is cut by the legislature.", revision=0, by=officer, at=noon
    )

    world.application.refresh_from_db()
    assert (world.application.status, world.application.is_submitted) == (Status.REOPENED, True)
    assert world.application.versions.count() == 1
    with pytest.raises(Unready, match="This round closed Sep 14, 2026, 1:00 PM EDT"):
        start_application(
            competition=competition,
            consortium=late.consortium,
            by=late.lead,
            at=noon + datetime.timedelta(seconds=1),
        )


def test_others_do_not_close_a_round():
    with pytest.raises(Refused, match="Only a grants officer or an administrator"):
        close_round_now(competition=a_round(), reason=STORM, revision=0, by=UserFactory(), at=AFTER)


def test_a_round_that_is_not_open_is_not_closed_early():
    officer = an_officer()
    competition = published(officer)
    closing = {"competition": competition, "reason": STORM, "revision": competition.revision, "by": officer}

    with pytest.raises(Unready, match="Change its dates instead"):
        close_round_now(**closing, at=SPRING)
    with pytest.raises(Unready, match="This round already closed Sep 30"):
        close_round_now(**closing, at=AFTER)


def test_an_application_knows_that_the_rules_changed_after_it_was_started():
    world = a_draft()
    minute_later = WRITING + datetime.timedelta(minutes=1)
    changed(world.application.competition, an_officer(), at=minute_later, closes_at=WEEK_LATER)
    later = a_network()
    started = start_application(
        competition=world.application.competition,
        consortium=later.consortium,
        by=later.lead,
        at=WRITING + datetime.timedelta(hours=1),
    )

    world.application.refresh_from_db()
    assert world.application.rules_changed_since
    assert not started.rules_changed_since
