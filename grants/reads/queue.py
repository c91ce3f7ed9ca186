"""What the officers' queue reads: the applications a person may see, filtered and counted, one page at a time."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from accounts.models import Role, User
from accounts.models.statements import kept_statement
from districts.models import Region
from districts.models.appointment import AppointedPlaces
from grants.models.application import Application
from grants.models.conflict import had_a_role
from grants.models.participant import Participant
from grants.models.review import Review
from grants.models.sealed import StoredFinding
from grants.models.state_answer import StateAnswer
from grants.reads.conclusion import requests_shown_to
from grants.rules.collaboration.findings.missing_information import UNANSWERED
from grants.rules.collaboration.findings.rule import rules_of_line
from grants.states import ANSWER_COUNTS, AnswerState
from reviews.models import Verdict

# Annotations that the type checker can't follow, and the columns of a query by their names.
Queue = QuerySet[Any, Any]
QueueRow = dict[str, Any]
UNMARKED = "-" * 9
# Instead of a status: returned with questions and not answered, whether or not the applicant's time is over.
RETURNED = "returned"
# The filter by the state's answer and by what leads to it.
_CONCLUSIONS: dict[str, QueueRow] = {
    "differ": {"officers_differ": True},
    "asked": {"asks_officer__isnull": False},
    "proposed": {"state_answer": AnswerState.PROPOSED},
    "answered": {"state_answer": AnswerState.RECORDED},
    "unanswered": {"state_answer": None},
}
LETTERS = {"explained": "e", "partly": "p", "not_explained": "n", "unmarked": "-"}
SORTS = {
    "reference": "reference",
    "consortium": "consortium__name",
    "members": "participants_count",
    "signed": "signatures_count",
    "findings": "findings_count",
    "new": "new_findings_count",
    "unanswered": "unanswered_count",
    "requested": "requested",
    "submitted": "submitted_at",
}
COLUMNS = (
    "pk",
    "reference",
    "consortium__name",
    "lead__name",
    "competition__name",
    "competition__closes_at",
    "competition__grace_minutes",
    "competition__decision_days",
    "requested",
    "region",
    "eligible",
    "unanswered_count",
    "participants_count",
    "signatures_count",
    "findings_count",
    "new_findings_count",
    "status",
    "submitted_at",
    "returned_until",
    "assigned_to",
    "assignee",
    "marks_line",
    "verdict",
    "officers_differ",
    "asks_officer",
    "state_answer",
)


@dataclass(frozen=True)
class QueueQuery:
    """The filters and the order of the queue. Empty means any."""

    competition: str = ""
    taken: str = ""  # "mine", "unassigned", or an officer's key
    finding: str = ""
    element: int | None = None
    mark: str = ""  # of the element, or of any: explained, partly, not_explained, unmarked, unanswered
    status: str = ""
    verdict: str = ""  # explained, partly, not_explained, none
    conclusion: str = ""  # differ, asked, proposed, answered, unanswered
    q: str = ""
    sort: str = "reference"

    def without(self, *names: str) -> "QueueQuery":
        """The same without these filters."""
        nothing: QueueRow = {name: None if name == "element" else "" for name in names}
        return replace(self, **nothing)

    @property
    def is_narrow(self) -> bool:
        """Whether there is any filter but the round."""
        return self.without("competition", "sort") != QueueQuery(sort="")


def queue_of(user: User) -> Queue:
    """Submitted applications, each with the marks and the verdict that this reader may see.

    Officers see their own; administrators and auditors see one review: first one with a determination, then the
    assigned officer's, then the oldest.
    """
    queue: Queue = Application.objects.on_desk_of(user)
    if user.has_role(Role.GRANTS_OFFICER):
        return queue.annotate(
            mine=FilteredRelation("reviews", condition=Q(reviews__officer=user)),
            marks_line=Coalesce("mine__marks_line", Value(UNMARKED)),
            verdict=Coalesce("mine__standing_verdict", Value("")),
            officers_differ=_officers_differ(user),
            **_conclusion(user),
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
        officers_differ=_officers_differ(user),
        **_conclusion(user),
    )


def _conclusion(user: User) -> dict[str, Subquery]:
    """What officers are asked for that the reader may know, and how far the state’s answer is; not what it says."""
    asked = requests_shown_to(user).open().filter(application=OuterRef("pk")).order_by("asked_at")
    answers = StateAnswer.objects.filter(application=OuterRef("pk"), state__in=ANSWER_COUNTS).order_by("state")
    return {
        "asks_officer": Subquery(asked.values("officer__name")[:1]),
        "state_answer": Subquery(answers.values("state")[:1]),  # "proposed" comes before "recorded"
    }


def _officers_differ(user: User) -> Exists:
    """Whether the reviews that this reader may see come to more than one determination."""
    concluded = Review.objects.opened_to(user).filter(application=OuterRef("pk"), standing_verdict__gt="")
    return Exists(concluded.exclude(standing_verdict=OuterRef("verdict")))


def filtered(queue: Queue, query: QueueQuery, user: User) -> Queue:
    """The rows of the queue that match."""
    if query.competition:
        queue = queue.filter(competition__slug=query.competition)
    if query.taken == "mine":
        queue = queue.filter(assigned_to=user)
    elif query.taken == "unassigned":
        queue = queue.filter(assigned_to=None)
    elif query.taken:
        queue = queue.filter(assigned_to=query.taken)
    if query.finding:
        queue = queue.filter(finding_rules__contains=f" {query.finding} ")
    if query.mark:
        queue = _with_mark(queue, query.element, query.mark)
    if query.status == RETURNED:
        queue = queue.filter(returned_until__isnull=False)
    elif query.status:
        queue = queue.filter(status=query.status)
    if query.verdict:
        queue = queue.filter(verdict="" if query.verdict == "none" else query.verdict)
    if query.conclusion:
        queue = queue.filter(**_CONCLUSIONS[query.conclusion])
    if query.q:
        named = Participant.objects.filter(name__icontains=query.q).values("application")
        queue = queue.filter(Q(reference__icontains=query.q) | Q(consortium__name__icontains=query.q) | Q(pk__in=named))
    return queue


def _with_mark(queue: Queue, element: int | None, mark: str) -> Queue:
    if mark == "unanswered":
        which = {"rule": UNANSWERED} | ({"subject_key": f"element-{element}"} if element else {})
        # Also where the check only asks: the column counts these elements, too.
        return queue.filter(pk__in=StoredFinding.objects.standing().filter(**which).values("application"))
    letter = LETTERS[mark]
    if element is None:
        return queue.filter(marks_line__contains=letter)
    return queue.filter(marks_line__regex=f"^.{{{element - 1}}}{letter}")


def _rounds(user: User) -> Queue:
    """The rounds with applications that this reader may see, the latest first, with the number of applications."""
    submitted: Queue = Application.objects.on_desk_of(user)
    return (
        submitted.values(
            "competition__slug",
            "competition__name",
            "competition__closes_at",
            "competition__grace_minutes",
            "competition__decision_days",
        )
        .annotate(number=Count("pk"))
        .order_by(F("competition__closes_at").desc(nulls_last=True), "competition__name")
    )


def _facts(user: User, query: QueueQuery) -> Queue:
    """What is counted of each application; `query` is without the filters that have counts."""
    queue = filtered(queue_of(user), query, user)
    return queue.order_by().values_list("assigned_to", "assigned_to__name", "verdict", "marks_line", "finding_rules")


@dataclass(frozen=True)
class FilterCounts:
    """The counts beside three filters, each without its own filter."""

    verdicts: dict[str, int]  # explained, partly explained, not explained, and "none" without a determination
    started: int  # without a determination, but with a mark
    assignees: list[tuple[int | None, str, int]]  # key, name, and number; the unassigned ones under None
    rules: dict[str, int]  # how many applications have a finding of each rule


def _counts(facts: Iterable[tuple[Any, ...]], query: QueueQuery, user: User) -> FilterCounts:
    # In Python: the database takes longer to count findings once an application than to read a line for each.
    verdicts = dict.fromkeys(["none", *map(str, Verdict.values)], 0)
    assignees: Counter[tuple[str, int | None]] = Counter()
    lines: Counter[str] = Counter()
    started = 0
    taken_by = {"": None, "mine": str(user.pk), "unassigned": "None"}.get(query.taken, query.taken)
    for assignee, name, verdict, marks_line, line in facts:
        has_assignee, has_verdict = taken_by in (None, str(assignee)), query.verdict in ("", verdict or "none")
        if has_assignee and has_verdict:
            lines[line] += 1
        if query.finding and query.finding not in rules_of_line(line):
            continue
        if has_assignee:
            verdicts[verdict or "none"] += 1
            started += not verdict and marks_line != UNMARKED
        if has_verdict:
            assignees[name or "", assignee] += 1
    rules: Counter[str] = Counter()
    for line, number in lines.items():
        for rule in rules_of_line(line):
            rules[rule] += number
    named = [(pk, name, number) for (name, pk), number in sorted(assignees.items(), key=lambda each: each[0][0])]
    return FilterCounts(verdicts, started, named, dict(rules))


def _rows(user: User, query: QueueQuery, first: int = 0, end: int | None = None) -> Queue:
    """The rows as the list shows them, in order, from the first to the one before the end."""
    queue = filtered(queue_of(user), query, user)
    lead = FilteredRelation("participants", condition=Q(participants__role="lead"))
    # The region by subqueries: with its seven tables joined to the others, planning takes longer than reading.
    regions = Region.objects.order_by().values("name")
    of_district = regions.filter(counties__districts=OuterRef("lead__district"))
    of_school = regions.filter(counties__districts__schools=OuterRef("lead__school"))
    return (
        _in_order(queue.annotate(lead=lead), query.sort)
        .annotate(
            region=Coalesce(Subquery(of_district), Subquery(of_school)),
            eligible=_eligible_members(),
            # Not by a join: a plan for all readers would compare each application with every user.
            assignee=Subquery(User.objects.order_by().filter(pk=OuterRef("assigned_to")).values("name")),
        )
        .values(*COLUMNS)[first:end]
    )


def _in_order(queue: Queue, sort: str) -> Queue:
    column = SORTS.get(sort.removeprefix("-"), "reference")
    return queue.order_by(f"-{column}" if sort.startswith("-") else column, "reference")


def _eligible_members() -> Subquery:
    """How many members the registry today calls small and rural; a school is what its district is."""

    def count(answer: str) -> Count:
        is_yes = Q(**{f"district__{answer}": "yes"}) | Q(**{f"school__district__{answer}": "yes"})
        return Count("pk", filter=is_yes)

    members = Participant.objects.order_by().filter(application=OuterRef("pk")).values("application")
    return Subquery(members.annotate(numbers=JSONObject(small=count("srsa"), rural=count("rlis"))).values("numbers"))


@dataclass(frozen=True)
class QueueRows:
    """The queue for one reader, with the counts beside its filters. `rows` has yet to be cut to one page."""

    query: QueueQuery
    rounds: list[QueueRow]
    counts: FilterCounts
    rows: "UncutRows"


def read_queue(user: User, query: QueueQuery) -> QueueRows:
    """What the queue shows, in three queries; the last one reads the rows, once the page has cut them.

    Without a round, the latest one is read; "all" reads all of them.
    """
    rounds = _read(_rounds, user)
    query = _in_round(query, rounds)
    filters = _without_all(query)
    facts = _read(_facts, user, filters.without("verdict", "taken", "finding", "sort"))
    return QueueRows(query=query, rounds=rounds, counts=_counts(facts, filters, user), rows=UncutRows(user, filters))


@dataclass(frozen=True)
class UncutRows:
    """The rows of the queue, of which a page reads its own."""

    user: User
    query: QueueQuery

    def __getitem__(self, page: slice) -> list[QueueRow]:
        return list(_read(_rows, self.user, self.query, page.start, page.stop))


def _read(build: Callable[..., Queue], user: User, *form: Any) -> list[Any]:
    """The rows that `build` gives for this reader and this form."""
    if had_a_role(user, user.as_of):  # where there may be a conflict, its statements are the reader's own
        return list(build(user, *form))
    return _kept(build, user.roles, *form, person=user.pk)


@kept_statement
def _kept(build: Callable[..., Queue], roles: frozenset[str], *form: Any, person: int) -> Queue:
    reader = User.with_roles(person, roles)
    reader.once("places", lambda: AppointedPlaces.of([]))
    return build(reader, *form)


def keeps_applications_from(user: User) -> bool:
    """Whether there are submitted applications that the queue doesn't show this reader, who has or had a role there.

    Without a query for those who never had one.
    """
    return had_a_role(user, user.as_of) and Application.objects.submitted().kept_from(user).exists()


def read_rows(user: User, query: QueueQuery) -> Queue:
    """The same rows on all pages, for a file, in two queries."""
    query = _in_round(query, [] if query.competition else list(_rounds(user)))
    return _rows(user, _without_all(query))


def neighbors_in_queue(user: User, query: QueueQuery, application: Application) -> tuple[str, str]:
    """The references before and after the application in the queue's order; "" at an end. One query, or two.

    An application that the filters no longer contain, because it was assigned or determined, has the neighbors that it
    has in its whole round.
    """
    slug = application.competition.slug
    for each in (replace(query, competition=query.competition or slug), QueueQuery(competition=slug)):
        matching = filtered(queue_of(user), _without_all(each), user)
        references = list(_in_order(matching, each.sort).values_list("reference", flat=True))
        if application.reference in references:
            place = references.index(application.reference)
            return "".join(references[max(place - 1, 0) : place]), "".join(references[place + 1 : place + 2])
    return "", ""


def _in_round(query: QueueQuery, rounds: list[QueueRow]) -> QueueQuery:
    if query.competition or not rounds:
        return query
    return replace(query, competition=rounds[0]["competition__slug"])


def _without_all(query: QueueQuery) -> QueueQuery:
    return query.without("competition") if query.competition == "all" else query
