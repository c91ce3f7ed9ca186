"""A consistent plan of five invented members, which tests change in one place."""

from copy import deepcopy
from typing import Any

from grants.rules.collaboration.findings import Finding, all_findings
from grants.rules.collaboration.mentions import Mention, mentions_in
from grants.rules.collaboration.packet_reader import snapshot_from
from grants.rules.collaboration.snapshot import Snapshot

ALDER, BIRCH, COPPER, DRYLICK, ELKBEND = "9910010", "9910020", "9910030", "9910040", "9910001"
NAMES = {
    ALDER: "Alder Run Local School District",
    BIRCH: "Birch Hollow Local School District",
    COPPER: "Copper Fork City School District",
    DRYLICK: "Dry Lick Exempted Village Schools",
    ELKBEND: "Elk Bend Educational Service Center",
}
OUTSIDERS = {
    "9910050": "Fallow Valley Local School District",
    "9910060": "Valley Local School District",
    "9910070": "Gorse Hill Local School District",
    "9910080": "Gorse Hill Local School District",
    "9910090": "Adder County/Otter Valley Local",
    "9910100": "Alder Run Academy",
}
Packet = dict[str, Any]

_NARRATIVE = [
    "Alder Run gives the room, Birch Hollow the bus, Copper Fork the teacher and Dry Lick the shop.",
    "Students of Alder Run and Birch Hollow take Shared physics; those of Copper Fork and Dry Lick join Shop week.",
    "The superintendents meet each month; Elk Bend keeps the minutes.",
    "Elk Bend is fiscal agent and pays on invoices.",
    "Teachers visit each other twice a year.",
    "The bell schedules have a common third period.",
    "A member may leave on June 30 with notice by January 1.",
    "Fees pay for the teacher from the third year.",
    "We count students and credits each semester.",
]


def a_plan() -> tuple[Packet, Packet]:
    """A packet and facts without findings."""
    packet = {
        "format": 1,
        "reference": "26-0007",
        "title": "Alder Run Learning Network",
        "consortium": {"name": "Alder Run Learning Network", "state": "OH"},
        "competition": {
            "name": "Innovation Fund 2026",
            "closes_at": "2026-04-15T17:00:00-04:00",
            "project_starts_on": "2026-08-01",
            "project_ends_on": "2028-06-30",
            "ceilings": {"single": 50_000, "consortium": 300_000},
        },
        "elements": [],
        "participants": [
            _participant(ALDER, role="lead"),
            _participant(BIRCH),
            _participant(COPPER),
            _participant(DRYLICK),
            _participant(ELKBEND, kind="service_agency"),
        ],
        "narrative": [
            {"key": f"n{number}", "element": number, "heading": "", "text": text}
            for number, text in enumerate(_NARRATIVE, start=1)
        ],
        "activities": [
            _activity("physics", "Shared physics", contract="2026-014"),
            _activity("shop", "Shop week"),
            _activity("coaching", "Coaching rounds"),
        ],
        "commitments": [
            _commitment("physics", ALDER, "a room", "physics", students=9),
            _commitment("physics", BIRCH, "a bus", "physics", students=12),
            _commitment("shop", COPPER, "a teacher", "a credential", students=20),
            _commitment("shop", DRYLICK, "the shop", "a credential", students=15),
            _commitment("coaching", ELKBEND, "a coach", "", students=None),
        ],
        "budget": [
            _line("b1", "Teacher", 40_000, payee=COPPER),
            _line("b2", "Shop tools", 30_000, payee=DRYLICK),
            _line("b3", "Coach", 30_000, payee=ELKBEND),
            _line("b4", "Platform licenses", 20_000, payee_name="Openmeadow Learning"),
            _line("b5", "Evaluation", 10_000, payee_name="Lindenwold University"),
            _line("b6", "Bus", 8_000, payee=BIRCH, source="match", payer=ALDER),
        ],
        "partners": [{"name": "Lindenwold University", "kind": "university"}],
        "contracts": [
            {
                "number": "2026-014",
                "title": "Platform licenses",
                "supplier": "Openmeadow Learning",
                "starts_on": "2026-07-01",
                "ends_on": "2028-06-30",
            }
        ],
        "explanations": [],
    }
    all_names = {**NAMES, **OUTSIDERS}
    facts = {
        "agencies": [{"leaid": leaid, "name": name, "kind": "local"} for leaid, name in all_names.items()],
        "participants": {key: _facts_about(key) for key in NAMES},
        "agencies_with_components": [ELKBEND],
        "other_applications": [
            {
                "reference": "26-0031",
                "consortium": "Gorse Hill Alliance",
                "participants": ["9910070"],
                "match": [{"payer": "9910070", "payer_name": "", "line": "Bus", "amount": 8_000}],
            }
        ],
        "signing_opened": True,
        "signatures": [_signature(key) for key in NAMES],
        "part_digests": dict.fromkeys(NAMES, "d1"),
    }
    return deepcopy(packet), deepcopy(facts)


def a_plan_of(members: int, *, service_agencies: int = 0) -> tuple[Packet, Packet]:
    """A plan with this many participants and no narrative, for tests of what the narrative says about their number."""
    packet, facts = a_plan()
    keys = [f"99200{number:02}" for number in range(members)]
    kinds = ["service_agency" if number < service_agencies else "local" for number in range(members)]
    packet["participants"] = [
        {**_participant(BIRCH, kind=kind), "key": key, "leaid": key, "name": f"Member {key}"}
        for key, kind in zip(keys, kinds, strict=True)
    ]
    packet["narrative"] = []
    facts["participants"] = {key: {**_facts_about(BIRCH), "kind": kind} for key, kind in zip(keys, kinds, strict=True)}
    return packet, facts


def snapshot(plan: tuple[Packet, Packet]) -> Snapshot:
    return snapshot_from(*plan)


def with_answer(plan: tuple[Packet, Packet], text: str | None, *, heading: str = "") -> tuple[Packet, Packet]:
    """The plan with one more answer, outside the nine elements, under the key n99."""
    plan[0]["narrative"].append({"key": "n99", "element": None, "heading": heading, "text": text})
    return plan


def findings(plan: tuple[Packet, Packet], rule: str = "") -> list[Finding]:
    return [finding for finding in all_findings(snapshot(plan)) if rule in ("", finding.rule)]


def rules_and_subjects(plan: tuple[Packet, Packet]) -> list[tuple[str, str]]:
    """All findings as (rule, subject)."""
    return [(finding.rule, finding.subject_key) for finding in findings(plan)]


def subjects(plan: tuple[Packet, Packet], rule: str) -> list[str]:
    return [finding.subject_key for finding in findings(plan, rule)]


def mentions(plan: tuple[Packet, Packet]) -> list[Mention]:
    """The names in the answer added by `with_answer`."""
    return [m for m in mentions_in(snapshot(plan)) if m.paragraph.startswith("n99-")]


def names_found(plan: tuple[Packet, Packet]) -> list[tuple[str, str]]:
    """The names in the answer added by `with_answer`, as (text, subject)."""
    return [(m.text, m.subject) for m in mentions(plan)]


def participant(plan: tuple[Packet, Packet], key: str) -> Packet:
    return next(p for p in plan[0]["participants"] if p["key"] == key)


def commitment(plan: tuple[Packet, Packet], key: str) -> Packet:
    """The first commitment of a participant."""
    return next(c for c in plan[0]["commitments"] if c["participant"] == key)


def activity(plan: tuple[Packet, Packet], key: str) -> Packet:
    return next(a for a in plan[0]["activities"] if a["key"] == key)


def budget_line(plan: tuple[Packet, Packet], key: str) -> Packet:
    return next(b for b in plan[0]["budget"] if b["key"] == key)


def signature(plan: tuple[Packet, Packet], key: str) -> Packet:
    return next(s for s in plan[1]["signatures"] if s["participant"] == key)


def _participant(key: str, *, role: str = "member", kind: str = "local") -> Packet:
    name = NAMES[key]
    return {
        "key": key,
        "leaid": key,
        "ncessch": None,
        "name": name,
        "kind": kind,
        "role": role,
        "joined_on": "2025-01-15",
    }


def _activity(key: str, title: str, *, contract: str | None = None) -> Packet:
    days = {"starts_on": "2026-08-17", "ends_on": "2028-06-02"}
    return {"key": key, "kind": "shared_course", "title": title, **days, "owner": ALDER, "contract": contract}


def _commitment(activity_key: str, key: str, gives: str, gains: str, *, students: int | None) -> Packet:
    return {
        "activity": activity_key,
        "participant": key,
        "gives": {"kind": "staff", "text": gives, "amount": None},
        "gains": {"text": gains, "students": students, "grades": "9-12"},
    }


def _line(key: str, line: str, amount: int, *, source: str = "grant", **payer_and_payee: str) -> Packet:
    blank = {"payer": None, "payer_name": "", "payee": None, "payee_name": "", "benefits": "all", "activity": None}
    return {"key": key, "line": line, "amount": amount, "source": source, **blank, **payer_and_payee}


def _facts_about(key: str) -> Packet:
    is_agency = key == ELKBEND
    return {
        "in_registry": True,
        "registry_name": NAMES[key],
        "kind": "service_agency" if is_agency else "local",
        "enrollment": None if is_agency else 500,
        "enrollment_year": None if is_agency else "2023-24",
        "closed_on": None,
        "status": "open",
        "service_agencies": [] if is_agency else [ELKBEND],
    }


def _signature(key: str) -> Packet:
    return {
        "participant": key,
        "by": f"Superintendent of {NAMES[key]}",
        "title": "Superintendent",
        "signed_at": "2026-04-10T10:00:00-04:00",
        "board_on": "2026-04-06",
        "part_digest": "d1",
        "had_power": True,
    }
