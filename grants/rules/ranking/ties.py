"""The tie rule: the order inside a band, by published criteria and then by lot.

A lot is the SHA-256 digest of the text "seed:reference" in UTF-8, in hexadecimal; the smallest comes first. Anyone can
repeat it, for example with `printf '%s' '2013:26-0001' | sha256sum`. Nobody can choose the order, if the seed becomes
known only after the applications and their references are fixed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

Amount = int | float | Decimal


@dataclass(frozen=True)
class TieCriterion:
    """One criterion of the tie rule, such as the share of rural students. `label` is how people call it."""

    name: str
    label: str
    highest_first: bool = True
    is_money: bool = False


@dataclass(frozen=True)
class TiePlace:
    """The place of an application in the whole order, from 1, and why it comes after the one before it in its band."""

    reference: str
    band: int
    place: int
    reason: str


def order_by_tie_rule(
    bands: Mapping[str, int],
    facts: Mapping[str, Mapping[str, Amount | None]],
    criteria: Sequence[TieCriterion],
    seed: str,
) -> list[TiePlace]:
    """Order applications by band, and inside each band by the criteria in their order, and then by lot.

    `facts` holds each application's amounts by the criteria's names. An unknown amount comes after every known one.
    The rule never moves an application out of its band.
    """
    rule = _TieRule(facts, criteria, seed)
    in_order = sorted(bands, key=lambda reference: (bands[reference], *rule.key(reference)))
    places: list[TiePlace] = []
    for band, group in groupby(in_order, key=lambda reference: bands[reference]):
        references = list(group)
        for before, reference in zip([None, *references], references, strict=False):
            if before is not None:
                reason = rule.reason("After", reference, before)
            elif len(references) == 1:
                reason = "The only application in this band."
            else:
                reason = rule.reason("Before", reference, references[1])
            places.append(TiePlace(reference, band, len(places) + 1, reason))
    return places


def lot_of(reference: str, seed: str) -> str:
    """The application's lot: 64 hexadecimal digits. The smallest lot comes first."""
    return hashlib.sha256(f"{seed}:{reference}".encode()).hexdigest()


class _TieRule:
    """The criteria with the facts they read, and the seed."""

    def __init__(
        self, facts: Mapping[str, Mapping[str, Amount | None]], criteria: Sequence[TieCriterion], seed: str
    ) -> None:
        self._facts, self._criteria, self._seed = facts, criteria, seed
        self._lots: dict[str, str] = {}

    def key(self, reference: str) -> tuple[object, ...]:
        """Sorts the applications of a band."""
        keys: list[object] = []
        facts = self._facts.get(reference, {})
        for criterion in self._criteria:
            amount = facts.get(criterion.name)
            signed = None if amount is None else -amount if criterion.highest_first else amount
            keys.append((signed is None, 0 if signed is None else signed))
        return (*keys, self._lot(reference), reference)

    def reason(self, word: str, reference: str, neighbor: str) -> str:
        """Why an application comes after or before its neighbor; `word` is “After” or “Before”."""
        criterion = self._first_that_differs(reference, neighbor)
        if criterion is None:
            lot, other_lot = self._lot(reference)[:8], self._lot(neighbor)[:8]
            return f"{word} {neighbor} by lot: {lot}… versus {other_lot}…. The smaller lot comes first."
        amount, other = (
            _in_words(self._facts.get(one, {}).get(criterion.name), criterion) for one in (reference, neighbor)
        )
        return f"{word} {neighbor} by {criterion.label}: {amount} versus {other}."

    def _lot(self, reference: str) -> str:
        if reference not in self._lots:
            self._lots[reference] = lot_of(reference, self._seed)
        return self._lots[reference]

    def _first_that_differs(self, one: str, other: str) -> TieCriterion | None:
        facts, others = self._facts.get(one, {}), self._facts.get(other, {})
        for criterion in self._criteria:
            if facts.get(criterion.name) != others.get(criterion.name):
                return criterion
        return None


def _in_words(amount: Amount | None, criterion: TieCriterion) -> str:
    if amount is None:
        return "not known"
    return f"${amount:,.2f}" if criterion.is_money else f"{amount:,.10g}"
