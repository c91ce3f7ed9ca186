"""The stored findings of an application, and how often officers call findings of a rule incorrect."""

from dataclasses import dataclass

from django.db.models import Count, Q

from grants.models import Application, StoredFinding
from grants.reads.application_statements import findings_standing
from grants.rules.collaboration.findings import Finding, Place
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
