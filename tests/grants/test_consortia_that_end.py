"""A consortium is dissolved or merged: its memberships, contracts, purposes, links, and applications."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from changes.actions.change_set import digest_of_preview
from consortia.actions.guided_changes import close_consortium, preview_close_of_consortium, undo_closure
from consortia.models import ConsortiumLink, ConsortiumPurpose, Membership
from consortia.states import ConsortiumStatus, LinkKind, MemberRole, MembershipStatus
from grants.actions.application import start_application, submit_application
from tests.factories import AppointmentFactory, ConsortiumFactory, ContractFactory, MembershipFactory, StateRoleFactory
from tests.grants.walking import WRITING, a_draft, a_network, a_round

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 9, 14, 11, 0, tzinfo=ZoneInfo("America/New_York"))
JULY = datetime.date(2026, 7, 1)
LAST_OF_JUNE = datetime.date(2026, 6, 30)
WHY = "The councils of both voted for it in May."


def a_registrar():
    return StateRoleFactory(role=Role.REGISTRAR).user


def close(consortium, successor=None, *, by=None, at=NOW, **more):
    asked = {"consortium": consortium, "successor": successor, "on": JULY, "reason": WHY} | more
    acting = {"by": by or a_registrar(), "at": at}
    return close_consortium(
        **asked, preview_digest=digest_of_preview(preview_close_of_consortium(**asked, **acting)), **acting
    )


def problems(consortium, successor=None, **more):
    asked = {"consortium": consortium, "successor": successor, "on": JULY, "reason": WHY} | more
    return preview_close_of_consortium(**asked, by=a_registrar(), at=NOW).problems


def test_a_dissolved_consortium_keeps_its_page_and_its_lines_end():
    line = MembershipFactory(role=MemberRole.LEAD)
    consortium = line.consortium
    contract = ContractFactory(consortium=consortium)
    purpose = ConsortiumPurpose.objects.create(consortium=consortium, purpose="purchasing")

    close(consortium)

    for row in (line, consortium, contract, purpose):
        row.refresh_from_db()
    assert (consortium.status, consortium.ended_on, consortium.successor) == (
        ConsortiumStatus.DISSOLVED,
        LAST_OF_JUNE,
        None,
    )
    assert consortium.decision_reason == WHY
    assert [line.leaves_on, contract.ends_on, purpose.ends_on] == [LAST_OF_JUNE] * 3
    assert Entry.objects.get(event="consortium.dissolution").detail["on"] == "2026-07-01"


def test_members_of_a_merged_consortium_go_on_in_the_other_unless_they_are_there_already():
    old, new = ConsortiumFactory(), ConsortiumFactory()
    lead = MembershipFactory(consortium=old, role=MemberRole.LEAD)
    both = MembershipFactory(consortium=old)
    own = MembershipFactory(consortium=new, district=both.district)

    close(old, new)

    carried = Membership.objects.get(consortium=new, district=lead.district)
    assert (carried.joins_on, carried.role, carried.status) == (JULY, MemberRole.MEMBER, MembershipStatus.CONFIRMED)
    assert list(Membership.objects.filter(consortium=new, district=both.district)) == [own]
    assert set(old.memberships.values_list("leaves_on", flat=True)) == {LAST_OF_JUNE}
    old.refresh_from_db()
    assert (old.status, old.successor) == (ConsortiumStatus.MERGED, new)


def test_a_merger_writes_where_it_went_and_ends_its_partnerships():
    old, new, network = ConsortiumFactory(), ConsortiumFactory(), ConsortiumFactory()
    partner = ConsortiumLink.objects.create(earlier=old, later=network, kind=LinkKind.PARTNER_IN)

    close(old, new)

    partner.refresh_from_db()
    assert partner.ends_on == LAST_OF_JUNE
    assert ConsortiumLink.objects.get(kind=LinkKind.MERGED_INTO, earlier=old, later=new).on == JULY


def test_contracts_go_on_in_the_other_or_end():
    old, new = ConsortiumFactory(), ConsortiumFactory()
    carried = ContractFactory(consortium=old, number="A-1")
    double = ContractFactory(consortium=old, number="A-2")
    ContractFactory(consortium=new, number="A-2")

    close(old, new, carries_contracts=True)

    carried.refresh_from_db()
    double.refresh_from_db()
    assert (carried.consortium, carried.ends_on) == (new, None)
    assert (double.consortium, double.ends_on) == (old, LAST_OF_JUNE)


def test_a_draft_stays_and_names_what_stands_in_its_way():
    world, other = a_draft(), ConsortiumFactory(name="Ridge Rivers")
    signed_for = {"by": world.lead, "at": WRITING}
    close(world.consortium, other, on=datetime.date(2026, 9, 14))
    # The merged consortium's lead still holds the post in its district.
    world.application.refresh_from_db()

    with pytest.raises(Unready, match=r"no longer a registered consortium.*merged into Ridge Rivers"):
        submit_application(application=world.application, **signed_for)


def test_a_dissolved_consortium_starts_no_application():
    world = a_network()
    close(world.consortium, on=datetime.date(2026, 9, 14))

    with pytest.raises((Unready, Refused)):
        start_application(competition=a_round(), consortium=world.consortium, by=world.lead, at=WRITING)


def test_submitted_applications_stay():
    world = a_draft()
    submit_application(application=world.application, by=world.lead, at=WRITING)

    closure = close(world.consortium, at=WRITING)

    assert {"Applications"} < {line["section"] for line in closure.lines}
    world.application.refresh_from_db()
    assert world.application.status == "submitted"


def test_what_cannot_be():
    old, new = ConsortiumFactory(name="Ridge Rivers"), ConsortiumFactory(name="Fern Valley")

    assert problems(old, old) == ["Ridge Rivers can’t be merged into itself. Enter another one."]
    close(new)
    new.refresh_from_db()
    assert problems(old, new) == ["Fern Valley closed on Jun 30, 2026, before Jul 1, 2026, so it can’t take over."]
    assert problems(new) == ["Fern Valley can’t be closed, because its status is “dissolved.”"]
    assert problems(old, on=datetime.date(2026, 9, 15))[0].startswith("Sep 15, 2026 is in the future.")
    with pytest.raises(Refused):
        close(old, by=AppointmentFactory().user)


def test_a_circle_is_refused():
    first, second = ConsortiumFactory(name="First"), ConsortiumFactory(name="Second")
    close(second, first)
    second.refresh_from_db()

    assert problems(first, second) == ["Second was itself merged into First, so First can’t be merged into it."]


def test_a_merger_is_revived_within_a_day():
    old, new = ConsortiumFactory(), ConsortiumFactory()
    line = MembershipFactory(consortium=old)
    contract = ContractFactory(consortium=old)
    closure = close(old, new, carries_contracts=True)

    undo_closure(closure=closure, by=a_registrar(), at=NOW + datetime.timedelta(hours=20))

    for row in (old, line, contract):
        row.refresh_from_db()
    assert (old.status, old.successor, old.ended_on) == (ConsortiumStatus.REGISTERED, None, None)
    assert (line.leaves_on, contract.consortium) == (None, old)
    assert [one.status for one in new.memberships.all()] == [MembershipStatus.WITHDRAWN]
    assert not ConsortiumLink.objects.exists()
