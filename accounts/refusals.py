"""The two ways in which an action says no."""


class Refused(Exception):
    """Not you: the person may not do this to that thing today. Its text says who may."""


class Unready(Exception):
    """Not so, or not now: what stands in the way, in words for the person who asked."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems: tuple[str, ...] = problems

    def __str__(self) -> str:
        return " ".join(self.problems)
