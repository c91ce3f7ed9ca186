"""On a server with a release, nothing runs with the settings of development by mistake."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

import portal

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def a_release(tmp_path):
    """The folder of a release: the code, and what `collectstatic` wrote."""
    (tmp_path / "portal").mkdir()
    for name in ("manage.py", "portal/__init__.py"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    (tmp_path / "staticroot").mkdir()
    (tmp_path / "staticroot" / "staticfiles.json").write_text("{}")
    return tmp_path


def run(folder, **variables):
    environment = {name: value for name, value in os.environ.items() if name not in ("PORTAL_ENV", "DATABASE_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", "verify_audit"],
        cwd=folder, env=environment | variables, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_a_command_without_the_environment_of_production_refuses_and_touches_no_database(a_release):
    done = run(a_release)

    assert done.returncode == 1
    assert "PORTAL_ENV is not set" in done.stderr
    assert "Load the environment file first" in done.stderr
    assert not list(a_release.glob("*.sqlite3"))


def test_neither_a_checkout_nor_a_stated_environment_is_refused(monkeypatch, tmp_path):
    monkeypatch.delenv("PORTAL_ENV", raising=False)
    monkeypatch.setattr(portal, "RELEASE_MARK", tmp_path / "staticfiles.json")
    assert portal.problem_with_environment() == ""

    (tmp_path / "staticfiles.json").write_text("{}")
    assert "PORTAL_ENV is not set" in portal.problem_with_environment()
    monkeypatch.setenv("PORTAL_ENV", "development")
    assert portal.problem_with_environment() == ""


def test_nothing_is_served_without_it_either(monkeypatch, tmp_path):
    (tmp_path / "staticfiles.json").write_text("{}")
    monkeypatch.delenv("PORTAL_ENV", raising=False)
    monkeypatch.setattr(portal, "RELEASE_MARK", tmp_path / "staticfiles.json")
    monkeypatch.delitem(sys.modules, "portal.wsgi", raising=False)

    with pytest.raises(ImproperlyConfigured, match="PORTAL_ENV is not set"):
        __import__("portal.wsgi")
