"""`manage.py draw_findings`: draws the list of finding rules in docs/findings.md from their declarations."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from grants.rules.collaboration.findings import RULES, FindingRule
from grants.rules.collaboration.findings.rule import RuleGroup
from grants.rules.collaboration.measured import measured_in_words

BEGIN = "<!-- Drawn by `manage.py draw_findings` from the rules in code; `make check` compares. -->"
END = "<!-- End of what is drawn. -->"


class Command(BaseCommand):
    help = "Draws the rules in docs/findings.md from code; with --check only says whether the file is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the file differs")

    def handle(self, *args: object, **options: object) -> None:
        file = settings.BASE_DIR / "docs" / "findings.md"
        text = file.read_text(encoding="utf-8")
        before, begin, rest = text.partition(BEGIN)
        _old, end, after = rest.partition(END)
        if not begin or not end:
            raise CommandError("docs/findings.md has lost the two comments between which the rules are drawn.")
        drawn = f"{before}{BEGIN}\n{drawing_of_rules(RULES)}\n{END}{after}"
        if not options["check"]:
            file.write_text(drawn, encoding="utf-8")
            self.stdout.write(f"Drawn: {file.relative_to(settings.BASE_DIR)}")
        elif text != drawn:
            raise CommandError("docs/findings.md differs from the rules in code: run manage.py draw_findings.")


def drawing_of_rules(rules: tuple[FindingRule, ...]) -> str:
    """The rules by group, each under its title with everything that it declares."""
    lines = []
    for group in RuleGroup:
        in_group = [rule for rule in rules if rule.group is group]
        if in_group:
            lines += ["", f"## {group.value}"]
        for rule in in_group:
            lines += ["", f"### {rule.title}", "", rule.found_when, "", *_facts_about(rule)]
    return "\n".join([*lines, ""])


def _facts_about(rule: FindingRule) -> list[str]:
    first, second = rule.compares
    facts = [
        ("Shown with", f"“{rule.reason}”"),
        ("Compares", f"{first} with {second}"),
        ("Asked as a question when", rule.question_when[:1].lower() + rule.question_when[1:]),
        ("How accurate it is", measured_in_words(rule.name)),
        ("What it can’t see", rule.blind_spots),
        ("On the member’s row", rule.row_word and f"“{rule.row_word}”"),
        ("In the signature column", rule.signature_word and f"“{rule.signature_word}”"),
        ("Kind", f"{rule.kind.value}; one finding for {rule.subject.value}"),
        ("Name in code and files", f"`{rule.name}`"),
    ]
    return [f"- **{label}:** {fact}" for label, fact in facts if fact]
