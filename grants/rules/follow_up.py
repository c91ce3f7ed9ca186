"""How closely officials follow an award: points for facts, so that the list starts where something is late or missed.

The points order a list. They decide nothing, and members and the public don't see them.
"""

from typing import NamedTuple


class FollowUpKind(NamedTuple):
    """A fact that counts: its name for one and for several, its points, and from how many on it counts no more."""

    one: str
    several: str
    points: int
    most: int


class FollowUpFacts(NamedTuple):
    """How many times each fact occurs in an award, in the order of the page."""

    reports_overdue: int
    promises_missed: int
    claims_returned: int
    checklists_overdue: int
    first_award: int  # 1 if none of its members had an award before


COUNTED = {
    "reports_overdue": FollowUpKind("1 report overdue", "{} reports overdue", 3, 5),
    "promises_missed": FollowUpKind("1 promise missed", "{} promises missed", 2, 5),
    "claims_returned": FollowUpKind("1 claim returned", "{} claims returned", 1, 5),
    "checklists_overdue": FollowUpKind("1 checklist overdue", "{} checklists overdue", 1, 5),
    "first_award": FollowUpKind("First award of its members", "", 2, 1),
}


class CountedFact(NamedTuple):
    """A fact of an award in words, and its points."""

    words: str
    points: int


def counted_facts(facts: FollowUpFacts) -> list[CountedFact]:
    """What an award gets points for, in the order in which the facts are listed."""
    found = []
    for name, number in facts._asdict().items():
        kind = COUNTED[name]
        if number:
            words = kind.one if number == 1 else kind.several.format(number)
            found.append(CountedFact(words, kind.points * min(number, kind.most)))
    return found


def points_of(facts: FollowUpFacts) -> int:
    """All points of an award, 0 to 37."""
    return sum(one.points for one in counted_facts(facts))


class PointsRule(NamedTuple):
    """How a fact counts, for the explanation on the page."""

    fact: str
    points: str
    most: int


def how_points_are_counted() -> list[PointsRule]:
    """The table of facts with their points, for officials."""
    names = {
        "reports_overdue": "Each report that is overdue",
        "promises_missed": "Each promise that its member last reported as missed",
        "claims_returned": "Each claim that the state returned",
        "checklists_overdue": "Each member with an item of its checklist past its due date",
        "first_award": "None of its members had an award before",
    }
    return [
        PointsRule(name, "1 point" if COUNTED[key].points == 1 else f"{COUNTED[key].points} points",
                   COUNTED[key].points * COUNTED[key].most)
        for key, name in names.items()
    ]  # fmt: skip
