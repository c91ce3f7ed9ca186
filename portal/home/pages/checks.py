"""Help about each check of an application, from the declarations of the rules."""

from typing import NamedTuple

from grants.rules.collaboration.findings import RULES
from grants.rules.collaboration.measured import measured_in_words


class CheckHelp(NamedTuple):
    """One check. `anchor` is where findings link to."""

    anchor: str
    title: str
    looks_for: str
    compares: str
    asks_when: str
    accuracy: str
    cannot_see: str


class CheckGroup(NamedTuple):
    """The checks that look at the same part of an application."""

    title: str
    checks: list[CheckHelp]


def checks_by_group() -> list[CheckGroup]:
    """Every check, in the order in which findings are listed."""
    groups: dict[str, list[CheckHelp]] = {}
    for rule in RULES:
        first, second = rule.compares
        check = CheckHelp(
            anchor=rule.name,
            title=rule.title,
            looks_for=rule.found_when,
            compares=f"{first[:1].upper()}{first[1:]}, with {second}.",
            asks_when=f"{rule.question_when[:1].upper()}{rule.question_when[1:]}",
            accuracy=measured_in_words(rule.name),
            cannot_see=rule.blind_spots,
        )
        groups.setdefault(rule.group.value, []).append(check)
    return [CheckGroup(title, checks) for title, checks in groups.items()]
