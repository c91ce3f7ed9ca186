"""A state's own files: regions, and component districts of service agencies."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command

from audit.models import Entry
from districts.models import County, District, Region, ServiceAgencyMembership
from tests.factories import CountyFactory, DistrictFactory, ServiceAgencyFactory, ServiceAgencyMembershipFactory

pytestmark = pytest.mark.django_db


def take(command: str, path, text: str | bytes, **options) -> str:
    file = path / "file.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    said = io.StringIO()
    call_command(command, str(file), stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def counties():
    return [CountyFactory(fips=fips, name=f"County {fips}") for fips in ("39009", "39105", "39163")]


def test_counties_are_put_into_regions(tmp_path, counties):
    said = take("import_regions", tmp_path, "region,county_fips\nSoutheast,39009\nSoutheast,39105\n")
    region = Region.objects.get()
    assert (region.name, region.state, region.slug) == ("Southeast", "OH", "southeast")
    assert sorted(region.counties.values_list("fips", flat=True)) == ["39009", "39105"]
    assert "2 created" in said


def test_the_same_regions_again_change_nothing_and_a_moved_county_is_a_change(tmp_path, counties):
    text = "Region,County FIPS\nSoutheast,39009\nSoutheast,39105\n"
    take("import_regions", tmp_path, text)
    assert "2 unchanged" in take("import_regions", tmp_path, text)
    assert "1 changed, 1 unchanged" in take("import_regions", tmp_path, text.replace("Southeast,39105", "East,39105"))
    assert County.objects.get(fips="39105").region.name == "East"


def test_a_file_cannot_use_a_retired_region(tmp_path, counties):
    take("import_regions", tmp_path, "region,county_fips\nEast,39009\n")
    County.objects.update(region=None)
    Region.objects.update(retired_on=datetime.date(2026, 9, 14))
    said = take("import_regions", tmp_path, "region,county_fips\nEast,39009\nWest,39105\n")
    assert "line 2: East was retired on Sep 14, 2026; restore it first" in said
    assert County.objects.get(fips="39009").region is None
    assert County.objects.get(fips="39105").region.name == "West"


def test_a_region_never_takes_the_address_of_another_page(tmp_path, counties):
    take("import_regions", tmp_path, "region,county_fips\nNew,39009\nManage,39105\n")
    assert sorted(Region.objects.values_list("slug", flat=True)) == ["manage-oh", "new-oh"]


def test_regions_of_one_name_in_two_states_are_two(tmp_path, counties):
    CountyFactory(fips="21001", state="KY")
    take("import_regions", tmp_path, "region,county_fips\nEast,39009\nEast,21001\n")
    assert sorted(Region.objects.values_list("slug", flat=True)) == ["east", "east-ky"]


def test_rows_of_regions_that_cannot_be_taken_are_named(tmp_path, counties):
    said = take(
        "import_regions",
        tmp_path,
        "region,county_fips\nEast,9009\n,39009\nEast,39999\nEast,39105\nWest,39105\nEast,39163\nEast,39163\n",
    )
    assert "line 2: the county code “9009” has 4 digits instead of 5: it lost its leading zeros" in said
    assert "line 3: the region is missing" in said
    assert "line 4: no county 39999" in said
    assert "line 5: 39105 contradicts line 6; neither row is imported" in said
    assert "line 8: 39163 repeats line 7" in said
    assert [county.fips for county in Region.objects.get().counties.all()] == ["39163"]


def test_a_run_for_regions_is_one_entry_of_the_log_and_a_dry_run_is_none(tmp_path, counties):
    text = "region,county_fips\nEast,39009\n"
    take("import_regions", tmp_path, text, dry_run=True)
    assert (Region.objects.count(), Entry.objects.count()) == (0, 0)
    take("import_regions", tmp_path, text)
    entry = Entry.objects.get()
    assert entry.event == "regions.recorded"
    assert len(entry.detail["file"]["sha256"]) == 64


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("area,county_fips\nEast,39009\n", "has no column “region”"),
        ("region,fips,county\nEast,39009,39009\n", "has more than one column “county_fips”"),
        ("", "has no column “region”"),
        (b"region,county_fips\nE\xe1st,39009\n", "is not UTF-8 text"),
        ('region,county_fips\n"East,39009\n', "a quotation mark is never closed"),
    ],
)
def test_a_file_of_regions_that_cannot_be_trusted_stops_everything(tmp_path, counties, text, reason):
    with pytest.raises(CommandError, match=rf"{reason}.*Nothing was written\."):
        take("import_regions", tmp_path, text)
    assert not Region.objects.exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="can’t be opened: No such file or directory"):
        call_command("import_regions", str(tmp_path / "nowhere.csv"))


@pytest.fixture
def agency():
    DistrictFactory(leaid="3900001")
    DistrictFactory(leaid="3900002")
    return ServiceAgencyFactory(leaid="3900009")


def test_component_districts_are_recorded_with_their_days(tmp_path, agency):
    take("import_components", tmp_path, "agency,district,from,until\n3900009,3900001,2020-07-01,\n3900009,3900002,,\n")
    lines = list(
        ServiceAgencyMembership.objects.order_by("district__leaid").values_list(
            "district__leaid", "starts_on", "ends_on"
        )
    )
    assert lines == [("3900001", datetime.date(2020, 7, 1), None), ("3900002", None, None)]
    assert Entry.objects.get().event == "components.recorded"


def test_the_same_component_districts_again_change_nothing(tmp_path, agency):
    text = "agency,district,from,until\n3900009,3900001,2020-07-01,2024-06-30\n3900009,3900002,,\n"
    take("import_components", tmp_path, text)
    assert "2 unchanged" in take("import_components", tmp_path, text)
    assert ServiceAgencyMembership.objects.count() == 2


def test_an_open_line_is_dated_and_closed_by_a_row_that_says_so(tmp_path, agency):
    line = ServiceAgencyMembershipFactory(agency=agency, district=District.objects.get(leaid="3900001"))
    said = take("import_components", tmp_path, "agency,district,from,until\n3900009,3900001,2020-07-01,2024-06-30\n")
    line.refresh_from_db()
    assert (line.starts_on, line.ends_on) == (datetime.date(2020, 7, 1), datetime.date(2024, 6, 30))
    assert "1 changed" in said


def test_an_agency_of_unknown_kind_becomes_the_service_agency_that_the_file_says_it_is(tmp_path, agency):
    DistrictFactory(leaid="3900008", kind="unknown")
    take("import_components", tmp_path, "agency,district,from,until\n3900008,3900001,,\n")
    assert District.objects.get(leaid="3900008").kind == "service_agency"


def test_rows_of_component_districts_that_cannot_be_taken_are_named(tmp_path, agency):
    said = take(
        "import_components",
        tmp_path,
        "agency,district,from,until\n"
        "390009,3900001,,\n"
        "3900009,3900009,,\n"
        "3900009,3999999,,\n"
        "3900001,3900002,,\n"
        "3900009,3900001,07/01/2020,\n"
        "3900009,3900001,2020-02-30,\n"
        "3900009,3900001,2024-07-01,2020-06-30\n",
    )
    assert "line 2: the LEAID “390009” has 6 digits instead of 7: it lost its leading zeros" in said
    assert "line 3: 3900009 cannot be its own component district" in said
    assert "line 4: no agency 3999999" in said
    assert "(3900001) is recorded as local district" in said
    assert "line 6: the start date “07/01/2020” is not a date written like 2026-07-01" in said
    assert "line 7: the start date “2020-02-30” is not a date" in said
    assert "line 8: the end date 2020-06-30 is before the start date 2024-07-01" in said
    assert not ServiceAgencyMembership.objects.exists()
