"""`make run`: what it says before it serves anything."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SERVE = Path(__file__).resolve().parent.parent.parent / ".ci" / "serve.py"


def start(port: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SERVE)],
        env=os.environ | {"PORT": port, "DATABASE_URL": "sqlite:////nowhere/portal.sqlite3"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_taken_port_is_said_at_once_with_another_to_try():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        started = start(str(port))

    assert started.returncode == 1
    assert started.stdout == ""
    assert (
        started.stderr == f"Port {port} is taken by another program. Stop it, or serve elsewhere: PORT=8001 make run\n"
    )


@pytest.mark.parametrize("port", ["80a", "0", "65536", "-1"])
def test_a_port_that_is_none_is_said(port):
    started = start(port)

    assert started.returncode == 1
    assert started.stderr == f"PORT={port} is no port: give a whole number from 1 to 65535.\n"
