"""State-wide roles: held between two dates, given by someone else, never leaving the state without an administrator."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse

from accounts import actions
from accounts.models import Role, StateRole, User
from accounts.refusals import Refused, Unready
from audit.models import Entry
from tests.factories import StateRoleFactory, UserFactory

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 9, 14)

pytestmark = pytest.mark.django_db


PASSWORD = "four words in a row"


@pytest.fixture
def administrator() -> User:
    person = StateRoleFactory(role=Role.ADMINISTRATOR).user
    person.set_password(PASSWORD)
    person.save()
    return person


def give(person: User, by: User, first: str, last: str | None = None, role: str = Role.SCORER) -> StateRole:
    return actions.give_role(
        user=person,
        role=role,
        starts_on=datetime.date.fromisoformat(first),
        ends_on=datetime.date.fromisoformat(last) if last else None,
        by=by,
        at=NOON,
    )


def roles_on(person: User, day: str) -> set[str]:
    with time_machine.travel(datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")):
        return set(User.objects.get(pk=person.pk).roles)


def test_a_role_counts_from_its_start_date_through_its_end_date(administrator):
    person = UserFactory()
    give(person, administrator, "2026-09-15", "2026-09-17")

    assert roles_on(person, "2026-09-14") == set()
    assert roles_on(person, "2026-09-15") == {"scorer"}
    assert roles_on(person, "2026-09-17") == {"scorer"}
    assert roles_on(person, "2026-09-18") == set()


@time_machine.travel(datetime.datetime(2026, 9, 15, 3, 30, tzinfo=datetime.UTC))
def test_days_begin_at_midnight_in_the_state_not_in_utc(administrator):
    person = UserFactory()
    StateRoleFactory(user=person, role=Role.SCORER, starts_on=datetime.date(2026, 9, 15))

    assert User.objects.get(pk=person.pk).roles == frozenset()  # still September 14 in Ohio


@pytest.mark.parametrize(
    ("first", "last", "is_free"),
    [
        ("2026-09-01", "2026-09-09", True),
        ("2026-09-01", "2026-09-10", False),
        ("2026-09-20", "2026-09-25", False),
        ("2026-09-21", "2026-09-25", True),
        ("2026-09-12", "2026-09-13", False),
        ("2026-09-01", None, False),
        ("2026-09-21", None, True),
    ],
)
def test_one_role_is_held_once_at_a_time(first, last, is_free, administrator):
    person = UserFactory()
    give(person, administrator, "2026-09-10", "2026-09-20")

    if is_free:
        give(person, administrator, first, last)
    else:
        with pytest.raises(Unready, match="already has the role for some of these dates"):
            give(person, administrator, first, last)


def test_a_role_does_not_end_before_it_begins(administrator):
    with pytest.raises(Unready, match="The end date is before the start date"):
        give(UserFactory(), administrator, "2026-09-20", "2026-09-19")
    with pytest.raises(IntegrityError, match="accounts_state_role_ends_after_it_starts"):
        StateRoleFactory(starts_on=DAY, ends_on=datetime.date(2026, 9, 13))


def test_no_one_gives_a_role_to_themselves(administrator):
    with pytest.raises(Refused, match="You can’t give a role to yourself"):
        give(administrator, administrator, "2026-09-14")


@pytest.mark.parametrize("role", ["registrar", "grants_officer", "scorer", "board_member", "auditor"])
def test_only_administrators_give_roles(role):
    with pytest.raises(Refused, match="Only an administrator"):
        give(UserFactory(), StateRoleFactory(role=role).user, "2026-09-14")


def test_an_administrator_whose_role_is_over_gives_no_roles():
    former = StateRoleFactory(role=Role.ADMINISTRATOR, ends_on=datetime.date(2026, 9, 13)).user

    with pytest.raises(Refused, match="Only an administrator"):
        give(UserFactory(), former, "2026-09-14")


def test_giving_and_ending_are_logged_and_the_person_gets_emails(
    administrator, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        role = give(UserFactory(name="Pat Doe"), administrator, "2026-09-10")
        actions.end_role(role=role, ends_on=DAY, by=administrator, at=NOON)

    given, ended = Entry.objects.all()
    assert (given.event, given.subject_label, given.detail["role"]) == ("role.given", "Pat Doe", "scorer")
    assert (ended.event, ended.detail) == ("role.ended", {"role": "scorer", "ends_on": "2026-09-14"})
    assert "You now have a role in District Consortium Registry: scorer, from September 10, 2026." in mailoutbox[0].body
    assert "ends on September 14, 2026" in mailoutbox[1].body


def test_a_role_withdrawn_before_its_start_date_never_counts(administrator):
    person = UserFactory()
    role = give(person, administrator, "2026-09-14")

    actions.end_role(role=role, ends_on=datetime.date(2026, 9, 13), by=administrator, at=NOON)

    assert roles_on(person, "2026-09-14") == set()
    assert give(person, administrator, "2026-09-14").pk != role.pk


def test_an_ended_role_can_only_be_ended_earlier(administrator):
    role = give(UserFactory(), administrator, "2026-09-10", "2026-09-20")

    with pytest.raises(Unready, match="already ends on September 20, 2026"):
        actions.end_role(role=role, ends_on=datetime.date(2026, 9, 20), by=administrator, at=NOON)
    actions.end_role(role=role, ends_on=datetime.date(2026, 9, 19), by=administrator, at=NOON)


def test_the_last_administrator_stays(administrator):
    own = administrator.state_roles.get()

    with pytest.raises(Unready, match="This is the last administrator"):
        actions.end_role(role=own, ends_on=DAY, by=administrator, at=NOON)
    with pytest.raises(Unready, match="This is the last administrator"):
        actions.close_account(person=administrator, by=administrator, at=NOON)

    StateRoleFactory(role=Role.ADMINISTRATOR)
    actions.end_role(role=own, ends_on=DAY, by=administrator, at=NOON)


@pytest.mark.parametrize("other", [{"ends_on": datetime.date(2026, 12, 31)}, {"user__is_active": False}])
def test_an_administrator_who_leaves_or_cannot_sign_in_does_not_count_as_another(other, administrator):
    StateRoleFactory(role=Role.ADMINISTRATOR, **other)

    with pytest.raises(Unready, match="This is the last administrator"):
        actions.end_role(role=administrator.state_roles.get(), ends_on=DAY, by=administrator, at=NOON)


def test_a_closed_account_is_signed_out_at_once_and_opens_again(administrator, client, settings):
    person = UserFactory()
    person.set_password("four words in a row")
    person.save()
    client.force_login(person)
    assert client.get(reverse("account:my_settings")).status_code == 200

    actions.close_account(person=person, by=administrator, at=NOON)
    assert client.get(reverse("account:my_settings")).status_code == 302

    actions.reopen_account(person=person, by=administrator, at=NOON)
    client.force_login(person)
    assert client.get(reverse("account:my_settings")).status_code == 200


def test_session_user_and_roles_are_read_once_for_a_request(client, django_assert_num_queries):
    person = StateRoleFactory(role=Role.ADMINISTRATOR).user
    client.force_login(person)

    with django_assert_num_queries(3):  # session, user, roles
        client.get(reverse("staff:person_invite"))


@time_machine.travel(NOON)
def test_an_administrator_gives_and_ends_a_role_on_the_pages(administrator, client):
    person = UserFactory(name="Pat Doe")
    client.force_login(administrator)

    page = client.get(reverse("staff:role_give", args=[person.pk])).content.decode()
    assert 'value="2026-09-14"' in page
    asked = client.post(reverse("staff:role_give", args=[person.pk]), {"role": "auditor", "starts_on": "2026-09-14"})
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert not person.state_roles.exists()
    client.post(asked.url, {"password": PASSWORD})  # goes on with what was sent before
    role = person.state_roles.get()
    detail = client.get(reverse("staff:person_detail", args=[person.pk])).content.decode()
    assert "Auditor" in detail
    assert "Sep 14, 2026" in detail
    client.post(reverse("staff:role_end", args=[person.pk, role.pk]), {"ends_on": "2026-09-30"})

    role.refresh_from_db()
    assert role.ends_on == datetime.date(2026, 9, 30)


def test_a_refusal_is_shown_on_the_form(administrator, client):
    client.force_login(administrator)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    page = client.post(
        reverse("staff:role_give", args=[administrator.pk]), {"role": "auditor", "starts_on": "2026-09-14"}
    )

    assert "You can’t give a role to yourself. Ask another person who manages roles." in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_people_takes_the_same_queries_for_any_number(count, client, django_assert_num_queries):
    administrator = StateRoleFactory(role=Role.ADMINISTRATOR).user
    for _ in range(count - 1):
        StateRoleFactory()
    client.force_login(administrator)

    with django_assert_num_queries(6):  # session, user, roles; count, people, their roles
        client.get(reverse("staff:person_list"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_persons_page_takes_the_same_queries_for_any_number_of_roles(count, client, django_assert_num_queries):
    administrator = StateRoleFactory(role=Role.ADMINISTRATOR).user
    person = UserFactory()
    for role in ["scorer", "auditor", "registrar"][:count]:
        StateRoleFactory(user=person, role=role, given_by=administrator)
    client.force_login(administrator)

    with django_assert_num_queries(7):  # session, user, roles; person, roles, invitations, second step
        client.get(reverse("staff:person_detail", args=[person.pk]))


@time_machine.travel(NOON)
def test_people_are_found_by_name_and_by_the_role_they_hold_today(administrator, client):
    StateRoleFactory(user__name="Pat Doe", role=Role.SCORER)
    StateRoleFactory(user__name="Ray Roe", role=Role.SCORER, ends_on=datetime.date(2026, 9, 13))
    client.force_login(administrator)

    scorers = client.get(reverse("staff:person_list"), {"role": "scorer"}).content.decode()
    named = client.get(reverse("staff:person_list"), {"q": "roe"}).content.decode()

    assert "Pat Doe" in scorers
    assert "Ray Roe" not in scorers
    assert "Ray Roe" in named
    assert "Pat Doe" not in named
