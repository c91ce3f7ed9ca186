"""Measure the pages on SQLite and on PostgreSQL, each with a temporary database.

python .ci/bench.py [--scale small|state|nation] [--rounds N] [--engine sqlite|postgresql]
python .ci/bench.py --official FOLDER [--engine sqlite|postgresql]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from postgres import NoPostgres, end_on_signals, temporary_postgres


def measure(url: str, arguments: argparse.Namespace) -> int:
    """Run the measurement on the database at `url`."""
    command = [sys.executable, "-m", "tests.bench", "--scale", arguments.scale, "--rounds", str(arguments.rounds)]
    if arguments.official:
        command = [sys.executable, "-m", "tests.bench.importing", arguments.official]
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


def main() -> int:
    """Measure on each engine; 0 if every measurement ran."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--scale", default="state", choices=["small", "state", "nation"], help="how much data (default: state)"
    )
    parser.add_argument("--rounds", type=int, default=40, help="requests per page (default: 40)")
    parser.add_argument("--official", metavar="FOLDER", help="measure the import of these official files instead")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], help="measure on this engine only")
    arguments = parser.parse_args()
    end_on_signals()
    failures = 0
    if arguments.engine != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            failures += measure(f"sqlite:///{Path(folder) / 'bench.sqlite3'}", arguments) != 0
    if arguments.engine != "sqlite":
        try:
            # As in production, a commit waits for the disk.
            with temporary_postgres(options="-c listen_addresses=") as url:
                failures += measure(url, arguments) != 0
        except NoPostgres as reason:
            print(f"Not measured on PostgreSQL: {reason}", file=sys.stderr)
            failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
