"""A temporary PostgreSQL server for one command, on a socket in a temporary folder.

    python .ci/postgres.py COMMAND …      runs the command with DATABASE_URL set, then stops the server

It keeps nothing and would not survive a crash. It is for tests and measurements only.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Nothing here must survive a power failure, so nothing waits for the disk.
SERVER_OPTIONS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"


class NoPostgres(Exception):
    """PostgreSQL cannot run here. The message tells the reader why."""


def programs() -> Path:
    """The folder with initdb and pg_ctl; raises NoPostgres."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).parent] if on_path else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoPostgres("PostgreSQL is not installed (install the package “postgresql”)")


def account() -> str | None:
    """The account that runs the server: None for our own, or `postgres` if we are root, which the server refuses."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NoPostgres("PostgreSQL cannot run as root, and this machine has no account “postgres”") from None


@contextlib.contextmanager
def temporary_postgres(options: str = SERVER_OPTIONS) -> Iterator[str]:
    """Start a server, yield the DATABASE_URL of its empty database, and always stop the server at the end."""
    folder_of_programs, owner = programs(), account()
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))  # a socket's path must be short
    try:
        if owner:
            shutil.chown(folder, owner)

        def pg(program: str, *arguments: str) -> None:
            subprocess.run(
                [str(folder_of_programs / program), *arguments],
                cwd=folder, user=owner, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True,
            )  # fmt: skip

        data = str(folder / "data")
        pg("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C.UTF-8")
        try:
            log, how = str(folder / "log"), f"-k {folder} {options}"
            pg("pg_ctl", "-D", data, "-w", "-l", log, "-o", how, "start")
            yield f"postgres://postgres@/postgres?host={folder}"
        finally:
            # At once: there is nothing to keep. Not “check”: it may not have started.
            stop = [str(folder_of_programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop"]
            subprocess.run(stop, cwd=folder, user=owner, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except subprocess.CalledProcessError as failed:
        log_file = folder / "log"
        said = log_file.read_text()[-2000:] if log_file.exists() else ""
        raise NoPostgres(f"PostgreSQL did not start: {failed}\n{said}") from failed
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart_at_once(url: str) -> None:
    """Stop the temporary server at `url` as a power failure would, and start it again."""
    data = str(Path(url.partition("host=")[2]) / "data")
    command = [str(programs() / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "restart"]
    nowhere = subprocess.DEVNULL
    subprocess.run(command, cwd="/", user=account(), stdin=nowhere, stdout=nowhere, stderr=nowhere, check=True)


def end_on_signals() -> None:
    """Turn a stop signal into an orderly exit, so that the server stops too."""

    def stop(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)


def main() -> int:
    """Run the given command with a server beside it."""
    end_on_signals()
    try:
        with temporary_postgres() as url:
            return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}).returncode
    except NoPostgres as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
