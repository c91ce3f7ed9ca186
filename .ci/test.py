"""Run every test: on SQLite, then on PostgreSQL with the browser tests. Arguments go to pytest.

Tests that cannot reach a database run once, on SQLite; the run on PostgreSQL counts them as deselected.

The last lines show how each run ended and what could not run on this machine. With CI=true, a test
that cannot run is a failure, except those on the whole official files, which are not in the repository:
they must run where the files are, or where REAL_DATA says they are.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from postgres import NoPostgres, end_on_signals, temporary_postgres

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
NO_TESTS = 5  # pytest's exit code when nothing was collected

sys.path.insert(0, str(ROOT))
from tests.machine import find_chromium, find_real_data, missing_for_pdf  # noqa: E402


def main() -> int:
    """Run everything. The exit code is 0 only if every required run passed."""
    end_on_signals()
    # The portal is compiled once, and not by each worker and each program that a test starts.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    summary: list[str] = []
    missing: list[str] = []
    passed = True
    arguments = sys.argv[1:]

    chromium = find_chromium()
    if not chromium:
        missing.append("browser tests: Chromium is not installed (install package “chromium” or set CHROMIUM=/path)")
    optional: list[str] = []
    if not find_real_data():
        if os.environ.get("REAL_DATA"):
            missing.append("tests on the whole official files: REAL_DATA names no folder with data/ and cases/")
        else:
            optional.append("tests on the whole official files (they have data/ and cases/; set REAL_DATA=/path)")

    if lacks := missing_for_pdf():
        missing.append(f"tests of PDF files: {lacks}")
    if not (shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
        optional.append("the documented proxy file on a real nginx (install package “nginx”)")

    with _database_url(None):
        passed &= _run("SQLite", ["-m", "not browser", *arguments], summary)
    try:
        with temporary_postgres() as url, _database_url(url):
            select = ["-m", "not pure" if chromium else "not pure and not browser"]
            name = "PostgreSQL, with the browser tests" if chromium else "PostgreSQL"
            passed &= _run(name, [*select, *arguments], summary)
    except NoPostgres as reason:
        missing.append(f"tests on PostgreSQL and in the browser: {reason}")

    print("\n" + "\n".join(summary))
    for what in (*missing, *optional):
        print(f"NOT RUN: {what}")
    if missing and CI:
        print("With CI=true every test must run, so this is a failure.")
    return 0 if passed and not (missing and CI) else 1


def _run(name: str, arguments: list[str], summary: list[str]) -> bool:
    """Run pytest once, with its output shown as it goes, and add its last line to the summary."""
    print(f"\n=== {name} ===", flush=True)
    color = ["--color=yes"] if sys.stdout.isatty() else []
    command = [sys.executable, "-m", "pytest", "-n", _processes(), *color, *arguments]
    started, closing = time.monotonic(), ""
    pytest = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    assert pytest.stdout
    try:
        for line in pytest.stdout:
            print(line, end="", flush=True)
            closing = line.strip() or closing
        code = pytest.wait()
    except BaseException:
        pytest.terminate()
        pytest.wait()
        raise
    seconds = time.monotonic() - started
    summary.append(f"{name}: {closing.strip('= ')} ({seconds:.0f} s)")
    return code == 0 or (code == NO_TESTS and not CI)


def _processes() -> str:
    return str(min(os.cpu_count() or 1, 4))


@contextlib.contextmanager
def _database_url(url: str | None) -> Iterator[None]:
    """Set DATABASE_URL for the runs inside; None stands for the embedded SQLite."""
    before = os.environ.pop("DATABASE_URL", None)
    if url:
        os.environ["DATABASE_URL"] = url
    try:
        yield
    finally:
        os.environ.pop("DATABASE_URL", None)
        if before is not None:
            os.environ["DATABASE_URL"] = before


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
