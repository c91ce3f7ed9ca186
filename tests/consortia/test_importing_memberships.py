"""A registrar imports the members of consortia from a file: on record, entered by the State, undone within a day."""

import csv
import datetime
import io

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.refusals import Unready
from audit.models import Entry
from consortia.actions.entries import enter_member
from consortia.actions.memberships import dispute
from consortia.models import Consortium, ConsortiumAlias, Membership, MembershipPeriod, MembershipStep
from districts.actions.import_batches import PREVIEW_CHANGED, undo_import
from districts.imports.batches import Upload, apply_preview
from districts.models import District, ImportBatch
from tests.accounts.test_at_the_same_moment import Person
from tests.districts.uploads import NOON, preview, signed_in
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
HEADER = "slug,leaid,ncessch,class,role,joins_on,leaves_on,authority,authority_on\n"
OTTER = "mill-creek,3900001,,participating,member,2020-07-01,,Board resolution 26-3,2020-05-12\n"
HIGH = "mill-creek,,390000200002,Observer,Member,,,,\n"


@pytest.fixture
def registrar():
    return StateRoleFactory(role="registrar").user


@pytest.fixture
def mill_creek():
    DistrictFactory(leaid="3900001", name="Otter Run Local")
    SchoolFactory(ncessch="390000200002", name="Ridge High", district=DistrictFactory(leaid="3900002"))
    return ConsortiumFactory(slug="mill-creek", name="Mill Creek Network", formed_on=datetime.date(2015, 7, 1))


def previewed(registrar, rows: str | bytes) -> ImportBatch:
    data = rows if isinstance(rows, bytes) else (HEADER + rows).encode()
    return preview(registrar, [Upload("memberships.csv", data)])


def imported(registrar, rows: str) -> ImportBatch:
    return apply_preview(previewed(registrar, rows), by=registrar, at=NOON)


def outcomes(batch: ImportBatch) -> list[tuple[str, str]]:
    return [(row.outcome, row.reason) for row in batch.rows.all()]


def test_rows_become_memberships_on_record_entered_by_the_state(registrar, mill_creek):
    batch = previewed(registrar, OTTER + HIGH)
    assert [(row.outcome, row.key, row.name) for row in batch.rows.all()] == [
        ("created", "3900001", "Otter Run Local in Mill Creek Network"),
        ("created", "390000200002", "Ridge High in Mill Creek Network"),
    ]
    assert ["role", "", "Member"] in batch.rows.first().differences
    assert not Membership.objects.exists()

    apply_preview(batch, by=registrar, at=NOON)
    otter = Membership.objects.get(district__leaid="3900001")
    assert (otter.get_status_display(), otter.membership_class, otter.role) == (
        "On record, entered by the State",
        "participating",
        "member",
    )
    assert (str(otter.joins_on), otter.leaves_on) == ("2020-07-01", None)
    assert (otter.authority, str(otter.authority_on)) == ("Board resolution 26-3", "2020-05-12")
    assert [(step.step, step.side, step.by) for step in otter.steps.all()] == [("register", "state", registrar)]
    assert MembershipPeriod.objects.filter(line=otter, superseded_at=None).count() == 1
    high = Membership.objects.get(school__ncessch="390000200002")
    assert (high.membership_class, high.joins_on) == ("observer", None)
    assert Entry.objects.filter(event="membership.registered").count() == 2
    assert Entry.objects.filter(event="memberships.recorded").exists()


def test_an_imported_membership_is_what_entering_it_by_hand_makes(registrar, mill_creek):
    imported(registrar, OTTER)
    by_hand = enter_member(
        consortium=mill_creek,
        member=DistrictFactory(),
        joins_on=datetime.date(2020, 7, 1),
        authority="Board resolution 26-3",
        authority_on=datetime.date(2020, 5, 12),
        by=registrar,
        at=NOON,
    )
    file = Membership.objects.get(district__leaid="3900001")
    same = [field.name for field in Membership._meta.concrete_fields if field.name not in ("id", "district")]
    assert {field: getattr(file, field) for field in same} == {field: getattr(by_hand, field) for field in same}


def test_the_date_of_the_authority_is_on_the_page_of_the_membership(registrar, mill_creek):
    imported(registrar, OTTER)
    page = signed_in(registrar).get(Membership.objects.get().get_absolute_url()).content.decode()
    assert "Date of the authority" in page
    assert "May 12, 2020" in page


def test_the_same_file_again_changes_nothing(registrar, mill_creek):
    imported(registrar, OTTER + HIGH)
    periods = MembershipPeriod.objects.count()
    batch = previewed(registrar, OTTER + HIGH)
    with pytest.raises(Unready, match="nothing to import"):
        apply_preview(batch, by=registrar, at=NOON)
    assert (batch.counts["files"][0]["unchanged"], MembershipPeriod.objects.count()) == (2, periods)


def test_an_import_of_rejected_rows_only_is_refused_even_if_the_button_is_pressed_on_an_old_page(registrar, mill_creek):
    batch = previewed(registrar, "mill-creek,,,,member,,,,\n")
    answer = signed_in(registrar).post(f"/imports/{batch.pk}/apply/")

    assert answer.status_code == 409
    assert "No row of this file is new or changed, so there is nothing to import." in answer.content.decode()
    batch.refresh_from_db()
    assert batch.is_previewed


def test_an_id_that_lost_its_zeros_counts_for_no_state(registrar, mill_creek):
    batch = previewed(registrar, OTTER + OTTER.replace("3900001", "100005"))

    # “10” would be Delaware; the ID is Alabama's 0100005.
    assert batch.counts["states"] == {"OH": {"created": 1}, "": {"rejected": 1}}


def test_a_file_without_a_row_to_import_offers_no_import(registrar, mill_creek):
    client = signed_in(registrar)
    nothing = client.get(previewed(registrar, "mill-creek,,,,member,,,,\n").get_absolute_url()).content.decode()
    one = client.get(previewed(registrar, OTTER).get_absolute_url()).content.decode()

    assert "No row of this file is new or changed, so there is nothing to import." in " ".join(nothing.split())
    assert ("/apply/" in nothing, "/apply/" in one) == (False, True)


def test_a_later_end_date_is_a_change_with_the_old_value_and_undone_with_its_versions(registrar, mill_creek):
    imported(registrar, OTTER)
    batch = previewed(registrar, OTTER.replace("2020-07-01,,", "2020-07-01,2026-06-30,"))
    assert batch.rows.get().differences == [["leaves_on", "", "2026-06-30"]]
    apply_preview(batch, by=registrar, at=NOON)
    membership = Membership.objects.get()
    assert str(membership.leaves_on) == "2026-06-30"
    assert membership.steps.last().words == "Board resolution 26-3"
    undo_import(batch=batch, by=registrar, at=NOON + HOUR)
    membership.refresh_from_db()
    assert membership.leaves_on is None
    assert MembershipPeriod.objects.filter(line=membership).count() == 3


def test_undone_memberships_are_withdrawn_and_can_be_imported_again(registrar, mill_creek):
    batch = imported(registrar, OTTER + HIGH)
    undo_import(batch=batch, by=registrar, at=NOON + HOUR)
    assert set(Membership.objects.values_list("status", flat=True)) == {"withdrawn"}
    again = imported(registrar, OTTER)
    assert again.counts["files"][0]["created"] == 1
    assert Membership.objects.filter(status="recorded").count() == 1


@pytest.mark.parametrize("step", ["dispute", "affirm"])
def test_a_membership_that_the_member_acted_on_since_blocks_undoing(registrar, mill_creek, step):
    batch = imported(registrar, OTTER)
    membership = Membership.objects.get()
    member = AppointmentFactory(district=membership.district, can_register_membership=True).user
    if step == "dispute":
        dispute(membership=membership, words="We never joined.", by=member, at=NOON + HOUR)
    else:
        MembershipStep.objects.create(membership=membership, step="affirm", side="member", by=member, at=NOON + HOUR)
    with pytest.raises(Unready, match="Otter Run Local in Mill Creek Network has been"):
        undo_import(batch=batch, by=registrar, at=NOON + HOUR)
    assert Membership.objects.get().status == ("disputed" if step == "dispute" else "recorded")


def test_a_preview_that_is_out_of_date_enters_no_one(registrar, mill_creek):
    batch = previewed(registrar, OTTER + HIGH)
    MembershipFactory(consortium=mill_creek, district=District.objects.get(leaid="3900001"), joins_on=None)
    with pytest.raises(Unready, match=PREVIEW_CHANGED[:40]):
        apply_preview(batch, by=registrar, at=NOON)
    assert Membership.objects.count() == 1


# --- rows that can't be imported


def test_a_member_twice_is_imported_once_or_not_at_all(registrar, mill_creek):
    assert [outcome for outcome, _ in outcomes(previewed(registrar, OTTER + OTTER))] == ["created", "repeated"]

    other_role = OTTER.replace(",member,", ",fiscal_agent,")
    assert [outcome for outcome, _ in outcomes(previewed(registrar, OTTER + other_role))] == ["rejected"] * 2

    overlap = OTTER.replace("2020-07-01", "2022-07-01")
    assert outcomes(previewed(registrar, OTTER + overlap)) == [
        ("rejected", "3900001 is in mill-creek on the same days in line 3; neither row is imported"),
        ("rejected", "3900001 is in mill-creek on the same days in line 2; neither row is imported"),
    ]


def test_a_member_may_belong_twice_one_period_after_the_other(registrar, mill_creek):
    earlier = OTTER.replace("2020-07-01,,", "2016-07-01,2018-06-30,")
    imported(registrar, earlier + OTTER)
    assert Membership.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (OTTER.replace("3900001", "390001"), "the LEAID “390001” has 6 digits instead of 7: it lost its leading zeros"),
        (HIGH.replace("390000200002", "90000200002"), "has 11 digits instead of 12: it lost its leading zeros"),
        (OTTER.replace("2020-07-01,,", "2010-07-01,,"), "Mill Creek Network was formed on July 1, 2015."),
        (OTTER.replace("2020-07-01,,", "2020-07-01,2019-07-01,"), "is before the start date"),
        (OTTER.replace("participating", "friend"), "the class “friend” is not one of: component, participating"),
        (OTTER.replace(",member,", ",boss,"), "the role “boss” is not one of: lead, fiscal_agent, member"),
        (OTTER.replace("3900001,,", ",,"), "the row names no district and no school; enter a LEAID or an NCESSCH"),
        (OTTER.replace("Board resolution 26-3", "=cmd|'/c calc'!A1"), "which a spreadsheet would run as a formula"),
        (OTTER.replace("mill-creek", ""), "the slug is missing"),
    ],
)
def test_a_row_that_cannot_be_imported_says_why(registrar, mill_creek, row, reason):
    batch = previewed(registrar, row)
    assert [outcome for outcome, _ in outcomes(batch)] == ["rejected"]
    assert reason in batch.rows.get().reason


def test_a_slug_or_an_id_that_does_not_exist_matches_nothing(registrar, mill_creek):
    rows = OTTER.replace("mill-creek", "mill-crick") + OTTER.replace("3900001", "3999999")
    assert outcomes(previewed(registrar, rows)) == [
        ("unmatched", "No consortium in the registry has the slug “mill-crick”."),
        ("unmatched", "No district in the registry has the ID 3999999."),
    ]


def test_a_former_slug_is_answered_with_the_present_one(registrar, mill_creek):
    ConsortiumAlias.objects.create(slug="old-creek", consortium=mill_creek)
    row = previewed(registrar, OTTER.replace("mill-creek", "old-creek")).rows.get()
    assert row.reason == "“old-creek” is a former slug. Mill Creek Network now has the slug “mill-creek.”"


def test_a_closed_district_cannot_join_after_its_last_day(registrar, mill_creek):
    DistrictFactory(leaid="3900005", name="Fairpoint City", status="closed", closed_on=datetime.date(2019, 6, 30))
    row = previewed(registrar, OTTER.replace("3900001", "3900005")).rows.get()
    assert "Fairpoint City closed on June 30, 2019 and can’t join after that date." in row.reason


def test_a_district_of_another_state_needs_an_authority(registrar, mill_creek):
    DistrictFactory(leaid="2100005", name="Big Sandy", state="KY")
    row = OTTER.replace("3900001", "2100005")
    without = previewed(registrar, row.replace("Board resolution 26-3,2020-05-12", ",")).rows.get()
    assert without.reason.startswith("Big Sandy is in Kentucky, but Mill Creek Network is in Ohio.")
    assert previewed(registrar, row).rows.get().outcome == "created"


def test_a_pending_membership_has_to_be_answered_first(registrar, mill_creek):
    otter = District.objects.get(leaid="3900001")
    MembershipFactory(consortium=mill_creek, district=otter, status="claimed", claimed_by="consortium", joins_on=None)
    row = previewed(registrar, OTTER).rows.get()
    assert row.reason == (
        "Otter Run Local already has a pending invitation from this consortium and has to answer it first."
    )


def test_a_consortium_that_has_ended_gains_no_members(registrar, mill_creek):
    ConsortiumFactory(slug="gone", name="Gone", status="dissolved", ended_on=datetime.date(2022, 6, 30))
    row = previewed(registrar, OTTER.replace("mill-creek", "gone")).rows.get()
    assert row.reason == "Gone is dissolved. Members can be added to registered consortia."


# --- the page


def test_the_preview_downloads_safely_and_the_page_shows_html_as_text(registrar, mill_creek):
    hostile = OTTER.replace("mill-creek", "<b>x</b>") + OTTER.replace("3900001", "+cmd")
    batch = previewed(registrar, hostile)
    client = signed_in(registrar)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "<b>x</b>" not in page
    lines = list(
        csv.reader(io.StringIO(b"".join(client.get(f"{batch.get_absolute_url()}rows.csv").streaming_content).decode()))
    )
    assert [line[2] for line in lines[1:]] == ["No matching record", "Rejected"]
    assert lines[2][3] == "'+cmd"


def test_a_row_costs_the_same_whether_there_is_one_or_there_are_three(registrar, mill_creek):
    for number in range(5, 9):
        DistrictFactory(leaid=f"390000{number}")
    rows = [OTTER.replace("3900001", f"390000{number}") for number in range(5, 9)]

    def cost(count: int) -> int:
        person = User.objects.get(pk=registrar.pk)  # as of each request: where the registrar has a role is read once
        with CaptureQueriesContext(connection) as queries:
            previewed(person, "".join(rows[:count]))
        return len(queries)

    assert cost(3) - cost(2) == cost(2) - cost(1) <= 45


def test_another_authority_than_the_one_on_record_is_kept_and_said(registrar, mill_creek):
    imported(registrar, OTTER)
    row = previewed(registrar, OTTER.replace("26-3", "27-1")).rows.get()
    assert (row.outcome, row.differences) == ("kept", [])
    assert row.reason == "The membership is on record with another authority, or none, which a file can’t change."


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_import_and_a_person_at_one_of_its_consortia_do_not_wait_for_each_other():
    registrar = StateRoleFactory(role="registrar").user
    first, second = ConsortiumFactory(slug="first"), ConsortiumFactory(slug="second")
    for leaid in ("3900001", "3900002"):
        DistrictFactory(leaid=leaid)
    rows = "".join(f"{slug},{leaid},,,,,,,\n" for slug, leaid in (("first", "3900001"), ("second", "3900002")))
    batch = previewed(registrar, rows)
    other = Person(lambda: apply_preview(batch, by=registrar, at=NOON))
    with transaction.atomic():
        # The person holds the second consortium, and needs the audit log after that.
        Consortium.objects.select_for_update().get(pk=second.pk)
        other.start()
        other.join(0.5)
        assert other.is_alive(), "the import did not wait"
        enter_member(consortium=second, member=DistrictFactory(), by=registrar, at=NOON)
    other.join(10)
    assert not other.is_alive()
    assert other.outcome.status == "applied"
    assert (first.memberships.count(), second.memberships.count()) == (1, 2)
