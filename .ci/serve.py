"""Bring the database up to date, load the sample state into an empty one, serve the portal, and run its worker."""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from progress import long_step

ROOT = Path(__file__).resolve().parent.parent

# Kind of user and what to try first. The sample state's sign-in page has a button for each.
VISITORS = {
    "grants-officer": "reviews applications: start at /reviews/",
    "second-officer": "reviews the same applications independently",
    "scorer": "is an external scorer",
    "board-member": "reads the officers' determinations",
    "administrator": "invites people and assigns roles",
    "registrar": "maintains the registry of districts, schools, and consortia",
    "auditor": "reads everything, including the log",
    "superintendent": "leads a consortium and writes its application",
    "treasurer": "is the treasurer of a member district",
    "principal": "is the principal of a school",
}


def main() -> None:
    """Prepare everything, then hand over to Django's own server, which runs until Ctrl-C."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    port = _port()
    # Links in emails lead to this server, unless the operator says where the portal is.
    os.environ.setdefault("PORTAL_URL", f"http://localhost:{port}")
    os.environ.setdefault("WORKER", "on")
    if "RUN_MAIN" in os.environ:  # Django's reloader starts this file again to serve
        _serve(port)
        return
    _check_is_free(port)
    _prepare()
    _say_hello(port)
    with worker_beside():
        _serve(port)


def _serve(port: int) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "runserver", f"127.0.0.1:{port}"])


@contextlib.contextmanager
def worker_beside() -> Iterator[None]:
    """Run the program that sends emails and checks findings again."""
    from django.conf import settings

    worker = subprocess.Popen([sys.executable, "manage.py", "run_worker", "--loop"], cwd=ROOT)
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=settings.EMAIL_TIMEOUT + 5)  # it finishes what it is doing
        except subprocess.TimeoutExpired:
            worker.kill()


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(f"PORT={text} is not a port number. Use a whole number from 1 to 65535.")
    return int(text)


def _check_is_free(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except PermissionError:
        sys.exit(f"Your account is not allowed to use port {port}. Choose another one: PORT=8001 make run")
    except OSError:
        other = 8001 if port != 8001 else 8002
        sys.exit(f"Port {port} is in use by another program. Stop it, or choose another port: PORT={other} make run")


def _prepare() -> None:
    import django
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    from districts.models import District

    executor = MigrationExecutor(connection)
    if steps := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
        with long_step(f"Preparing the database: {steps} migrations", takes="less than 30 seconds"):
            call_command("migrate", interactive=False, verbosity=0)
    if not District.objects.exists():
        with long_step("Loading the sample state", takes="10 to 60 seconds"):
            call_command("load_sample", scale="small")


def _say_hello(port: int) -> None:
    address = f"http://localhost:{port}"
    width = max(len(kind) for kind in VISITORS)
    print(f"\nThe portal is at {address}")
    print(f"Sign in at {address}/accounts/login/, which has a button for each kind of user:")
    for kind, what in VISITORS.items():
        print(f"  {kind:{width}}  {what}")
    print("Press Ctrl-C to stop it.\n", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
