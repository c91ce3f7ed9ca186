"""`manage.py import_contracts FOLDER [--dry-run]`: contracts with their prices, joinders, purchases, and baselines."""

from typing import Any

from django.core.management.base import CommandError

from districts.imports.report import Report
from districts.management.importing import ImportCommand
from purchasing.imports.contract_files import import_contracts


class Command(ImportCommand):
    help = (
        "Imports contracts.csv, tiers.csv, joinders.csv, purchases.csv, and baselines.csv from a folder "
        "(docs/contracts.md). Nothing is written if a row has a problem."
    )
    name = "manage.py import_contracts"
    metavar = "FOLDER"
    take = staticmethod(import_contracts)

    def _answer(self, report: Report, options: dict[str, Any]) -> None:
        super()._answer(report, options)
        if problems := report.counted("rejected"):
            rows = "1 row has a problem" if problems == 1 else f"{problems:,} rows have problems"
            raise CommandError(f"{rows}. Correct the files and import them again. Nothing was written.")
