"""The house keeps its rooms: what no linter of imports can see."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = [
    "portal",
    "sample",
    "grants",
    "exchange",
    "purchasing",
    "consortia",
    "districts",
    "reviews",
    "signing",
    "accounts",
    "audit",
]
OUR_FILES = [
    file
    for app in [*APPS, "tests"]
    for file in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in file.relative_to(ROOT).parts
]
LONGEST = 420  # “about 400 lines; then a package split by noun”

NOT_IN_A_VIEW = {
    r"\.filter\(": "a queryset has a name for it (models)",
    r"\.exclude\(": "a queryset has a name for it (models)",
    r"\.save\(": "an action writes",
    r"\.create\(": "an action writes",
    r"\.update\(": "an action writes",
    r"\.delete\(": "an action writes",
    r"\bif [\w.]*status\s*(==|!=|in\b)": "an action knows when",
    r"^class \w+\(.*View\)": "views are functions",
    r"\btransaction\.atomic\b": "an action is the transaction",
}


def _rooms(name: str) -> list[Path]:
    """Files of a room in all apps: `views.py`, or everything in `views/`."""
    return [file for file in OUR_FILES if name in (file.stem, *file.relative_to(ROOT).parts[1:-1])]


def _lines_with(pattern: str, files: list[Path]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize(("pattern", "why"), NOT_IN_A_VIEW.items())
def test_views_read_one_thing_or_do_one_thing_and_answer(pattern, why):
    views = [file for file in _rooms("views") if file.relative_to(ROOT).parts[0] != "tests"]

    assert not _lines_with(pattern, views), why


def test_only_views_and_commands_look_at_the_clock():
    rooms = [
        file
        for room in ("actions", "rules", "models", "permissions", "emails", "reads", "pages")
        for file in _rooms(room)
    ]
    # A person's roles are those of the day of the request; this one line is where that day comes from.
    day_of_the_request = "accounts/models.py: return timezone.localdate()"

    looks = _lines_with(r"timezone\.(now|localdate|localtime)\(\)|\b(datetime|date)\.(now|today)\(", rooms)

    assert [look for look in looks if re.sub(r":\d+:", ":", look) != day_of_the_request] == []


def test_rules_ask_no_database():
    assert not _lines_with(r"\.objects\b|from django\.db\b(?! import models$)", _rooms("rules"))


def test_no_file_is_long():
    lengths = {file.relative_to(ROOT): len(file.read_text(encoding="utf-8").splitlines()) for file in OUR_FILES}

    assert not {str(file): length for file, length in lengths.items() if length > LONGEST}


def test_no_room_is_a_lumber_room():
    names = {part for file in OUR_FILES for part in (file.stem, *file.relative_to(ROOT).parts[:-1])}

    assert not names & {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"}


def test_nothing_is_left_for_later_without_an_issue():
    assert not _lines_with(r"\b(TO[D]O|FIX[M]E|XX[X])\b", OUR_FILES)
