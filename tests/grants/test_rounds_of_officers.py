"""An officer drafts, publishes, and changes a funding round."""

import datetime

import pytest
from django.core import mail

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from consortia.states import MemberRole
from districts.states import Office
from grants.actions.application import reopen_application, start_application, submit_application
from grants.actions.competition import complete_competition
from grants.actions.review import assign_application
from grants.actions.rounds import (
    RulesEdit,
    change_rules,
    close_round_now,
    discard_draft,
    edit_draft,
    preview_change,
    publish_round,
    start_round,
)
from grants.models import Competition, RulesVersion
from grants.states import Status
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)
from tests.grants.walking import CLOSES, OHIO, OPENS, WRITING, a_draft, a_network, a_round

pytestmark = pytest.mark.django_db

SPRING = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=OHIO)
WEEK_LATER = datetime.datetime(2026, 10, 7, 17, 0, tzinfo=OHIO)
AFTER = datetime.datetime(2026, 10, 1, 8, 0, tzinfo=OHIO)
WINDOW = {"opens_at": OPENS, "closes_at": CLOSES, "ceiling_consortium": 400_000}
STORM = "A storm closed schools in three counties for a week."


def an_officer(role=Role.GRANTS_OFFICER):
    return StateRoleFactory(role=role).user


def edited(competition, by, at=SPRING, questions=None, **values):
    edit = RulesEdit(values, questions or {})
    return edit_draft(competition=competition, edit=edit, revision=_revision(competition), by=by, at=at)


def published(by, name="Innovation Fund 2027", **values):
    draft = edited(start_round(name=name, by=by, at=SPRING), by, **(WINDOW | values))
    return publish_round(competition=draft, revision=draft.revision, by=by, at=SPRING)


def changed(competition, by, *, at=WRITING, reason=STORM, questions=None, **values):
    edit = RulesEdit(values, questions or {})
    return change_rules(
        competition=competition, edit=edit, reason=reason, revision=_revision(competition), by=by, at=at
    )


def _revision(competition):
    return Competition.objects.get(pk=competition.pk).revision


# --- drafts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.GRANTS_OFFICER, Role.ADMINISTRATOR])
def test_an_officer_and_an_administrator_draft_a_round_by_its_name(role):
    draft = start_round(name=" Innovation  Fund 2027 ", by=an_officer(role), at=SPRING)

    assert (draft.name, draft.slug, draft.is_draft) == ("Innovation Fund 2027", "innovation-fund-2027", True)
    assert (draft.elements.count(), draft.criteria.count()) == (9, 5)


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.AUDITOR, Role.SCORER])
def test_other_people_of_the_state_do_not_draft_rounds(role):
    with pytest.raises(Refused, match="Only a grants officer or an administrator"):
        start_round(name="Innovation Fund 2027", by=an_officer(role), at=SPRING)


def test_a_draft_is_seen_by_officers_only_and_accepts_no_application():
    officer, world = an_officer(), a_network()
    draft = edited(start_round(name="Innovation Fund 2027", by=officer, at=SPRING), officer, **WINDOW)

    assert list(Competition.objects.visible_to(officer)) == [draft]
    assert list(Competition.objects.visible_to(world.lead)) == []
    assert list(Competition.objects.open(WRITING)) == []
    with pytest.raises(Unready, match="isn’t published yet"):
        start_application(competition=draft, consortium=world.consortium, by=world.lead, at=WRITING)


def test_a_question_of_a_draft_gets_guidance_a_word_limit_and_a_rubric():
    officer = an_officer()
    draft = start_round(name="Innovation Fund 2027", by=officer, at=SPRING)

    words = {"guidance": "Name each board.", "word_limit": 250, "explained_if": "Votes are named.", "partly_if": "One."}
    edited(draft, officer, questions={3: words})

    third = draft.elements.get(number=3)
    assert (third.guidance, third.word_limit, third.explained_if, third.partly_if) == (
        "Name each board.", 250, "Votes are named.", "One.",
    )  # fmt: skip
    assert draft.elements.get(number=4).guidance == ""


@pytest.mark.parametrize("limit", [0, 20_001])
def test_a_word_limit_is_at_least_one_word_and_at_most_20_000(limit):
    officer = an_officer()
    draft = start_round(name="Innovation Fund 2027", by=officer, at=SPRING)

    with pytest.raises(Unready, match="Enter a word limit between 1 and 20,000"):
        edited(draft, officer, questions={3: {"word_limit": limit}})


def test_a_draft_that_was_renamed_gets_the_address_of_its_new_name():
    officer = an_officer()
    draft = start_round(name="Inovation Fund", by=officer, at=SPRING)

    assert edited(draft, officer, name="Innovation Fund").slug == "innovation-fund"


@pytest.mark.parametrize(
    ("before", "after", "slug"), [("Fund A", "Fund", "fund"), ("Fund 2027", "FUND 2027", "fund-2027")]
)
def test_the_address_follows_the_name_and_stays_where_it_still_fits(before, after, slug):
    officer = an_officer()
    draft = start_round(name=before, by=officer, at=SPRING)

    assert edited(draft, officer, name=after).slug == slug


def test_two_officers_do_not_overwrite_each_other():
    officer = an_officer()
    draft = start_round(name="Innovation Fund 2027", by=officer, at=SPRING)
    edited(draft, officer, tie_rule="The smaller district first.")

    with pytest.raises(Unready, match="Nothing was overwritten"):
        edit_draft(competition=draft, edit=RulesEdit({"tie_rule": "By lot."}), revision=0, by=officer, at=SPRING)


def test_a_draft_can_be_discarded_and_a_published_round_cannot():
    officer = an_officer()
    discard_draft(competition=start_round(name="A try", by=officer, at=SPRING), by=officer, at=SPRING)
    round_ = published(officer)

    with pytest.raises(Unready, match="can’t be discarded"):
        discard_draft(competition=round_, by=officer, at=SPRING)
    assert [row.name for row in Competition.objects.all()] == ["Innovation Fund 2027"]


# --- publishing ----------------------------------------------------------------------------------


def test_publishing_says_everything_that_is_missing():
    officer = an_officer()
    draft = start_round(name="Innovation Fund 2027", by=officer, at=SPRING)

    with pytest.raises(Unready) as no:
        publish_round(competition=draft, revision=0, by=officer, at=SPRING)

    assert no.value.problems == (
        "Enter the opening date and time.",
        "Enter the deadline.",
        "Enter the maximum award for a consortium.",
    )


def test_a_round_whose_deadline_has_passed_is_not_published():
    officer = an_officer()
    draft = edited(start_round(name="Innovation Fund 2027", by=officer, at=SPRING), officer, **WINDOW)

    with pytest.raises(Unready, match="Choose a deadline that hasn’t passed"):
        publish_round(competition=draft, revision=1, by=officer, at=CLOSES)


def test_a_published_round_is_public_and_accepts_applications_in_its_window():
    competition, world = published(an_officer()), a_network()

    assert list(Competition.objects.visible_to(world.lead)) == [competition]
    with pytest.raises(Unready, match="This round opens Sep 1, 2026, 9:00 AM EDT"):
        start_application(competition=competition, consortium=world.consortium, by=world.lead, at=SPRING)
    start_application(competition=competition, consortium=world.consortium, by=world.lead, at=OPENS)


def test_what_was_published_is_what_the_officer_checked():
    officer = an_officer()
    draft = edited(start_round(name="Innovation Fund 2027", by=officer, at=SPRING), officer, **WINDOW)

    with pytest.raises(Unready, match="Check it again"):
        publish_round(competition=draft, revision=0, by=officer, at=SPRING)


def test_a_case_file_does_not_fill_in_a_draft():
    officer = an_officer()
    draft = start_round(name="Innovation Fund 2027", by=officer, at=SPRING)

    with pytest.raises(Unready, match="is a draft"):
        complete_competition(competition=draft, opens_at=OPENS, by="tests", at=SPRING)


# --- copying -------------------------------------------------------------------------------------


def test_a_copy_of_last_years_round_has_its_rules_and_not_its_dates():
    officer = an_officer()
    last = published(officer, name="Innovation Fund 2026", ceiling_single=90_000, tie_rule="By lot.")
    changed(last, officer, questions={2: {"question": "Who benefits?", "word_limit": 333, "guidance": "Count them."}})

    copy = start_round(name="Innovation Fund 2027", copy_of=last, by=officer, at=WRITING)

    second = copy.elements.get(number=2)
    assert (second.question, second.word_limit, second.guidance) == ("Who benefits?", 333, "Count them.")
    assert (copy.ceiling_single, copy.ceiling_consortium, copy.tie_rule) == (90_000, 400_000, "By lot.")
    assert (copy.opens_at, copy.closes_at, copy.is_draft, copy.versions.count()) == (None, None, True, 0)


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

    with pytest.raises(Unready, match="its review has begun"):
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
    with pytest.raises(Unready, match="This round closed Sep 30"):
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
