"""Applications as people write them, with what a fair reader finds, and how the checks do on them.

A text `NAME.json` (docs/application-files.md) has its truth in `NAME.truth.json`: `expected` must be found,
`allowed` may be, and anything else is a false alarm. A possible finding is neither found nor a false alarm.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grants.rules.collaboration.findings import Finding, all_findings
from grants.rules.collaboration.packet_reader import snapshot_from
from tests.real.collaboration_facts import as_packet_and_facts

OWN_TEXTS = Path(__file__).parent / "grants" / "prose"
# What a finding is about stands in its subject; what the other rules quote may stand anywhere in them.
_ABOUT_ITS_SUBJECT = (
    "member-not-in-narrative member-not-in-plan gives-nothing gains-nothing outsider-named all-but-some unsigned"
).split()


@dataclass(frozen=True)
class Outcome:
    """What the checks did with one text, each in a line that names the text, the rule, and the matter."""

    missed: list[str]
    false: list[str]
    unrecognized: list[str]  # members that a person finds named
    hidden: list[str]  # members that a person finds not named


def texts_in(folder: Path) -> list[str]:
    """The names of the texts in a folder."""
    return sorted(path.name.removesuffix(".truth.json") for path in folder.glob("*.truth.json"))


def outcome_of(folder: Path, text: str, agencies: Iterable[dict[str, str]] = ()) -> Outcome:
    """Check one text among these agencies and its own, and compare the findings with its truth."""
    truth = json.loads((folder / f"{text}.truth.json").read_text(encoding="utf-8"))
    written = json.loads((folder / f"{text}.json").read_text(encoding="utf-8"))
    packet, facts = as_packet_and_facts(written, {a["leaid"]: a for a in agencies})
    for other in truth.get("load_first", []):
        neighbor = json.loads((folder / other).read_text(encoding="utf-8"))
        members = [m["leaid"] for m in neighbor["members"]]
        facts["other_applications"].append(
            {"reference": "26-0002", "consortium": neighbor["consortium"]["name"], "participants": members, "match": []}
        )
    found = all_findings(snapshot_from(packet, facts))
    left, missed, hits = [f for f in found if not f.is_possible], [], []
    for item in truth["expected"]:
        hit = next((f for f in left if _fits(f, item)), None)
        if hit is None:
            missed.append(f"{text}: {item['rule']}: {item['match'][0]}")
        else:
            left.remove(hit)
            hits.append(item)
    false = [f for f in left if not any(_fits(f, item) for item in [*truth["allowed"], *hits])]
    unnamed = " | ".join(_words(f) for f in found if f.rule == "member-not-in-narrative")
    return Outcome(
        missed,
        [f"{text}: {f.rule}: {f.sentence}" for f in false],
        [f"{text}: {who}" for who, how in truth["named"].items() if how and who.casefold() in unnamed],
        [f"{text}: {who}" for who, how in truth["named"].items() if not how and who.casefold() not in unnamed],
    )


def _fits(finding: Finding, item: dict[str, Any]) -> bool:
    if finding.rule != item["rule"]:
        return False
    where = finding.subject.casefold() if finding.rule in _ABOUT_ITS_SUBJECT else _words(finding)
    return any(words.casefold() in where for words in item["match"])


def _words(finding: Finding) -> str:
    places = [f"{place.label}: {place.quote}" for place in finding.places]
    return " ".join([finding.subject, finding.sentence, *places]).casefold()
