"""`manage.py rank_scores FILE.csv [--json] [--seed N]`: raw and adjusted scores, intervals, ranks, and bands."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.refusals import Unready
from grants.imports.file_bytes import bytes_of
from grants.imports.score_file import LARGEST_FILE, read_scores, scale_of
from grants.rules.ranking.ranks import DEFAULT_SEED, RankedApplication, Ranking, rank_scores
from grants.rules.ranking.score_table import ScoreTable

LARGEST_SEED = 2**63 - 1


class Command(BaseCommand):
    """Ranks a file of scores. It reads and writes no database."""

    help = (
        "Rank applications by their scores, raw and adjusted for the severity of their scorers, with intervals, and "
        "with bands of applications that the scores can’t put in order. FILE is CSV with the columns application, "
        "scorer, and score. The same file and seed give the same result. docs/ranking.md explains the method."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and how to read and rank it."""
        parser.add_argument("file", type=Path, help="the scores, in CSV")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument(
            "--seed", type=int, default=DEFAULT_SEED, help=f"seed of the simulation (default: {DEFAULT_SEED})"
        )
        parser.add_argument("--scale", default="", help="lowest and highest score, like 1-5; other scores are errors")
        parser.add_argument(
            "--whole-pool-size", type=int, help="applications in the round, if the file has only some of them"
        )

    def handle(
        self, *_: object, file: Path, seed: int, scale: str, whole_pool_size: int | None, **options: object
    ) -> None:
        """Print the ranking; on an error print nothing but the error."""
        if not 0 <= seed <= LARGEST_SEED:
            raise CommandError(f"--seed must be a whole number from 0 to {LARGEST_SEED}.")
        try:
            scores = read_scores(bytes_of(file, largest=LARGEST_FILE), scale_of(scale) if scale else None)
        except Unready as no:
            raise CommandError("\n".join(no.problems)) from None
        table = ScoreTable.from_rows(scores.rows)
        if whole_pool_size is not None and whole_pool_size < len(table.applications):
            raise CommandError(
                f"--whole-pool-size is {whole_pool_size}, but the file has {len(table.applications)} applications. "
                "Give the number of applications in the round."
            )
        ranking = rank_scores(table, seed=seed, whole_pool_size=whole_pool_size)
        warnings = [*scores.notes, *ranking.warnings]
        if options["json"]:
            self.stderr.write(f"Seed: {seed}")
            self.stdout.write(json.dumps(_as_json(ranking, warnings), indent=2, ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write("\n".join(_as_table(ranking, warnings, seed)))


def _as_json(ranking: Ranking, warnings: list[str]) -> dict[str, object]:
    agreement = ranking.reliability
    return {
        "applications": [asdict(row) for row in ranking.applications],
        "scorers": [asdict(row) for row in ranking.scorers],
        "reliability": {
            name: None if value is None else round(value, 4)
            for name, value in (("alpha", agreement.alpha), ("low", agreement.low), ("high", agreement.high))
        },
        "warnings": warnings,
    }


def _as_table(ranking: Ranking, warnings: list[str], seed: int) -> list[str]:
    width = max(11, *(len(row.application) for row in ranking.applications))
    wide = max(6, *(len(row.scorer) for row in ranking.scorers))
    agreement = ranking.reliability
    lines = [
        f"{'Band':>4} {'Rank':>5} {'Likely ranks':>13}  {'Application':<{width}} {'Scores':>6} {'Raw':>9} "
        f"{'Adjusted':>9}  90% interval"
    ]
    lines += [_row(row, width) for row in ranking.applications]
    lines += ["", f"{'Scorer':<{wide}} {'Scores':>6} {'Severity':>9}"]
    lines += [f"{row.scorer:<{wide}} {row.n:>6} {row.severity:>+9.2f}" for row in ranking.scorers]
    lines.append("")
    if agreement.alpha is None or agreement.low is None or agreement.high is None:
        lines.append("Reliability (Krippendorff’s alpha): undefined")
    else:
        lines.append(
            f"Reliability (Krippendorff’s alpha): {agreement.alpha:.3f}, 90% interval {agreement.low:.3f} to "
            f"{agreement.high:.3f}"
        )
    return [*lines, f"Seed: {seed}", *(f"Warning: {warning}" for warning in warnings)]


def _row(row: RankedApplication, width: int) -> str:
    likely = f"{row.rank_low} to {row.rank_high}"
    interval = "unknown" if row.low is None or row.high is None else f"{row.low:.2f} to {row.high:.2f}"
    return (
        f"{row.band:>4} {row.rank:>5} {likely:>13}  {row.application:<{width}} {row.n:>6} {row.raw:>9.2f} "
        f"{row.adjusted:>9.2f}  {interval}"
    )
