"""Loading a sample state in one transaction, with one entry in the audit log."""

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.refusals import Refused
from audit import log
from consortia.models import Consortium
from districts.actions.bulk import refresh_statistics
from districts.actions.rural import classify_districts
from districts.imports.atlas import COUNTY_MAP, CountyOutline, read_counties
from districts.imports.shapes import import_shapes
from districts.models import District, School
from grants.models import Application, Review
from sample.local_names import use_local_names
from sample.people import make_people
from sample.registry import FIRST_LEAID, make_registry
from sample.round import make_round
from sample.state import calendar_of, make_small_state
from sample.whole_round import RoundSize
from sample.writing.application_history import open_round
from sample.writing.bulk import StoredRound, write_opinions, write_round
from sample.writing.consortia import COMMAND
from sample.writing.history import write_history
from sample.writing.registry import SOURCE, write_people, write_registry
from sample.writing.whole_round import WholeRound

NATION_AGENCIES, NATION_SCHOOLS, HOME_AGENCIES = 20_028, 101_688, 1_084
APPLICATIONS = 600
Say = Callable[[str], object]


def is_loaded() -> bool:
    """Whether a sample state is in the database."""
    return District.objects.filter(source=SOURCE).exists()


def check_is_free_of_real_records() -> None:
    """Raises Refused if the database holds real records."""
    real = District.objects.filter(is_sample=False).exclude(leaid__startswith="99").order_by("leaid").first()
    if real:
        raise Refused(
            f"This database holds real records ({real.leaid} {real}). The sample state is invented, so load it into a "
            "separate database: DATABASE_URL=sqlite:////tmp/sample.sqlite3"
        )
    consortium = Consortium.objects.filter(is_sample=False).order_by("name").first()
    if consortium:
        raise Refused(
            f"This database holds a consortium that is not part of the sample state ({consortium}). Load the sample "
            "state into a separate database: DATABASE_URL=sqlite:////tmp/sample.sqlite3"
        )


@transaction.atomic
def load_sample(*, scale: str, seed: int, at: datetime.datetime, say: Say) -> dict[str, int]:
    """Load the sample state; returns the number of records of each kind. `say` receives the name of each step."""
    check_is_free_of_real_records()
    counties = read_counties(settings.BASE_DIR / COUNTY_MAP)
    home = counties.get(settings.STATE_CODE)
    if home is None:
        raise Refused(
            f"STATE_CODE={settings.STATE_CODE} is not a state on the county map. Use a two-letter code, such as OH."
        )
    load = Load(seed=seed, at=at, say=say, counties=counties)
    if scale == "small":
        load.small(home)
    elif scale == "state":
        load.state(home, agencies=600, schools=2_000)
    else:
        load.nation()
    say("County boundaries")
    import_shapes(settings.BASE_DIR / COUNTY_MAP, by=COMMAND, at=at)
    refresh_statistics("accounts", "districts", "consortia", "purchasing", "exchange", "policies", "grants")
    say("Which districts are small and rural")
    classify_districts(by=COMMAND, at=at)
    counts = {
        "districts": District.objects.count(),
        "schools": School.objects.count(),
        "consortia": Consortium.objects.count(),
        "applications": Application.objects.count(),
        "reviews": Review.objects.count(),
    }
    log.record("sample.loaded", "sample state", by=COMMAND, at=at, scale=scale, seed=seed, **counts)
    return counts


def run_round(size: RoundSize, *, seed: int, at: datetime.datetime, say: Say) -> dict[str, int]:
    """Load a state whose round closed the day before, and run the round; what happened, each with its number.

    Every step is an action of its own, in a transaction of its own. Raises Refused or Unready.
    """
    check_is_free_of_real_records()
    load = Load(seed=seed, at=at, say=say, counties=read_counties(settings.BASE_DIR / COUNTY_MAP))
    with transaction.atomic():
        stored = load.round(
            load.counties[settings.STATE_CODE],
            agencies=size.agencies,
            schools=size.schools,
            applications=size.applications,
            more_scorers=size.scorers - 1,
            more_board_members=size.board_members - 1,
        )
        log.record("sample.loaded", "sample state", by=COMMAND, at=at, seed=seed, applications=size.applications)
    refresh_statistics("accounts", "districts", "consortia", "purchasing", "exchange", "policies", "grants")
    rng = random.Random(f"{seed}:whole round")  # noqa: S311  # an invented state needs no secret chance
    return WholeRound(stored, size, say, rng).run()


@dataclass(frozen=True)
class Load:
    """One load: the seed, the moment, the counties, and the callable that receives progress."""

    seed: int
    at: datetime.datetime
    say: Say
    counties: dict[str, list[CountyOutline]]

    @property
    def on(self) -> datetime.date:
        """The date of the load."""
        return timezone.localdate(self.at)

    @property
    def zone(self) -> datetime.tzinfo:
        """The state's time zone."""
        return timezone.get_default_timezone()

    def small(self, home: list[CountyOutline]) -> None:
        """About sixty districts and twelve applications, written by the actions that people use."""
        state = make_small_state(seed=self.seed, on=self.on, zone=self.zone, state=settings.STATE_CODE, counties=home)
        self.say("Districts and schools")
        districts = write_registry(state.registry)
        self.say("People and their roles")
        stored_registry = write_people(state.people, districts, at=state.last_year.opens_at)
        self.say("Consortia and their applications")
        write_history(state, stored_registry, seed=self.seed, until=self.at)

    def state(self, home: list[CountyOutline], *, agencies: int, schools: int, all_years: bool = True) -> None:
        """The home state's districts, and six hundred applications with three reviews and scores each."""
        round_ = self.round(home, agencies=agencies, schools=schools, all_years=all_years)
        self.say("Three reviews of each")
        write_opinions(round_, at=self.at, seed=self.seed)

    def round(
        self,
        home: list[CountyOutline],
        *,
        agencies: int,
        schools: int,
        applications: int = APPLICATIONS,
        more_scorers: int = 44,
        more_board_members: int = 0,
        all_years: bool = True,
    ) -> StoredRound:
        """The home state's districts, and a round that closed the day before with this many applications, unread."""
        self.say(f"{agencies:,} agencies and {schools:,} schools of {settings.STATE_CODE}")
        registry = make_registry(
            seed=self.seed, on=self.on, state=settings.STATE_CODE, counties=home, agencies=agencies, schools=schools
        )
        use_local_names(registry, seed=self.seed)
        calendar = calendar_of(self.on, self.zone)
        rng = random.Random(f"{self.seed}:round")  # noqa: S311  # an invented state needs no secret chance
        entries = list(make_round(rng, registry=registry, on=self.on, calendar=calendar, number=applications))
        leading = entries[0].row.members[0].agency
        people = make_people(
            random.Random(f"{self.seed}:people"),  # noqa: S311
            on=self.on,
            agencies=registry.agencies,
            home=leading,
            school=next(school for school in registry.schools if school.agency is leading),
            more_officers=8,
            more_scorers=more_scorers,
            more_board_members=more_board_members,
        )
        districts = write_registry(registry, all_years=all_years)
        stored_registry = write_people(people, districts, at=calendar.opens_at)
        return write_round(entries, open_round(calendar), stored_registry, say=self.say)

    def nation(self) -> None:
        """As many agencies and schools as the nation has, and the home state's applications."""
        agencies = shares(
            NATION_AGENCIES, {state: len(counties) for state, counties in self.counties.items()}, settings.STATE_CODE
        )
        schools = shares(NATION_SCHOOLS, agencies)
        self.state(
            self.counties[settings.STATE_CODE],
            agencies=agencies[settings.STATE_CODE],
            schools=schools[settings.STATE_CODE],
            all_years=False,
        )
        first = FIRST_LEAID + agencies[settings.STATE_CODE]
        for state, counties in self.counties.items():
            if state == settings.STATE_CODE:
                continue
            self.say(f"{agencies[state]:,} agencies and {schools[state]:,} schools of {state}")
            registry = make_registry(
                seed=self.seed,
                on=self.on,
                state=state,
                counties=counties,
                agencies=agencies[state],
                schools=schools[state],
                first_leaid=first,
                is_home=False,
            )
            write_registry(registry, all_years=False)
            first += agencies[state]


def shares(total: int, weights: dict[str, int], home: str = "") -> dict[str, int]:
    """The total divided by weight into whole numbers; the home state gets HOME_AGENCIES."""
    fixed = {home: HOME_AGENCIES} if home else {}
    rest = {key: weight for key, weight in weights.items() if key not in fixed}
    left = total - sum(fixed.values())
    exact = {key: left * weight / sum(rest.values()) for key, weight in rest.items()}
    given = {key: int(part) for key, part in exact.items()}
    for key in sorted(exact, key=lambda key: (given[key] - exact[key], key))[: left - sum(given.values())]:
        given[key] += 1
    return {key: (fixed | given)[key] for key in weights}
