"""Loading a sample state: one transaction, one line in the log, nothing where it is there already."""

import datetime
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.refusals import Refused
from audit import log
from consortia.models import Consortium
from districts.models import District, School
from grants.models import Application, Review
from portal.sample.atlas import CountyShape, read_counties
from portal.sample.state import make_small_state
from portal.sample.writing.consortia import COMMAND
from portal.sample.writing.register import SOURCE, write_people, write_registry
from portal.sample.writing.story import tell

COUNTY_MAP = Path("node_modules") / "us-atlas" / "counties-10m.json"
Say = Callable[[str], object]


def is_loaded() -> bool:
    """Whether a sample state is in the database."""
    return District.objects.filter(source=SOURCE).exists()


def check_is_free_of_real_records() -> None:
    """Raises Refused where the database holds anything that was not invented."""
    real = District.objects.filter(is_sample=False).exclude(leaid__startswith="99").order_by("leaid").first()
    if real:
        raise Refused(
            f"This database holds real records ({real.leaid} {real}). The sample state is invented; load it into a "
            "database of its own: DATABASE_URL=sqlite:////tmp/sample.sqlite3"
        )
    consortium = Consortium.objects.filter(is_sample=False).order_by("name").first()
    if consortium:
        raise Refused(
            f"This database holds a consortium that is not of the sample state ({consortium}). Load the sample state "
            "into a database of its own: DATABASE_URL=sqlite:////tmp/sample.sqlite3"
        )


@transaction.atomic
def load_sample(*, scale: str, seed: int, at: datetime.datetime, say: Say) -> dict[str, int]:
    """How many of what were loaded."""
    check_is_free_of_real_records()
    counties = read_counties(settings.BASE_DIR / COUNTY_MAP)
    home = counties.get(settings.STATE_CODE)
    if home is None:
        raise Refused(f"STATE_CODE={settings.STATE_CODE} is no state of the county map: give two letters, like OH.")
    _load_small(seed=seed, at=at, say=say, counties=home)
    counts = {
        "districts": District.objects.count(),
        "schools": School.objects.count(),
        "consortia": Consortium.objects.count(),
        "applications": Application.objects.count(),
        "reviews": Review.objects.count(),
    }
    log.record("sample.loaded", "sample state", by=COMMAND, at=at, scale=scale, seed=seed, **counts)
    return counts


def _load_small(*, seed: int, at: datetime.datetime, say: Say, counties: list[CountyShape]) -> None:
    on = timezone.localdate(at)
    state = make_small_state(
        seed=seed, on=on, zone=timezone.get_default_timezone(), state=settings.STATE_CODE, counties=counties
    )
    say("Districts, schools and people")
    districts = write_registry(state.registry)
    register = write_people(state.people, districts, at=state.calendar.opens_at)
    say("Consortia and their applications")
    tell(state, register, seed=seed, until=at)
