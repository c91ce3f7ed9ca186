"""What each person has to do on the `/my/` page, and what is waiting on others."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from consortia.actions.memberships import ask_to_join
from consortia.models import Membership
from consortia.states import MemberRole
from districts.actions.facts import dispute_fact
from districts.models import Appointment, District
from grants.actions.application import reopen_application, start_application, submit_application
from grants.actions.competition import open_competition
from grants.actions.officers import assign_application
from grants.actions.review import record_determination, start_review
from grants.actions.signatures import open_signing, sign_application
from grants.models import Application, Competition
from portal.my.pages import DashboardPage
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
# Session, user and roles.
WHO = 3


@pytest.fixture(autouse=True)
def _a_day_in_march(time_machine) -> None:
    time_machine.move_to("2026-03-02 12:00Z")


def _round(name: str = "Innovation Fund", *, closes_in: int = 10) -> Competition:
    now = timezone.now()
    administrator = StateRoleFactory(role=Role.ADMINISTRATOR).user
    return open_competition(
        name=name,
        opens_at=now - datetime.timedelta(days=5),
        closes_at=now + datetime.timedelta(days=closes_in),
        by=administrator,
        at=now,
    )


def _draft(competition: Competition, superintendent: User, *others: District, name: str) -> Application:
    """A draft of a consortium that the superintendent's district leads."""
    consortium = ConsortiumFactory(name=name)
    lead = superintendent.appointments.get().district
    MembershipFactory(consortium=consortium, district=lead, role=MemberRole.LEAD)
    for district in others:
        MembershipFactory(consortium=consortium, district=district)
    return start_application(competition=competition, consortium=consortium, by=superintendent, at=timezone.now())


def _submitted(competition: Competition, superintendent: User, name: str) -> Application:
    application = _draft(competition, superintendent, name=name)
    submit_application(application=application, by=superintendent, at=timezone.now())
    application.refresh_from_db()
    return application


def _officer() -> User:
    return StateRoleFactory(role=Role.GRANTS_OFFICER).user


def _superintendent() -> User:
    """Of a district whose yearly confirmation is not due: tests/portal/test_my_facts.py asks for that."""
    return AppointmentFactory(district__confirmed_on=datetime.date(2026, 1, 5)).user


def _my_page(user: User) -> DashboardPage:
    client = Client()
    client.force_login(user)
    page = client.get("/my/")
    assert page.status_code == 200
    return page.context["page"]


def _asked_of(user: User) -> list[str]:
    return [task.text for task in _my_page(user).tasks]


def test_someone_new_has_nothing_to_do():
    client = Client()
    client.force_login(UserFactory())

    page = client.get("/my/").content.decode()

    assert "You’re all caught up." in page
    assert "Nothing is pending with anyone else." in page


def test_an_officer_sees_the_assigned_applications_without_a_determination_and_how_many_are_unassigned(time_machine):
    competition, officer, other = _round(), _officer(), _officer()
    first = _submitted(competition, _superintendent(), "Mill Creek")
    second = _submitted(competition, _superintendent(), "Ridge Rivers")
    third = _submitted(competition, _superintendent(), "Three Forks")
    _submitted(competition, _superintendent(), "Cedar Gap")
    assert _asked_of(officer) == []  # the round is open, so the applicants can still reopen
    time_machine.shift(datetime.timedelta(days=11))
    for application, by in [(first, officer), (second, officer), (third, other)]:
        assign_application(application=application, by=by, at=timezone.now())
    review = start_review(application=first, by=officer, at=timezone.now())
    record_determination(
        review=review,
        verdict="explained",
        reasons="Each member says what it gives.",
        unmarked_reason="Element 1 decides it.",
        by=officer,
        at=timezone.now(),
    )

    page = _my_page(officer)

    assert [(task.text, task.about, task.url) for task in page.tasks] == [
        ("Start your review of 26-0002, Ridge Rivers.", "Not started.", "/reviews/26-0002/"),
        ("1 application is unassigned.", "", "/reviews/?taken=unassigned"),
    ]
    assert [row.text for row in page.waiting] == ["1 application is with other officers."]


def test_a_reference_leads_officers_to_the_desk_members_to_their_application_and_others_nowhere():
    superintendent = _superintendent()
    application = _submitted(_round(), superintendent, "Mill Creek")
    leads = {}
    for visitor, user in [("officer", _officer()), ("lead", superintendent), ("other", _superintendent())]:
        client = Client()
        client.force_login(user)
        leads[visitor] = client.get("/search/", {"q": application.reference}).headers.get("Location")

    assert leads == {"officer": "/reviews/26-0001/", "lead": "/applications/26-0001/", "other": None}


def test_an_officer_does_not_see_drafts():
    _draft(_round(), _superintendent(), name="Mill Creek")

    assert _asked_of(_officer()) == []


def test_a_superintendent_sees_the_drafts_of_the_district_the_next_to_close_first():
    superintendent = _superintendent()
    late, soon = _round("Late", closes_in=20), _round("Soon", closes_in=2)
    _draft(late, superintendent, name="Mill Creek")
    _draft(soon, superintendent, name="Ridge Rivers")
    _draft(soon, _superintendent(), name="Three Forks")

    tasks = _my_page(superintendent).tasks

    assert [task.text for task in tasks] == [
        "Finish and submit application 26-0002, Ridge Rivers.",
        "Finish and submit application 26-0001, Mill Creek.",
    ]
    assert [task.due for task in tasks] == [soon.closes_at, late.closes_at]


def test_a_member_is_asked_to_sign_once_the_lead_asks_until_it_has_signed():
    lead, member = _superintendent(), _superintendent()
    district = member.appointments.get().district
    application = _draft(_round(), lead, district, name="Mill Creek")
    assert _asked_of(member) == []

    open_signing(application=application, by=lead, at=timezone.now())
    assert _asked_of(member) == [f"Sign {district.name}’s part of application 26-0001."]

    participant = application.participants.get(district=district)
    sign_application(participant=participant, name="Ann Marsh", by=member, at=timezone.now())
    assert _asked_of(member) == []


def test_people_without_permission_to_sign_are_not_asked_to():
    lead, member = _superintendent(), _superintendent()
    Appointment.objects.filter(user=member).update(can_sign_applications=False)
    application = _draft(_round(), lead, member.appointments.get().district, name="Mill Creek")

    open_signing(application=application, by=lead, at=timezone.now())

    assert _asked_of(member) == []


def test_a_submitted_application_is_no_longer_a_task_and_the_page_says_that_it_was_submitted():
    superintendent = _superintendent()
    _submitted(_round(), superintendent, "Mill Creek")

    page = _my_page(superintendent)

    assert page.tasks == []
    assert page.waiting == [
        (
            "26-0001, Mill Creek, was submitted Mar 2, 2026, 7:00 AM EST. "
            "If the state needs anything from you, you’ll see it here.",
            "/applications/26-0001/",
        )
    ]


def test_a_principal_sees_only_that_school_and_its_consortia():
    school = SchoolFactory(name="Otter Run High School")
    principal = AppointmentFactory(kind="principal", district=None, school=school).user
    mine = MembershipFactory(district=None, school=school)
    MembershipFactory()

    page = _my_page(principal)

    assert [role.place for role in page.roles] == [school]
    assert [row.membership for row in page.consortia] == [mine]


def test_an_appointment_that_has_ended_gives_nothing():
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    superintendent = AppointmentFactory(ends_on=yesterday).user

    assert _my_page(superintendent).roles == []


def test_an_appointment_still_counts_on_its_last_day():
    superintendent = AppointmentFactory(ends_on=timezone.localdate()).user

    assert len(_my_page(superintendent).roles) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_makes_fifty_queries_for_an_officer_who_also_leads(django_assert_num_queries, rows):
    closed = timezone.now() + datetime.timedelta(days=11)
    person = _superintendent()
    StateRoleFactory(user=person, role=Role.GRANTS_OFFICER)
    competition, officer = _round(), _officer()
    member = person.appointments.get().district
    for number in range(rows):
        _draft(competition, person, name=f"Draft {number}")
        assigned = _submitted(competition, _superintendent(), f"Assigned {number}")
        assign_application(application=assigned, by=person, at=closed)
        lead = _superintendent()
        asked = _draft(competition, lead, member, name=f"Asked {number}")
        open_signing(application=asked, by=lead, at=timezone.now())
        submit_application(application=asked, by=lead, at=timezone.now())
        assign_application(application=asked, by=officer, at=closed)
        MembershipFactory(district=member, status="claimed", claimed_by="consortium")
    client = Client()
    client.force_login(person)

    # appointments, and where they are; applications with other officers, unassigned, assigned to me, reviews asked
    # for, answers of the state to agree to, amendments to answer, members that left, amendments to sign; memberships,
    # contracts, submitted, drafts, proposals, members without commitments, without files, those declined, sections to
    # write, to sign, the signatures there are, amendments that ask for one; pending memberships, who acts for their
    # consortia, whose appointments; introductions; what a predecessor delegated; introductions asked for, errors
    # reported; open rounds, intents to apply and applications in them; returned applications; amounts to accept,
    # checklists, and awards to report on; claims, reports, and changed promises to answer or agree to, rounds to
    # screen; decisions, releases, and reinstatements that wait for a second official; rounds being decided;
    # contracts to join, joinders that end soon; offers to score; reported barriers without an answer
    with django_assert_num_queries(50 + WHO):
        page = client.get("/my/")

    assert len(page.context["page"].tasks) == 4 * rows


def test_someone_who_may_edit_but_not_submit_is_asked_to_help():
    treasurer = AppointmentFactory(
        kind="treasurer", can_sign_applications=False, district__confirmed_on=datetime.date(2026, 1, 5)
    ).user
    _draft(_round(), treasurer, name="Mill Creek")

    assert _asked_of(treasurer) == ["Help finish application 26-0001, Mill Creek."]


def test_no_one_is_asked_to_finish_or_sign_what_was_not_submitted_before_its_round_closed(time_machine):
    lead, member = _superintendent(), _superintendent()
    application = _draft(_round(closes_in=10), lead, member.appointments.get().district, name="Mill Creek")
    open_signing(application=application, by=lead, at=timezone.now())
    assert (len(_asked_of(lead)), len(_asked_of(member))) == (2, 1)

    time_machine.move_to("2026-03-12 12:00:01Z")

    assert (_asked_of(lead), _asked_of(member)) == ([], [])


def test_a_reopened_application_is_said_to_need_resubmitting():
    superintendent = _superintendent()
    application = _submitted(_round(), superintendent, "Mill Creek")
    reopen_application(application=application, by=superintendent, at=timezone.now())
    client = Client()
    client.force_login(superintendent)

    page = " ".join(client.get("/my/").content.decode().split())

    assert "is open for changes. Until you resubmit it, the state has the submitted version." in page
    assert "If the state needs anything" not in page


def test_a_principal_with_permission_to_sign_is_asked_for_the_school():
    lead = _superintendent()
    school = SchoolFactory(name="Otter Run High School", confirmed_on=datetime.date(2026, 1, 5))
    principal = AppointmentFactory(kind="principal", district=None, school=school, can_sign_applications=True).user
    consortium = ConsortiumFactory(name="Mill Creek")
    MembershipFactory(consortium=consortium, district=lead.appointments.get().district, role=MemberRole.LEAD)
    MembershipFactory(consortium=consortium, district=None, school=school)
    application = start_application(competition=_round(), consortium=consortium, by=lead, at=timezone.now())

    open_signing(application=application, by=lead, at=timezone.now())

    assert _asked_of(principal) == ["Sign Otter Run High School’s part of application 26-0001."]


def test_what_is_waiting_on_others_says_who_and_since_when():
    person = _superintendent()
    district = person.appointments.get().district
    lead = AppointmentFactory().user
    network = ConsortiumFactory(name="Mill Creek Network", state=district.state)
    MembershipFactory(consortium=network, district=lead.appointments.get().district, role=MemberRole.LEAD)
    ask_to_join(consortium=network, member=district, joins_on=datetime.date(2026, 3, 2), by=person, at=timezone.now())
    dispute_fact(record=district, field="name", claimed="Otter Run", reason="A typo.", by=person, at=timezone.now())

    texts = [row.text for row in _my_page(person).waiting]

    assert "needs to accept or decline. Waiting since Mar 2, 2026." in texts[0]
    assert texts[1] == f"Your report about {district}: the registrar needs to decide. Waiting since Mar 2, 2026."


def test_an_invitation_is_overdue_after_14_days_and_comes_first(time_machine):
    person = _superintendent()
    _draft(_round(closes_in=30), person, name="Draft")
    asked = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
    MembershipFactory(
        district=person.appointments.get().district, status="claimed", claimed_by="consortium", claimed_at=asked
    )

    assert [task.is_overdue for task in _my_page(person).tasks] == [False, False]
    time_machine.move_to(asked + datetime.timedelta(days=15))
    tasks = _my_page(person).tasks

    assert (tasks[0].is_overdue, tasks[0].about) == (True, "Waiting since Mar 2, 2026. Overdue since Mar 16, 2026.")
    assert tasks[1].button == "Continue"


def test_the_next_task_is_the_first_of_the_list_and_a_message_leads_there():
    person = _superintendent()
    client = Client()
    client.force_login(person)
    assert client.get("/my/next/").url == "/my/"
    membership = MembershipFactory(
        district=person.appointments.get().district, status="claimed", claimed_by="consortium"
    )

    assert client.get("/my/next/").url == f"/memberships/{membership.pk}/"
    MembershipFactory(district=membership.district, status="claimed", claimed_by="consortium")
    page = client.post(f"/memberships/{membership.pk}/decline/", {"words": "No.", "seen": "0"}, follow=True)
    assert 'href="/my/next/"' in page.content.decode()
    assert "Back to My work" in page.content.decode()


def test_a_message_offers_no_next_task_where_there_is_none_and_pages_without_one_do_not_look(
    django_assert_num_queries,
):
    person = UserFactory()
    client = Client()
    client.force_login(person)
    page = client.post("/accounts/settings/", {"name": "Mo Member"}, follow=True).content.decode()
    assert "Your settings have been saved." in page
    assert "Back to My work" in page
    assert "Next task" not in page

    with django_assert_num_queries(WHO + 2):  # the person again, and whether the address is verified
        client.get("/accounts/settings/")


def test_the_partner_search_has_a_section_of_the_page():
    person = _superintendent()
    client = Client()
    client.force_login(person)

    page = client.get("/my/").content.decode()

    district = person.appointments.get().district
    assert '<h2 id="partners">Find partners</h2>' in page
    assert f'href="/districts/{district.leaid}/partners/"' in page


def test_who_runs_a_consortium_is_told_of_the_open_rounds_and_a_member_is_not(time_machine):
    superintendent, competition = _superintendent(), _round()
    district = superintendent.appointments.get().district
    membership = MembershipFactory(district=district, role="lead")

    link = _my_page(superintendent).round_links[0]
    assert link.label.startswith(f"{competition.name}: open until ")
    assert link.url == competition.get_absolute_url()

    Membership.objects.filter(pk=membership.pk).update(role="member")
    assert _my_page(superintendent).round_links == []

    Membership.objects.filter(pk=membership.pk).update(role="lead")
    time_machine.move_to(competition.closes_at + datetime.timedelta(seconds=1))
    assert _my_page(superintendent).round_links == []
