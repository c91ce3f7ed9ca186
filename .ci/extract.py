"""Write tests/extract/: the rows of nine Ohio counties, unchanged, from the official files as they are downloaded.

    .venv/bin/python .ci/extract.py FOLDER     FOLDER holds the six files of SELECTIONS (names ending in .csv)

Agencies and schools of the nine counties, and every county of Ohio. Rows are copied character by character, so that
the tests read what a state downloads.
"""

import csv
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "tests" / "extract"
# Athens, Fulton, Geauga, Meigs, Monroe, Morgan, Noble, Vinton, Williams
COUNTIES = {"39009", "39051", "39055", "39105", "39111", "39115", "39121", "39163", "39171"}
AGENCIES = "lea_edge_geocode_2018_19.csv"
Row = dict[str, str]


def _raw_rows(path: Path) -> Iterator[tuple[str, Row]]:
    """Each line as it is in the file, with its values by column; the header line first, with no values."""
    with path.open(encoding="utf-8", newline="") as file:
        header = file.readline()
        columns = next(csv.reader(io.StringIO(header)))
        yield header, {}
        for line in file:
            yield line, dict(zip(columns, next(csv.reader(io.StringIO(line))), strict=True))


def _agencies(folder: Path) -> set[str]:
    rows = (row for _line, row in _raw_rows(folder / AGENCIES) if row)
    return {row["LEAID"] for row in rows if row["CNTY"] in COUNTIES}


def _selections(leaids: set[str]) -> dict[str, Callable[[Row], bool]]:
    """Which rows of which file."""
    return {
        AGENCIES: lambda row: row["LEAID"] in leaids,
        "lea_enrollment_2023_24.csv": lambda row: row["LEAID"] in leaids,
        "lea_saipe_poverty_2020.csv": lambda row: row["LEAID"] in leaids,
        "sch_ccd_directory_2019_20.csv": lambda row: row["LEAID"] in leaids,
        "sch_edge_geocode_2014_15.csv": lambda row: row["NCESSCH"][:7] in leaids,
        "county_gazetteer_2010.csv": lambda row: row["USPS"] == "OH",
    }


def main() -> int:
    """Write the files and print how many rows each has."""
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / AGENCIES).is_file():
        print(f"Usage: .ci/extract.py FOLDER, where FOLDER has {AGENCIES}", file=sys.stderr)
        return 2
    folder = Path(sys.argv[1])
    for name, is_wanted in _selections(_agencies(folder)).items():
        lines = [line for line, row in _raw_rows(folder / name) if not row or is_wanted(row)]
        (TARGET / name).write_text("".join(lines), encoding="utf-8", newline="")
        print(f"{name}: {len(lines) - 1} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
