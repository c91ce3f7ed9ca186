"""The registrar previews files row by row, imports or discards them, and undoes an import within a day."""

import csv
import datetime
import io
import re

import pytest
from django.test import Client

from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.actions.import_batches import PREVIEW_CHANGED, discard_import, undo_import
from districts.imports.batches import Upload, apply_preview, refresh_preview
from districts.models import (
    Change,
    County,
    District,
    DistrictFigures,
    ImportBatch,
    ImportFile,
    ImportRow,
    Region,
    School,
    SchoolFigures,
    ServiceAgencyMembership,
)
from tests.districts.test_importing_directories import SEARCHED_DISTRICTS, SEARCHED_SCHOOLS
from tests.districts.uploads import AGENCIES, FILES, NOON, SCHOOLS, preview, signed_in, upload
from tests.factories import AppointmentFactory, StateRoleFactory

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
TABLES = (County, Region, District, School, DistrictFigures, SchoolFigures, ServiceAgencyMembership)


@pytest.fixture
def registrar():
    return StateRoleFactory(role="registrar").user


def national() -> list[Upload]:
    return [Upload(name, text.encode()) for name, text in FILES.items()]


def searched() -> list[Upload]:
    return [Upload("d.csv", SEARCHED_DISTRICTS.encode()), Upload("s.csv", SEARCHED_SCHOOLS.encode())]


def held() -> list[list[dict[str, object]]]:
    return [list(model.objects.order_by("pk").values()) for model in TABLES]


def import_national_files(registrar) -> None:
    apply_preview(preview(registrar, national()), by=registrar, at=NOON)


def test_a_preview_changes_nothing_and_shows_the_outcome_of_every_row(registrar):
    import_national_files(registrar)
    before = held()
    batch = preview(registrar, searched(), school_year="2022-23")

    assert held() == before
    rows = {(row.key, row.outcome): row for row in batch.rows.all()}
    assert set(rows) == {
        ("3900001", "changed"),
        ("3900002", "changed"),
        ("3900007", "created"),
        ("390000100001", "changed"),
        ("390000700001", "created"),
    }
    differences = rows["3900001", "changed"].differences
    assert ["name", "Otter Run Local", "Otter Run Local Schools"] in differences
    assert ["enrollment 2022-23", "", "799"] in differences
    assert batch.status == "looked_at"


def test_the_counts_of_every_file_add_up_to_the_rows_that_were_read(registrar):
    batch = preview(registrar, national(), state="OH")
    for file in batch.counts["files"]:
        parts = sum(number for name, number in file.items() if isinstance(number, int) and name != "rows")
        assert parts == file["rows"], file


def test_what_was_looked_at_is_what_goes_in(registrar):
    import_national_files(registrar)
    batch = preview(registrar, searched(), school_year="2022-23")
    apply_preview(batch, by=registrar, at=NOON + HOUR)

    batch.refresh_from_db()
    assert (batch.status, batch.applied_by) == ("applied", registrar)
    assert District.objects.get(leaid="3900001").name == "Otter Run Local Schools"
    assert Change.objects.filter(batch=batch, by=registrar, field="name").exists()
    assert not ImportFile.objects.exclude(content=None).filter(batch=batch).exists()
    entry = Entry.objects.filter(event="official_files.recorded").latest("number")
    assert entry.detail["files"][0]["sha256"]


def test_where_the_register_changed_in_between_nothing_goes_in_until_it_is_looked_at_again(registrar):
    import_national_files(registrar)
    batch = preview(registrar, searched(), school_year="2022-23")
    District.objects.filter(leaid="3900001").update(name="Otter Run Regional")
    with pytest.raises(Unready, match=re.escape(PREVIEW_CHANGED)):
        apply_preview(batch, by=registrar, at=NOON)

    again = refresh_preview(batch, by=registrar, at=NOON)
    assert again.pk != batch.pk
    apply_preview(again, by=registrar, at=NOON)
    assert District.objects.get(leaid="3900001").name == "Otter Run Local Schools"


def test_an_import_is_applied_once(registrar):
    batch = preview(registrar, national())
    apply_preview(batch, by=registrar, at=NOON)
    with pytest.raises(Unready, match="no longer stored"):
        apply_preview(batch, by=registrar, at=NOON)
    with pytest.raises(Refused, match="status is already “imported"):
        discard_import(batch=batch, by=registrar, at=NOON)


def test_a_discarded_import_changes_nothing(registrar):
    batch = preview(registrar, national())
    discard_import(batch=batch, by=registrar, at=NOON)
    assert District.objects.count() == 0
    with pytest.raises(Unready, match="Upload them again"):
        apply_preview(batch, by=registrar, at=NOON)


def test_only_a_registrar_previews_imports_and_undoes(registrar):
    officer = StateRoleFactory(role="grants_officer").user
    batch = preview(registrar, national())
    with pytest.raises(Refused):
        preview(officer, national())
    with pytest.raises(Refused):
        apply_preview(batch, by=officer, at=NOON)
    with pytest.raises(Refused):
        discard_import(batch=batch, by=officer, at=NOON)
    assert District.objects.count() == 0


# --- undoing


def test_undone_within_a_day_records_return_to_their_earlier_values(registrar):
    import_national_files(registrar)
    before = held()
    batch = preview(registrar, searched(), school_year="2022-23")
    apply_preview(batch, by=registrar, at=NOON)
    undo_import(batch=batch, by=registrar, at=NOON + 23 * HOUR)

    assert held() == before
    batch.refresh_from_db()
    assert (batch.status, batch.undone_by) == ("undone", registrar)
    changes = Change.objects.filter(district__leaid="3900001", field="name").order_by("pk")
    assert [(change.old, change.new) for change in changes] == [
        ("Otter Run Local", "Otter Run Local Schools"),
        ("Otter Run Local Schools", "Otter Run Local"),
    ]
    assert changes[1].source == "Import of 2026-09-14 undone"
    assert Entry.objects.filter(event="delivery.undone").exists()


def test_a_first_import_undone_leaves_nothing_behind(registrar):
    batch = preview(registrar, national())
    apply_preview(batch, by=registrar, at=NOON)
    undo_import(batch=batch, by=registrar, at=NOON)
    assert [model.objects.count() for model in TABLES] == [0] * 7


def test_an_import_before_one_that_was_undone_can_be_undone_too(registrar):
    first = preview(registrar, national())
    apply_preview(first, by=registrar, at=NOON)
    second = preview(registrar, searched(), school_year="2022-23")
    apply_preview(second, by=registrar, at=NOON)
    with pytest.raises(Unready, match=r"The (district|school) .*, added by this import, has been changed since: "):
        undo_import(batch=first, by=registrar, at=NOON)
    undo_import(batch=second, by=registrar, at=NOON)
    undo_import(batch=first, by=registrar, at=NOON)
    assert [model.objects.count() for model in TABLES] == [0] * 7


def test_after_a_day_an_import_can_no_longer_be_undone(registrar):
    batch = preview(registrar, national())
    apply_preview(batch, by=registrar, at=NOON)
    with pytest.raises(Unready, match="within a day"):
        undo_import(batch=batch, by=registrar, at=NOON + 24 * HOUR + datetime.timedelta(seconds=1))
    undo_import(batch=batch, by=registrar, at=NOON + 24 * HOUR)


def test_a_record_changed_since_blocks_undoing_and_is_named(registrar):
    import_national_files(registrar)
    batch = preview(registrar, searched(), school_year="2022-23")
    apply_preview(batch, by=registrar, at=NOON)
    District.objects.filter(leaid="3900001").update(name="Otter Run Regional")
    before = held()
    with pytest.raises(Unready, match=r"district Otter Run Regional \(3900001\) has been changed since: name"):
        undo_import(batch=batch, by=registrar, at=NOON)
    assert held() == before


def test_a_new_record_in_use_blocks_undoing_and_is_named(registrar):
    batch = preview(registrar, national())
    apply_preview(batch, by=registrar, at=NOON)
    AppointmentFactory(district=District.objects.get(leaid="3900001"))
    before = held()
    with pytest.raises(Unready, match=r"A district added by this import is in use: "):
        undo_import(batch=batch, by=registrar, at=NOON)
    assert held() == before


# --- regions and component districts use the same page


def test_regions_are_previewed_imported_and_undone(registrar):
    import_national_files(registrar)
    file = Upload("regions.csv", b"region,county_fips\nSoutheast,39009\nNowhere,39999\n")
    batch = preview(registrar, [file])
    assert [(row.key, row.outcome) for row in batch.rows.all()] == [("39009", "created"), ("39999", "unmatched")]
    assert not Region.objects.exists()
    apply_preview(batch, by=registrar, at=NOON)
    assert County.objects.get(fips="39009").region.name == "Southeast"
    moved = preview(registrar, [Upload("r.csv", b"region,county_fips\nSouthwest,39009\n")])
    assert moved.rows.get().differences == [["region", "Southeast", "Southwest"]]
    apply_preview(moved, by=registrar, at=NOON)
    undo_import(batch=moved, by=registrar, at=NOON)
    assert County.objects.get(fips="39009").region.name == "Southeast"
    assert not Region.objects.filter(name="Southwest").exists()


def test_component_districts_are_previewed_imported_and_undone(registrar):
    import_national_files(registrar)
    text = b"agency,district,from,until\n3900002,3900001,2020-07-01,\n"
    batch = preview(registrar, [Upload("c.csv", text)])
    apply_preview(batch, by=registrar, at=NOON)
    ended = preview(registrar, [Upload("c.csv", text.replace(b",\n", b",2026-06-30\n"))])
    assert ended.rows.get().differences == [["ends_on", "", "2026-06-30"]]
    apply_preview(ended, by=registrar, at=NOON)
    assert str(ServiceAgencyMembership.objects.get().ends_on) == "2026-06-30"
    undo_import(batch=ended, by=registrar, at=NOON)
    assert ServiceAgencyMembership.objects.get().ends_on is None
    undo_import(batch=batch, by=registrar, at=NOON)
    assert not ServiceAgencyMembership.objects.exists()


def test_a_membership_that_was_changed_since_blocks_undoing_and_is_named(registrar):
    import_national_files(registrar)
    text = b"agency,district,from,until\n3900002,3900001,2020-07-01,\n"
    batch = preview(registrar, [Upload("c.csv", text)])
    apply_preview(batch, by=registrar, at=NOON)
    ServiceAgencyMembership.objects.update(starts_on="2021-07-01")
    with pytest.raises(Unready, match="The membership of 3900001 in 3900002 has been changed since"):
        undo_import(batch=batch, by=registrar, at=NOON)


def test_a_district_that_an_import_moved_to_a_new_county_returns_and_the_county_goes(registrar):
    import_national_files(registrar)
    before = held()
    moved = AGENCIES.replace("39009,Athens County,39.3", "39105,Meigs County,39.3", 1)
    batch = preview(registrar, [Upload("lea.csv", moved.encode())])
    apply_preview(batch, by=registrar, at=NOON)
    assert District.objects.get(leaid="3900001").county.fips == "39105"
    undo_import(batch=batch, by=registrar, at=NOON)
    assert held() == before
    changes = Change.objects.filter(district__leaid="3900001", field="county").order_by("pk")
    athens, meigs = "Athens County (39009)", "Meigs County (39105)"
    assert [(change.old, change.new) for change in changes] == [(athens, meigs), (meigs, athens)]


# --- the page


def test_a_registrar_uploads_previews_imports_and_undoes_on_the_pages(registrar):
    client = signed_in(registrar)
    address = upload(client, *national())["Location"]
    page = client.get(address).content.decode()
    assert "Nothing has been imported yet" in page
    assert "Otter Run High School" in page
    assert client.post(f"{address}apply/").status_code == 302
    page = client.get(address).content.decode()
    assert "You can undo this import until" not in page or "Undo import" in page
    assert District.objects.count() == 4
    assert "lea.csv" in client.get("/imports/").content.decode()
    assert client.post(f"{address}undo/").status_code == 302
    assert District.objects.count() == 0


def test_the_page_names_the_one_bad_row_of_many_and_its_file_has_it_too(registrar):
    good = "".join(
        f"39000010{number:04d},3900001,School {number},Otter Run Local,Athens,OH,9,12\n" for number in range(2, 300)
    )
    bad = SCHOOLS + good + "390000109999,3900001,Bad School,Otter Run Local,Athens,OH,9,Twelve\n"
    client = signed_in(registrar)
    files = [file for file in national() if file.name != "sch.csv"]
    address = upload(client, *files, Upload("sch.csv", bad.encode()))["Location"]
    page = client.get(f"{address}?outcome=rejected").content.decode()
    assert "“Twelve” is not a grade" in page
    assert "sch.csv, line 303" in page
    assert "390000109999" in page
    assert "1 row" in page
    answer = client.get(f"{address}rows.csv?outcome=rejected")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert lines[0] == ["file", "line", "outcome", "id", "name", "what changes", "reason"]
    assert lines[1][:3] == ["sch.csv", "303", "Rejected"]


def test_differences_are_shown_in_words(registrar):
    import_national_files(registrar)
    client = signed_in(registrar)
    address = upload(client, *searched(), school_year="2022-23")["Location"]
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(f"{address}?outcome=changed").content.decode()).split())
    assert "Kind: not known → becomes Regular" in page
    assert "Enrollment, 2022-23: not known → becomes 301" in page
    assert "Charter school: not known → becomes no" in page
    assert "Name: was Otter Run Local → becomes Otter Run Local Schools" in page


def test_without_a_school_year_the_page_says_what_is_missing_and_keeps_what_was_typed(registrar):
    page = upload(signed_in(registrar), *searched(), state="OH").content.decode()
    assert "doesn’t state the school year" in page
    assert '<option value="OH" selected>' in page
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("lea.csv", AGENCIES.replace("Cedar", "Cedár").encode("latin-1"), "is not UTF-8 text"),
        ("lea.csv", b"\x00\x01\x02", "NUL character"),
        ("notes.csv", b"who,what\n1,2\n", "The first import for a state needs it."),
        ("empty.csv", b"", "empty"),
        ("a.zip", b"PK\x03\x04 broken", "has no agency file"),
    ],
)
def test_an_unreadable_file_is_an_error_on_the_form(registrar, name, data, sentence):
    page = upload(signed_in(registrar), Upload(name, data)).content.decode()
    assert sentence in page
    assert not ImportBatch.objects.exists()


def test_a_request_that_is_too_large_is_refused_before_its_files_are_read(registrar):
    answer = signed_in(registrar).post(
        "/imports/new/", b"x", content_type="multipart/form-data; boundary=x", headers={"content-length": "99000000"}
    )
    assert answer.status_code == 413
    assert "64 MB" in answer.content.decode()


def test_a_form_without_its_token_is_refused(registrar):
    client = Client(enforce_csrf_checks=True)
    client.force_login(registrar)
    assert upload(client, *national()).status_code == 403
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../../etc/lea.csv", "lea.csv"),
        ("C:\\Users\\me\\lea.csv", "lea.csv"),
        ("lea\u202egpj.csv", "leagpj.csv"),
        ("<script>alert(1)</script>.csv", "script>.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_hostile_file_name_is_only_a_name(registrar, sent, kept):
    files = [file for file in national() if file.name != "lea.csv"]
    batch = preview(registrar, [Upload(sent, AGENCIES.encode()), *files])
    assert kept in batch.files.values_list("name", flat=True)
    assert "<script>" not in signed_in(registrar).get(batch.get_absolute_url()).content.decode()


def test_two_files_of_one_name_keep_a_name_each(registrar):
    batch = preview(registrar, [*national(), Upload("lea.csv", AGENCIES.encode())])
    assert {"lea.csv", "2 lea.csv"} <= set(batch.files.values_list("name", flat=True))
    assert batch.rows.filter(outcome="repeated").count() == 3


def test_a_page_of_many_rows_costs_what_a_page_of_one_does(registrar, django_assert_num_queries):
    few = preview(registrar, national(), state="AL")
    many = preview(registrar, national())
    assert ImportRow.objects.filter(batch=few).count() < ImportRow.objects.filter(batch=many).count()
    client = signed_in(registrar)
    for batch in (few, many):
        # session, user, roles; the import with its people, places of the reader's roles, its files, the number of rows,
        # the rows
        with django_assert_num_queries(8):
            client.get(batch.get_absolute_url())
