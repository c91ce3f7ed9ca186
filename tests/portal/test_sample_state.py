"""The sample state: its contents, and what the checks find in its applications."""

import datetime
import io
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F

from accounts.models import OutgoingEmail, SampleKind, User
from audit.log import first_flaw
from audit.models import Entry, Head
from consortia.models import Consortium, ConsortiumLink, Membership, MembershipPeriod
from consortia.states import MemberRole
from districts.imports.atlas import read_counties
from districts.models import Appointment, County, District, FactDispute, Region, School
from exchange.models import Introduction
from grants.models import (
    Appeal,
    Application,
    Award,
    AwardReport,
    BoardDecision,
    ChecklistItem,
    Claim,
    Competition,
    Review,
    Scorer,
    ScorerAssignment,
    Screening,
)
from grants.reads.board import rounds_to_vote_in
from grants.reads.packets import facts_about, packet_of
from grants.rules.reading import findings_of
from grants.states import Status
from sample.state import CONDITIONS, make_small_state
from tests.portal.sample_findings import ASKED, EXPECTED
from tests.small_state import NOON, ZONE, load_small_state

DAY = NOON.date()
MAP = Path("node_modules/us-atlas/counties-10m.json")


def applications_by_condition():
    """The applications by the names of their conditions."""
    by_name = {application.consortium.name: application for application in this_year()}
    state = small_state(seed=1)
    return {condition: by_name[draft.plan.name] for condition, draft in state.drafts.items()}


def this_year():
    """The twelve applications of this year's two rounds."""
    return Application.objects.filter(competition__closes_at__year=2026)


def last_year():
    """The round that was decided and released."""
    return Competition.objects.get(closes_at__year=2025)


def small_state(*, seed, on=DAY):
    return make_small_state(seed=seed, on=on, zone=ZONE, state="OH", counties=read_counties(MAP)["OH"])


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The small sample state of one seed and date, shared by all tests of this file that only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_small_state().counts
        transaction.set_rollback(True)


# --- contents -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_sample_state_has_districts_consortia_and_seventeen_applications_in_three_rounds(loaded):
    assert loaded == {"districts": 84, "schools": 240, "consortia": 18, "applications": 17, "reviews": 10}
    assert Region.objects.count() == 6
    assert County.objects.count() == 88
    assert Consortium.objects.filter(formed_on__lt="2025-03-02").count() == 13


@pytest.mark.django_db
def test_the_scorer_of_the_sample_state_has_submitted_one_application_and_begun_another(loaded):
    scorer = User.objects.get(sample_kind=SampleKind.SCORER)
    own = ScorerAssignment.objects.to_score_by(scorer).filter(
        stage="scoring", application__competition__closes_at__year=2026
    )

    assert own.count() == 7
    assert own.exclude(submitted_at=None).count() == 1
    assert own.filter(submitted_at=None).exclude(version=None).count() == 1
    of_stage = ScorerAssignment.objects.filter(stage="scoring", application__in=this_year())
    counts = Counter(of_stage.values_list("application", flat=True))
    assert set(counts.values()) == {3}
    assert Scorer.objects.accepted().exclude(competition=last_year()).count() == 4


@pytest.mark.django_db
def test_everything_in_the_sample_state_is_marked_as_invented(loaded):
    assert not District.objects.filter(is_sample=False).exists()
    assert not School.objects.filter(is_sample=False).exists()
    assert not Consortium.objects.filter(is_sample=False).exists()
    assert not Competition.objects.filter(is_sample=False).exists()
    assert {leaid[:2] for leaid in District.objects.values_list("leaid", flat=True)} == {"99"}
    assert all(school.ncessch.startswith(school.district.leaid) for school in School.objects.select_related("district"))


@pytest.mark.django_db
def test_the_federal_rules_are_answered_for_every_district_and_the_density_of_counties_stays_unknown(loaded):
    assert not District.objects.filter(rural_year="").exists()
    assert District.objects.filter(srsa="yes").exists()
    assert District.objects.filter(srsa="no").exists()
    assert not County.objects.exclude(people_per_sq_mile=None).exists()


@pytest.mark.django_db
def test_ids_of_application_files_stay_free(loaded):
    assert not District.objects.filter(leaid__lte="9900099").exists()


@pytest.mark.django_db
def test_one_round_is_open_on_the_day_of_loading_and_one_closed_the_day_before(loaded):
    earlier, closed, is_open = Competition.objects.order_by("closes_at")
    assert earlier.closes_at == datetime.datetime(2025, 1, 26, 17, tzinfo=ZONE)
    assert earlier.name == "Rural Innovation Fund 2025"
    assert is_open.is_open(NOON)
    assert not closed.is_open(NOON)
    assert is_open.name == "Rural Innovation Fund 2026, second round"
    assert is_open.closes_at == datetime.datetime(2026, 4, 1, 17, tzinfo=ZONE)
    assert closed.name == "Rural Innovation Fund 2026"
    assert closed.closes_at == datetime.datetime(2026, 3, 1, 17, tzinfo=ZONE)
    assert (closed.ceiling_single, closed.ceiling_consortium) == (1_000_000, 15_000_000)


@pytest.mark.django_db
def test_no_review_began_before_its_round_closed(loaded):
    assert not Review.objects.filter(started_at__lte=F("application__competition__closes_at")).exists()


@pytest.mark.django_db
def test_there_are_drafts_submitted_applications_and_applications_under_review(loaded):
    statuses = Counter(Application.objects.values_list("status", flat=True))
    # Last year's five keep the status that they had before the board.
    assert statuses == {Status.SUBMITTED: 9, Status.UNDER_REVIEW: 6, Status.DRAFT: 2}


@pytest.mark.django_db
@pytest.mark.parametrize("condition", EXPECTED)
def test_the_checks_find_in_each_application_exactly_what_was_planted(loaded, condition):
    application = applications_by_condition()[condition]

    if application.status == Status.DRAFT:
        packet = packet_of(application)
        found = findings_of(packet, facts_about(application, packet))
    else:
        found = application.findings.standing()

    assert Counter(finding.rule for finding in found if not finding.is_possible) == EXPECTED[condition]
    assert Counter(finding.rule for finding in found if finding.is_possible) == ASKED.get(condition, {})


def test_every_condition_has_its_expected_findings():
    assert list(EXPECTED) == list(CONDITIONS)


@pytest.mark.django_db
def test_some_districts_have_names_such_as_real_ones_have(loaded):
    names = set(District.objects.values_list("name", flat=True))

    assert {"Union Exempted Village Schools", "Hope Local School District", "Mt. Selbourn Local School District",
            "St. Everwin Local School District", "Peñalva Local School District"} <= names  # fmt: skip
    assert District.objects.filter(kind="charter").exists()


def test_the_texts_name_institutions_and_clients_that_are_no_members():
    texts = [answer.text for draft in small_state(seed=1).drafts.values() for answer in draft.narrative]

    for words in ("State University", "Education Association", "Historical Society", "client districts"):
        assert any(words in text for text in texts), words


@pytest.mark.django_db
def test_the_contradictory_application_names_both_places_of_each_contradiction(loaded):
    application = applications_by_condition()["contradictory"]
    assert all(len(finding.places) == 2 for finding in application.findings.standing())


@pytest.mark.django_db
def test_a_second_application_by_a_district_is_a_new_finding_in_its_first_application(loaded):
    first = applications_by_condition()["signatures missing"]
    second = applications_by_condition()["in two applications"]
    assert (first.new_findings_count, second.new_findings_count) == (1, 0)


@pytest.mark.django_db
def test_one_application_is_half_marked_and_one_is_determined(loaded):
    reviews = Review.objects.filter(application__in=this_year())
    unfinished = reviews.get(officer__sample_kind=SampleKind.GRANTS_OFFICER)
    finished = reviews.get(officer__sample_kind=SampleKind.SECOND_OFFICER)
    assert (unfinished.marks_line.count("-"), unfinished.standing_verdict) == (4, "")
    assert finished.marks_line.count("-") == 0
    assert finished.standing_verdict != ""
    assert finished.answers.count() == 1


@pytest.mark.django_db
def test_every_mark_has_a_citation(loaded):
    for review in Review.objects.all():
        for mark in review.marks.all():
            assert mark.citations.exists()


# --- people ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_button_of_the_sign_in_page_has_its_person(loaded):
    kinds = set(User.objects.behind_sample_buttons().values_list("sample_kind", flat=True))
    assert kinds == set(SampleKind.values)


@pytest.mark.django_db
def test_no_one_in_the_sample_state_has_a_password_or_a_real_email_address(loaded):
    for user in User.objects.all():
        assert not user.has_usable_password()
        assert user.email.endswith("@example.invalid")


@pytest.mark.django_db
def test_the_superintendent_can_finish_and_submit_a_draft(loaded):
    superintendent = User.objects.get(sample_kind=SampleKind.SUPERINTENDENT)
    draft = applications_by_condition()["nearly finished draft"]
    lead = draft.participants.get(role="lead")
    appointment = Appointment.objects.get(user=superintendent)
    assert appointment.district == lead.district
    assert appointment.can_sign_applications


@pytest.mark.django_db
def test_treasurer_and_principal_work_in_the_superintendents_district(loaded):
    home = Appointment.objects.get(user__sample_kind=SampleKind.SUPERINTENDENT).district
    assert Appointment.objects.get(user__sample_kind=SampleKind.TREASURER).district == home
    assert Appointment.objects.get(user__sample_kind=SampleKind.PRINCIPAL).school.district == home


@pytest.mark.django_db
def test_every_consortium_has_one_lead(loaded):
    leads = Membership.objects.filter(role=MemberRole.LEAD, leaves_on=None)
    assert leads.count() == 17  # the eighteenth consortium has ended
    assert leads.values("consortium").distinct().count() == 17


# --- the log, and loading again -------------------------------------------------------------------


@pytest.mark.django_db
def test_the_audit_log_is_intact_after_loading_and_its_last_entry_says_what_was_loaded(loaded):
    last = Entry.objects.order_by("-number").first()
    assert first_flaw(Entry.objects.order_by("number").iterator(), Head.objects.get(), last=last.number) is None
    assert (last.event, last.by) == ("sample.loaded", "manage.py load_sample")
    assert last.detail["applications"] == 17


@pytest.mark.django_db
def test_loading_again_says_that_the_state_is_already_loaded_and_changes_nothing(loaded):
    before = Entry.objects.count(), District.objects.count()
    out = io.StringIO()

    call_command("load_sample", stdout=out, skip_checks=True)

    assert "already" in out.getvalue()
    assert (Entry.objects.count(), District.objects.count()) == before


# --- people keep the registry up to date ----------------------------------------------------------


@pytest.mark.django_db
def test_the_superintendent_and_the_registrar_have_something_to_do(loaded):
    home = User.objects.get(sample_kind="superintendent").appointments.get().district
    waiting = {
        (str(membership.member), str(membership.consortium), membership.status)
        for membership in Membership.objects.exclude(status__in=["recorded", "confirmed"]).select_related(
            "district", "school", "consortium"
        )
    }

    assert (str(home), "Far Field Course Exchange", "claimed") in waiting
    assert sorted(status for _, _, status in waiting) == [
        "agreed", "agreed", "claimed", "claimed", "claimed", "claimed", "disputed",
    ]  # fmt: skip
    assert [str(consortium) for consortium in Consortium.objects.filter(status="proposed")] == [
        "Winter Road Learning Partnership"
    ]
    assert FactDispute.objects.open().count() == 1
    assert Introduction.objects.filter(to_district=home, status="asked").count() == 1


@pytest.mark.django_db
def test_a_dissolved_network_is_linked_to_the_one_that_grew_out_of_it(loaded):
    link = ConsortiumLink.objects.get()

    assert str(link).endswith("grew out of Ridge Top Schools Circle")
    assert link.earlier.status == "dissolved"


@pytest.mark.django_db
def test_the_registry_keeps_the_start_date_it_had_before_a_correction(loaded):
    corrected = MembershipPeriod.objects.exclude(superseded_at=None).filter(
        line__steps__step="correct", consortium__name="Common Bell Buying Group"
    )

    assert [period.joins_on for period in corrected] == [datetime.date(2021, 7, 1)]
    assert corrected.get().line.joins_on == datetime.date(2022, 7, 1)


@pytest.mark.django_db
def test_most_records_were_verified_in_the_last_year(loaded):
    a_year_ago = datetime.date(2025, 3, 2)
    people = District.objects.filter(appointments__kind="superintendent")

    assert people.filter(confirmed_on__gte=a_year_ago).count() > 60
    assert people.filter(confirmed_on__lt=a_year_ago).exists()
    assert people.filter(confirmed_on=None).exists()


@pytest.mark.django_db
def test_no_email_of_the_sample_state_is_left_to_send(loaded):
    assert OutgoingEmail.objects.exists()
    assert not OutgoingEmail.objects.exclude(sent_at=None).exists()


# --- last year's round, and deciding in this one --------------------------------------------------


@pytest.mark.django_db
def test_last_years_round_was_released_with_two_awards_and_one_appeal_was_denied(loaded):
    released = BoardDecision.objects.released().filter(application__competition=last_year())

    assert Counter(released.values_list("outcome", flat=True)) == {"yes": 2, "no": 2, "gate": 1}
    assert Appeal.objects.get().state == "denied"
    names = {"nearly finished draft", "excellent"}
    drafts = small_state(seed=1).drafts
    awarded = {str(award.application.consortium) for award in Award.objects.for_page()}
    assert awarded == {drafts[name].plan.name for name in names}


@pytest.mark.django_db
def test_the_superintendents_award_is_active_with_claims_and_reports_and_the_other_one_is_being_prepared(loaded):
    home = User.objects.get(sample_kind=SampleKind.SUPERINTENDENT).appointments.get().district
    active = Award.objects.get(status="active")

    assert active.application.participants.get(role="lead").district == home
    assert Counter(Claim.objects.of(active).values_list("status", flat=True)) == {"accepted": 1, "sent": 1}
    assert Counter(AwardReport.objects.filter(award=active).values_list("status", flat=True)) == {
        "accepted": 1, "sent": 1,
    }  # fmt: skip
    assert ChecklistItem.objects.of(Award.objects.get(status="preparing")).filter(done_on=None).exists()


@pytest.mark.django_db
def test_in_the_round_that_closed_officers_screen_and_the_board_votes(loaded):
    round_ = Competition.objects.get(name="Rural Innovation Fund 2026")
    member = User.objects.get(sample_kind=SampleKind.BOARD_MEMBER)

    assert Screening.objects.filter(application__competition=round_).count() == 10
    assert ScorerAssignment.objects.filter(application__competition=round_, stage="gate").count() == 9
    assert [(one.applications, one.voted) for one in rounds_to_vote_in(member, NOON)] == [(10, 3)]
    waiting = BoardDecision.objects.of_round(round_).proposed().get()
    assert waiting.proposed_by.sample_kind == SampleKind.SECOND_OFFICER


@pytest.mark.django_db
def test_everything_in_the_sample_state_is_proved_by_the_log(loaded):
    out = io.StringIO()

    call_command("verify_audit", stdout=out, skip_checks=True)

    assert out.getvalue().startswith("The log is intact")
