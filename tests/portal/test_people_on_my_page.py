"""Tasks on /my/ about people: emails that were not sent, permissions that a predecessor delegated."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import KEPT_NOT_SENT, OutgoingEmail, Role
from tests.factories import AppointmentFactory, SchoolFactory, StateRoleFactory, UserFactory

pytestmark = pytest.mark.django_db


def texts(client, user) -> list[str]:
    client.force_login(user)
    return [task.text for task in client.get("/my/").context["page"].tasks]


def an_email(**fields) -> OutgoingEmail:
    return OutgoingEmail.objects.create(to="pat@example.org", subject="", body="", written_at=timezone.now(), **fields)


def test_a_registrar_sees_that_emails_were_not_sent(client):
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    an_email(problem=KEPT_NOT_SENT)
    an_email(sent_at=timezone.now())
    assert texts(client, registrar) == []

    an_email(problem="The mail server did not take it")
    assert texts(client, registrar) == ["1 email was not sent."]

    an_email(problem="The mail server did not take it")
    assert texts(client, registrar) == ["2 emails were not sent."]
    assert texts(client, UserFactory()) == []


def test_a_successor_is_asked_to_keep_or_end_what_the_predecessor_delegated(client):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    old = AppointmentFactory(ends_on=yesterday, district__name="Otter Run", user__name="Pat Past")
    delegate = AppointmentFactory(district=old.district, kind="designee", delegated_by=old, user__name="Dee Deputy")
    successor = AppointmentFactory(district=old.district).user

    assert texts(client, successor) == ["Keep or end Dee Deputy’s authority to act for Otter Run."]
    page = client.get("/my/").content.decode()
    assert "Pat Past delegated it. It continues until you decide." in page
    assert texts(client, delegate.user) == []


def test_a_designee_reads_for_whom_they_act(client):
    designee = AppointmentFactory(kind="designee").user
    principal_s = AppointmentFactory(kind="designee", district=None, school=SchoolFactory()).user

    client.force_login(designee)
    assert "Designee (acts for the superintendent)" in client.get("/my/").content.decode()
    client.force_login(principal_s)
    assert "Designee (acts for the principal)" in client.get("/my/").content.decode()
