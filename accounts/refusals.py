"""The two exceptions with which an action says no. Both say why in `problems`, sentences for the person who asked."""

from collections.abc import Callable


class Refusal(Exception):
    """Nothing was done. `problems` says why; `about` names the argument of the action that they are about, if one."""

    def __init__(self, *problems: str, about: str = "") -> None:
        super().__init__(*problems)
        self.problems: tuple[str, ...] = problems
        self.about = about

    def __str__(self) -> str:
        return " ".join(self.problems)


class Refused(Refusal):
    """The person may not do this today. The message says who may."""


class Unready(Refusal):
    """This can't be done now, or not like this."""


def reason_against(check: Callable[[], object]) -> str:
    """Why the check of an action refuses; empty if it passes. Pages show it where the action's button would be."""
    try:
        check()
    except Refused as no:
        return str(no)
    return ""
