"""What can be read off a packet beside the facts: who is named where, the members' table, the findings."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.rules.collaboration.findings import Finding, all_findings
from grants.rules.collaboration.matrix import Coverage, coverage
from grants.rules.collaboration.mentions import Mention, mentions_in
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
    snapshot = snapshot_from(packet, facts)
    mentions = mentions_in(snapshot)
    return Reading(snapshot, mentions, coverage(snapshot, mentions), all_findings(snapshot, mentions))


def findings_of(packet: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Finding]:
    """The findings alone."""
    return all_findings(snapshot_from(packet, facts))
