"""The scripts of make: what they print before anything is served, and what they say of the machine they run on."""

import importlib.util
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

CI = Path(__file__).resolve().parent.parent.parent / ".ci"
SERVE = CI / "serve.py"


def start(port: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SERVE)],
        env=os.environ | {"PORT": port, "DATABASE_URL": "sqlite:////nowhere/portal.sqlite3"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def portal_url(**variables: str) -> str:
    """PORTAL_URL as the server sees it; Django's reloader has already prepared everything (RUN_MAIN)."""
    code = (
        "import runpy, sys, django.core.management as management\n"
        "from django.conf import settings\n"
        "management.execute_from_command_line = lambda argv: print(settings.PORTAL_URL)\n"
        "runpy.run_path(sys.argv[1], run_name='__main__')"
    )
    environment = {name: value for name, value in os.environ.items() if name not in ("PORT", "PORTAL_URL")}
    served = subprocess.run(
        [sys.executable, "-c", code, str(SERVE)],
        env=environment | {"PYTHONPATH": str(CI), "RUN_MAIN": "true"} | variables,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return served.stdout.strip()


@pytest.fixture
def scripts(monkeypatch):
    """Loads a script of make by its name."""

    def load(name):
        monkeypatch.syspath_prepend(CI)
        spec = importlib.util.spec_from_file_location(name, CI / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


def test_a_port_in_use_is_reported_at_once_with_another_one_to_try():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        started = start(str(port))

    assert started.returncode == 1
    assert started.stdout == ""
    assert started.stderr == (
        f"Port {port} is in use by another program. Stop it, or choose another port: PORT=8001 make run\n"
    )


@pytest.mark.parametrize("port", ["80a", "0", "65536", "-1"])
def test_a_port_that_is_not_a_port_number_is_reported(port):
    started = start(port)

    assert started.returncode == 1
    assert started.stderr == f"PORT={port} is not a port number. Use a whole number from 1 to 65535.\n"


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, "http://localhost:8000"),
        ({"PORT": "8123"}, "http://localhost:8123"),
        ({"PORT": "8123", "PORTAL_URL": "https://registry.example.gov"}, "https://registry.example.gov"),
    ],
)
def test_links_in_emails_lead_to_the_port_that_is_served(variables, address):
    assert portal_url(**variables) == address


def test_a_long_step_says_what_it_does_how_long_it_takes_and_that_it_is_still_running(scripts, capsys):
    with scripts("progress").long_step("Installing npm packages", takes="1 minute", every=0.05):
        time.sleep(0.2)

    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first == "Installing npm packages (usually 1 minute) …"
    assert second == "  … still running after 0 seconds"


def test_a_step_of_the_setup_runs_once_and_a_second_run_prints_nothing(scripts, capsys, tmp_path):
    source, stamp, runs = tmp_path / "package.json", tmp_path / "built" / "setup.stamp", []
    source.write_text("{}")
    step = {
        "takes": "5 seconds",
        "stamp": stamp,
        "made_from": [source],
        "make": lambda: runs.append(source.read_text()),
    }
    setup = scripts("setup")

    setup.step("Installing npm packages", **step)
    assert capsys.readouterr().out == "Installing npm packages (usually 5 seconds) …\n"
    setup.step("Installing npm packages", **step)
    assert capsys.readouterr().out == ""
    source.write_text("{1}")
    setup.step("Installing npm packages", **step)

    assert runs == ["{}", "{1}"]


@pytest.mark.parametrize(
    ("version", "is_used", "says"),
    [
        ("v18.19.0", False, "Node v18.19.0 is older than 20.19 ({node}). Using the Node of requirements-node.txt"),
        ("v20.18.3", False, "Node v20.18.3 is older than 20.19 ({node}). Using the Node of requirements-node.txt"),
        ("v20.19.0", True, "Using Node v20.19.0 ({node})."),
        ("v24.1.0", True, "Using Node v24.1.0 ({node})."),
        ("", False, "Node of unknown version is older than 20.19 ({node}). Using the Node of requirements-node.txt"),
    ],
)
def test_a_node_that_is_too_old_for_the_design_system_is_named_and_another_one_used(
    version, is_used, says, scripts, monkeypatch, tmp_path
):
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    node, sentence = scripts("setup").choose_node()

    assert node == (str(tmp_path / "node") if is_used else None)
    assert sentence.startswith(says.format(node=tmp_path / "node"))


def test_a_machine_without_node_uses_the_one_from_the_python_package_index(scripts, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert scripts("setup").choose_node() == (
        None,
        "No Node was found. Using the Node of requirements-node.txt from the Python package index instead.",
    )


LOCK = """\
django==5.2.19 \\
    --hash=sha256:aa
psycopg[binary]==3.3.9 \\
    --hash=sha256:bb
uv==0.13.9 ; python_version >= "3.11" \\
    --hash=sha256:cc
"""


def test_a_lock_file_is_compared_with_what_the_project_asks_for_version_by_version(scripts):
    compare = scripts("locks").compare

    assert compare("r.txt", LOCK, LOCK.replace("aa", "dd")) == []
    assert compare("r.txt", LOCK, LOCK.replace("5.2.19", "5.2.20").replace("3.3.9", "3.4")) == [
        "r.txt: django is 5.2.19, but pyproject.toml asks for 5.2.20 (run make lock)",
        "r.txt: psycopg[binary] is 3.3.9, but pyproject.toml asks for 3.4 (run make lock)",
    ]
    assert compare("r.txt", LOCK, LOCK + "sqlparse==0.5\n") == [
        "r.txt: sqlparse is missing, but pyproject.toml asks for 0.5 (run make lock)"
    ]


@pytest.mark.parametrize(("in_ci", "code"), [(False, 77), (True, 1)])
def test_lock_files_that_could_not_be_compared_are_not_called_right(in_ci, code, scripts, monkeypatch, capsys):
    locks = scripts("locks")
    monkeypatch.setattr(locks, "CI", in_ci)
    monkeypatch.setattr(
        locks, "_compile", lambda *_: [sys.executable, "-c", "raise SystemExit('Failed to fetch: no network')"]
    )

    assert locks.check() == code
    assert capsys.readouterr().out.startswith("NOT CHECKED: whether the locked versions fit pyproject.toml.")


def test_the_worker_runs_beside_the_portal_and_ends_with_it(scripts, monkeypatch):
    serve, happened = scripts("serve"), []

    class Worker:
        def __init__(self, command, **_):
            happened.append(command[1:])

        def terminate(self):
            happened.append("terminate")

        def wait(self, timeout):
            happened.append("wait")

    monkeypatch.setattr(serve.subprocess, "Popen", Worker)
    with serve.worker_beside():
        happened.append("serves")

    assert happened == [["manage.py", "run_worker", "--loop"], "serves", "terminate", "wait"]
