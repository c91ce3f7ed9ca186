"""Reads an application together with the facts about it: names in its narrative, the coverage matrix, the findings."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from grants.rules.collaboration.coverage_matrix import CoverageMatrix, coverage_matrix
from grants.rules.collaboration.findings import Finding, all_findings, findings_in
from grants.rules.collaboration.mentions import Mention
from grants.rules.collaboration.packet_reader import snapshot_from
from grants.rules.collaboration.packet_values import JsonObject
from grants.rules.collaboration.parsed_plan import parse_plan
from grants.rules.collaboration.snapshot import Snapshot
from signing.rules import digest_of

# Of the drafts that one process keeps a reading of: those opened last.
DRAFTS_KEPT = 64


@dataclass(frozen=True)
class Reading:
    """What the portal computes from one application. A submitted version stores it in `Version.reading`."""

    snapshot: Snapshot
    mentions: list[Mention]
    findings: list[Finding]

    @cached_property
    def coverage(self) -> CoverageMatrix:
        """The coverage matrix; most pages don't show it."""
        return coverage_matrix(self.snapshot, self.mentions)

    def as_json(self) -> dict[str, object]:
        """What is stored with a submitted version: mentions by paragraph key, and the coverage matrix."""
        by_paragraph: dict[str, list[dict[str, object]]] = defaultdict(list)
        for mention in self.mentions:
            by_paragraph[mention.paragraph].append(mention.as_json())
        return {"mentions": dict(by_paragraph), "coverage": self.coverage.as_json()}


def reading_of(packet: JsonObject, facts: JsonObject) -> Reading:
    """Compute mentions and findings of an application in its current state."""
    plan = parse_plan(snapshot_from(packet, facts))
    mentions = list(plan.mentions)
    findings = with_possible_rules(findings_in(plan), facts.get("possible_rules", ()))
    return Reading(plan.snapshot, mentions, findings)


@dataclass(frozen=True)
class _ToRead:
    """What is read, told from others by the digest of all of it."""

    digest: str
    packet: JsonObject = field(compare=False)
    facts: JsonObject = field(compare=False)


def kept_reading_of(packet: JsonObject, facts: JsonObject) -> Reading:
    """The same as `reading_of`, not computed again for a packet and facts that this process read lately.

    Whoever opens one section of a draft after another waits for the reading once.
    """
    return _kept(_ToRead(digest_of({"packet": packet, "facts": facts}), packet, facts))


@lru_cache(maxsize=DRAFTS_KEPT)
def _kept(what: _ToRead) -> Reading:
    return reading_of(what.packet, what.facts)


def findings_of(packet: JsonObject, facts: JsonObject) -> list[Finding]:
    """Compute only the findings."""
    return with_possible_rules(all_findings(snapshot_from(packet, facts)), facts.get("possible_rules", ()))


def with_possible_rules(findings: Iterable[Finding], possible_rules: Collection[str]) -> list[Finding]:
    """The findings, with those of rules that ask questions in the round as possible ones."""
    return [finding.as_possible() if finding.rule in possible_rules else finding for finding in findings]
