"""Roles are assigned by email address, transferred, and ended; the people page of a district."""

import datetime
import re

import pytest
import time_machine
from django.test import Client

from accounts.models import OutgoingEmail, Role, User
from accounts.refusals import Refused, Unready
from districts.actions import end_appointment
from districts.actions.appointing import appoint_person, transfer_appointment
from districts.models import Appointment, District
from districts.states import POWERS, Office
from tests.factories import AppointmentFactory, DistrictFactory, SchoolFactory, StateRoleFactory, UserFactory

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def registrar(client: Client) -> User:
    registrar = StateRoleFactory(role=Role.REGISTRAR, user__name="Rae Registrar").user
    client.force_login(registrar)
    return registrar


@pytest.fixture
def district() -> District:
    return DistrictFactory(name="Otter Run Local School District", leaid="9970077")


def appoint(district: District, registrar: User, **changes) -> Appointment:
    values = {
        "district": district,
        "email": "sue@example.org",
        "name": "Sue Super",
        "kind": Office.SUPERINTENDENT,
        "powers": POWERS,
        "starts_on": TODAY,
        "by": registrar,
        "at": NOON,
    }
    return appoint_person(**(values | changes))


def test_a_new_person_gets_an_account_a_role_and_an_invitation_in_one_step(
    district, registrar, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        appointment = appoint(district, registrar)

    (sent,) = mailoutbox
    assert sent.to == ["sue@example.org"]
    assert "invites you to District Consortium Registry, State of Ohio. Your role: superintendent of Otter Run" in (
        sent.body.replace("\n", " ")
    )
    assert (appointment.user.name, appointment.user.is_active, appointment.powers) == ("Sue Super", False, list(POWERS))
    assert [email.kind for email in OutgoingEmail.objects.all()] == ["invitation"]


def test_a_person_with_an_account_gets_an_email_that_names_the_permissions(district, registrar):
    UserFactory(email="sue@example.org", name="Sue Known")

    appointment = appoint(district, registrar, email="Sue@Example.org", name="", powers=["sign_joinders"])

    email = OutgoingEmail.objects.get()
    assert appointment.user.name == "Sue Known"
    assert email.subject == "You are superintendent of Otter Run Local School District"
    assert "Rae Registrar recorded you as superintendent of Otter Run" in email.body
    assert "  - Sign contract joinders: Sign a joinder, an agreement to buy under a shared contract." in email.body
    assert "Register memberships" not in email.body


def test_a_new_person_needs_a_name(district, registrar):
    with pytest.raises(Unready, match="Enter the person's name"):
        appoint(district, registrar, name="  ")
    assert not User.objects.filter(email="sue@example.org").exists()


def test_a_person_with_an_open_invitation_is_not_invited_twice(district, registrar):
    appoint(district, registrar)
    appoint(DistrictFactory(), registrar)

    assert [email.kind for email in OutgoingEmail.objects.order_by("pk")] == ["invitation", "post given"]


def test_a_district_has_one_superintendent_at_a_time(district, registrar):
    AppointmentFactory(district=district, user__name="Pat Present")

    with pytest.raises(Unready, match=r"Pat Present is superintendent of .* with no end date\. Transfer the role"):
        appoint(district, registrar)

    appoint(district, registrar, kind=Office.TREASURER)
    appoint(district, registrar, kind=Office.TREASURER, email="tim@example.org")


@pytest.mark.parametrize(("ends_on", "is_free"), [(datetime.date(2026, 9, 13), True), (TODAY, False)])
def test_the_role_is_still_held_on_its_end_date(ends_on, is_free, district, registrar):
    AppointmentFactory(district=district, ends_on=ends_on, user__name="Pat Present")

    if is_free:
        assert appoint(district, registrar).starts_on == TODAY
    else:
        with pytest.raises(Unready, match=r"Pat Present is superintendent of .* until September 14, 2026"):
            appoint(district, registrar)


def test_one_person_does_not_have_the_same_role_twice(district, registrar):
    appoint(district, registrar, kind=Office.TREASURER)

    with pytest.raises(Unready, match=r"This person is already treasurer of Otter Run"):
        appoint(district, registrar, kind=Office.TREASURER, email="SUE@example.org")


def test_only_a_registrar_appoints(district):
    with pytest.raises(Refused, match="Only a registrar"):
        appoint(district, AppointmentFactory(district=district).user, kind=Office.TREASURER)


def test_a_successor_has_the_same_permissions_from_the_next_day_without_a_gap(district, registrar):
    old = AppointmentFactory(
        district=district, user__name="Pat Past", user__email="pat@example.org", can_sign_joinders=False
    )
    delegate = AppointmentFactory(
        district=district, kind="designee", delegated_by=old, ends_on=datetime.date(2027, 6, 30)
    )

    new = transfer_appointment(
        appointment=old,
        email="sue@example.org",
        name="Sue Super",
        last_day=datetime.date(2026, 9, 30),
        by=registrar,
        at=NOON,
    )

    old.refresh_from_db()
    delegate.refresh_from_db()
    assert (old.ends_on, new.starts_on, new.ends_on) == (datetime.date(2026, 9, 30), datetime.date(2026, 10, 1), None)
    assert (new.kind, new.powers) == ("superintendent", ["register_membership", "sign_applications"])
    assert (delegate.ends_on, delegate.delegated_by) == (datetime.date(2027, 6, 30), old)
    farewell = OutgoingEmail.objects.get(to="pat@example.org")
    assert "ends on September 30, 2026." in farewell.body
    assert "Sue Super takes over the next day." in farewell.body


def test_a_role_that_already_ends_is_transferred_on_its_end_date_or_earlier(district, registrar):
    old = AppointmentFactory(district=district, ends_on=datetime.date(2026, 9, 30))
    says = {"appointment": old, "email": "sue@example.org", "name": "Sue", "by": registrar, "at": NOON}

    with pytest.raises(Unready, match="already ends on September 30, 2026"):
        transfer_appointment(last_day=datetime.date(2026, 10, 1), **says)
    assert transfer_appointment(last_day=datetime.date(2026, 9, 30), **says).starts_on == datetime.date(2026, 10, 1)


def test_no_one_succeeds_themselves_and_delegations_are_not_transferred(district, registrar):
    old = AppointmentFactory(district=district, user__email="pat@example.org")
    delegate = AppointmentFactory(district=district, kind="designee", delegated_by=old)

    with pytest.raises(Unready, match="the same person"):
        transfer_appointment(appointment=old, email="Pat@example.org", last_day=TODAY, by=registrar, at=NOON)
    with pytest.raises(Unready, match="delegate the permissions to someone else"):
        transfer_appointment(appointment=delegate, email="sue@example.org", last_day=TODAY, by=registrar, at=NOON)


def test_a_refused_successor_leaves_the_role_unchanged(district, registrar):
    old = AppointmentFactory(district=district)

    with pytest.raises(Unready, match="Enter the person's name"):
        transfer_appointment(appointment=old, email="sue@example.org", last_day=TODAY, by=registrar, at=NOON)

    old.refresh_from_db()
    assert old.ends_on is None


def test_a_role_that_has_not_started_is_withdrawn(district, registrar):
    appointment = appoint(district, registrar, starts_on=datetime.date(2026, 10, 1))

    end_appointment(appointment=appointment, ends_on=datetime.date(2026, 9, 13), by=registrar, at=NOON)

    appointment.refresh_from_db()
    assert (appointment.withdrawn_at, appointment.ends_on) == (NOON, None)
    assert not Appointment.objects.not_over(TODAY).exists()
    assert "withdrew your role as superintendent" in OutgoingEmail.objects.first().body
    with pytest.raises(Unready, match="already withdrawn"):
        end_appointment(appointment=appointment, ends_on=TODAY, by=registrar, at=NOON)


def test_a_role_held_for_years_cannot_end_before_it_started(district, registrar):
    with pytest.raises(Unready, match="before the start date, July 1, 2020"):
        end_appointment(appointment=AppointmentFactory(), ends_on=datetime.date(2020, 6, 30), by=registrar, at=NOON)


# The pages


def page_of(client: Client, district: District) -> str:
    return client.get(f"/districts/{district.leaid}/people/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_people_page_takes_two_queries(client, registrar, district, django_assert_num_queries, rows):
    for _ in range(rows):
        AppointmentFactory(district=district, kind=Office.TREASURER)
        AppointmentFactory(district=None, school=SchoolFactory(district=district), kind=Office.PRINCIPAL)

    with django_assert_num_queries(5):  # session, user, roles; the district, its posts with everybody's names
        client.get(f"/districts/{district.leaid}/people/")


def test_the_registrar_is_offered_to_invite_a_superintendent_where_there_is_none(client, registrar, district):
    assert "Invite the superintendent of Otter Run Local School District" in page_of(client, district)

    AppointmentFactory(district=district)
    assert "Invite the superintendent" not in page_of(client, district)


def test_a_superintendent_sees_who_acts_but_no_addresses_and_nothing_to_change(client, district):
    own = AppointmentFactory(district=district)
    AppointmentFactory(district=district, kind=Office.TREASURER, user__name="Tim Till", user__email="tim@example.org")
    client.force_login(own.user)

    page = page_of(client, district)

    assert "Tim Till" in page
    assert "tim@example.org" not in page
    assert "Transfer" not in page


def test_a_registrar_invites_a_superintendent_from_the_page(client, registrar, district):
    address = f"/districts/{district.leaid}/people/give/?role=superintendent"
    form = client.get(address).content.decode()
    assert len(re.findall(r'name="permissions"\s+value="\w+"[^>]*checked', form)) == 3

    answer = client.post(
        address,
        {
            "role": "superintendent",
            "email": "sue@example.org",
            "name": "Sue Super",
            "permissions": ["register_membership"],
            "starts_on": "2026-09-14",
        },
    )

    assert (answer.status_code, answer.url) == (302, f"/districts/{district.leaid}/people/")
    page = page_of(client, district)
    assert "Sue Super" in page
    assert "Invited, not yet active" in page
    assert Appointment.objects.get().powers == ["register_membership"]


def test_a_principal_is_appointed_to_a_school_of_the_district_only(client, registrar, district):
    school, other = SchoolFactory(district=district), SchoolFactory()
    person = {"email": "pia@example.org", "name": "Pia", "starts_on": "2026-09-14"}
    address = f"/districts/{district.leaid}/people/give/"

    refused = client.post(address, person | {"role": other.ncessch})
    assert "is not one of the available choices" in refused.content.decode()

    client.post(address, person | {"role": school.ncessch})
    appointment = Appointment.objects.get()
    assert (appointment.school, appointment.district, appointment.kind) == (school, None, "principal")


def test_entries_stay_when_the_role_is_already_held(client, registrar, district):
    AppointmentFactory(district=district, user__name="Pat Present")

    page = client.post(
        f"/districts/{district.leaid}/people/give/",
        {"role": "superintendent", "email": "sue@example.org", "name": "Sue", "starts_on": "2026-09-14"},
    ).content.decode()

    assert "Pat Present is superintendent of" in page
    assert 'value="sue@example.org"' in page


def test_a_wrong_address_is_corrected_on_the_page(client, registrar, district):
    appointment = appoint(district, registrar, email="seu@example.org")
    address = f"/districts/{district.leaid}/people/{appointment.pk}/address/"
    assert "The link we sent to seu@example.org will stop working right away." in client.get(address).content.decode()

    answer = client.post(address, {"email": "sue@example.org"})

    assert answer.status_code == 302
    assert User.objects.get(pk=appointment.user_id).email == "sue@example.org"
    assert [email.to for email in OutgoingEmail.objects.order_by("pk")] == ["seu@example.org", "sue@example.org"]


def test_roles_in_another_district_are_not_found(client, registrar, district):
    appointment = AppointmentFactory()

    assert client.get(f"/districts/{district.leaid}/people/{appointment.pk}/end/").status_code == 404
