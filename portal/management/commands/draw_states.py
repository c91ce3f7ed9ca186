"""`manage.py draw_states`: draws docs/states.md from the tables of steps in the code."""

from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import TextChoices

Steps = dict[str, tuple[set[TextChoices], TextChoices]]

HEAD = """# States and steps

Drawn by `manage.py draw_states` from the tables `STEPS` in each app's `states.py`; `make check` compares.
"""


class Command(BaseCommand):
    help = "Draw docs/states.md from the tables of steps. With --check, only report whether it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        file = settings.BASE_DIR / "docs" / "states.md"
        drawn = HEAD + "".join(drawing(name, steps) for name, steps in tables_of_steps())
        if not options["check"]:
            file.write_text(drawn, encoding="utf-8")
            self.stdout.write(f"Drawn: {file.relative_to(settings.BASE_DIR)}")
        elif not file.exists() or file.read_text(encoding="utf-8") != drawn:
            raise CommandError("docs/states.md differs from the tables in code: run manage.py draw_states.")


def tables_of_steps() -> Iterator[tuple[str, Steps]]:
    """Every table of our apps with its name: `grants`, or `grants, award` for a table `AWARD_STEPS`."""
    for app in apps.get_app_configs():
        if not _is_ours(Path(app.path)) or not find_spec(f"{app.name}.states"):
            continue
        module: ModuleType = import_module(f"{app.name}.states")
        for name in sorted(vars(module)):
            if name == "STEPS" or name.endswith("_STEPS"):
                noun = name.removesuffix("STEPS").strip("_").replace("_", " ").lower()
                yield ", ".join(filter(None, [app.label, noun])), getattr(module, name)


def drawing(name: str, steps: Steps) -> str:
    """One table of steps as a diagram and, in the same order, as a table in words."""
    in_order = list(_statuses(steps))
    diagram = [f"    {status.value}: {status.label}" for status in in_order]
    diagram.append(f"    [*] --> {in_order[0].value}")
    rows = []
    for step, (starts, end) in steps.items():
        ordered_starts = sorted(starts, key=in_order.index)
        diagram += [f"    {start.value} --> {end.value}: {step}" for start in ordered_starts]
        rows.append(f"| {step} | {', '.join(start.label for start in ordered_starts)} | {end.label} |")
    final = [status for status in in_order if not any(status in starts for starts, _end in steps.values())]
    diagram += [f"    {status.value} --> [*]" for status in final]
    return "\n".join(
        [
            f"\n## {name}\n",
            *_fenced("mermaid", ["stateDiagram-v2", *diagram]),
            "",
            "| step | may start from | ends in |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _statuses(steps: Steps) -> type[TextChoices]:
    _starts, end = next(iter(steps.values()))
    return type(end)


def _fenced(language: str, lines: list[str]) -> list[str]:
    return [f"```{language}", *lines, "```"]


def _is_ours(folder: Path) -> bool:
    return folder.parent == settings.BASE_DIR
