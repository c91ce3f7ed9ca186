"""The one search box: an id leads straight to its record, words find names, near misses are asked back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import reverse

from accounts.access import desk_readers
from consortia.models import Consortium, ConsortiumAlias
from districts.models import County, District, Region, School
from districts.models.names import with_every
from districts.reads.name_suggestions import phrases_meant
from districts.rules.name_search import Term, terms
from districts.states import STANDS_IN
from grants.models import Application
from purchasing.models import Contract

FOUND_AT_MOST = 10
ADDRESS = re.compile(
    r"(?:https?://[^/\s]+)?/(districts|schools|regions|consortia|applications|reviews|contracts)/([^/?#\s]+)"
)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


@dataclass(frozen=True)
class Hit:
    """One record that was found: what it is called, where it is, and what tells it from others of its name."""

    name: str
    address: str
    about: str = ""


@dataclass(frozen=True)
class Group:
    """The records of one kind."""

    label: str
    hits: list[Hit]
    # The list of them all, where there are more and a list is.
    all_at: str = ""
    has_more: bool = False


def plain_words(text: str) -> str:
    """What was typed, without signs that no name has (control characters, direction marks)."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())[:100]


def known_as(user: Any, words: str) -> list[Hit]:
    """The records that have exactly this id, number or address and that this visitor sees; one query, or none."""
    address = ADDRESS.search(words)
    said = address[2] if address else words
    found = [_keys(*branch) for branch in _branches(user, said, slug_is_typed=bool(address))]
    if not found:
        return []
    rows = found[0].union(*found[1:]) if len(found) > 1 else found[0]
    hits = [Hit(label, _address(user, kind, key), kind) for kind, key, label in rows[: FOUND_AT_MOST + 1]]
    return sorted(hits, key=lambda hit: (hit.name, hit.address))


Branch = tuple[str, QuerySet[Any], str, str]  # what it is, the rows, the field of its address, and of its name


def _branches(user: Any, said: str, *, slug_is_typed: bool) -> list[Branch]:
    if " " in said or len(said) < 3:
        return []
    districts, schools = District.objects.visible_to(user), School.objects.visible_to(user)
    branches: list[Branch] = []
    if said.isdigit():
        federal: dict[int, Branch] = {
            5: ("county", County.objects.visible_to(user).filter(fips=said), "fips", "name"),
            7: ("district", districts.known_by(said), "leaid", "name"),
            12: ("school", schools.known_by(said), "ncessch", "name"),
        }
        branches += [federal[len(said)]] if len(said) in federal else []
    if any(sign.isdigit() for sign in said):
        # The state's own id, also without the state's letters: 14005 for WA-14005.
        ids = Q(state_id__in={said.upper(), said, f"{settings.STATE_CODE}-{said.upper()}"})
        branches += [
            ("district", districts.filter(ids), "leaid", "name"),
            ("school", schools.filter(ids), "ncessch", "name"),
        ]
        contracts = Contract.objects.visible_to(user).filter(number__iexact=said)
        branches.append(("contract", contracts, "consortium__slug", "title"))
    if "-" in said:
        applications = Application.objects.visible_to(user).known_by(said)
        branches.append(("application", applications, "reference", "reference"))
    if slug_is_typed or SLUG.fullmatch(said.lower()):
        branches += _slugs(user, said.lower())
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
    found = rows.order_by().annotate(
        k=Value(kind, output_field=text), key=Cast(F(key), text), label=Cast(F(name), text)
    )
    return found.values_list("k", "key", "label")


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
    """Officials read an application that is handed in on the desk, its members on its own page."""
    application = Application.objects.visible_to(user).known_by(reference).get()
    on_desk = application.is_submitted and desk_readers(user)
    return reverse("review:review_desk", args=[reference]) if on_desk else str(application.get_absolute_url())


# --- names


def named(user: Any, words: str) -> list[Group]:
    """Records whose name has these words in it, in any order, by kind; seven queries at most."""
    asked = terms(words)
    fits = with_every(asked)
    consortia = Consortium.objects.visible_to(user).filter(fits)
    districts = District.objects.visible_to(user).filter(fits).select_related("county")
    schools = _first_schools(School.objects.visible_to(user).filter(fits), words)
    groups = [
        _group(
            "Consortia",
            _ranked(consortia, words),
            lambda row: row.state,
            all_at=reverse("registry:consortium_list") + f"?{_q(words)}",
        ),
        _group(
            "Districts",
            _ranked(districts, words),
            _about_district,
            all_at=reverse("registry:district_list") + f"?{_q(words)}",
        ),
        _group(
            "Schools", schools, lambda row: row.district.name, all_at=reverse("registry:school_list") + f"?{_q(words)}"
        ),
        _places(user, asked),
        _group("Contracts", _contracts(user, asked), lambda row: row.consortium.name, address=_of_consortium),
        _group("Applications", Application.objects.visible_to(user).called(words), lambda row: ""),
    ]
    return [group for group in groups if group.hits]


def _q(words: str) -> str:
    return urlencode({"q": words})


def _ranked(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Names that begin with what was typed come first."""
    first = Case(When(name__istartswith=words, then=Value(0)), default=Value(1))
    return rows.order_by(first, *rows.model._meta.ordering)


def _first_schools(rows: QuerySet[School], words: str) -> list[School]:
    """The same of schools, of which there are too many to rank all that fit: those that begin so, then the others."""
    rows = rows.select_related("district").only("name", "ncessch", "district__name")
    found = list(rows.filter(name__istartswith=words)[: FOUND_AT_MOST + 1])
    left = FOUND_AT_MOST + 1 - len(found)
    return found + list(rows.exclude(name__istartswith=words)[:left]) if left else found


def _group(label: str, rows: Any, about: Callable[[Any], str], *, all_at: str = "", address: Any = None) -> Group:
    found = list(rows[: FOUND_AT_MOST + 1])
    hits = [
        Hit(str(row), address(row) if address else row.get_absolute_url(), about(row)) for row in found[:FOUND_AT_MOST]
    ]
    return Group(label, hits, all_at, len(found) > FOUND_AT_MOST)


def _about_district(district: District) -> str:
    return f"{district.county.name}, {district.state}" if district.county else district.state


def _contracts(user: Any, asked: tuple[Term, ...]) -> QuerySet[Contract]:
    fits = with_every(asked, ("title", "supplier", "number"))
    return Contract.objects.visible_to(user).filter(fits).select_related("consortium")


def _of_consortium(contract: Contract) -> str:
    return contract.consortium.get_absolute_url()


def _places(user: Any, asked: tuple[Term, ...]) -> Group:
    """Regions, and counties, in one query."""
    text, fits = CharField(), with_every(asked)
    regions = Region.objects.visible_to(user).filter(fits).order_by().annotate(key=F("slug"))
    counties = County.objects.visible_to(user).filter(fits).order_by()
    counties = counties.annotate(key=F("fips"))
    rows = (
        regions.annotate(k=Value("region", output_field=text))
        .values_list("k", "key", "name", "state")
        .union(counties.annotate(k=Value("county", output_field=text)).values_list("k", "key", "name", "state"))
        .order_by("-k", "name", "state")
    )
    found = list(rows[: FOUND_AT_MOST + 1])
    hits = [Hit(name, _address(user, kind, key), state) for kind, key, name, state in found[:FOUND_AT_MOST]]
    return Group("Regions and counties", hits, has_more=len(found) > FOUND_AT_MOST)


def meant_by(user: Any, words: str) -> list[str]:
    """What may have been meant by words that no name has."""
    rows = (
        Consortium.objects.visible_to(user),
        District.objects.visible_to(user),
        School.objects.visible_to(user),
    )
    return phrases_meant(words, *rows)
