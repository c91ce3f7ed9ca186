"""Reading, scoring, and deciding an application changes no page of anyone who may not know of it.

Each person walks from My work and the lists of the competition to every page and file that links reach, before and
after one of three applications is read, scored, voted on, decided, and put into a release that awaits its second
person. The pages are the same to the letter, and with them counts, the order of lists, results of searches, and files.
"""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver

from accounts.models import OutgoingEmail, Role
from districts.models import District
from grants.actions.award_releases import release_awards
from grants.actions.board import cast_vote, countersign_decision
from grants.actions.scorers import invite_scorer
from grants.actions.scoring import submit_scores
from tests.consortia.test_pending_is_not_a_member import pages_from, what_changed
from tests.factories import AppointmentFactory, StateRoleFactory, UserFactory
from tests.grants.builders import AT, an_administrator, an_application, an_officer
from tests.grants.deciding import LATER, a_board_member, proposed
from tests.grants.meetings import submitted_by
from tests.grants.scoring import a_scorer_of, accepted, assigned, scored
from tests.test_access import addresses_of

pytestmark = pytest.mark.django_db
AREAS = ("my:", "applicant:", "review:", "awards:", "staff:")
OLD_POST = {"starts_on": datetime.date(2019, 7, 1), "ends_on": datetime.date(2021, 6, 30)}


def someone_at(leaid, **more):
    return AppointmentFactory(district=District.objects.get(leaid=leaid), **more).user


def who_once_served(role):
    """A person of the State who once ran a member district of the first application."""
    return StateRoleFactory(user=someone_at("9900002", **OLD_POST), role=role).user


@pytest.fixture
def world():
    """Three applications, two scored; people who may not know what becomes of the first."""
    with time_machine.travel(LATER, tick=False):
        first, second, third = (an_application(3, first=3 * n, name=f"Network {n}") for n in range(3))
        scorers = [a_scorer_of(first.competition, name) for name in ("Sela Brooks", "Tom Hale")]
        for application in (second, third):
            for scorer in scorers:
                submitted_by(scorer, application)
        # Everyone who acts later has an account by now, so that the list of people stays the same.
        deciders = {
            "votes": [a_board_member("Iris Bell"), a_board_member("Noa Field"), a_board_member("Ray Cole")],
            "enters": an_officer("Dee Marsh"), "countersigns": an_officer("Eve Stone"),
            "releases": an_administrator("Ben Ashcroft"),
        }  # fmt: skip
        assignments = [assigned(scorer, first, by=deciders["enters"]) for scorer in scorers]
        readers = {
            "the lead": someone_at("9900001"),
            "a rival": someone_at("9900004"),
            "a registrar": StateRoleFactory(user=UserFactory(), role=Role.REGISTRAR).user,
            "an officer with a conflict": who_once_served(Role.GRANTS_OFFICER),
            "an administrator with a conflict": who_once_served(Role.ADMINISTRATOR),
            "a board member with a conflict": who_once_served(Role.BOARD_MEMBER),
            "a scorer with a conflict": a_scorer_who_served(first, second),
        }
        yield first, assignments, deciders, readers


def a_scorer_who_served(first, second):
    """A scorer who once served in a member district of the first application, and scores the second."""
    person = who_once_served(Role.SCORER)
    scorer = invite_scorer(competition=first.competition, person=person, considered=True, by=an_officer(), at=AT)
    submitted_by(accepted(scorer), second)
    return person


def starts_of(application):
    """Every address of these areas that needs no more than a round, and a search for the application."""
    slug = application.competition.slug
    for pattern, name, _ in addresses_of(get_resolver().url_patterns):
        address = "/" + pattern.replace("competitions/<slug:slug>/", f"competitions/{slug}/")
        if name.startswith(AREAS) and "<" not in address:
            yield address
    yield f"/search/?q={application.reference}"


def walk(person, application):
    client = Client()
    client.force_login(person)
    return pages_from(client, *starts_of(application), only=(*AREAS, "registry:search"), most=1)[0]


def test_no_page_of_anyone_who_may_not_know_changes_until_the_release(world):
    application, assignments, deciders, readers = world
    before = {who: walk(person, application) for who, person in readers.items()}
    board_list = f"/competitions/{application.competition.slug}/board/"
    official = Client()
    official.force_login(deciders["enters"])
    board_before = official.get(board_list).content
    emails = OutgoingEmail.objects.count()

    for assignment in assignments:
        submit_scores(assignment=scored(assignment, level=1), by=assignment.scorer.person, at=AT)
    for person, choice in zip(deciders["votes"], ("yes", "yes", "no"), strict=True):
        cast_vote(application=application, choice=choice, by=person, at=LATER)
    decision = proposed(application, deciders["enters"])
    countersign_decision(decision=decision, by=deciders["countersigns"], at=LATER)
    release = {"competition": application.competition, "reason": "The others wait."}
    release_awards(**release, by=deciders["releases"], at=LATER)

    after = {who: walk(person, application) for who, person in readers.items()}
    changed = {who: differences for who in readers if (differences := what_changed(before[who], after[who]))}
    assert changed == {}
    assert official.get(board_list).content != board_before
    assert OutgoingEmail.objects.count() == emails
