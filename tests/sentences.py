"""Single sentences, each with what a fair reader would point out, and what the checks make of them.

A line is `check | what is found | sentence`. What is found: for "all," + or -; for a number of members, the number; for
an outsider, its name; for a member that may not be named, + if it isn't. A minus sign: a reader points out nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grants.rules.collaboration.findings import all_findings
from grants.rules.collaboration.packet_reader import snapshot_from

FOLDER = Path(__file__).parent / "grants" / "prose" / "sentences"
MEMBERS = ["Ashby Local", "Brier Creek Local", "Colfax City", "Dunmore Local", "Elk Prairie Local"]
MEMBERS = [*(f"{name} School District" for name in MEMBERS), "Fallon Exempted Village Schools"]
OTHERS = [
    f"{name} School District"
    for name in (
        "Harlow Local/Ingram City/Juniper Falls Local/Kettle Bend Local/Lakeport City/Marlow Local/North Tilden Local/"
        "Prairie Local/Creek Local/Union Local"
    ).split("/")
]
_RULES = {
    "all": "all-but-some",
    "count": "count-differs",
    "outsider": "outsider-named",
    "unnamed": "member-not-in-narrative",
}
_OPENING = "Ashby gives a room, Brier Creek a bus, Colfax a teacher, Dunmore a piano, and Fallon an aide."


@dataclass(frozen=True)
class Sentence:
    """A sentence, the check that it tries, and whom, how many, or what ("+") a reader points out, if anything."""

    rule: str
    expected: str
    text: str

    def outcome(self) -> str:
        """Whether the checks are right: "right", "asked" (a question, where there is something), "missed", "false"."""
        found = [f for f in all_findings(snapshot_from(*a_plan_with(self.text, self.rule))) if f.rule in _TRIED]
        mine = [f for f in found if f.rule == self.rule and self._fits(f.subject, f.subject_key)]
        if self.expected and any(not f.is_possible for f in mine):
            left = [f for f in found if f not in mine and not f.is_possible]
            return "false" if left else "right"
        if any(not f.is_possible for f in found):
            return "false"
        if not self.expected:
            return "right"
        return "asked" if mine else "missed"

    def _fits(self, subject: str, key: str) -> bool:
        if self.rule == "count-differs":
            return key == self.expected
        name = {"all-but-some": "Reading Clinic", "member-not-in-narrative": "Elk Prairie"}.get(self.rule)
        return subject.startswith(name or self.expected)


_TRIED = frozenset(_RULES.values())


def sentences_in(file: Path) -> Iterator[Sentence]:
    """The sentences of a file, in order."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            rule, expected, text = (part.strip() for part in line.split("|", 2))
            yield Sentence(_RULES[rule], "" if expected == "-" else expected.removeprefix("+").strip() or "+", text)


def a_plan_with(sentence: str, rule: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """Six districts, of which three have a commitment in the Reading Clinic and six in the Chess Circuit."""
    keys = {f"99200{at}0": name for at, name in enumerate(MEMBERS)}
    opening = _OPENING if rule == "member-not-in-narrative" else f"{_OPENING[:-1]}; Elk Prairie gives a van."
    texts = [opening, sentence, *(["The minutes are kept."] * 7)]
    commitments = [("clinic", list(keys)[:3]), ("chess", list(keys)), ("forge", list(keys)[:4])]
    packet = {
        "format": 1,
        "reference": "26-0009",
        "title": "Sunrise Ridge Consortium",
        "consortium": {"name": "Sunrise Ridge Consortium", "state": "OH"},
        "competition": {
            "name": "Innovation Fund 2026",
            "closes_at": "2026-04-15T17:00:00-04:00",
            "project_starts_on": "2026-08-01",
            "project_ends_on": "2028-06-30",
            "ceilings": {"single": 50_000, "consortium": 300_000},
        },
        "elements": [],
        "participants": [
            {"key": key, "name": name, "role": "member" if at else "lead", "kind": "local"}
            for at, (key, name) in enumerate(keys.items())
        ],
        "narrative": [
            {"key": f"n{at}", "element": at, "heading": "", "text": text} for at, text in enumerate(texts, start=1)
        ],
        "activities": [
            {"key": key, "title": title, "starts_on": "2026-08-17", "ends_on": "2028-06-02"}
            for key, title in (("clinic", "Reading Clinic"), ("chess", "Chess Circuit"), ("forge", "Forge Lab"))
        ],
        "commitments": [
            {"activity": key, "participant": member, "gives": {"text": "a room"}, "gains": {"text": "a seat"}}
            for key, members in commitments
            for member in members
        ],
        "budget": [],
        "partners": [{"name": "Halvorsen University", "kind": "university"}],
        "contracts": [],
        "explanations": [],
    }
    names = {**keys, **{f"99300{at}0": name for at, name in enumerate(OTHERS)}}
    facts = {
        "agencies": [{"leaid": leaid, "name": name, "kind": "local"} for leaid, name in names.items()],
        "participants": {},
        "agencies_with_components": [],
        "other_applications": [],
        "signing_opened": False,
        "signatures": [],
        "part_digests": {},
    }
    return packet, facts
