"""The file of scorers and applications to assign (docs/assigning-scorers.md), and every place where one is wrong."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationError
from pydantic_core import PydanticCustomError

from accounts.refusals import Unready
from grants.imports.case_file import MOST_PROBLEMS, Row, problems_in_words
from grants.rules.assigning import (
    Assignment,
    AssignmentTask,
    AvailableScorer,
    ScoredApplication,
    ScorerPair,
    problems_with_task,
)


def _wrong(message: str) -> PydanticCustomError:
    return PydanticCustomError("wrong", "{message}", {"message": message})


def _not_blank(text: str) -> str:
    if not text.strip():
        raise _wrong("is blank: enter an ID")
    return text


def _quoted(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise _wrong(f'is a number: write the ID in quotes, as "{value}"')
    return value


def _application(value: object) -> object:
    _quoted(value)
    if isinstance(value, str):
        return {"id": value}
    if not isinstance(value, dict):
        raise _wrong("must be an ID in quotes, or an object with its ID")
    return value


def _capacity(value: int) -> int:
    if value < 0:
        raise _wrong(f"is {value}: enter 0 or more")
    return value


Id = Annotated[str, BeforeValidator(_quoted), AfterValidator(_not_blank)]


class FileScorer(Row):
    id: Id
    capacity: Annotated[int, AfterValidator(_capacity)]
    conflicts: list[Id] = []
    expertise: list[Id] = []
    region: str = ""


class FileApplication(Row):
    id: Id
    expertise: list[Id] = []
    region: str = ""


class FilePair(Row):
    application: Id
    scorer: Id


class ScorersFile(Row):
    per_application: int
    scorers: list[FileScorer]
    applications: list[Annotated[FileApplication, BeforeValidator(_application)]]
    keep: list[FilePair] = []
    never: list[FilePair] = []
    current: list[FilePair] = []


def assignment_task_of(data: dict[str, Any]) -> AssignmentTask:
    """The file as a task. Raises Unready with everything that is wrong and what to do."""
    try:
        file = ScorersFile.model_validate(data)
    except ValidationError as error:
        raise Unready(*problems_in_words(error.errors(include_url=False))) from None
    task = AssignmentTask(
        per_application=file.per_application,
        scorers=[_scorer_of(row) for row in file.scorers],
        applications=[
            ScoredApplication(row.id, frozenset(row.expertise), row.region.strip()) for row in file.applications
        ],
        keep=_pairs_of(file.keep),
        never=_pairs_of(file.never),
        current=_pairs_of(file.current),
    )
    if problems := [*_problems_with_lists(file), *problems_with_task(task)]:
        raise Unready(*problems[:MOST_PROBLEMS])
    return task


def assignment_as_data(assignment: Assignment) -> dict[str, object]:
    """The assignment with the keys of the file that `manage.py assign_scorers` prints."""
    return {
        "assignments": [pair._asdict() for pair in assignment.pairs],
        "unfilled": [shortage._asdict() for shortage in assignment.unfilled],
        "warnings": list(assignment.warnings),
    }


def _scorer_of(row: FileScorer) -> AvailableScorer:
    conflicts: dict[str, tuple[str, ...]] = dict.fromkeys(row.conflicts, ())
    return AvailableScorer(row.id, row.capacity, conflicts, frozenset(row.expertise), row.region.strip())


def _pairs_of(rows: Iterable[FilePair]) -> frozenset[ScorerPair]:
    return frozenset(ScorerPair(row.application, row.scorer) for row in rows)


def _problems_with_lists(file: ScorersFile) -> Iterator[str]:
    for place, row in enumerate(file.scorers):
        for name in sorted({name for name in row.conflicts if row.conflicts.count(name) > 1}):
            yield f"scorers[{place}].conflicts: “{name}” is listed twice. Remove one."
    for key in ("keep", "never", "current"):
        rows: list[FilePair] = getattr(file, key)
        if len(rows) > len(_pairs_of(rows)):
            yield f"{key}: a pair is listed twice. Remove one."
