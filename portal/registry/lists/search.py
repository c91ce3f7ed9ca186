"""The site search: words find names, places, purposes, and rounds, and similar names are suggested."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from consortia.models import Consortium, ConsortiumChange, Membership
from consortia.reads.consortia_of import consortia_of
from consortia.rules.purpose_search import purposes_named
from districts.models import County, District, Region, School
from districts.models.names import with_address, with_every
from districts.reads.name_suggestions import similar_phrases
from districts.rules.name_search import Term, terms
from districts.rules.place_search import place_words
from districts.states import AgencyStatus
from grants.models import Application, Competition
from portal.registry.lists.exact_ids import CONTRACT_KEY, MOST_HITS, Hit, address_of
from purchasing.models import Contract

NOTHING = Value("")
CONSORTIA_NAMED = 2  # consortia of a district or school that are named beside it


@dataclass(frozen=True)
class Group:
    """The records of one kind that were found."""

    label: str
    hits: list[Hit]
    # The address of the full list, where there is one.
    all_at: str = ""
    has_more: bool = False


@dataclass(frozen=True)
class NamesFound:
    """What was found by words, by kind; `is_place`: a district or school has an address there."""

    groups: list[Group] = field(default_factory=list)
    is_place: bool = False


def plain_words(text: str) -> str:
    """The typed words without characters that no name has (control characters, direction marks)."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())[:100]


def with_name(user: Any, words: str, *, on: datetime.date) -> NamesFound:
    """Records with all these words in the name, in any order; consortia also by purpose, and open districts and schools
    also by town, ZIP code, or street. A district is where its office or one of its schools is. At most seven queries.
    """
    name_terms = terms(words)
    matches = with_every(name_terms)
    place = place_words(words)
    there = with_address(place.towns, place.zip_code, place.street) & Q(status=AgencyStatus.OPEN)
    schools_there = School.objects.visible_to(user).filter(there).order_by()
    districts = _first_districts(District.objects.visible_to(user), words, matches, there, schools_there)
    schools = _first_schools(School.objects.visible_to(user), words, matches, schools_there)
    memberships = Membership.objects.visible_to(user).of_register().in_force(on)
    members = consortia_of(districts, schools, memberships=memberships)
    groups = [
        _group(
            gettext("Consortia"),
            _consortia(user, name_terms, words, on),
            _about_consortium,
            all_at=reverse("registry:consortium_list") + f"?{_q(words)}",
        ),
        _group(
            gettext("Districts"),
            districts,
            lambda row: _about_member(row, row.county, members.districts.get(row.pk, [])),
            all_at=reverse("registry:district_list") + f"?{_q(words)}",
        ),
        _group(
            gettext("Schools"),
            schools,
            lambda row: _in_line(row.district.name, _about_member(row, row.place, members.of_school(row))),
            all_at=reverse("registry:school_list") + f"?{_q(words)}",
        ),
        *_small_kinds(user, name_terms, words),
        _group(gettext("Applications"), Application.objects.visible_to(user).called(words), lambda row: ""),
    ]
    is_place = any(row.is_there for row in [*districts, *schools])
    return NamesFound([group for group in groups if group.hits], is_place)


def _q(words: str) -> str:
    return urlencode({"q": words})


def _in_line(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _ranked(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """These rows, those whose name starts with the typed words first."""
    first = Case(When(name__istartswith=words, then=Value(0)), default=Value(1))
    return rows.order_by(first, *rows.model._meta.ordering)


def _first_districts(
    rows: QuerySet[District], words: str, matches: Q, there: Q, schools_there: QuerySet[School]
) -> list[Any]:
    """The first districts by name or with an office or a school there; `is_there` says which."""
    # Found by their own indexes, apart from the names, of which every one is read.
    by_office = Q(pk__in=District.objects.order_by().filter(there).values("pk"))
    here = by_office | Q(pk__in=schools_there.values("district"), status=AgencyStatus.OPEN)
    found = _ranked(rows.filter(matches | here), words).annotate(is_there=Case(When(here, then=True), default=False))
    return list(found.select_related("county__region")[: MOST_HITS + 1])


def _first_schools(rows: QuerySet[School], words: str, matches: Q, there: QuerySet[School]) -> list[Any]:
    """The first schools by name or with an address there; `is_there` says which.

    Those that start with the words come first. There are too many to rank them all.
    """
    begins, by_name = Q(name__istartswith=words), rows.filter(matches)
    keys = [found.order_by("name", "ncessch").values("pk")[: MOST_HITS + 1] for found in (
        by_name.filter(begins), by_name.exclude(begins), there
    )]  # fmt: skip
    here = Q(pk__in=there.values("pk"))
    found = _ranked(rows.filter(Q(pk__in=keys[0]) | Q(pk__in=keys[1]) | Q(pk__in=keys[2])), words)
    found = found.annotate(is_there=Case(When(here, then=True), default=False))
    return list(found.select_related("district__county__region", "county__region")[: MOST_HITS + 1])


def _group(label: str, rows: Any, about: Callable[[Any], str], *, all_at: str = "") -> Group:
    first = list(rows[: MOST_HITS + 1])
    hits = [Hit(str(row), row.get_absolute_url(), about(row)) for row in first[:MOST_HITS]]
    return Group(label, hits, all_at, len(first) > MOST_HITS)


def _consortia(user: Any, name_terms: tuple[Term, ...], words: str, on: datetime.date) -> QuerySet[Consortium]:
    """Those with the words in their name or a former one, or with the purpose that they name."""
    rows = Consortium.objects.visible_to(user)
    former = ConsortiumChange.objects.names_before().filter(with_every(name_terms, ("old",)), consortium=OuterRef("pk"))
    matches = Q(pk__in=rows.named(name_terms).order_by().values("pk"))
    if purposes := purposes_named(words):
        with_purpose = Consortium.objects.order_by().with_a_purpose(purposes, on=on)
        matches |= Q(pk__in=with_purpose.values("pk"))
    rows = rows.with_purposes(on=on).annotate(formerly=Subquery(former.values("old")[:1]))
    return _ranked(rows.filter(matches), words)


def _about_consortium(consortium: Any) -> str:
    """Its purposes, the state, and a former name that has the words."""
    names = {"state": consortium.state, "name": consortium.formerly}
    state = gettext("%(state)s, formerly %(name)s") % names if consortium.formerly else str(consortium.state)
    return _in_line(", ".join(map(str, consortium.purposes_now)), state)


def _about_member(row: District | School, county: County | None, consortia: list[Consortium]) -> str:
    """“Athens, Athens County, OH · Southeast Region · Mill Creek Network”."""
    place = ", ".join(filter(None, (row.city, county.name if county else "", row.state)))
    region = county.region.name if county and county.region else ""
    return _in_line(place, region, _named(consortia))


def _named(consortia: list[Consortium]) -> str:
    names = ", ".join(consortium.name for consortium in consortia[:CONSORTIA_NAMED])
    more = len(consortia) - CONSORTIA_NAMED
    if more < 1:
        return names
    return ngettext("%(names)s, and %(number)s more", "%(names)s, and %(number)s more", more) % {
        "names": names, "number": more,
    }  # fmt: skip


def _small_kinds(user: Any, name_terms: tuple[Term, ...], words: str) -> list[Group]:
    """Regions with counties, funding rounds, and contracts, in one query."""
    matches = with_every(name_terms)
    contracts = with_every(name_terms, ("title", "supplier", "number"))
    rows = [
        _short("region", Region.objects.visible_to(user).in_use().filter(matches), "slug", F("state")),
        _short("county", County.objects.visible_to(user).filter(matches), "fips", F("state"), F("region__name")),
        _short("round", Competition.objects.visible_to(user).filter(matches), "slug", NOTHING),
        _short(
            "contract",
            Contract.objects.visible_to(user).filter(contracts),
            CONTRACT_KEY,
            NOTHING,
            F("consortium__name"),
            name="title",
        ),
    ]
    hits: dict[str, list[Hit]] = {"region": [], "county": [], "round": [], "contract": []}
    for kind, key, name, state, about in rows[0].union(*rows[1:], all=True).order_by("label", "about", "state_code"):
        hits[kind].append(Hit(name, address_of(user, kind, key), ", ".join(filter(None, (about, state)))))
    return [
        _first(gettext("Regions and counties"), hits["region"] + hits["county"]),
        _first(gettext("Funding rounds"), hits["round"]),
        _first(gettext("Contracts"), hits["contract"], all_at=reverse("registry:contract_list") + f"?{_q(words)}"),
    ]


def _short(
    kind: str, rows: QuerySet[Any], key: str | Concat, state: Any, about: Any = NOTHING, *, name: str = "name"
) -> QuerySet[Any, Any]:
    """The first rows of a kind as (kind, key, name, state, detail)."""
    text = CharField()
    first = rows.model._default_manager.filter(pk__in=rows.order_by(name, "pk").values("pk")[: MOST_HITS + 1])
    columns = {
        "k": Value(kind, output_field=text),
        "key": F(key) if isinstance(key, str) else key,
        "label": F(name),
        "state_code": state,
        "about": Coalesce(about, NOTHING, output_field=text),
    }
    return first.order_by().annotate(**columns).values_list(*list(columns))


def _first(label: str, hits: list[Hit], *, all_at: str = "") -> Group:
    return Group(label, hits[:MOST_HITS], all_at, has_more=len(hits) > MOST_HITS)


def suggestions_for(user: Any, words: str) -> list[tuple[str, str]]:
    """Similar words that names have: (words, address of the search for them)."""
    rows = (
        Consortium.objects.visible_to(user),
        District.objects.visible_to(user),
        School.objects.visible_to(user),
    )
    search = reverse("registry:search")
    return [(phrase, f"{search}?{_q(phrase)}") for phrase in similar_phrases(words, *rows)]
