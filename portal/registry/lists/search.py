"""The site search: an exact ID leads to its record, words find names, and similar names are suggested."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext

from accounts.access import desk_readers
from consortia.models import Consortium, ConsortiumAlias, ConsortiumChange
from districts.models import County, District, Region, School
from districts.models.names import with_every
from districts.reads.name_suggestions import similar_phrases
from districts.rules.name_search import Term, terms
from districts.states import STANDS_IN
from grants.models import Application
from purchasing.models import Contract

MOST_HITS = 10
ADDRESS = re.compile(
    r"(?:https?://[^/\s]+)?/(districts|schools|regions|consortia|applications|reviews|contracts)/([^/?#\s]+)"
)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


@dataclass(frozen=True)
class Hit:
    """A record that was found: its name, its page, and a detail that distinguishes it from others of the same name."""

    name: str
    address: str
    about: str = ""


@dataclass(frozen=True)
class Group:
    """The records of one kind that were found."""

    label: str
    hits: list[Hit]
    # The address of the full list, where there is one.
    all_at: str = ""
    has_more: bool = False


def plain_words(text: str) -> str:
    """The typed words without characters that no name has (control characters, direction marks)."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())[:100]


def with_exact_id(user: Any, words: str) -> list[Hit]:
    """The records visible to this user with exactly this ID, number, or address; one query, or none."""
    address = ADDRESS.search(words)
    key = address[2] if address else words
    queries = [_keys(*branch) for branch in _branches(user, key, slug_is_typed=bool(address))]
    if not queries:
        return []
    rows = queries[0].union(*queries[1:]) if len(queries) > 1 else queries[0]
    hits = [Hit(label, _address(user, kind, pk), kind) for kind, pk, label in rows[: MOST_HITS + 1]]
    return sorted(hits, key=lambda hit: (hit.name, hit.address))


# A contract has no page: it is on that of its consortium.
PAGES = {"contract": "consortium"}
Branch = tuple[str, QuerySet[Any], str, str]  # kind, rows, field of the key in its address, field of its name


def _branches(user: Any, key: str, *, slug_is_typed: bool) -> list[Branch]:
    if " " in key or len(key) < 3:
        return []
    districts, schools = District.objects.visible_to(user), School.objects.visible_to(user)
    branches: list[Branch] = []
    if key.isdigit():
        federal: dict[int, Branch] = {
            5: ("county", County.objects.visible_to(user).filter(fips=key), "fips", "name"),
            7: ("district", districts.known_by(key), "leaid", "name"),
            12: ("school", schools.known_by(key), "ncessch", "name"),
        }
        branches += [federal[len(key)]] if len(key) in federal else []
    if any(sign.isdigit() for sign in key):
        # The state ID, also without the state's letters: 14005 for WA-14005.
        ids = Q(state_id__in={key.upper(), key, f"{settings.STATE_CODE}-{key.upper()}"})
        branches += [
            ("district", districts.filter(ids), "leaid", "name"),
            ("school", schools.filter(ids), "ncessch", "name"),
        ]
        contracts = Contract.objects.visible_to(user).filter(number__iexact=key)
        branches.append(("contract", contracts, "consortium__slug", "title"))
    if "-" in key:
        applications = Application.objects.visible_to(user).known_by(key)
        branches.append(("application", applications, "reference", "reference"))
    if slug_is_typed or SLUG.fullmatch(key.lower()):
        branches += _slugs(user, key.lower())
    return branches


def _slugs(user: Any, slug: str) -> list[Branch]:
    consortia = Consortium.objects.visible_to(user)
    aliases = ConsortiumAlias.objects.filter(slug=slug, consortium__in=consortia.order_by().values("pk"))
    branches: list[Branch] = [
        ("region", Region.objects.visible_to(user).filter(slug=slug), "slug", "name"),
        ("consortium", consortia.filter(slug=slug), "slug", "name"),
        ("consortium", aliases, "consortium__slug", "consortium__name"),
    ]
    if slug.startswith(STANDS_IN):
        counties = County.objects.visible_to(user).filter(fips=slug.removeprefix(STANDS_IN))
        branches.append(("county", counties, "fips", "name"))
    return branches


def _keys(kind: str, rows: QuerySet[Any], key: str, name: str) -> QuerySet[Any, Any]:
    text = CharField()
    keys = rows.order_by().annotate(k=Value(kind, output_field=text), key=Cast(F(key), text), label=Cast(F(name), text))
    return keys.values_list("k", "key", "label")


# The page that a record of each kind has.
PAGES = {
    "district": "registry:district_detail",
    "school": "registry:school_detail",
    "county": "registry:region_detail",
    "region": "registry:region_detail",
    "consortium": "registry:consortium_detail",
    "contract": "registry:consortium_detail",
}


def _address(user: Any, kind: str, key: str) -> str:
    if kind == "application":
        return _page_of_application(user, key)
    if kind == "county":
        key = f"{STANDS_IN}{key}"
    return reverse(PAGES[kind], args=[key])


def _page_of_application(user: Any, reference: str) -> str:
    """Officers open a submitted application on the review desk; its members open the application's own page."""
    application = Application.objects.visible_to(user).known_by(reference).get()
    on_desk = application.is_submitted and desk_readers(user)
    return reverse("review:review_desk", args=[reference]) if on_desk else str(application.get_absolute_url())


# --- names


def with_name(user: Any, words: str) -> list[Group]:
    """Records with all these words in the name, in any order, by kind; at most seven queries."""
    name_terms = terms(words)
    matches = with_every(name_terms)
    former = ConsortiumChange.objects.names_before().filter(with_every(name_terms, ("old",)), consortium=OuterRef("pk"))
    consortia = (
        Consortium.objects.visible_to(user).named(name_terms).annotate(formerly=Subquery(former.values("old")[:1]))
    )
    districts = District.objects.visible_to(user).filter(matches).select_related("county")
    schools = _first_schools(School.objects.visible_to(user).filter(matches), words)
    groups = [
        _group(
            gettext("Consortia"),
            _ranked(consortia, words),
            _about_consortium,
            all_at=reverse("registry:consortium_list") + f"?{_q(words)}",
        ),
        _group(
            gettext("Districts"),
            _ranked(districts, words),
            _about_district,
            all_at=reverse("registry:district_list") + f"?{_q(words)}",
        ),
        _group(
            gettext("Schools"),
            schools,
            lambda row: row.district.name,
            all_at=reverse("registry:school_list") + f"?{_q(words)}",
        ),
        _places(user, name_terms),
        _group(
            gettext("Contracts"),
            _contracts(user, name_terms),
            lambda row: row.consortium.name,
            address=_page_of_contract,
        ),
        _group(gettext("Applications"), Application.objects.visible_to(user).called(words), lambda row: ""),
    ]
    return [group for group in groups if group.hits]


def _q(words: str) -> str:
    return urlencode({"q": words})


def _ranked(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """These rows, those whose name starts with the typed words first."""
    first = Case(When(name__istartswith=words, then=Value(0)), default=Value(1))
    return rows.order_by(first, *rows.model._meta.ordering)


def _first_schools(rows: QuerySet[School], words: str) -> list[School]:
    """The first matching schools, those that start with the words first; there are too many to rank them all."""
    rows = rows.select_related("district").only("name", "ncessch", "district__name")
    first = list(rows.filter(name__istartswith=words)[: MOST_HITS + 1])
    left = MOST_HITS + 1 - len(first)
    return first + list(rows.exclude(name__istartswith=words)[:left]) if left else first


def _group(label: str, rows: Any, about: Callable[[Any], str], *, all_at: str = "", address: Any = None) -> Group:
    first = list(rows[: MOST_HITS + 1])
    hits = [Hit(str(row), address(row) if address else row.get_absolute_url(), about(row)) for row in first[:MOST_HITS]]
    return Group(label, hits, all_at, len(first) > MOST_HITS)


def _about_consortium(consortium: Any) -> str:
    """The state, and a former name that has the words."""
    names = {"state": consortium.state, "name": consortium.formerly}
    return gettext("%(state)s, formerly %(name)s") % names if consortium.formerly else str(consortium.state)


def _about_district(district: District) -> str:
    return f"{district.county.name}, {district.state}" if district.county else district.state


def _contracts(user: Any, name_terms: tuple[Term, ...]) -> QuerySet[Contract]:
    matches = with_every(name_terms, ("title", "supplier", "number"))
    return Contract.objects.visible_to(user).filter(matches).select_related("consortium")


def _page_of_contract(contract: Contract) -> str:
    return contract.consortium.get_absolute_url()


def _places(user: Any, name_terms: tuple[Term, ...]) -> Group:
    """Regions and counties, in one query."""
    text, matches = CharField(), with_every(name_terms)
    regions = Region.objects.visible_to(user).in_use().filter(matches).order_by().annotate(key=F("slug"))
    counties = County.objects.visible_to(user).filter(matches).order_by()
    counties = counties.annotate(key=F("fips"))
    rows = (
        regions.annotate(k=Value("region", output_field=text))
        .values_list("k", "key", "name", "state")
        .union(counties.annotate(k=Value("county", output_field=text)).values_list("k", "key", "name", "state"))
        .order_by("-k", "name", "state")
    )
    first = list(rows[: MOST_HITS + 1])
    hits = [Hit(name, _address(user, kind, key), state) for kind, key, name, state in first[:MOST_HITS]]
    return Group(gettext("Regions and counties"), hits, has_more=len(first) > MOST_HITS)


def suggestions_for(user: Any, words: str) -> list[tuple[str, str]]:
    """Similar words that names have: (words, address of the search for them)."""
    rows = (
        Consortium.objects.visible_to(user),
        District.objects.visible_to(user),
        School.objects.visible_to(user),
    )
    search = reverse("registry:search")
    return [(phrase, f"{search}?{_q(phrase)}") for phrase in similar_phrases(words, *rows)]
