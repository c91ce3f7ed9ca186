"""Nobody has to know an address: the register's pages lead to one another."""

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


def test_the_list_of_consortia_leads_to_what_changed_and_labels_the_dissolved():
    ConsortiumFactory(name="Old Circle", status=ConsortiumStatus.DISSOLVED, ended_on=datetime.date(2020, 6, 30))

    page = read("/consortia/")

    assert 'href="/consortia/changes/"' in page
    assert "Dissolved</span>" in page


def test_the_list_of_districts_leads_to_those_without_a_consortium():
    assert 'href="/partners/"' in read("/districts/")


def test_a_superintendent_finds_partners_from_the_own_page():
    appointment = AppointmentFactory()

    assert f'href="/districts/{appointment.district.leaid}/partners/"' in read("/my/", appointment.user)


def test_a_registrar_finds_districts_without_a_consortium_from_the_own_page():
    registrar = StateRoleFactory(role="registrar").user

    assert 'href="/partners/"' in read("/my/", registrar)


def test_only_who_registers_memberships_for_a_district_is_led_to_proposing_a_consortium():
    superintendent = AppointmentFactory(can_register_membership=True)
    treasurer = AppointmentFactory(can_register_membership=False)

    assert "Propose a consortium" in read("/my/", superintendent.user)
    assert "Propose a consortium" not in read("/my/", treasurer.user)
    assert "can ask to join a consortium" in read("/my/", treasurer.user)


def test_a_registrar_is_not_led_to_inviting_which_the_lead_does():
    registrar = StateRoleFactory(role="registrar").user
    consortium = ConsortiumFactory()

    assert "Invite a district or a school" not in read(consortium.get_absolute_url(), registrar)
