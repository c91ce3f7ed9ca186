"""Names as the database looks for them."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

# One way in which a term may stand in a name, and whether only as a word of its own (districts.rules.searching).
Writing = tuple[str, bool]


def with_every(terms: Iterable[Iterable[Writing]], fields: Sequence[str] = ("name",)) -> Q:
    """Rows with every one of these terms in one of these fields, in one of its writings, in any case of letters."""
    found = Q()
    for writings in terms:
        one = Q()
        for text, is_word in writings:
            for field in fields:
                one |= _as_word(field, text) if is_word else Q(**{f"{field}__icontains": text})
        found &= one
    return found


def _as_word(field: str, text: str) -> Q:
    return (
        Q(**{f"{field}__icontains": f" {text} "})
        | Q(**{f"{field}__istartswith": f"{text} "})
        | Q(**{f"{field}__iendswith": f" {text}"})
        | Q(**{f"{field}__iexact": text})
    )


def with_words_beginning(beginnings: Iterable[str], *, every: bool) -> Q:
    """Names with a word for each of these beginnings, or for one of them at least."""
    found = Q()
    for beginning in beginnings:
        one = Q(name__istartswith=beginning) | Q(name__icontains=f" {beginning}")
        found = found & one if every else found | one
    return found
