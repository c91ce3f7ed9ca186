"""Writing the small state's rounds step by step, in order of time, through the actions that people use."""

import datetime
import random

from grants.actions.findings import recheck_application
from grants.actions.officers import assign_application
from grants.models import Application
from sample.state import SampleState
from sample.writing.application_history import (
    DAY,
    HOUR,
    ApplicationHistory,
    open_round,
    plan_application,
    review_application,
)
from sample.writing.consortia import write_consortia
from sample.writing.deciding import write_deciding
from sample.writing.last_year import write_last_year
from sample.writing.offers import write_offers
from sample.writing.registry import StoredRegistry
from sample.writing.registry_history import plan_registry_events
from sample.writing.scoring import write_scoring


def write_history(
    state: SampleState, stored_registry: StoredRegistry, *, seed: int, until: datetime.datetime
) -> list[Application]:
    """Write last year's round, the twelve applications of this year, and the registry's events up to `until`.

    Returns the twelve.
    """
    registered = write_consortia(state.consortia, stored_registry.districts, latest=state.calendar.opens_at - 40 * DAY)
    by_condition = dict(zip(state.drafts, registered, strict=True))
    write_last_year(state, by_condition, stored_registry, seed=seed, until=until)
    closed, still_open = open_round(state.calendar), open_round(state.open_calendar, is_open=True)
    histories = []
    for (consortium, memberships), draft in zip(registered, state.drafts.values(), strict=True):
        competition = closed if draft.submitted_at else still_open
        history = ApplicationHistory(draft, competition, consortium, memberships, stored_registry)
        plan_application(history)
        histories.append(history)
    reviewed = dict(zip(state.drafts, histories, strict=True))
    _plan_review(reviewed["under review"], "grants-officer", random.Random(f"{seed}:first"), marks=5)  # noqa: S311
    _plan_review(reviewed["determined"], "second-officer", random.Random(f"{seed}:second"), marks=9)  # noqa: S311
    events = [event for history in histories for event in history.events] + plan_registry_events(
        state, stored_registry, until=until
    )
    for at, _, run in sorted(events, key=lambda event: event[:2]):
        if at <= until:
            run()
    scored = {name: (one.row, one.draft) for name, one in reviewed.items() if one.draft.submitted_at}
    write_scoring(closed, list(scored.values()), stored_registry, seed=seed, at=until)
    write_deciding(closed, scored, stored_registry, seed=seed, at=until)
    write_offers(still_open, stored_registry, at=until)
    for history in histories:
        recheck_application(application=history.row, at=until)
    return [history.row for history in histories]


def _plan_review(history: ApplicationHistory, officer: str, rng: random.Random, *, marks: int) -> None:
    """After the round closed, an officer starts a review and makes `marks` marks; nine lead to a determination."""
    by = history.stored_registry.by_sample_kind[officer]
    starts_at = history.draft.plan.calendar.closes_at + HOUR

    def read(at: datetime.datetime) -> None:
        assign_application(application=history.row, by=by, at=at)
        review_application(history.row, history.draft.quality, rng, marks=marks, by=by, at=at)

    history.schedule(starts_at, read)
