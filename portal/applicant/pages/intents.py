"""Telling the state of an intent to apply: what is offered on a round's page, and the page of the form."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.dates import moment_in_words
from grants.models import Competition
from grants.reads.intents import OwnIntent


@dataclass(frozen=True)
class IntentOffer:
    """One applicant of the reader: what it told the state, and what the reader can do about that."""

    key: str
    name: str
    sentence: str
    link: str
    address: str
    is_stated: bool


def intent_offers(competition: Competition, own: Sequence[OwnIntent]) -> list[IntentOffer]:
    """The applicants that stated an intent, and those that can because they have no application."""
    page = reverse("applicant:intent_state", args=[competition.slug])
    return [
        IntentOffer(
            key=applicant.key,
            name=applicant.name,
            sentence=_sentence(one),
            link="Change or withdraw the intent" if one.intent else "Tell the state you intend to apply",
            address=f"{page}?for={applicant.key}",
            is_stated=one.intent is not None,
        )
        for one in own
        if one.may_be_stated
        for applicant in [one.applicant]
    ]


def _sentence(own: OwnIntent) -> str:
    name = own.applicant.name
    if own.intent is None:
        return f"{name} hasn’t told the state that it intends to apply."
    told = (
        f"On {moment_in_words(own.intent.stated_at)}, {own.intent.stated_by.name} told the state that {name} intends "
    )
    if own.reference:
        return f"{told}to apply. It has since started application {own.reference}."
    return f"{told}to apply."
