"""Appeals as officials read them: the list with its clock, one appeal, and who can't answer it and why."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import day_in_words, moment_in_words
from grants.models import Appeal
from portal.review.pages.queue_rows import days_left


class AppealRow(NamedTuple):
    """An appeal in the list."""

    reference: str
    address: str
    consortium: str
    round_name: str
    ground: str
    due: str
    handler: str
    state: str


def appeal_rows(appeals: Iterable[Appeal], today: datetime.date) -> list[AppealRow]:
    """The appeals, in the order given."""
    return [
        AppealRow(
            reference=one.application.reference,
            address=reverse("review:appeal_detail", args=[one.application.reference]),
            consortium=one.application.consortium.name,
            round_name=one.application.competition.name,
            ground=one.get_ground_display(),
            due=_due(one, today),
            handler=one.handler.name if one.handler else "Not chosen yet",
            state=one.get_state_display(),
        )
        for one in appeals
    ]


def _due(appeal: Appeal, today: datetime.date) -> str:
    if appeal.answered_at:
        return f"Answered {moment_in_words(appeal.answered_at)}"
    return f"{day_in_words(appeal.due_on)}, {days_left(appeal.due_on, today)}"


@dataclass(frozen=True)
class AppealPage:
    """One appeal."""

    row: AppealRow
    text: str
    filed: str
    reasons: str
    excluded: str
    board_address: str


def appeal_page(appeal: Appeal, today: datetime.date) -> AppealPage:
    """The page of one appeal."""
    (row,) = appeal_rows([appeal], today)
    application = appeal.application
    return AppealPage(
        row=row,
        text=appeal.text,
        filed=f"{moment_in_words(appeal.filed_at)}, by {appeal.filed_by.name}",
        reasons=appeal.reasons,
        excluded=appeal.excluded.scorer.person.name if appeal.excluded else "",
        board_address=reverse("review:board_application", args=[application.competition.slug, application.reference]),
    )


class OtherOfficial(NamedTuple):
    """An official who can't answer the appeal, and why."""

    name: str
    reasons: str
