"""How people keep the small state's registry up to date, in order of time.

Besides the twelve consortia of the round there are others with something pending, disputed, ended, or new, so that
every page of the registry has something to show. All people and their messages are invented.
"""

import datetime

from sample.state import SampleState
from sample.writing.registry import StoredRegistry
from sample.writing.registry_history.consortia import schedule_consortia
from sample.writing.registry_history.history import Event, RegistryHistory
from sample.writing.registry_history.people import schedule_people
from sample.writing.registry_history.policies import schedule_policies

__all__ = ["plan_registry_events"]


def plan_registry_events(
    state: SampleState, stored_registry: StoredRegistry, *, until: datetime.datetime
) -> list[Event]:
    """Everything that people do in the registry, as events to run in order of time."""
    history = RegistryHistory(state, stored_registry, until)
    schedule_consortia(history)
    schedule_people(history)
    schedule_policies(history)
    return history.events
