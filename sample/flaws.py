"""Mistakes that people make: each function changes a draft so that one check finds it."""

import datetime
from dataclasses import replace

from sample.activities import platform
from sample.applications import Draft, paid_by_member
from sample.plan import Plan, PlannedActivity, PlannedAnswer, PlannedBudgetLine, PlannedMember, in_words


def _answer(draft: Draft, element: int) -> PlannedAnswer:
    return next(answer for answer in draft.narrative if answer.element == element)


def add_sentence(draft: Draft, element: int, sentence: str) -> None:
    """Add a sentence to the end of an answer."""
    answer = _answer(draft, element)
    answer.text = f"{answer.text} {sentence}".strip()


def count_too_many(draft: Draft, more: int = 3) -> None:
    """The narrative counts more members than the list has."""
    many = in_words(len(draft.plan.members) + more)
    add_sentence(draft, 1, f"Together our {many} member districts serve a region the size of a small state.")


def name_outsider(draft: Draft, outsider: str) -> None:
    """The narrative names a district that is not a member."""
    add_sentence(draft, 5, f"{outsider} will open its classrooms to our teachers twice a year.")


def say_who_declined(draft: Draft, outsider: str) -> None:
    """The narrative names a district that declined, which raises a question."""
    add_sentence(draft, 7, f"We asked {outsider} to join us. It came to two meetings, then declined to take part.")


def count_without_saying_whose(draft: Draft) -> None:
    """The narrative gives a larger number of districts without saying that it counts the members: a question."""
    many = in_words(len(draft.plan.members) + 5)
    add_sentence(draft, 6, f"When the bridge closed, buses from {many} districts took the long way around for a year.")


def claim_every_district(draft: Draft) -> None:
    """The narrative says that every district takes part in an activity that is for some of them."""
    activity = next(a for a in draft.plan.activities if _is_for_some_districts(a, draft.plan))
    add_sentence(draft, 2, f"Through {activity.title}, every district gains seats.")


def leaves_out_a_district(plan: Plan) -> bool:
    """Whether any activity is for only some of the districts."""
    return any(_is_for_some_districts(activity, plan) for activity in plan.activities)


def _is_for_some_districts(activity: PlannedActivity, plan: Plan) -> bool:
    return any(member.key not in activity.rows for member in plan.districts)


def reach_too_far(draft: Draft, member: PlannedMember) -> None:
    """More students than the member has."""
    row = next(a.rows[member.key] for a in draft.plan.activities if member.key in a.rows)
    row.students = member.agency.enrollment + 45


def run_past_the_end(draft: Draft) -> None:
    """An activity continues after the project ends."""
    activity = next(a for a in draft.plan.activities if a.contract is None)
    activity.ends_on = draft.plan.calendar.project_ends_on + datetime.timedelta(days=76)


def join_late(draft: Draft, member: PlannedMember) -> None:
    """The member joins after the first activity it is in has begun."""
    member.joined_on = draft.plan.calendar.first_day + datetime.timedelta(days=150)


def pay_a_stranger(draft: Draft, name: str = "Plainview Grant Services") -> None:
    """A budget line pays a payee that nothing else in the application mentions."""
    draft.plan.activities[-1].lines.append(PlannedBudgetLine("Project management", 48000, name, "all"))


def pledge_twice(draft: Draft) -> None:
    """The same line of match appears twice."""
    member = draft.plan.districts[-1]
    line = PlannedBudgetLine(
        "Release time of the technology coordinator", 12500, member.key, "all", "match", member.key
    )
    draft.plan.activities[-1].lines += [line, replace(line)]


def let_contract_expire(draft: Draft) -> None:
    """The contract behind an activity ends before it does."""
    if not draft.plan.contracts:
        draft.plan.activities.append(platform(draft.plan))
    draft.plan.contracts[0].ends_on = draft.plan.calendar.project_starts_on + datetime.timedelta(days=333)


def give_most_to(draft: Draft, member: PlannedMember) -> None:
    """One member is paid most of the money."""
    total = sum(paid_by_member(draft.plan).values())
    draft.plan.activities[-1].lines.append(
        PlannedBudgetLine(f"Technology center, {member.name}", total // 1000 * 2400, member.key, [member.key])
    )


def ask_too_much(draft: Draft, ceiling: int) -> None:
    """The grant asked for is above the ceiling."""
    asked = sum(line.amount for a in draft.plan.activities for line in a.lines if line.source == "grant")
    members = draft.plan.members
    each = (ceiling - asked + 900_000) // len(members) + 1
    for member in members:
        draft.plan.activities[-1].lines.append(
            PlannedBudgetLine(f"Buildings, {member.name}", each, member.key, [member.key])
        )


def give_nothing(draft: Draft, member: PlannedMember) -> None:
    """The member's rows do not say what it gives."""
    for activity in draft.plan.activities:
        if row := activity.rows.get(member.key):
            row.gives, row.gives_kind, row.amount = "", "", None


def gain_nothing(draft: Draft, member: PlannedMember) -> None:
    """The member's rows do not say what its students gain."""
    for activity in draft.plan.activities:
        if row := activity.rows.get(member.key):
            row.gains, row.students, row.grades = "", None, ""


def leave_out_of_plan(draft: Draft, member: PlannedMember) -> None:
    """The member has no rows at all."""
    for activity in draft.plan.activities:
        activity.rows.pop(member.key, None)


def leave_unsigned(draft: Draft, member: PlannedMember) -> None:
    """The member does not sign."""
    if draft.signings:
        draft.signings.pop(member.key, None)


def sign_too_early(draft: Draft, member: PlannedMember) -> None:
    """The member's part of the plan changes after it signed."""
    if draft.signings and member.key in draft.signings:
        draft.signings[member.key].is_outdated = True


def sign_without_board(draft: Draft, member: PlannedMember) -> None:
    """The member signs without a date of its board's vote."""
    if draft.signings and member.key in draft.signings:
        draft.signings[member.key].board_on = None


def keep_only_words(draft: Draft) -> None:
    """The plan is empty; the application consists of its narrative and budget."""
    lines = [line for activity in draft.plan.activities for line in activity.lines if line.source == "grant"]
    for activity in draft.plan.activities:
        activity.rows.clear()
        activity.lines.clear()
    draft.plan.activities[0].lines = lines
