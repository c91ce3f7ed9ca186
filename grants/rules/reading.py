"""What can be read off a packet beside the facts: who is named where, the members' table, the findings."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.rules.collaboration.findings import Finding, all_findings, findings_in
from grants.rules.collaboration.findings import reading_of as read_prose
from grants.rules.collaboration.matrix import Coverage, coverage
from grants.rules.collaboration.mentions import Mention
from grants.rules.collaboration.snapshot import Snapshot, snapshot_from


@dataclass(frozen=True)
class Reading:
    """One reading of one application."""

    snapshot: Snapshot
    mentions: list[Mention]
    coverage: Coverage
    findings: list[Finding]

    def as_json(self) -> dict[str, Any]:
        """What is kept with a sealed version: mentions by paragraph, and the members' table."""
        by_paragraph: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for mention in self.mentions:
            by_paragraph[mention.paragraph].append(mention.as_json())
        return {"mentions": dict(by_paragraph), "coverage": self.coverage.as_json()}


def reading_of(packet: Mapping[str, Any], facts: Mapping[str, Any]) -> Reading:
    """Everything that can be read off an application as it stands."""
    prose = read_prose(snapshot_from(packet, facts))
    mentions = list(prose.mentions)
    return Reading(prose.plan, mentions, coverage(prose.plan, mentions), findings_in(prose))


def findings_of(packet: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Finding]:
    """The findings alone."""
    return all_findings(snapshot_from(packet, facts))
