"""What the desk says about members that left: what the lead has to decide, or the amendment that it proposes."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.dates import short_day
from grants.models import Amendment, Participant
from grants.reads.amendments import words_of
from grants.reads.member_loss import departures_of

_NOT_SENT = "Members whose part it changes haven’t all signed, or the lead hasn’t sent it."


@dataclass(frozen=True)
class AmendmentWaiting:
    """An open amendment on the desk: what it does, who acts next, and where to read it."""

    title: str
    next_step: str
    link: str
    address: str


def amendment_waiting(amendments: Sequence[Amendment], reference: str) -> AmendmentWaiting | None:
    """The open one, or None."""
    for one in amendments:
        if one.is_open:
            return AmendmentWaiting(
                title=words_of(one),
                next_step="The members have signed it. Accept or reject it." if one.is_waiting_for_state else _NOT_SENT,
                link="Read and answer it" if one.is_waiting_for_state else "Read it",
                address=reverse("review:amendment_answer", args=[reference, one.number]),
            )
    return None


def amendment_not_sent(amendment: Amendment, unsigned: Sequence[str]) -> str:
    """Why no officer can answer it yet; "" if it was sent or is no longer open. `unsigned`: who still has to sign."""
    if not amendment.is_waiting_for_signatures:
        return ""
    why = "Members whose part it changes haven’t all signed." if unsigned else "The lead hasn’t sent it."
    return f"You can’t answer it yet. {why}"


def departures_in_words(participants: Sequence[Participant], amendments: Sequence[Amendment], on: datetime.date) -> str:
    """Who left, and until when the lead decides unless it proposed something; "" if no one left."""
    sentences = []
    proposed = {one.member_id for one in amendments if one.is_open or one.was_sent}
    by_key = {one.key: one.pk for one in participants}
    for departure in departures_of(participants, on):
        sentences.append(departure.sentence)
        if by_key[departure.key] not in proposed:
            day = short_day(departure.decide_by)
            sentences.append(f"The lead decides by {day} whether to continue, replace the member, or withdraw.")
    return " ".join(sentences)
