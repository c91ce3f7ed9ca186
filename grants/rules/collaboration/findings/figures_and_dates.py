"""Rules about student numbers and dates in the plan that contradict the registry or the project period."""

from collections.abc import Iterator

from grants.rules.collaboration.findings.phrasing import (
    MEMBER_LIST,
    count_of,
    date_in_words,
    join_names,
    row_anchor,
    short_text,
)
from grants.rules.collaboration.findings.rule import (
    FindingKind,
    FindingRule,
    FindingSubject,
    Observation,
    Place,
    RuleGroup,
)
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.collaboration.snapshot import PlanActivity


def _more_students_than_enrolled(plan: ParsedPlan) -> Iterator[Observation]:
    students_reached: dict[tuple[str, str], int] = {}
    for c in plan.snapshot.commitments:
        cell = (c.participant, c.activity)
        students_reached[cell] = students_reached.get(cell, 0) + (c.students or 0)
    for participant in plan.snapshot.participants:
        enrollment = participant.enrollment
        # A service agency has no students of its own, so an enrollment of 0 is not a number to exceed.
        if enrollment is None or (participant.is_service_agency and not enrollment):
            continue
        by_activity = ((n, activity) for (key, activity), n in students_reached.items() if key == participant.key)
        students, activity = max(by_activity, default=(0, ""))
        if students > enrollment:
            title = _activity_title(plan, activity)
            year = f" ({participant.enrollment_year})" if participant.enrollment_year else ""
            yield Observation(
                participant.key,
                participant.name,
                f"{short_text(participant.name)} counts {count_of(students, 'student')} in {title}, but its enrollment "
                f"is {enrollment:,}{year}.",
                (
                    Place(f"Students in {title}", f"{students:,}", f"cell:{participant.key}:students"),
                    Place("Registry", f"Enrollment: {enrollment:,}{year}", f"registry:{participant.key}"),
                ),
            )


def _activities_outside_project(plan: ParsedPlan) -> Iterator[Observation]:
    project_start, project_end = plan.snapshot.project_starts_on, plan.snapshot.project_ends_on
    for activity in plan.snapshot.activities:
        starts, ends = activity.starts_on, activity.ends_on or activity.starts_on
        if project_start and starts and starts < project_start:
            project = f"starts on {date_in_words(project_start)}"
            yield _outside_project(activity, f"starts on {date_in_words(starts)}", "before", project)
        elif project_end and ends and ends > project_end:
            verb = "ends" if activity.ends_on else "starts"
            project = f"ends on {date_in_words(project_end)}"
            yield _outside_project(activity, f"{verb} on {date_in_words(ends)}", "after", project)


def _outside_project(activity: PlanActivity, dates: str, order: str, project: str) -> Observation:
    title = short_text(activity.title)
    return Observation(
        activity.key,
        activity.title,
        f"{title} {dates}, {order} the project {project}.",
        (
            Place("Activity", f"{title} {dates}", f"activity:{activity.key}"),
            Place("Project", f"The project {project}", "competition"),
        ),
    )


def _activities_before_joining(plan: ParsedPlan) -> Iterator[Observation]:
    for participant in plan.snapshot.participants:
        joined = participant.joined_on
        if joined is None:
            continue
        keys = dict.fromkeys(c.activity for c in plan.snapshot.commitments if c.participant == participant.key)
        activities = [plan.snapshot.activity_by_key[key] for key in keys if key in plan.snapshot.activity_by_key]
        early = [(a.starts_on, a) for a in activities if a.starts_on and a.starts_on < joined]
        if early:
            starts, activity = min(early, key=lambda pair: pair[0])
            which = "an activity that starts earlier" if len(early) == 1 else "activities that start earlier"
            yield Observation(
                participant.key,
                participant.name,
                f"{short_text(participant.name)} joined on {date_in_words(joined)}, but it has a commitment in "
                f"{which}: {join_names(a.title for _starts, a in early)}.",
                (
                    Place(MEMBER_LIST, f"Joined on {date_in_words(joined)}", row_anchor(participant)),
                    Place(
                        "Activity",
                        f"{short_text(activity.title)} starts on {date_in_words(starts)}",
                        f"activity:{activity.key}",
                    ),
                ),
            )


def _activity_title(plan: ParsedPlan, key: str) -> str:
    activity = plan.snapshot.activity_by_key.get(key)
    return short_text(activity.title) if activity and activity.title else "one activity"


REACH_ABOVE_ENROLLMENT = FindingRule(
    name="reach-above-enrollment",
    version=2,
    group=RuleGroup.FIGURES_AND_DATES,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.MEMBER,
    title="More students than are enrolled",
    reason="The plan counts more of a member’s students in one activity than are enrolled there.",
    found_when="A member’s students in one activity exceed its latest enrollment in the registry.",
    compares=("the students in the activity", "the enrollment in the registry"),
    row_word="more students than enrolled",
    find=_more_students_than_enrolled,
)
OUTSIDE_PROJECT = FindingRule(
    name="outside-project",
    version=2,
    group=RuleGroup.FIGURES_AND_DATES,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.ACTIVITY,
    title="Activities outside the project period",
    reason="The fund pays for what happens between the project’s start date and end date.",
    found_when="An activity starts before the project’s start date or ends after its end date.",
    compares=("the activity’s dates", "the project’s dates"),
    find=_activities_outside_project,
)
BEFORE_JOINING = FindingRule(
    name="before-joining",
    version=2,
    group=RuleGroup.FIGURES_AND_DATES,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.MEMBER,
    title="Activities that start before a member joined",
    reason="A member can’t commit to an activity that started before it joined.",
    found_when="A member has a commitment in an activity that starts before the day the member joined.",
    compares=("the date the member joined", "the activity’s start date"),
    row_word="activity before joining",
    find=_activities_before_joining,
)
