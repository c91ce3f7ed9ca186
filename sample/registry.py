"""A state's invented registry: service agencies, districts, schools, and their figures, in real counties."""

import datetime
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from districts.imports.atlas import CountyOutline, Point
from sample.names import LANDSCAPES, place_names

FIRST_LEAID = 9950001  # lower numbers are reserved for application files


@dataclass(frozen=True)
class Year:
    """A district's figures for one school year."""

    school_year: str
    enrollment: int
    children: int
    children_in_poverty: int
    students_per_teacher: float


@dataclass(eq=False)
class Agency:
    """An invented agency. `short` is its short name."""

    leaid: str
    name: str
    short: str
    kind: str
    state: str
    county: CountyOutline
    city: str
    street: str
    zip_code: str
    point: Point
    locale: int
    years: tuple[Year, ...]
    service_agency: str | None
    component_since: datetime.date | None
    closed_on: datetime.date | None = None
    status: str = "open"
    successor: str | None = None

    @property
    def enrollment(self) -> int:
        """Students in the latest year; 0 for an agency without students."""
        return self.years[-1].enrollment if self.years else 0


@dataclass(frozen=True)
class InventedSchool:
    """An invented school of an invented agency."""

    ncessch: str
    name: str
    agency: Agency
    level: str
    lowest: str
    highest: str
    point: Point
    locale: int
    enrollments: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class RegionRow:
    """A planning region: a group of real counties."""

    slug: str
    name: str
    state: str
    counties: tuple[str, ...]


@dataclass(frozen=True)
class Registry:
    """One state's registry, service agencies first."""

    state: str
    counties: tuple[CountyOutline, ...]
    regions: tuple[RegionRow, ...]
    agencies: tuple[Agency, ...]
    schools: tuple[InventedSchool, ...]

    def by_service_agency(self) -> dict[str, list[Agency]]:
        """The districts of each service agency, by the agency's LEAID, in order of their LEAIDs."""
        groups: dict[str, list[Agency]] = {a.leaid: [] for a in self.agencies if a.kind == "service_agency"}
        for agency in self.agencies:
            if agency.service_agency:
                groups[agency.service_agency].append(agency)
        return groups


# What each state calls its (local districts, service agencies).
WORDS = {
    "OH": ("Local School District", "Educational Service Center"),
    "NY": ("Central School District", "BOCES"),
    "CO": ("School District", "BOCES"),
    "WI": ("School District", "CESA"),
    "MI": ("Community Schools", "Intermediate School District"),
    "PA": ("Area School District", "Intermediate Unit"),
    "TX": ("Independent School District", "Regional Service Center"),
    "CA": ("Unified School District", "Regional Education Office"),
    "IL": ("Community Unit School District", "Regional Education Office"),
    "IA": ("Community School District", "Area Education Agency"),
    "WA": ("School District", "Educational Service District"),
    "KY": ("Public Schools", "Educational Cooperative"),
}
OTHER_WORDS = ("Public Schools", "Regional Service Agency")

COMPASS = ("North", "South", "East", "West")
STREETS = ("School Street", "Main Street", "Academy Lane", "Depot Road", "Church Street", "County Road 9", "Mill Lane")


def make_registry(
    *,
    seed: int,
    on: datetime.date,
    state: str,
    counties: list[CountyOutline],
    agencies: int,
    schools: int,
    first_leaid: int = FIRST_LEAID,
    is_home: bool = True,
    reach: int | None = None,
) -> Registry:
    """A registry with these numbers of agencies and schools; each service agency covers its `reach` nearest counties."""
    rng = random.Random(f"{seed}:registry:{state}")  # noqa: S311  # an invented state needs no secret chance
    places = place_names(rng)
    regions = _regions(state, counties, is_home)
    areas = _areas(rng, counties, max(1, round(agencies / 13)), reach)
    rows: list[Agency] = []
    for number, area in enumerate(areas):
        rows.append(_service_agency(rng, state, area[0], next(places), first_leaid + number))
    kinds = _kinds(rng, agencies - len(areas), len(areas))
    for number, kind in enumerate(kinds):
        agency = rows[number % len(areas)]
        area = areas[number % len(areas)]
        leaid = first_leaid + len(areas) + number
        rows.append(_district(rng, on, state, kind, rng.choice(area), next(places), leaid, agency))
    return Registry(
        state=state,
        counties=tuple(counties),
        regions=tuple(regions),
        agencies=tuple(rows),
        schools=tuple(_schools(rng, rows, schools)),
    )


def _regions(state: str, counties: list[CountyOutline], is_home: bool) -> list[RegionRow]:
    if len(counties) < 12:
        return []
    by_width = sorted(counties, key=lambda county: (county.middle[0], county.fips))
    third = math.ceil(len(by_width) / 3)
    rows = []
    for column, name in enumerate(("west", "", "east")):
        by_height = sorted(by_width[column * third : (column + 1) * third], key=lambda c: (c.middle[1], c.fips))
        half = len(by_height) // 2
        for side, part in (("South", by_height[:half]), ("North", by_height[half:])):
            word = f"{side}{name}" if name else f"{side} Central"
            slug = word.lower().replace(" ", "-")
            rows.append(
                RegionRow(
                    slug=slug if is_home else f"{state.lower()}-{slug}",
                    name=f"{word} Region",
                    state=state,
                    counties=tuple(sorted(county.fips for county in part)),
                )
            )
    return rows


def _areas(
    rng: random.Random, counties: list[CountyOutline], number: int, reach: int | None
) -> list[list[CountyOutline]]:
    """The counties of each service agency: seats far from each other, then the nearest counties around them."""
    if number >= len(counties):
        return [[counties[n % len(counties)]] for n in range(number)]
    seats = [rng.choice(counties)]
    nearest = {county.fips: _distance(county, seats[0]) for county in counties}
    while len(seats) < number:
        seat = max(counties, key=lambda county: (nearest[county.fips], county.fips))
        seats.append(seat)
        for county in counties:
            nearest[county.fips] = min(nearest[county.fips], _distance(county, seat))
    areas = [[seat] for seat in seats]
    taken = {seat.fips for seat in seats}
    for county in sorted(counties, key=lambda county: (nearest[county.fips], county.fips)):
        if county.fips not in taken:
            area = min(areas, key=lambda area: _distance(county, area[0]))
            if reach is None or len(area) < reach:
                area.append(county)
    return areas


def _distance(one: CountyOutline, other: CountyOutline) -> float:
    return math.hypot((one.middle[0] - other.middle[0]) * 0.77, one.middle[1] - other.middle[1])


def _kinds(rng: random.Random, number: int, areas: int) -> list[str]:
    """Kinds of districts: one vocational district in each area, and now and then a charter or a town."""
    kinds = ["vocational"] * min(areas, number)
    while len(kinds) < number:
        kinds.append(rng.choices(["local", "village", "city", "charter"], [66, 14, 13, 7])[0])
    return kinds


def _service_agency(rng: random.Random, state: str, seat: CountyOutline, place: str, leaid: int) -> Agency:
    name = f"{place} {WORDS.get(state, OTHER_WORDS)[1]}"
    return Agency(
        leaid=f"{leaid:07}",
        name=name,
        short=name,
        kind="service_agency",
        state=state,
        county=seat,
        city=place,
        street=_street(rng),
        zip_code="",
        point=seat.point_inside(rng),
        locale=rng.choice([32, 33, 41]),
        years=(),
        service_agency=None,
        component_since=None,
    )


def _district(
    rng: random.Random,
    on: datetime.date,
    state: str,
    kind: str,
    county: CountyOutline,
    place: str,
    leaid: int,
    agency: Agency,
) -> Agency:
    since = datetime.date(rng.randint(1995, 2016), 7, 1)
    return Agency(
        leaid=f"{leaid:07}",
        name=_district_name(state, kind, place),
        short=f"{place} Community School" if kind == "charter" else place,
        kind="local" if kind in ("village", "city") else kind,
        state=state,
        county=county,
        city=place,
        street=_street(rng),
        zip_code="",
        point=county.point_inside(rng),
        locale=_locale(rng, kind),
        years=_years(rng, on, _size(rng, kind), kind),
        service_agency=agency.leaid,
        component_since=since,
    )


def _district_name(state: str, kind: str, place: str) -> str:
    local = WORDS.get(state, OTHER_WORDS)[0]
    if kind == "charter":
        return f"{place} Community School"
    if kind == "vocational":
        return f"{place} Joint Vocational School District"
    if state == "OH" and kind == "city":
        return f"{place} City School District"
    if state == "OH" and kind == "village":
        return f"{place} Exempted Village Schools"
    return f"{place} {local}"


def _size(rng: random.Random, kind: str) -> int:
    middle, spread, least, most = {
        "local": (720, 0.55, 118, 2600),
        "village": (1050, 0.35, 420, 2400),
        "city": (3100, 0.55, 1300, 14000),
        "charter": (210, 0.5, 60, 640),
        "vocational": (640, 0.3, 280, 1300),
    }[kind]
    return int(min(most, max(least, rng.lognormvariate(math.log(middle), spread))))


def _locale(rng: random.Random, kind: str) -> int:
    if kind == "city":
        return rng.choice([13, 21, 31, 32, 32, 33])
    if kind == "village":
        return rng.choice([31, 32, 33, 41])
    return rng.choice([32, 33, 41, 41, 42, 42, 42, 42, 43, 43, 43])


def _years(rng: random.Random, on: datetime.date, size: int, kind: str) -> tuple[Year, ...]:
    """Three school years, ending with the last one completed before the date; most districts shrink a little."""
    ended = on.year - 1 if on.month >= 9 else on.year - 2
    poverty = rng.uniform(0.08, 0.34)
    trend = rng.uniform(0.955, 1.015)
    years = []
    for back in (2, 1, 0):
        enrollment = max(20, round(size / trend**back))
        children = 0 if kind in ("charter", "vocational") else round(enrollment * rng.uniform(1.04, 1.22))
        years.append(
            Year(
                school_year=f"{ended - back}-{(ended - back + 1) % 100:02}",
                enrollment=enrollment,
                children=children,
                children_in_poverty=round(children * min(0.6, poverty * rng.uniform(0.93, 1.07))),
                students_per_teacher=round(rng.uniform(10.5, 18.5), 1),
            )
        )
    return tuple(years)


def _street(rng: random.Random) -> str:
    return f"{rng.randint(1, 98) * 10 + 5} {rng.choice(STREETS)}"


def _schools(rng: random.Random, agencies: list[Agency], number: int) -> Iterator[InventedSchool]:
    """The schools, `number` in all: one in every district, the rest where the students are."""
    districts = [agency for agency in agencies if agency.kind != "service_agency"]
    single = [a for a in districts if a.kind in ("charter", "vocational")]
    several = [a for a in districts if a.kind not in ("charter", "vocational")]
    counts = dict.fromkeys((a.leaid for a in districts), 1)
    left = number - len(districts)
    total = sum(math.sqrt(a.enrollment) for a in several) or 1
    wanted = sorted(several, key=lambda a: (-math.sqrt(a.enrollment) * left / total % 1, a.leaid))
    for agency in several:
        counts[agency.leaid] += int(math.sqrt(agency.enrollment) * left / total)
    for agency in wanted[: max(0, number - sum(counts.values()))]:
        counts[agency.leaid] += 1
    for agency in sorted([*single, *several], key=lambda a: a.leaid):
        yield from _schools_of(rng, agency, counts[agency.leaid])


def _schools_of(rng: random.Random, agency: Agency, number: int) -> Iterator[InventedSchool]:
    spans = _spans(agency.kind, number)
    shares = [
        _grades(low, high) * rng.uniform(0.9, 1.1) / spans.count((level, low, high)) for level, low, high in spans
    ]
    names = _school_names(rng, agency, spans)
    for order, (level, low, high) in enumerate(spans):
        yield InventedSchool(
            ncessch=f"{agency.leaid}{order + 1:05}",
            name=names[order],
            agency=agency,
            level=level,
            lowest=low,
            highest=high,
            point=agency.county.point_inside(rng) if order else agency.point,
            locale=agency.locale,
            enrollments=tuple(
                (year.school_year, max(8, round(year.enrollment * shares[order] / sum(shares))))
                for year in agency.years
            ),
        )


Span = tuple[str, str, str]


def _spans(kind: str, number: int) -> list[Span]:
    """Level, lowest grade, and highest grade of each school, for a district with `number` schools."""
    if kind == "vocational":
        return [("High", "11", "12")] * number
    if kind == "charter" or number == 1:
        return [("Other", "KG", "12")] * number
    if number == 2:
        return [("Elementary", "KG", "6"), ("High", "7", "12")]
    high = max(1, number // 9)
    middle = max(1, number // 5)
    return (
        [("Elementary", "PK", "5")] * (number - high - middle)
        + [("Middle", "6", "8")] * middle
        + [("High", "9", "12")] * high
    )


def _grades(low: str, high: str) -> int:
    order = ["PK", "KG", *(str(grade) for grade in range(1, 13))]
    return order.index(high) - order.index(low) + 1


def _school_names(rng: random.Random, agency: Agency, spans: list[Span]) -> list[str]:
    """Names after the place; several schools of one level are told apart by a compass point or a landscape word."""
    if agency.kind == "charter":
        return [agency.name, *(f"{agency.name} {word} Campus" for word in COMPASS)][: len(spans)]
    place = agency.short
    if agency.kind == "vocational":
        return [f"{place} Career Center", *(f"{place} {word} Career Center" for word in COMPASS)][: len(spans)]
    quarters = [*COMPASS, *LANDSCAPES]
    rng.shuffle(quarters)
    names = []
    for order, span in enumerate(spans):
        kind = "School" if span[0] == "Other" else f"{span[0]} School"
        before = spans[:order].count(span)
        quarter = f" {quarters[before % len(quarters)]}" if spans.count(span) > 1 else ""
        ring = f" {before // len(quarters) + 1}" if before >= len(quarters) else ""
        names.append(f"{place}{quarter} {kind}{ring}")
    return names
