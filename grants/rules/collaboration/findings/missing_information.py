"""Rules about what an application leaves out: answers, names, commitments, contributions and student benefits."""

from collections.abc import Iterator

from grants.rules.collaboration.findings.phrasing import (
    MEMBER_LIST,
    NOT_STATED,
    count_of,
    join_names,
    row_anchor,
    short_text,
)
from grants.rules.collaboration.findings.places import place_of_mention
from grants.rules.collaboration.findings.rule import (
    FindingKind,
    FindingRule,
    FindingSubject,
    Observation,
    Place,
    RuleGroup,
)
from grants.rules.collaboration.names import name_parts
from grants.rules.collaboration.parsed_plan import ParsedPlan

UNANSWERED = "element-unanswered"


def _unanswered_elements(plan: ParsedPlan) -> Iterator[Observation]:
    answered = {section.element for section in plan.snapshot.narrative if section.answers}
    written = {section.element: section.text for section in plan.snapshot.narrative if section.paragraphs}
    for element in plan.snapshot.elements:
        if element.number not in answered:
            anchor, only = f"element:{element.number}", short_text(written.get(element.number, ""))
            says = f"says only “{only}”" if only else "has no answer"
            yield Observation(
                f"element-{element.number}",
                f"Element {element.number}: {element.title}",
                f"Element {element.number}, “{short_text(element.title)},” {says}.",
                (
                    Place(f"Element {element.number}", element.title, anchor),
                    Place("Narrative", only or "Not answered", anchor),
                ),
            )


def _members_not_named(plan: ParsedPlan) -> Iterator[Observation]:
    answers = sum(1 for section in plan.snapshot.narrative if section.paragraphs)
    narrative = f"Not named in {count_of(answers, 'answer')}" if answers else "Nothing written"
    for participant in plan.snapshot.participants:
        # A name such as "Local Schools" identifies no district, so a narrative can't be expected to contain it.
        can_be_named = any(name_parts(name).stems for name in (participant.name, participant.registry_name) if name)
        if can_be_named and participant.key not in plan.participants_named:
            on_list = Place(MEMBER_LIST, participant.name, row_anchor(participant))
            if perhaps := plan.perhaps_named.get(participant.key):
                yield Observation(
                    participant.key,
                    participant.name,
                    f"Does “{short_text(perhaps.text)}” mean {short_text(participant.name)}? The narrative doesn’t "
                    "name it anywhere else.",
                    (on_list, place_of_mention(plan, perhaps)),
                    is_possible=True,
                )
                continue
            yield Observation(
                participant.key,
                participant.name,
                f"The narrative doesn’t name {short_text(participant.name)}.",
                (on_list, Place("Narrative", narrative, "narrative")),
            )


def _members_without_commitments(plan: ParsedPlan) -> Iterator[Observation]:
    with_commitments = {c.participant for c in plan.snapshot.commitments}
    activities = len(plan.snapshot.activities)
    for participant in plan.snapshot.participants:
        if participant.key not in with_commitments:
            yield Observation(
                participant.key,
                participant.name,
                f"{short_text(participant.name)} has no commitment in any activity.",
                (
                    Place(MEMBER_LIST, participant.name, row_anchor(participant)),
                    Place(
                        "Plan",
                        f"No commitment in {_activities(activities)}" if activities else "No activities",
                        f"cell:{participant.key}:gives",
                    ),
                ),
            )


def _activities_without_members(plan: ParsedPlan) -> Iterator[Observation]:
    for activity in plan.snapshot.activities:
        if activity.key not in plan.participants_by_activity:
            title = short_text(activity.title)
            yield Observation(
                activity.key,
                activity.title,
                f"No member has a commitment in {title}.",
                (
                    Place("Activity", title, f"activity:{activity.key}"),
                    Place("Plan", "No commitment in this activity", f"activity:{activity.key}"),
                ),
            )


def _contributions_not_stated(plan: ParsedPlan) -> Iterator[Observation]:
    for participant in plan.participants_with_commitments():
        commitments = plan.snapshot.commitments_of(participant.key)
        if not any(c.gives for c in commitments):
            benefits = join_names((c.gains_text for c in commitments if c.gains_text), most=3) or NOT_STATED
            only = short_text(next((c.gives_text for c in commitments if c.gives_text), ""))
            what = f"states its contribution only as “{only}”" if only else "what it contributes isn’t stated"
            yield Observation(
                participant.key,
                participant.name,
                f"{short_text(participant.name)} takes part in {_activities(len(commitments))}, but {what}.",
                (
                    Place("Contributes", only or NOT_STATED, f"cell:{participant.key}:gives"),
                    Place("Students benefit", benefits, f"cell:{participant.key}:gains"),
                ),
            )


def _benefits_not_stated(plan: ParsedPlan) -> Iterator[Observation]:
    for participant in plan.participants_with_commitments():
        commitments = plan.snapshot.commitments_of(participant.key)
        if not participant.is_service_agency and not any(c.gains for c in commitments):
            contributions = join_names((c.gives_text for c in commitments if c.gives_text), most=3) or NOT_STATED
            only = short_text(next((c.gains_text for c in commitments if c.gains_text), ""))
            how = (
                f"states how its students benefit only as “{only}”" if only else "how its students benefit isn’t stated"
            )
            yield Observation(
                participant.key,
                participant.name,
                f"{short_text(participant.name)} takes part in {_activities(len(commitments))}, but {how}.",
                (
                    Place("Students benefit", only or NOT_STATED, f"cell:{participant.key}:gains"),
                    Place("Contributes", contributions, f"cell:{participant.key}:gives"),
                ),
            )


def _activities(number: int) -> str:
    return "one activity" if number == 1 else f"{number} activities"


ELEMENT_UNANSWERED = FindingRule(
    name=UNANSWERED,
    version=3,
    group=RuleGroup.MISSING,
    kind=FindingKind.MISSING,
    subject=FindingSubject.ELEMENT,
    title="Elements without an answer",
    reason="Each of the nine elements covers one part of how the members will work together.",
    found_when=(
        "One of the nine elements, which applicants see as questions, has no answer. A heading alone, “N/A,” or “TBD” "
        "is not an answer."
    ),
    compares=("the elements", "the narrative"),
    find=_unanswered_elements,
)
MEMBER_NOT_IN_NARRATIVE = FindingRule(
    name="member-not-in-narrative",
    version=6,
    group=RuleGroup.MISSING,
    kind=FindingKind.MISSING,
    subject=FindingSubject.MEMBER,
    title="Members not named in the narrative",
    reason="An explanation of how members work together says what each of them does.",
    found_when="A member on the list isn’t named in any answer or heading of the narrative.",
    compares=("the member list", "the narrative"),
    question_when=(
        "The narrative may name the member in lowercase, by the first word of its name, or by an ordinary word."
    ),
    row_word="not named",
    find=_members_not_named,
)
MEMBER_NOT_IN_PLAN = FindingRule(
    name="member-not-in-plan",
    version=2,
    group=RuleGroup.MISSING,
    kind=FindingKind.MISSING,
    subject=FindingSubject.MEMBER,
    title="Members without a commitment",
    reason="The plan doesn’t show what the member contributes or how its students benefit.",
    found_when="A member on the list has no commitment in any activity of the plan.",
    compares=("the member list", "the plan"),
    row_word="no commitment",
    find=_members_without_commitments,
)
GIVES_NOTHING = FindingRule(
    name="gives-nothing",
    version=3,
    group=RuleGroup.MISSING,
    kind=FindingKind.MISSING,
    subject=FindingSubject.MEMBER,
    title="Contribution not stated",
    reason="The member has commitments, but none of them states what it contributes.",
    found_when=(
        "A member has commitments, and none states what it contributes, in words or as an amount. The kind of "
        "contribution alone, or “TBD,” isn’t enough."
    ),
    compares=("what a member contributes", "how its students benefit"),
    row_word="contribution not stated",
    find=_contributions_not_stated,
)
GAINS_NOTHING = FindingRule(
    name="gains-nothing",
    version=3,
    group=RuleGroup.MISSING,
    kind=FindingKind.MISSING,
    subject=FindingSubject.MEMBER,
    title="Student benefit not stated",
    reason="The member has commitments, but none of them states how its students benefit.",
    found_when=(
        "A member has commitments, and none states how its students benefit, in words or as a number of students. "
        "Service agencies have no students, so they are not checked."
    ),
    compares=("how a member’s students benefit", "what it contributes"),
    row_word="student benefit not stated",
    find=_benefits_not_stated,
)
ACTIVITY_WITHOUT_MEMBERS = FindingRule(
    name="activity-without-members",
    version=1,
    group=RuleGroup.MISSING,
    kind=FindingKind.MISSING,
    subject=FindingSubject.ACTIVITY,
    title="Activities without a commitment",
    reason="Activities are what members do together, but no member has committed to these.",
    found_when="An activity has no commitment from any member.",
    compares=("the activity", "the commitments in it"),
    find=_activities_without_members,
)
