"""How the small state's register is kept true: by the people it concerns, in the order of time.

Beside the twelve consortia of the round stand others in which something waits, is disputed, has ended or is new, so
that every page of the register has something to show. What each step says is invented, as are all who say it.
"""

import datetime

from sample.state import SampleState
from sample.writing.keeping.consortia import tell_consortia
from sample.writing.keeping.people import tell_people
from sample.writing.keeping.story import Event, Keeping
from sample.writing.register import Register

__all__ = ["plan_keeping"]


def plan_keeping(state: SampleState, register: Register, *, until: datetime.datetime) -> list[Event]:
    """Everything that people do about the register, to be told in the order of time."""
    keeping = Keeping(state, register, until)
    tell_consortia(keeping)
    tell_people(keeping)
    return keeping.events
