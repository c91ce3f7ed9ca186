"""Appeals on process after the release: by the lead, in time, answered by an official who took no part."""

import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from grants.actions.appeals import answer_appeal, assign_appeal, file_appeal
from grants.actions.board import cast_vote, set_board_terms
from grants.models import Appeal, BoardVote
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import an_administrator, an_application, an_officer
from tests.grants.deciding import LATER, decided, released
from tests.grants.pages import queries_of, shown, signed_in

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TEXT = "The notice says that two officers review each application. Only one reviewed ours."
ANSWER = "Two officers reviewed the application; the letter names two determinations."


@pytest.fixture
def application():
    return an_application()


def lead_of(application):
    return AppointmentFactory(district=application.participants.first().district).user


def decided_and_released(application, outcome="no"):
    decided(application, outcome)
    released(application.competition)
    return lead_of(application)


def filed(application, by, ground="process", text=TEXT, at=LATER):
    return file_appeal(application=application, ground=ground, text=text, by=by, at=at)


def answered(appeal, outcome, at=LATER, **more):
    handler = an_officer("Hope Lane")
    assign_appeal(appeal=appeal, handler=handler, by=handler, at=at)
    return answer_appeal(appeal=appeal, outcome=outcome, reasons=ANSWER, by=handler, at=at, **more)


def test_nothing_is_appealed_before_the_release(application):
    decided(application, "no")
    with pytest.raises(Unready, match="no released decision"):
        filed(application, lead_of(application))


def test_the_last_day_counts_and_the_next_one_does_not(application):
    lead = decided_and_released(application)
    with pytest.raises(Unready, match="The deadline to appeal has passed"):
        filed(application, lead, at=LATER + 15 * DAY)
    appeal = filed(application, lead, at=LATER + 14 * DAY)
    assert filed(application, lead, at=LATER + 14 * DAY) == appeal
    assert appeal.due_on == datetime.date(2026, 6, 4)
    with pytest.raises(Unready, match="filed already"):
        filed(application, lead, ground="fact", at=LATER + 14 * DAY)


def test_a_round_can_have_other_days_or_no_appeals(application):
    terms = {"competition": application.competition, "budget": None, "policy": "awards", "by": an_administrator()}
    for days in (-1, 61):
        with pytest.raises(Unready, match="between 0 and 60"):
            set_board_terms(**terms, appeal_days=days, at=LATER)
    set_board_terms(**terms, appeal_days=0, at=LATER)
    lead = decided_and_released(application)
    application.competition.refresh_from_db()
    with pytest.raises(Unready, match="This round has no appeals"):
        filed(application, lead)


def test_the_board_still_has_to_settle_what_it_holds(application):
    lead = decided_and_released(application, "hold")
    with pytest.raises(Unready, match="hasn’t settled"):
        filed(application, lead)


@pytest.mark.parametrize(
    ("ground", "text", "problem"),
    [
        ("judgment", TEXT, "Choose the basis"),
        ("process", "No.", "Describe what went wrong"),
        ("process", "a " * 1_501, "Shorten the appeal to 3,000"),
    ],
)
def test_an_appeal_has_a_ground_and_a_text(application, ground, text, problem):
    lead = decided_and_released(application)
    with pytest.raises(Unready, match=problem):
        filed(application, lead, ground, text + "x")


def test_only_the_lead_appeals(application):
    decided_and_released(application)
    member = AppointmentFactory(district=application.participants.last().district).user
    with pytest.raises(Refused, match="can edit this application"):
        filed(application, member)


def test_who_took_part_in_the_decision_does_not_answer_the_appeal_of_it(application):
    appeal = filed(application, decided_and_released(application))
    decision = application.board_decisions.get()
    for official, reason in (
        (decision.proposed_by, "Dee Marsh entered the board’s decision"),
        (decision.countersigned_by, "Eve Stone countersigned the board’s decision"),
        (decision.release.prepared_by, "Ben Ashcroft prepared or confirmed the release"),
        (decision.release.confirmed_by, "Fay North prepared or confirmed the release"),
        (BoardVote.objects.get().member, "voted on this application"),
        (lead_of(application), "isn’t a grants officer or an administrator"),
    ):
        with pytest.raises(Refused, match=reason):
            assign_appeal(appeal=appeal, handler=official, by=an_officer(), at=LATER)
    assert Appeal.objects.get().handler is None


def test_a_conflict_of_interest_keeps_an_official_from_choosing_and_answering(application):
    appeal, officer = filed(application, decided_and_released(application)), an_officer()
    AppointmentFactory(user=officer, district=application.participants.last().district)
    with pytest.raises(Refused, match="represents or represented"):
        assign_appeal(appeal=appeal, handler=officer, by=an_officer("Hope Lane"), at=LATER)
    with pytest.raises(Refused, match="represents or represented"):
        assign_appeal(appeal=appeal, handler=an_officer("Hope Lane"), by=officer, at=LATER)


def test_only_the_official_who_was_chosen_answers_and_once(application):
    appeal = filed(application, decided_and_released(application))
    with pytest.raises(Refused, match="Only the official who was chosen"):
        answer_appeal(appeal=appeal, outcome="denied", reasons=ANSWER, by=an_officer(), at=LATER)
    appeal = answered(appeal, "denied")
    with pytest.raises(Unready, match="answered already"):
        answer_appeal(appeal=appeal, outcome="upheld", reasons=ANSWER, by=appeal.handler, at=LATER)


def test_members_are_told_the_answer_and_not_who_gave_it(application):
    appeal = filed(application, decided_and_released(application))
    answered(appeal, "denied")
    email = OutgoingEmail.objects.filter(kind="awards: appeal answered").first()
    assert "Answer: Denied" in email.body
    assert ANSWER in email.body
    assert "Hope Lane" not in email.body


def test_after_a_granted_appeal_the_board_votes_and_decides_again(application):
    appeal = filed(application, decided_and_released(application))
    member = BoardVote.objects.get().member
    with pytest.raises(Unready, match="was released"):
        cast_vote(application=application, choice="yes", by=member, at=LATER)
    answered(appeal, "upheld")
    cast_vote(application=application, choice="yes", by=member, at=LATER)
    decided(application, "yes", replacement_reason="An appeal was granted.")
    released(application.competition)
    assert application.board_decisions.released().get().outcome == "yes"
    with pytest.raises(Unready, match="was released"):
        cast_vote(application=application, choice="no", by=member, at=LATER)


def test_the_log_proves_an_appeal_and_does_not_tell_it(application):
    answered(filed(application, decided_and_released(application)), "denied")
    call_command("verify_audit")
    Appeal.objects.update(reasons="Something else was said here.")
    with pytest.raises(CommandError, match=r"The appeal of .* was changed"):
        call_command("verify_audit")


@time_machine.travel(LATER)
def test_the_lead_files_an_appeal_and_reads_the_answer(application, client):
    address = reverse("applicant:application_appeal", args=[application.reference])
    lead = lead_of(application)
    client = signed_in(client, lead)
    assert client.get(address).status_code == 404
    decided_and_released(application)
    assert "the lead district can appeal until May 5, 2026. How to appeal" in shown(
        client.get(application.get_absolute_url())
    )
    assert client.post(address, {"ground": "process", "text": ""}).status_code == 422
    client.post(address, {"ground": "process", "text": TEXT})
    assert "Waiting for an answer" in shown(client.get(address))
    answered(Appeal.objects.get(), "denied")
    page = shown(client.get(address))
    assert ANSWER in page
    assert "Hope Lane" not in page


@time_machine.travel(LATER)
def test_an_official_chooses_who_answers_and_the_handler_answers(application, client):
    filed(application, decided_and_released(application))
    detail = reverse("review:appeal_detail", args=[application.reference])
    handler = an_officer("Hope Lane")
    page = shown(signed_in(client, handler).get(detail))
    assert "Dee Marsh entered the board’s decision." in page
    assert "Choose who answers the appeal" in shown(client.get(reverse("my:dashboard")))
    client.post(detail, {"handler": handler.pk})
    assert "Answer the appeal of" in shown(client.get(reverse("my:dashboard")))
    client.post(reverse("review:appeal_answer", args=[application.reference]), {"outcome": "upheld", "reasons": ANSWER})
    assert Appeal.objects.get().state == "upheld"
    assert "Granted: the board decides again" in shown(client.get(reverse("review:appeal_list")))


@time_machine.travel(LATER)
def test_a_granted_appeal_is_public_where_the_round_publishes_all_outcomes(application, client):
    answered(filed(application, decided_and_released(application, "yes")), "upheld")
    assert not Appeal.objects.in_public_record().exists()
    type(application.competition).objects.update(release_policy="all")
    page = shown(client.get(reverse("registry:award_detail", args=[application.reference])))
    assert "An appeal was granted on April 21, 2026: the published process wasn’t followed." in page
    assert TEXT not in page


@time_machine.travel(LATER)
def test_the_list_costs_the_same_for_one_appeal_and_for_three(client):
    applications = [an_application(first=10 * n, name=f"Network {n}") for n in range(3)]
    for application in applications:
        decided(application, "no")
    released(applications[0].competition)
    signed_in(client, StateRoleFactory(role=Role.GRANTS_OFFICER).user)
    filed(applications[0], lead_of(applications[0]))
    one = len(queries_of(client, reverse("review:appeal_list")))
    for application in applications[1:]:
        filed(application, lead_of(application))
    assert len(queries_of(client, reverse("review:appeal_list"))) == one
