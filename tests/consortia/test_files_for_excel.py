"""Lists and rosters as Excel workbooks: the rows of the list, IDs as text, nothing that runs, and never too many."""

import io
import re
import zipfile

import pytest
from django.test import Client

from portal.components import downloads
from tests.factories import ConsortiumFactory, DistrictFactory, DistrictFiguresFactory, MembershipFactory

pytestmark = pytest.mark.django_db
CELL = re.compile(r'<c r="[A-Z]+\d+"(?P<kind>[^>]*)>(?:<is><t[^>]*>(?P<text>.*?)</t></is>|<v>(?P<number>.*?)</v>)</c>')


def workbook(address):
    """The rows of a workbook: text as text, numbers as numbers, and empty cells left out."""
    answer = Client().get(address)
    assert answer.status_code == 200
    assert re.search(r'attachment; filename="[\w-]+-\d{4}-\d\d-\d\d\.xlsx"', answer["Content-Disposition"])
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    rows = re.findall(r"<row .*?</row>", sheet, re.DOTALL)
    return [[cell["text"] or float(cell["number"]) for cell in CELL.finditer(row)] for row in rows]


@pytest.fixture
def network():
    consortium = ConsortiumFactory(name="Mill Creek", slug="mill-creek")
    district = DistrictFactory(leaid="0100005", name="=2+2 Local", zip_code="04401")
    DistrictFiguresFactory(district=district, enrollment=812)
    MembershipFactory(consortium=consortium, district=district)
    return consortium


def test_a_list_is_a_workbook_whose_ids_keep_their_zeros_and_whose_names_run_nothing(network):
    header, row = workbook("/districts.xlsx")

    assert header[:3] == ["leaid", "state_id", "name"]
    assert row[0] == "0100005"
    assert "04401" in row
    assert "=2+2 Local" in row
    assert 812.0 in row


@pytest.mark.parametrize(
    "address", ["/schools.xlsx", "/consortia.xlsx", "/regions.xlsx", "/consortia/mill-creek/members.xlsx"]
)
def test_every_list_and_roster_is_a_workbook(network, address):
    assert len(workbook(address)) >= 1


def test_a_roster_says_the_status_of_each_member(network):
    header, row = workbook("/consortia/mill-creek/members.xlsx")

    assert "status" in header
    assert "confirmed" in row


def test_a_list_of_too_many_rows_is_offered_as_csv_only_and_says_why(network, monkeypatch):
    DistrictFactory()
    monkeypatch.setattr(downloads, "MOST_ROWS_IN_XLSX", 1)
    monkeypatch.setattr("portal.registry.views.lists.MOST_ROWS_IN_XLSX", 1)

    page, answer = Client().get("/districts/").content.decode(), Client().get("/districts.xlsx")

    assert "/districts.csv" in page
    assert "/districts.xlsx" not in page
    assert answer.status_code == 400
    assert "This list has 2 rows. You can download up to 1 rows as .xlsx." in answer.content.decode()
