"""Mergers and dissolutions known before their day: scheduled, announced, carried out, or left to a registrar."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from changes.actions.change_set import digest_of_preview
from consortia.actions.guided_changes import (
    merge_district,
    preview_close_of_consortium,
    preview_merger_of_district,
    undo_closure,
)
from consortia.actions.schedules import (
    cancel_scheduled_closure,
    carry_out_scheduled_closure,
    schedule_closure,
)
from consortia.models import Closure, Membership, ScheduledClosure
from districts.states import AgencyStatus
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.consortia.members import NOON, ONE_DAY, TODAY, signed_in, text_of
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
JULY = datetime.date(2027, 7, 1)
JULY_NOON = datetime.datetime(2027, 7, 1, 16, 0, tzinfo=datetime.UTC)
REASON = "Both boards voted for it."


@pytest.fixture(autouse=True)
def _that_noon(time_machine) -> None:
    time_machine.move_to(NOON)


@pytest.fixture
def registrar():
    return StateRoleFactory(role=Role.REGISTRAR, user__name="Rae Gister", user__email="rae@example.org").user


@pytest.fixture
def old():
    return DistrictFactory(name="Otter Run", state="OH")


@pytest.fixture
def new():
    return DistrictFactory(name="Mill Creek", state="OH")


def scheduled_merger(registrar, old, new, *, on=JULY, at=NOON, **more) -> ScheduledClosure:
    asked = {"district": old, "successor": new, "on": on, "reason": REASON, "by": registrar, "at": at, **more}
    seen = preview_merger_of_district(**asked, is_scheduled=True)
    return schedule_closure(**asked, preview_digest=digest_of_preview(seen))


def scheduled_dissolution(registrar, consortium) -> ScheduledClosure:
    asked = {"consortium": consortium, "successor": None, "on": JULY, "reason": REASON, "by": registrar, "at": NOON}
    seen = preview_close_of_consortium(**asked, is_scheduled=True)
    return schedule_closure(**asked, preview_digest=digest_of_preview(seen))


def run(at: datetime.datetime) -> None:
    """The daily command at that moment."""
    with time_machine.travel(at, tick=False):
        call_command("send_reminders")


def test_a_scheduled_merger_changes_nothing_before_its_day_and_everything_on_it(registrar, old, new):
    consortium = ConsortiumFactory(name="Ridge Rivers")
    membership = MembershipFactory(consortium=consortium, district=old)
    scheduled = scheduled_merger(registrar, old, new)
    # Known only later: the facts of the day count.
    late = MembershipFactory(consortium=ConsortiumFactory(name="Late Rivers"), district=old)

    run(JULY_NOON - ONE_DAY)
    old.refresh_from_db()
    assert (old.status, Closure.objects.count()) == (AgencyStatus.OPEN, 0)
    run(JULY_NOON)
    run(JULY_NOON)

    old.refresh_from_db()
    scheduled.refresh_from_db()
    closure = Closure.objects.get()
    assert (old.status, old.successor, old.closed_on) == (AgencyStatus.MERGED, new, datetime.date(2027, 6, 30))
    assert (scheduled.status, scheduled.closure, closure.on) == ("carried_out", closure, JULY)
    for one in (membership, late):
        one.refresh_from_db()
        assert one.leaves_on == datetime.date(2027, 6, 30)
    assert set(Membership.objects.filter(district=new).values_list("joins_on", flat=True)) == {JULY}
    letter = OutgoingEmail.objects.get(to_user=registrar)
    assert letter.subject == "Carried out: merger of Otter Run into Mill Creek"


def test_days_without_the_daily_command_are_caught_up(registrar, old, new):
    scheduled_merger(registrar, old, new)

    run(JULY_NOON + 5 * ONE_DAY)

    old.refresh_from_db()
    assert (old.status, old.closed_on) == (AgencyStatus.MERGED, datetime.date(2027, 6, 30))


def test_what_was_carried_out_can_be_undone_for_a_day(registrar, old, new):
    scheduled_merger(registrar, old, new)
    run(JULY_NOON)

    undo_closure(closure=Closure.objects.get(), by=registrar, at=JULY_NOON + ONE_DAY)

    old.refresh_from_db()
    assert (old.status, old.successor) == (AgencyStatus.OPEN, None)


def test_a_successor_that_closed_before_leaves_the_decision_to_the_registrar(registrar, old, new):
    scheduled = scheduled_merger(registrar, old, new)
    seen = {"district": new, "successor": None, "on": TODAY, "reason": REASON, "by": registrar, "at": NOON}
    preview = preview_merger_of_district(**seen)
    assert {"section": "Other records", "who": "Otter Run"}.items() <= preview.lines[-1].items()
    words = "Is scheduled to merge into Mill Creek on Jul 1, 2027. That will need a new decision."
    assert preview.lines[-1]["words"] == words
    merge_district(**seen, preview_digest=digest_of_preview(preview))

    for _ in range(2):
        run(JULY_NOON)

    scheduled.refresh_from_db()
    old.refresh_from_db()
    assert (scheduled.status, old.status, Closure.objects.count()) == ("blocked", AgencyStatus.OPEN, 1)
    letter = OutgoingEmail.objects.get(to_user=registrar)
    assert letter.subject == "Not carried out: merger of Otter Run into Mill Creek"
    assert "Mill Creek closed on Sep 13, 2026, before Jul 1, 2027, so it can’t take over." in letter.body
    assert "No record was changed." in letter.body
    with time_machine.travel(JULY_NOON, tick=False):
        task = signed_in(registrar).get("/my/").context["page"].tasks[0]
    assert task.text == "Decide what happens to Otter Run. Its scheduled change could not be carried out."
    assert "so it can’t take over" in task.about
    cancel_scheduled_closure(scheduled=scheduled, by=registrar, at=JULY_NOON)
    with time_machine.travel(JULY_NOON, tick=False):
        assert signed_in(registrar).get("/my/").context["page"].tasks == []


def test_a_membership_that_begins_later_leaves_the_decision_to_the_registrar(registrar, old, new):
    scheduled = scheduled_merger(registrar, old, new)
    MembershipFactory(district=old, joins_on=JULY + ONE_DAY)

    run(JULY_NOON)

    scheduled.refresh_from_db()
    assert scheduled.status == "blocked"
    assert "begins on Jul 2, 2027, which is not before Jul 1, 2027" in scheduled.problems[0]


def test_a_split_uses_the_schools_of_the_day(registrar, old, new):
    school, other = SchoolFactory(district=old, state="OH"), DistrictFactory(state="OH")
    scheduled = scheduled_merger(registrar, old, None, goes_to={school.pk: new})
    assert scheduled.is_split
    late = SchoolFactory(district=old, state="OH")
    run(JULY_NOON)
    scheduled.refresh_from_db()
    assert scheduled.problems == ["Choose where each school goes. Schools without a choice: 1 of 2."]

    again = scheduled_merger(registrar, old, None, goes_to={school.pk: new, late.pk: other}, on=JULY + 9 * ONE_DAY)
    run(JULY_NOON + 9 * ONE_DAY)
    again.refresh_from_db()
    school.refresh_from_db()
    late.refresh_from_db()
    assert (again.status, school.district, late.district) == ("carried_out", new, other)


def test_no_school_closes_unasked_because_another_one_left_the_split(registrar, old, new):
    left, stays = SchoolFactory(district=old, state="OH"), SchoolFactory(district=old, state="OH")
    scheduled = scheduled_merger(registrar, old, None, goes_to={left.pk: new, stays.pk: None})
    left.district = new
    left.save()
    late = SchoolFactory(district=old, state="OH")

    run(JULY_NOON)

    scheduled.refresh_from_db()
    late.refresh_from_db()
    assert late.status == AgencyStatus.OPEN
    assert scheduled.problems == ["Choose where each school goes. Schools without a choice: 1 of 2."]


def test_no_school_closes_because_its_new_district_was_removed(registrar, old, new):
    school = SchoolFactory(district=old, state="OH")
    scheduled = scheduled_merger(registrar, old, None, goes_to={school.pk: new})
    new.delete()  # as when the import that added it is undone

    run(JULY_NOON)

    scheduled.refresh_from_db()
    school.refresh_from_db()
    assert school.status == AgencyStatus.OPEN
    assert scheduled.problems == ["Choose where each school goes. Schools without a choice: 1 of 1."]


def test_schools_do_not_go_to_a_district_that_closed(registrar, old, new):
    school = SchoolFactory(district=old, state="OH")
    scheduled = scheduled_merger(registrar, old, None, goes_to={school.pk: new})
    new.status, new.closed_on = AgencyStatus.CLOSED, TODAY
    new.save()

    run(JULY_NOON)

    scheduled.refresh_from_db()
    assert scheduled.problems == ["Mill Creek has closed, so it can’t take over schools."]


@pytest.mark.parametrize(("days", "is_refused"), [(0, True), (9, True), (-1, False)])
def test_no_merger_is_scheduled_into_a_district_that_ends_before_it(registrar, old, new, days, is_refused):
    scheduled_merger(registrar, new, DistrictFactory(state="OH"))
    asked = {"district": old, "successor": new, "on": JULY + days * ONE_DAY, "reason": REASON}

    seen = preview_merger_of_district(**asked, is_scheduled=True, by=registrar, at=NOON)

    words = "Mill Creek is scheduled to end on Jul 1, 2027, so it can’t take over then or later."
    assert any(words in problem for problem in seen.problems) == is_refused


def test_a_consortium_is_dissolved_on_its_day(registrar):
    consortium = ConsortiumFactory(name="Ridge Rivers")
    MembershipFactory(consortium=consortium)
    scheduled_dissolution(registrar, consortium)

    run(JULY_NOON)

    consortium.refresh_from_db()
    assert (consortium.status, consortium.ended_on) == ("dissolved", datetime.date(2027, 6, 30))


def test_a_scheduled_change_is_canceled_once_and_another_end_has_to_wait(registrar, old, new):
    scheduled = scheduled_merger(registrar, old, new)

    with pytest.raises(Unready, match=r"is already scheduled for Jul 1, 2027\. Cancel it first"):
        scheduled_merger(registrar, old, DistrictFactory(state="OH"))
    assert (
        preview_merger_of_district(district=old, successor=None, on=TODAY, reason=REASON, by=registrar, at=NOON)
        .problems[0]
        .startswith("A merger or dissolution of Otter Run is already scheduled")
    )
    for _ in range(2):
        scheduled = cancel_scheduled_closure(scheduled=scheduled, by=registrar, at=NOON)
    assert (scheduled.status, scheduled.ended_by) == ("canceled", registrar)
    run(JULY_NOON)
    old.refresh_from_db()
    assert old.status == AgencyStatus.OPEN
    assert scheduled_merger(registrar, old, new).status == "scheduled"


def test_only_a_registrar_schedules_and_cancels(registrar, old, new):
    stranger = AppointmentFactory(district=old).user

    with pytest.raises(Refused):
        scheduled_merger(stranger, old, new)
    scheduled = scheduled_merger(registrar, old, new)
    with pytest.raises(Refused):
        cancel_scheduled_closure(scheduled=scheduled, by=stranger, at=NOON)


@pytest.mark.parametrize(
    ("on", "problem"),
    [(TODAY, "is not in the future"), (datetime.date(2036, 7, 1), "more than three years away. Check the year")],
)
def test_a_change_is_scheduled_for_a_day_to_come(registrar, old, new, on, problem):
    with pytest.raises(Unready, match=problem):
        scheduled_merger(registrar, old, new, on=on)


def test_what_was_carried_out_is_not_canceled(registrar, old, new):
    scheduled = scheduled_merger(registrar, old, new)
    run(JULY_NOON)

    with pytest.raises(Unready, match="was already carried out"):
        cancel_scheduled_closure(scheduled=scheduled, by=registrar, at=JULY_NOON)


def test_the_registrar_previews_schedules_and_cancels_on_the_pages(registrar, old, new):
    client, address = signed_in(registrar), f"/districts/{old.leaid}/merge/"
    said = {"how": "merged", "successors": new.leaid, "on": "2027-07-01", "reason": REASON}

    page = client.post(address, said | {"preview": "1"})
    assert "This date is in the future, so nothing changes yet." in text_of(page)
    assert "Schedule change" in text_of(page)
    answer = client.post(address, said | {"record": "1", "preview_digest": page.context["preview_digest"]})

    scheduled = ScheduledClosure.objects.get()
    assert answer.url == f"/endings/scheduled/{scheduled.pk}/"
    page = text_of(client.get(answer.url))
    assert "Otter Run will merge into Mill Creek on July 1, 2027." in page
    assert "Otter Run will merge into Mill Creek on July 1, 2027." in text_of(client.get("/endings/"))
    assert "Cancel the scheduled change?" in text_of(client.get(f"{answer.url}cancel/"))
    client.post(f"{answer.url}cancel/")
    assert "Otter Run was scheduled to merge into Mill Creek on Jul 1, 2027." in text_of(client.get(answer.url))
    assert "will merge" not in text_of(Client().get(f"/districts/{old.leaid}/"))


def test_the_public_sees_it_as_future_on_both_records_and_on_rosters_of_a_later_day(registrar, old, new):
    consortium = ConsortiumFactory(name="Ridge Rivers")
    MembershipFactory(consortium=consortium, district=old)
    scheduled_merger(registrar, old, new)
    public = Client()

    assert "Will merge into Mill Creek on July 1, 2027." in text_of(public.get(f"/districts/{old.leaid}/"))
    assert "Otter Run will merge into Mill Creek on July 1, 2027." in text_of(public.get(f"/districts/{new.leaid}/"))
    roster = f"/consortia/{consortium.slug}/members/"
    note = (
        "Otter Run will merge into Mill Creek on July 1, 2027. This list doesn’t show that change yet. "
        "Its files name it in the column “scheduled.”"
    )
    assert note in text_of(public.get(roster, {"on": "2027-07-01"}))
    assert note not in text_of(public.get(roster, {"on": "2027-06-30"}))
    assert note in text_of(public.get(f"/districts/{old.leaid}/consortia/", {"on": "2027-08-01"}))
    with time_machine.travel(JULY_NOON, tick=False):
        page = text_of(public.get(f"/districts/{old.leaid}/"))
    assert "Otter Run was scheduled to end on July 1, 2027. This has not been carried out yet." in page


def test_a_consortium_says_that_it_will_be_dissolved(registrar):
    consortium = ConsortiumFactory(name="Ridge Rivers")
    scheduled_dissolution(registrar, consortium)

    assert "Will be dissolved on July 1, 2027." in text_of(Client().get(f"/consortia/{consortium.slug}/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_scheduled_changes_ask_the_same_whatever_they_show(registrar, rows, django_assert_num_queries):
    for _ in range(rows):
        scheduled = scheduled_merger(registrar, DistrictFactory(state="OH"), DistrictFactory(state="OH"))
    client = signed_in(registrar)

    # session, user, roles; scheduled, number of recorded
    with django_assert_num_queries(5):
        client.get("/endings/")
    # session, user, roles; the scheduled change; where the reader has or had a role
    with django_assert_num_queries(5):
        client.get(f"/endings/scheduled/{scheduled.pk}/")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_carry_it_out_once(registrar, old, new):
    scheduled = scheduled_merger(registrar, old, new)

    second = while_it_waits(
        lambda: carry_out_scheduled_closure(scheduled=scheduled, by="tests", at=JULY_NOON),
        lambda: carry_out_scheduled_closure(scheduled=scheduled, by="tests", at=JULY_NOON),
    )

    assert second.outcome.status == "carried_out"
    assert Closure.objects.count() == 1
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_change_canceled_while_the_daily_command_runs_is_not_carried_out(registrar, old, new):
    scheduled = scheduled_merger(registrar, old, new)

    second = while_it_waits(
        lambda: cancel_scheduled_closure(scheduled=scheduled, by=registrar, at=JULY_NOON),
        lambda: carry_out_scheduled_closure(scheduled=scheduled, by="tests", at=JULY_NOON),
    )

    assert second.outcome.status == "canceled"
    assert Closure.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_registrars_schedule_one_district_once(registrar, old, new):
    asked = {"district": old, "successor": new, "on": JULY, "reason": REASON, "by": registrar, "at": NOON}
    digest = digest_of_preview(preview_merger_of_district(**asked, is_scheduled=True))

    second = while_it_waits(
        lambda: schedule_closure(**asked, preview_digest=digest),
        lambda: schedule_closure(**asked, preview_digest=digest),
    )

    assert isinstance(second.outcome, Unready)
    assert ScheduledClosure.objects.count() == 1
