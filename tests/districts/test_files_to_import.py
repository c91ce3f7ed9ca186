"""Which files a registrar can import, their templates, and how many rows are of which state."""

from pathlib import Path

import pytest

from districts.imports.batches import Upload
from districts.imports.files import UnreadableFile
from tests.districts.test_previewing_imports import national
from tests.districts.uploads import preview, signed_in
from tests.factories import StateRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    return StateRoleFactory(role="registrar").user


def test_the_page_says_what_each_file_is_for_and_has_its_template(registrar):
    client = signed_in(registrar)
    page = client.get("/imports/new/").content.decode()
    for kind in ("regions", "components", "consortia", "memberships", "appointments"):
        address = f"/imports/templates/{kind}.csv"
        assert f'href="{address}" download' in page
        answer = client.get(address)
        assert answer["Content-Disposition"] == f'attachment; filename="{kind}.csv"'
        header = answer.content.decode().strip().split(",")
        documented = Path("docs/imports.md").read_text()
        for column in header:
            assert f"<code>{column}</code>" in page
            assert column in documented
    assert page.index("Regions of the state") < page.index("Consortia</h3>") < page.index("People and their roles")


def test_a_template_is_recognized_as_its_file(registrar):
    client = signed_in(registrar)
    for kind in ("regions", "components", "consortia", "memberships", "appointments"):
        data = client.get(f"/imports/templates/{kind}.csv").content
        assert preview(registrar, [Upload("x.csv", data)]).kind == kind


def test_a_states_own_file_is_uploaded_by_itself(registrar):
    file = Upload("regions.csv", b"region,county_fips\nSoutheast,39009\n")
    with pytest.raises(UnreadableFile, match=r"Upload regions\.csv by itself, because it contains regions\."):
        preview(registrar, [*national(), file])


def test_a_preview_counts_the_rows_of_each_state(registrar):
    batch = preview(registrar, national())
    assert batch.counts["states"]["OH"]["created"] == 8
    assert batch.counts["states"]["AL"]["created"] == 3
    page = signed_in(registrar).get(batch.get_absolute_url()).content.decode()
    assert "Rows by state" in page
    assert "Alabama" in page

    own = preview(registrar, national(), state="OH").counts["states"]
    assert own["AL"] == {"elsewhere": 3}
    assert set(own["OH"]) <= {"created", "unmatched"}


def test_an_official_file_of_another_state_is_counted_and_not_imported(registrar):
    batch = preview(registrar, national(), state="OH")
    for file in batch.counts["files"]:
        total = sum(number for name, number in file.items() if isinstance(number, int) and name != "rows")
        assert total == file["rows"]
    by_state = sum(number for counts in batch.counts["states"].values() for number in counts.values())
    assert by_state == sum(file["rows"] for file in batch.counts["files"])
