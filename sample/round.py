"""A whole round of invented applications of every quality, with up to thirty members each."""

import datetime
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sample import flaws
from sample.applications import Draft, make_draft
from sample.consortia import InventedConsortium, consortium_names, make_consortium
from sample.institutions import mention_institutions
from sample.names import partner_words
from sample.plan import Calendar, PlannedMember
from sample.prose import BLANK, ELEMENTS, EMPTY_WORDS, EXPLAINED, PARTLY
from sample.registry import Agency, Registry

LARGE, LARGEST_SIZE = 45, 30  # number of the largest consortia, and their size
SIZES = (6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18)
CLOSING = 4  # districts that will close before the projects end
SMALL_SIZE = 4  # size of consortia whose members apply nowhere else


@dataclass
class PlannedApplication:
    """A consortium with its application, and how many marks each of three officers has made."""

    row: InventedConsortium
    draft: Draft
    marks: tuple[int, int, int]


def make_round(
    rng: random.Random, *, registry: Registry, on: datetime.date, calendar: Calendar, number: int
) -> Iterator[PlannedApplication]:
    """Consortia of neighboring districts, `number` of them, each with its application.

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
        draft = _application(rng, row, calendar, place + 1, [next(words) for _ in range(6)], submitted_at)
        mention_institutions(draft, registry)
        _add_flaws(rng, draft, districts)
        _add_questions(draft, districts)
        yield PlannedApplication(row, draft, _marks(rng))


def _small_groups(districts: list[Agency]) -> Iterator[list[Agency]]:
    """Split the districts into small groups of neighbors, each led by a local district if it has one."""
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
    row: InventedConsortium,
    calendar: Calendar,
    number: int,
    words: list[str],
    submitted_at: datetime.datetime,
) -> Draft:
    quality = _quality(rng)
    return make_draft(
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
    """A mix of strong, middling, and weak answers, about as in a real round."""
    weights = rng.choices([(85, 12, 2, 1), (45, 35, 16, 4), (8, 22, 62, 8)], [38, 38, 24])[0]
    return {number: rng.choices([EXPLAINED, PARTLY, EMPTY_WORDS, BLANK], weights)[0] for number in ELEMENTS}


def _marks(rng: random.Random) -> tuple[int, int, int]:
    """The marks of three officers: most have finished, some are halfway, some have only begun."""
    if rng.random() < 0.72:
        return (9, 9, 9)
    return (9, rng.randint(0, 9), rng.randint(0, 6)) if rng.random() < 0.5 else (rng.randint(1, 8), 0, 0)


def _add_flaws(rng: random.Random, draft: Draft, districts: list[Agency]) -> None:
    """Add none, one, or several of the mistakes that people make."""
    possible: tuple[Callable[[], None], ...] = (
        lambda: flaws.count_too_many(draft, rng.randint(1, 5)),
        lambda: flaws.name_outsider(draft, _outsider(rng, draft, districts)),
        lambda: flaws.reach_too_far(draft, _district(rng, draft)),
        lambda: flaws.claim_every_district(draft) if flaws.leaves_out_a_district(draft.plan) else None,
        lambda: flaws.run_past_the_end(draft),
        lambda: flaws.join_late(draft, _district(rng, draft)),
        lambda: flaws.pay_a_stranger(draft),
        lambda: flaws.pledge_twice(draft),
        lambda: flaws.let_contract_expire(draft) if draft.plan.contracts else None,
        lambda: flaws.give_most_to(draft, draft.plan.lead),
        lambda: flaws.give_nothing(draft, _district(rng, draft)),
        lambda: flaws.gain_nothing(draft, _district(rng, draft)),
        lambda: flaws.leave_out_of_plan(draft, _district(rng, draft)),
        lambda: flaws.leave_unsigned(draft, rng.choice(draft.plan.members)),
        lambda: flaws.leave_unsigned(draft, rng.choice(draft.plan.members)),
        lambda: flaws.sign_without_board(draft, draft.plan.members[0]),
    )
    for flaw in rng.sample(possible, k=rng.choices([0, 1, 2, 3, 6], [34, 28, 20, 12, 6])[0]):
        flaw()
    if rng.random() < 0.06:
        flaws.sign_too_early(draft, draft.plan.members[1])
    if rng.random() < 0.01:
        flaws.ask_too_much(draft, 15_000_000)


def _add_questions(draft: Draft, districts: list[Agency]) -> None:
    """Add passages that raise questions to some applications."""
    rng = random.Random(f"{draft.plan.name}:questions")  # noqa: S311  # an invented state needs no secret chance
    keys = {member.key for member in draft.plan.members}
    if rng.random() < 0.2 and draft.quality[7] != BLANK:
        flaws.say_who_declined(draft, rng.choice([a.short for a in districts if a.leaid not in keys]))
    if rng.random() < 0.1 and draft.quality[6] != BLANK:
        flaws.count_without_saying_whose(draft)


def _district(rng: random.Random, draft: Draft) -> PlannedMember:
    """A member with students that is still in the plan, not the lead."""
    members = [m for m in draft.plan.districts[1:] if any(m.key in a.rows for a in draft.plan.activities)]
    return rng.choice(members)


def _outsider(rng: random.Random, draft: Draft, districts: list[Agency]) -> str:
    keys = {member.key for member in draft.plan.members}
    return rng.choice([agency.name for agency in districts if agency.leaid not in keys])
