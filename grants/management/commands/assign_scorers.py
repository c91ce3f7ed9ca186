"""manage.py assign_scorers FILE [--json] [--without SCORER] [--explain APPLICATION SCORER]"""

import json
from collections.abc import Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.refusals import Unready
from grants.imports.case_file import LARGEST_FILE, data_of
from grants.imports.file_bytes import bytes_of
from grants.imports.scorers_file import assignment_as_data, assignment_task_of
from grants.rules.assigning import (
    Assignment,
    AssignmentTask,
    AvailableScorer,
    ScoredApplication,
    ScorerPair,
    explain,
    share_out,
    without_scorer,
)


class Command(BaseCommand):
    help = (
        "Assign scorers to applications within their capacity and without conflicts (docs/assigning-scorers.md), and "
        "print the pairs. Reads no database and changes nothing."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, --json, and a pair to explain."""
        parser.add_argument("file", type=Path, help="scorers and applications, in JSON")
        parser.add_argument("--json", action="store_true", help="print JSON instead of lines of text")
        parser.add_argument("--without", metavar="SCORER", help="assign again without this scorer; other pairs stay")
        pair = ("APPLICATION", "SCORER")
        parser.add_argument("--explain", nargs=2, metavar=pair, help="print why this scorer has it, or why not")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            task = assignment_task_of(data_of(bytes_of(file, largest=LARGEST_FILE)))
            if name := options["without"]:
                task = without_scorer(task, _known(str(name), task.scorers, "--without"), task.current)
            explained = _pair_to_explain(task, options["explain"])
        except Unready as no:
            raise CommandError("\n".join(no.problems)) from None
        assignment = share_out(task)
        if explained:
            self.stdout.write("\n".join(explain(task, frozenset(assignment.pairs), explained)))
        elif options["json"]:
            self.stdout.write(json.dumps(assignment_as_data(assignment), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_lines_of(assignment)))


def _pair_to_explain(task: AssignmentTask, names: object) -> ScorerPair | None:
    if not isinstance(names, list):
        return None
    application, scorer = names
    return ScorerPair(_known(application, task.applications, "--explain"), _known(scorer, task.scorers, "--explain"))


def _known(name: str, rows: Sequence[AvailableScorer] | Sequence[ScoredApplication], option: str) -> str:
    if name not in {row.id for row in rows}:
        raise Unready(f"{option}: “{name}” isn’t in the file.")
    return name


def _lines_of(assignment: Assignment) -> list[str]:
    rows = [f"{pair.application}\t{pair.scorer}" for pair in assignment.pairs]
    short = [f"{row.application}: {row.missing} missing. {row.reason}" for row in assignment.unfilled]
    return [*rows, *short, *assignment.warnings]
