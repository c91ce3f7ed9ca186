"""Bring the database up to date, fill an empty one with the sample state, and serve the portal."""

import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# kind of user: what to try first. The sign-in page of the sample state has one button for each.
VISITORS = {
    "grants-officer": "reviews an application at the desk: /reviews/",
    "second-officer": "reviews it independently of the first",
    "scorer": "an external scorer",
    "board-member": "reads what the officers determined",
    "administrator": "invites people and gives them roles",
    "registrar": "keeps the register of districts and consortia",
    "auditor": "reads everything, and the log",
    "superintendent": "leads a consortium and writes its application",
    "treasurer": "a member district's treasurer",
    "principal": "a school's principal",
}


def main() -> None:
    """Everything up to serving; serving itself is Django's own, and ends with Ctrl-C."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    port = _port()
    if "RUN_MAIN" not in os.environ:  # Django's reloader starts this file again to serve
        _check_is_free(port)
        _prepare()
        _say_hello(port)

    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "runserver", f"127.0.0.1:{port}"])


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(f"PORT={text} is no port: give a whole number from 1 to 65535.")
    return int(text)


def _check_is_free(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except PermissionError:
        sys.exit(f"Port {port} may not be used by this account. Serve elsewhere: PORT=8001 make run")
    except OSError:
        other = 8001 if port != 8001 else 8002
        sys.exit(f"Port {port} is taken by another program. Stop it, or serve elsewhere: PORT={other} make run")


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from districts.models import District

    call_command("migrate", interactive=False, verbosity=0)
    if not District.objects.exists():
        print("Loading the sample state …", flush=True)
        call_command("load_sample", scale="small")


def _say_hello(port: int) -> None:
    address = f"http://localhost:{port}"
    width = max(len(kind) for kind in VISITORS)
    print(f"\nThe portal is at {address}")
    print(f"Sign in at {address}/accounts/login/ with one button for each kind of user:")
    for kind, what in VISITORS.items():
        print(f"  {kind:{width}}  {what}")
    print("Ctrl-C stops it.\n", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
