"""What is to be assigned, what came of it, and what is wrong with a task."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

# Applications times scorers. The largest round of Ohio had 570 times 230, which is 131,100.
MOST_PAIRS = 2_000_000


class ScorerPair(NamedTuple):
    """An application and one scorer, by ID."""

    application: str
    scorer: str


@dataclass(frozen=True)
class AvailableScorer:
    """A person who scores. `conflicts`: application IDs, each with the paths in words, which may be empty."""

    id: str
    capacity: int
    conflicts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    expertise: frozenset[str] = frozenset()
    region: str = ""
    name: str = ""

    @property
    def label(self) -> str:
        """The name, or the ID where none is known."""
        return self.name or self.id


@dataclass(frozen=True)
class ScoredApplication:
    """An application to be scored. Without expertise, anyone’s fits."""

    id: str
    expertise: frozenset[str] = frozenset()
    region: str = ""


@dataclass(frozen=True)
class AssignmentTask:
    """Scorers, applications, and how many scorers each application is to have.

    `keep`: pairs fixed by hand. `never`: pairs rejected by hand. `current`: an earlier assignment, of which as much as
    possible is to stay.
    """

    per_application: int
    scorers: Sequence[AvailableScorer]
    applications: Sequence[ScoredApplication]
    keep: frozenset[ScorerPair] = frozenset()
    never: frozenset[ScorerPair] = frozenset()
    current: frozenset[ScorerPair] = frozenset()

    def is_barred(self, scorer: AvailableScorer, application: str) -> bool:
        """Whether a conflict or a decision by hand keeps the scorer from the application."""
        return application in scorer.conflicts or ScorerPair(application, scorer.id) in self.never


class Shortage(NamedTuple):
    """An application that gets fewer scorers than wanted, how many are missing, and why, in words."""

    application: str
    missing: int
    reason: str


@dataclass(frozen=True)
class Assignment:
    """The pairs, by application in the order of the task; what could not be filled; and what staff should know."""

    pairs: tuple[ScorerPair, ...]
    unfilled: tuple[Shortage, ...]
    warnings: tuple[str, ...]


def expertise_fits(scorer: AvailableScorer, application: ScoredApplication) -> bool:
    """Whether the scorer has some of the expertise that the application needs, or it needs none."""
    return not application.expertise or bool(application.expertise & scorer.expertise)


def problems_with_task(task: AssignmentTask) -> list[str]:
    """Why nothing can be assigned; empty if it can. Each sentence says what to do."""
    problems = [
        *_repeated("scorers", (scorer.id for scorer in task.scorers)),
        *_repeated("applications", (application.id for application in task.applications)),
        *_problems_with_numbers(task),
    ]
    if not problems:
        problems = [*_unknown_ids(task), *_problems_with_pairs(task)]
    return problems


def _repeated(rows: str, ids: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield f"{rows}: the ID “{name}” is used {count} times. Give each its own ID."


def _problems_with_numbers(task: AssignmentTask) -> Iterator[str]:
    wanted, there = task.per_application, len(task.scorers)
    if wanted < 1:
        yield f"per_application: {wanted} is too few. Each application needs at least 1 scorer."
    elif wanted > there:
        yield (
            f"per_application: an application can’t have {wanted} different scorers, because there are only {there}. "
            "Add scorers, or ask for fewer."
        )
    for scorer in task.scorers:
        if scorer.capacity < 0:
            yield f"scorers: the capacity of “{scorer.id}” is {scorer.capacity}. Enter 0 or more."
    if there * len(task.applications) > MOST_PAIRS:
        yield (
            f"There are {len(task.applications):,} applications for {there:,} scorers; the most is {MOST_PAIRS:,} "
            "pairs. Assign them in parts."
        )


def _unknown_ids(task: AssignmentTask) -> Iterator[str]:
    applications = {application.id for application in task.applications}
    scorers = {scorer.id for scorer in task.scorers}
    for scorer in task.scorers:
        for name in scorer.conflicts:
            if name not in applications:
                yield (
                    f"scorers: “{scorer.id}” has a conflict with “{name}”, which isn’t among the applications. "
                    "Correct the ID, or remove the conflict."
                )
    for key, pairs in (("keep", task.keep), ("never", task.never), ("current", task.current)):
        for pair in sorted(pairs):
            if pair.application not in applications:
                yield f"{key}: “{pair.application}” isn’t among the applications. Correct the ID, or remove the pair."
            if pair.scorer not in scorers:
                yield f"{key}: “{pair.scorer}” isn’t among the scorers. Correct the ID, or remove the pair."


def _problems_with_pairs(task: AssignmentTask) -> Iterator[str]:
    scorers = {scorer.id: scorer for scorer in task.scorers}
    kept = sorted(pair for pair in task.keep if pair.scorer in scorers)
    for pair in kept:
        if pair in task.never:
            yield f"“{pair.scorer}” for “{pair.application}” is in both keep and never. Remove it from one."
        elif task.is_barred(scorers[pair.scorer], pair.application):
            yield (
                f"keep: “{pair.scorer}” has a conflict with “{pair.application}” and can’t score it. "
                "Remove the pair from keep."
            )
    for name, count in Counter(pair.scorer for pair in kept).items():
        if count > scorers[name].capacity:
            yield (
                f"keep: “{name}” is fixed for {count} applications, and has a capacity of {scorers[name].capacity}. "
                "Raise the capacity, or remove pairs."
            )
    for name, count in Counter(pair.application for pair in kept).items():
        if count > task.per_application:
            yield f"keep: “{name}” has {count} scorers; each application gets {task.per_application}. Remove pairs."
