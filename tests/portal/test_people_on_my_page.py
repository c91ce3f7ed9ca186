"""What stands on /my/ about people: letters that did not leave, powers that a predecessor left."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import KEPT_NOT_SENT, Letter, Role
from tests.factories import PostFactory, StateRoleFactory, UserFactory

pytestmark = pytest.mark.django_db


def texts(client, user) -> list[str]:
    client.force_login(user)
    return [task.text for task in client.get("/my/").context["tasks"]]


def a_letter(**fields) -> Letter:
    return Letter.objects.create(to="pat@example.org", subject="", body="", written_at=timezone.now(), **fields)


def test_a_registrar_is_told_of_letters_that_did_not_leave(client):
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    a_letter(problem=KEPT_NOT_SENT)
    a_letter(sent_at=timezone.now())
    assert texts(client, registrar) == []

    a_letter(problem="The mail server did not take it")
    assert texts(client, registrar) == ["One letter did not leave."]

    a_letter(problem="The mail server did not take it")
    assert texts(client, registrar) == ["2 letters did not leave."]
    assert texts(client, UserFactory()) == []


def test_a_successor_is_asked_to_keep_or_end_what_the_predecessor_handed_on(client):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    old = PostFactory(ends_on=yesterday, district__name="Otter Run", user__name="Pat Past")
    delegate = PostFactory(district=old.district, kind="designee", delegated_by=old, user__name="Dee Deputy")
    successor = PostFactory(district=old.district).user

    assert texts(client, successor) == ["Keep or end the powers of Dee Deputy to act for Otter Run."]
    page = client.get("/my/").content.decode()
    assert "Pat Past gave them. Until you decide, they stay as they are." in page
    assert texts(client, delegate.user) == []
