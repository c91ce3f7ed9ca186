"""An officer has assignments proposed, decides single pairs, and confirms all at once; the worker computes."""

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.models import District
from grants.actions.assignment_proposals import (
    compute_next_proposal,
    confirm_proposal,
    decide_pair,
    propose_assignments,
)
from grants.actions.recusals import declare_conflict_with_organization
from grants.actions.scorers import withdraw_scorer
from grants.actions.scoring_stages import close_stage
from grants.models import AssignmentProposal, ConsideredConnection, ScorerAssignment
from grants.rules.assigning import ScorerPair
from grants.states import ScoringStage
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import AT, an_application, an_officer
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.scoring import a_scorer_of, assigned
from tests.kept import kept

pytestmark = pytest.mark.django_db
SCORING = ScoringStage.SCORING


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


@kept
def a_pool(applications=2, scorers=4):
    officer = an_officer()
    rows = [an_application(3, first=10 * n, name=f"Network {n}") for n in range(applications)]
    pool = [a_scorer_of(rows[0].competition, f"Scorer {n}", by=officer) for n in range(scorers)]
    return officer, rows, pool


def proposed(officer, application, each=2):
    pen = {"by": officer, "at": AT}
    proposal = propose_assignments(competition=application.competition, stage=SCORING, per_application=each, **pen)
    assert compute_next_proposal(clock=lambda: AT)
    proposal.refresh_from_db()
    return proposal


def confirmed(proposal, **changes):
    pen = {"revision": proposal.revision, "by": proposal.requested_by, "at": AT} | changes
    return confirm_proposal(proposal=proposal, **pen)


def pairs_of(proposal):
    return {tuple(pair[:2]) for pair in proposal.result["pairs"]}


def test_the_worker_computes_and_the_officer_confirms_with_one_entry_and_one_email_for_each_scorer():
    officer, rows, _pool = a_pool()
    OutgoingEmail.objects.all().delete()
    proposal = proposed(officer, rows[0])
    assert not ScorerAssignment.objects.exists()

    made = confirmed(proposal)

    assert len(made) == 4
    assert {(one.is_by_hand, one.assigned_by, one.stage) for one in made} == {(False, officer, "scoring")}
    assert Entry.objects.get(event="scoring.proposal_confirmed").detail["count"] == 4
    emails = OutgoingEmail.objects.all()
    assert sorted(email.to_user_id for email in emails) == sorted({one.scorer.person_id for one in made})
    assert rows[0].reference not in emails[0].body
    with pytest.raises(Unready, match="already confirmed"):
        confirmed(proposal)


def test_decisions_by_hand_hold_and_the_proposal_is_computed_again_around_them():
    officer, rows, pool = a_pool()
    proposal = proposed(officer, rows[0])
    reference, refused = next(iter(pairs_of(proposal)))
    other = next(str(one.pk) for one in pool if (reference, str(one.pk)) not in pairs_of(proposal))
    pen = {"proposal": proposal, "by": officer, "at": AT}

    decide_pair(pair=ScorerPair(reference, refused), choice="never", **pen)
    decide_pair(pair=ScorerPair(reference, other), choice="keep", **pen)
    with pytest.raises(Unready, match="changed after you opened"):
        confirmed(proposal)
    compute_next_proposal(clock=lambda: AT)
    proposal.refresh_from_db()

    assert (reference, refused) not in pairs_of(proposal)
    assert (reference, other) in pairs_of(proposal)
    decide_pair(pair=ScorerPair(reference, refused), choice="", **pen)
    proposal.refresh_from_db()
    assert proposal.never == []


def test_a_scorer_with_a_conflict_is_never_proposed_and_a_late_conflict_stops_the_confirmation():
    officer, rows, pool = a_pool()
    AppointmentFactory(user=pool[0].person, district=District.objects.get(leaid="9900002"))
    proposal = proposed(officer, rows[0])
    assert (rows[0].reference, str(pool[0].pk)) not in pairs_of(proposal)
    reference, key = next(iter(pairs_of(proposal)))
    application = next(row for row in rows if row.reference == reference)
    scorer = next(one for one in pool if str(one.pk) == key)
    name = application.participants.first().name
    words = {"organization": name, "reason": "My sister teaches there."}

    declare_conflict_with_organization(scorer=scorer, **words, by=scorer.person, at=AT)

    with pytest.raises(Unready, match="Nothing was assigned"):
        confirmed(proposal, considered=True)
    assert not ScorerAssignment.objects.exists()


def test_connections_are_considered_with_one_click_and_stored_for_each_pair():
    officer, rows, pool = a_pool(1, 2)
    words = {"organization": "A Company Nobody Lists", "reason": "I own shares."}
    declare_conflict_with_organization(scorer=pool[0], **words, by=pool[0].person, at=AT)
    proposal = proposed(officer, rows[0])

    with pytest.raises(Unready, match=r"select “I have considered this.”"):
        confirmed(proposal)
    confirmed(proposal, considered=True)

    stored = ConsideredConnection.objects.get()
    assert (stored.scorer, stored.application, stored.considered_by) == (pool[0], rows[0], officer)


def test_after_a_scorer_dropped_out_only_the_gaps_are_filled():
    officer, rows, _pool = a_pool()
    confirmed(proposed(officer, rows[0]))
    gone = ScorerAssignment.objects.first().scorer
    withdraw_scorer(scorer=gone, reason="Ill.", by=officer, at=AT)
    stays = set(ScorerAssignment.objects.current().values_list("pk", flat=True))
    gaps = ScorerAssignment.objects.exclude(ended_at=None).count()

    again = proposed(officer, rows[0])

    assert len(again.result["pairs"]) == gaps
    assert str(gone.pk) not in {key for _, key in pairs_of(again)}
    confirmed(again)
    assert stays < set(ScorerAssignment.objects.current().values_list("pk", flat=True))


def test_what_cannot_be_filled_is_named_with_its_reason():
    officer, rows, pool = a_pool(1, 2)
    AppointmentFactory(user=pool[0].person, district=District.objects.get(leaid="9900002"))
    proposal = proposed(officer, rows[0])
    ((reference, missing, why),) = proposal.result["unfilled"]
    assert (reference, missing) == (rows[0].reference, 1)
    assert "Scorers with a conflict, or rejected by hand: 1." in why
    assert "only 2" in proposed(officer, rows[0], each=3).problems[0]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.SCORER])
def test_only_grants_officers_propose_and_confirm(role):
    officer, rows, _ = a_pool(1, 2)
    other = StateRoleFactory(role=role).user
    with pytest.raises(Refused, match="Only grants officers"):
        proposed(other, rows[0])
    proposal = proposed(officer, rows[0])
    with pytest.raises(Refused, match="Only grants officers"):
        confirmed(proposal, by=other)


def test_nothing_is_proposed_before_there_is_a_scorer_or_for_a_senseless_number():
    application, officer = an_application(), an_officer()
    with pytest.raises(Unready, match="No one has accepted"):
        proposed(officer, application)
    with pytest.raises(Unready, match="from 1 to 9"):
        proposed(officer, application, each=0)


def test_an_officer_proposes_reads_why_and_confirms_on_pages(client, settings):
    settings.WORKER = True
    officer, rows, _pool = a_pool(2, 3)
    signed_in(client, officer)
    page = f"/competitions/{rows[0].competition.slug}/assignments/scoring/"
    client.post(page, {"per_application": "2"})
    waiting = client.get(page)
    assert "We’re computing the proposal." in shown(waiting)
    assert waiting["Refresh"] == f"5; url={page}"
    assert compute_next_proposal(clock=lambda: AT)

    assert "New assignments: 4. Assigned already: 0. Missing: 0." in shown(client.get(page))
    assert "of at most 12" in shown(client.get(f"{page}?by=scorer"))
    reference, key = next(iter(pairs_of(AssignmentProposal.objects.get())))
    why = shown(client.get(f"{page}pair/?application={reference}&scorer={key}"))
    assert f"scores {reference}." in why
    assert "No conflict is known." in why
    client.post(f"{page}pair/", {"application": reference, "scorer": key, "choice": "never"})
    assert compute_next_proposal(clock=lambda: AT)
    assert "You rejected this pair." in shown(client.get(f"{page}pair/?application={reference}&scorer={key}"))
    assert "changed after you opened" in shown(client.post(f"{page}confirm/", {"revision": "1"}, follow=True))
    revision = AssignmentProposal.objects.get().revision
    assert "New assignments: 4." in shown(client.post(f"{page}confirm/", {"revision": revision}, follow=True))
    assert client.get(f"{page}pair/?application=26-9999&scorer={key}").status_code == 404
    assert client.get(page.replace("scoring/", "nonsense/")).status_code == 404


def test_a_proposal_shows_nothing_that_was_kept_from_its_officer_since():
    officer, rows, _ = a_pool(2, 3)
    proposal = proposed(officer, rows[0])
    AppointmentFactory(
        user=officer, district=District.objects.get(leaid="9900002"), ends_on=AT.date().replace(year=2025)
    )
    with pytest.raises(Unready, match="Nothing was assigned"):
        confirmed(proposal)


@pytest.mark.parametrize("number", [1, 3])
def test_a_proposal_costs_the_same_for_one_application_and_for_three(client, number):
    officer, rows, _ = a_pool(number, 2)
    proposed(officer, rows[0])
    signed_in(client, officer)
    # the round, whether the officer ever had a role, the proposal, the scorers, what is on the desk, the counts of the
    # stages, and the last release
    assert len(queries_of(client, f"/competitions/{rows[0].competition.slug}/assignments/scoring/")) == 7


def test_a_worker_that_was_killed_leaves_the_proposal_to_another_and_gives_up_at_last(settings):
    settings.WORKER = True
    officer, rows, pool = a_pool(1, 2)
    pen = {"by": officer, "at": AT}
    propose_assignments(competition=rows[0].competition, stage=SCORING, per_application=1, **pen)
    AssignmentProposal.objects.update(attempts=3)
    assert compute_next_proposal(clock=lambda: AT)
    assert "couldn’t be computed" in AssignmentProposal.objects.get().problems[0]
    assert not compute_next_proposal(clock=lambda: AT)
    assigned(pool[0], rows[0])


def test_the_log_proves_every_assignment_of_a_proposal():
    officer, rows, _ = a_pool(2, 3)
    confirmed(proposed(officer, rows[0]))
    call_command("verify_audit")
    ScorerAssignment.objects.filter(pk=ScorerAssignment.objects.first().pk).update(is_by_hand=True)
    with pytest.raises(CommandError, match="Assignment"):
        call_command("verify_audit")


def test_nothing_is_proposed_or_confirmed_at_a_closed_stage():
    officer, rows, _ = a_pool(1, 2)
    proposal = proposed(officer, rows[0])
    close_stage(competition=rows[0].competition, stage=SCORING, by=officer, at=AT)
    with pytest.raises(Unready, match="This stage is closed"):
        confirmed(proposal)
    with pytest.raises(Unready, match="This stage is closed"):
        proposed(officer, rows[0])
    assert not ScorerAssignment.objects.exists()
