"""A registrar imports consortia from a file: by the rules of entering one by hand, all or nothing, undone in a day."""

import datetime

import pytest

from accounts.refusals import Unready
from audit.models import Entry
from consortia.actions.facts import change_facts
from consortia.models import Consortium, ConsortiumChange, ConsortiumPurpose, Membership, MembershipPeriod
from districts.actions.import_batches import PREVIEW_CHANGED, undo_import
from districts.imports.batches import Upload, apply_preview
from districts.imports.files import UnreadableFile
from districts.models import ImportBatch
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.districts.uploads import NOON, preview
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
COLUMNS = (
    "name", "slug", "state", "former_names", "description", "legal_form", "legal_form_from", "formed_on", "purposes",
    "fiscal_agent", "lead", "lead_authority", "counties_served", "contact_role", "phone", "email", "website",
    "not_a_duplicate_because",
)  # fmt: skip
MILL_CREEK = {
    "name": "Mill Creek Network",
    "former_names": "Mill Creek Buyers:2020-07-01:Resolution 3",
    "description": "Buys together,\nsince 2015.",
    "legal_form": "Agreement between members",
    "legal_form_from": "2016-07-01",
    "formed_on": "2015-07-01",
    "purposes": "personalized_learning:2024-07-01:Board resolution 12; purchasing",
    "fiscal_agent": "3900009",
    "lead": "3900001",
    "lead_authority": "Charter, section 4",
    "counties_served": "39105; 39009",
    "contact_role": "Director’s office",
    "phone": "614-555-0137",
    "email": "office@millcreek.example",
    "website": "www.millcreek.example",
}


@pytest.fixture
def registrar():
    return StateRoleFactory(role="registrar").user


@pytest.fixture
def places():
    DistrictFactory(leaid="3900009", name="Ridge ESC")
    DistrictFactory(leaid="3900001", name="Otter Run Local")
    CountyFactory(fips="39009", name="Athens County")
    CountyFactory(fips="39105", name="Meigs County")


def written(*rows: dict[str, str]) -> bytes:
    lines = [",".join(COLUMNS)]
    lines += [",".join('"{}"'.format(row.get(column, "").replace('"', '""')) for column in COLUMNS) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode()


def previewed(registrar, *rows: dict[str, str], state: str = "OH") -> ImportBatch:
    return preview(registrar, [Upload("consortia.csv", written(*rows))], state=state)


def imported(registrar, *rows: dict[str, str]) -> ImportBatch:
    return apply_preview(previewed(registrar, *rows), by=registrar, at=NOON)


def refused(registrar, *rows: dict[str, str]) -> ImportBatch:
    """The import of a file without a row to import, which was refused."""
    batch = previewed(registrar, *rows)
    with pytest.raises(Unready, match="nothing to import"):
        apply_preview(batch, by=registrar, at=NOON)
    return batch


def outcomes(batch: ImportBatch) -> list[tuple[str, str]]:
    return [(row.outcome, row.reason) for row in batch.rows.all()]


def held() -> list[list[dict[str, object]]]:
    tables = (Consortium, ConsortiumPurpose, ConsortiumChange, Membership, MembershipPeriod)
    return [list(model.objects.order_by("pk").values()) for model in tables]


def test_a_preview_shows_every_fact_and_writes_nothing(registrar, places):
    before = held()
    batch = previewed(registrar, MILL_CREEK)

    assert held() == before
    assert batch.kind == "consortia"
    row = batch.rows.get()
    assert (row.outcome, row.key, row.name) == ("created", "mill-creek-network", "Mill Creek Network")
    assert ["legal_form", "", "Agreement between members"] in row.differences
    assert ["purpose", "", "Personalized learning, 2024-07-01, Board resolution 12"] in row.differences
    assert ["former_names", "", "Mill Creek Buyers (until 2020-07-01)"] in row.differences
    assert ["lead", "", "Otter Run Local"] in row.differences


def test_a_row_becomes_a_consortium_on_record_as_if_entered_by_hand(registrar, places):
    imported(registrar, MILL_CREEK)

    consortium = Consortium.objects.get()
    assert (consortium.slug, consortium.state, consortium.status) == ("mill-creek-network", "OH", "registered")
    assert (consortium.about, consortium.contact_role) == ("Buys together,\nsince 2015.", "Director’s office")
    assert (consortium.phone, consortium.office_email) == ("614-555-0137", "office@millcreek.example")
    assert (consortium.website, consortium.legal_form) == ("https://www.millcreek.example", "agreement")
    assert (consortium.fiscal_agent.leaid, str(consortium.formed_on)) == ("3900009", "2015-07-01")
    assert consortium.counties_served == ["39009", "39105"]
    assert list(consortium.purposes.values_list("purpose", "starts_on", "authority")) == [
        ("personalized_learning", datetime.date(2024, 7, 1), "Board resolution 12"),
        ("purchasing", None, ""),
    ]
    member = consortium.memberships.get()
    assert (member.district.leaid, member.role, member.status) == ("3900001", "lead", "recorded")
    assert (str(member.joins_on), member.authority) == ("2015-07-01", "Charter, section 4")
    names = consortium.changes.filter(field="name").order_by("pk")
    assert list(names.values_list("old", "new", "holds_from", "authority")) == [
        ("", "Mill Creek Buyers", None, ""),
        ("Mill Creek Buyers", "Mill Creek Network", datetime.date(2020, 7, 1), "Resolution 3"),
    ]
    assert consortium.changes.get(field="legal_form").holds_from == datetime.date(2016, 7, 1)
    assert Entry.objects.filter(event="consortia.recorded").exists()


def test_the_same_file_again_changes_nothing(registrar, places):
    imported(registrar, MILL_CREEK)
    before = held()
    batch = refused(registrar, MILL_CREEK)
    assert (batch.counts["files"][0]["unchanged"], batch.rows.count()) == (1, 0)
    assert held() == before


def test_a_later_file_changes_the_facts_of_the_registrar_and_shows_the_old_ones(registrar, places):
    imported(registrar, MILL_CREEK)
    later = {
        "slug": "mill-creek-network",
        "name": "Mill Creek Alliance",
        "former_names": "Mill Creek Buyers:2020-07-01; Mill Creek Network:2026-07-01:Resolution 9",
        "legal_form": "nonprofit",
        "legal_form_from": "2026-01-01",
        "purposes": "online_courses:2025-07-01; purchasing",
        "counties_served": "39009",
    }
    batch = previewed(registrar, later)
    assert batch.rows.get().differences == [
        ["name", "Mill Creek Network", "Mill Creek Alliance"],
        ["legal_form", "Agreement between members", "Nonprofit organization"],
        ["counties_served", "39009, 39105", "39009"],
        ["purpose", "", "Online courses, 2025-07-01"],
    ]
    apply_preview(batch, by=registrar, at=NOON)
    consortium = Consortium.objects.get()
    assert (consortium.name, consortium.slug) == ("Mill Creek Alliance", "mill-creek-network")
    assert (consortium.phone, consortium.purposes.count()) == ("614-555-0137", 3)
    renamed = consortium.changes.filter(field="name").first()
    assert (renamed.old, renamed.holds_from, renamed.authority) == (
        "Mill Creek Network",
        datetime.date(2026, 7, 1),
        "Resolution 9",
    )
    assert consortium.changes.filter(field="counties_served").first().new == "Athens County (39009)"


def test_what_the_lead_maintains_is_not_overwritten_while_someone_acts_for_it(registrar, places):
    imported(registrar, MILL_CREEK)
    lead = Membership.objects.get().district
    later = MILL_CREEK | {"phone": "614-555-0199", "formed_on": "2015-06-01"}
    # No one acts for the lead yet, so the registrar fills in for it.
    assert ["phone", "614-555-0137", "614-555-0199"] in previewed(registrar, later).rows.get().differences

    AppointmentFactory(district=lead)
    row = previewed(registrar, later).rows.get()
    assert (row.outcome, row.differences) == ("changed", [["formed_on", "2015-07-01", "2015-06-01"]])
    assert row.reason == ("Not changed, because people who act for Mill Creek Network maintain it: Office phone.")
    row = previewed(registrar, MILL_CREEK | {"phone": "614-555-0199"}).rows.get()
    assert (row.outcome, row.differences) == ("kept", [])
    imported(registrar, later)
    assert Consortium.objects.get().phone == "614-555-0137"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "the name is missing"),
        ({"name": "=cmd|'/c calc'!A1"}, "begins with “=”, which a spreadsheet would run as a formula"),
        ({"name": "Mill Creek Network\u200b"}, "the name has an invisible character in it: “Mill Creek Network”"),
        ({"phone": "\u202a614-555-0137\u202c"}, "the phone has an invisible character in it"),
        ({"legal_form": "club"}, "the legal form “club” is not one of: agreement, council_of_governments"),
        ({"purposes": "fun"}, "the purpose “fun” is not one of: personalized_learning, online_courses"),
        ({"purposes": "purchasing; purchasing"}, "the purpose purchasing is in the row twice"),
        ({"purposes": "purchasing:2010-07-01"}, "was formed on July 1, 2015. Choose that date or a later one"),
        ({"former_names": "Old Creek"}, "needs the effective date of the next name, like Old Creek:2024-07-01"),
        ({"former_names": "Old Creek:2010-07-01"}, "was formed on July 1, 2015"),
        ({"lead": "390001"}, "the LEAID “390001” has 6 digits instead of 7: it lost its leading zeros"),
        ({"fiscal_agent": "390009"}, "it lost its leading zeros"),
        ({"counties_served": "9009"}, "No county in the registry has the FIPS code 9009."),
        ({"formed_on": "1815-07-01"}, "Check the year."),
        ({"email": "office"}, "Enter the office’s email address, like"),
        ({"website": "javascript:alert(1)"}, "Enter the web address, like"),
        ({"slug": "Mill Creek"}, "can’t be the last part of an address"),
        ({"slug": "propose"}, "is taken. Choose another slug."),
        ({"state": "ZZ"}, "the state “ZZ” is not one of"),
        ({"state": "KY"}, "This row is for KY, and this import is for OH only."),
    ],
)
def test_a_row_that_cannot_be_imported_says_why(registrar, places, changes, reason):
    batch = previewed(registrar, MILL_CREEK | changes)
    row = batch.rows.get()
    assert (row.outcome, row.line) == ("rejected", 2)
    assert reason in row.reason


def test_a_lead_that_is_not_in_the_registry_is_named(registrar, places):
    row = previewed(registrar, MILL_CREEK | {"lead": "3999999"}).rows.get()
    assert (row.outcome, row.reason) == ("unmatched", "No district in the registry has the ID 3999999.")
    assert row.name == "Mill Creek Network"


def test_another_lead_than_the_one_on_record_is_refused(registrar, places):
    imported(registrar, MILL_CREEK)
    row = previewed(registrar, MILL_CREEK | {"lead": "3900009"}).rows.get()
    assert "The lead of Mill Creek Network is Otter Run Local, not Ridge ESC." in row.reason


def test_a_likely_duplicate_is_rejected_with_the_name_of_the_other_unless_a_reason_is_given(registrar, places):
    ConsortiumFactory(name="Mill Creek Consortium", state="OH")
    row = previewed(registrar, MILL_CREEK).rows.get()
    assert row.outcome == "rejected"
    assert row.reason.startswith("Mill Creek Consortium is already in the registry. The name has the same words")

    imported(registrar, MILL_CREEK | {"not_a_duplicate_because": "In another county."})
    entered = Consortium.objects.get(name="Mill Creek Network").changes.filter(field="name").last()
    assert entered.authority == "Different from Mill Creek Consortium: In another county."


def test_a_proposal_that_awaits_a_decision_is_not_changed_by_a_file(registrar, places):
    ConsortiumFactory(name="Mill Creek Network", state="OH", status="proposed", formed_on=None)
    before = held()

    batch = refused(registrar, MILL_CREEK)

    row = batch.rows.get()
    assert (row.outcome, held()) == ("rejected", before)
    assert row.reason.startswith(
        "Mill Creek Network is proposed and awaits your decision. Decide on the proposal first"
    )


def test_two_rows_of_one_consortium_contradict_each_other(registrar, places):
    batch = previewed(registrar, MILL_CREEK, MILL_CREEK | {"phone": "614-555-0199"})
    assert [outcome for outcome, _ in outcomes(batch)] == ["rejected", "rejected"]
    batch = previewed(registrar, MILL_CREEK, MILL_CREEK)
    assert [outcome for outcome, _ in outcomes(batch)] == ["created", "repeated"]


def test_a_bad_row_does_not_stop_the_others(registrar, places):
    imported(registrar, {"name": "Ridge Rivers"}, MILL_CREEK | {"lead": "1"}, {"name": "Big Sandy"})
    assert sorted(Consortium.objects.values_list("name", flat=True)) == ["Big Sandy", "Ridge Rivers"]


def test_html_is_only_text(registrar, places, client):
    imported(registrar, MILL_CREEK | {"name": "<script>alert(1)</script>", "former_names": ""})
    page = client.get(Consortium.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_column_that_no_one_knows_is_named(registrar, places):
    data = b"name,legal_form,formed_on,purposes,fax\nRidge,agreement,,,1\n"
    with pytest.raises(UnreadableFile, match="has a column “fax” that this type of file does not have"):
        preview(registrar, [Upload("consortia.csv", data)], state="OH")
    with pytest.raises(UnreadableFile, match="has no column “formed_on”"):
        preview(registrar, [Upload("consortia.csv", b"name,legal_form,purposes\nRidge,agreement,\n")], state="OH")


# --- stale previews and undoing


def test_a_preview_that_is_out_of_date_enters_nothing(registrar, places):
    batch = previewed(registrar, MILL_CREEK)
    ConsortiumFactory(name="Mill Creek Consortium", state="OH")
    with pytest.raises(Unready, match=PREVIEW_CHANGED[:40]):
        apply_preview(batch, by=registrar, at=NOON)
    assert Consortium.objects.count() == 1


def test_undone_new_consortia_are_gone_and_the_file_can_be_imported_again(registrar, places):
    batch = imported(registrar, MILL_CREEK, {"name": "Big Sandy"})
    undo_import(batch=batch, by=registrar, at=NOON + HOUR)
    assert [len(rows) for rows in held()] == [0, 0, 0, 0, 0]
    imported(registrar, MILL_CREEK)
    assert Consortium.objects.get().slug == "mill-creek-network"


def test_undone_changes_return_and_the_history_says_so(registrar, places):
    imported(registrar, MILL_CREEK)
    batch = imported(
        registrar, {"name": "Mill Creek Network", "legal_form": "nonprofit", "purposes": "online_courses:2025-07-01"}
    )
    undo_import(batch=batch, by=registrar, at=NOON + HOUR)
    consortium = Consortium.objects.get()
    assert (consortium.legal_form, consortium.purposes.count()) == ("agreement", 2)
    latest = consortium.changes.filter(field="legal_form").first()
    assert (latest.old, latest.new, latest.authority) == ("nonprofit", "agreement", "Import of 2026-09-14 undone")


def test_a_consortium_changed_since_blocks_undoing_and_is_named(registrar, places):
    batch = imported(registrar, MILL_CREEK)
    consortium = Consortium.objects.get()
    change_facts(
        consortium=consortium, values={"phone": "1 614 555 0111"}, seen={"phone": consortium.phone}, by=registrar,
        at=NOON,
    )  # fmt: skip
    before = held()
    with pytest.raises(Unready, match="Mill Creek Network has been changed since: office phone"):
        undo_import(batch=batch, by=registrar, at=NOON + HOUR)
    assert held() == before


def test_a_consortium_with_members_of_its_own_since_blocks_undoing(registrar, places):
    batch = imported(registrar, MILL_CREEK)
    MembershipFactory(consortium=Consortium.objects.get(), status="confirmed")
    before = held()
    with pytest.raises(Unready, match="is in use: membership"):
        undo_import(batch=batch, by=registrar, at=NOON + HOUR)
    assert held() == before


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_registrars_who_import_one_consortium_at_once_the_second_is_told_to_look_again():
    for leaid in ("3900009", "3900001"):
        DistrictFactory(leaid=leaid)
    for fips in ("39009", "39105"):
        CountyFactory(fips=fips)
    one, two = (StateRoleFactory(role="registrar").user for _ in range(2))
    first, second = previewed(one, MILL_CREEK), previewed(two, MILL_CREEK | {"phone": "614-555-0199"})

    other = while_it_waits(
        lambda: apply_preview(first, by=one, at=NOON), lambda: apply_preview(second, by=two, at=NOON)
    )

    assert "The registry has changed since this preview" in str(other.outcome)
    assert Consortium.objects.get().phone == "614-555-0137"


def test_a_start_date_of_a_legal_form_that_is_not_new_is_not_recorded_and_said(registrar, places):
    imported(registrar, MILL_CREEK)
    row = previewed(registrar, MILL_CREEK | {"legal_form_from": "2018-07-01"}).rows.get()
    assert (row.outcome, row.differences) == ("kept", [])
    assert row.reason == "The start date of the legal form was not recorded, because the legal form is not new."
