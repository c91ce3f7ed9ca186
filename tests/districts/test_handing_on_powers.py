"""Powers that a superintendent or a principal hands on: which, for how long, and what a successor does with them."""

import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from districts.actions import end_appointment
from districts.actions.delegations import delegate_powers, keep_delegation
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
    said = {
        "own": own,
        "email": "dee@example.org",
        "name": "Dee Deputy",
        "powers": ["register_membership"],
        "starts_on": TODAY,
        "ends_on": JUNE,
        "by": own.user,
        "at": NOON,
    }
    return delegate_powers(**(said | changes))


def test_a_superintendent_hands_on_a_power_until_a_day_and_the_record_says_on_whose_authority(own):
    appointment = delegate(own)

    assert (appointment.district, appointment.kind, appointment.powers) == (
        own.district,
        "designee",
        ["register_membership"],
    )
    assert (appointment.starts_on, appointment.ends_on, appointment.delegated_by) == (TODAY, JUNE, own)
    invitation, letter = OutgoingEmail.objects.order_by("pk")
    assert "as somebody who may act for Otter Run Local School District" in invitation.body
    assert letter.subject == "You may act for Otter Run Local School District"
    assert "Sue Super gives you powers" in letter.body
    assert "  - Register memberships: Propose a consortium" in letter.body
    assert "on the authority of Sue Super" in letter.body


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"powers": ["sign_joinders"]}, "do not hold: Sign contract joinders"),
        ({"powers": []}, "Choose at least one power"),
        ({"ends_on": JUNE + A_DAY}, "Your own post ends on June 30, 2027. You can give powers until that day."),
        ({"starts_on": TODAY - A_DAY}, "from September 14, 2026 on, not for days before"),
        ({"starts_on": JUNE, "ends_on": JUNE - A_DAY}, "The last day is before the first day"),
        ({"email": "Sue@Example.org"}, "You hold these powers yourself"),
    ],
)
def test_what_cannot_be_handed_on_is_said(own, changes, says):
    with pytest.raises(Unready) as no:
        delegate(own, **changes)
    assert says in str(no.value)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(("days", "is_fine"), [(366, True), (367, False)])
def test_powers_are_handed_on_for_at_most_a_year(days, is_fine, own):
    Appointment.objects.filter(pk=own.pk).update(ends_on=None)
    ends_on = TODAY + datetime.timedelta(days=days)

    if is_fine:
        assert delegate(own, ends_on=ends_on).ends_on == ends_on
    else:
        with pytest.raises(Unready, match="at most a year"):
            delegate(own, ends_on=ends_on)


def test_powers_that_were_handed_on_are_not_handed_further(own):
    dee = delegate(own)

    with pytest.raises(Refused, match="Only a superintendent or a principal"):
        delegate(dee, by=dee.user, email="eve@example.org")


def test_nobody_hands_on_the_powers_of_somebody_elses_post(own):
    with pytest.raises(Refused, match="Only a superintendent or a principal"):
        delegate(own, by=AppointmentFactory(district=own.district, kind=Office.TREASURER).user)
    with pytest.raises(Refused, match="Only a superintendent or a principal"):
        delegate(own, by=StateRoleFactory(role=Role.REGISTRAR).user)


def test_a_principal_hands_on_powers_for_the_school(own):
    principal = AppointmentFactory(district=None, school=SchoolFactory(district=own.district), kind=Office.PRINCIPAL)

    appointment = delegate(principal)

    assert (appointment.school, appointment.district, appointment.kind) == (principal.school, None, "designee")
    end_appointment(appointment=appointment, ends_on=TODAY, by=own.user, at=NOON)


def test_powers_end_at_once_or_on_a_day_and_never_later_than_they_were_given(own):
    appointment = delegate(own, starts_on=TODAY)

    with pytest.raises(Unready, match=r"It ends on June 30, 2027\. It can only be ended earlier"):
        end_appointment(appointment=appointment, ends_on=JUNE + A_DAY, by=own.user, at=NOON)
    end_appointment(appointment=appointment, ends_on=TODAY + A_DAY, by=own.user, at=NOON)
    appointment.refresh_from_db()
    assert appointment.ends_on == TODAY + A_DAY

    end_appointment(appointment=appointment, ends_on=TODAY - A_DAY, by=own.user, at=NOON)
    appointment.refresh_from_db()
    assert appointment.withdrawn_at == NOON
    assert not Appointment.objects.in_force(TODAY).filter(pk=appointment.pk).exists()


def test_powers_do_not_end_in_the_past(own):
    appointment = AppointmentFactory(district=own.district, kind=Office.DESIGNEE, delegated_by=own)

    with pytest.raises(Unready, match="yesterday at the earliest"):
        end_appointment(appointment=appointment, ends_on=TODAY - 2 * A_DAY, by=own.user, at=NOON)


# A successor


@pytest.fixture
def left(own) -> Appointment:
    """What Sue handed on before she left; Nia came after her."""
    appointment = delegate(own, powers=["register_membership", "sign_applications"], ends_on=datetime.date(2027, 3, 31))
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


def test_what_a_predecessor_handed_on_stays_and_the_successor_keeps_it(left, successor):
    assert left in Appointment.objects.in_force(TODAY)

    kept = keep_delegation(appointment=left, by=successor.user, at=NOON)

    left.refresh_from_db()
    assert left.ends_on == TODAY
    assert (kept.starts_on, kept.ends_on) == (TODAY + A_DAY, datetime.date(2027, 3, 31))
    assert (kept.delegated_by, kept.user, kept.powers) == (successor, left.user, ["register_membership"])
    assert "on the authority of Nia New" in OutgoingEmail.objects.first().body
    assert not Appointment.objects.left_to(successor.user).exists()


def test_only_who_holds_the_post_now_keeps_what_was_left(left, successor):
    with pytest.raises(Refused, match="Only who holds the post now"):
        keep_delegation(appointment=left, by=AppointmentFactory().user, at=NOON)


def test_what_is_ones_own_is_not_left_by_a_predecessor(own):
    assert not Appointment.objects.left_to(own.user).filter(pk=delegate(own).pk).exists()


def test_what_no_power_remains_of_is_ended_not_kept(left, successor):
    Appointment.objects.filter(pk=successor.pk).update(can_register_membership=False)

    with pytest.raises(Unready, match="You hold none of these powers"):
        keep_delegation(appointment=left, by=successor.user, at=NOON)


# The pages


def test_a_superintendent_gives_sees_and_ends_powers(client: Client, own):
    client.force_login(own.user)
    form = client.get("/my/delegates/give/").content.decode()
    assert "What is said counts as said by it." in form
    assert "Sign contract joinders" not in form

    answer = client.post(
        "/my/delegates/give/",
        {
            "own": own.pk,
            "email": "dee@example.org",
            "name": "Dee Deputy",
            "powers": ["register_membership"],
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


def test_signing_joinders_is_not_offered_while_no_joinder_can_be_signed_and_what_was_given_stays(client: Client):
    """Nobody gives the power before there is something to sign; whoever has it keeps it."""
    superintendent = AppointmentFactory(can_sign_joinders=True)
    deputy = AppointmentFactory(
        district=superintendent.district,
        kind=Office.DESIGNEE,
        delegated_by=superintendent,
        can_register_membership=False,
        can_sign_applications=False,
        can_sign_joinders=True,
    )
    client.force_login(superintendent.user)
    form = client.get("/my/delegates/give/").content.decode()
    overview = client.get("/my/delegates/").content.decode()
    client.force_login(StateRoleFactory(role=Role.REGISTRAR).user)
    appointing = client.get(f"/districts/{superintendent.district.leaid}/people/give/").content.decode()

    assert "Sign applications" in form
    assert "Sign contract joinders" not in form
    assert "Sign applications" in appointing
    assert "Sign contract joinders" not in appointing
    assert "Sign contract joinders" not in overview
    assert "sign contract joinders" in overview
    deputy.refresh_from_db()
    assert deputy.powers == ["sign_joinders"]


def test_what_was_typed_stays_when_the_days_are_wrong(client: Client, own):
    client.force_login(own.user)

    page = client.post(
        "/my/delegates/give/",
        {
            "own": own.pk,
            "email": "dee@example.org",
            "powers": ["register_membership"],
            "starts_on": "2026-09-14",
            "ends_on": "2028-06-30",
        },
    ).content.decode()

    assert "Your own post ends on June 30, 2027." in page
    assert "at most a year" in page
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
def test_the_page_of_delegates_asks_three_questions(client: Client, own, django_assert_num_queries, rows):
    for number in range(rows):
        delegate(own, email=f"d{number}@example.org", name="Dee")
    client.force_login(own.user)

    with django_assert_num_queries(6):  # session, user, roles; handed on, own posts, left by a predecessor
        client.get("/my/delegates/")
