"""What the officers' queue reads: the applications that a person may see, narrowed, counted, a page at a time."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Role
from grants.models.application import Application, Participant
from grants.models.review import Review
from grants.models.sealed import StoredFinding
from reviews.models import Verdict

# Annotated beyond what the type checker can follow.
Queue = QuerySet[Any, Any]
UNMARKED = "-" * 9
LETTERS = {"explained": "e", "partly": "p", "not_explained": "n", "unmarked": "-"}
SORTS = {
    "reference": "reference",
    "consortium": "consortium__name",
    "members": "participants_count",
    "signed": "signatures_count",
    "findings": "findings_count",
    "new": "new_findings_count",
    "submitted": "submitted_at",
}
COLUMNS = (
    "pk",
    "reference",
    "consortium__name",
    "lead__name",
    "competition__name",
    "participants_count",
    "signatures_count",
    "findings_count",
    "new_findings_count",
    "status",
    "submitted_at",
    "assigned_to",
    "assigned_to__name",
    "marks_line",
    "verdict",
)


@dataclass(frozen=True)
class Wanted:
    """What a reader asks the queue for. Empty means any."""

    competition: str = ""
    taken: str = ""  # "mine", "nobody", or an officer's key
    finding: str = ""
    element: int | None = None
    mark: str = ""  # of that element, or of any: explained, partly, not_explained, unmarked, unanswered
    status: str = ""
    verdict: str = ""  # explained, partly, not_explained, none
    q: str = ""
    sort: str = "reference"

    def without(self, *names: str) -> "Wanted":
        """The same, asking for anything in these."""
        nothing: dict[str, Any] = {name: None if name == "element" else "" for name in names}
        return replace(self, **nothing)

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the round is asked for."""
        return self.without("competition", "sort") != Wanted(sort="")


def queue_of(user: Any) -> Queue:
    """Applications handed in, each with the marks and the verdict that this reader may see.

    An officer sees his or her own; administrators and auditors the review that comes first: one with a
    determination, the taker's, the oldest.
    """
    queue: Queue = Application.objects.on_desk_of(user)
    if user.has_role(Role.GRANTS_OFFICER):
        return queue.annotate(
            mine=FilteredRelation("reviews", condition=Q(reviews__officer=user)),
            marks_line=Coalesce("mine__marks_line", Value(UNMARKED)),
            verdict=Coalesce("mine__standing_verdict", Value("")),
        )
    first = (
        Review.objects.visible_to(user)
        .filter(application=OuterRef("pk"))
        .annotate(is_open=Case(When(standing_verdict="", then=1), default=0))
        .annotate(is_second=Case(When(officer=F("application__assigned_to"), then=0), default=1))
        .order_by("is_open", "is_second", "started_at", "pk")
    )
    return queue.annotate(
        marks_line=Coalesce(Subquery(first.values("marks_line")[:1]), Value(UNMARKED)),
        verdict=Coalesce(Subquery(first.values("standing_verdict")[:1]), Value("")),
    )


def narrowed(queue: Queue, wanted: Wanted, user: Any) -> Queue:
    """The queue with what is asked for."""
    if wanted.competition:
        queue = queue.filter(competition__slug=wanted.competition)
    if wanted.taken == "mine":
        queue = queue.filter(assigned_to=user)
    elif wanted.taken == "nobody":
        queue = queue.filter(assigned_to=None)
    elif wanted.taken:
        queue = queue.filter(assigned_to=wanted.taken)
    if wanted.finding:
        queue = queue.filter(pk__in=_with_finding(rule=wanted.finding))
    if wanted.mark:
        queue = _with_mark(queue, wanted.element, wanted.mark)
    if wanted.status:
        queue = queue.filter(status=wanted.status)
    if wanted.verdict:
        queue = queue.filter(verdict="" if wanted.verdict == "none" else wanted.verdict)
    if wanted.q:
        named = Participant.objects.filter(name__icontains=wanted.q).values("application")
        queue = queue.filter(
            Q(reference__icontains=wanted.q) | Q(consortium__name__icontains=wanted.q) | Q(pk__in=named)
        )
    return queue


def _with_finding(**which: Any) -> Queue:
    return StoredFinding.objects.standing().filter(**which).values("application")


def _with_mark(queue: Queue, element: int | None, mark: str) -> Queue:
    if mark == "unanswered":
        which = {"rule": "element-unanswered"} | ({"subject_key": f"element-{element}"} if element else {})
        return queue.filter(pk__in=_with_finding(**which))
    letter = LETTERS[mark]
    if element is None:
        return queue.filter(marks_line__contains=letter)
    return queue.filter(marks_line__regex=f"^.{{{element - 1}}}{letter}")


def rounds_of(user: Any) -> list[dict[str, Any]]:
    """The rounds with applications that this reader may see, the latest first, with their numbers."""
    submitted: Queue = Application.objects.on_desk_of(user)
    return list(
        submitted.values("competition__slug", "competition__name", "competition__closes_at")
        .annotate(number=Count("pk"))
        .order_by(F("competition__closes_at").desc(nulls_last=True), "competition__name")
    )


def verdicts_in(queue: Queue) -> dict[str, int]:
    """How many are explained, partly, not explained, and not concluded ("none")."""
    return queue.aggregate(
        none=Count("pk", filter=Q(verdict="")),
        **{str(value): Count("pk", filter=Q(verdict=value)) for value in Verdict.values},
    )


def assignees_in(queue: Queue) -> list[dict[str, Any]]:
    """Who has taken how many; nobody's stand under None."""
    return list(
        queue.values("assigned_to", "assigned_to__name").annotate(number=Count("pk")).order_by("assigned_to__name")
    )


def rules_in(queue: Queue) -> dict[str, int]:
    """In how many of these applications each rule found something."""
    found = StoredFinding.objects.standing().filter(application__in=queue.values("pk"))
    return dict(
        found.order_by()
        .values("rule")
        .annotate(number=Count("application", distinct=True))
        .values_list("rule", "number")
    )


def rows_in(queue: Queue, sort: str) -> Queue:
    """The rows as the list shows them, in order; a leading minus turns the order round."""
    column = SORTS.get(sort.removeprefix("-"), "reference")
    order = f"-{column}" if sort.startswith("-") else column
    with_lead = queue.annotate(lead=FilteredRelation("participants", condition=Q(participants__role="lead")))
    return with_lead.order_by(order, "reference").values(*COLUMNS)


@dataclass(frozen=True)
class QueueRows:
    """One page of the queue for one reader, with the numbers beside its filters."""

    wanted: Wanted
    rounds: list[dict[str, Any]]
    verdicts: dict[str, int]
    assignees: list[dict[str, Any]]
    rules: dict[str, int]
    rows: Queue


def read_queue(user: Any, wanted: Wanted) -> QueueRows:
    """What the queue shows: five queries, the last of them the rows, which the page has yet to cut.

    Without a round the latest is meant; "all" asks for all of them.
    """
    rounds = rounds_of(user)
    wanted = _in_round(wanted, rounds)
    asked = _asked(wanted)
    everything = queue_of(user)
    return QueueRows(
        wanted=wanted,
        rounds=rounds,
        verdicts=verdicts_in(narrowed(everything, asked.without("verdict"), user)),
        assignees=assignees_in(narrowed(everything, asked.without("taken"), user)),
        rules=rules_in(narrowed(everything, asked.without("finding"), user)),
        rows=rows_in(narrowed(everything, asked, user), wanted.sort),
    )


def read_rows(user: Any, wanted: Wanted) -> Queue:
    """The same rows alone, all pages of them, for a file: two queries."""
    wanted = _in_round(wanted, [] if wanted.competition else rounds_of(user))
    return rows_in(narrowed(queue_of(user), _asked(wanted), user), wanted.sort)


def _in_round(wanted: Wanted, rounds: list[dict[str, Any]]) -> Wanted:
    if wanted.competition or not rounds:
        return wanted
    return replace(wanted, competition=rounds[0]["competition__slug"])


def _asked(wanted: Wanted) -> Wanted:
    return wanted.without("competition") if wanted.competition == "all" else wanted
