"""Findings of submitted applications are checked again when the registry's facts about their members change."""

import datetime

import pytest
from django.utils import timezone

from changes.actions.change_set import digest_of_preview
from consortia.actions.guided_changes import merge_district, preview_merger_of_district, undo_closure
from consortia.actions.memberships.dates import leave_from
from consortia.actions.schedules import carry_out_scheduled_closure, schedule_closure
from consortia.models import Closure, Membership
from districts.actions.components import enter_component
from districts.actions.import_batches import undo_import
from districts.imports.batches import Upload, apply_preview
from districts.models import District
from grants.actions.application import submit_application
from grants.actions.rechecks import do_due_rechecks
from grants.models import Recheck, StoredFinding
from tests.districts.uploads import ENROLLMENT, FILES, preview
from tests.factories import DistrictFactory, SchoolFactory, StateRoleFactory
from tests.grants.walking import WRITING, a_draft, a_draft_with_a_plan
from tests.kept import kept

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
LATER = WRITING + HOUR
SOURCE = {"reason": "Both boards voted for it.", "source": ""}


@pytest.fixture(autouse=True)
def _with_a_worker(settings):
    settings.WORKER = True


@pytest.fixture
def registrar():
    return StateRoleFactory(role="registrar").user


@pytest.fixture
@kept
def world():
    """A submitted application of three districts, checked; nothing waits."""
    world = a_draft_with_a_plan()
    submit_application(application=world.application, by=world.lead, at=WRITING)
    work(WRITING)
    return world


def work(at=LATER):
    """The worker looks once; how many applications have other findings now."""
    return do_due_rechecks(clock=lambda: at)


def new_findings(application, rule="member-closed"):
    """What was found after the application was submitted."""
    found = StoredFinding.objects.standing().of(application).filter(rule=rule, is_new_since_sealing=True)
    return [finding.sentence for finding in found]


def test_a_member_that_leaves_the_consortium_is_found_and_shown_as_new(world):
    membership = Membership.objects.get(district=world.districts[2])
    last = timezone.localdate(LATER) + 30 * DAY
    leave_from(membership=membership, last_day=last, words="The board decided so.", by=world.signers[2], at=LATER)

    assert work() == 1
    (sentence,) = new_findings(world.application, "membership-ended")
    assert sentence == (
        f"The membership of {world.districts[2]} ends on October 14, 2026, before the project ends on June 30, 2029."
    )
    world.application.refresh_from_db()
    assert world.application.new_findings_count == 1


def test_a_change_that_concerns_no_member_triggers_no_recheck(world, registrar):
    agency = DistrictFactory(kind="service_agency")
    enter_component(agency=agency, district=DistrictFactory(), starts_on=None, ends_on=None, by=registrar, at=LATER)

    assert not Recheck.objects.exists()


def test_a_change_of_a_members_service_agency_triggers_one_recheck(world, registrar):
    agency, district = DistrictFactory(kind="service_agency"), world.districts[1]
    enter_component(agency=agency, district=district, starts_on=None, ends_on=None, by=registrar, at=LATER)

    assert [row.application for row in Recheck.objects.all()] == [world.application]


def test_a_draft_is_checked_when_it_is_submitted(registrar):
    world = a_draft()
    agency = DistrictFactory(kind="service_agency")
    enter_component(agency=agency, district=world.districts[1], starts_on=None, ends_on=None, by=registrar, at=LATER)

    assert not Recheck.objects.exists()


@pytest.mark.parametrize("is_undone", [False, True])
def test_findings_follow_an_imported_file_and_its_undoing(world, registrar, is_undone):
    District.objects.filter(pk=world.districts[1].pk).update(leaid="3900001")
    texts = FILES | {"enrollment.csv": ENROLLMENT.replace("812", "5")}
    batch = preview(registrar, [Upload(name, text.encode()) for name, text in texts.items()])
    batch = apply_preview(batch, by=registrar, at=LATER)

    assert work() == 1
    (sentence,) = new_findings(world.application, "reach-above-enrollment")
    assert "5" in sentence
    if is_undone:
        undo_import(batch=batch, by=registrar, at=LATER + HOUR)
        assert work(LATER + HOUR) == 1
        assert new_findings(world.application, "reach-above-enrollment") == []


def test_findings_follow_a_scheduled_merger_on_its_day_and_its_undoing(world, registrar):
    district, into = world.districts[1], DistrictFactory(state=world.districts[1].state)
    day = timezone.localdate(LATER) + 10 * DAY
    asked = {"district": district, "successor": into, "on": day, "by": registrar, "at": LATER, **SOURCE}
    seen = preview_merger_of_district(**asked, is_scheduled=True)
    scheduled = schedule_closure(**asked, preview_digest=digest_of_preview(seen))
    assert work() == 0
    that_day = LATER + 10 * DAY

    carry_out_scheduled_closure(scheduled=scheduled, by="manage.py send_reminders", at=that_day)

    assert Recheck.objects.count() == 1
    assert work(that_day) == 1
    (sentence,) = new_findings(world.application)
    assert f"The closing date of {district}" in sentence
    undo_closure(closure=Closure.objects.get(), by=registrar, at=that_day + HOUR)
    assert work(that_day + HOUR) == 1
    assert new_findings(world.application) == []


def test_a_member_school_whose_district_is_dissolved_is_checked_again(world, registrar):
    district = DistrictFactory(state=world.districts[1].state)
    participant = world.participants[2]
    participant.district, participant.school = None, SchoolFactory(district=district)
    participant.save()
    day = timezone.localdate(LATER)
    asked = {"district": district, "successor": None, "on": day, "by": registrar, "at": LATER, **SOURCE}
    from_preview = digest_of_preview(preview_merger_of_district(**asked))
    merge_district(**asked, preview_digest=from_preview)

    assert [row.application for row in Recheck.objects.all()] == [world.application]
