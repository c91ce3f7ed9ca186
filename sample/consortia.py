"""Invented consortia: their members with start dates, former members, and observers."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from sample.plan import PlannedMember
from sample.registry import Agency

FIRST_WORDS = (
    "Long Table", "Common Bell", "Open Gate", "Wide Porch", "Shared Roof", "Party Line", "Threshing Ring", "Gravel Road",
    "Courthouse Square", "Second Bell", "Lantern Light", "Quilting Bee", "Corner Post", "Backroads", "Grange Hall",
    "Five O'Clock Whistle", "Split Rail", "Kitchen Garden", "Covered Bridge", "Signal Tower", "Fence Line", "Seed Corn",
    "Front Row", "Town Clock", "Good Neighbor", "River Bottom", "Ridge Top", "Blue Heron", "Warm Hearth", "Plow and Pen",
    "Evening Star", "Far Field", "Stone Wall", "Sunday Dinner", "Steady Hand", "Porch Light", "New Furrow", "Winter Wheat",
)  # fmt: skip
LAST_WORDS = (
    "Learning Network", "Schools Collaborative", "Learning Alliance", "Education Compact", "Course Exchange",
    "Learning Cooperative", "Schools Partnership", "Rural Schools Circle", "Learning Commons", "Education Cooperative",
    "Student Pathways Network", "District Alliance", "Schools Federation", "Teaching Exchange", "Shared Services Council",
    "Learning Trust", "Opportunity Network", "Classroom Exchange",
)  # fmt: skip

PURPOSES = ("online_courses", "vocational", "professional_learning", "purchasing", "special_education")


@dataclass
class PastMembership:
    """A membership that has ended, or that of an observer."""

    agency: Agency
    joins_on: datetime.date
    leaves_on: datetime.date | None
    is_observer: bool = False


@dataclass
class InventedConsortium:
    """An invented consortium, its lead first."""

    name: str
    state: str
    legal_form: str
    purposes: tuple[str, ...]
    fiscal_agent: Agency
    formed_on: datetime.date
    members: list[PlannedMember]
    past: list[PastMembership] = field(default_factory=list)
    about: str = ""


def consortium_names(rng: random.Random) -> Iterator[str]:
    """Distinct names of consortia; the first ones share neither first nor last words as far as possible."""
    firsts, lasts = list(FIRST_WORDS), list(LAST_WORDS)
    rng.shuffle(firsts)
    rng.shuffle(lasts)
    for turn in range(len(lasts)):
        for place, first in enumerate(firsts):
            yield f"{first} {lasts[(place + turn) % len(lasts)]}"


def make_consortium(
    rng: random.Random,
    *,
    name: str,
    state: str,
    agencies: list[Agency],
    formed_on: datetime.date,
    on: datetime.date,
    neighbors: list[Agency] | None = None,
) -> InventedConsortium:
    """A consortium of these agencies, led by the first; some joined later than others.

    Of the neighbors, the first is a former member and the second an observer.
    """
    members = []
    for place, agency in enumerate(agencies):
        late = place > 1 and rng.random() < 0.3 and (on - formed_on).days > 800
        joined_on = datetime.date(rng.randint(formed_on.year + 1, on.year - 1), 7, 1) if late else formed_on
        members.append(PlannedMember(agency, "member" if place else "lead", joined_on))
    fiscal_agent = next((agency for agency in agencies if agency.kind == "service_agency"), agencies[0])
    forms = ["agreement", "agreement", "council_of_governments", "nonprofit"]
    row = InventedConsortium(
        name=name,
        state=state,
        legal_form="service_agency_program"
        if fiscal_agent is agencies[0] and not fiscal_agent.enrollment
        else rng.choice(forms),
        purposes=("personalized_learning", *rng.sample(PURPOSES, k=rng.choice([1, 1, 2]))),
        fiscal_agent=fiscal_agent,
        formed_on=formed_on,
        members=members,
    )
    if neighbors and (on - formed_on).days > 1200:
        row.past.append(PastMembership(neighbors[0], formed_on, datetime.date(formed_on.year + 2, 6, 30)))
        if len(neighbors) > 1:
            row.past.append(PastMembership(neighbors[1], datetime.date(on.year - 1, 7, 1), None, is_observer=True))
    return row
