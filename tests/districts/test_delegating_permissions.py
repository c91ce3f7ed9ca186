"""Superintendents and principals delegate permissions: which, for how long, and what a successor does with them."""

import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from districts.actions import end_appointment
from districts.actions.delegations import accept_delegation, delegate_powers, keep_delegation
from districts.models import Appointment
from districts.states import Office
from tests.factories import AppointmentFactory, SchoolFactory, StateRoleFactory, UserFactory

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY, JUNE = datetime.date(2026, 9, 14), datetime.date(2027, 6, 30)
A_DAY = datetime.timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def own() -> Appointment:
    """A superintendent until June 2027 who may not sign joinders."""
    return AppointmentFactory(
        ends_on=JUNE,
        can_sign_joinders=False,
        district__name="Otter Run Local School District",
        user__name="Sue Super",
        user__email="sue@example.org",
    )


def delegate(own: Appointment, **changes) -> Appointment:
    values = {
        "own": own,
        "email": "dee@example.org",
        "name": "Dee Deputy",
        "powers": ["register_membership"],
        "starts_on": TODAY,
        "ends_on": JUNE,
        "by": own.user,
        "at": NOON,
    }
    return delegate_powers(**(values | changes))


def test_a_superintendent_delegates_a_permission_until_a_date_and_the_record_names_the_authority(own):
    appointment = delegate(own)

    assert (appointment.district, appointment.kind, appointment.powers) == (
        own.district,
        "designee",
        ["register_membership"],
    )
    assert (appointment.starts_on, appointment.ends_on, appointment.delegated_by) == (TODAY, JUNE, own)
    invitation, email = OutgoingEmail.objects.order_by("pk")
    assert "Your role: delegate of Otter Run Local School District" in invitation.body
    assert email.subject == "Accept or decline: permissions to act for Otter Run Local School District"
    assert "Sue Super delegated permissions to you" in email.body
    assert "  - Register memberships: Propose a consortium" in email.body
    assert "on the authority of Sue Super" in email.body


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"powers": ["sign_joinders"]}, "don’t have: Sign contract joinders"),
        ({"powers": []}, "Choose at least one permission"),
        ({"ends_on": JUNE + A_DAY}, "Your own role ends on June 30, 2027. Choose an end date on or before it."),
        ({"starts_on": TODAY - A_DAY}, "Choose a start date on or after September 14, 2026."),
        ({"starts_on": JUNE, "ends_on": JUNE - A_DAY}, "The end date is before the start date"),
        ({"email": "Sue@Example.org"}, "You already have these permissions"),
    ],
)
def test_an_impossible_delegation_is_refused_with_the_reason(own, changes, says):
    with pytest.raises(Unready) as no:
        delegate(own, **changes)
    assert says in str(no.value)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(("days", "is_fine"), [(366, True), (367, False)])
def test_permissions_are_delegated_for_at_most_a_year(days, is_fine, own):
    Appointment.objects.filter(pk=own.pk).update(ends_on=None)
    ends_on = TODAY + datetime.timedelta(days=days)

    if is_fine:
        assert delegate(own, ends_on=ends_on).ends_on == ends_on
    else:
        with pytest.raises(Unready, match="up to one year"):
            delegate(own, ends_on=ends_on)


def test_delegates_do_not_delegate_further(own):
    dee = delegate(own)

    with pytest.raises(Refused, match="Only a superintendent or principal"):
        delegate(dee, by=dee.user, email="eve@example.org")


def test_no_one_delegates_the_permissions_of_another_persons_role(own):
    with pytest.raises(Refused, match="Only a superintendent or principal"):
        delegate(own, by=AppointmentFactory(district=own.district, kind=Office.TREASURER).user)
    with pytest.raises(Refused, match="Only a superintendent or principal"):
        delegate(own, by=StateRoleFactory(role=Role.REGISTRAR).user)


def test_a_principal_delegates_permissions_for_the_school(own):
    principal = AppointmentFactory(district=None, school=SchoolFactory(district=own.district), kind=Office.PRINCIPAL)

    appointment = delegate(principal)

    assert (appointment.school, appointment.district, appointment.kind) == (principal.school, None, "designee")
    end_appointment(appointment=appointment, ends_on=TODAY, by=own.user, at=NOON)


def test_delegations_end_now_or_on_a_date_and_never_later_than_given(own):
    appointment = delegate(own, starts_on=TODAY)

    with pytest.raises(Unready, match=r"This ends on June 30, 2027\. You can only end it earlier"):
        end_appointment(appointment=appointment, ends_on=JUNE + A_DAY, by=own.user, at=NOON)
    end_appointment(appointment=appointment, ends_on=TODAY + A_DAY, by=own.user, at=NOON)
    appointment.refresh_from_db()
    assert appointment.ends_on == TODAY + A_DAY

    end_appointment(appointment=appointment, ends_on=TODAY - A_DAY, by=own.user, at=NOON)
    appointment.refresh_from_db()
    assert appointment.withdrawn_at == NOON
    assert not Appointment.objects.in_force(TODAY).filter(pk=appointment.pk).exists()


def test_delegations_do_not_end_in_the_past(own):
    appointment = AppointmentFactory(district=own.district, kind=Office.DESIGNEE, delegated_by=own)

    with pytest.raises(Unready, match="Choose yesterday’s date or later"):
        end_appointment(appointment=appointment, ends_on=TODAY - 2 * A_DAY, by=own.user, at=NOON)


# A successor


@pytest.fixture
def left(own) -> Appointment:
    """What Sue handed on before she left; Nia came after her."""
    appointment = delegate(own, powers=["register_membership", "sign_applications"], ends_on=datetime.date(2027, 3, 31))
    accept_delegation(appointment=appointment, by=appointment.user, at=NOON)
    Appointment.objects.filter(pk=own.pk).update(ends_on=TODAY - A_DAY)
    return appointment


@pytest.fixture
def successor(own) -> Appointment:
    return AppointmentFactory(
        district=own.district,
        starts_on=TODAY,
        can_sign_applications=False,
        user__name="Nia New",
        user__email="nia@x.org",
    )


def test_a_predecessors_delegation_stays_and_the_successor_keeps_it(left, successor):
    assert left in Appointment.objects.in_force(TODAY)

    kept = keep_delegation(appointment=left, by=successor.user, at=NOON)

    left.refresh_from_db()
    assert left.ends_on == TODAY
    assert (kept.starts_on, kept.ends_on) == (TODAY + A_DAY, datetime.date(2027, 3, 31))
    assert (kept.delegated_by, kept.user, kept.powers) == (successor, left.user, ["register_membership"])
    assert "on the authority of Nia New" in OutgoingEmail.objects.first().body
    assert not Appointment.objects.left_to(successor.user).exists()


def test_only_the_current_superintendent_keeps_a_predecessors_delegation(left, successor):
    with pytest.raises(Refused, match="Only the current superintendent or principal"):
        keep_delegation(appointment=left, by=AppointmentFactory().user, at=NOON)


def test_ones_own_delegation_is_not_a_predecessors(own):
    assert not Appointment.objects.left_to(own.user).filter(pk=delegate(own).pk).exists()


def test_a_delegation_without_remaining_permissions_is_ended_not_kept(left, successor):
    Appointment.objects.filter(pk=successor.pk).update(can_register_membership=False)

    with pytest.raises(Unready, match="You don’t have any of these permissions"):
        keep_delegation(appointment=left, by=successor.user, at=NOON)


# The pages


def test_a_superintendent_delegates_sees_and_ends_permissions(client: Client, own):
    client.force_login(own.user)
    form = client.get("/my/delegates/give/").content.decode()
    assert "These actions count as the district’s or school’s own." in form
    assert "Sign contract joinders" not in form

    answer = client.post(
        "/my/delegates/give/",
        {
            "own": own.pk,
            "email": "dee@example.org",
            "name": "Dee Deputy",
            "permissions": ["register_membership"],
            "starts_on": "2026-09-14",
            "ends_on": "2027-06-30",
        },
    )
    assert (answer.status_code, answer.url) == (302, "/my/delegates/")
    assert "Dee Deputy" in client.get("/my/delegates/").content.decode()

    appointment = Appointment.objects.get(user__email="dee@example.org")
    client.post(f"/my/delegates/{appointment.pk}/end/", {"ends_on": "2026-09-14"})
    appointment.refresh_from_db()
    assert appointment.ends_on == TODAY


def test_signing_joinders_is_offered_like_the_other_permissions(client: Client):
    superintendent = AppointmentFactory(can_sign_joinders=True)
    client.force_login(superintendent.user)
    form = client.get("/my/delegates/give/").content.decode()
    client.force_login(StateRoleFactory(role=Role.REGISTRAR).user)
    appointing = client.get(f"/districts/{superintendent.district.leaid}/people/give/").content.decode()

    assert "Sign contract joinders" in form
    assert "Sign contract joinders" in appointing


def test_entries_stay_when_the_dates_are_wrong(client: Client, own):
    client.force_login(own.user)

    page = client.post(
        "/my/delegates/give/",
        {
            "own": own.pk,
            "email": "dee@example.org",
            "permissions": ["register_membership"],
            "starts_on": "2026-09-14",
            "ends_on": "2028-06-30",
        },
    ).content.decode()

    assert "Your own role ends on June 30, 2027." in page
    assert "up to one year" in page
    assert 'value="dee@example.org"' in page


def test_a_successor_keeps_or_ends_on_the_page(client: Client, left, successor):
    client.force_login(successor.user)
    page = client.get("/my/delegates/").content.decode()
    assert "Delegated by your predecessor: keep or end" in page
    assert "on the authority of Sue Super" in page

    assert client.post(f"/my/delegates/{left.pk}/keep/").status_code == 302
    assert "Delegated by your predecessor" not in client.get("/my/delegates/").content.decode()


def test_who_holds_no_such_post_is_told_so_and_can_end_nothing(client: Client, left):
    client.force_login(UserFactory())

    assert "You don’t have either role today" in client.get("/my/delegates/").content.decode()
    assert client.get(f"/my/delegates/{left.pk}/end/").status_code == 404
    assert client.post(f"/my/delegates/{left.pk}/keep/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_delegates_takes_three_queries(client: Client, own, django_assert_num_queries, rows):
    for number in range(rows):
        delegate(own, email=f"d{number}@example.org", name="Dee")
    client.force_login(own.user)

    with django_assert_num_queries(6):  # session, user, roles; handed on, own posts, left by a predecessor
        client.get("/my/delegates/")
