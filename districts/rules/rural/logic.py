"""Three-valued logic: an unknown fact is neither yes nor no."""

from enum import StrEnum


class RuralAnswer(StrEnum):
    """Yes, no or unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


YES, NO, UNKNOWN = RuralAnswer.YES, RuralAnswer.NO, RuralAnswer.UNKNOWN


def and_(*answers: RuralAnswer) -> RuralAnswer:
    """No if any answer is no, otherwise unknown if any is unknown, otherwise yes."""
    return NO if NO in answers else UNKNOWN if UNKNOWN in answers else YES


def or_(*answers: RuralAnswer) -> RuralAnswer:
    """Yes if any answer is yes, otherwise unknown if any is unknown, otherwise no."""
    return YES if YES in answers else UNKNOWN if UNKNOWN in answers else NO


def is_true(fact: bool) -> RuralAnswer:
    """A known fact as an answer."""
    return YES if fact else NO
