"""The members table with what changes after submission: signatures, findings, and the counts over all members."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from grants.models import Signature, StoredFinding
from grants.reads.packets import Packet, is_current
from grants.rules.budget import owner_key
from grants.rules.citable import PacketMember, members_in_finding
from grants.rules.collaboration.findings import RULES, row_word_of_rule

# On paper: the characters in a line of a cell of the members table, and the lines that fit on three pages.
CHARACTERS_A_LINE, MOST_LINES = 40, 120
_SIGNATURE_WORDS = {rule.name: rule.signature_word for rule in RULES if rule.concerns_signature}


def rows_of(
    members: Sequence[PacketMember],
    findings: Iterable[StoredFinding],
    signatures: Mapping[str, Signature],
    *,
    is_asked: bool,
    not_accepted: Collection[str] = (),
) -> list[PacketMember]:
    """The rows with signatures, with the findings about each member, and with what `not_accepted_in` returns."""
    notes: dict[str, list[tuple[str, str]]] = {}
    signing: dict[str, set[str]] = {}
    keys = {m.key for m in members}
    for f in findings:
        if f.is_possible:  # a question, which is on the desk only
            continue
        for key in _subjects_of(f, keys):
            if f.rule in _SIGNATURE_WORDS:
                signing.setdefault(key, set()).add(f.rule)
            note = (row_word_of_rule(f.rule), f"finding-{f.pk}")
            if note[0] not in [word for word, _ in notes.get(key, ())]:
                notes.setdefault(key, []).append(note)
    return [
        replace(
            m,
            signature=_signature(signatures.get(m.key), signing.get(m.key, set()), is_asked),
            is_signed=m.key in signatures and not signing.get(m.key),
            has_signature=m.key in signatures,
            is_missing_signature=is_asked and m.key not in signatures,
            is_proposed=m.key in not_accepted,
            notes=tuple(notes.get(m.key, ())),
        )
        for m in members
    ]


def not_accepted_in(packet: Packet, signatures: Mapping[str, Signature]) -> set[str]:
    """The keys of members with a row that the lead proposed and that they neither accepted nor signed."""
    proposed = {c["participant"] for c in packet["commitments"] if c.get("proposed")}
    proposed |= {owner_key(line) for line in packet["budget"] if line.get("proposed")} - {""}
    return {key for key in proposed if not is_current(packet, key, signatures.get(key))}


def is_long_on_paper(members: Iterable[PacketMember]) -> bool:
    """Whether the whole texts would take the members table beyond three pages."""
    lines = (-(-max(len(m.gives.text), len(m.gains.text), 1) // CHARACTERS_A_LINE) for m in members)
    return sum(lines) > MOST_LINES


def _subjects_of(finding: StoredFinding, keys: set[str]) -> set[str]:
    if not row_word_of_rule(finding.rule):
        return set()
    return members_in_finding(finding.subject_key, finding.places, keys)


def _signature(signature: Signature | None, rules: set[str], is_asked: bool) -> str:
    if signature is None:
        return "no" if is_asked else "not requested"
    return next((word for rule, word in _SIGNATURE_WORDS.items() if rule in rules), "yes")


@dataclass(frozen=True)
class CountInWords:
    """One count over all members: "2 not contributing"."""

    number: str
    words: str
    is_gap: bool


@dataclass(frozen=True)
class MemberTotals:
    """The counts over all members."""

    members: int
    gives_nothing: int
    gains_nothing: int
    not_named: int
    signed: int
    with_findings: int

    @property
    def tallies(self) -> list[CountInWords]:
        """The counts in words; a gap is a count that a reader should look into."""
        return [
            CountInWords(str(self.gives_nothing), "not contributing", self.gives_nothing > 0),
            CountInWords(str(self.gains_nothing), "not benefiting", self.gains_nothing > 0),
            CountInWords(str(self.not_named), "not named in the narrative", self.not_named > 0),
            CountInWords(f"{self.signed} of {self.members}", "signed", self.signed < self.members),
        ]

    @property
    def in_words(self) -> str:
        """The counts as one sentence."""
        return "; ".join(f"{tally.number} {tally.words}" for tally in self.tallies) + "."


def totals_of(rows: Sequence[PacketMember]) -> MemberTotals:
    """Count over all rows."""
    return MemberTotals(
        members=len(rows),
        gives_nothing=sum(m.gives.is_gap for m in rows),
        gains_nothing=sum(m.gains.is_gap for m in rows),
        not_named=sum(not m.named for m in rows),
        signed=sum(m.has_signature for m in rows),
        with_findings=sum(bool(m.notes) for m in rows),
    )


def switches_of(
    totals: MemberTotals, *, by_activity: bool, only_findings: bool, is_long: bool
) -> list[tuple[str, str]]:
    """The links that show the members table another way: label and address."""
    by, only = ("activity" if by_activity else ""), ("findings" if only_findings else "")
    with_findings = f"With findings only ({totals.with_findings})"
    switches = [
        ("By member", _members_address(only=only))
        if by_activity
        else ("By activity", _members_address(by="activity", only=only)),
        ("All rows", _members_address(by=by))
        if only_findings
        else (with_findings, _members_address(only="findings", by=by)),
    ]
    if by_activity:
        return switches
    if is_long:
        return [*switches, ("Show two lines", _members_address(only=only))]
    return [*switches, ("Show full text", _members_address(text="full", only=only))]


def _members_address(**query: str) -> str:
    return f"?{urlencode({name: value for name, value in query.items() if value})}#members"
