"""The texts that a new round starts with: guidance and rubrics of the nine questions, and levels of the criteria.

Officers edit them. A round that is loaded from a file doesn't get them: its state never published them.
"""

from dataclasses import replace

from grants.rules.elements import DEFAULT_CRITERIA, DEFAULT_ELEMENTS

# By the number of the element: guidance, “explained” if, “partly explained” if.
_TEXTS = {
    1: (
        "Write about each member by name. The activities list what each member contributes; say here why, and how "
        "the contributions fit together.",
        "The answer names every member and says what each one does and contributes, with amounts, hours, seats, or "
        "people.",
        "Some members are named but not all, or the answer says that members “contribute” or “support” without "
        "saying what.",
    ),
    2: (
        "Name the courses, credentials, or services that students will have, and count the students in each member.",
        "For every member, the answer says what its students will have that they don’t have today, how many students, "
        "and in which grades.",
        "The benefits are described for the consortium as a whole, or for some members only, or without numbers or "
        "grades.",
    ),
    3: (
        "Name the group that decides, who sits on it, and how often it meets.",
        "The answer says who decides on policy, spending, and daily operations, how each kind of decision is made "
        "(consensus, majority, or another vote), and what happens when members disagree.",
        "A board or committee is named, but the answer doesn’t say how it decides, or which decisions need every "
        "member.",
    ),
    4: (
        "Name the fiscal agent. Describe one payment from the request to the record.",
        "The answer names who holds the money, how members are paid or charged, how purchases are made and "
        "documented, and who owns and keeps what is purchased.",
        "A fiscal agent is named, but payments, purchasing, or ownership of equipment isn’t explained.",
    ),
    5: (
        "Give the dates or the schedule of visits, coaching, or joint training, and name who leads them.",
        "The answer describes how teachers and leaders of different members regularly learn from one another, "
        "how often, and who takes part.",
        "Sharing is mentioned, such as meetings or a shared folder, without a schedule or without who takes part.",
    ),
    6: (
        "Compare the members’ bell schedules and calendars. Give travel times, and say what happens when a "
        "connection or a bus fails.",
        "The answer shows how students and staff of different members meet: which periods and days fit together, how "
        "far they travel or how they connect, and who is responsible.",
        "The distance or the schedule is mentioned as a challenge, but the answer doesn’t say how the members solve "
        "it, or solves only one of the two.",
    ),
    7: (
        "Describe what happens to students in the middle of a course when their district leaves.",
        "The answer says how a member joins, how a member changes its role or leaves and with how much notice, what a "
        "leaving member keeps, returns, and owes, and what happens to its students.",
        "Only joining or only leaving is explained, or the answer refers to a future agreement.",
    ),
    8: (
        "List each cost that continues, with its yearly amount and the member that pays it.",
        "The answer says what continues, what it costs each year, and which member pays for it from which budget.",
        "The answer says that the work will continue, but the costs or the payers are missing for some of it.",
    ),
    9: (
        "Measure how well the members work together, such as shared courses that ran or visits that took place, and "
        "not only student results.",
        "The answer says what is measured about the collaboration, who measures it and when, what counts as success, "
        "and what the members will do if results fall short.",
        "Measures are listed, but they cover only the project, or no one is named to measure them, or nothing follows "
        "from the results.",
    ),
}

# By the title of the criterion: what a score of 0, 1, 2, 3, and 4 means.
_LEVELS = {
    "Collaboration explained": (
        "The application doesn’t explain how the members will work together.",
        "A few of the nine elements are partly explained.",
        "About half of the nine elements are explained.",
        "Most elements are explained, and none of the others is missing.",
        "All nine elements are explained for every member.",
    ),
    "Student access": (
        "No student gains access to anything new.",
        "A benefit is mentioned without courses, numbers, or grades.",
        "Students of some members gain access to named courses or services.",
        "Students of most members gain access, with numbers and grades.",
        "Students of every member gain access, including those who have the least today.",
    ),
    "Capacity": (
        "No one is named to carry out the plan.",
        "People are named without their time or experience.",
        "The main roles are filled, with some experience of similar work.",
        "Every role is filled, with enough time and experience.",
        "Every role is filled by people who have done similar work, and someone can step in for each of them.",
    ),
    "Sustainability": (
        "The work ends with the grant.",
        "The members intend to continue but don’t say how.",
        "Some of the continuing costs have a payer.",
        "Most of the continuing costs have a payer and a budget.",
        "Every continuing cost has a payer and a budget, and the members have agreed to it.",
    ),
    "Budget": (
        "The amounts don’t support the plan.",
        "Many amounts have no connection to an activity.",
        "Most amounts support an activity, but some benefit few of the members.",
        "Every amount supports an activity and benefits the members it is meant for.",
        "Every amount is needed, explained, and reasonable, and the members contribute resources too.",
    ),
}

STANDARD_ELEMENTS = tuple(
    replace(element, guidance=guidance, explained_if=explained, partly_if=partly)
    for element in DEFAULT_ELEMENTS
    for guidance, explained, partly in (_TEXTS[element.number],)
)
STANDARD_CRITERIA = tuple(replace(criterion, levels=_LEVELS[criterion.title]) for criterion in DEFAULT_CRITERIA)
