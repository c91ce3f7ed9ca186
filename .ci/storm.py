"""Submit hundreds of applications before a deadline, each with two clicks, and check every receipt.

python .ci/storm.py [--drafts N] [--scale small|state]

On a temporary PostgreSQL server, with two processes of gunicorn and one worker, all on the loopback interface: first
the 420 of the last ten minutes, at a steady ten a second (in 42 seconds, so more densely than in ten minutes), and
right after them the 300 of the last minute, as fast as it goes; then ten a second; then ten a second while a process
of gunicorn is killed and the database restarts. It ends by itself within ten minutes. The numbers are of this machine
on this day; that nothing is lost and nothing is doubled is checked. The clickers share the processors with the
server: what they take of them is printed too.
"""

import argparse
import contextlib
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from postgres import NoPostgres, end_on_signals, restart_at_once, temporary_postgres

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests.bench.__main__ import be_in_production, build, manage, server_of  # noqa: E402
from tests.bench.client import percentile_95  # noqa: E402

CLICKERS = 16
A_SECOND = 10
EARLIER = 420  # drafts of the last ten minutes, before those of the last minute
LONGEST = 240  # seconds of all waves together; clicks after that are lost
PATIENCE = 60  # seconds that a person tries again
LEASE = 180  # seconds until another look takes what a worker left when the database went away
WHOLE = 560  # seconds after which nothing is waited for any more
STARTED = time.perf_counter()
TOKEN = "storm" * 6 + "ab"  # any 32 letters are a token, if the cookie and the header have the same


@dataclass
class Clicks:
    """What the clickers got: seconds until each receipt, answers that were none, drafts without a receipt."""

    seconds: list[float] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass
class Wave:
    """Drafts that are submitted one after the other, so many a second or as fast as it goes."""

    name: str
    count: int
    a_second: float | None
    beside: Callable[[], None] = lambda: None
    drafts: list[list[str]] = field(default_factory=list)


class Storm:
    """Clicks on the submit buttons of drafts at a server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.ends_at = time.perf_counter() + LONGEST
        self._own = threading.local()

    def click(self, reference: str, session: str, seen: str, clicks: Clicks, *, reads: bool) -> None:
        """Submit, as often as it takes. Of two clicks a browser follows the second one to the page with the receipt."""
        start, page = time.perf_counter(), f"/applications/{reference}/"
        self._hang_up()  # another person’s browser; a kept connection would be one that the server closed when idle
        while time.perf_counter() < min(start + PATIENCE, self.ends_at):
            try:
                status, _ = self._ask("POST", f"{page}submit/", session, f"seen={seen}")
                if status == 302 and not reads:
                    return
                if status == 302:
                    status, body = self._ask("GET", page, session)
                    if status == 200 and b"<dd>version 1</dd>" in body:
                        clicks.seconds.append(time.perf_counter() - start)
                        return
            except (OSError, http.client.HTTPException) as error:
                status = type(error).__name__
                self._hang_up()
            clicks.refusals.append(str(status))
            time.sleep(0.5)
        clicks.lost.append(reference)

    def _hang_up(self) -> None:
        if connection := getattr(self._own, "connection", None):
            connection.close()
        self._own.connection = None

    def _ask(self, method: str, path: str, session: str, form: str | None = None) -> tuple[int, bytes]:
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {
            "Host": "localhost",
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://localhost{path}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body=form, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()


def submit_all(storm: Storm, drafts: list[list[str]], *, a_second: float | None) -> tuple[Clicks, float]:
    """Two clicks for each draft, as fast as it goes or so many drafts a second; also the seconds it took."""
    clicks, start = Clicks(), time.perf_counter()
    clickers = CLICKERS if a_second is None else 2 * len(drafts)
    with ThreadPoolExecutor(clickers) as pool:
        for number, (reference, session, seen) in enumerate(drafts):
            if a_second is not None:
                time.sleep(max(0, start + number / a_second - time.perf_counter()))
            for reads in (False, True):
                pool.submit(storm.click, reference, session, seen, clicks, reads=reads)
    return clicks, time.perf_counter() - start


def cpu_seconds(parent: int) -> float:
    """What the children of a process have used so far, those that ended included."""
    ticks = 0
    for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        with contextlib.suppress(OSError):
            ticks += sum(map(int, _stat(int(pid))[11:13]))
    return (ticks + sum(map(int, _stat(parent)[13:15]))) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def report(name: str, drafts: list[list[str]], clicks: Clicks, seconds: float, used: str) -> bool:
    """Print one line, and what is wrong; whether nothing is."""
    references = [reference for reference, *_ in drafts]
    start = time.perf_counter()
    end = min(start + LEASE, STARTED + WHOLE)
    while (said := _shell(f"say_whole({references})"))["waiting"] and time.perf_counter() < end:
        time.sleep(1)
    followed = time.perf_counter() - start
    p50, p95 = float("nan"), float("nan")
    if len(clicks.seconds) > 1:
        p50, p95 = statistics.median(clicks.seconds), percentile_95(clicks.seconds)
    print(
        f"{name:34} {len(drafts):5} drafts {len(clicks.seconds):5} receipts {len(drafts) / seconds:6.1f} a second"
        f"  p50 {p50:5.2f} s  p95 {p95:5.2f} s  refused {len(clicks.refusals):4}  lost {len(clicks.lost)}"
        f"  doubled {said['doubled']}  wrong {len(said['wrong'])}"
        f"  worker done after {followed:4.1f} s  {used}",
        flush=True,
    )
    differences = _shell(f"say_differences({references[::10]})")
    problems = [*clicks.lost, *said["wrong"]]
    if said["waiting"]:
        problems.append(f"{said['waiting']} rows still wait for the worker")
    if differences:
        problems.append(f"a complete check finds something else in {differences} of {len(references[::10])}")
    for problem in problems:
        print(f"  WRONG: {problem}")
    if clicks.refusals:
        kinds = {kind: clicks.refusals.count(kind) for kind in sorted(set(clicks.refusals))}
        print(f"  answered otherwise at first, then a receipt: {kinds}")
    return not problems


def _shell(what: str) -> dict[str, object] | int | list[list[str]]:
    name = what.partition("(")[0]
    return json.loads(manage("shell", "-v", "0", "-c", f"from tests.bench.drafts import {name}; {what}"))


@contextlib.contextmanager
def worker() -> Iterator[None]:
    """The program that compares applications after they are submitted."""
    process = subprocess.Popen([sys.executable, "manage.py", "run_worker", "--loop"], cwd=ROOT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def break_things(server: subprocess.Popen[bytes], url: str) -> None:
    """After 8 seconds kill one process of the server, after 16 restart the database."""
    time.sleep(8)
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    print(f"  process {children[0]} of the server is killed")
    time.sleep(8)
    restart_at_once(url)
    print("  the database was restarted")


def _postmaster(url: str) -> int:
    return int((Path(url.partition("host=")[2]) / "data" / "postmaster.pid").read_text().split()[0])


def click_all(storm: Storm, wave: Wave, server: subprocess.Popen[bytes], url: str) -> tuple[Clicks, float, str]:
    """Submit the drafts of a wave: what the clickers got, the seconds it took, and the processors' time in words."""
    other = threading.Thread(target=wave.beside)
    other.start()
    parents = (server.pid, _postmaster(url))
    before = [cpu_seconds(parent) for parent in parents]
    own_before = time.process_time()
    clicks, seconds = submit_all(storm, wave.drafts, a_second=wave.a_second)
    count = len(wave.drafts)
    load, own = os.getloadavg()[0], 1000 * (time.process_time() - own_before) / count
    other.join()
    used = [
        1000 * (cpu_seconds(parent) - first) / count
        for parent, first in zip((server.pid, _postmaster(url)), before, strict=True)
    ]
    of_database = f"{used[1]:.0f} ms database" if _postmaster(url) == parents[1] else "database restarted"
    said = f"CPU a draft: {used[0]:.0f} ms server, {of_database}, {own:.0f} ms clickers  load {load:.1f}"
    return clicks, seconds, said


def storm_at(url: str, arguments: argparse.Namespace) -> bool:
    """All waves; whether nothing was lost, doubled, or left without a version or a receipt."""
    os.environ |= {"DATABASE_URL": url, "LOG_LEVEL": "CRITICAL"}  # faults are meant: their tracebacks say nothing new
    print(f"Loading the sample state, scale {arguments.scale}, and the drafts …", flush=True)
    build(arguments.scale)
    fine = True
    with server_of("portal.wsgi") as (server, port), worker():
        storm = Storm(port)
        last, faults = arguments.drafts, partial(break_things, server, url)
        for waves in (  # those of one row follow each other at once
            [
                Wave("last ten minutes, 10 a second", EARLIER, A_SECOND),
                Wave("last minute, as fast as it goes", last, None),
            ],
            [Wave(f"{A_SECOND} a second", last, A_SECOND)],
            [Wave(f"{A_SECOND} a second, with faults", last, A_SECOND, faults)],
        ):
            for wave in waves:
                wave.drafts = _shell(f"say_drafts({wave.count})")
            clicked = [(wave, *click_all(storm, wave, server, url)) for wave in waves]
            for wave, clicks, seconds, used in clicked:
                fine = report(wave.name, wave.drafts, clicks, seconds, used) and fine
    print(f"Goals: 15 a second as fast as it goes, p95 below 2 s at {A_SECOND} a second; lost 0, wrong 0.")
    print(f"It took {time.perf_counter() - STARTED:.0f} s.")
    return fine


def main() -> int:
    """Run the storms; 0 if every receipt has its version and no version is without one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drafts", type=int, default=300, help="drafts of the last minute (default: 300)")
    parser.add_argument("--scale", default="state", choices=["small", "state"], help="how much data (default: state)")
    arguments = parser.parse_args()
    end_on_signals()
    try:
        # As in production, a commit waits for the disk.
        with tempfile.TemporaryDirectory() as folder, temporary_postgres(options="-c listen_addresses=") as url:
            be_in_production(folder)
            return 0 if storm_at(url, arguments) else 1
    except NoPostgres as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
