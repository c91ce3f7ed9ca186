"""Names similar to what a reader typed, for "Did you mean"."""

from django.db.models import Model, QuerySet

from districts.models.names import with_words_beginning
from districts.rules.name_search import beginnings, similar_names

# The most similar of this many names are picked; comparing more would take too long.
MOST_COMPARED = 3_000


def similar_phrases(typed: str, *rows: QuerySet[Model]) -> list[str]:
    """Names similar to typed words that no name has. One query, or two where the first letters are misspelled too."""
    letters = beginnings(typed)
    if not letters:
        return []
    for every in (True, False) if len(letters) > 1 else (True,):
        matches = with_words_beginning(letters, every=every)
        first, *others = (queryset.filter(matches).order_by().values("name") for queryset in rows)
        names = first.union(*others) if others else first.distinct()
        if phrases := similar_names(typed, [row["name"] for row in names[:MOST_COMPARED]]):
            return phrases
    return []
