"""Where a chain of mergers leads."""

from typing import TypeVar

from consortia.models import Consortium
from districts.models import District
from districts.rules.mergers import end_of_chain

Ended = TypeVar("Ended", District, Consortium)


def last_successor(ended: Ended) -> Ended | None:
    """The last one in its chain of mergers, or itself if it has no successor; None if the chain leads back to it."""
    rows = type(ended)._default_manager
    chain: dict[int, int | None] = {}
    here: int | None = ended.pk
    while here is not None and here not in chain:
        chain[here] = rows.values_list("successor", flat=True).get(pk=here)
        here = chain[here]
    end = end_of_chain(ended.pk, chain)
    return None if end is None else ended if end == ended.pk else rows.get(pk=end)
