"""Activities and partners are copied from another application of the consortium; nothing there is overwritten."""

import pytest
import time_machine
from django.urls import reverse

from accounts.refusals import Refused, Unready
from grants.actions.application import start_application, submit_application
from grants.actions.copying import copy_activities, copy_partners
from grants.actions.members import remove_member
from grants.actions.plan import ActivityWords, add_partner, save_activity
from grants.actions.signatures import open_signing, sign_application
from grants.models import Activity, PlanChange
from tests.factories import AppointmentFactory
from tests.grants.pages import shown, signed_in
from tests.grants.walking import WRITING, a_draft, a_draft_with_a_plan, a_plan, a_round
from tests.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_day_in_september():
    with time_machine.travel(WRITING, tick=False):
        yield


@pytest.fixture
@kept
def world():
    """The consortium's application of an earlier round, signed and submitted, and a draft in another round."""
    world = a_draft_with_a_plan()
    world.earlier, pen = world.application, {"by": world.lead, "at": WRITING}
    world.partner = add_partner(application=world.earlier, name="Ohio Tech", kind="university", **pen)
    open_signing(application=world.earlier, **pen)
    for member, signer in zip(world.participants, world.signers, strict=True):
        sign_application(participant=member, name=signer.name, by=signer, at=WRITING)
    submit_application(application=world.earlier, **pen)
    world.application = start_application(
        competition=a_round("Access Fund 2028"), consortium=world.consortium, by=world.lead, at=WRITING
    )
    world.members = [world.application.participants.get(key=one.key) for one in world.participants]
    return world


def copied(world, copy=copy_activities, *, by=None, reference=None, numbers=None):
    numbers = numbers or [str(world.activity.pk), str(world.partner.pk)]
    reference = reference or world.earlier.reference
    return copy(application=world.application, reference=reference, numbers=numbers, by=by or world.lead, at=WRITING)


def page(world, key="activities"):
    return reverse("applicant:plan_copy", args=[world.application.reference, key])


def test_an_activity_is_copied_without_dates_and_what_members_contributed_as_proposals(world):
    copied(world)
    activity = world.application.activities.get()

    assert (activity.title, activity.kind, activity.starts_on) == ("Shared calculus", "shared_course", None)
    rows = activity.commitments.values_list("participant", "gives_text", "gains_students", "proposed_by")
    lead, *others = world.members
    assert set(rows) == {(lead.pk, "a room", 9, None)} | {(one.pk, "a room", 9, world.lead.pk) for one in others}
    assert not world.application.signatures.exists()
    assert world.earlier.activities.get().commitments.count() == 3


def test_organizations_that_are_not_members_now_are_left_out_and_named(client, world):
    remove_member(participant=world.members[2], by=world.lead, at=WRITING)
    signed_in(client, world.lead)
    words = shown(client.get(page(world), {"from": world.earlier.reference}))
    assert f"Left out, because not a member now: {world.participants[2].name}" in words

    copied(world)
    activity = world.application.activities.get()

    assert activity.commitments.count() == 2


def test_an_activity_or_partner_that_is_there_already_is_left_out(client, world):
    words = ActivityWords(title="shared Calculus", place="Online")
    mine = save_activity(application=world.application, words=words, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="doesn’t have yet"):
        copied(world)
    mine.refresh_from_db()
    assert (mine.title, mine.place, world.application.activities.count()) == ("shared Calculus", "Online", 1)
    copied(world, copy_partners)
    with pytest.raises(Unready):
        copied(world, copy_partners)
    signed_in(client, world.lead)
    assert "Already in this application" in shown(
        client.get(page(world, "partners"), {"from": world.earlier.reference})
    )


def test_the_page_copies_what_is_chosen(client, world):
    signed_in(client, world.lead)
    preview = client.get(page(world, "partners"), {"from": world.earlier.reference})
    assert "Ohio Tech" in shown(preview)

    answer = client.post(
        page(world, "partners"), {"from": world.earlier.reference, "row": [world.partner.pk]}, follow=True
    )

    assert "1 partner was copied." in shown(answer)
    assert list(world.application.partners.values_list("name", "kind")) == [("Ohio Tech", "university")]
    assert PlanChange.objects.filter(application=world.application, section="partners").count() == 1


def test_only_who_edits_copies_and_only_from_applications_that_the_person_takes_part_in(client, world):
    with pytest.raises(Refused):
        copied(world, by=world.signers[1])
    stranger = a_draft(competition=a_round("Third Fund"))
    a_plan(stranger)
    with pytest.raises(Unready, match="couldn’t find that application"):
        copied(world, reference=stranger.application.reference, numbers=[str(stranger.activity.pk)])
    signed_in(client, world.lead)
    assert client.get(page(world), {"from": stranger.application.reference}).context["page"].rows == []


def test_members_that_only_read_see_no_button(client, world):
    signed_in(client, AppointmentFactory(district=world.districts[1]).user)

    words = shown(client.get(page(world), {"from": world.earlier.reference}))

    assert "Shared calculus" in words
    assert "Copy the selected activities" not in words


@pytest.mark.parametrize("activities", [1, 3])
def test_the_page_takes_the_same_queries_however_much_there_is(client, world, activities, django_assert_num_queries):
    for number in range(1, activities):
        Activity.objects.create(application=world.earlier, key=f"a{number}", title=f"Number {number}", position=9)
    signed_in(client, world.lead)
    # session, user, roles; places, application, permissions (2), sources, names here, members, activities (3)
    with django_assert_num_queries(3 + 10):
        client.get(page(world), {"from": world.earlier.reference})
