"""Invented applications: first one in which everything fits together, then what people get wrong."""

import datetime
import random
from dataclasses import dataclass, field, replace

from sample.activities import FOR_EVERYONE, FOR_SOME, Maker, credential, platform
from sample.plan import Activity, Answer, Calendar, Line, Member, Plan, in_words
from sample.prose import ELEMENTS, EXPLAINED, narrative_of


@dataclass
class Signing:
    """How a member signs: when its board voted, and what is wrong with it."""

    board_on: datetime.date | None
    is_outdated: bool = False
    has_power: bool = True


@dataclass
class Draft:
    """An invented application with everything that is written in it."""

    plan: Plan
    started_at: datetime.datetime
    submitted_at: datetime.datetime | None
    narrative: list[Answer]
    quality: dict[int, str]
    signings: dict[str, Signing] | None
    explanations: dict[str, str] = field(default_factory=dict)  # rule: what the applicant says to it


def draft(
    *,
    rng: random.Random,
    name: str,
    members: list[Member],
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
    """An application of so many activities for everybody and for some of the members; nobody names the `silent` ones."""
    plan = Plan(rng, name, members, calendar, number, partner_words)
    for maker in _makers(rng, for_everyone, for_some if len(plan.districts) > 2 else 0):
        activity = maker(plan)
        if activity.key not in {one.key for one in plan.activities}:
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
    """Devices for those who receive little, until nobody is paid half of what the members are paid."""
    anchor = next(a for a in plan.activities if len(a.rows) == len(plan.members))
    for _ in range(12):
        paid = _paid(plan)
        top = max(paid, key=lambda key: (paid[key], key))
        if paid[top] <= 0.45 * sum(paid.values()):
            return
        for member in plan.members:
            if member.key != top and member.has_students:
                label = "Laptops and wiring" if paid[member.key] < 20000 else "Furniture and wiring for shared rooms"
                anchor.lines.append(
                    Line(f"{label}, {member.name}", plan.dollars(8000, 16000), member.key, [member.key])
                )


def _paid(plan: Plan) -> dict[str, int]:
    paid = {member.key: 0 for member in plan.members}
    for activity in plan.activities:
        for line in activity.lines:
            if line.source == "grant" and line.payee in paid:
                paid[line.payee] += line.amount
    return paid


# --- what people get wrong: each changes the draft so that one check finds it ----------------------


def _answer(one: Draft, element: int) -> Answer:
    return next(answer for answer in one.narrative if answer.element == element)


def add_sentence(one: Draft, element: int, sentence: str) -> None:
    """One more sentence at the end of an answer."""
    answer = _answer(one, element)
    answer.text = f"{answer.text} {sentence}".strip()


def count_too_many(one: Draft, more: int = 3) -> None:
    """The narrative counts more members than the list has."""
    many = in_words(len(one.plan.members) + more)
    add_sentence(one, 1, f"Together our {many} member districts serve a region the size of a small state.")


def name_outsider(one: Draft, outsider: str) -> None:
    """The narrative names a district that is not a member."""
    add_sentence(one, 5, f"{outsider} will open its classrooms to our teachers twice a year.")


def sweep(one: Draft) -> None:
    """The narrative says of an activity of some members that every district is in it."""
    activity = next(a for a in one.plan.activities if _leaves_out_a_district(a, one.plan))
    add_sentence(one, 2, f"Through {activity.title}, every district gains seats.")


def leaves_somebody_out(plan: Plan) -> bool:
    """Whether some activity is for some of the districts only."""
    return any(_leaves_out_a_district(activity, plan) for activity in plan.activities)


def _leaves_out_a_district(activity: Activity, plan: Plan) -> bool:
    return any(member.key not in activity.rows for member in plan.districts)


def reach_too_far(one: Draft, member: Member) -> None:
    """More students than the member has."""
    row = next(a.rows[member.key] for a in one.plan.activities if member.key in a.rows)
    row.students = member.agency.enrollment + 45


def run_past_the_end(one: Draft) -> None:
    """An activity goes on after the project has ended."""
    activity = next(a for a in one.plan.activities if a.contract is None)
    activity.ends_on = one.plan.calendar.project_ends_on + datetime.timedelta(days=76)


def join_late(one: Draft, member: Member) -> None:
    """The member joins after the first activity it is in has begun."""
    member.joined_on = one.plan.calendar.first_day + datetime.timedelta(days=150)


def pay_a_stranger(one: Draft, name: str = "Plainview Grant Services") -> None:
    """A line of the budget pays somebody whom nothing else in the application mentions."""
    one.plan.activities[-1].lines.append(Line("Project management", 48000, name, "all"))


def pledge_twice(one: Draft) -> None:
    """The same line of match stands twice."""
    member = one.plan.districts[-1]
    line = Line("Release time of the technology coordinator", 12500, member.key, "all", "match", member.key)
    one.plan.activities[-1].lines += [line, replace(line)]


def let_contract_expire(one: Draft) -> None:
    """The contract behind an activity ends before it does."""
    if not one.plan.contracts:
        one.plan.activities.append(platform(one.plan))
    one.plan.contracts[0].ends_on = one.plan.calendar.project_starts_on + datetime.timedelta(days=333)


def give_most_to(one: Draft, member: Member) -> None:
    """One member is paid most of the money."""
    total = sum(_paid(one.plan).values())
    one.plan.activities[-1].lines.append(
        Line(f"Technology center, {member.name}", total // 1000 * 2400, member.key, [member.key])
    )


def ask_too_much(one: Draft, ceiling: int) -> None:
    """The grant asked for is above the ceiling."""
    asked = sum(line.amount for a in one.plan.activities for line in a.lines if line.source == "grant")
    members = one.plan.members
    each = (ceiling - asked + 900_000) // len(members) + 1
    for member in members:
        one.plan.activities[-1].lines.append(Line(f"Buildings, {member.name}", each, member.key, [member.key]))


def give_nothing(one: Draft, member: Member) -> None:
    """The member's rows do not say what it gives."""
    for activity in one.plan.activities:
        if row := activity.rows.get(member.key):
            row.gives, row.gives_kind, row.amount = "", "", None


def gain_nothing(one: Draft, member: Member) -> None:
    """The member's rows do not say what its students gain."""
    for activity in one.plan.activities:
        if row := activity.rows.get(member.key):
            row.gains, row.students, row.grades = "", None, ""


def leave_out_of_plan(one: Draft, member: Member) -> None:
    """The member has no rows at all."""
    for activity in one.plan.activities:
        activity.rows.pop(member.key, None)


def leave_unsigned(one: Draft, member: Member) -> None:
    """The member does not sign."""
    if one.signings:
        one.signings.pop(member.key, None)


def sign_too_early(one: Draft, member: Member) -> None:
    """What concerns the member changes after it signed."""
    if one.signings and member.key in one.signings:
        one.signings[member.key].is_outdated = True


def sign_without_board(one: Draft, member: Member) -> None:
    """The member signs without a date of its board's vote."""
    if one.signings and member.key in one.signings:
        one.signings[member.key].board_on = None


def keep_only_words(one: Draft) -> None:
    """No activity and no row: the budget is all there is beside the narrative."""
    lines = [line for activity in one.plan.activities for line in activity.lines if line.source == "grant"]
    for activity in one.plan.activities:
        activity.rows.clear()
        activity.lines.clear()
    one.plan.activities[0].lines = lines
