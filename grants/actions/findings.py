"""Storing the findings of submitted versions, and applicants' explanations of findings."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked, taken_up
from grants.models import Application, Explanation, StoredFinding, Version
from grants.reads.packets import Packet, facts_about, is_current, packet_of
from grants.rules.application import problems_with_explanation
from grants.rules.collaboration.findings import Finding
from grants.rules.reading import findings_of
from grants.rules.texts import cleaned
from grants.states import LOCKED, SUBMITTED_STATUSES

# At most this many others of the round are rechecked after a submission; `recheck_findings` rechecks all.
MOST_NEIGHBORS = 25
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
    found = {_identity(f): f for f in findings_of(packet, facts_about(application, packet))}
    standing = {(s.rule, s.subject_key): s for s in application.findings.standing()}
    still_found = [(stored, found[key]) for key, stored in standing.items() if key in found]
    reworded = [stored for stored, finding in still_found if stored.rule_version != finding.rule_version]
    gone = [s for key, s in standing.items() if key not in found or _states_another_fact(s, found[key])]
    went = {(s.rule, s.subject_key) for s in gone}
    new = [finding for key, finding in found.items() if key not in standing or key in went]
    _reword(reworded, found)
    StoredFinding.objects.filter(pk__in=[s.pk for s in gone]).update(gone_at=at)
    StoredFinding.objects.bulk_create(_stored(version, finding, at=at, is_new=True) for finding in new)
    counts = {
        "findings_count": len(found),
        "new_findings_count": application.findings.standing().filter(is_new_since_sealing=True).count(),
        "participants_count": len(packet["participants"]),
        "signatures_count": count_signatures(application, packet),
    }
    changed = [field for field, count in counts.items() if getattr(application, field) != count]
    if not (gone or new or changed or reworded):
        return False
    for field in changed:
        setattr(application, field, counts[field])
    application.save(update_fields=changed)
    log.record(
        "application.rechecked",
        application,
        by=RECHECK,
        at=at,
        version=version.number,
        new=[f"{f.rule}: {f.subject_key}" for f in new],
        gone=[f"{s.rule}: {s.subject_key}" for s in gone],
        **({"reworded": [f"{s.rule}: {s.subject_key}" for s in reworded]} if reworded else {}),
    )
    return True


def recheck_neighbors(application: Application, *, at: datetime.datetime) -> int:
    """Recheck this application and those of its round that share a district or a match line; return how many changed.

    The application itself too, because of two that are submitted at the same moment neither saw the other. Each is
    rechecked in a separate transaction.
    """
    others = list(Application.objects.neighbors_of(application)[:MOST_NEIGHBORS])
    return sum(recheck_application(application=each, at=at) for each in ([application, *others] if others else []))


@transaction.atomic
def explain_finding(
    *, application: Application, rule: str, subject_key: str, text: str, by: User, at: datetime.datetime
) -> Explanation | None:
    """Record the applicant's explanation, which is submitted with the application. A blank text removes it."""
    application = taken_up(application, by=by, at=at)
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
        explanation.delete()
        explanation = None
    else:
        explanation, _ = Explanation.objects.update_or_create(
            application=application,
            rule=rule,
            subject_key=subject_key,
            defaults={"text": text, "written_by": by, "written_at": at},
        )
    log.record("finding.explained", application, by=by, at=at, rule=rule, about=subject_key, text=text)
    return explanation


def store_findings_of(version: Version, findings: Iterable[Finding], *, at: datetime.datetime) -> None:
    """Store the findings of a version just submitted, in place of those of the version before."""
    version.application.findings.standing().update(gone_at=at)
    StoredFinding.objects.bulk_create(_stored(version, finding, at=at, is_new=False) for finding in findings)


def count_signatures(application: Application, packet: Packet) -> int:
    """How many participants' latest signatures match their parts of the packet."""
    latest = {s.participant.key: s for s in application.signatures.select_related("participant").defer("part")}
    return sum(is_current(packet, p["key"], latest.get(p["key"])) for p in packet["participants"])


def is_recheckable(application: Application) -> bool:
    """Whether its findings are those of a submitted version that isn't being changed."""
    return application.status in LOCKED


def _identity(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.subject_key[:200]


def _places_of(finding: Finding) -> list[dict[str, str]]:
    return [{"label": place.label, "quote": place.quote, "anchor": place.anchor} for place in finding.places]


def _states_another_fact(stored: StoredFinding, finding: Finding) -> bool:
    """Whether the same version of a rule now says something else. Another version always uses other words."""
    is_same_version = stored.rule_version == finding.rule_version
    return is_same_version and (stored.sentence, stored.places) != (finding.sentence, _places_of(finding))


def _reword(stored_findings: Iterable[StoredFinding], found: dict[tuple[str, str], Finding]) -> None:
    for stored in stored_findings:
        finding = found[stored.rule, stored.subject_key]
        stored.rule_version, stored.subject = finding.rule_version, finding.subject[:300]
        stored.sentence, stored.places = finding.sentence, _places_of(finding)
    StoredFinding.objects.bulk_update(stored_findings, ["rule_version", "subject", "sentence", "places"])


def _stored(version: Version, finding: Finding, *, at: datetime.datetime, is_new: bool) -> StoredFinding:
    return StoredFinding(
        application_id=version.application_id,
        version=version,
        rule=finding.rule,
        rule_version=finding.rule_version,
        subject_key=finding.subject_key[:200],
        subject=finding.subject[:300],
        sentence=finding.sentence,
        places=_places_of(finding),
        found_at=at,
        is_new_since_sealing=is_new,
    )
