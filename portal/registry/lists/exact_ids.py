"""An exact ID, number, or address leads to its record."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from accounts.access import desk_readers
from accounts.addresses import page
from consortia.models import Consortium, ConsortiumAlias
from districts.models import County, District, Region, School
from districts.models.names import with_address
from districts.rules.place_search import is_zip_code
from districts.states import STANDS_IN
from grants.models import Application, Competition
from purchasing.models import Contract

MOST_HITS = 10
# “mill-creek/24-01”: a contract’s number is unique only within its consortium.
CONTRACT_KEY = Concat(F("consortium__slug"), Value("/"), F("number"), output_field=CharField())
ADDRESS = re.compile(
    r"(?:https?://[^/\s]+)?/(districts|schools|regions|consortia|competitions|applications|reviews|contracts)/([^/?#\s]+)"
)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


@dataclass(frozen=True)
class Hit:
    """A record that was found: its name, its page, and a detail that distinguishes it from others of the same name."""

    name: str
    address: str
    about: str = ""


def with_exact_id(user: Any, words: str) -> list[Hit]:
    """The records visible to this user with exactly this ID, number, or address; one query, or none."""
    address = ADDRESS.search(words)
    key = address[2] if address else words
    queries = [_keys(*branch) for branch in _branches(user, key, slug_is_typed=bool(address))]
    if not queries:
        return []
    rows = queries[0].union(*queries[1:]) if len(queries) > 1 else queries[0]
    hits = [Hit(label, address_of(user, kind, pk), kind) for kind, pk, label in rows[: MOST_HITS + 1]]
    if [hit.about for hit in hits] == ["county"] and is_zip_code(key) and _is_in_zip_code(user, key):
        return []  # five digits can be a county’s code and a ZIP code; most people mean the ZIP code
    return sorted(hits, key=lambda hit: (hit.name, hit.address))


def _is_in_zip_code(user: Any, zip_code: str) -> bool:
    there = with_address((), zip_code, ())
    rows = (District.objects.visible_to(user), School.objects.visible_to(user))
    return any(row.filter(there).exists() for row in rows)


# Kind, rows, field (or expression) of the key in its address, field of its name.
Branch = tuple[str, QuerySet[Any], str | Concat, str]


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
        branches.append(("contract", contracts, CONTRACT_KEY, "title"))
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
        ("round", Competition.objects.visible_to(user).filter(slug=slug), "slug", "name"),
    ]
    if slug.startswith(STANDS_IN):
        counties = County.objects.visible_to(user).filter(fips=slug.removeprefix(STANDS_IN))
        branches.append(("county", counties, "fips", "name"))
    return branches


def _keys(kind: str, rows: QuerySet[Any], key: str | Concat, name: str) -> QuerySet[Any, Any]:
    text = CharField()
    keys = rows.order_by().annotate(
        k=Value(kind, output_field=text),
        key=Cast(F(key) if isinstance(key, str) else key, text),
        label=Cast(F(name), text),
    )
    return keys.values_list("k", "key", "label")


# The page that a record of each kind has.
PAGES = {
    "district": "registry:district_detail",
    "school": "registry:school_detail",
    "county": "registry:region_detail",
    "region": "registry:region_detail",
    "consortium": "registry:consortium_detail",
    "round": "applicant:competition_detail",
}


def address_of(user: Any, kind: str, key: str) -> str:
    """The page of a record of this kind, by its key in addresses."""
    if kind == "application":
        return _page_of_application(user, key)
    if kind == "contract":
        slug, _, number = key.partition("/")
        return page("contract", number, slug)
    if kind == "county":
        key = f"{STANDS_IN}{key}"
    return reverse(PAGES[kind], args=[key])


def _page_of_application(user: Any, reference: str) -> str:
    """Officers open a submitted application on the review desk; its members open the application's own page."""
    application = Application.objects.visible_to(user).known_by(reference).get()
    on_desk = application.is_submitted and desk_readers(user)
    return reverse("review:review_desk", args=[reference]) if on_desk else str(application.get_absolute_url())
