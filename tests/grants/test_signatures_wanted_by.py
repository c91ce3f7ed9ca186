"""A round names a day before its deadline by which members should sign. It blocks nothing."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts.models import OutgoingEmail
from accounts.refusals import Unready
from grants.actions.application import submit_application
from grants.actions.reminders import remind_of_deadline, remind_of_signing_date
from grants.actions.rounds import close_round_now, start_round
from grants.actions.signatures import open_signing, sign_application
from grants.models import Competition
from grants.reads.rounds import rules_from_json, rules_of
from tests.grants.rounds import STORM, an_officer, changed, edited, post_section, published
from tests.grants.walking import CLOSES, OPENS, WRITING, a_draft, a_plan, a_round
from tests.kept import kept

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)
WANTED = datetime.date(2026, 9, 23)  # a week before the deadline
DAYS = (7, 2, 1)
BY = "manage.py send_reminders"


@pytest.fixture
@kept
def world():
    """A draft whose members were asked to sign, in a round that wants signatures by a day; one member signed."""
    competition = a_round()
    Competition.objects.filter(pk=competition.pk).update(signatures_by=WANTED)
    world = a_draft(competition=Competition.objects.get(pk=competition.pk))
    a_plan(world)
    with time_machine.travel(WRITING, tick=False):
        open_signing(application=world.application, by=world.lead, at=WRITING)
    return world


def remind(world, at):
    return remind_of_signing_date(application=world.application, days=DAYS, by=BY, at=at)


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        (CLOSES.date(), "before the day of the deadline"),
        (OPENS.date() - A_DAY, "isn’t before the round opens"),
        (CLOSES.date() - A_DAY, None),
        (OPENS.date(), None),
        (None, None),
    ],
)
def test_the_day_is_between_the_opening_and_the_deadline(day, problem):
    officer = an_officer()
    round_ = published(officer)
    if day is None:
        assert round_.signatures_by is None
    elif problem is None:
        changed(round_, officer, signatures_by=day)
        assert Competition.objects.get().signatures_by == day
    else:
        with pytest.raises(Unready, match=problem):
            changed(round_, officer, signatures_by=day)


def test_a_copy_has_no_day_and_an_earlier_version_of_the_rules_neither():
    officer = an_officer()
    round_ = published(officer, signatures_by=WANTED)
    copy = start_round(name="Next year", copy_of=round_, by=officer, at=WRITING)

    assert copy.signatures_by is None
    stored = dict(round_.versions.get().rules)
    assert rules_from_json(stored).competition.signatures_by == WANTED
    stored.pop("signatures_by")
    assert rules_from_json(stored).competition.signatures_by is None


def test_a_round_that_closes_early_drops_a_day_that_is_not_before_it():
    officer = an_officer()
    round_ = published(officer, signatures_by=WANTED)
    close_round_now(competition=round_, reason=STORM, revision=round_.revision, by=officer, at=WRITING)

    assert Competition.objects.get().signatures_by is None


def test_an_officer_sets_the_day_on_the_page_of_the_dates(client):
    officer = an_officer()
    draft = edited(start_round(name="Fund", by=officer, at=WRITING), officer, opens_at=OPENS, closes_at=CLOSES)
    client.force_login(officer)
    fields = {"name": "Fund", "grace_minutes": "5"} | {
        f"{name}_{part}": text
        for name, moment in (("opens_at", OPENS), ("closes_at", CLOSES))
        for part, text in ((0, f"{moment:%Y-%m-%d}"), (1, f"{moment:%H:%M}"))
    }
    fields |= {"opens_at": "2026-09-01 09:00", "closes_at": "2026-09-30 17:00"}

    post_section(client, "round_dates", draft, signatures_by="2026-09-23", **fields)

    assert rules_of(Competition.objects.get()).competition.signatures_by == WANTED


# --- who is told ---------------------------------------------------------------------------------


def test_the_round_the_draft_and_the_calendar_name_the_day(client, world):
    with time_machine.travel(WRITING, tick=False):
        rules = client.get(world.competition.get_absolute_url()).text
        calendar = client.get(reverse("applicant:competition_calendar", args=[world.competition.slug])).text
        client.force_login(world.lead)
        signatures = client.get(reverse("applicant:application_signatures", args=[world.application.reference])).text
        overview = client.get(world.application.get_absolute_url()).text
        own = client.get(reverse("applicant:application_calendar")).text

    assert "Sep 23, 2026. Members can still sign after that date. The deadline is what counts." in rules
    assert "This round asks members to sign by Sep 23, 2026." in signatures
    assert "The deadline, Sep 30, 2026, 5:00 PM EDT, is what counts." in signatures
    assert "The round asks for signatures by Sep 23, 2026." in overview
    for file, title in ((calendar, "Innovation Fund 2027"), (own, world.application.reference)):
        assert f"SUMMARY:Signatures requested: {title}" in file
        assert "DTSTART:20260923T160000Z" in file


def test_the_email_to_signers_names_the_day(world):
    (body,) = set(OutgoingEmail.objects.filter(to=world.signers[1].email).values_list("body", flat=True))

    assert "Deadline: September 30, 2026, 5:00 p.m. (Ohio time)\nPlease sign by September 23, 2026." in body


def test_signers_who_have_not_signed_are_reminded_once_for_each_day(world):
    signer, part = world.signers[1], world.participants[1]
    sign_application(participant=part, name=signer.name, title="Superintendent", by=signer, at=WRITING)
    first = WRITING + 2 * A_DAY  # seven days before

    sent = remind(world, first)

    assert {email.to for email in sent} == {world.signers[0].email, world.signers[2].email}
    assert sent[0].subject == f"Please sign {world.application.reference} by September 23, 2026"
    assert "in 7 days. You can still sign after that date." in sent[0].body
    assert "27,000" not in sent[0].body
    assert remind(world, first) == remind(world, first + A_DAY) == []
    assert len(remind(world, first + 5 * A_DAY)) == 2
    assert remind(world, first + 9 * A_DAY) == []


def test_who_is_reminded_of_the_deadline_is_not_reminded_of_signing_on_the_same_day(world):
    at = CLOSES - 7 * A_DAY
    deadline = remind_of_deadline(application=world.application, days=DAYS, by=BY, at=at)

    assert {email.to for email in deadline} >= {signer.email for signer in world.signers}
    assert remind(world, at) == []


def test_the_daily_command_reminds_of_signatures_and_lists_them(world, capsys):
    with time_machine.travel(WRITING + 2 * A_DAY, tick=False):
        call_command("send_reminders", dry_run=True)
        assert capsys.readouterr().out.count(world.application.reference) == 3
        call_command("send_reminders")
        assert "Emails about dates for signatures: 3." in capsys.readouterr().out


def test_a_signature_after_the_day_counts_and_nothing_is_blocked(world):
    late = datetime.datetime.combine(WANTED, datetime.time(12), tzinfo=WRITING.tzinfo) + 2 * A_DAY
    signer = world.signers[2]
    sign_application(participant=world.participants[2], name=signer.name, title="Superintendent", by=signer, at=late)

    assert submit_application(application=world.application, by=world.lead, at=late)
