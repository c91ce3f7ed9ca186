"""Names similar to what a reader typed, for "Did you mean"."""

from typing import Any

from django.db.models import QuerySet

from districts.models.names import with_words_beginning
from districts.rules.name_search import beginnings, meant

# Of so many names the most alike are picked; more would take longer than anybody waits.
MOST_COMPARED = 3_000


def phrases_meant(asked: str, *rows: QuerySet[Any]) -> list[str]:
    """What somebody may have meant whose words no row has: one query, two where the beginnings are misspelled too."""
    letters = beginnings(asked)
    if not letters:
        return []
    for every in (True, False) if len(letters) > 1 else (True,):
        fits = with_words_beginning(letters, every=every)
        first, *others = (queryset.filter(fits).order_by().values("name") for queryset in rows)
        names = first.union(*others) if others else first.distinct()
        if phrases := meant(asked, [row["name"] for row in names[:MOST_COMPARED]]):
            return phrases
    return []
