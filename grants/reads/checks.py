"""The stored findings of an application, and how often officers call findings of a rule incorrect."""

import datetime
from dataclasses import dataclass, replace

from django.db.models import Count, Q

from grants.models import Application, StoredFinding
from grants.reads.amendments import latest_version_of
from grants.reads.application_statements import findings_standing
from grants.reads.packets import Packet, facts_for_applicant, names_are_secret, signed_members_of
from grants.rules.collaboration.findings import Finding, Place
from grants.rules.reading import Reading, kept_reading_of
from grants.states import SUBMITTED_STATUSES, ResponseKind


@dataclass(frozen=True)
class CheckCounts:
    """The findings and questions of one rule, and the officers' responses to them."""

    findings: int = 0
    questions: int = 0
    responses: int = 0
    not_so: int = 0

    def __add__(self, other: "CheckCounts") -> "CheckCounts":
        return CheckCounts(
            self.findings + other.findings,
            self.questions + other.questions,
            self.responses + other.responses,
            self.not_so + other.not_so,
        )

    @property
    def share_not_so(self) -> float | None:
        """The share of responses that call the finding incorrect; None without responses."""
        return self.not_so / self.responses if self.responses else None


def findings_that_stand(application: Application) -> list[Finding]:
    """What reviewers see beside the version submitted last, possible findings included; one query."""
    return [
        Finding(
            rule=one.rule,
            rule_version=one.rule_version,
            subject_key=one.subject_key,
            subject=one.subject,
            sentence=one.sentence,
            places=(Place(**one.places[0]), Place(**one.places[1])),
            is_possible=one.is_possible,
        )
        for one in findings_standing(application=application.pk)
    ]


def reading_as_submitted(application: Application, at: datetime.datetime) -> tuple[Packet, Reading]:
    """The version submitted last with its members table, and the findings that reviewers see beside it.

    For its applicant: while the round accepts submissions, findings don’t name other applications.
    """
    packet: Packet = latest_version_of(application).content
    signed, keys = signed_members_of(application), {row["key"] for row in packet["participants"]}
    here = signed._replace(members=[one for one in signed.members if one.key in keys])  # not those added since
    reading = kept_reading_of(packet, facts_for_applicant(application, packet, here, at=at))
    if names_are_secret(application, at):
        return packet, reading
    return packet, replace(reading, findings=findings_that_stand(application))


def findings_as_submitted(application: Application, at: datetime.datetime) -> list[Finding]:
    """The findings of `reading_as_submitted`; one query once the round accepts no more submissions."""
    if names_are_secret(application, at):
        return reading_as_submitted(application, at)[1].findings
    return findings_that_stand(application)


def counts_of_checks() -> dict[tuple[str, int], CheckCounts]:
    """By rule and round: what submitted applications have now. One query."""
    rows = (
        StoredFinding.objects.standing()
        .filter(application__status__in=SUBMITTED_STATUSES)
        .order_by()
        .values("rule", "application__competition")
        .annotate(
            findings=Count("pk", filter=Q(is_possible=False), distinct=True),
            questions=Count("pk", filter=Q(is_possible=True), distinct=True),
            responses=Count("answers"),
            not_so=Count("answers", filter=Q(answers__kind=ResponseKind.NOT_SO)),
        )
    )
    return {
        (row["rule"], row["application__competition"]): CheckCounts(
            row["findings"], row["questions"], row["responses"], row["not_so"]
        )
        for row in rows
    }
