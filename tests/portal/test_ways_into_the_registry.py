"""The pages of the registry link to one another."""

import datetime

import pytest
from django.test import Client

from consortia.states import ConsortiumStatus
from tests.factories import AppointmentFactory, ConsortiumFactory, StateRoleFactory

pytestmark = pytest.mark.django_db


def read(path: str, person=None) -> str:
    client = Client()
    if person:
        client.force_login(person)
    return client.get(path).content.decode()


def test_the_list_of_consortia_links_to_changes_and_labels_dissolved_ones():
    ConsortiumFactory(name="Old Circle", status=ConsortiumStatus.DISSOLVED, ended_on=datetime.date(2020, 6, 30))

    page = read("/consortia/")

    assert 'href="/consortia/changes/"' in page
    assert "Dissolved</span>" in page


def test_the_list_of_districts_links_to_those_without_a_consortium():
    assert 'href="/partners/"' in read("/districts/")


def test_a_superintendent_finds_partners_from_the_dashboard():
    appointment = AppointmentFactory()

    assert f'href="/districts/{appointment.district.leaid}/partners/"' in read("/my/", appointment.user)


def test_a_registrar_finds_districts_without_a_consortium_from_the_dashboard():
    registrar = StateRoleFactory(role="registrar").user

    assert 'href="/partners/"' in read("/my/", registrar)


def test_only_people_who_register_memberships_are_offered_to_propose_a_consortium():
    superintendent = AppointmentFactory(can_register_membership=True)
    treasurer = AppointmentFactory(can_register_membership=False)

    assert "Propose a consortium" in read("/my/", superintendent.user)
    assert "Propose a consortium" not in read("/my/", treasurer.user)
    assert "can ask to join a consortium" in read("/my/", treasurer.user)


def test_a_registrar_is_not_offered_to_invite_because_the_lead_does():
    registrar = StateRoleFactory(role="registrar").user
    consortium = ConsortiumFactory()

    assert "Invite a district or school" not in read(consortium.get_absolute_url(), registrar)
