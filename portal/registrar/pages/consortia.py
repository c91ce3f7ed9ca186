"""The pages on which a registrar enters a consortium and edits its record."""

import datetime
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import short_day
from consortia.models import Consortium, ConsortiumPurpose

Trail = list[tuple[str, str | None]]


class PurposeRow(NamedTuple):
    """A purpose with its dates and authority; the address of the page that ends it is empty if it has an end date."""

    label: str
    starts: str
    ends: str
    authority: str
    end_address: str


def purpose_rows(consortium: Consortium) -> list[PurposeRow]:
    """All purposes of the consortium, past and future ones too."""
    return [
        PurposeRow(
            purpose.get_purpose_display(),
            _day(purpose.starts_on, "not known"),
            _day(purpose.ends_on, "no end date"),
            "; ".join(text for text in (purpose.authority, purpose.end_authority) if text),
            "" if purpose.ends_on else reverse("registrar:purpose_end", args=[consortium.slug, purpose.pk]),
        )
        for purpose in consortium.purposes.all()
    ]


def purpose_sentence(purpose: ConsortiumPurpose) -> str:
    """“Purchasing, from Jul 1, 2015”."""
    if purpose.starts_on is None:
        return f"{purpose}, from an unknown date"
    return f"{purpose}, from {short_day(purpose.starts_on)}"


def trail_of(consortium: Consortium | None, here: str) -> Trail:
    """The breadcrumbs of a form about a consortium, or of the form for a new one."""
    trail: Trail = [("Consortia", reverse("registry:consortium_list"))]
    if consortium:
        trail.append((consortium.name, consortium.get_absolute_url()))
    return [*trail, (here, None)]


def _day(day: datetime.date | None, unknown: str) -> str:
    return short_day(day) if day else unknown
