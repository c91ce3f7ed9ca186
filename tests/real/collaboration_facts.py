"""A packet and facts built from a case file and the federal agency file, without the database."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OHIO = "39"


def packet_and_facts(folder: Path, case: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an application of this case says, and what a registry of Ohio's agencies says to it."""
    written = json.loads((folder / "cases" / f"{case}.json").read_text(encoding="utf-8"))
    return as_packet_and_facts(written, {a["leaid"]: a for a in ohio_agencies(folder)})


def as_packet_and_facts(
    written: dict[str, Any], agencies: Mapping[str, dict[str, str]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an application file says, and what a registry of these agencies and its invented ones says to it."""
    invented = {d["leaid"]: d for d in written.get("districts", [])}
    agencies = dict(agencies) | {
        leaid: {"leaid": leaid, "name": d["name"], "kind": d["kind"]} for leaid, d in invented.items()
    }
    packet = _packet(written, agencies)
    facts = {
        "agencies": list(agencies.values()),
        "participants": {p["key"]: _known(p, agencies, invented) for p in packet["participants"]},
        "agencies_with_components": sorted({d["service_agency"] for d in invented.values() if d.get("service_agency")}),
        "other_applications": [],
        "signing_opened": "signatures" in written,
        "signatures": [
            {"participant": s["leaid"], "had_power": True, "part_digest": "as signed", **s}
            for s in written.get("signatures") or []
        ],
        "part_digests": {p["key"]: "as signed" for p in packet["participants"]},
    }
    return packet, facts


def ohio_agencies(folder: Path) -> list[dict[str, str]]:
    """Ohio's agencies; a service agency is told by its name together with -2 in the columns of shares."""
    with (folder / "data" / "lea_edge_geocode_2018_19.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["LEAID"].startswith(OHIO)]
    return [{"leaid": row["LEAID"], "name": row["NAME"], "kind": _kind(row)} for row in rows]


def _kind(row: Mapping[str, str]) -> str:
    says_so = "ESC" in row["NAME"].split() or "Educational Service Center" in row["NAME"]
    return "service_agency" if says_so and row["PCT_CITY11"] == "-2" else "local"


def _packet(written: dict[str, Any], agencies: Mapping[str, Any]) -> dict[str, Any]:
    participants = []
    for place, member in enumerate(written["members"], start=1):
        key = member["leaid"] or f"unregistered-{place}"
        kind = agencies.get(key, {}).get("kind")
        participants.append({"joined_on": None, **member, "key": key, "ncessch": None, "kind": kind})
    keys = {p["key"] for p in participants}
    return {
        "format": 1,
        "reference": "26-0001",
        "title": written["consortium"]["name"],
        "consortium": written["consortium"],
        "competition": written["competition"],
        "elements": [],
        "participants": participants,
        "narrative": [{"key": f"n{n}", **answer} for n, answer in enumerate(written["narrative"], start=1)],
        "activities": written.get("activities", []),
        "commitments": [{**c, "participant": c["leaid"]} for c in written.get("commitments", [])],
        "budget": [
            {
                **line,
                "key": f"b{number}",
                "payer_name": line["payer"] or "",
                "payee": line["payee"] if line["payee"] in keys else None,
                "payee_name": "" if line["payee"] in keys else line["payee"],
            }
            for number, line in enumerate(written.get("budget", []), start=1)
        ],
        "partners": written.get("partners", []),
        "contracts": written.get("contracts", []),
        "explanations": [],
    }


def _known(participant: dict[str, Any], agencies: Mapping[str, Any], invented: Mapping[str, Any]) -> dict[str, Any]:
    record, own = agencies.get(participant["key"]), invented.get(participant["key"], {})
    return {
        "in_registry": record is not None,
        "registry_name": record["name"] if record else None,
        "kind": record["kind"] if record else None,
        "enrollment": own.get("enrollment"),
        "enrollment_year": "2023-24" if own.get("enrollment") else None,
        "closed_on": own.get("closed_on"),
        "status": "open" if record else "closed",
        "service_agencies": [own["service_agency"]] if own.get("service_agency") else [],
    }
