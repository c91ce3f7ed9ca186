"""A small application as a file, with something in every part of it."""

import copy
import datetime

from grants.imports.case import load_case
from tests.kept import kept

NOW = datetime.datetime(2026, 11, 21, 12, 0, tzinfo=datetime.UTC)
CASE = {
    "districts": [
        {"leaid": "9900001", "name": "Ridge Rivers Educational Service Center", "kind": "service_agency"},
        {"leaid": "9900010", "name": "Otter Run Local School District", "kind": "local", "enrollment": 391,
         "county_fips": "39009", "service_agency": "9900001"},
        {"leaid": "9900020", "name": "Cedar Gap Local School District", "kind": "local", "enrollment": 880},
    ],
    "consortium": {"name": "Ridge Rivers Network", "state": "OH", "legal_form": "agreement",
                   "purposes": ["personalized_learning"], "fiscal_agent": "9900001", "formed_on": "2025-01-15"},
    "members": [
        {"leaid": "9900020", "name": "Cedar Gap Local", "role": "member", "joined_on": "2025-01-15"},
        {"leaid": "9900010", "name": "Otter Run Local", "role": "lead", "joined_on": "2025-01-15"},
        {"leaid": None, "name": "Lost Valley Local", "role": "member"},
    ],
    "partners": [{"name": "Openfield Learning", "kind": "company"}],
    "competition": {"name": "Innovation Fund 2026", "opens_at": "2026-03-01T09:00", "closes_at": "2026-04-15T17:00",
                    "project_starts_on": "2026-08-01", "project_ends_on": "2028-06-30",
                    "ceilings": {"single": 1000000, "consortium": 15000000}},
    "narrative": [
        {"element": None, "heading": "Purpose", "text": "Otter Run, Cedar Gap and Lost Valley."},
        {"element": 1, "heading": "Who does what", "text": "All share."},
        {"element": 1, "heading": "And also", "text": "More."},
    ],
    "activities": [
        {"key": "calculus", "kind": "shared_course", "title": "Shared calculus", "starts_on": "2026-08-17",
         "ends_on": "2027-06-05", "owner": "9900010", "contract": "2026-014"},
    ],
    "commitments": [
        {"activity": "calculus", "leaid": "9900010", "gives": {"kind": "staff", "text": "0.5 FTE", "amount": None},
         "gains": {"text": "a course", "students": 14, "grades": "11-12"}},
    ],
    "budget": [
        {"line": "Teacher", "amount": 24000, "source": "grant", "payer": None, "payee": "9900010",
         "benefits": ["9900010", "9900020"], "activity": "calculus"},
        {"line": "Platform", "amount": 900, "source": "match", "payer": "Lost Valley Local", "payee": "Nobody Known",
         "benefits": "all", "activity": None},
    ],
    "contracts": [{"number": "2026-014", "title": "Platform", "supplier": "Openfield Learning",
                   "starts_on": "2026-07-01", "ends_on": "2027-06-30"}],
    "signatures": [{"leaid": "9900010", "signed_at": "2026-04-10T10:00", "by": "Superintendent of Otter Run",
                    "title": "Superintendent", "board_on": "2026-04-06"}],
}  # fmt: skip


def a_case(**changes):
    return copy.deepcopy(CASE) | changes


@kept
def load(data, **more):
    return load_case(data, by="tests", at=NOW, **more)


def paths(value, path=()):
    """The way to every key of the file."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from paths(inner, (*path, place))
