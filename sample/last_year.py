"""The round of last year: when it was, which consortia applied, and what their members reported since."""

import datetime
import random
from collections.abc import Mapping, Sequence

from sample.applications import Draft, make_draft
from sample.consortia import InventedConsortium
from sample.names import partner_words
from sample.plan import Calendar
from sample.prose import BLANK, ELEMENTS, EMPTY_WORDS, EXPLAINED, PARTLY
from sample.whole_round import RoundSize

CLOSED_AGO, OPEN_FOR, DECIDED_AFTER = (datetime.timedelta(days=days) for days in (400, 60, 150))
# The consortia that also applied last year, by the conditions of their applications of this year, and how well their
# answers were: the board awards the first two. A number is an element that differs from the others.
APPLIED: dict[str, dict[int, str]] = {
    "nearly finished draft": {},
    "excellent": {9: PARTLY},
    "under review": dict.fromkeys((2, 3, 5, 6, 7, 9), PARTLY),
    "small gaps": dict.fromkeys((1, 2, 3, 5, 6, 7, 9), EMPTY_WORDS) | {8: PARTLY},
    "lopsided": dict.fromkeys((3, 4, 5, 6), PARTLY) | {8: BLANK},
}
HOME = "nearly finished draft"
LAST_YEAR = RoundSize(
    applications=len(APPLIED), scorers=4, board_members=3, finalists=4, awards=2, budget=20_000_000, appeals=1,
    is_certain=True,
)  # fmt: skip

# What a member reports on its promises, in turn: the result, an explanation, and how many of the promised students.
REPORTED: tuple[tuple[str, str, float], ...] = (
    ("kept", "", 1.0),
    ("changed", "We share the teacher with one more member, so each of us has two days a week instead of three.", 0.8),
    ("kept", "", 1.1),
)
CHANGED_BECAUSE = "Fewer students signed up this year than we planned for."
CLAIMED = "Salary of the shared teacher, August to December"
RETURNED = "Please send the invoice, and claim the second semester when it is over."


def calendar_of_last_year(on: datetime.date, zone: datetime.tzinfo) -> Calendar:
    """A round that closed thirteen months before the date, for two years from the month after its awards on."""
    closes_on = on - CLOSED_AGO
    decided = closes_on + DECIDED_AFTER
    starts_on = datetime.date(decided.year + decided.month // 12, decided.month % 12 + 1, 1)
    return Calendar(
        opens_at=datetime.datetime.combine(closes_on - OPEN_FOR, datetime.time(9), zone),
        closes_at=datetime.datetime.combine(closes_on, datetime.time(17), zone),
        project_starts_on=starts_on,
        project_ends_on=datetime.date(starts_on.year + 2, 6, 30),
    )


def make_last_year(
    rows: Mapping[str, InventedConsortium], calendar: Calendar, *, seed: int, numbers: Sequence[int]
) -> dict[str, Draft]:
    """Last year's applications by the conditions of APPLIED; `numbers` tell their contracts from other ones."""
    rng = random.Random(f"{seed}:last year")  # noqa: S311  # an invented state needs no secret chance
    words = partner_words(rng)
    drafts = {}
    for place, (condition, weak) in enumerate(APPLIED.items()):
        started_at = calendar.opens_at + datetime.timedelta(days=3 + place, hours=place)
        members = [one for one in rows[condition].members if one.joined_on < calendar.opens_at.date()]
        drafts[condition] = make_draft(
            rng=rng,
            name=rows[condition].name,
            members=members,
            calendar=calendar,
            number=numbers[place],
            partner_words=[next(words) for _ in range(4)],
            started_at=started_at,
            submitted_at=calendar.closes_at - datetime.timedelta(days=9 - place, hours=2),
            quality=dict.fromkeys(ELEMENTS, EXPLAINED) | weak,
        )
    return drafts
