"""Build a database, serve it as in production, measure the pages and print one table.

`make bench` runs this once for each engine. The numbers are of this machine on this day: they are
compared with the floor of the same run, never asserted.
"""

import argparse
import contextlib
import json
import os
import platform
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.client import Client, Measured, percentile_95
from tests.bench.pages import PAGES, Page, Subject

ROOT = Path(__file__).resolve().parent.parent.parent
# Requests before the times count: each of the two workers has compiled its templates and, from the fifth time on, has
# PostgreSQL’s plans of its statements.
WARM_UP = 16


def main() -> int:
    """Build, serve, measure, print; 0 when all of it worked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="state")
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        be_in_production(folder)
        build_seconds = build(arguments.scale)
        said = f"from tests.bench.subject import say; say({arguments.rounds + WARM_UP + 2})"
        subject = Subject(**json.loads(manage("shell", "-v", "0", "-c", said)))
        with served("portal.wsgi") as pages_port, served("tests.bench.floor") as floor_port:
            rows = [measure(page, subject, pages_port, floor_port, arguments.rounds) for page in PAGES]
        said = f"from tests.bench.checking import say_check; say_check({arguments.rounds})"
        rows.append(Measured(**json.loads(manage("shell", "-v", "0", "-c", said))))
    report(rows, engine=os.environ["DATABASE_URL"].partition(":")[0], scale=arguments.scale, built=build_seconds)
    return 0


def be_in_production(static_root: str) -> None:
    """Give this process and those it starts the environment of production."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "PORTAL_ENV": "production",
        "SECRET_KEY": secrets.token_urlsafe(40),
        "AUDIT_KEY": secrets.token_urlsafe(40),
        "ALLOWED_HOSTS": "localhost",
        "PORTAL_URL": "https://localhost",
        "CONTACT_OFFICE": "Office of District Consortia",
        "CONTACT_PHONE": "555-555-0100",
        "CONTACT_EMAIL": "help@registry.example",
        "TRUSTED_PROXIES": "0",
        "BENCH_STATIC_ROOT": static_root,
        "LOG_LEVEL": "ERROR",
    }


def manage(*arguments: str) -> str:
    """Run a command of manage.py and give what it prints."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def build(scale: str) -> float:
    """Make the database of the sample state; seconds taken by loading it."""
    manage("migrate", "-v", "0")
    manage("createcachetable")
    manage("collectstatic", "--noinput", "-v", "0")
    start = time.perf_counter()
    manage("load_sample", "--scale", scale, "--seed", "1")
    return time.perf_counter() - start


@contextlib.contextmanager
def served(module: str) -> Iterator[int]:
    """Serve a WSGI module on the loopback interface; give the port."""
    with server_of(module) as (_, port):
        yield port


@contextlib.contextmanager
def server_of(module: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve a WSGI module on the loopback interface as docs/operations.md says; give the process and the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gunicorn = [sys.executable, "-m", "gunicorn", f"{module}:application", "--workers", "2", "--threads", "4"]
    server = subprocess.Popen([*gunicorn, "--bind", f"127.0.0.1:{port}", "--log-level", "warning"], cwd=ROOT)
    try:
        wait_for(port, server)
        yield server, port
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; RuntimeError when it ended or does not answer within 30 seconds."""
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("The server ended before it answered.")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("The server did not answer within 30 seconds.")


def measure(page: Page, subject: Subject, port: int, floor_port: int, rounds: int) -> Measured:
    """Ask for one page `rounds` times, and as often for its floor."""
    client = Client(port, {"sessionid": subject.session})
    ask = page.asker(client, subject)
    for _ in range(WARM_UP):  # both workers have compiled their templates
        answer = ask(compressed=True)
    times = [ask(compressed=True).milliseconds for _ in range(rounds)]
    plain = ask(compressed=False)
    floor = Client(floor_port)
    floor_path = page.floor(subject)
    floor_times = [floor.ask("GET", floor_path).milliseconds for _ in range(rounds + WARM_UP)][WARM_UP:]
    return Measured(
        name=page.name,
        median_ms=statistics.median(times),
        p95_ms=percentile_95(times),
        queries=int(plain.headers.get("x-query-count", 0)),
        plain_bytes=len(plain.body),
        compressed_bytes=len(answer.body) if answer.headers.get("content-encoding") else None,
        floor_median_ms=statistics.median(floor_times),
        warm_median_ms=warm(page, subject, port, rounds) if page.is_stored else None,
    )


def warm(page: Page, subject: Subject, port: int, rounds: int) -> float:
    """The median of a visitor who is signed out, once the page is stored. RuntimeError if it is made anew."""
    ask = page.asker(Client(port), subject)
    answers = [ask(compressed=True) for _ in range(rounds + WARM_UP)][WARM_UP:]
    if int(answers[-1].headers.get("x-query-count", 0)) != 1:
        raise RuntimeError(f"{page.name}: the page was not stored")
    return statistics.median(answer.milliseconds for answer in answers)


def report(rows: list[Measured], *, engine: str, scale: str, built: float) -> None:
    """Print the table and write it as JSON beside it."""
    print(f"\n{engine}, scale {scale} (loaded in {built:.0f} s), gunicorn with 2 workers x 4 threads, one client")
    measures = f"{'median ms':>9} {'p95 ms':>8} {'queries':>8} {'bytes':>9} {'gzip':>8}"
    print(f"{'page':34} {measures} {'floor ms':>9} {'x floor':>8} {'warm ms':>8}")
    for row in rows:
        packed = "-" if row.compressed_bytes is None else f"{row.compressed_bytes:,}"
        times = f"{row.median_ms / row.floor_median_ms:.1f}" if row.floor_median_ms else "-"
        stored = "-" if row.warm_median_ms is None else f"{row.warm_median_ms:.1f}"
        print(
            f"{row.name:34} {row.median_ms:9.1f} {row.p95_ms:8.1f} {row.queries:8} "
            f"{row.plain_bytes:9,} {packed:>8} {row.floor_median_ms or 0:9.1f} {times:>8} {stored:>8}"
        )
    print(
        "Median, p95, and queries are of someone who is signed in: each page is made anew. Judge the pages by these.\n"
        "“warm” is of a visitor who is signed out and gets the page from the memory of the process."
    )
    said = {
        "engine": engine,
        "scale": scale,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_seconds": round(built, 1),
        "pages": [row.as_dict() for row in rows],
    }
    path = ROOT / f"bench-results-{engine}.json"
    path.write_text(json.dumps(said, indent=1) + "\n")
    print(f"Also as JSON: {path.name}")


if __name__ == "__main__":
    sys.exit(main())
