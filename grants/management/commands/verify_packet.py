"""`manage.py verify_packet FILE`: whether a sealed packet is what was submitted."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from grants.exports.verify_packet import DIFFERS, UNREADABLE, checked_packet, summary_of, warnings_about
from grants.reads.packet_files import check_against_registry
from grants.rules.packet_file import BrokenPacket, NotAPacket


class Command(BaseCommand):
    """Compares a packet with its own digests, and with the database unless it is offline."""

    help = (
        "Check a submission packet: every part against its own digests, and the application, the time, the PDF, "
        "and the attachments against the database and the audit log. Exits with 0, with 1 naming the first part that "
        "differs, or with 2 if the file can’t be checked. With --offline, no database or settings are needed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, --offline, and a digest known from elsewhere."""
        parser.add_argument("file", help="the packet, a zip file")
        parser.add_argument("--offline", action="store_true", help="compare with no database")
        parser.add_argument("--digest", default="", help="from a receipt, or the SHA-256 of the file")

    def handle(self, *_: object, file: str, offline: bool, digest: str, **__: object) -> None:
        try:
            packet = checked_packet(file, digest)
            told = warnings_about(packet, digest) if offline else check_against_registry(packet.parts, packet.facts)
        except NotAPacket as no:
            raise CommandError(f"This file can’t be checked. {no}", returncode=UNREADABLE) from no
        except BrokenPacket as no:
            raise CommandError(f"DIFFERS. {no}", returncode=DIFFERS) from no
        except DatabaseError as no:
            problem = f"The database can’t be read: {str(no).strip()} Use --offline to check the file alone."
            raise CommandError(problem, returncode=UNREADABLE) from no
        for line in [*summary_of(packet), *told, "OK. Nothing differs."]:
            self.stdout.write(line)
