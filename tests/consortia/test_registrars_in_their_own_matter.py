"""Registrars appoint no one but others, and decide nothing that they or their own role began."""

import pytest

from accounts.models import Role
from accounts.refusals import Refused
from changes.actions.change_set import digest_of_preview
from consortia.actions import memberships, proposals
from consortia.actions.guided_changes import (
    merge_district,
    preview_duplicate_consortium,
    preview_duplicate_district,
    preview_merger_of_district,
    undo_closure,
)
from consortia.actions.register import register_membership
from consortia.actions.schedules import cancel_scheduled_closure, schedule_closure
from consortia.states import MemberRole, MembershipStatus
from districts.actions import end_appointment, give_appointment
from districts.actions.appointing import appoint_person
from districts.actions.facts import accept_dispute, dispute_fact, refuse_dispute
from districts.actions.import_batches import undo_import
from districts.imports.batches import Upload, apply_preview
from districts.models import FactDispute
from districts.states import Office
from tests.consortia.members import JULY, NOON, ONE_DAY, TODAY, confirmed, invited, signed_in, text_of, two_sides
from tests.districts.uploads import preview
from tests.factories import AppointmentFactory, ConsortiumFactory, DistrictFactory, MembershipFactory, StateRoleFactory

pytestmark = pytest.mark.django_db
OTHERS = "another registrar or an administrator decides"


@pytest.fixture(autouse=True)
def _that_noon(time_machine) -> None:
    time_machine.move_to(NOON)


def with_role(person, district, **more):
    return AppointmentFactory(user=person, district=district, kind=Office.TREASURER, **more)


def test_a_registrar_does_not_appoint_himself_or_herself():
    registrar = StateRoleFactory(role=Role.REGISTRAR, user__email="rae@state.example").user
    district = DistrictFactory()

    with pytest.raises(Refused, match="You can’t give a role to yourself"):
        appoint_person(
            district=district, email="rae@state.example", kind=Office.TREASURER, starts_on=TODAY, by=registrar, at=NOON
        )
    with pytest.raises(Refused, match="You can’t give a role to yourself"):
        give_appointment(
            user=registrar, district=district, kind=Office.TREASURER, starts_on=TODAY, by=registrar, at=NOON
        )


def test_a_registrar_ends_the_own_role_earlier_and_does_not_extend_it():
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    own = with_role(registrar, DistrictFactory(), ends_on=TODAY + 30 * ONE_DAY)

    with pytest.raises(Refused):
        end_appointment(appointment=own, ends_on=TODAY + 31 * ONE_DAY, by=registrar, at=NOON)
    assert end_appointment(appointment=own, ends_on=TODAY, by=registrar, at=NOON).ends_on == TODAY


def test_a_registrar_does_not_end_the_own_role_in_the_past_to_decide_at_once():
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    own = with_role(registrar, DistrictFactory())
    later = with_role(registrar, DistrictFactory(), starts_on=TODAY + ONE_DAY)

    with pytest.raises(Refused, match="You can end your own role today or later"):
        end_appointment(appointment=own, ends_on=TODAY - ONE_DAY, by=registrar, at=NOON)
    assert end_appointment(appointment=later, ends_on=TODAY, by=registrar, at=NOON).withdrawn_at


@pytest.mark.parametrize(("ended", "decides"), [(1, False), (365, False), (366, True)])
def test_a_role_that_ended_within_the_last_year_still_counts(ended, decides):
    registrar, district = StateRoleFactory(role=Role.REGISTRAR).user, DistrictFactory()
    with_role(registrar, district, ends_on=TODAY - ended * ONE_DAY)
    colleague = AppointmentFactory(district=district).user
    report = dispute_fact(
        record=district, field="street", claimed="1 Main St", reason="We moved.", by=colleague, at=NOON
    )

    if decides:
        assert refuse_dispute(dispute=report, answer="No.", by=registrar, at=NOON).answered_by == registrar
    else:
        with pytest.raises(Refused, match="had one in the last year"):
            refuse_dispute(dispute=report, answer="No.", by=registrar, at=NOON)


def test_a_registrar_does_not_end_the_own_role_today_and_decide_tomorrow(time_machine):
    sides = two_sides()
    membership = confirmed(sides)
    own = with_role(sides.registrar, sides.district)
    end_appointment(appointment=own, ends_on=TODAY, by=sides.registrar, at=NOON)
    disputed = memberships.dispute(membership=membership, words="We left.", by=sides.lead, at=NOON)
    mine = ConsortiumFactory()
    MembershipFactory(consortium=mine, district=sides.district, role=MemberRole.LEAD)

    time_machine.move_to(NOON + ONE_DAY)

    with pytest.raises(Refused, match=OTHERS):
        memberships.settle_dispute(
            membership=disputed, is_kept=True, words="Kept.", by=sides.registrar, at=NOON + ONE_DAY
        )
    with pytest.raises(Refused, match=OTHERS):
        preview_duplicate_consortium(
            consortium=mine, kept=ConsortiumFactory(), reason="Entered twice in May.", by=sides.registrar,
            at=NOON + ONE_DAY,
        )  # fmt: skip


def test_a_registrar_who_has_a_role_at_the_member_decides_nothing_about_its_membership():
    sides = two_sides()
    membership = confirmed(sides)
    with_role(sides.registrar, sides.district, can_register_membership=False)

    with pytest.raises(Refused, match="another registrar or an administrator decides"):
        memberships.correct_dates(
            membership=membership, joins_on=JULY - ONE_DAY, leaves_on=None, words="A typo.", by=sides.registrar, at=NOON
        )
    disputed = memberships.dispute(membership=membership, words="We left.", by=sides.lead, at=NOON)
    with pytest.raises(Refused, match="another registrar or an administrator decides"):
        memberships.settle_dispute(membership=disputed, is_kept=True, words="Kept.", by=sides.registrar, at=NOON)


def test_a_registrar_of_the_lead_district_does_not_refuse_what_waits_for_the_state():
    sides = two_sides()
    membership = invited(sides)
    membership.status = MembershipStatus.AGREED
    membership.save()
    with_role(sides.registrar, sides.lead_district)

    with pytest.raises(Refused, match="another registrar or an administrator decides"):
        memberships.refuse_agreed(membership=membership, words="No.", by=sides.registrar, at=NOON)


def test_a_registrar_does_not_decline_the_proposal_of_his_or_her_own_district():
    sides = two_sides()
    proposal = proposals.propose_consortium(
        name="Three Forks", lead=sides.district, purposes=["purchasing"], invites=[sides.lead_district],
        by=sides.superintendent, at=NOON,
    )  # fmt: skip
    with_role(sides.registrar, sides.district, can_register_membership=False)

    for decide in (proposals.register_proposal, proposals.refuse_proposal):
        with pytest.raises(Refused, match="another registrar or an administrator decides"):
            decide(consortium=proposal, words="So be it.", by=sides.registrar, at=NOON)


def test_a_registrar_does_not_answer_an_error_that_he_or_she_or_the_own_district_reported():
    registrar, district = StateRoleFactory(role=Role.REGISTRAR).user, DistrictFactory()
    own = with_role(registrar, district)
    colleague = AppointmentFactory(district=district).user
    report = dispute_fact(
        record=district, field="street", claimed="1 Main St", reason="We moved.", by=colleague, at=NOON
    )

    with pytest.raises(Refused, match="You have a role at"):
        accept_dispute(dispute=report, value="1 Main St", answer="", by=registrar, at=NOON)
    own.delete()
    FactDispute.objects.update(raised_by=registrar)
    with pytest.raises(Refused, match="You reported this error"):
        refuse_dispute(dispute=report, answer="No.", by=registrar, at=NOON)


def test_a_registrar_does_not_set_aside_a_record_of_his_or_her_own():
    registrar, district = StateRoleFactory(role=Role.REGISTRAR).user, DistrictFactory()
    with_role(registrar, district)
    mine, other = ConsortiumFactory(proposed_by=registrar), ConsortiumFactory()
    why = "Entered twice in the spring."

    for pair in ((district, DistrictFactory()), (DistrictFactory(), district)):
        with pytest.raises(Refused, match="another registrar or an administrator decides"):
            preview_duplicate_district(district=pair[0], kept=pair[1], reason=why, by=registrar, at=NOON)
    for first, second in ((mine, other), (other, mine)):
        with pytest.raises(Refused, match="another registrar or an administrator decides"):
            preview_duplicate_consortium(consortium=first, kept=second, reason=why, by=registrar, at=NOON)


def merged(old, new):
    asked = {"district": old, "successor": new, "on": TODAY, "reason": "Both boards voted for it.", "at": NOON}
    digest = digest_of_preview(preview_merger_of_district(**asked, by="a test"))
    return merge_district(**asked, by="a test", preview_digest=digest)


def test_a_registrar_neither_records_nor_undoes_a_merger_of_his_or_her_own_district():
    registrar, old, new = StateRoleFactory(role=Role.REGISTRAR).user, DistrictFactory(), DistrictFactory()
    with_role(registrar, old)
    asked = {"district": old, "successor": new, "on": TODAY, "reason": "Both boards voted for it.", "at": NOON}
    with pytest.raises(Refused, match=OTHERS):
        preview_merger_of_district(**asked, by=registrar)
    assert OTHERS in text_of(signed_in(registrar).get(f"/districts/{old.leaid}/merge/"))

    closure = merged(old, new)  # by another registrar: the role at the district that closed ends with it
    with pytest.raises(Refused, match=OTHERS):
        undo_closure(closure=closure, by=registrar, at=NOON)
    page = text_of(signed_in(registrar).get(f"/endings/{closure.pk}/"))
    assert OTHERS in page
    assert "If this was a mistake" not in page
    another = StateRoleFactory(role=Role.REGISTRAR).user
    assert "If this was a mistake" in text_of(signed_in(another).get(f"/endings/{closure.pk}/"))
    assert undo_closure(closure=closure, by=another, at=NOON).taken_back_at == NOON


def test_a_registrar_does_not_cancel_the_merger_that_takes_his_or_her_district_away():
    registrar, another = (StateRoleFactory(role=Role.REGISTRAR).user for _ in range(2))
    old, new = DistrictFactory(), DistrictFactory()
    with_role(registrar, old)
    asked = {"district": old, "successor": new, "on": TODAY + 30 * ONE_DAY, "reason": "Both boards voted.", "at": NOON}
    seen = preview_merger_of_district(**asked, by=another, is_scheduled=True)
    scheduled = schedule_closure(**asked, by=another, preview_digest=digest_of_preview(seen))

    with pytest.raises(Refused, match=OTHERS):
        cancel_scheduled_closure(scheduled=scheduled, by=registrar, at=NOON)
    address = f"/endings/scheduled/{scheduled.pk}/"
    for page in (address, f"{address}cancel/"):
        assert OTHERS in text_of(signed_in(registrar).get(page))
    assert f"{address}cancel/" not in signed_in(registrar).get(address).text
    assert f"{address}cancel/" in signed_in(another).get(address).text
    assert cancel_scheduled_closure(scheduled=scheduled, by=another, at=NOON).status == "canceled"


def test_a_registrar_enters_no_membership_of_his_or_her_own_district():
    sides = two_sides()
    with_role(sides.registrar, sides.district)

    with pytest.raises(Refused, match="another registrar or an administrator enters this"):
        register_membership(consortium=sides.consortium, district=sides.district, by=sides.registrar, at=NOON)


def test_the_page_of_a_membership_says_who_decides_where_the_registrar_does_not():
    sides = two_sides()
    membership = confirmed(sides)
    memberships.dispute(membership=membership, words="We left.", by=sides.lead, at=NOON)
    assert "Settle the dispute" in text_of(signed_in(sides.registrar).get(f"/memberships/{membership.pk}/"))

    with_role(sides.registrar, sides.district, can_register_membership=False)
    page = text_of(signed_in(sides.registrar).get(f"/memberships/{membership.pk}/"))

    assert OTHERS in page
    assert "Settle the dispute" not in page
    assert "Correct the dates" not in page


def test_the_page_of_a_proposal_says_who_decides_where_the_registrar_does_not():
    sides = two_sides()
    proposal = proposals.propose_consortium(
        name="Three Forks", lead=sides.district, purposes=["purchasing"], by=sides.superintendent, at=NOON
    )
    address = f"/consortia/{proposal.slug}/proposal/"
    assert "Approve proposal" in text_of(signed_in(sides.registrar).get(address))

    with_role(sides.registrar, sides.district, can_register_membership=False)
    page = text_of(signed_in(sides.registrar).get(address))

    assert OTHERS in page
    assert "Approve proposal" not in page


def test_the_page_of_a_reported_error_says_who_decides_where_the_registrar_does_not():
    registrar, district = StateRoleFactory(role=Role.REGISTRAR).user, DistrictFactory()
    report = dispute_fact(
        record=district, field="street", claimed="1 Main St", reason="We moved.",
        by=AppointmentFactory(district=district).user, at=NOON,
    )  # fmt: skip
    assert "Record decision" in text_of(signed_in(registrar).get(f"/disputes/{report.pk}/"))

    with_role(registrar, district)
    page = text_of(signed_in(registrar).get(f"/disputes/{report.pk}/"))

    assert OTHERS in page
    assert "Record decision" not in page


def test_a_registrar_does_not_undo_the_import_that_ended_his_or_her_own_role():
    registrar, another = (StateRoleFactory(role=Role.REGISTRAR).user for _ in range(2))
    own = with_role(registrar, DistrictFactory())
    row = f"{registrar.name},{registrar.email},treasurer,{own.district.leaid},{own.starts_on},{TODAY}\n"
    header = "name,email,role,leaid,starts_on,ends_on\n"
    batch = apply_preview(preview(another, [Upload("appointments.csv", (header + row).encode())]), by=another, at=NOON)
    own.refresh_from_db()
    assert own.ends_on == TODAY

    with pytest.raises(Refused, match=OTHERS):
        undo_import(batch=batch, by=registrar, at=NOON)
    page = text_of(signed_in(registrar).get(f"/imports/{batch.pk}/"))
    assert OTHERS in page
    assert "Undo import" not in page
    assert "Undo import" in text_of(signed_in(another).get(f"/imports/{batch.pk}/"))


def test_a_registrar_undoes_no_import_of_a_membership_of_his_or_her_own_district():
    registrar, another = (StateRoleFactory(role=Role.REGISTRAR).user for _ in range(2))
    district, consortium = DistrictFactory(), ConsortiumFactory()
    row = f"slug,leaid,class,role,joins_on\n{consortium.slug},{district.leaid},participating,member,2020-07-01\n"
    batch = apply_preview(preview(another, [Upload("memberships.csv", row.encode())]), by=another, at=NOON)
    assert district.memberships.count() == 1
    with_role(registrar, district)

    with pytest.raises(Refused, match=OTHERS):
        undo_import(batch=batch, by=registrar, at=NOON)
    assert undo_import(batch=batch, by=another, at=NOON).undone_at == NOON
