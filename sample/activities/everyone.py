"""Activities of all members: coaching, visits, a platform, study groups, figures."""

import datetime

from sample.activities.making import new_activity, our_districts
from sample.plan import Plan, PlannedActivity, PlannedBudgetLine, PlannedCommitment, PlannedContract


def coaching(plan: Plan) -> PlannedActivity:
    """Coaches of the service agency, or of the largest district, work with teachers of every member."""
    fiscal_agent = plan.fiscal_agent()
    title = plan.pick("Coaching circle", "Coaching rounds", "Coaching studio", "Learning-plan circle")
    activity = new_activity(
        plan,
        "coaching",
        "coaching",
        title,
        fiscal_agent,
        "in classrooms, on a rotating schedule",
        "the curriculum leads",
    )
    release = plan.pick("release time for two teachers, six days a year", "substitutes for its two coaching teachers")
    gains = plan.pick("lessons planned with a coach and seen by peers", "teachers who plan for each student, with help")
    for member in plan.districts:
        activity.rows[member.key] = PlannedCommitment(
            "staff", release, gains, plan.share(member, 0.15), plan.pick("K-12", "6-12", "4-12")
        )
        activity.lines.append(
            PlannedBudgetLine(f"Substitutes, {member.name}", plan.dollars(3000, 7000), member.key, [member.key])
        )
    if not fiscal_agent.has_students:
        activity.rows[fiscal_agent.key] = PlannedCommitment(
            "expertise", "two coaches, half time", "a way of working it can offer its other districts"
        )
    activity.lines.append(
        PlannedBudgetLine("Coaches, half time, two years", plan.dollars(62000, 88000), fiscal_agent.key, "all")
    )
    activity.sentences = {
        1: plan.pick(
            f"Two coaches from {fiscal_agent.name} lead the {title}, and {our_districts(plan)} release two teachers each, six days a year.",
            f"{fiscal_agent.name} provides the coaches of the {title}. The rest of us give what coaching really costs a small "
            "building: substitutes, and a principal's patience.",
        ),
        2: plan.pick(
            f"Through the {title}, students work from a plan that names what comes next for them, because their teachers "
            "have been taught how to write one.",
            f"Students of coached teachers set goals every six weeks and choose how to show what they know; by the second "
            f"spring that is about {sum(r.students or 0 for r in activity.rows.values()):,} students.",
        ),
        5: plan.pick(
            f"The {title} is how practice travels: pairs of teachers from two different districts visit each other's rooms "
            "three times a year, with a question agreed on beforehand, and a coach writes up what they saw.",
            "Each pair of coached teachers brings one lesson a semester to a table where people from other districts try "
            "it, change it and put both versions in the library.",
        ),
        8: plan.pick(
            f"Coaches remain with {fiscal_agent.name}, which sells their days to other districts and lowers our price by what it earns.",
            "By the third year each building has a teacher who can coach; the stipend for that is a line in every budget.",
        ),
        9: plan.pick(
            "Visits made and lessons shared are counted by district; twice a year a short survey asks students whether "
            "they chose something that week.",
            "We count coached teachers who are still coaching one another a year after the coach has left the room.",
        ),
    }
    return activity


def visits(plan: Plan) -> PlannedActivity:
    """Teachers of every district see other schools at work."""
    title = plan.pick("Open classroom days", "School visits", "Walk-through Wednesdays")
    lead = plan.lead
    activity = new_activity(plan, "visits", "visits", title, lead, "a different school each time", "the principals")
    for member in plan.members:
        activity.rows[member.key] = PlannedCommitment(
            "staff" if member.has_students else "expertise",
            "one open day a year, with its principal as host"
            if member.has_students
            else "a facilitator for each visit",
            "teachers who have seen it done elsewhere"
            if member.has_students
            else "first-hand knowledge of its schools",
            plan.share(member, 0.08) if member.has_students else None,
            "K-12",
        )
        activity.lines.append(
            PlannedBudgetLine(f"Visit costs, {member.name}", plan.dollars(1200, 3200), member.key, [member.key])
        )
    activity.sentences = {
        1: f"{lead.name} keeps the calendar of the {title}; the host provides a day and lunch, and the visitors provide the substitutes.",
        2: plan.pick(
            "Students see their teachers learn, and ideas that work in one gym or shop turn up in another within the year.",
            f"A visit is a means to an end: students in {lead.name} got their project afternoons because a teacher had seen them elsewhere.",
            "A good hour in one classroom stays there; a visit carries it to students in the next town.",
        ),
        5: plan.pick(
            f"During {title} visitors look for one thing only, write down what students say, and leave it with the host "
            "the same afternoon.",
            f"The host of each of the {title} asks the question, not the visitors; the notes go into a folder that anyone "
            "who teaches with us can open.",
        ),
        8: plan.pick(
            "Visits cost a substitute and a tank of gas. They will continue.",
            f"From the third year {lead.name} pays the lunches and the visitors pay their own substitutes.",
        ),
        9: plan.pick(
            f"For {title} we keep a list of what was tried at home within a month of a visit.",
            f"After {title} the host hears within ten days what the visitors changed; we count the answers.",
        ),
    }
    return activity


def platform(plan: Plan) -> PlannedActivity:
    """One catalog and one learning plan for all members, under a shared contract."""
    title = plan.pick("One learning platform", "Common course catalog", "Shared learning plans", "One front door")
    fiscal_agent = plan.lead
    calendar = plan.calendar
    supplier = f"{plan.partner_words[len(plan.partners) + len(plan.contracts)]} Learning"
    number = f"{calendar.project_starts_on.year}-{100 + plan.number:03}"
    contract = PlannedContract(
        number,
        "Learning platform licenses",
        supplier,
        calendar.project_starts_on - datetime.timedelta(days=31),
        calendar.project_ends_on + datetime.timedelta(days=184),
    )
    plan.contracts.append(contract)
    activity = new_activity(plan, "platform", "platform", title, fiscal_agent, "online", "the superintendents")
    activity.contract = number
    data = plan.pick(
        "its course list and bell schedule, by August 1 each year", "its schedule, kept current by a named person"
    )
    for member in plan.members:
        if member.has_students:
            gains = plan.pick("every course in the consortium in one catalog", "a plan that moves with the student")
            activity.rows[member.key] = PlannedCommitment(
                "data", data, gains, plan.share(member, 0.38), plan.pick("6-12", "7-12")
            )
        else:
            activity.rows[member.key] = PlannedCommitment(
                "expertise", "a help desk from 7 to 5", "one system to support instead of five"
            )
    price = plan.rng.randint(24, 38)
    activity.lines.append(
        PlannedBudgetLine("Platform licenses, two years", plan.dollars(42000, 66000), supplier, "all")
    )
    activity.lines.append(
        PlannedBudgetLine("Setting up the catalog", plan.dollars(6000, 12000), fiscal_agent.key, "all")
    )
    helper = f" {plan.agency.name} answers the phone when it goes down." if plan.agency else ""
    activity.sentences = {
        1: plan.pick(
            f"{fiscal_agent.name} runs {title}; the rest of us give our course lists and schedules, kept current by one named "
            f"person in each building.{helper}",
            f"Under contract {number} with {supplier}, {fiscal_agent.name} sets up {title} for the whole consortium.{helper}",
        ),
        2: plan.pick(
            f"In {title} a student sees the courses of the whole consortium, requests one, and hears within a week. A plan "
            "follows the student, even when the family moves down the road.",
            f"With {title}, guidance counselors who serve 400 students each can see who is stuck, and students can see what "
            "exists beyond their own hallway.",
        ),
        4: plan.pick(
            f"Licenses are bought once, under contract {number}, and billed to the grant for two years.",
            f"{supplier} is paid once a year under contract {number}; student data remain the property of the district.",
        ),
        5: f"Lessons and units are kept in {title}, under a license that lets the others copy and change them.",
        8: plan.pick(
            f"Licenses cost ${price} a student. That amount moves into operating budgets in the third year; treasurers have signed a note.",
            f"At ${price} a student the platform replaces two products the districts pay for now, so it costs no more than today.",
        ),
        9: f"From {title} we learn, each semester, how many students take a course that their own district does not teach.",
    }
    return activity


def study_groups(plan: Plan) -> PlannedActivity:
    """Teachers of the same subject learn together."""
    title = plan.pick("Summer design institute", "Teacher study groups", "Job-alike meetings")
    host = plan.fiscal_agent()
    activity = new_activity(plan, "institute", "professional_learning", title, host, host.name, "the curriculum leads")
    for member in plan.districts:
        activity.rows[member.key] = PlannedCommitment(
            "staff",
            "four teachers for five paid days",
            "units rebuilt around what students can show",
            plan.share(member, 0.12),
            "5-12",
        )
        activity.lines.append(
            PlannedBudgetLine(f"Teacher days, {member.name}", plan.dollars(4000, 9000), member.key, [member.key])
        )
    if not host.has_students:
        activity.rows[host.key] = PlannedCommitment(
            "space", "its training room and a facilitator", "a program its other districts can join"
        )
    activity.sentences = {
        1: f"For the {title}, {host.name} gives the room and the facilitator, and the districts give four teachers each.",
        2: plan.pick(
            "Units are rebuilt so that students can move on when they are ready; ninth-grade English and seventh-grade "
            "science come first.",
            "A student who has shown it does not sit through it again, and one who has not gets another way to show it.",
        ),
        5: plan.pick(
            f"What the {title} makes is tried by two teachers in different districts before it is shared with the rest.",
            f"People who teach the same thing alone in their building meet at the {title} and stay in touch by a monthly call.",
        ),
        8: "Boards have agreed to keep two of the five paid days in their calendars.",
        9: f"We count units finished at the {title}, and how often each was used in a district that did not write it.",
    }
    return activity


def dashboard(plan: Plan) -> PlannedActivity:
    """The same figures for all members."""
    title = plan.pick("Early-warning figures", "Common data pages")
    fiscal_agent = plan.fiscal_agent()
    activity = new_activity(plan, "data", "data", title, fiscal_agent, "online", "the treasurers and principals")
    for member in plan.members:
        activity.rows[member.key] = PlannedCommitment(
            "data",
            "attendance and course data, weekly" if member.has_students else "an analyst, one day a week",
            "a call home before the third absence" if member.has_students else "figures it can compare",
            plan.share(member, 0.2) if member.has_students else None,
            "6-12",
        )
    activity.lines.append(
        PlannedBudgetLine("Analyst, one day a week", plan.dollars(16000, 26000), fiscal_agent.key, "all")
    )
    activity.sentences = {
        1: f"{fiscal_agent.name} builds the {title}; the districts send attendance and course data every Sunday night.",
        2: plan.pick(
            "A student who starts to slip is noticed in a week instead of at the end of a quarter.",
            "Families hear on Monday what they used to hear in November.",
        ),
        4: "Data belong to the district they come from; the agreement says who may see what.",
        9: f"The {title} show each principal the others' figures, which was the hardest thing to agree on.",
    }
    return activity
