"""The facts about an application that the board reads, and what an applicant can reply to them."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from grants.rules.citable import Packet, PacketMember, members_in, requested_in
from grants.rules.returns import problems_with_due

LONGEST_REPLY = 1_000
OPEN = "Applicants can still correct facts in this round. The board can decide after their deadline."
OVER = "The deadline for correcting facts has passed."
NOT_YET = "Applicants correct facts after the round closes and before awards are released."
ALL_DECIDED = "Every application of this round is decided, so the board would not read a reply anymore."


class BoardFact(NamedTuple):
    """A fact that the board reads: no mark, no score, and no word of a reviewer."""

    key: str
    label: str
    text: str

    @property
    def in_words(self) -> str:
        """As a reply keeps it."""
        return f"{self.label}: {self.text}"


def facts_for_board(packet: Packet, reading: Packet, findings: Iterable[tuple[str, str]]) -> list[BoardFact]:
    """The request, each member's part as submitted, and the findings (key and sentence)."""
    facts = [BoardFact("requested", "Grant money requested", f"${requested_in(packet):,}")]
    facts += [BoardFact(f"member:{one.key}", one.name, _part_of(one)) for one in members_in(packet, reading)]
    return [*facts, *(BoardFact(f"finding:{key}", "Finding", sentence) for key, sentence in findings)]


def _part_of(member: PacketMember) -> str:
    return (
        f"Contributes: {member.gives.text}. Students benefit: {member.gains.text}. "
        f"Students reached: {member.reach.text}. Grant money received: {member.money.text}."
    )


def reason_not_to_open(*, is_reviewed: bool, is_released: bool, is_decided: bool) -> str:
    """Why the applicants of a round can't correct facts now; "" if officials may let them."""
    if not is_reviewed or is_released:
        return NOT_YET
    return ALL_DECIDED if is_decided else ""


def problems_with_reply_window(
    closes_at: datetime.datetime | None,
    at: datetime.datetime,
    *,
    now_closes_at: datetime.datetime | None,
) -> list[str]:
    """Why applicants can't be given until then to correct facts; `now_closes_at`: the date that counts now, if any."""
    if now_closes_at and at > now_closes_at:
        return [OVER]
    if now_closes_at and closes_at and closes_at < now_closes_at:
        return ["Choose a time after the current one."]
    return problems_with_due(closes_at, at)


def problems_with_replies(replies: Mapping[str, str], known: Collection[str]) -> list[str]:
    """What is wrong with these replies, by the key of their fact."""
    if any(text and key not in known for key, text in replies.items()):
        return ["A fact changed after you opened this page. Read it again."]
    if any(len(text) > LONGEST_REPLY for text in replies.values()):
        return [f"Shorten each reply to {LONGEST_REPLY:,} characters."]
    return []
