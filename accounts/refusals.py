"""The two exceptions with which an action says no."""


class Refused(Exception):
    """The person may not do this today. The message says who may."""


class Unready(Exception):
    """This can't be done now, or not like this. `problems` says why, in sentences for the person who asked."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems: tuple[str, ...] = problems

    def __str__(self) -> str:
        return " ".join(self.problems)
