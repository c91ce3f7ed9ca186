"""Files broken in every way that a machine can think of: words for the reader, and nothing half-written."""

import io
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import Entry
from districts.models import County, District, DistrictFigures, Region, School, ServiceAgencyMembership
from tests.districts.uploads import FILES, write_files

pytestmark = pytest.mark.django_db
STORED = (County, District, School, DistrictFigures, Region, ServiceAgencyMembership, Entry)
HOSTILE = [
    b"\0", b'"', b'""', b"\r", b"\n", b"\r\n", b",", b";", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1a",
    b"=cmd|'/c calc'!A1", b"-2", b"-9", b"NA", b"1e999", b"nan", b"inf", b"0x10", b"9" * 400, b"A" * 140_000,
    "\u202e\u2028\u00e9".encode(), "\U0001f4a9".encode(), "٣٩".encode(), b"\xed\xa0\x80", b"<script>", b"'; --",
]  # fmt: skip
REGIONS = "region,county_fips\nSoutheast,39009\nSouthwest,21001\n"
COMPONENTS = "agency,district,from,until\n3900002,3900001,2020-07-01,\n3900002,3900004,,2024-06-30\n"


@st.composite
def mutated(draw, text: str) -> bytes:
    """The file with a few of its bytes, lines, columns or values changed."""
    data = text.encode()
    for _ in range(draw(st.integers(1, 4))):
        lines = data.split(b"\n")
        match draw(st.sampled_from(["put", "flip", "cut", "drop line", "repeat line", "drop column", "swap", "value"])):
            case "put":
                at = draw(st.integers(0, len(data)))
                data = data[:at] + draw(st.sampled_from(HOSTILE)) + data[at:]
            case "flip" if data:
                at = draw(st.integers(0, len(data) - 1))
                data = data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]
            case "cut":
                data = data[: draw(st.integers(0, len(data)))]
            case "drop line":
                del lines[draw(st.integers(0, len(lines) - 1))]
                data = b"\n".join(lines)
            case "repeat line":
                data += b"\n" + draw(st.sampled_from(lines))
            case "drop column":
                column = draw(st.integers(0, 8))
                data = b"\n".join(b",".join(v for n, v in enumerate(line.split(b",")) if n != column) for line in lines)
            case "swap":
                first, second = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
                lines[first], lines[second] = lines[second], lines[first]
                data = b"\n".join(lines)
            case "value":
                line = draw(st.integers(0, len(lines) - 1))
                values = lines[line].split(b",")
                values[draw(st.integers(0, len(values) - 1))] = draw(st.sampled_from(HOSTILE) | st.binary(max_size=20))
                lines[line] = b",".join(values)
                data = b"\n".join(lines)
    return data


def counts() -> list[int]:
    return [model.objects.count() for model in STORED]


def run(command: str, path: Path) -> None:
    """The command ends with its report or with words; refused, it leaves everything as it was."""
    before, said, refusal = counts(), io.StringIO(), ""
    shapes_before = Entry.objects.filter(event="county_shapes.recorded").count()
    try:
        call_command(command, str(path), stdout=said)
    except CommandError as no:
        refusal = str(no)
    if refusal:
        assert counts() == before
        assert "Nothing was written." in refusal
        assert refusal.isprintable()
    else:
        assert said.getvalue()
        # Boundaries of new counties are an entry of their own.
        shapes = Entry.objects.filter(event="county_shapes.recorded").count() - shapes_before
        assert counts()[-1] - shapes == before[-1] + 1


SETTINGS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@SETTINGS
@given(data=st.data())
def test_no_broken_official_file_reaches_anybody_as_a_traceback(data):
    name = data.draw(st.sampled_from(sorted(FILES)))
    content = data.draw(mutated(FILES[name]))
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        run("import_nces", write_files(Path(folder), **{name.removesuffix(".csv"): content}))
        transaction.set_rollback(True)


@SETTINGS
@given(data=st.data())
def test_what_a_broken_delivery_left_behind_is_found_unchanged_again(data):
    name = data.draw(st.sampled_from(sorted(FILES)))
    content = data.draw(mutated(FILES[name]))
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = write_files(Path(folder), **{name.removesuffix(".csv"): content})
        said = io.StringIO()
        try:
            call_command("import_nces", str(path), stdout=io.StringIO())
            call_command("import_nces", str(path), stdout=said)
        except CommandError:
            assert District.objects.count() == 0
        else:
            files = [line for line in said.getvalue().splitlines() if " rows" in line]
            assert not [line for line in files if " created" in line or " changed" in line]
        transaction.set_rollback(True)


@pytest.fixture
def official_files(tmp_path: Path) -> None:
    """The register as the official files have it, before every example: each is taken back."""
    call_command("import_nces", str(write_files(tmp_path / "official")), stdout=io.StringIO())


@pytest.mark.parametrize(("command", "text"), [("import_regions", REGIONS), ("import_components", COMPONENTS)])
@SETTINGS
@given(data=st.data())
def test_no_broken_file_of_the_state_reaches_anybody_as_a_traceback(official_files, command, text, data):
    content = data.draw(mutated(text))
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = Path(folder) / "file.csv"
        path.write_bytes(content)
        run(command, path)
        transaction.set_rollback(True)
