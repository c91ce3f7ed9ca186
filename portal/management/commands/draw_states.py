"""`manage.py draw_states`: draws docs/states.md from the tables of steps in the code."""

from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import TextChoices

Steps = dict[str, tuple[set[TextChoices], TextChoices]]
Sets = dict[str, set[TextChoices]]

HEAD = """# States and steps

Drawn by `manage.py draw_states` from the tables `STEPS` in each app's `states`; `make check` compares.
"""


class Command(BaseCommand):
    help = "Draw docs/states.md from the tables of steps. With --check, only report whether it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the file is out of date")

    def handle(self, *args: object, **options: object) -> None:
        file = settings.BASE_DIR / "docs" / "states.md"
        drawn = HEAD + "".join(drawing(*table) for table in tables_of_steps())
        if not options["check"]:
            file.write_text(drawn, encoding="utf-8")
            self.stdout.write(f"Drawn: {file.relative_to(settings.BASE_DIR)}")
        elif not file.exists() or file.read_text(encoding="utf-8") != drawn:
            raise CommandError("docs/states.md differs from the tables in code: run manage.py draw_states.")


def tables_of_steps() -> Iterator[tuple[str, Steps, Sets, Sets]]:
    """Every table of our apps with its name: `grants`, or `grants, award` for a table `AWARD_STEPS`.

    With it come the steps that begin and those that keep the status, where `states.py` lists them for the table.
    """
    for app in apps.get_app_configs():
        if not _is_ours(Path(app.path)) or not find_spec(f"{app.name}.states"):
            continue
        module: ModuleType = import_module(f"{app.name}.states")
        for name in sorted(vars(module)):
            if name == "STEPS" or name.endswith("_STEPS"):
                noun = name.removesuffix("STEPS").strip("_").replace("_", " ").lower()
                begin = getattr(module, f"{name}_THAT_BEGIN", {})
                keep = getattr(module, f"{name}_THAT_KEEP_THE_STATUS", {})
                yield ", ".join(filter(None, [app.label, noun])), getattr(module, name), begin, keep


def drawing(name: str, steps: Steps, begin: Sets, keep: Sets) -> str:
    """One table of steps as a diagram and, in the same order, as a table in words.

    `begin` are steps that begin something, with its first status; `keep` are steps that leave the status as it is.
    """
    in_order = list(_statuses(steps))
    diagram = [f"    {status.value}: {status.label}" for status in in_order]
    diagram += [
        f"    [*] --> {first.value}: {step}"
        for step, firsts in begin.items()
        for first in sorted(firsts, key=in_order.index)
    ]
    diagram += [] if begin else [f"    [*] --> {in_order[0].value}"]
    rows = [
        f"| {step} | (begins) | {', '.join(first.label for first in sorted(firsts, key=in_order.index))} |"
        for step, firsts in begin.items()
    ]
    for step, (starts, end) in steps.items():
        ordered_starts = sorted(starts, key=in_order.index)
        diagram += [f"    {start.value} --> {end.value}: {step}" for start in ordered_starts]
        rows.append(f"| {step} | {', '.join(start.label for start in ordered_starts)} | {end.label} |")
    for step, starts in keep.items():
        ordered_starts = sorted(starts, key=in_order.index)
        diagram += [f"    {start.value} --> {start.value}: {step}" for start in ordered_starts]
        rows.append(f"| {step} | {', '.join(start.label for start in ordered_starts)} | the same status |")
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
