"""Application files written by hand, each with exactly what a fair reader finds in it.

`applications/NAME.json` is an application as a file (docs/application-files.md), and `applications/NAME.cases.json`
says how each case differs from it, what must be found, and why. A difference is a JSON merge patch. In it the rows of
a list are called by what identifies them ("9931020", "robotics 9931020"); null takes a row out.

`before` is another file of the same round that is loaded first; the round may have `grace_minutes`. `later` is what a
file can't say: what people and the registry do after it is loaded. `expected` and `questions` list findings as "rule
subject".
"""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone

from consortia.actions import register_membership
from districts.models import District
from grants.actions.application import reopen_application, submit_application
from grants.actions.competition import open_competition
from grants.actions.findings import recheck_application
from grants.actions.members import add_member
from grants.actions.people import name_person
from grants.actions.signatures import sign_application
from grants.models import Answer, Application, BudgetLine, Commitment, Competition, Participant, StoredFinding
from grants.rules.collaboration.findings import RULES
from grants.rules.collaboration.findings.rule import FindingSubject
from tests.factories import SchoolFactory
from tests.grants.ridge_rivers import NOW, load

FOLDER = Path(__file__).parent / "applications"
# What a row of each list is called by.
_CALLED_BY = {
    "districts": ("leaid",),
    "members": ("leaid",),
    "partners": ("name",),
    "narrative": ("element",),
    "activities": ("key",),
    "contracts": ("number",),
    "commitments": ("activity", "leaid"),
    "budget": ("line",),
    "signatures": ("leaid",),
}
# Their findings are called by the line; those of the other rules by a key that files know.
_ABOUT_LINES = frozenset(rule.name for rule in RULES if rule.subject == FindingSubject.BUDGET_LINE)

_WRITTEN = {"answers": Answer, "budget_lines": BudgetLine, "commitments": Commitment}


@dataclass(frozen=True)
class WrittenCase:
    """A case with its file, and what a fair reader finds in it."""

    file: str
    name: str
    data: dict[str, Any]
    before: dict[str, Any] | None = None
    grace_minutes: int = 0
    later: dict[str, Any] = field(default_factory=dict)
    expected: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()


def written_cases() -> Iterator[WrittenCase]:
    """All cases, in the order of their files."""
    for path in sorted(FOLDER.glob("*.cases.json")):
        file = path.name.removesuffix(".cases.json")
        base = json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8"))
        for name, case in json.loads(path.read_text(encoding="utf-8")).items():
            assert case.keys() <= {"change", "before", "grace_minutes", "later", "expected", "questions"}, name
            yield WrittenCase(
                file,
                f"{file}: {name}",
                _with_lists(_merged(_without_lists(base), case.get("change", {}))),
                case.get("before"),
                case.get("grace_minutes", 0),
                case.get("later", {}),
                frozenset(case["expected"]),
                frozenset(case.get("questions", ())),
            )


def found_in(case: WrittenCase) -> tuple[set[str], set[str]]:
    """What the checks find in it once it is loaded, and what they only ask, as "rule subject"."""
    competition = case.data["competition"]
    if case.grace_minutes:
        opened = open_competition(name=competition["name"], by="tests", at=NOW)
        Competition.objects.filter(pk=opened.pk).update(grace_minutes=case.grace_minutes)
    if case.before:
        load({"competition": {"name": competition["name"], "closes_at": competition["closes_at"]}, **case.before})
    application = load(case.data)
    _happens_later(application, **case.later)
    recheck_application(application=application, at=application.submitted_at)
    findings = application.findings.standing()
    return (
        {_called(row) for row in findings if not row.is_possible},
        {_called(row) for row in findings if row.is_possible},
    )


def _called(finding: StoredFinding) -> str:
    is_line = finding.rule in _ABOUT_LINES
    return f"{finding.rule} {finding.subject if is_line else finding.subject_key}"


def _without_lists(data: dict[str, Any]) -> dict[str, Any]:
    return data | {
        name: {" ".join(str(row[key]) for key in keys): row for row in data[name]}
        for name, keys in _CALLED_BY.items()
        if name in data
    }


def _with_lists(data: dict[str, Any]) -> dict[str, Any]:
    return data | {name: list(data[name].values()) for name in _CALLED_BY if data.get(name) is not None}


def _merged(base: Any, change: Any) -> Any:
    """The base with a JSON merge patch (RFC 7386)."""
    if not isinstance(change, dict):
        return change
    merged = dict(base) if isinstance(base, dict) else {}
    for key, value in change.items():
        if value is None:
            del merged[key]
        else:
            merged[key] = _merged(merged.get(key), value)
    return merged


def _happens_later(
    application: Application,
    *,
    rewritten: list[list[Any]] | None = None,
    added: str = "",
    added_school: dict[str, str] | None = None,
    commits: dict[str, Any] | None = None,
    signed: dict[str, str] | None = None,
    leaves: dict[str, str] | None = None,
) -> None:
    """Reopen and rewrite what everyone signed, submit it again, sign once more, and end memberships."""
    lead, closes_at = application.started_by, application.competition.closes_at
    pen = {"by": lead, "at": closes_at}
    if rewritten or added or added_school:
        reopen_application(application=application, **pen)
        for rows, which, words in rewritten or []:
            assert _WRITTEN[rows].objects.filter(**which).update(**words) == 1, which
        if added or added_school:
            participant = _add(application, added, added_school or {})
            if commits:
                activity = application.activities.get(key=commits["activity"])
                Commitment.objects.create(**commits | {"activity": activity, "participant": participant})
        submit_application(application=application, is_from_file=True, **pen)
    if signed:
        _sign(application, **signed)
    for leaid, day in (leaves or {}).items():
        assert application.consortium.memberships.filter(district__leaid=leaid).update(leaves_on=day) == 1
    application.refresh_from_db()


def _add(application: Application, leaid: str, school: dict[str, str]) -> Participant:
    """Add a member of the consortium to the draft: the district, or a school of the district."""
    pen = {"by": application.started_by, "at": application.competition.closes_at}
    member: dict[str, Any] = {"district": District.objects.get(leaid=leaid or school["district"])}
    if school:
        member = {"school": SchoolFactory(**school | member)}
    joined = {"joins_on": datetime.date(2025, 1, 15), "by": "tests", "at": pen["at"]}
    register_membership(consortium=application.consortium, **member, **joined)
    return add_member(application=application, key=school.get("ncessch", leaid), **pen)


def _sign(application: Application, *, leaid: str, account: str, name: str, at: str, board_on: str) -> None:
    """Sign for a member with an account, under whatever name is typed."""
    participant = application.participants.get(key=leaid)
    moment = timezone.make_aware(datetime.datetime.fromisoformat(at))
    by = name_person(
        name=account, place=leaid, district=participant.district, days=(moment.date(), moment.date()), by="tests",
        at=moment,
    )  # fmt: skip
    sign_application(
        participant=participant, name=name, board_on=datetime.date.fromisoformat(board_on), by=by, at=moment
    )
