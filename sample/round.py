"""A whole round of invented applications: six hundred, of up to thirty members, of every quality."""

import datetime
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sample import applications as wrong
from sample.applications import Draft, draft
from sample.consortia import ConsortiumRow, consortium_names, make_consortium
from sample.names import partner_words
from sample.plan import Calendar, Member
from sample.prose import BLANK, ELEMENTS, EMPTY_WORDS, EXPLAINED, PARTLY
from sample.registry import Agency, Registry

LARGE, LARGEST_SIZE = 45, 30  # so many consortia have so many members
SIZES = (6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18)
CLOSING = 4  # so many districts will be closed before the projects end
SMALL_SIZE = 4  # of the consortia whose members apply nowhere else


@dataclass
class Entry:
    """A consortium with its application, and how many marks each of three officers has made."""

    row: ConsortiumRow
    one: Draft
    marks: tuple[int, int, int]


def make_round(
    rng: random.Random, *, registry: Registry, on: datetime.date, calendar: Calendar, number: int
) -> Iterator[Entry]:
    """So many consortia of neighboring districts, each with its application.

    Half of the districts are in one consortium only; the others are in many.
    """
    names, words = consortium_names(rng), partner_words(rng)
    districts = [agency for agency in registry.agencies if agency.kind != "service_agency" and agency.status == "open"]
    agencies = {agency.leaid: agency for agency in registry.agencies}
    service_agencies = [agency for agency in registry.agencies if agency.kind == "service_agency"]
    rng.shuffle(districts)
    for agency in districts[:CLOSING]:
        agency.closed_on = calendar.project_ends_on - datetime.timedelta(days=365)
    once, often = districts[::2], districts[1::2]
    groups = [group for group in _small_groups(once) if group[0].kind == "local"]
    groups = groups[: max(0, number - LARGE)]
    leads = [agency for agency in often if agency.kind == "local"]
    sizes = [LARGEST_SIZE] * LARGE + [rng.choice(SIZES) for _ in range(number)]
    for size in sizes[: number - len(groups)]:
        groups.append(_neighborhood(rng, leads[len(groups) % len(leads)], often, size))
    rng.shuffle(groups)
    for place, members in enumerate(groups):
        own = members[0].service_agency
        if len(members) > SMALL_SIZE and rng.random() < 0.03:
            members[0] = rng.choice(service_agencies)
        elif own and len(members) > SMALL_SIZE and rng.random() < 0.7:
            members[-1] = agencies[own]
        year = on.year - rng.randint(0, 12)
        formed_on = datetime.date(year, 7, 1) if datetime.date(year, 7, 1) < on else datetime.date(year - 1, 7, 1)
        row = make_consortium(rng, name=next(names), state=registry.state, agencies=members, formed_on=formed_on, on=on)
        submitted_at = _submitted_at(rng, calendar, on)
        one = _application(rng, row, calendar, place + 1, [next(words) for _ in range(6)], submitted_at)
        _spoil(rng, one, districts)
        yield Entry(row, one, _marks(rng))


def _small_groups(districts: list[Agency]) -> Iterator[list[Agency]]:
    """The districts in small groups of neighbors, each in one group, a local one first."""
    left = sorted(districts, key=lambda agency: (agency.point, agency.leaid))
    while len(left) >= SMALL_SIZE:
        group = sorted(left[:SMALL_SIZE], key=lambda agency: agency.kind != "local")
        left = left[SMALL_SIZE:]
        yield group


def _neighborhood(rng: random.Random, lead: Agency, districts: list[Agency], size: int) -> list[Agency]:
    near = sorted(
        (agency for agency in districts if agency is not lead),
        key=lambda agency: (math.dist(agency.point, lead.point), agency.leaid),
    )
    return [lead, *rng.sample(near[: size * 2], k=min(size - 1, len(near)))]


def _submitted_at(rng: random.Random, calendar: Calendar, on: datetime.date) -> datetime.datetime:
    days = max(1, (on - calendar.opens_at.date()).days - 20)
    day = on - datetime.timedelta(days=2 + int(days * rng.random() ** 2))
    time = datetime.time(rng.randint(8, 22), rng.randint(0, 59), rng.randint(0, 59))
    return datetime.datetime.combine(day, time, calendar.opens_at.tzinfo)


def _application(
    rng: random.Random,
    row: ConsortiumRow,
    calendar: Calendar,
    number: int,
    words: list[str],
    submitted_at: datetime.datetime,
) -> Draft:
    quality = _quality(rng)
    return draft(
        rng=rng,
        name=row.name,
        members=row.members,
        calendar=calendar,
        number=number,
        partner_words=words,
        started_at=submitted_at - datetime.timedelta(days=rng.randint(6, 18)),
        submitted_at=submitted_at,
        quality=quality,
        for_everyone=rng.choice((1, 2, 2, 3)),
        for_some=rng.choice((1, 2, 2, 3)),
        silent=rng.choices([0, 1, 2, 4], [80, 12, 5, 3])[0] if len(row.members) > 6 else 0,
    )


def _quality(rng: random.Random) -> dict[int, str]:
    """Strong, middling and weak texts, about as they come."""
    weights = rng.choices([(85, 12, 2, 1), (45, 35, 16, 4), (8, 22, 62, 8)], [38, 38, 24])[0]
    return {number: rng.choices([EXPLAINED, PARTLY, EMPTY_WORDS, BLANK], weights)[0] for number in ELEMENTS}


def _marks(rng: random.Random) -> tuple[int, int, int]:
    """Three officers: most have finished, some are in the middle, some have only begun."""
    if rng.random() < 0.72:
        return (9, 9, 9)
    return (9, rng.randint(0, 9), rng.randint(0, 6)) if rng.random() < 0.5 else (rng.randint(1, 8), 0, 0)


def _spoil(rng: random.Random, one: Draft, districts: list[Agency]) -> None:
    """None, one or several of the mistakes that people make."""
    flaws: tuple[Callable[[], None], ...] = (
        lambda: wrong.count_too_many(one, rng.randint(1, 5)),
        lambda: wrong.name_outsider(one, _outsider(rng, one, districts)),
        lambda: wrong.reach_too_far(one, _district(rng, one)),
        lambda: wrong.sweep(one) if wrong.leaves_somebody_out(one.plan) else None,
        lambda: wrong.run_past_the_end(one),
        lambda: wrong.join_late(one, _district(rng, one)),
        lambda: wrong.pay_a_stranger(one),
        lambda: wrong.pledge_twice(one),
        lambda: wrong.let_contract_expire(one) if one.plan.contracts else None,
        lambda: wrong.give_most_to(one, one.plan.lead),
        lambda: wrong.give_nothing(one, _district(rng, one)),
        lambda: wrong.gain_nothing(one, _district(rng, one)),
        lambda: wrong.leave_out_of_plan(one, _district(rng, one)),
        lambda: wrong.leave_unsigned(one, rng.choice(one.plan.members)),
        lambda: wrong.leave_unsigned(one, rng.choice(one.plan.members)),
        lambda: wrong.sign_without_board(one, one.plan.members[0]),
    )
    for flaw in rng.sample(flaws, k=rng.choices([0, 1, 2, 3, 6], [34, 28, 20, 12, 6])[0]):
        flaw()
    if rng.random() < 0.06:
        wrong.sign_too_early(one, one.plan.members[1])
    if rng.random() < 0.01:
        wrong.ask_too_much(one, 15_000_000)


def _district(rng: random.Random, one: Draft) -> Member:
    """A member with students that is still in the plan, not the lead."""
    members = [m for m in one.plan.districts[1:] if any(m.key in a.rows for a in one.plan.activities)]
    return rng.choice(members)


def _outsider(rng: random.Random, one: Draft, districts: list[Agency]) -> str:
    keys = {member.key for member in one.plan.members}
    return rng.choice([agency.name for agency in districts if agency.leaid not in keys])
