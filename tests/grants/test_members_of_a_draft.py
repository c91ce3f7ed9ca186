"""The members of a draft: copied from the memberships in force, added, updated, and removed while it is written."""

import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.application import reopen_application, start_application, submit_application
from grants.actions.commitments import CommitmentWords, record_commitments
from grants.actions.members import add_member, remove_member, update_members
from grants.actions.plan import ActivityWords, BudgetWords, save_activity, save_budget_lines
from grants.actions.signatures import open_signing, sign_application
from grants.models import BudgetLine
from tests.factories import AppointmentFactory, ConsortiumFactory, DistrictFactory, MembershipFactory, SchoolFactory
from tests.grants.walking import WRITING, a_round

pytestmark = pytest.mark.django_db
TODAY = WRITING.date()


@pytest.fixture
def draft():
    with time_machine.travel(WRITING, tick=False):
        consortium = ConsortiumFactory(name="Mill Creek")
        lead = DistrictFactory(name="Stone Ridge")
        MembershipFactory(consortium=consortium, district=lead, role="lead")
        MembershipFactory(consortium=consortium, district=DistrictFactory(name="Cedar Gap", leaid="3912345"))
        MembershipFactory(consortium=consortium, district__name="Invited Fork", status="claimed")
        MembershipFactory(consortium=consortium, district__name="Asking Hill", status="claimed", claimed_by="member")
        MembershipFactory(consortium=consortium, district__name="Almost There", status="agreed")
        MembershipFactory(consortium=consortium, district__name="Never Was", status="withdrawn")
        MembershipFactory(consortium=consortium, district__name="Looking On", membership_class="observer")
        by = AppointmentFactory(district=lead).user
        application = start_application(competition=a_round(), consortium=consortium, by=by, at=WRITING)
        application.by = by
        yield application


def names(application):
    return [participant.name for participant in application.participants.order_by("position", "pk")]


def page_of(application, by=None, rest=""):
    client = Client()
    client.force_login(by or application.by)
    return client, f"/applications/{application.reference}/members/{rest}"


def cedar_gap(application):
    return application.participants.get(key="3912345")


def test_a_draft_begins_with_the_members_in_force_and_with_no_one_who_is_only_asked(draft):
    assert names(draft) == ["Stone Ridge", "Cedar Gap"]


def test_who_joins_later_is_offered_and_can_be_added(draft):
    school = SchoolFactory(name="Alder High", district__name="Alder")
    MembershipFactory(consortium=draft.consortium, district=None, school=school, joins_on=TODAY)
    client, address = page_of(draft)
    assert "Alder High" in client.get(address).content.decode()

    client.post(f"{address}add/", {"key": school.ncessch})

    assert names(draft) == ["Stone Ridge", "Cedar Gap", "Alder High"]
    draft.refresh_from_db()
    assert draft.participants_count == 3


@pytest.mark.parametrize("status", ["claimed", "agreed", "declined"])
def test_who_is_no_member_is_not_added_even_by_hand(draft, status):
    outsider = MembershipFactory(consortium=draft.consortium, status=status).district

    with pytest.raises(Unready, match="isn’t a current member of Mill Creek"):
        add_member(application=draft, key=outsider.leaid, by=draft.by, at=WRITING)


def test_someone_who_left_is_marked_and_can_be_removed_and_the_money_keeps_its_name(draft):
    gone = cedar_gap(draft)
    row = CommitmentWords(participant=gone, gives_text="A room.", gains_text="Algebra.")
    activity = {"title": "Shared algebra", "owner": gone}
    algebra = save_activity(application=draft, words=ActivityWords(**activity), by=draft.by, at=WRITING)
    record_commitments(activity=algebra, rows=[row], by=draft.by, at=WRITING)
    line = BudgetWords(line="Teacher", amount=9_000, source="grant", payee=gone, beneficiaries=[gone])
    save_budget_lines(application=draft, lines=[line], by=draft.by, at=WRITING)
    gone.membership.leaves_on = TODAY - datetime.timedelta(days=1)
    gone.membership.save()
    client, address = page_of(draft)

    shown = client.get(address).content.decode()
    asked = client.get(f"{address}3912345/remove/").content.decode()
    client.post(f"{address}3912345/remove/")

    assert "Not currently a member of the consortium" in shown
    assert "We’ll also remove its 1 commitment," in asked
    assert names(draft) == ["Stone Ridge"]
    kept = BudgetLine.objects.get(application=draft)
    assert (kept.payee, kept.payee_name, kept.amount, kept.beneficiaries.count()) == (None, "Cedar Gap", 9_000, 0)
    assert draft.activities.get().owner is None
    assert Entry.objects.get(event="participant.removed").detail["commitments"] == 1


def test_new_names_and_dates_are_taken_over_in_one_step(draft):
    member = cedar_gap(draft)
    member.district.name = "Cedar Gap Local"
    member.district.save()
    client, address = page_of(draft)
    assert "Cedar Gap is now called Cedar Gap Local." in client.get(address).content.decode()

    client.post(f"{address}update/")

    assert names(draft) == ["Stone Ridge", "Cedar Gap Local"]
    assert "Updates from the registry" not in client.get(address).content.decode()
    assert update_members(application=draft, by=draft.by, at=WRITING) == []


def signed(draft):
    member = cedar_gap(draft)
    signer = AppointmentFactory(district=member.district).user
    open_signing(application=draft, by=draft.by, at=WRITING)
    sign_application(participant=member, by=signer, name="Ann Marsh", title="Superintendent", at=WRITING)
    return member


def test_the_lead_stays(draft):
    with pytest.raises(Unready, match="Stone Ridge leads this application"):
        remove_member(participant=draft.participants.get(role="lead"), by=draft.by, at=WRITING)


def test_a_signature_on_a_draft_goes_with_its_member_and_the_log_keeps_it(draft):
    member = signed(draft)
    client, address = page_of(draft)
    assert (
        "We’ll also remove its signature, which you can’t get back."
        in client.get(f"{address}3912345/remove/").content.decode()
    )

    with pytest.raises(Unready, match="Enter the reason"):
        remove_member(participant=member, by=draft.by, at=WRITING)
    client.post(f"{address}3912345/remove/", {"reason": " "})
    assert names(draft) == ["Stone Ridge", "Cedar Gap"]
    client.post(f"{address}3912345/remove/", {"reason": "Its board withdrew."})

    assert names(draft) == ["Stone Ridge"]
    removed = Entry.objects.get(event="participant.removed").detail
    assert ([one["name"] for one in removed["signatures"]], removed["reason"]) == (
        ["Ann Marsh"],
        "Its board withdrew.",
    )
    told = OutgoingEmail.objects.filter(kind="application: member removed")
    assert all("The reason: Its board withdrew." in email.body for email in told)
    assert told


def test_who_signed_a_submitted_version_stays_and_the_page_says_why(draft):
    member = signed(draft)
    submit_application(application=draft, by=draft.by, at=WRITING)
    reopen_application(application=draft, by=draft.by, at=WRITING)
    client, address = page_of(draft)
    why = "Cedar Gap signed a submitted version, so you can’t remove it here."

    assert why in client.get(address).content.decode()
    with pytest.raises(Unready, match="signed a submitted version"):
        remove_member(participant=member, by=draft.by, at=WRITING)


def test_only_the_lead_changes_the_members_and_only_while_it_is_written(draft):
    member = cedar_gap(draft)
    neighbor = AppointmentFactory(district=member.district).user
    client, address = page_of(draft, neighbor)
    assert "Remove" not in client.get(address).content.decode()
    with pytest.raises(Refused):
        remove_member(participant=member, by=neighbor, at=WRITING)

    submit_application(application=draft, by=draft.by, at=WRITING)
    with pytest.raises(Unready):
        remove_member(participant=member, by=draft.by, at=WRITING)
    client, address = page_of(draft)
    assert "Remove" not in client.get(address).content.decode()


def test_a_key_that_is_no_member_is_not_found(draft):
    client, address = page_of(draft, rest="nobody/remove/")

    assert client.get(address).status_code == 404


def test_a_removed_member_is_told_by_email_and_canceling_leads_back_to_the_members(draft):
    member = cedar_gap(draft)
    superintendent = AppointmentFactory(district=member.district, user__email="ann@example.org").user
    AppointmentFactory(district=member.district, can_register_membership=False, can_sign_applications=False)
    client, address = page_of(draft)
    assert f'href="{address}"' in client.get(f"{address}3912345/remove/").content.decode()

    remove_member(participant=member, by=draft.by, at=WRITING)

    email = OutgoingEmail.objects.get(kind="application: member removed")
    assert (email.to_user, email.subject) == (superintendent, "Cedar Gap was removed from 26-0001")
    assert "Its membership in" in email.body
    assert "has not changed." in email.body
