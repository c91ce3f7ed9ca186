"""Searching names in the database."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import BooleanField, Func, Q
from django.db.models.functions import Upper
from django.db.models.lookups import Exact, In

# The first five digits of a ZIP code. The numbers are part of the text, so that databases see that an index fits.
ZIP_CODE = Func("zip_code", function="SUBSTR", template="%(function)s(%(expressions)s, 1, 5)")
# One spelling of a term, and whether it must be a whole word (districts.rules.name_search).
Writing = tuple[str, bool]


class HasWord(Func):  # the signatures of its methods are Django's
    """Whether the text contains one of these as a whole word, ignoring case."""

    output_field = BooleanField()

    def __init__(self, field: str, words: Sequence[str]) -> None:
        super().__init__(field)
        self.words = list(words)

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **extra: Any) -> Any:
        """Each word with surrounding spaces; LIKE ignores case."""
        text, parameters = compiler.compile(self.source_expressions[0])
        one = f"(' ' || {text} || ' ') LIKE %s ESCAPE '\\'"
        patterns = [f"% {_escaped(word)} %" for word in self.words]
        return f"({' OR '.join([one] * len(patterns))})", [*list(parameters) * len(patterns), *patterns]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """One expression for all the words."""
        text, parameters = compiler.compile(self.source_expressions[0])
        words = "|".join(re.escape(word.upper()) for word in self.words)
        return f"(' ' || UPPER({text}) || ' ') ~ %s", [*parameters, f" ({words}) "]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def with_every(terms: Iterable[Iterable[Writing]], fields: Sequence[str] = ("name",)) -> Q:
    """Rows with each of these terms, in one of its spellings, in one of these fields, ignoring case."""
    found = Q()
    for writings in terms:
        one = Q()
        for field in fields:
            words = [text for text, is_word in writings if is_word]
            for text, is_word in writings:
                one |= Q() if is_word else Q(**{f"{field}__icontains": text})
            if words:
                one |= Q(HasWord(field, words))
        found &= one
    return found


def with_address(towns: Sequence[str], zip_code: str, street: Sequence[Iterable[Writing]]) -> Q:
    """Rows with an address in one of these towns (in capitals), in this ZIP code, or with these terms in the street.

    Towns and ZIP codes are compared whole, so that an index finds them.
    """
    found = Q(pk__in=[])
    if towns:
        found |= Q(In(Upper("city"), list(towns)))
    if zip_code:
        found |= Q(Exact(ZIP_CODE, zip_code))
    return found | with_every(street, ("street",)) if street else found


def with_words_beginning(beginnings: Iterable[str], *, every: bool) -> Q:
    """Names with a word that begins with each of these, or with at least one of them."""
    found = Q()
    for beginning in beginnings:
        one = Q(name__istartswith=beginning) | Q(name__icontains=f" {beginning}")
        found = found & one if every else found | one
    return found
