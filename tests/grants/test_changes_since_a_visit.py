"""The overview says what others changed since one's last visit; looking at it is written down now and then."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.refusals import Refused
from grants.actions.budget import save_budget_line
from grants.actions.comments import add_comment
from grants.actions.plan import BudgetWords, add_partner, remove_activity
from grants.actions.visits import record_visit
from grants.actions.writing import save_answer
from grants.models import ApplicationVisit
from tests.factories import UserFactory
from tests.grants.files import attach
from tests.grants.pages import shown, signed_in
from tests.grants.walking import WRITING, a_draft, a_plan
from tests.kept import kept

pytestmark = pytest.mark.django_db
MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)


@pytest.fixture
@kept
def world():
    return a_draft()


def wrote(world, text, at, number=3, by=None):
    answer = world.application.answers.get(element=number)
    save_answer(answer=answer, text=text, by=by or world.treasurer, at=at)


def visited(world, at, *, by=None, **more):
    record_visit(application=world.application, by=by or world.lead, at=at, **more)


def overview(client, world, at, by=None):
    with time_machine.travel(at, tick=False):
        signed_in(client, by or world.lead)
        return client.get(world.application.get_absolute_url())


def moments(world):
    visit = ApplicationVisit.objects.get()
    return visit.before_at - WRITING, visit.seen_at - WRITING


def test_the_overview_names_what_others_changed_with_a_link_to_the_difference(client, world):
    wrote(world, "One vote each.", WRITING)
    visited(world, WRITING + HOUR)
    wrote(world, "Two votes each.", WRITING + 2 * HOUR)
    wrote(world, "Mine.", WRITING + 2 * HOUR, number=4, by=world.lead)
    add_comment(
        application=world.application, key="budget", text="Who pays?", by=world.signers[1], at=WRITING + 2 * HOUR
    )

    page = overview(client, world, WRITING + 3 * HOUR)

    words = shown(page).split("Sections")[0]
    assert "Changed since your last visit, Sep 14, 2026, 1:00 PM EDT" in words
    lead, member = world.participants[0].name, world.participants[1].name
    assert f"Question 3 ({world.treasurer.name}, {lead}, Sep 14, 2026, 2:00 PM EDT)" in words
    assert f"Budget: 1 new comment ({world.signers[1].name}, {member}, Sep 14, 2026, 2:00 PM EDT)" in words
    assert "Question 4 (" not in words
    difference = reverse("applicant:answer_version", args=[world.application.reference, "question-3", 1])
    assert f'href="{difference}?with=now"' in page.text
    with time_machine.travel(WRITING + 3 * HOUR, tick=False):
        assert "Removed: One vote Added: Two votes each." in shown(client.get(f"{difference}?with=now"))


def test_who_was_never_here_sees_what_changed_in_the_last_seven_days(client, world):
    wrote(world, "One vote each.", WRITING)

    assert "Changed since Sep 8, 2026" in shown(overview(client, world, WRITING + HOUR * 24))
    assert "Changed since" not in shown(overview(client, world, WRITING + HOUR * 24 * 7))


def test_activities_budget_and_partners_are_named_with_how_much_changed_and_a_link_to_their_history(client, world):
    a_plan(world)
    visited(world, WRITING + HOUR)
    at, me = WRITING + 2 * HOUR, world.lead
    remove_activity(activity=world.activity, by=world.treasurer, at=at)
    for text, amount in (("A teacher", 900), ("A bus", 800)):
        words = BudgetWords(line=text, amount=amount, source="grant", payee=world.participants[1], benefits_all=True)
        save_budget_line(application=world.application, words=words, by=world.signers[1], at=at)
    add_partner(application=world.application, name="Ohio Tech", by=me, at=at)

    page = overview(client, world, WRITING + 3 * HOUR)

    words = shown(page).split("Sections")[0]
    lead, member = world.participants[0].name, world.participants[1].name
    assert f"Activities: 1 change ({world.treasurer.name}, {lead}, Sep 14, 2026, 2:00 PM EDT)" in words
    assert f"Budget: 2 changes ({world.signers[1].name}, {member}, Sep 14, 2026, 2:00 PM EDT)" in words
    assert "Partners:" not in words  # the reader’s own
    address = reverse("applicant:plan_history", args=[world.application.reference, "activities"])
    assert f'href="{address}"' in page.text


def test_a_visit_is_written_at_most_every_five_minutes_and_ends_after_half_an_hour(world):
    visited(world, WRITING)
    visited(world, WRITING + 4 * MINUTE)
    assert moments(world) == (0 * MINUTE, 0 * MINUTE)

    visited(world, WRITING + 5 * MINUTE)
    assert moments(world) == (0 * MINUTE, 5 * MINUTE)

    visited(world, WRITING + 35 * MINUTE)
    assert moments(world) == (5 * MINUTE, 35 * MINUTE)


def test_during_a_visit_the_changes_stay_until_they_are_marked_as_read(client, world):
    visited(world, WRITING)
    wrote(world, "One vote each.", WRITING + HOUR)
    visited(world, WRITING + 2 * HOUR)
    assert "Changed since your last visit" in shown(overview(client, world, WRITING + 2 * HOUR + MINUTE))

    with time_machine.travel(WRITING + 2 * HOUR + 2 * MINUTE, tick=False):
        client.post(reverse("applicant:visit_record", args=[world.application.reference]), {"read": "1"})

    assert "Changed since your last visit" not in shown(overview(client, world, WRITING + 2 * HOUR + 3 * MINUTE))


def test_each_person_has_visits_of_their_own_and_others_have_none(client, world):
    visited(world, WRITING)
    wrote(world, "One vote each.", WRITING + HOUR, by=world.lead)
    visited(world, WRITING + 2 * HOUR, by=world.lead, has_read_all=True)

    assert "Question 3 (" in shown(overview(client, world, WRITING + 3 * HOUR, by=world.signers[2]))
    with pytest.raises(Refused):
        visited(world, WRITING, by=UserFactory())


@pytest.mark.parametrize("changes", [1, 3])
def test_the_overview_takes_the_same_queries_however_much_changed(client, world, changes, django_assert_num_queries):
    for number in range(1, changes + 1):
        wrote(world, "Ours.", WRITING, number=number)
        add_comment(application=world.application, key="budget", text="Hm.", by=world.signers[number % 3], at=WRITING)
    visited(world, WRITING - HOUR)
    signed_in(client, world.lead)

    # as in tests/grants/test_queries_of_applicants_pages.py, and the writers' roles and members
    with time_machine.travel(WRITING + HOUR, tick=False), django_assert_num_queries(3 + 45):
        client.get(world.application.get_absolute_url())


def test_new_files_of_others_are_listed(client, world, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "attachments": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    visited(world, WRITING - HOUR)
    attach(world, name="Letter.pdf", by=world.treasurer)

    page = overview(client, world, WRITING + HOUR)

    assert "Attachments: 1 new file" in shown(page)
