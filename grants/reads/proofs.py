"""Whether what was submitted, signed, and determined is still what the audit log says."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Model, QuerySet

from grants.models import (
    Application,
    Citation,
    Competition,
    Determination,
    Explanation,
    FindingAnswer,
    Mark,
    Score,
    ScoreCitation,
    Signature,
    StateAnswer,
    Version,
)
from signing.rules import digest_of

Row = TypeVar("Row", bound=Model)


class LogEntry(NamedTuple):
    """What an entry of the log says: its subject, its moment, and its detail."""

    subject: str
    at: datetime.datetime
    detail: dict[str, Any]


class Proved(NamedTuple):
    """A row that the log has a digest of: its name in words, its digest now, and when it was written."""

    pk: int
    name: str
    digest: str
    at: datetime.datetime | None
    is_sample: bool


def first_unlike_log(kind: str, logged: Iterable[LogEntry], rows: Iterable[Proved]) -> str | None:
    """The first row that differs from its latest log entry; `kind` is the key of its number in the entry's detail.

    What earlier releases wrote has no digest in the log and can't be compared. After the first digest, everything has
    one. The digest of a row that the portal itself removed is "".
    """
    of_log: dict[int, str] = {}
    since = None
    for _, at, detail in logged:
        if kind in detail and "digest" in detail:
            of_log[detail[kind]] = detail["digest"]
            since = since or at
    for row in rows:
        if row.pk in of_log:
            if of_log.pop(row.pk) != row.digest:
                return f"{row.name} was changed: it does not match the log."
        elif since and row.at and row.at >= since and not row.is_sample:
            return f"{row.name} has no entry in the log."
    for pk, digest in of_log.items():
        if digest:
            return f"{kind.capitalize()} {pk} is in the log and was removed."
    return None


@dataclass(frozen=True)
class ProvedKind(Generic[Row]):
    """What the log proves of one kind of row: which rows, how they are named and digested, when they were written."""

    key: str  # of the row's number in the detail of an entry
    rows: Callable[[], QuerySet[Row]]
    name: Callable[[Row], str]
    digest: Callable[[Row], str]
    at: Callable[[Row], datetime.datetime | None]
    competition: Callable[[Row], Competition]

    def first_without_proof(self, logged: Iterable[LogEntry]) -> str | None:
        """The first row that isn't what its latest log entry says, in words; None if each is."""
        return first_unlike_log(
            self.key, logged, map(self._proved, self.rows().order_by("pk").iterator(chunk_size=500))
        )

    def _proved(self, row: Row) -> Proved:
        is_sample = self.competition(row).is_sample
        return Proved(row.pk, self.name(row), self.digest(row), self.at(row), is_sample=is_sample)


def moment_in_log(moment: datetime.datetime | None) -> str | None:
    """A moment as digests have it, the same from every database."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds") if moment else None


def first_version_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first submitted version that isn't what its log entry says, in words; None if each is.

    `logged` are the log's entries about submissions. Versions of a sample round that was loaded
    at once have no entries; their content is compared with their own digest.
    """
    of_log = {(subject, detail.get("version")): detail.get("digest") for subject, _, detail in logged}
    versions = Version.objects.select_related("application__competition").order_by("application", "number")
    for version in versions.iterator(chunk_size=100):
        name = f"Version {version.number} of {version.application.reference}"
        key = (f"{Application._meta.label_lower}:{version.application_id}", version.number)
        is_excused = key not in of_log and version.application.competition.is_sample
        if digest_of(version.content) != version.digest:
            return f"{name} was changed: it does not match its digest."
        if not is_excused and of_log.get(key) != version.digest:
            return f"{name} does not match the log, which has {of_log.get(key) or 'no entry for it'}."
        of_log.pop(key, None)
    for subject, number in of_log:
        return f"Version {number} of {subject} is in the log and was removed."
    return None


def digest_of_signature(signature: Signature) -> str:
    """The digest of everything a signature says: what was signed, the typed name, and the account."""
    return digest_of(
        {
            "part": signature.part_digest,
            "name": signature.signer_name,
            "title": signature.signer_title,
            "signed_at": moment_in_log(signature.signed_at),
            "board_on": signature.board_on,
            "signer": signature.signer_id,
            "account": signature.account_name,
            "role": signature.account_role,
            "had_power": signature.had_power,
            "participant": signature.participant_id,
        }
        # Only where there is one, so that the digests of earlier signatures stay what the log has.
        | ({"linked_email": signature.linked_email} if signature.linked_email else {})
    )


def first_signature_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first signature that isn't what its log entry says, in words; None if each is.

    Entries of earlier releases have the digest of what was signed, without the typed name.
    """
    of_log, earlier = {}, set()
    for subject, _, detail in logged:
        if "signature" in detail:
            of_log[detail["signature"]] = detail["whole"]
        else:
            earlier.add((subject, detail.get("digest")))
    signatures = Signature.objects.select_related("application__competition", "participant").order_by("pk")
    for signature in signatures.iterator(chunk_size=500):
        application = signature.application
        name = f"The signature of {signature.participant} on {application.reference}"
        key = (f"{Application._meta.label_lower}:{application.pk}", signature.part_digest)
        if digest_of(signature.part) != signature.part_digest:
            return f"{name} was changed: what was signed does not match its digest."
        if signature.pk in of_log:
            if of_log.pop(signature.pk) != digest_of_signature(signature):
                return f"{name} was changed: it does not match the log."
        elif key not in earlier and not application.competition.is_sample:
            return f"{name} has no entry in the log."
    for pk in of_log:
        return f"Signature {pk} is in the log and was removed."
    return None


def digest_of_mark(mark: Mark) -> str:
    """The digest of a mark with its reason and every citation, the removed ones too."""
    return digest_of(
        {
            "review": mark.review_id,
            "element": mark.element,
            "verdict": mark.verdict,
            "note": mark.note,
            "revision": mark.revision,
            "at": moment_in_log(mark.marked_at),
            "citations": _citations(mark.citations.all()),
        }
    )


MARKS = ProvedKind(
    key="mark",
    rows=lambda: Mark.objects.select_related("review__application__competition").prefetch_related("citations"),
    name=lambda row: f"The mark of element {row.element} on {row.review.application.reference}",
    digest=digest_of_mark,
    at=lambda row: row.marked_at,
    competition=lambda row: row.review.application.competition,
)


def digest_of_explanation(explanation: Explanation) -> str:
    """The digest of an applicant's explanation of a finding."""
    return digest_of(
        {
            "application": explanation.application_id,
            "rule": explanation.rule,
            "about": explanation.subject_key,
            "text": explanation.text,
            "by": explanation.written_by_id,
            "at": moment_in_log(explanation.written_at),
        }
    )


EXPLANATIONS = ProvedKind(
    key="explanation",
    rows=lambda: Explanation.objects.select_related("application__competition"),
    name=lambda row: f"The explanation of {row.rule}, {row.subject_key}, on {row.application.reference}",
    digest=digest_of_explanation,
    at=lambda row: row.written_at,
    competition=lambda row: row.application.competition,
)


def digest_of_answer(answer: FindingAnswer) -> str:
    """The digest of an officer's response to a finding."""
    return digest_of(
        {
            "review": answer.review_id,
            "finding": answer.finding_id,
            "kind": answer.kind,
            "text": answer.text,
            "revision": answer.revision,
            "at": moment_in_log(answer.answered_at),
        }
    )


FINDING_ANSWERS = ProvedKind(
    key="response",
    rows=lambda: FindingAnswer.objects.select_related("review__application__competition", "finding"),
    name=lambda row: (
        f"The response to {row.finding.rule}, {row.finding.subject}, on {row.review.application.reference}"
    ),
    digest=digest_of_answer,
    at=lambda row: row.answered_at,
    competition=lambda row: row.review.application.competition,
)


def digest_of_state_answer(answer: StateAnswer) -> str:
    """The digest of the state's answer, of who agreed to it, and of what it is based on."""
    return digest_of(
        {
            "application": answer.application_id,
            "version": answer.version_id,
            "verdict": answer.verdict,
            "reasons": answer.reasons,
            "basis": answer.basis,
            "rests_on": answer.rests_on,
            "state": answer.state,
            "by": answer.proposed_by_id,
            "proposed_at": moment_in_log(answer.proposed_at),
            "recorded_at": moment_in_log(answer.recorded_at),
            "replaces": answer.replaces_id,
            "replacement_reason": answer.replacement_reason,
            "consents": [
                [one.officer_id, one.agrees, one.reason, moment_in_log(one.given_at)]
                for one in sorted(answer.consents.all(), key=lambda one: one.pk)
            ],
        }
    )


STATE_ANSWERS = ProvedKind(
    key="answer",
    rows=lambda: StateAnswer.objects.select_related("application__competition").prefetch_related("consents"),
    name=lambda row: f"The state’s answer on {row.application.reference}",
    digest=digest_of_state_answer,
    at=lambda row: row.proposed_at,
    competition=lambda row: row.application.competition,
)


def digest_of_score(score: Score) -> str:
    """The digest of a score with its reason and every citation, the removed ones too."""
    return digest_of(
        {
            "assignment": score.assignment_id,
            "criterion": score.criterion_id,
            "level": score.level,
            "vote": score.vote,
            "abstained": score.has_abstained,
            "reason": score.reason,
            "confidence": score.confidence,
            "revision": score.revision,
            "at": moment_in_log(score.saved_at),
            "citations": _citations(score.citations.all()),
        }
    )


SCORES = ProvedKind(
    key="score",
    rows=lambda: Score.objects.select_related("assignment__application__competition", "criterion").prefetch_related(
        "citations"
    ),
    name=lambda row: f"Score {row.pk} on {row.assignment.application.reference}",
    digest=digest_of_score,
    at=lambda row: row.saved_at,
    competition=lambda row: row.assignment.application.competition,
)


def _citations(citations: Iterable[Citation | ScoreCitation]) -> list[list[object]]:
    """Everything that citations say, in the order in which they were made."""
    return [
        [one.kind, one.place, one.start, one.end, one.quote, moment_in_log(one.cited_at), moment_in_log(one.removed_at)]
        for one in sorted(citations, key=lambda one: one.pk)
    ]


def digest_of_determination(determination: Determination) -> str:
    """The digest of everything an officer concluded: what the log keeps of it."""
    return digest_of(
        {
            "review": determination.review_id,
            "verdict": determination.verdict,
            "reasons": determination.reasons,
            "marks": determination.marks_line,
            "unmarked_reason": determination.unmarked_reason,
            "by": determination.recorded_by_id,
            "at": moment_in_log(determination.recorded_at),
            "replaces": determination.replaces_id,
            "replacement_reason": determination.replacement_reason,
        }
    )


def first_determination_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first determination that isn't what its log entry says, in words; None if each is.

    Entries of earlier releases have no digest: of their determinations, the moment and the verdict are compared.
    """
    of_log, earlier = {}, set()
    for subject, at, detail in logged:
        if "digest" in detail:
            of_log[detail["determination"]] = detail["digest"]
        else:
            earlier.add((subject, at, detail.get("verdict")))
    rows = Determination.objects.select_related("review__application__competition").order_by("pk")
    for determination in rows.iterator(chunk_size=500):
        application = determination.review.application
        name = f"Determination {determination.pk} on {application.reference}"
        key = (f"{Application._meta.label_lower}:{application.pk}", determination.recorded_at, determination.verdict)
        if determination.pk in of_log:
            if of_log.pop(determination.pk) != digest_of_determination(determination):
                return f"{name} was changed: it does not match the log."
        elif key not in earlier and not application.competition.is_sample:
            return f"{name} has no entry in the log."
    for pk in of_log:
        return f"Determination {pk} is in the log and was removed."
    return None
