"""The records to compare when looking for duplicates or for a successor: a few columns of one state's rows."""

import datetime
from collections import defaultdict
from typing import NamedTuple, TypeVar

from django.db.models import Value
from django.db.models.functions import Coalesce

from accounts.models import Visitor
from consortia.models.consortium import Consortium
from consortia.models.membership import Membership
from consortia.rules.duplicates import Known, likely_pairs
from consortia.states import LIVING_CONSORTIA
from districts.models import District, School
from districts.rules.duplicates import DistrictEntry, DuplicatePair, likely_duplicate_districts
from districts.rules.mergers import end_of_chain
from districts.states import ENDED_AGENCIES, REPLACED_AGENCIES

Ended = TypeVar("Ended", District, Consortium)


def states_with_districts() -> list[str]:
    """The states with districts on record."""
    return list(District.objects.order_by("state").values_list("state", flat=True).distinct())


def districts_to_compare(state: str) -> list[tuple[str, str, str, str, str, str, str]]:
    """(LEAID, name, state ID, phone, street, city, county) of the districts of that state. One query."""
    rows = District.objects.filter(state=state).exclude(status__in=REPLACED_AGENCIES).order_by("leaid")
    county = Coalesce("county__fips", Value(""))
    return list(rows.values_list("leaid", "name", "state_id", "phone", "street", "city", county))


def consortia_to_compare(user: Visitor, state: str, *, on: datetime.date) -> list[tuple[str, str, str, frozenset[str]]]:
    """(slug, name, state, IDs of the members that day) of the consortia of that state. Two queries."""
    rows = Consortium.objects.visible_to(user).filter(state=state, status__in=LIVING_CONSORTIA).order_by("name")
    consortia = list(rows.values_list("pk", "slug", "name", "state"))
    members: dict[int, set[str]] = defaultdict(set)
    memberships = Membership.objects.in_force(on).filter(consortium__in=rows.order_by().values("pk"))
    ids = memberships.order_by().values_list("consortium", Coalesce("district__leaid", "school__ncessch"))
    for consortium, key in ids:
        members[consortium].add(key)
    return [(slug, name, state, frozenset(members[pk])) for pk, slug, name, state in consortia]


class PossibleDuplicates(NamedTuple):
    """Pairs of districts and of consortia of one state that may be the same, the likeliest first, with the reasons."""

    districts: list[DuplicatePair]
    consortia: list[tuple[Known, Known, str]]

    @property
    def number(self) -> int:
        """The number of pairs."""
        return len(self.districts) + len(self.consortia)


def possible_duplicates(user: Visitor, state: str, *, on: datetime.date) -> PossibleDuplicates:
    """What in this state may be entered twice. Three queries."""
    return PossibleDuplicates(
        likely_duplicate_districts(DistrictEntry(*row) for row in districts_to_compare(state)),
        likely_pairs(Known(*row) for row in consortia_to_compare(user, state, on=on)),
    )


def schools_to_place(user: Visitor, district: District) -> list[School]:
    """The open schools of a district, each of which needs a new district when it closes."""
    return list(School.objects.visible_to(user).filter(district=district).exclude(status__in=ENDED_AGENCIES))


def consortia_called(user: Visitor, words: str, *, most: int) -> list[Consortium]:
    """Consortia with that slug, or else with these words in the name."""
    if not (words := _as_text(words)):
        return []
    visible = Consortium.objects.visible_to(user).select_related("fiscal_agent")
    return list(visible.filter(slug=words)) or list(visible.filter(name__icontains=words)[:most])


def districts_called(user: Visitor, words: str, *, state: str, most: int) -> list[District]:
    """Districts with that ID, or else with these words in the name; those in `state` come before any others."""
    if not (words := _as_text(words)):
        return []
    visible = District.objects.visible_to(user).select_related("county")
    if words.isdigit():
        return list(visible.filter(leaid=words))
    named = visible.filter(name__icontains=words)
    return list(named.filter(state=state)[:most]) or list(named[:most])


def last_successor(ended: Ended) -> Ended | None:
    """The last one in its chain of mergers, or itself if it has no successor; None if the chain leads back to it."""
    rows = type(ended)._default_manager
    chain: dict[int, int | None] = {}
    here: int | None = ended.pk
    while here is not None and here not in chain:
        chain[here] = rows.values_list("successor", flat=True).get(pk=here)
        here = chain[here]
    end = end_of_chain(ended.pk, chain)
    return None if end is None else ended if end == ended.pk else rows.get(pk=end)


def _as_text(words: str) -> str:
    """The text without null characters, which no database accepts."""
    return words.replace("\x00", "").strip()
