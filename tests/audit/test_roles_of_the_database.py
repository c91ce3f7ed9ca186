"""As docs/setting-up.md says: one database role owns the tables, and the portal runs as another that can't rewrite."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).resolve().parents[2]
# Roles belong to the whole server, which other processes of the tests share.
OWNER, RUNNING, DATABASE = (f"portal_{name}_{os.getpid()}" for name in ("owner", "run", "roles"))
RESTORED = f"{DATABASE}_restored"

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

FORBIDDEN = [
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_stays",
    "DROP TRIGGER audit_entry_stays ON audit_entry",
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "SET session_replication_role = replica",
    "UPDATE audit_entry SET by = 'someone else'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "DELETE FROM audit_head",
    "TRUNCATE audit_head",
    "UPDATE grants_version SET digest = ''",
    "DELETE FROM grants_version",
    "TRUNCATE grants_version CASCADE",
    "UPDATE grants_determination SET verdict = 'explained'",
    "DELETE FROM grants_rulesversion",
    "CREATE TABLE copies (id int)",
    "DROP TABLE audit_entry",
    "DELETE FROM django_migrations",
    f"SET ROLE {OWNER}",
]


@pytest.fixture(scope="module")
def host(django_db_setup):
    return connection.settings_dict["HOST"] or connection.settings_dict["OPTIONS"].get("host", "")


@pytest.fixture(scope="module")
def server(host):
    """The two roles and the database of the docs, made by the server's administrator."""
    make = [f"CREATE ROLE {role} LOGIN" for role in (OWNER, RUNNING)]
    make += [f"CREATE DATABASE {name} OWNER {OWNER}" for name in (DATABASE, RESTORED)]
    drop = [f"DROP DATABASE {name}" for name in (DATABASE, RESTORED)]
    drop += [f"DROP ROLE {role}" for role in (OWNER, RUNNING)]
    with psycopg.connect(make_conninfo(host=host, user="postgres", dbname="postgres"), autocommit=True) as postgres:
        for statement in make:
            postgres.execute(statement)
        yield host
        for statement in drop:
            postgres.execute(statement)


# manage.py for migrations: the same commands to the database, in a sixth of the time.
QUICKLY = """
import os, sys
from django.core.management import execute_from_command_line
from tests.migrating import quick_migrations
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
with quick_migrations():
    execute_from_command_line(sys.argv)
"""


def manage(host, role, *arguments, database=DATABASE):
    url = f"postgres://{role}@/{database}?host={quote(host)}"
    program = ["-c", QUICKLY] if arguments[0] == "migrate" else ["manage.py"]
    return subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_the_owner_migrates_and_the_running_role_writes_but_rewrites_nothing(server):
    assert manage(server, OWNER, "migrate", "-v", "0").stderr == ""
    assert manage(server, RUNNING, "verify_audit", "--new").returncode == 1  # no grant yet
    granted = manage(server, OWNER, "grant_database_role", RUNNING)
    assert "can run the portal" in granted.stdout, granted.stderr
    assert manage(server, OWNER, "grant_database_role", RUNNING).returncode == 0  # with each release

    assert manage(server, RUNNING, "verify_audit", "--new").returncode == 0
    assert "empty" in manage(server, RUNNING, "verify_audit").stderr
    invited = manage(server, RUNNING, "invite_administrator", "ada@example.org", "--name", "Ada Winters")
    assert invited.returncode == 0, invited.stderr
    assert "The log is intact: 1 entries" in manage(server, RUNNING, "verify_audit").stdout

    with psycopg.connect(make_conninfo(host=server, user=RUNNING, dbname=DATABASE), autocommit=True) as running:
        for statement in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                running.execute(statement)
        with pytest.raises(psycopg.errors.IntegrityError):
            running.execute("UPDATE audit_head SET number = 0, digest = ''")

    backed_up(server)
    assert manage(server, RUNNING, "verify_audit", database=RESTORED).returncode == 1  # restored without its grants
    assert manage(server, OWNER, "grant_database_role", RUNNING, database=RESTORED).returncode == 0
    assert "The log is intact: 1 entries" in manage(server, RUNNING, "verify_audit", database=RESTORED).stdout


def program(name):
    """A program of PostgreSQL, also where only its server is on the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    return shutil.which(name) or folders[-1] / name


def backed_up(host):
    """The backup and the restore of the docs, both as the owner."""
    dump = subprocess.run(
        [program("pg_dump"), "--format=custom", "-h", host, "-U", OWNER, DATABASE], capture_output=True, check=True
    )
    options = ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error"]
    restore = [program("pg_restore"), *options, "-h", host, "-U", OWNER, "-d", RESTORED]
    subprocess.run(restore, input=dump.stdout, check=True)


def test_a_role_that_grants_cannot_limit_is_refused(server):
    assert "no database role nobody" in manage(server, OWNER, "grant_database_role", "nobody").stderr
    assert "Use another role" in manage(server, OWNER, "grant_database_role", OWNER).stderr
    assert "Use another role" in manage(server, OWNER, "grant_database_role", "postgres").stderr
