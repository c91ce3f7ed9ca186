"""Invented excerpts of collaboration explanations with agreed scores, on which the sample's scorers practice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Excerpt:
    """An excerpt with its agreed level on the round's first criterion, and why."""

    title: str
    text: str
    level: int
    reasons: str
    is_for_checks: bool = False


EXCERPTS = (
    Excerpt(
        "All nine elements, for every member",
        "The lead district’s physics teacher teaches second period every Monday and Wednesday for all three high schools. "
        "The two other districts send 14 and 9 students by bus, 25 minutes each way, and lend two lab assistants on those "
        "days; 16 students of the lead join them. On Fridays, students work at their home schools with the same teacher.\n\n"
        "The three principals set the schedule each May and decide by majority. The lead pays the teacher, and the others "
        "pay it $310 a seat each September; lab equipment belongs to the district that keeps it. Once a month, the "
        "teacher shows a lesson to the science teachers of all three. A district can leave in June with six months’ notice, "
        "and its students finish the course. If the teacher leaves, the second district’s chemistry teacher takes over.\n\n"
        "After the grant, the three districts pay the $46,000 a year from their general funds in the same shares. Each "
        "January, the principals compare attendance and grades with the goal of 35 students who finish, and change the "
        "schedule if fewer than 30 stay.",
        4,
        "All nine elements are there for each of the three members: tasks, students, decisions, money and equipment, shared "
        "practice, schedule and distance, leaving, the time after the grant, and a goal with what follows if it is missed.",
    ),
    Excerpt(
        "One course worked out, the rest still open",
        "Our five districts will share a course in computer science. The lead district employs the teacher, and each of the "
        "four others provides a room and an aide. About 60 students in grades 10 to 12, 12 in each district, gain a course "
        "that none of their schools offers. They join by video on Tuesdays and Thursdays at 10:15. The principals meet "
        "every month and decide together about the schedule.\n\n"
        "How costs are shared, and how the course continues later, will be worked out in the first year by a committee.",
        2,
        "Contributions, students, decisions, and the schedule are explained for every member. Money, shared practice, leaving, "
        "the time after the grant, and measures are missing or left to a committee, so it’s about half of the nine.",
    ),
    Excerpt(
        "Fine words only",
        "Collaboration is at the heart of everything we do. Through a robust partnership, our consortium will leverage "
        "synergies and create a culture of shared excellence where every learner can thrive. Together, we are stronger "
        "than any of us alone.",
        0,
        "It doesn’t say what any member will do, who it works with, when, or who gains access to what. "
        "Intentions and values alone are level 0.",
    ),
    Excerpt(
        "Nearly everything, with a thin schedule",
        "The lead district hires a welding instructor and owns the equipment. The second district provides the workshop, and "
        "the third pays for the bus. About 40 students a year, from all three, gain a course with a state credential. The "
        "superintendents meet twice a year and decide by majority. The course is in the afternoon.\n\n"
        "Each district pays a third of the $72,000, also after the grant. Instructors of the three visit each other in fall. "
        "A district that leaves gives a year’s notice and keeps its seats until then. We count credentials each June and "
        "report them to the three boards.",
        3,
        "Eight elements are clear for every member. The schedule is only partly explained: “in the afternoon” leaves open how "
        "the bus and three bell schedules fit. None is missing, so it is level 3 and not 4.",
        is_for_checks=True,
    ),
    Excerpt(
        "A list of members and a promise",
        "Six districts take part: two in the north, three along the river, and one in the hills. The superintendents will "
        "meet when needed. All have agreed to work together on personalized learning, and each will name a coordinator after "
        "the award.",
        1,
        "Who decides is partly explained, and so is what members contribute: a coordinator each. No activity, student, cost, or "
        "date is named.",
        is_for_checks=True,
    ),
)
REASONS_GIVEN = (
    "I find nothing here about what any of the members will do.",
    "It names who takes part, and hardly what they will do.",
    "One part is worked out, and the others are only intended.",
    "Nearly everything is explained; one thing about the schedule is open.",
    "People, days, and numbers are named, and what happens if it fails.",
)
