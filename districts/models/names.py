"""Names as the database looks for them."""

from collections.abc import Iterable

from django.db.models import Q

# One way in which a term may stand in a name, and whether only as a word of its own (districts.rules.searching).
Writing = tuple[str, bool]


def with_every(terms: Iterable[Iterable[Writing]]) -> Q:
    """Names that have every one of these terms, each in one of its writings, in any case of letters."""
    found = Q()
    for writings in terms:
        one = Q()
        for text, is_word in writings:
            one |= _as_word(text) if is_word else Q(name__icontains=text)
        found &= one
    return found


def _as_word(text: str) -> Q:
    return (
        Q(name__icontains=f" {text} ")
        | Q(name__istartswith=f"{text} ")
        | Q(name__iendswith=f" {text}")
        | Q(name__iexact=text)
    )
