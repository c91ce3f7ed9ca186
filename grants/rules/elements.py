"""The nine elements of the explanation as a round asks for them, and the criteria it is scored by, by default."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ElementWords:
    """One element: its number, its title and the question that applicants answer."""

    number: int
    title: str
    question: str
    word_limit: int = 500


@dataclass(frozen=True)
class CriterionWords:
    """One criterion with its share of the whole, in percent."""

    title: str
    description: str
    weight: int


DEFAULT_ELEMENTS = (
    ElementWords(
        1,
        "What each member does and gives",
        "Go through the members one by one. What does each district or school do in this project, and what does it "
        "give: staff, money, rooms, course seats, licenses, expertise? Leave nobody out.",
        800,
    ),
    ElementWords(
        2,
        "What its students gain",
        "For each member: which courses, credentials, teachers or tools will its students reach that they cannot "
        "reach today? How many students, in which grades?",
        800,
    ),
    ElementWords(
        3,
        "Who decides, and how",
        "Who decides what, and by which vote? Which decisions need every member, and what happens when members "
        "disagree?",
    ),
    ElementWords(
        4,
        "How money and assets move",
        "Who keeps the money, who pays whom, and on what proof? Who owns what is bought, and where does it stand?",
    ),
    ElementWords(
        5,
        "How practice is shared",
        "How do teachers and leaders learn from each other: visits, coaching, shared lessons, common training? How "
        "often, and who takes part?",
    ),
    ElementWords(
        6,
        "Schedule and distance",
        "How do students and staff of different districts meet? Say how bell schedules and calendars fit, how far it "
        "is, and who travels or connects, and by what.",
    ),
    ElementWords(
        7,
        "When a member joins, changes or leaves",
        "How is a new member admitted? What must a member that leaves give notice of, keep, return or still pay, and "
        "what becomes of its students?",
    ),
    ElementWords(
        8,
        "How it goes on after the grant",
        "What continues when the grant ends, what does it cost each year, and which member pays for it from which "
        "budget?",
    ),
    ElementWords(
        9,
        "How success of the collaboration is measured",
        "How will you know that working together, and not only the project, succeeds? Say what is counted, by whom "
        "and when, and what you do if it falls short.",
    ),
)

DEFAULT_CRITERIA = (
    CriterionWords("Collaboration explained", "How members will work with one another, element by element.", 40),
    CriterionWords("Student access", "How many more students reach personalized learning, and which.", 25),
    CriterionWords("Capacity", "Whether the people named can do what the plan says.", 15),
    CriterionWords("Sustainability", "Whether it goes on when the grant ends.", 10),
    CriterionWords("Budget", "Whether each sum serves the plan and reaches the members it names.", 10),
)
