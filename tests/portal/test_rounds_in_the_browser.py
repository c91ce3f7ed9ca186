"""An officer's pages of funding rounds, and what applicants and the public see of a change."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import Role
from grants.actions.rounds import start_round
from grants.models import Competition
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.rounds import post_section
from tests.grants.walking import CLOSES, OHIO, OPENS, WRITING, a_draft, a_round

pytestmark = pytest.mark.django_db

SPRING = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=OHIO)
WHO = 3  # session, user, roles
STORM = "A storm closed schools in three counties for a week."


@pytest.fixture
def officer(client, time_machine):
    person = StateRoleFactory(role=Role.GRANTS_OFFICER).user
    time_machine.move_to(SPRING, tick=False)
    client.force_login(person)
    return person


def _sections(page):
    return [row for group in page.context["page"].sections for row in group.rows]


def _later(client, officer, time_machine, at):
    """The session of the spring is over by the fall."""
    time_machine.move_to(at, tick=False)
    client.force_login(officer)


NO_GRACE = {"grace_minutes": "0"}


def _dates(**changes):
    dates = {"name": "Fund 2027", "opens_at": "2026-09-01T09:00", "closes_at": "2026-09-30T17:00", "grace_minutes": "5"}
    return dates | changes


def test_a_state_starts_a_round_without_a_programmer(client, officer):
    client.post(reverse("staff:round_new"), {"name": "Fund 2027"})
    draft = Competition.objects.get()
    assert "Enter the deadline." in client.get(reverse("staff:round_detail", args=[draft.slug])).text
    assert "Enter the deadline." in post_section(client, "round_publish", draft).text

    post_section(client, "round_dates", draft, **_dates())
    post_section(client, "round_awards", draft, ceiling_consortium=400_000)
    page = post_section(client, "round_publish", draft)

    draft.refresh_from_db()
    assert "Fund 2027 is published." in page.text
    assert (draft.is_draft, draft.opens_at, draft.closes_at) == (False, OPENS, CLOSES)
    client.logout()
    assert "Sep 1, 2026, 9:00 AM EDT to Sep 30, 2026, 5:00 PM EDT" in client.get("/competitions/").text


def test_the_dates_page_prints_the_time_zone(client, officer):
    draft = start_round(name="Fund 2027", by=officer, at=SPRING)

    page = client.get(reverse("staff:round_dates", args=[draft.slug])).text

    assert page.count("Ohio time.") == 2


def test_a_form_with_an_error_keeps_what_was_typed(client, officer):
    draft = start_round(name="Fund 2027", by=officer, at=SPRING)

    page = post_section(client, "round_dates", draft, **_dates(closes_at="2026-08-30T17:00")).text

    assert "The round closes before it opens." in page
    assert 'value="2026-08-30T17:00"' in page


def test_a_draft_changed_in_another_tab_is_kept_and_can_be_saved_again(client, officer):
    draft = start_round(name="Fund 2027", by=officer, at=SPRING)
    post_section(client, "round_awards", draft, tie_rule="By lot.")
    address = reverse("staff:round_awards", args=[draft.slug])

    stale = client.post(address, {"revision": 0, "tie_rule": "The smaller one."})
    client.post(address, {"revision": stale.context["form"]["revision"].value(), "tie_rule": "The smaller one."})

    draft.refresh_from_db()
    assert "We didn’t save your changes" in stale.text
    assert draft.tie_rule == "The smaller one."


def test_a_draft_is_not_on_the_public_pages(client, officer):
    draft = start_round(name="A quiet fund", by=officer, at=SPRING)
    assert "A quiet fund" not in client.get("/competitions/").text
    assert "This round is a draft." in client.get(draft.get_absolute_url()).text

    client.logout()
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_questions_are_edited_one_after_the_other(client, officer):
    draft = start_round(name="Fund 2027", by=officer, at=SPRING)
    words = {"title": "Who decides", "question": "Who decides?", "word_limit": 300, "explained_if": "Votes are named."}

    page = post_section(client, "round_question", draft, 3, next="1", **words)

    assert page.redirect_chain[-1][0] == reverse("staff:round_question", args=[draft.slug, 4])
    public = client.get(draft.get_absolute_url()).text
    assert "Votes are named." in public
    assert "At most 300 words" in public


def test_an_extension_is_checked_first_and_then_public(client, officer, time_machine):
    world = a_draft()
    _later(client, officer, time_machine, WRITING + datetime.timedelta(hours=1))
    sent = _dates(closes_at="2026-10-07T17:00", project_starts_on="2027-08-01", project_ends_on="2029-06-30") | NO_GRACE
    del sent["name"]

    check = post_section(client, "round_dates", world.competition, reason=STORM, **sent)
    assert "Deadline: Oct 7, 2026, 5:00 PM EDT. Before: Sep 30, 2026, 5:00 PM EDT." in check.text
    assert "1 draft, 0 reopened for changes, 0 submitted." in check.text
    assert "We email 2 people who edit an application." in check.text
    assert Competition.objects.get().closes_at == CLOSES
    back = post_section(client, "round_dates", world.competition, reason=STORM, back="1", **sent)
    assert STORM in back.text

    post_section(client, "round_dates", world.competition, reason=STORM, confirm="1", **sent)

    client.logout()
    public = client.get(world.competition.get_absolute_url()).text
    assert "Changes to the rules" in public
    assert STORM in public
    earlier = client.get(reverse("applicant:competition_rules", args=[world.competition.slug, 1])).text
    assert "Sep 30, 2026, 5:00 PM EDT" in earlier
    client.force_login(world.lead)
    assert "The rules of this round changed Sep 14, 2026, 1:00 PM EDT." in client.get(
        world.application.get_absolute_url()
    ).text  # fmt: skip


def test_a_section_of_a_published_round_asks_for_the_reason(client, officer, time_machine):
    competition = a_round()
    _later(client, officer, time_machine, WRITING)

    page = post_section(client, "round_awards", competition, ceiling_consortium=5, ceiling_single=1_000_000)

    assert "Enter the reason" in page.text
    assert 'value="5"' in page.text


def test_closing_early_says_what_happens_to_drafts(client, officer, time_machine):
    world = a_draft()
    _later(client, officer, time_machine, WRITING)
    address = reverse("staff:round_close", args=[world.competition.slug])
    assert "Drafts that were never submitted won’t be considered." in client.get(address).text

    page = post_section(client, "round_close", world.competition, reason=STORM)

    assert "Innovation Fund 2027 is closed." in page.text
    assert Competition.objects.get().closes_at == WRITING


def test_after_the_deadline_the_page_offers_only_to_extend_it(client, officer, time_machine):
    competition = a_round()
    _later(client, officer, time_machine, CLOSES + datetime.timedelta(minutes=1))

    page = client.get(reverse("staff:round_detail", args=[competition.slug]))

    assert "You can only extend its deadline." in page.text
    assert [step.label for step in page.context["page"].steps] == [
        "Extend the deadline",
        "View intents to apply",
        "Manage scorers",
        "View board decisions",
        "Set the checklist for awards",
        "View the ranking",
        "View the funding line",
        "View legal hold",
        "Copy into a new draft",
        "View the public page",
    ]
    assert [bool(section.address) for section in _sections(page)] == [True] + [False] * 20


def test_an_officer_whose_district_applies_sees_why_nothing_can_be_changed(client, officer, time_machine):
    world = a_draft()
    AppointmentFactory(user=officer, district=world.districts[1])
    _later(client, officer, time_machine, WRITING)

    page = client.get(reverse("staff:round_detail", args=[world.competition.slug]))

    assert "another officer changes its rules" in page.text
    assert not any(section.address for section in _sections(page))


def test_guidance_and_the_rubric_are_below_the_question_where_applicants_answer_it(client, officer, time_machine):
    world = a_draft()
    _later(client, officer, time_machine, WRITING)
    words = {"title": "Who decides", "question": "Who decides?", "word_limit": 300, "guidance": "Name each board."}
    words["explained_if"] = "Votes are named."
    check = post_section(client, "round_question", world.competition, 3, reason=STORM, **words)
    assert "Answers stay as written." in check.text
    post_section(client, "round_question", world.competition, 3, reason=STORM, confirm="1", **words)

    client.force_login(world.lead)

    address = reverse("applicant:application_plan", args=[world.application.reference])
    page = client.get(address).text
    assert "Name each board." in page
    assert "What reviewers look for" in page
    assert "Votes are named." in page


def test_last_years_round_is_copied(client, officer):
    last = a_round("Fund 2026")
    assert f'value="{last.pk}" selected' in client.get(f"{reverse('staff:round_new')}?copy={last.pk}").text

    client.post(reverse("staff:round_new"), {"name": "Fund 2027", "copy_of": last.pk})

    copy = Competition.objects.get(name="Fund 2027")
    assert (copy.ceiling_consortium, copy.closes_at) == (15_000_000, None)


def test_officers_come_from_their_dashboard_and_from_the_public_page(client, officer):
    competition = a_round()

    assert reverse("staff:round_list") in client.get("/my/").text
    assert reverse("staff:round_detail", args=[competition.slug]) in client.get(competition.get_absolute_url()).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_rounds_takes_the_same_queries_whatever_their_number(
    client, officer, rows, django_assert_num_queries
):
    for number in range(rows):
        a_round(f"Fund {number}")

    with django_assert_num_queries(WHO + 1):  # rounds
        page = client.get(reverse("staff:round_list"))

    assert len(page.context["rounds"]) == rows


@pytest.mark.parametrize("changes", [1, 3])
def test_a_round_takes_the_same_queries_whatever_its_versions(
    client, officer, changes, time_machine, django_assert_num_queries
):
    competition = a_round()
    _later(client, officer, time_machine, WRITING)
    for number in range(changes):
        post_section(client, "round_awards", competition, reason=STORM, confirm="1", ceiling_consortium=5 + number)

    # the round, questions, criteria, another round of that name, applications, versions, whether a district of the
    # officer takes part
    with django_assert_num_queries(WHO + 7):
        page = client.get(reverse("staff:round_detail", args=[competition.slug]))

    assert len(page.context["page"].versions) == changes + 1
