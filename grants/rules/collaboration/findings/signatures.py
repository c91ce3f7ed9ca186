"""Rules about the members' signatures. They apply once the lead has asked for signatures."""

from collections.abc import Iterator

from grants.rules.collaboration.findings.phrasing import (
    MEMBER_LIST,
    date_in_words,
    is_before,
    row_anchor,
    short_text,
)
from grants.rules.collaboration.findings.rule import (
    FindingKind,
    FindingRule,
    FindingSubject,
    Observation,
    Place,
    RuleGroup,
)
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.collaboration.snapshot import PlanParticipant, PlanSignature
from signing.rules import are_different_names


def _missing_signatures(plan: ParsedPlan) -> Iterator[Observation]:
    if not plan.snapshot.signing_opened:
        return
    signed = {s.participant for s in plan.snapshot.signatures}
    for participant in plan.snapshot.participants:
        if participant.key not in signed:
            yield Observation(
                participant.key,
                participant.name,
                f"{short_text(participant.name)} hasn’t signed.",
                (
                    Place(MEMBER_LIST, participant.name, row_anchor(participant)),
                    Place("Signatures", "Requested, not signed", f"signature:{participant.key}"),
                ),
            )


def _outdated_signatures(plan: ParsedPlan) -> Iterator[Observation]:
    for participant, signature in _latest_signatures(plan):
        current = plan.snapshot.part_digests.get(participant.key, "")
        if signature.part_digest and current and signature.part_digest != current:
            yield Observation(
                participant.key,
                participant.name,
                f"{short_text(participant.name)} signed, but its part of the plan changed afterward.",
                (
                    _place_of_signature(participant, signature),
                    Place("Its part of the plan", "Changed after the signature", row_anchor(participant)),
                ),
            )


def _unauthorized_signatures(plan: ParsedPlan) -> Iterator[Observation]:
    for participant, signature in _latest_signatures(plan):
        problems = []
        # Appointments are known only for agencies in the registry; a missing agency is a separate finding.
        if signature.had_power is False and participant.in_registry is not False:
            problems.append("the signer’s role didn’t include permission to sign that day")
        if signature.board_on is None:
            problems.append("no board approval date is given")
        elif signature.signed_on and signature.board_on > signature.signed_on:
            problems.append(f"the board approval date, {date_in_words(signature.board_on)}, is after the signature")
        if problems:
            what = ", and ".join(problems)
            yield Observation(
                participant.key,
                participant.name,
                f"{_signer(signature)} signed for {short_text(participant.name)}: {what}.",
                (
                    _place_of_signature(participant, signature),
                    Place("Permission to sign", what[0].upper() + what[1:], f"registry:{participant.key}"),
                ),
            )


def _signatures_under_other_names(plan: ParsedPlan) -> Iterator[Observation]:
    for participant, signature in _latest_signatures(plan):
        if signature.account and are_different_names(signature.by, signature.account):
            role = f", {signature.account_role}" if signature.account_role else ""
            yield Observation(
                participant.key,
                participant.name,
                _under_other_name(participant, signature),
                (
                    _place_of_signature(participant, signature),
                    Place(
                        "Emailed link" if signature.by_link else "Account that signed",
                        f"{short_text(signature.account)}{role}",
                        row_anchor(participant),
                    ),
                ),
            )


def _under_other_name(participant: PlanParticipant, signature: PlanSignature) -> str:
    name, signer = short_text(participant.name), _signer(signature)
    if signature.by_link:
        return (
            f"The signature for {name} is in the name of {signer}; the link to sign was emailed to "
            f"{short_text(signature.account)}."
        )
    return (
        f"The signature for {name} is in the name of {signer}; the account that signed belongs to "
        f"{short_text(signature.account)}."
    )


def _latest_signatures(plan: ParsedPlan) -> Iterator[tuple[PlanParticipant, PlanSignature]]:
    """Each participant that has signed, with its latest signature; nothing until signatures have been requested."""
    latest = {s.participant: s for s in plan.snapshot.signatures} if plan.snapshot.signing_opened else {}
    return ((p, latest[p.key]) for p in plan.snapshot.participants if p.key in latest)


def _place_of_signature(participant: PlanParticipant, signature: PlanSignature) -> Place:
    when = f", {date_in_words(signature.signed_on)}" if signature.signed_on else ""
    title = f", {short_text(signature.title)}" if signature.title else ""
    return Place("Signature", f"{_signer(signature)}{title}{when}", f"signature:{participant.key}")


def _late_signatures(plan: ParsedPlan) -> Iterator[Observation]:
    closes, ends = plan.snapshot.closes_at, plan.snapshot.ends_at
    for participant, signature in _latest_signatures(plan):
        signed = signature.signed_at
        if closes is None or signed is None or not is_before(ends, signed):
            continue
        day, closing = date_in_words(signature.signed_on or signed.date()), date_in_words(closes.date())
        yield Observation(
            participant.key,
            participant.name,
            f"{_signer(signature)} signed for {short_text(participant.name)} on {day}, after the round closed on "
            f"{closing}.",
            (
                _place_of_signature(participant, signature),
                Place("Round", f"The round closed on {closing}", "competition"),
            ),
        )


def _signer(signature: PlanSignature) -> str:
    return short_text(signature.by) or "The signer"


UNSIGNED = FindingRule(
    name="unsigned",
    version=2,
    group=RuleGroup.SIGNATURES,
    kind=FindingKind.MISSING,
    subject=FindingSubject.MEMBER,
    title="Members that haven’t signed",
    reason="Every member signs its own part of the plan.",
    found_when="The lead has requested signatures, and a member on the list hasn’t signed.",
    compares=("the member list", "the signatures"),
    row_word="not signed",
    signature_word="no",
    find=_missing_signatures,
)
SIGNATURE_OUTDATED = FindingRule(
    name="signature-outdated",
    version=2,
    group=RuleGroup.SIGNATURES,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.MEMBER,
    title="Signatures on an earlier version",
    reason="The member’s part of the plan changed after it signed.",
    found_when="A member’s part of the plan isn’t what it was when the member signed.",
    compares=("what the member signed", "the member’s part of the plan now"),
    row_word="signed an earlier version",
    signature_word="earlier version",
    find=_outdated_signatures,
)
SIGNATURE_UNAUTHORIZED = FindingRule(
    name="signature-unauthorized",
    version=2,
    group=RuleGroup.SIGNATURES,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.MEMBER,
    title="Permission to sign unclear",
    reason="The signer needs permission to sign on that day, and the board’s approval must come first.",
    found_when=(
        "The signer’s role didn’t include permission to sign that day, no board approval date is given, or that date "
        "is after the signature."
    ),
    compares=("the signature", "the signer’s permission and the board approval date"),
    row_word="permission to sign unclear",
    signature_word="permission unclear",
    find=_unauthorized_signatures,
)
SIGNATURE_NAME = FindingRule(
    name="signature-name",
    version=2,
    group=RuleGroup.SIGNATURES,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.MEMBER,
    title="Signatures in another name",
    reason="A signature counts for the person whose account or emailed link signed, whatever name is typed.",
    found_when="The name typed as the signature isn’t the name of the account that signed or of the person emailed.",
    compares=("the typed name", "the account that signed, or the person emailed"),
    row_word="signed in another name",
    signature_word="another name",
    find=_signatures_under_other_names,
)
SIGNATURE_LATE = FindingRule(
    name="signature-late",
    version=2,
    group=RuleGroup.SIGNATURES,
    kind=FindingKind.NOTICE,
    subject=FindingSubject.MEMBER,
    title="Signatures after the round closed",
    reason="The member signed after the round closed.",
    found_when="The date and time of a signature are after the round’s closing time and its grace period.",
    compares=("the signature", "the round’s closing time and grace period"),
    row_word="signed after closing",
    signature_word="after closing",
    find=_late_signatures,
)
