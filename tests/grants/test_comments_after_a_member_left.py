"""A member that left after the submission: it reads the comments of its own time, and writes no more."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.refusals import Refused
from consortia.models import Membership
from grants.actions.application import reopen_application
from grants.actions.comments import add_comment, delete_comment, edit_comment, resolve_comment
from grants.rules.returns import AskedQuestion
from tests.factories import AppointmentFactory
from tests.grants.pages import shown, signed_in
from tests.grants.returning import ASKED, DAY, a_submitted_application, give_back
from tests.kept import kept

pytestmark = pytest.mark.django_db
THIRD = AskedQuestion("question-3", "Who pays for the bus?", unlocks=True)
LEFT_ON = ASKED.date() + DAY
LATER = ASKED + 3 * DAY


@pytest.fixture
@kept
def world():
    """Returned with a question, and its second member left the day after."""
    world = a_submitted_application()
    give_back(world, THIRD)
    world.before = commented(world, "Before it left.", by=world.signers[1], at=ASKED)
    Membership.objects.filter(district=world.participants[1].district).update(leaves_on=LEFT_ON)
    return world


def commented(world, text, by, at=LATER):
    return add_comment(application=world.application, key="question-3", text=text, by=by, at=at)


def page(world, name="section_detail", **more):
    return reverse(f"applicant:{name}", kwargs={"reference": world.application.reference, "key": "question-3"} | more)


def read(client, person, address, at=LATER):
    with time_machine.travel(at, tick=False):
        return signed_in(client, person).get(address)


def test_a_member_that_left_writes_no_comment_and_touches_none(world):
    gone, comment = world.signers[1], world.before
    attempts = [
        lambda: commented(world, "Still here.", by=gone),
        lambda: edit_comment(comment=comment, text="Other words.", by=gone, at=LATER),
        lambda: delete_comment(comment=comment, by=gone, at=LATER),
        lambda: resolve_comment(comment=comment, is_resolved=True, by=gone, at=LATER),
    ]

    for attempt in attempts:
        with pytest.raises(Refused, match="It can no longer comment on this application"):
            attempt()
    comment.refresh_from_db()
    assert (comment.text, comment.resolved_at) == ("Before it left.", None)


def test_on_its_last_day_it_still_comments(world):
    last = datetime.datetime.combine(LEFT_ON, datetime.time(20), tzinfo=ASKED.tzinfo)

    assert commented(world, "Good-bye.", by=world.signers[1], at=last).pk


def test_it_reads_the_comments_of_its_own_time_and_why_there_are_no_others(client, world):
    later = commented(world, "What now?", by=world.lead)

    words = shown(read(client, world.signers[1], page(world)))

    assert "Before it left." in words
    assert "What now?" not in words
    assert f"{world.participants[1].name} left the consortium." in words
    assert "You can read comments posted up to that date." in words
    for button in ("Add comment", "Resolve", "Edit comment", "Delete comment"):
        assert button not in words
    for name in ("comment_edit", "comment_delete"):
        assert read(client, world.signers[1], page(world, name, pk=later.pk)).status_code == 404


def test_those_who_take_part_read_and_write_as_before(client, world):
    commented(world, "What now?", by=world.lead)

    words = shown(read(client, world.signers[2], page(world)))

    assert "Before it left." in words
    assert "What now?" in words
    assert "Add comment" in words


def test_the_overview_counts_and_lists_only_what_the_reader_may_read(client, world):
    commented(world, "What now?", by=world.lead)
    overview = reverse("applicant:application_detail", args=[world.application.reference])

    assert "1 open" in shown(read(client, world.signers[1], overview))
    assert "2 open" in shown(read(client, world.signers[2], overview))


def test_a_person_with_a_role_in_another_member_still_comments(world):
    AppointmentFactory(user=world.signers[1], district=world.participants[2].district)

    assert commented(world, "For the other district.", by=world.signers[1]).pk


def test_nothing_said_after_it_left_is_news_to_it_when_the_application_is_open_again(client, world):
    world.application.competition.closes_at = LATER + 9 * DAY
    world.application.competition.save()
    world.application.status, world.application.returned_until = "submitted", None
    world.application.save()
    reopen_application(application=world.application, by=world.lead, at=LATER)
    commented(world, "What now?", by=world.lead)
    overview = reverse("applicant:application_detail", args=[world.application.reference])

    assert "new comment" not in shown(read(client, world.signers[1], overview, at=LATER + DAY))
    assert "Question 3: 2 new comments" in shown(read(client, world.signers[2], overview, at=LATER + DAY))
