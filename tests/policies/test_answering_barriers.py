"""Districts report barriers; the State publishes, merges, and answers them, and everyone who reported is told."""

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from consortia.states import MemberRole
from policies.actions.docket import (
    close_barrier,
    decide_barrier,
    follow_up_barrier,
    merge_barrier,
    publish_barrier,
    reopen_barrier,
    reword_barrier,
    unmerge_barrier,
)
from policies.actions.policies import change_policy, enter_policy, repeal_policy
from policies.actions.reports import report_barrier
from policies.models import Barrier, BarrierReport
from policies.reads.docket import docket_of
from policies.reads.waiting import barriers_to_do
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    StateRoleFactory,
    UserFactory,
)
from tests.policies_world import FACTS, WORDS
from tests.world import NOON

pytestmark = pytest.mark.django_db
TEXT = {"title": "Calendars must match", "text": "Districts can’t share a calendar."}


@pytest.fixture
def state() -> SimpleNamespace:
    """A registrar, a policy, and three districts whose superintendents each reported the same barrier."""
    registrar = UserFactory()
    StateRoleFactory(user=registrar, role=Role.REGISTRAR)
    pen = {"by": registrar, "at": NOON}
    policy = enter_policy(facts=FACTS, **pen)
    leaders = [AppointmentFactory(district=DistrictFactory()) for _ in range(3)]
    barriers = [
        report_barrier(district=one.district, consortium=None, words=WORDS, by=one.user, at=NOON).barrier
        for one in leaders
    ]
    return SimpleNamespace(registrar=registrar, pen=pen, policy=policy, leaders=leaders, barriers=barriers)


def _publish(state, barrier) -> Barrier:
    return publish_barrier(barrier=barrier, **TEXT, citation="ORC 3313.48", **state.pen)


def _decide(state, barrier, *, outcome="clarify", reasons="The law allows it.", follow_up_on=None) -> None:
    decide_barrier(barrier=barrier, outcome=outcome, reasons=reasons, follow_up_on=follow_up_on, **state.pen)


def _answered() -> list[str]:
    emails = OutgoingEmail.objects.filter(kind="barrier: answered").order_by("pk")
    return [email.to for email in emails]


def test_duplicates_become_one_item_and_every_district_that_reported_gets_the_answer(state):
    first, second, third = state.barriers
    first = _publish(state, first)
    merge_barrier(barrier=second, into=first, reason="The same calendar.", **state.pen)

    (item, other) = docket_of(Barrier.objects.waiting())
    assert (item.barrier, item.numbers.districts, item.reports, other.barrier) == (first, 2, 2, third)

    _decide(state, first)
    assert _answered() == [state.leaders[0].user.email, state.leaders[1].user.email]

    # A late duplicate gets the answer at once.
    merge_barrier(barrier=third, into=first, reason="The same calendar.", **state.pen)
    assert _answered()[2:] == [state.leaders[2].user.email]


def test_a_merge_can_be_undone_and_merged_barriers_follow_the_one_that_is_kept(state):
    first, second, third = state.barriers
    merge_barrier(barrier=third, into=second, reason="The same.", **state.pen)
    merge_barrier(barrier=second, into=first, reason="The same.", **state.pen)
    assert first.reports.count() == 3

    third = unmerge_barrier(barrier=third, reason="It is another one.", **state.pen)

    assert (first.reports.count(), third.reports.get().district, third.status) == (
        2, state.leaders[2].district, "received",
    )  # fmt: skip
    with pytest.raises(Unready, match="Choose another barrier"):
        merge_barrier(barrier=first, into=first, reason="The same.", **state.pen)


def test_an_answer_can_be_followed_up_and_reopened_and_two_officials_dont_answer_twice(state):
    barrier = _publish(state, state.barriers[0])
    day = NOON.date() + datetime.timedelta(days=30)
    _decide(state, barrier, outcome="law", follow_up_on=day)
    with pytest.raises(Unready, match=r"status is now “Answered\.”"):
        _decide(state, barrier)
    assert barriers_to_do(day) == (2, 0, 1)

    follow_up_barrier(barrier=barrier, note="The bill was read.", next_on=None, **state.pen)
    assert barriers_to_do(day) == (2, 0, 0)

    reopen_barrier(barrier=barrier, reason="The bill failed.", **state.pen)
    _decide(state, barrier, reasons="See the new guideline.")
    assert barrier.decisions.count() == 2


def test_a_report_that_isnt_about_a_policy_is_closed_with_a_reason_that_only_its_district_gets(state, client):
    close_barrier(barrier=state.barriers[0], reason="This is your own board’s rule.", **state.pen)

    email = OutgoingEmail.objects.get(kind="barrier: answered")
    assert email.to == state.leaders[0].user.email
    assert "This is your own board’s rule." in email.body
    client.force_login(state.leaders[0].user)
    report = BarrierReport.objects.get(district=state.leaders[0].district)
    assert "This is your own board’s rule." in client.get(report.get_absolute_url()).content.decode()
    client.force_login(state.leaders[1].user)
    assert client.get(report.get_absolute_url()).status_code == 404


def test_a_registrar_with_a_role_in_a_reporting_district_leaves_the_barrier_to_another(state, client):
    AppointmentFactory(user=state.registrar, district=state.leaders[0].district)
    with pytest.raises(Refused, match="another registrar"):
        _publish(state, state.barriers[0])
    _publish(state, state.barriers[1])

    client.force_login(state.registrar)
    page = client.get(reverse("policies:barrier_review", args=[state.barriers[0].pk])).content.decode()
    assert "another registrar or an administrator decides" in page
    assert reverse("policies:barrier_step", args=[state.barriers[0].pk, "publish"]) not in page


def test_a_citation_that_doesnt_exist_the_same_report_twice_and_too_many_reports_are_refused(state):
    leader = state.leaders[0]
    send = {"district": leader.district, "consortium": None, "by": leader.user, "at": NOON}
    with pytest.raises(Unready, match=r"no policy with the citation “ORC 99\.”"):
        report_barrier(words=WORDS._replace(citation="ORC 99", is_unknown=False), **send)
    with pytest.raises(Unready, match="already sent this report on Sep 14, 2026"):
        report_barrier(words=WORDS, **send)
    for number in range(9):
        report_barrier(words=WORDS._replace(blocks=f"Reason {number}"), **send)
    with pytest.raises(Unready, match="10 reports in the last 24 hours"):
        report_barrier(words=WORDS._replace(blocks="One more"), **send)
    with pytest.raises(Refused):
        report_barrier(words=WORDS, **{**send, "by": state.leaders[1].user})


def test_a_lead_reports_for_all_members_of_its_consortium_and_a_member_does_not(state):
    lead, member, _ = state.leaders
    consortium = ConsortiumFactory()
    MembershipFactory(consortium=consortium, district=lead.district, role=MemberRole.LEAD)
    MembershipFactory(consortium=consortium, district=member.district)
    send = {"consortium": consortium, "words": WORDS._replace(blocks="Nine"), "at": NOON}

    report = report_barrier(district=lead.district, by=lead.user, **send)

    assert {place.district for place in report.places.all()} == {lead.district, member.district}
    with pytest.raises(Refused, match="lead or fiscal agent"):
        report_barrier(district=member.district, by=member.user, **send)


def test_a_policy_keeps_its_history_and_a_stale_page_overwrites_nothing(state, client):
    policy, facts = state.policy, FACTS._replace(title="Hours of a year")
    change_policy(policy=policy, facts=facts, reason="The code was renamed.", revision=0, **state.pen)
    with pytest.raises(Unready, match="after you opened this page"):
        change_policy(policy=policy, facts=FACTS, reason="Old page.", revision=0, **state.pen)
    repeal_policy(policy=policy, repealed_on=NOON.date(), reason="Replaced by 3313.49.", revision=1, **state.pen)
    with pytest.raises(Unready, match="already in the list"):
        enter_policy(facts=FACTS._replace(citation="orc 3313.48."), **state.pen)

    page = client.get(policy.get_absolute_url()).content.decode()
    assert "Title: Minimum hours of a school year → Hours of a year" in page
    assert "Replaced by 3313.49." in page
    assert state.registrar.name not in page


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        # Session, person, roles, and second step; then barriers with districts and policies, reports, and answers.
        ("policies:barrier_list", 7),
        # The same of those that wait; of those that are done, one query finds none.
        ("policies:barrier_docket", 7),
        # Session, person, roles, second step, and the policies.
        ("policies:policy_list", 5),
    ],
)
def test_a_list_takes_the_same_queries_for_one_barrier_and_for_three(
    state, client, django_assert_num_queries, name, queries
):
    client.force_login(state.registrar)
    for barrier in state.barriers:
        _publish(state, barrier)
        with django_assert_num_queries(queries):
            client.get(reverse(name))


def test_hostile_words_are_shown_as_words(state, client):
    barrier = _publish(state, state.barriers[0])
    hostile = "<script>alert(1)</script>"
    new = {"title": hostile, "text": hostile, "citation": "", **state.pen}
    reword_barrier(barrier=barrier, seen=1, **new)
    with pytest.raises(Unready, match="after you opened this page"):
        reword_barrier(barrier=barrier, seen=1, **new)
    with pytest.raises(Unready, match="status is now"):
        publish_barrier(barrier=barrier, **new)

    for name in ("policies:barrier_list", "policies:barrier_detail"):
        page = client.get(reverse(name, args=[barrier.pk] if name.endswith("detail") else [])).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
