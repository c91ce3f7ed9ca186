"""What the rows of the plan leave blank, and where their figures and dates contradict what is known."""

from collections.abc import Iterator

from grants.rules.collaboration.findings.found import Found, Place, Reading, counted, day, listed, row_of, short
from grants.rules.collaboration.snapshot import Activity, Contract


def members_not_in_plan(reading: Reading) -> Iterator[Found]:
    committed = {c.participant for c in reading.plan.commitments}
    for participant in reading.plan.participants:
        if participant.key not in committed:
            yield Found(
                participant.key,
                participant.name,
                f"{short(participant.name)} has no commitment in any activity.",
                (
                    Place("List of members", participant.name, row_of(participant)),
                    Place("Plan", _activities(reading), f"cell:{participant.key}:gives"),
                ),
            )


def giving_nothing(reading: Reading) -> Iterator[Found]:
    for participant in reading.participants_with_commitments():
        commitments = reading.plan.commitments_of(participant.key)
        if not any(c.gives for c in commitments):
            gains = listed((c.gains_text for c in commitments if c.gains_text), most=3) or "nothing said"
            yield Found(
                participant.key,
                participant.name,
                f"{short(participant.name)} takes part in {_in_activities(len(commitments))}, "
                "and none says what it gives.",
                (
                    Place("Gives", "nothing said", f"cell:{participant.key}:gives"),
                    Place("Students gain", gains, f"cell:{participant.key}:gains"),
                ),
            )


def gaining_nothing(reading: Reading) -> Iterator[Found]:
    for participant in reading.participants_with_commitments():
        commitments = reading.plan.commitments_of(participant.key)
        if not participant.is_service_agency and not any(c.gains for c in commitments):
            gives = listed((c.gives_text for c in commitments if c.gives_text), most=3) or "nothing said"
            yield Found(
                participant.key,
                participant.name,
                f"{short(participant.name)} takes part in {_in_activities(len(commitments))}, "
                "and none says what its students gain.",
                (
                    Place("Students gain", "nothing said", f"cell:{participant.key}:gains"),
                    Place("Gives", gives, f"cell:{participant.key}:gives"),
                ),
            )


def reach_above_enrollment(reading: Reading) -> Iterator[Found]:
    reach: dict[tuple[str, str], int] = {}
    for c in reading.plan.commitments:
        reach[c.participant, c.activity] = reach.get((c.participant, c.activity), 0) + (c.students or 0)
    for participant in reading.plan.participants:
        enrollment = participant.enrollment
        if enrollment is None or (participant.is_service_agency and not enrollment):
            continue
        students, activity = max(((n, a) for (p, a), n in reach.items() if p == participant.key), default=(0, ""))
        if students > enrollment:
            title = _title(reading, activity)
            year = f" in {participant.enrollment_year}" if participant.enrollment_year else ""
            yield Found(
                participant.key,
                participant.name,
                f"{short(participant.name)} counts {counted(students, 'student')} in {title}; "
                f"its enrollment{year} is {enrollment:,}.",
                (
                    Place(f"Students in {title}", f"{students:,}", f"cell:{participant.key}:students"),
                    Place("Registry", f"enrollment{year}: {enrollment:,}", f"registry:{participant.key}"),
                ),
            )


def outside_project(reading: Reading) -> Iterator[Found]:
    opens, closes = reading.plan.project_starts_on, reading.plan.project_ends_on
    for activity in reading.plan.activities:
        starts, ends = activity.starts_on, activity.ends_on or activity.starts_on
        if opens and starts and starts < opens:
            yield _outside(activity, f"starts on {day(starts)}", f"starts on {day(opens)}", "before the project does")
        elif closes and ends and ends > closes:
            verb = "ends" if activity.ends_on else "starts"
            yield _outside(activity, f"{verb} on {day(ends)}", f"ends on {day(closes)}", "after the project is over")


def before_joining(reading: Reading) -> Iterator[Found]:
    for participant in reading.plan.participants:
        joined = participant.joined_on
        if joined is None:
            continue
        keys = dict.fromkeys(c.activity for c in reading.plan.commitments if c.participant == participant.key)
        activities = [reading.plan.activity_by_key[key] for key in keys if key in reading.plan.activity_by_key]
        early = [(a.starts_on, a) for a in activities if a.starts_on and a.starts_on < joined]
        if early:
            starts, activity = min(early, key=lambda pair: pair[0])
            titles = listed(a.title for _starts, a in early)
            verb = "starts" if len(early) == 1 else "start"
            yield Found(
                participant.key,
                participant.name,
                f"{short(participant.name)} joined on {day(joined)}; {titles}, in which it has a commitment, "
                f"{verb} before that day.",
                (
                    Place("List of members", f"joined on {day(joined)}", row_of(participant)),
                    Place("Activity", f"{short(activity.title)} starts on {day(starts)}", f"activity:{activity.key}"),
                ),
            )


def expiring_contracts(reading: Reading) -> Iterator[Found]:
    contracts: dict[str, Contract] = {}
    for contract in reading.plan.contracts:
        held = contracts.get(contract.number)
        if contract.ends_on and (held is None or held.ends_on is None or held.ends_on < contract.ends_on):
            contracts[contract.number] = contract
    for activity in reading.plan.activities:
        leans_on = contracts.get(activity.contract) if activity.contract else None
        if leans_on and leans_on.ends_on and activity.ends_on and leans_on.ends_on < activity.ends_on:
            yield Found(
                activity.key,
                activity.title,
                f"{short(activity.title)} runs until {day(activity.ends_on)}; the contract on which it leans, "
                f"{short(leans_on.number)}, ends on {day(leans_on.ends_on)}.",
                (
                    Place("Activity", f"{short(activity.title)} ends on {day(activity.ends_on)}", _at(activity)),
                    Place(
                        f"Contract {leans_on.number}",
                        f"{short(leans_on.title)} ends on {day(leans_on.ends_on)}".strip(),
                        f"contract:{leans_on.number}",
                    ),
                ),
            )


def _outside(activity: Activity, when: str, project: str, how: str) -> Found:
    title = short(activity.title)
    return Found(
        activity.key,
        activity.title,
        f"{title} {when}, {how}: the project {project}.",
        (
            Place("Activity", f"{title} {when}", _at(activity)),
            Place("Project", f"the project {project}", "competition"),
        ),
    )


def _at(activity: Activity) -> str:
    return f"activity:{activity.key}"


def _activities(reading: Reading) -> str:
    count = len(reading.plan.activities)
    return f"no commitment in {_in_activities(count)}" if count else "no activities"


def _in_activities(commitments: int) -> str:
    return "one activity" if commitments == 1 else f"{commitments} activities"


def _title(reading: Reading, key: str) -> str:
    activity = reading.plan.activity_by_key.get(key)
    return short(activity.title) if activity and activity.title else "one activity"
