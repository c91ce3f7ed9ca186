"""Which consortia and districts a district could work with, each with the reasons in words. Pure."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from districts.rules.distances import EARTH_RADIUS_IN_MILES, Point, miles_between

# Miles that people still drive to a meeting: about an hour and a half on country roads.
NEAR = 60
# No partner is suggested beyond this distance: the radius of Texas's rural partnership program (TEC 29.912).
FAR = 100
LOCALE_GROUPS = {1: "in a city", 2: "suburban", 3: "in a town", 4: "rural"}
FEWEST_REASONS = 2

Known = Mapping[str, Any]  # the fields of a Neighbor or a NearbyConsortium, by name


@dataclass(frozen=True)
class Neighbor:
    """The known facts of one district; unknown facts are left out of the reasons."""

    leaid: str
    name: str
    point: Point | None = None
    enrollment: int | None = None
    locale: int | None = None
    agencies: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NearbyConsortium:
    """A consortium with today's members."""

    slug: str
    name: str
    purposes: frozenset[str]
    members: tuple[Neighbor, ...]


class Similarity(NamedTuple):
    """One district compared with the one that looks for partners; None where a fact is not known."""

    miles: float | None
    is_of_size: bool | None
    is_alike: bool  # their locations are of the same kind


@dataclass(frozen=True)
class Fit:
    """One suggested partner: which, why, and how far away (miles; None where a location is unknown)."""

    key: str
    name: str
    reasons: tuple[str, ...]
    miles: float | None


@dataclass(frozen=True)
class Proposals:
    """The suggested partners, and the district they were compared with."""

    me: Neighbor
    consortia: list[Fit]
    districts: list[Fit]


def proposals(me: int, *, districts: Mapping[int, Known], near: Iterable[int], consortia: Iterable[Known]) -> Proposals:
    """Partners for the district with that row id among these facts (see `exchange.reads.partner_search`)."""
    neighbors = {pk: _neighbor(facts) for pk, facts in districts.items()}
    groups = [
        NearbyConsortium(
            slug=facts["slug"],
            name=facts["name"],
            purposes=frozenset(facts["purposes"]),
            members=tuple(neighbors[pk] for pk in facts["members"]),
        )
        for facts in consortia
    ]
    mine = neighbors[me]
    return Proposals(mine, fitting_consortia(mine, groups), fitting_districts(mine, [neighbors[pk] for pk in near]))


def _neighbor(facts: Known) -> Neighbor:
    known: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, set) else value for name, value in facts.items()
    }
    return Neighbor(**known)


def box_around(point: Point, miles: float = FAR) -> tuple[float, float, float, float]:
    """South, west, north, and east of a box that holds every point within this many miles."""
    up = math.degrees(miles / EARTH_RADIUS_IN_MILES)
    aside = up / max(math.cos(math.radians(point[0])), 0.1)
    return point[0] - up, point[1] - aside, point[0] + up, point[1] + aside


def fitting_districts(me: Neighbor, others: Iterable[Neighbor]) -> list[Fit]:
    """Districts with at least two reasons to work together, the most reasons first, then the nearest."""
    fits = (Fit(other.leaid, other.name, tuple(_reasons(me, other)), _miles(me, other)) for other in others)
    return _in_order(fits)


def fitting_consortia(me: Neighbor, groups: Iterable[NearbyConsortium]) -> list[Fit]:
    """Consortia with at least two reasons to join, the most reasons first, then the nearest."""
    groups = list(groups)
    # Once for each district: most are in several consortia.
    members = {member.leaid: member for group in groups for member in group.members}
    compared = {leaid: _compared(me, member) for leaid, member in members.items()}
    fits = []
    for group in groups:
        found = [compared[member.leaid] for member in group.members]
        miles, nearest = _nearest(group, found)
        if miles is None or miles <= FAR:
            fits.append(Fit(group.slug, group.name, tuple(_reasons_to_join(me, group, found, miles, nearest)), miles))
    return _in_order(fits)


def is_of_size(mine: int | None, theirs: int | None) -> bool | None:
    """Whether it has between half and twice as many students; None where either is not known."""
    if mine is None or theirs is None:
        return None
    return mine / 2 <= theirs <= mine * 2


def _in_order(fits: Iterable[Fit]) -> list[Fit]:
    chosen = [fit for fit in fits if len(fit.reasons) >= FEWEST_REASONS and (fit.miles is None or fit.miles <= FAR)]
    return sorted(chosen, key=lambda fit: (-len(fit.reasons), math.inf if fit.miles is None else fit.miles, fit.name))


def _reasons(me: Neighbor, other: Neighbor) -> Iterator[str]:
    miles = _miles(me, other)
    if miles is not None and miles <= NEAR:
        yield f"{_miles_in_words(miles)} away."
    if is_of_size(me.enrollment, other.enrollment):
        yield f"Similar size: {other.enrollment:,} students; you have {me.enrollment:,}."
    if _is_alike(me, other):
        yield f"It is {_group_of(me)}, like you."
    if shared := sorted(me.agencies & other.agencies):
        yield f"It belongs to {_and(shared)}, as you do."
    if offered := sorted(me.needs & other.offers):
        yield f"It offers {_and(offered)}, which you need."
    if needed := sorted(me.offers & other.needs):
        yield f"It needs {_and(needed)}, which you offer."
    if both := sorted(me.needs & other.needs - other.offers):
        yield f"It needs {_and(both)}, as you do."
    if contracts := me.contracts & other.contracts:
        yield f"You can both buy under {_counted(len(contracts), 'contract')}: {_and(sorted(contracts)[:3])}."


def _reasons_to_join(
    me: Neighbor, group: NearbyConsortium, similarities: list[Similarity], miles: float | None, nearest: str
) -> Iterator[str]:
    if miles is not None and miles <= NEAR:
        yield f"Its nearest member, {nearest}, is {_miles_in_words(miles)} away."
    sizes = [each.is_of_size for each in similarities if each.is_of_size is not None]
    if sizes and sum(sizes) * 2 >= len(sizes):
        yield f"{_part(sum(sizes), len(sizes), 'member')} with known enrollment {_are(sum(sizes))} of similar size."
    known = sum(bool(member.locale) for member in group.members)
    alike = sum(each.is_alike for each in similarities)
    if known and alike * 2 >= known:
        yield f"{_part(alike, known, 'member')} with a known location {_are(alike)} {_group_of(me)}, like you."
    for agency in sorted(me.agencies):
        if number := sum(agency in member.agencies for member in group.members):
            yield f"{_counted(number, 'member')} belong{'s' if number == 1 else ''} to {agency}, as you do."
    if wanted := sorted(me.needs & group.purposes):
        yield f"Its purposes include {_and(wanted)}, which you need."
    offering = [member.name for member in group.members if me.needs & member.offers] if me.needs else []
    if offering:
        yield f"{_and(offering[:3])} offer{'s' if len(offering) == 1 else ''} what you need."
    if me.contracts and (buying := sum(bool(me.contracts & member.contracts) for member in group.members)):
        yield f"{_counted(buying, 'member')} can buy under a contract that you can use, too."


def _miles(me: Neighbor, other: Neighbor) -> float | None:
    return miles_between(me.point, other.point) if me.point and other.point else None


def _compared(me: Neighbor, other: Neighbor) -> Similarity:
    return Similarity(_miles(me, other), is_of_size(me.enrollment, other.enrollment), _is_alike(me, other))


def _nearest(group: NearbyConsortium, similarities: list[Similarity]) -> tuple[float | None, str]:
    pairs = zip(similarities, group.members, strict=True)
    return min(((each.miles, member.name) for each, member in pairs if each.miles is not None), default=(None, ""))


def _is_alike(me: Neighbor, other: Neighbor) -> bool:
    return bool(_group_of(me)) and _group_of(me) == _group_of(other)


def _group_of(me: Neighbor) -> str:
    return LOCALE_GROUPS.get((me.locale or 0) // 10, "")


def _miles_in_words(miles: float) -> str:
    return "Less than a mile" if miles < 1 else "1 mile" if round(miles) == 1 else f"{round(miles)} miles"


def _part(number: int, total: int, noun: str) -> str:
    return f"{number} of its {_counted(total, noun)}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def problems_with_wish(
    *, topic: str, kind: str, words: str, topics: Collection[str], kinds: Collection[str]
) -> list[str]:
    """Why a need or an offer cannot be added."""
    problems = []
    if topic not in topics:
        problems.append("Choose a topic.")
    if kind not in kinds:
        problems.append("Choose whether your district needs it or offers it.")
    if len(words) > 300:
        problems.append("Enter at most 300 characters.")
    return problems


def problems_with_introduction(
    *, is_itself: bool, is_member: bool, has_open_one: bool, words: str, closed: str = "", not_registered: str = ""
) -> list[str]:
    """Why an introduction cannot be requested; `closed` and `not_registered` name a party that can no longer answer."""
    problems = []
    if closed:
        problems.append(f"{closed} is no longer open, so no one there can answer.")
    if not_registered:
        problems.append(f"{not_registered} is not a registered consortium, so no one there can answer.")
    if is_itself:
        problems.append("Choose another district. You can’t request an introduction to your own district.")
    if is_member:
        problems.append("Your district already belongs to this consortium.")
    if has_open_one:
        problems.append("You already asked. We’ll show the answer here when there is one.")
    if len(words) > 2_000:
        problems.append("Enter at most 2,000 characters.")
    return problems
