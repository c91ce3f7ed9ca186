"""Consortia that resemble one that would be new, with the reasons as sentences."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from consortia.models import Consortium
from consortia.states import ConsortiumStatus

STATUS = {
    ConsortiumStatus.PROPOSED: "Proposed, awaiting the registrar",
    ConsortiumStatus.REFUSED: "Not approved",
    ConsortiumStatus.DUPLICATE: "Duplicate",
    ConsortiumStatus.MERGED: "Merged",
}


class LikenessRow(NamedTuple):
    """A consortium that resembles the new one, with the reasons as sentences."""

    consortium: Consortium
    status: str
    reasons: str


def likeness_rows(likenesses: Iterable[tuple[Consortium, Sequence[str]]]) -> list[LikenessRow]:
    """The consortia that resemble the new one."""
    return [
        LikenessRow(consortium, consortium_status(consortium).lower(), " ".join(reasons))
        for consortium, reasons in likenesses
    ]


def consortium_status(consortium: Consortium) -> str:
    """The status of a consortium, in words that fit a proposal too."""
    return STATUS.get(ConsortiumStatus(consortium.status), consortium.get_status_display())
