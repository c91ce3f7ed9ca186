"""A lost second step is reset by two administrators; the account's owner is told and can stop it."""

import datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import IntegrityError

from accounts.actions import accept_invitation, end_role, give_role, invite_person
from accounts.actions.second_step import (
    ask_for_second_step_reset,
    cancel_second_step_reset,
    confirm_second_step_reset,
)
from accounts.actions.security import record_sign_in
from accounts.delivery import token_from
from accounts.models import OutgoingEmail, Role, SecondStepReset, User
from accounts.refusals import Refused, Unready
from audit.models import Entry
from tests.factories import StateRoleFactory, UserFactory

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
A_DAY = datetime.timedelta(days=1)
TODAY = NOON.date()
PASSWORD = "four words in a row"
WHY = "Called back at the number on file."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def pat() -> User:
    person = User.objects.create_user("pat@example.org", "Pat Doe", PASSWORD)
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    return person


@pytest.fixture
def first() -> User:
    return administrator("Ada Winters", "ada@state.example")


@pytest.fixture
def second() -> User:
    return administrator("Bo Summers", "bo@state.example")


def administrator(name: str, email: str) -> User:
    person = User.objects.create_user(email, name, PASSWORD)
    return StateRoleFactory(role=Role.ADMINISTRATOR, user=person).user


def ask(person: User, by: User, at: datetime.datetime = NOON) -> SecondStepReset:
    return ask_for_second_step_reset(person=person, reason=WHY, by=by, at=at)


def test_two_administrators_reset_it_and_the_owner_is_told_twice(client, pat, first, second):
    client.force_login(pat)
    client.get("/my/")
    UserSession.objects.create(user=pat, session_key=client.session.session_key, ip="127.0.0.1", user_agent="")

    reset = ask(pat, first)
    assert Authenticator.objects.filter(user=pat).exists()
    confirm_second_step_reset(reset=reset, by=second, at=NOON + A_DAY)

    assert not Authenticator.objects.filter(user=pat).exists()
    assert client.get("/my/").status_code == 302
    assert User.objects.get(pk=pat.pk).check_password(PASSWORD)
    to = list(OutgoingEmail.objects.order_by("pk").values_list("to", "subject"))
    assert to == [
        ("pat@example.org", "Someone asked to reset your two-step sign-in"),
        ("bo@state.example", "Confirm or cancel: two-step sign-in reset for Pat Doe"),
        ("pat@example.org", "Your two-step sign-in was reset"),
    ]
    events = list(Entry.objects.filter(event__startswith="second_step").order_by("number").values_list("event", "by"))
    assert [event for event, _ in events] == ["second_step.reset_asked", "second_step.reset"]
    assert [by.split(" (")[0] for _, by in events] == ["Ada Winters", "Bo Summers"]


def test_no_one_does_it_alone(pat, first):
    reset = ask(pat, first)

    with pytest.raises(Refused, match="another administrator confirms it"):
        confirm_second_step_reset(reset=reset, by=first, at=NOON)
    with pytest.raises(IntegrityError, match="two_people"):
        SecondStepReset.objects.filter(pk=reset.pk).update(confirmed_by=first, confirmed_at=NOON)


def test_no_one_resets_or_confirms_their_own_account(first, second):
    TOTP.activate(first, "JBSWY3DPEHPK3PXP")

    with pytest.raises(Refused, match="Ask two other administrators"):
        ask(first, first)
    with pytest.raises(Refused, match="Ask two other administrators"):
        confirm_second_step_reset(reset=ask(first, second), by=first, at=NOON)


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.GRANTS_OFFICER, Role.AUDITOR])
def test_only_administrators_take_part(pat, first, role):
    other = StateRoleFactory(role=role).user

    with pytest.raises(Refused, match="Only an administrator"):
        ask(pat, other)
    with pytest.raises(Refused, match="Only an administrator"):
        confirm_second_step_reset(reset=ask(pat, first), by=other, at=NOON)


def test_a_request_expires_after_two_days_and_can_be_made_again(pat, first, second):
    reset = ask(pat, first)

    with pytest.raises(Unready, match="expired or was canceled"):
        confirm_second_step_reset(reset=reset, by=second, at=NOON + 2 * A_DAY)
    again = ask(pat, second, NOON + 2 * A_DAY)
    confirm_second_step_reset(reset=again, by=first, at=NOON + 3 * A_DAY)
    assert not Authenticator.objects.filter(user=pat).exists()


def test_there_is_one_request_at_a_time_and_it_can_be_canceled(pat, first, second):
    reset = ask(pat, first)
    with pytest.raises(Unready, match="already an open request"):
        ask(pat, second)

    cancel_second_step_reset(reset=reset, by=first, at=NOON)
    with pytest.raises(Unready, match="expired or was canceled"):
        confirm_second_step_reset(reset=reset, by=second, at=NOON)


def test_an_owner_who_signs_in_with_the_second_step_cancels_the_request(pat, first, second):
    reset = ask(pat, first)

    record_sign_in(person=pat, how="password, mfa", at=NOON + A_DAY / 2)

    with pytest.raises(Unready, match="expired or was canceled"):
        confirm_second_step_reset(reset=reset, by=second, at=NOON + A_DAY)
    assert Entry.objects.filter(event="second_step.reset_canceled", by__startswith="Pat Doe").exists()


def test_whoever_asked_is_still_an_administrator_when_it_is_confirmed(pat, first, second):
    reset = ask(pat, first)
    User.objects.filter(pk=first.pk).update(is_active=False)

    with pytest.raises(Refused, match="Ada Winters is no longer an administrator"):
        confirm_second_step_reset(reset=reset, by=second, at=NOON)
    User.objects.filter(pk=first.pk).update(is_active=True)
    first.state_roles.update(ends_on=NOON.date() - A_DAY)
    with pytest.raises(Refused, match="Ada Winters is no longer an administrator"):
        confirm_second_step_reset(reset=reset, by=second, at=NOON)
    assert Authenticator.objects.filter(user=pat).exists()


def test_the_second_step_of_a_closed_account_stays(pat, first, second):
    reset = ask(pat, first)
    User.objects.filter(pk=pat.pk).update(is_active=False)

    with pytest.raises(Unready, match="This account is closed"):
        confirm_second_step_reset(reset=reset, by=second, at=NOON)


def test_an_older_page_confirms_no_other_request(client, pat, first, second):
    address = f"/accounts/people/{pat.pk}/second-step/"
    third = administrator("Cy Falls", "cy@state.example")
    with time_machine.travel(NOON, tick=False):
        shown = ask(pat, first)
        client.force_login(second)
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        cancel_second_step_reset(reset=shown, by=first, at=NOON)
        gone = client.post(address, {"decision": "confirm", "reset": shown.pk}, follow=True).text
        ask(pat, third)
        another = client.post(address, {"decision": "confirm", "reset": shown.pk}, follow=True).text

    assert "This request has expired or was canceled." in gone
    assert "This request has expired or was canceled." in another
    assert Authenticator.objects.filter(user=pat).exists()


def test_a_second_click_confirms_once(pat, first, second):
    reset = ask(pat, first)
    for _ in range(2):
        confirm_second_step_reset(reset=reset, by=second, at=NOON)

    assert Entry.objects.filter(event="second_step.reset").count() == 1


def test_without_a_second_step_there_is_nothing_to_reset(first, second):
    with pytest.raises(Unready, match="nothing to reset"):
        ask(second, first)


def test_the_pages_ask_for_the_password_and_the_first_administrator_has_no_button_to_confirm(
    client, pat, first, second
):
    address = f"/accounts/people/{pat.pk}/second-step/"
    with time_machine.travel(NOON, tick=False):
        client.force_login(first)
        assert "Reset a lost second step" in client.get(f"/accounts/people/{pat.pk}/").text
        asked = client.post(address, {"reason": WHY})
        assert asked.url.startswith("/accounts/reauthenticate/")
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        client.post(address, {"reason": WHY})
        page = client.get(address).text
        assert "You asked for this reset, so another administrator confirms it." in page
        assert "Confirm reset" not in page

        client.force_login(second)
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert "Confirm reset" in client.get(address).text
        decision = {"decision": "confirm", "reset": SecondStepReset.objects.get().pk}
        for _ in range(2):
            assert "Two-step sign-in was reset. We told Pat Doe." in client.post(address, decision, follow=True).text
    assert not Authenticator.objects.filter(user=pat).exists()


class TestOnePersonIsNotTwo:
    """An administrator can't confirm with an account of their own making."""

    def gives(self, giver: User, email: str, at: datetime.datetime = NOON - A_DAY) -> User:
        invite_person(email=email, name="Nia New", role=Role.ADMINISTRATOR, by=giver, at=at)
        token = token_from(OutgoingEmail.objects.latest("pk").link_seed)
        return accept_invitation(token=token, name="Nia New", password=PASSWORD, at=at)

    def test_with_an_account_that_the_asking_administrator_invited(self, pat, first):
        made = self.gives(first, "new@state.example")

        with pytest.raises(Refused, match="You and Ada Winters can’t reset this together"):
            confirm_second_step_reset(reset=ask(pat, first), by=made, at=NOON)

    def test_nor_by_asking_with_it(self, pat, first):
        made = self.gives(first, "new@state.example")

        with pytest.raises(Refused, match="can’t reset this together"):
            confirm_second_step_reset(reset=ask(pat, made), by=first, at=NOON)

    def test_nor_with_two_of_them_or_through_a_third_one_whose_role_ended(self, pat, first, second):
        made, other = self.gives(first, "new@state.example"), self.gives(first, "other@state.example")
        end_role(role=made.state_roles.get(), ends_on=NOON.date() - A_DAY, by=second, at=NOON)
        last = give_admin(other, UserFactory())

        for pair in ((other, last), (last, first)):
            reset = ask(pat, pair[0])
            with pytest.raises(Refused, match="can’t reset this together"):
                confirm_second_step_reset(reset=reset, by=pair[1], at=NOON)
            cancel_second_step_reset(reset=reset, by=first, at=NOON)

    def test_nor_with_a_role_whose_start_date_is_in_the_past(self, pat, first):
        old = give_admin(first, UserFactory(), starts_on=NOON.date() - 90 * A_DAY)

        with pytest.raises(Refused, match="can’t reset this together"):
            confirm_second_step_reset(reset=ask(pat, first), by=old, at=NOON)

    def test_thirty_days_later_or_with_another_administrators_help_it_can(self, pat, first, second):
        made = self.gives(first, "new@state.example", NOON - 30 * A_DAY)
        confirm_second_step_reset(reset=ask(pat, first), by=made, at=NOON)

        TOTP.activate(pat, "JBSWY3DPEHPK3PXP")
        newer = self.gives(first, "newer@state.example")
        assert confirm_second_step_reset(reset=ask(pat, second), by=newer, at=NOON).confirmed_by == newer


def give_admin(giver: User, person: User, starts_on: datetime.date = TODAY) -> User:
    give_role(user=person, role=Role.ADMINISTRATOR, starts_on=starts_on, ends_on=None, by=giver, at=NOON)
    return User.objects.get(pk=person.pk)
