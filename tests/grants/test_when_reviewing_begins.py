"""An officer's click never takes away the applicant's right to reopen: reviewing begins when the round closes."""

import datetime

import pytest
import time_machine

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.application import reopen_application, submit_application
from grants.actions.officers import assign_application, reassign_application, release_application
from grants.actions.review import record_mark, start_review
from grants.models import Application
from grants.states import Status
from reviews.rules import NOTHING_FOUND, Cited
from tests.grants.builders import AT, an_administrator, an_application, an_officer
from tests.grants.pages import determined, shown, signed_in
from tests.grants.rounds import WEEK_LATER, changed
from tests.grants.walking import CLOSES, WRITING, a_draft

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)
# The last click before the close may wait a minute for its turn.
LAST = CLOSES + datetime.timedelta(minutes=1)


def a_submitted_application(**round_):
    world = a_draft(**round_)
    submit_application(application=world.application, by=world.lead, at=WRITING)
    return world


def mark(application, officer, at):
    review = start_review(application=application, by=officer, at=at)
    nothing = [Cited(NOTHING_FOUND)]
    return record_mark(
        review=review, element=1, verdict="not_explained", citations=nothing, revision=0, by=officer, at=at
    )


@pytest.mark.parametrize("begin", [assign_application, start_review])
def test_no_officer_begins_while_the_applicant_can_still_reopen(begin):
    world, officer = a_submitted_application(), an_officer()

    with pytest.raises(Unready, match=r"You can review this application after Sep 30, 2026, 5:01 PM EDT"):
        begin(application=world.application, by=officer, at=CLOSES)

    reopen_application(application=world.application, by=world.lead, at=CLOSES)
    begin(application=world.application, by=officer, at=LAST + SECOND)


def test_an_application_that_was_reopened_and_not_resubmitted_is_reviewed_as_last_submitted():
    world, officer = a_submitted_application(), an_officer()
    reopen_application(application=world.application, by=world.lead, at=CLOSES)

    made = mark(world.application, officer, LAST + SECOND)

    assert made.review.version.number == 1
    world.application.refresh_from_db()
    assert (world.application.status, world.application.assigned_to) == (Status.UNDER_REVIEW, officer)


def test_an_application_assigned_before_its_round_closed_can_still_be_reopened():
    """Until now officers could begin early; what the receipt said then still holds."""
    world = a_submitted_application()
    Application.objects.update(status=Status.UNDER_REVIEW, assigned_to=an_officer(), assigned_at=WRITING)

    reopened = reopen_application(application=world.application, by=world.lead, at=CLOSES)

    assert reopened.status == Status.REOPENED


def test_the_first_mark_assigns_the_application():
    application, officer = an_application(), an_officer()

    mark(application, officer, AT)

    application.refresh_from_db()
    assert (application.assigned_to, application.status) == (officer, Status.UNDER_REVIEW)
    assert Entry.objects.filter(event="application.taken").count() == 1


def test_the_mark_of_a_second_officer_does_not_reassign():
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    mark(application, ada, AT)

    mark(application, milo, AT)

    application.refresh_from_db()
    assert application.assigned_to == ada


def test_the_assigned_officer_or_an_administrator_releases_an_application():
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    assign_application(application=application, by=ada, at=AT)

    with pytest.raises(Refused, match=r"assigned to Ada Winters\. Only they or an administrator"):
        release_application(application=application, by=milo, at=AT)
    released = release_application(application=application, by=ada, at=AT)

    assert (released.assigned_to, released.assigned_at, released.status) == (None, None, Status.SUBMITTED)
    assert Entry.objects.last().event == "application.released"
    assert assign_application(application=application, by=milo, at=AT).assigned_to == milo
    assert release_application(application=application, by=an_administrator(), at=AT).assigned_to is None


def test_releasing_twice_changes_nothing():
    application, ada = an_application(), an_officer("Ada Winters")
    assign_application(application=application, by=ada, at=AT)
    release_application(application=application, by=ada, at=AT)

    release_application(application=application, by=ada, at=AT)

    assert application.steps.filter(step="release").count() == 1


def test_the_deadline_is_not_extended_over_a_review_of_a_released_application():
    """Otherwise an application could be reopened beside a determination on it."""
    world, officer = a_submitted_application(), an_officer()
    mark(world.application, officer, LAST + SECOND)
    release_application(application=world.application, by=officer, at=LAST + SECOND)

    with pytest.raises(Unready, match="officers have started to review"):
        changed(world.competition, officer, at=LAST + 2 * SECOND, closes_at=WEEK_LATER)


def test_an_open_round_cannot_be_reassigned_into_review():
    world = a_submitted_application()
    Application.objects.update(assigned_to=an_officer(), assigned_at=WRITING)

    with pytest.raises(Unready, match="You can review this application after"):
        reassign_application(application=world.application, to=an_officer(), by=an_administrator(), at=WRITING)


# ---- on pages


def test_the_desk_of_an_open_round_says_when_reviewing_begins(client):
    world = a_submitted_application()
    with time_machine.travel(WRITING, tick=False):
        page = signed_in(client, an_officer()).get(f"/reviews/{world.application.reference}/")

    assert "Review begins after Sep 30, 2026, 5:01 PM EDT, when the round accepts no more submissions." in shown(page)
    assert "Assign to me" not in shown(page)
    assert "Record determination" not in shown(page)


def test_the_queue_offers_no_application_of_an_open_round(client):
    a_submitted_application()
    signed_in(client, an_officer())

    with time_machine.travel(WRITING, tick=False):
        assert "Assign to me" not in shown(client.get("/reviews/"))
    with time_machine.travel(LAST + SECOND, tick=False):
        assert "Assign to me" in shown(client.get("/reviews/"))


def test_a_determination_beside_a_reopened_application_is_said_to_both_readers(client):
    """No action leads here; rows from before reviewing had to wait may be like this."""
    application, officer = an_application(), an_officer()
    determined(application, officer)
    Application.objects.update(status=Status.REOPENED)

    words = shown(signed_in(client, officer).get(f"/reviews/{application.reference}/"))

    assert "The lead district reopened this application." in words
    assert "Version 1 counts unless it is resubmitted." in words


@pytest.mark.parametrize("page", ["", "submit/"])
def test_applicants_read_beforehand_until_when_they_can_reopen(client, page):
    world = a_submitted_application() if not page else a_draft()
    with time_machine.travel(WRITING, tick=False):
        words = shown(signed_in(client, world.lead).get(f"/applications/{world.application.reference}/{page}"))

    assert "Officers begin to review after the round closes" in words


def test_an_officer_releases_an_application_on_the_desk(client):
    application, ada = an_application(), an_officer("Ada Winters")
    assign_application(application=application, by=ada, at=AT)
    signed_in(client, ada)
    assert "Release application" in shown(client.get(f"/reviews/{application.reference}/"))

    page = client.post(f"/reviews/{application.reference}/release/", follow=True)

    assert f"{application.reference} is no longer assigned to you." in shown(page)
    application.refresh_from_db()
    assert application.assigned_to is None
