"""Zip files: read like the files in them, and refused if damaged, too large, or packed in an unusual way."""

import io
import zipfile

import pytest

from districts.imports.batches import Upload
from districts.imports.files import UnreadableFile
from tests.districts.uploads import AGENCIES, FILES, preview, zipped
from tests.factories import StateRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    return StateRoleFactory(role="registrar").user


def test_a_zip_of_the_files_is_looked_at_like_the_files(registrar):
    inside = {f"../../etc/{name}": text.encode() for name, text in FILES.items()}
    batch = preview(registrar, [Upload("all.zip", zipped(**inside, **{"notes.docx": b"x"}))])
    assert sorted(batch.files.values_list("name", flat=True)) == sorted(FILES)


def test_a_zip_that_unpacks_to_more_than_the_limit_is_refused_and_read_no_further(registrar, monkeypatch):
    monkeypatch.setattr("districts.imports.batches.MOST_BYTES", 1024 * 1024)
    bomb = zipped(**{"lea.csv": b"0" * 50_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableFile, match=r"bomb\.zip contains more than 1 MB"):
        preview(registrar, [Upload("bomb.zip", bomb)])


@pytest.mark.parametrize(
    "data",
    [
        zipped(**{"lea.csv": b"a,b\n" * 300})[30:],
        zipped(**{"lea.csv": b"a,b\n" * 300})[:40] + zipped(**{"lea.csv": b"a,b\n" * 300})[90:],
    ],
    ids=["its beginning is missing", "its middle is missing"],
)
def test_a_damaged_zip_is_said_to_be_damaged(registrar, data):
    with pytest.raises(UnreadableFile, match=r"all\.zip can’t be unpacked\. It is damaged"):
        preview(registrar, [Upload("all.zip", data)])


def test_a_zip_packed_in_a_rare_way_is_not_opened(registrar):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("lea.csv", AGENCIES)
    with pytest.raises(UnreadableFile, match="can’t be unpacked"):
        preview(registrar, [Upload("all.zip", made.getvalue())])
