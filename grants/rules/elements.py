"""The nine elements of the explanation that a round asks for by default, and the criteria it is scored by."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ElementDefinition:
    """One element: its number, its title, the question that applicants answer, and how many words they may use.

    Guidance and the rubric (when officers mark it explained or partly explained) may be blank.
    """

    number: int
    title: str
    question: str
    word_limit: int = 500
    guidance: str = ""
    explained_if: str = ""
    partly_if: str = ""


@dataclass(frozen=True)
class CriterionDefinition:
    """One criterion with its weight, in percent of the whole score, and what levels 0 to 4 mean (may be empty)."""

    title: str
    description: str
    weight: int
    levels: tuple[str, ...] = ()


DEFAULT_ELEMENTS = (
    ElementDefinition(
        1,
        "What each member does and contributes",
        "For every member, explain what the district or school does in this project and what it contributes: staff, "
        "money, space, course seats, licenses, or expertise. Include all members.",
        800,
    ),
    ElementDefinition(
        2,
        "How students benefit",
        "For every member, explain which courses, credentials, teachers, or tools its students will have that they "
        "don’t have today. How many students will benefit, and in which grades?",
        800,
    ),
    ElementDefinition(
        3,
        "Who decides, and how",
        "Who makes which decisions, and by what kind of vote? Which decisions require every member, and what happens "
        "when members disagree?",
    ),
    ElementDefinition(
        4,
        "How money and assets are managed",
        "Who holds the money, who pays whom, and what documentation is required? Who owns what is purchased, and where "
        "is it kept?",
    ),
    ElementDefinition(
        5,
        "How members share practice",
        "How do teachers and leaders learn from one another: visits, coaching, shared lessons, or joint training? How "
        "often, and who takes part?",
    ),
    ElementDefinition(
        6,
        "Schedules and distance",
        "How do students and staff from different districts meet? Explain how bell schedules and calendars fit "
        "together, the distances involved, and who travels or connects online, and how.",
    ),
    ElementDefinition(
        7,
        "When a member joins, changes, or leaves",
        "How does a new member join? When a member leaves, how much notice does it give, what does it keep, return, or "
        "still owe, and what happens to its students?",
    ),
    ElementDefinition(
        8,
        "After the grant",
        "What continues when the grant ends, what does it cost each year, and which member pays for it, from which "
        "budget?",
    ),
    ElementDefinition(
        9,
        "How the collaboration’s success is measured",
        "How will you know that the collaboration succeeds, and not only the project? Explain what is measured, who "
        "measures it and when, and what you will do if results fall short.",
    ),
)

DEFAULT_CRITERIA = (
    CriterionDefinition(
        "Collaboration explained", "How well the application explains each element of the collaboration.", 40
    ),
    CriterionDefinition(
        "Student access", "How many more students gain access to personalized learning, and which students.", 25
    ),
    CriterionDefinition("Capacity", "Whether the people named can carry out the plan.", 15),
    CriterionDefinition("Sustainability", "Whether the work continues when the grant ends.", 10),
    CriterionDefinition(
        "Budget", "Whether each amount supports the plan and benefits the members it is meant for.", 10
    ),
)
