"""`manage.py export_ocds FILE [--contract NUMBER]`: writes the contracts as open contracting data."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from purchasing.exports.ocds import Publisher, about_package, releases_of
from purchasing.models import Contract


class Command(BaseCommand):
    """The same as /contracts/ocds.json."""

    help = "Write the contracts to a file, as releases of the Open Contracting Data Standard 1.1 (JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, and the number of a contract."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--contract", metavar="NUMBER", help="only contracts with this number")

    def handle(self, *_: object, file: Path, contract: str | None, **__: object) -> None:
        contracts = Contract.objects.visible_to(AnonymousUser())
        if contract:
            contracts = contracts.numbered(contract)
        found, at = list(contracts.for_export()), timezone.now()
        if not found:
            raise CommandError(f"No contract has the number {contract}." if contract else "There are no contracts.")
        publisher = Publisher(*settings.OCDS_PUBLISHER)
        package = about_package(publisher, at) | {"releases": list(releases_of(found, publisher, at))}
        try:
            file.write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError as no:
            raise CommandError(f"The file can’t be written: {no}") from no
        self.stdout.write(f"Contracts written: {len(found)}, with {len(package['releases'])} releases.")
