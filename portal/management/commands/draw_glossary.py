"""`manage.py draw_glossary`: writes docs/glossary.md from the table that the glossary's page shows."""

from argparse import ArgumentParser
from textwrap import wrap

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.home.pages.glossary import GLOSSARY
from portal.home.pages.glossary.code import IN_THE_CODE
from portal.home.pages.glossary.term import Term, TermGroup

HEAD = """# Glossary

Written by `manage.py draw_glossary` from `portal/home/pages/glossary/`, which the page `/help/glossary/` shows too.
Each word has one meaning, the same on pages and in the code; the name in parentheses is the model or field.
"""


class Command(BaseCommand):
    help = "Writes docs/glossary.md from the glossary's table; with --check only says whether it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the file differs")

    def handle(self, *args: object, **options: object) -> None:
        file = settings.BASE_DIR / "docs" / "glossary.md"
        drawn = HEAD + "".join(section(group) for group in (*GLOSSARY, IN_THE_CODE))
        if not options["check"]:
            file.write_text(drawn, encoding="utf-8")
            self.stdout.write(f"Written: {file.relative_to(settings.BASE_DIR)}")
        elif not file.exists() or file.read_text(encoding="utf-8") != drawn:
            raise CommandError("docs/glossary.md differs from the table: run manage.py draw_glossary.")


def section(group: TermGroup) -> str:
    """A group of terms as a section of the document."""
    return f"\n## {group.title}\n\n" + "".join(_item(term) for term in group.terms)


def _item(term: Term) -> str:
    name = f"**{term.name}** (`{term.in_code}`)" if term.in_code else f"**{term.name}**"
    lines = wrap(f"- {name}: {term.meaning} *{term.for_example}*", 118, subsequent_indent="  ", break_on_hyphens=False)
    return "\n".join(lines) + "\n"
