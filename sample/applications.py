"""Invented applications, complete and consistent; `flaws` adds the mistakes that people make."""

import datetime
import random
from dataclasses import dataclass, field

from sample.activities import FOR_EVERYONE, FOR_SOME, Maker, credential
from sample.plan import Calendar, Plan, PlannedAnswer, PlannedBudgetLine, PlannedMember
from sample.prose import ELEMENTS, EXPLAINED, narrative_of


@dataclass
class Signing:
    """How a member signs: the date of its board's vote, and what is wrong with the signature."""

    board_on: datetime.date | None
    is_outdated: bool = False
    is_authorized: bool = True


@dataclass
class Draft:
    """An invented application and everything in it."""

    plan: Plan
    started_at: datetime.datetime
    submitted_at: datetime.datetime | None
    narrative: list[PlannedAnswer]
    quality: dict[int, str]
    signings: dict[str, Signing] | None
    explanations: dict[str, str] = field(default_factory=dict)  # rule: the applicant's explanation


def make_draft(
    *,
    rng: random.Random,
    name: str,
    members: list[PlannedMember],
    calendar: Calendar,
    number: int,
    partner_words: list[str],
    started_at: datetime.datetime,
    submitted_at: datetime.datetime | None,
    quality: dict[int, str] | None = None,
    for_everyone: int = 2,
    for_some: int = 2,
    silent: int = 0,
) -> Draft:
    """An application with activities for all and for some members; its narrative leaves `silent` members unnamed."""
    plan = Plan(rng, name, members, calendar, number, partner_words)
    for maker in _makers(rng, for_everyone, for_some if len(plan.districts) > 2 else 0):
        activity = maker(plan)
        if activity.key not in {planned.key for planned in plan.activities}:
            plan.activities.append(activity)
    _balance(plan)
    quality = quality or dict.fromkeys(ELEMENTS, EXPLAINED)
    narrative = narrative_of(plan, quality, silent)
    board_on = (submitted_at or calendar.opens_at).date() - datetime.timedelta(days=rng.randint(8, 15))
    signings = {member.key: Signing(board_on - datetime.timedelta(days=rng.randint(0, 6))) for member in members}
    return Draft(plan, started_at, submitted_at, narrative, quality, signings)


def _makers(rng: random.Random, for_everyone: int, for_some: int) -> list[Maker]:
    some: list[Maker] = [credential] if for_some else []
    some += rng.sample(FOR_SOME, k=max(0, for_some - 1))
    everyone = rng.sample(FOR_EVERYONE[:3], k=min(2, for_everyone)) + rng.sample(
        FOR_EVERYONE[3:], k=max(0, for_everyone - 2)
    )
    return [*dict.fromkeys(some), *everyone]


def _balance(plan: Plan) -> None:
    """Add devices for members that receive little, until no member is paid more than 45 percent of the total."""
    anchor = next(a for a in plan.activities if len(a.rows) == len(plan.members))
    for _ in range(12):
        paid = paid_by_member(plan)
        top = max(paid, key=lambda key: (paid[key], key))
        if paid[top] <= 0.45 * sum(paid.values()):
            return
        for member in plan.members:
            if member.key != top and member.has_students:
                label = "Laptops and wiring" if paid[member.key] < 20000 else "Furniture and wiring for shared rooms"
                anchor.lines.append(
                    PlannedBudgetLine(f"{label}, {member.name}", plan.dollars(8000, 16000), member.key, [member.key])
                )


def paid_by_member(plan: Plan) -> dict[str, int]:
    paid = {member.key: 0 for member in plan.members}
    for activity in plan.activities:
        for line in activity.lines:
            if line.source == "grant" and line.payee in paid:
                paid[line.payee] += line.amount
    return paid
