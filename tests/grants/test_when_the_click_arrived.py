"""The deadline is when the click arrived, and a round's grace period is one of its public rules."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.refusals import Unready
from grants.actions.application import reopen_application, start_application, submit_application
from grants.actions.officers import assign_application
from grants.actions.signatures import open_signing, sign_application
from grants.models import Application
from grants.rules.application import Window, may_be_reviewed, problems_with_submitting
from portal.components.arrival import arrived_at
from tests.grants.builders import an_officer
from tests.grants.pages import as_read, shown, sign, signed_in
from tests.grants.rounds import changed, edited, published, start_round
from tests.grants.walking import CLOSES, OPENS, WRITING, a_draft, a_network, a_round

pytestmark = pytest.mark.django_db
SECOND, MINUTE = datetime.timedelta(seconds=1), datetime.timedelta(minutes=1)
THROUGH_THE_PROXY = {"X-Forwarded-For": "203.0.113.9"}


def a_request(rf, start, **headers):
    return rf.get("/", headers={**THROUGH_THE_PROXY, "X-Request-Start": start, **headers})


def with_grace(minutes=5):
    return a_draft(competition=a_round(more={"grace_minutes": minutes}))


def submit_page(application):
    return reverse("applicant:application_submit", args=[application.reference])


@pytest.fixture
def _behind_a_proxy(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


class TestTheProxysTime:
    @pytest.fixture(autouse=True)
    def _clock(self, _behind_a_proxy):
        with time_machine.travel(CLOSES, tick=False):
            yield

    @pytest.mark.parametrize("form", ["t={0:.3f}", "{0:.3f}", "{1}", "t={2}"], ids=["nginx", "s", "ms", "µs"])
    def test_the_click_counts_as_of_its_arrival_at_the_proxy(self, rf, form):
        arrival = (CLOSES - 40 * SECOND).timestamp()
        start = form.format(arrival, int(arrival * 1e3), int(arrival * 1e6))

        assert arrived_at(a_request(rf, start)) == CLOSES - 40 * SECOND

    @pytest.mark.parametrize(
        "moment", [CLOSES + SECOND, CLOSES - MINUTE - SECOND], ids=["in the future", "older than any proxy waits"]
    )
    def test_an_impossible_time_is_ignored(self, rf, moment):
        assert arrived_at(a_request(rf, f"t={moment.timestamp():.3f}")) == CLOSES

    @pytest.mark.parametrize(
        "start", ["", "t=", "yesterday", "t=-1", "nan", "9" * 400, "t=1790802000, t=1790802000", "١٧٩٠٨٠٢٠٠٠"]
    )
    def test_a_value_that_is_not_a_time_is_ignored(self, rf, start):
        assert arrived_at(a_request(rf, start)) == CLOSES

    def test_only_a_trusted_proxy_counts(self, rf, settings):
        start = f"t={(CLOSES - 40 * SECOND).timestamp():.3f}"

        assert arrived_at(rf.get("/", headers={"X-Request-Start": start})) == CLOSES  # not through the proxy
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
        assert arrived_at(a_request(rf, start)) == CLOSES  # through one of two
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
        assert arrived_at(a_request(rf, start)) == CLOSES


@pytest.mark.usefixtures("_behind_a_proxy")
@pytest.mark.parametrize(
    ("clicked", "status", "code"),
    [(CLOSES - 2 * SECOND, "submitted", 302), (CLOSES + 2 * SECOND, "draft", 409)],
    ids=["before the deadline", "after it"],
)
def test_a_click_before_the_deadline_that_waited_for_its_turn_is_in_time(client, clicked, status, code):
    world = a_draft()
    client.force_login(world.lead)

    with time_machine.travel(CLOSES - MINUTE, tick=False):
        as_shown = as_read(client, submit_page(world.application))
    with time_machine.travel(CLOSES + 30 * SECOND, tick=False):
        answer = client.post(
            submit_page(world.application),
            as_shown,
            headers={**THROUGH_THE_PROXY, "X-Request-Start": f"t={clicked.timestamp():.3f}"},
        )

    assert answer.status_code == code
    world.application.refresh_from_db()
    assert world.application.status == status
    if status == "submitted":
        assert world.application.latest_version().sealed_at == clicked


@pytest.mark.parametrize(
    ("at", "problems"),
    [
        (CLOSES + 5 * MINUTE, []),
        (
            CLOSES + 5 * MINUTE + SECOND,
            ["This round closed Sep 30, 2026, 5:00 PM EDT. It accepted submissions until Sep 30, 2026, 5:05 PM EDT."],
        ),
    ],
)
def test_a_round_accepts_submissions_to_the_last_second_of_its_grace_period(at, problems):
    window = Window(
        OPENS, CLOSES, CLOSES + 5 * MINUTE, closes="Sep 30, 2026, 5:00 PM EDT", ends="Sep 30, 2026, 5:05 PM EDT"
    )

    assert problems_with_submitting(window, at) == problems


def test_the_grace_period_is_for_submitting_only():
    world = with_grace()
    late = CLOSES + SECOND

    submit_application(application=world.application, by=world.lead, at=late)

    with pytest.raises(Unready, match=r"This round closed Sep 30, 2026, 5:00 PM EDT\.$"):
        reopen_application(application=world.application, by=world.lead, at=late)
    other = a_network()
    with pytest.raises(Unready, match=r"This round closed Sep 30, 2026, 5:00 PM EDT\.$"):
        start_application(competition=world.competition, consortium=other.consortium, by=other.lead, at=late)


def test_reviewing_begins_when_no_click_can_arrive_anymore():
    """The last click of the grace period may wait a minute for its turn."""
    world, officer = with_grace(), an_officer()
    submit_application(application=world.application, by=world.lead, at=WRITING)
    last = CLOSES + 6 * MINUTE

    assert [may_be_reviewed(last, at) for at in (last, last + SECOND)] == [False, True]
    assert [Application.objects.in_review(at).count() for at in (last, last + SECOND)] == [0, 1]
    with pytest.raises(Unready, match=r"You can review this application after Sep 30, 2026, 5:06 PM EDT"):
        assign_application(application=world.application, by=officer, at=last)
    assign_application(application=world.application, by=officer, at=last + SECOND)


@pytest.mark.parametrize(
    ("signed", "late"), [(CLOSES + 5 * MINUTE, []), (CLOSES + 5 * MINUTE + SECOND, ["signature-late"])]
)
def test_a_signature_counts_to_the_last_second_of_the_grace_period(signed, late):
    world = with_grace()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    submit_application(application=world.application, by=world.lead, at=CLOSES)

    sign_application(participant=world.participants[1], name="Pat Doe", by=world.signers[1], at=signed)

    assert list(standing_of(world).values_list("rule", flat=True)) == late
    assert world.application.latest_version().content["competition"]["ends_at"] == "2026-09-30T21:05:00+00:00"


def test_the_grace_period_counts_for_versions_that_do_not_state_it():
    world = with_grace()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    version = submit_application(application=world.application, by=world.lead, at=CLOSES)
    del version.content["competition"]["ends_at"]
    version.save(update_fields=["content"])

    sign_application(participant=world.participants[1], name="Pat Doe", by=world.signers[1], at=CLOSES + MINUTE)

    assert not standing_of(world).exists()


def standing_of(world):
    return world.application.findings.standing().filter(rule="signature-late")


def test_in_the_grace_period_the_pages_say_until_when_and_keep_the_button(client):
    world = with_grace()
    client.force_login(world.lead)

    with time_machine.travel(CLOSES + MINUTE, tick=False):
        page = client.get(submit_page(world.application)).content.decode()
        overview = shown(client.get(world.application.get_absolute_url()))
        round_page = shown(client.get(world.competition.get_absolute_url()))
        answer = sign(client, submit_page(world.application))
        receipt = shown(client.get(world.application.get_absolute_url()))

    words = " ".join(page.split())
    assert "This round closed Sep 30, 2026, 5:00 PM EDT. You can still submit until Sep 30, 2026, 5:05 PM EDT" in words
    assert f"Submit {world.application.reference}</button>" in words
    assert "Submit by Sep 30, 2026, 5:00 PM EDT. Check and submit" in overview
    assert "Applications already started can be submitted until Sep 30, 2026, 5:05 PM EDT" in round_page
    assert answer.status_code == 302
    assert "in the grace period" in receipt
    assert "Reopen for changes" not in receipt


def test_applicants_read_the_grace_period_before_the_deadline(client):
    world = with_grace()
    client.force_login(world.lead)

    with time_machine.travel(WRITING, tick=False):
        round_page = shown(client.get(world.competition.get_absolute_url()))
        submit = shown(client.get(submit_page(world.application)))

    assert "Grace period" in round_page
    assert "5 minutes, for submitting only" in round_page
    assert "What counts is when your click reaches the portal" in submit
    assert "the portal still accepts submissions for 5 minutes" in submit


def test_the_receipt_says_what_its_time_is(client):
    world = with_grace()
    submit_application(application=world.application, by=world.lead, at=WRITING)

    page = shown(signed_in(client, world.lead).get(world.application.get_absolute_url()))

    assert "This is when your click reached the portal" in page
    assert "grace period" not in page.partition("What happens next")[0]


def test_a_new_round_has_five_minutes_of_grace_and_a_change_of_it_is_public():
    officer = an_officer()
    competition = published(officer)
    assert competition.grace_minutes == 5

    version = changed(competition, officer, grace_minutes=15)

    assert version.changes == ["Grace period: 15 minutes. Before: 5 minutes."]
    assert version.rules["grace_minutes"] == 15
    assert start_round(name="A copy", copy_of=version.competition, by=officer, at=WRITING).grace_minutes == 15


def test_a_grace_period_is_at_most_an_hour():
    officer = an_officer()
    with pytest.raises(Unready, match="Enter a grace period between 0 and 60 minutes"):
        changed(published(officer), officer, grace_minutes=61)


def test_earlier_rounds_have_no_grace_period():
    assert a_round().grace_minutes == 0
    assert edited(start_round(name="New", by=(officer := an_officer()), at=WRITING), officer).grace_minutes == 5
