"""Storing the findings of submitted versions, and applicants' explanations of findings."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked, taken_up
from grants.models import Application, Explanation, StoredFinding, Version
from grants.reads.packets import Packet, facts_about, packet_of
from grants.reads.proofs import digest_of_explanation
from grants.rules.application import problems_with_explanation
from grants.rules.citable import requested_in
from grants.rules.collaboration.findings import Finding
from grants.rules.collaboration.findings.missing_information import UNANSWERED
from grants.rules.collaboration.findings.rule import line_of_rules
from grants.rules.reading import findings_of
from grants.rules.sections import WHOLE
from grants.rules.texts import cleaned
from grants.states import LOCKED, SUBMITTED_STATUSES

RECHECK = "manage.py recheck_findings"


@transaction.atomic
def recheck_application(*, application: Application, at: datetime.datetime) -> bool:
    """Check the latest submitted version against the current facts; True if anything changed.

    New findings are marked as new since sealing, those that no longer hold get the time when they went. A finding that
    another version of its rule made is not new: it gets the words of this version and keeps its answers.
    """
    application = locked(application)
    version = application.versions.order_by("-number").first()
    if version is None or application.status not in SUBMITTED_STATUSES:
        return False
    packet = version.content
    facts = facts_about(application, packet)
    found = findings_of(packet, facts)
    difference = difference_between(application.findings.standing(), found)
    counts = {
        "unanswered_count": count_unanswered(found),
        "requested": requested_in(packet),
        "participants_count": len(packet["participants"]),
        "signatures_count": count_signatures(facts),
    }
    return store_difference(difference, application, version, counts=counts, at=at)


@dataclass(frozen=True)
class Difference:
    """What a new check found, compared with the stored findings."""

    new: list[Finding]
    gone: list[StoredFinding]
    reworded: list[tuple[StoredFinding, Finding]]

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.reworded)


def difference_between(stored_findings: Iterable[StoredFinding], found: Iterable[Finding]) -> Difference:
    """What to change so that the stored findings, which still hold, are those found now."""
    now = {_identity(finding): finding for finding in found}
    standing = {(stored.rule, stored.subject_key): stored for stored in stored_findings}
    still_found = [(stored, now[key]) for key, stored in standing.items() if key in now]
    gone = [s for key, s in standing.items() if key not in now or _states_another_fact(s, now[key])]
    went = {(s.rule, s.subject_key) for s in gone}
    return Difference(
        new=[finding for key, finding in now.items() if key not in standing or key in went],
        gone=gone,
        reworded=[(s, f) for s, f in still_found if _has_other_words(s, f) and not _states_another_fact(s, f)],
    )


def store_difference(
    difference: Difference,
    application: Application,
    version: Version,
    *,
    counts: dict[str, int] | None = None,
    at: datetime.datetime,
) -> bool:
    """Store it for the locked application, with the counts of its queue row; True if anything changed.

    `counts` are those of other things than findings.
    """
    _reword(difference.reworded)
    StoredFinding.objects.filter(pk__in=[s.pk for s in difference.gone]).update(gone_at=at)
    StoredFinding.objects.bulk_create(_stored(version, finding, at=at, is_new=True) for finding in difference.new)
    now = application.findings.standing().only("rule", "is_possible", "is_new_since_sealing")
    columns = (counts or {}) | columns_about_findings(now)
    changed = [field for field, value in columns.items() if getattr(application, field) != value]
    if not (difference or changed):
        return False
    for field in changed:
        setattr(application, field, columns[field])
    application.save(update_fields=changed)
    reworded = [f"{s.rule}: {s.subject_key}" for s, _ in difference.reworded]
    log.record(
        "application.rechecked",
        application,
        by=RECHECK,
        at=at,
        version=version.number,
        new=[f"{f.rule}: {f.subject_key}" for f in difference.new],
        gone=[f"{s.rule}: {s.subject_key}" for s in difference.gone],
        **({"reworded": reworded} if reworded else {}),
    )
    return True


@transaction.atomic
def explain_finding(
    *, application: Application, rule: str, subject_key: str, text: str, by: User, at: datetime.datetime
) -> Explanation | None:
    """Record the applicant's explanation, which is submitted with the application. A blank text removes it."""
    application = taken_up(application, WHOLE, by=by, at=at)
    text = cleaned(text)
    if problems := problems_with_explanation(text):
        raise Unready(*problems)
    packet = packet_of(application)
    if text and (rule, subject_key) not in {
        _identity(f) for f in findings_of(packet, facts_about(application, packet))
    }:
        raise Unready("This finding no longer applies, so there is nothing to explain.")
    explanation = application.explanations.filter(rule=rule, subject_key=subject_key).first()
    if explanation is None and not text:
        return None
    if not text and explanation:
        proof = {"explanation": explanation.pk, "digest": ""}
        explanation.delete()
        explanation = None
    else:
        explanation, _ = Explanation.objects.update_or_create(
            application=application,
            rule=rule,
            subject_key=subject_key,
            defaults={"text": text, "written_by": by, "written_at": at},
        )
        proof = {"explanation": explanation.pk, "digest": digest_of_explanation(explanation)}
    log.record("finding.explained", application, by=by, at=at, rule=rule, about=subject_key, text=text, **proof)
    return explanation


def store_findings_of(version: Version, findings: Iterable[Finding], *, at: datetime.datetime) -> None:
    """Store the findings of a version just submitted, in place of those of the version before."""
    if version.number > 1:
        version.application.findings.standing().update(gone_at=at)
    StoredFinding.objects.bulk_create(_stored(version, finding, at=at, is_new=False) for finding in findings)


def findings_before_submitting(
    version: Version, findings: Iterable[Finding], *, at: datetime.datetime
) -> list[StoredFinding]:
    """The findings as they would be stored, numbered; nothing is stored."""
    rows = [_stored(version, finding, at=at, is_new=False) for finding in findings]
    for number, row in enumerate(rows, start=1):
        row.pk = number
    return rows


def columns_about_findings(findings: Iterable[Finding | StoredFinding]) -> dict[str, int | str]:
    """What the application's row in the queue says of these findings, by column. Possible ones aren't counted."""
    counted = [finding for finding in findings if not finding.is_possible]
    return {
        "findings_count": len(counted),
        "new_findings_count": sum(getattr(finding, "is_new_since_sealing", False) for finding in counted),
        "finding_rules": line_of_rules(finding.rule for finding in counted),
    }


def count_signatures(facts: Packet) -> int:
    """How many participants' latest signatures match their parts of the packet that the facts are about."""
    return sum(s["part_digest"] == facts["part_digests"].get(s["participant"]) for s in facts["signatures"])


def is_recheckable(application: Application) -> bool:
    """Whether its findings are those of a submitted version that isn't being changed."""
    return application.status in LOCKED


def _identity(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.subject_key[:200]


def _places_of(finding: Finding) -> list[dict[str, str]]:
    return [{"label": place.label, "quote": place.quote, "anchor": place.anchor} for place in finding.places]


def _states_another_fact(stored: StoredFinding, finding: Finding) -> bool:
    """Whether the same version of a rule now says something else.

    Another version is worded differently, and so is a rule that asks questions in the round or reports findings again.
    A question that has become a finding without that is another fact: the rule is sure now.
    """
    if stored.rule_version != finding.rule_version:
        return False
    if stored.places != _places_of(finding):
        return True
    if stored.is_possible == finding.is_possible:
        return stored.sentence != finding.sentence
    return stored.is_possible and stored.sentence != finding.as_possible().sentence


def _has_other_words(stored: StoredFinding, finding: Finding) -> bool:
    return (stored.rule_version, stored.is_possible) != (finding.rule_version, finding.is_possible)


def _reword(pairs: Sequence[tuple[StoredFinding, Finding]]) -> None:
    for stored, finding in pairs:
        stored.rule_version, stored.subject = finding.rule_version, finding.subject[:300]
        stored.sentence, stored.places = finding.sentence, _places_of(finding)
        stored.is_possible = finding.is_possible
    StoredFinding.objects.bulk_update(
        [stored for stored, _ in pairs], ["rule_version", "subject", "sentence", "is_possible", "places"]
    )


def _stored(version: Version, finding: Finding, *, at: datetime.datetime, is_new: bool) -> StoredFinding:
    return StoredFinding(
        application_id=version.application_id,
        version=version,
        rule=finding.rule,
        rule_version=finding.rule_version,
        subject_key=finding.subject_key[:200],
        subject=finding.subject[:300],
        sentence=finding.sentence,
        is_possible=finding.is_possible,
        places=_places_of(finding),
        found_at=at,
        is_new_since_sealing=is_new,
    )


def count_unanswered(findings: Iterable[Finding]) -> int:
    """How many elements these findings say have no answer."""
    return sum(finding.rule == UNANSWERED for finding in findings)
