"""Names similar to what a reader typed, for "Did you mean"."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from districts.models.names import with_words_beginning
from districts.rules.name_search import beginnings, similar_names

# The most similar of this many names are picked; comparing more would take too long.
MOST_COMPARED = 6_000


def similar_phrases(typed: str, *rows: QuerySet[Model]) -> list[str]:
    """Names similar to typed words that no name has. One to three queries, the more letters are wrong."""
    for matches in _widening(typed):
        first, *others = (queryset.filter(matches).order_by().values_list("name", flat=True) for queryset in rows)
        names = first.union(*others) if others else first.distinct()
        if phrases := similar_names(typed, names[:MOST_COMPARED]):
            return phrases
    return []


def similar_places(typed: str, *, state: str, addresses: Iterable[QuerySet[Any]], counties: QuerySet[Any]) -> list[str]:
    """Names of towns and counties of the state similar to typed words. One query.

    `addresses` are districts and schools, whose towns are compared.
    """
    names = counties.filter(state=state).order_by().values_list("name")
    towns = [rows.filter(state=state).order_by().values_list("city") for rows in addresses]
    return similar_names(typed, [name.title() for (name,) in names.union(*towns) if name])


def _widening(typed: str) -> Iterator[Q]:
    """The names to compare: first those that begin alike, in the end all of the portal's own state."""
    letters = beginnings(typed)
    if not letters:
        return
    yield with_words_beginning(letters, every=True)
    if len(letters) > 1:
        yield with_words_beginning(letters, every=False)
    yield Q(state=settings.STATE_CODE)
