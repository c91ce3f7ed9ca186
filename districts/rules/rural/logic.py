"""Three-valued logic: what is not known is neither yes nor no."""

from enum import StrEnum


class Answer(StrEnum):
    """Yes, no or unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def and_(*answers: Answer) -> Answer:
    """No where any is no, else unknown where any is unknown, else yes."""
    return NO if NO in answers else UNKNOWN if UNKNOWN in answers else YES


def or_(*answers: Answer) -> Answer:
    """Yes where any is yes, else unknown where any is unknown, else no."""
    return YES if YES in answers else UNKNOWN if UNKNOWN in answers else NO


def is_true(fact: bool) -> Answer:
    """A known fact as an answer."""
    return YES if fact else NO
