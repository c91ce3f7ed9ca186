"""The narrative of an invented application: nine answers, each explained, partly explained, or only fine words."""

import re

from sample.plan import Plan, PlannedAnswer, PlannedMember, in_words, listed

EXPLAINED, PARTLY, EMPTY_WORDS, BLANK = "explained", "partly", "empty words", "blank"
ELEMENTS = range(1, 10)

HEADINGS = {
    1: ("What each of us does", "Who does what", "Our members and their parts", "Roles and contributions"),
    2: ("What students gain", "What changes for students", "Access for students", "Benefit to students"),
    3: ("Who decides", "Governance", "How we decide", "Decision making"),
    4: ("Money and equipment", "How the money moves", "Fiscal arrangements", "Funds and property"),
    5: ("Sharing practice", "How we learn from each other", "Spreading what works", "Sharing of practice"),
    6: ("Schedule and distance", "Time and miles", "Calendars, bells and buses", "Logistics"),
    7: ("Joining, changing and leaving", "If a member leaves", "Changes in membership", "Membership changes"),
    8: ("After the grant", "Year three and after", "What continues", "Sustainability"),
    9: ("How we will know", "Measuring success", "What we will count", "Evaluation"),
}


def narrative_of(plan: Plan, quality: dict[int, str], silent: int = 0) -> list[PlannedAnswer]:
    """The nine answers. All members are named, except the `silent` ones that the plan mentions least."""
    style = plan.rng.randrange(4)
    texts = {number: _text(plan, number, quality[number]) for number in ELEMENTS}
    unnamed = _least_named(plan, texts, silent)
    _name_the_rest(plan, texts, quality, unnamed)
    for member in plan.members:
        if member.key in unnamed:
            texts = {number: _without(text, member) for number, text in texts.items()}
    return [PlannedAnswer(number, HEADINGS[number][style], texts[number]) for number in ELEMENTS]


def _text(plan: Plan, number: int, quality: str) -> str:
    if quality == BLANK:
        return ""
    if quality == EMPTY_WORDS:
        return plan.pick(*FINE_WORDS[number])
    sentences = [activity.sentences[number] for activity in plan.activities if number in activity.sentences]
    opening, closing = OPENINGS[number](plan), CLOSINGS[number](plan)
    if quality == PARTLY:
        return " ".join([opening, *sentences[:1], plan.pick(*VAGUE[number])]) if number not in (3, 7) else opening
    half = (len(sentences) + 1) // 2
    paragraphs = [" ".join([opening, *sentences[:half]]), " ".join([*sentences[half:], closing])]
    return "\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip())


def _least_named(plan: Plan, texts: dict[int, str], number: int) -> frozenset[str]:
    whole = "\n".join(texts.values())
    rest = [member for member in plan.members[1:] if member is not plan.fiscal_agent()]
    return frozenset(m.key for m in sorted(rest, key=lambda member: (whole.count(member.name), member.key))[:number])


def _name_the_rest(plan: Plan, texts: dict[int, str], quality: dict[int, str], unnamed: frozenset[str]) -> None:
    """Name the members not named yet, with their activities, at the end of the first answer that explains anything."""
    whole = "\n".join(texts.values())
    missing = [m for m in plan.members if m.key not in unnamed and m.name not in whole]
    place = next((n for n in ELEMENTS if quality[n] in (EXPLAINED, PARTLY)), None)
    if not missing or place is None:
        return
    sentences = []
    for activity in plan.activities:
        here = [m for m in missing if m.key in activity.rows]
        missing = [m for m in missing if m.key not in activity.rows]
        if here:
            verb = "takes" if len(here) == 1 else "take"
            sentences.append(f"{listed([m.name for m in here])} {verb} part in {activity.title}.")
    if missing:
        sentences.append(
            f"{listed([m.name for m in missing])} joined because small districts succeed or fail together."
        )
    texts[place] = f"{texts[place]}\n\n{' '.join(sentences)}"


def _without(text: str, member: PlannedMember) -> str:
    """The text without the member's name: dropped from lists, elsewhere replaced by "a neighbor"."""
    for before in (f", {member.name} and ", f"{member.name}, ", f" and {member.name}"):
        joint = " and " if before.startswith(",") else ""
        text = text.replace(before, joint)
    text = re.sub(rf"(^|[.!?]\s+){re.escape(member.name)}", r"\1A neighbor", text)
    return text.replace(member.name, "a neighbor")


# --- opening sentences -----------------------------------------------------------------


def _opens_1(plan: Plan) -> str:
    names = listed([m.name for m in plan.districts])
    with_agency = f" and {plan.agency.name}" if plan.agency else ""
    count = in_words(len(plan.districts))
    return plan.pick(
        f"We are {count} districts{with_agency}: {names}." if plan.agency else f"We are {count} districts: {names}.",
        f"{names} have worked side by side for years. This project puts in writing what we owe one another.",
        f"The members of {plan.name} already share buildings, people, and buses; this is what we are adding.",
        f"None of our {count} districts could do this alone, and the largest of us did not try.",
    )


def _opens_2(plan: Plan) -> str:
    smallest = min(plan.districts, key=lambda m: (m.agency.enrollment, m.key))
    return plan.pick(
        f"A sophomore in {smallest.name} can choose from {plan.rng.randint(26, 38)} courses today; forty miles away there are "
        f"{plan.rng.randint(110, 160)}.",
        "We asked students what they would take if it were offered, and started from the answers.",
        f"With {smallest.agency.enrollment} students, {smallest.name} has one teacher for each subject and none for some.",
        "The test of this project is the schedule of one student on one Tuesday.",
    )


def _opens_3(plan: Plan) -> str:
    fiscal_agent, day = (
        plan.fiscal_agent(),
        plan.pick("first Tuesday", "second Thursday", "third Wednesday", "last Monday"),
    )
    votes = in_words(len(plan.districts) // 2 + 1)
    limit = plan.dollars(5000, 15000)
    return plan.pick(
        f"The superintendents meet on the {day} of the month, in turn at one another's offices, with one vote each. Spending "
        f"above ${limit:,} needs {votes} votes; below that, {fiscal_agent.name} decides and reports. Minutes are posted online within a week.",
        f"A council of superintendents decides, by {votes} votes, on money, staff, and new members of the consortium. "
        f"Curriculum leads decide on courses. {plan.lead.name} calls the meeting on the {day} but does not set the agenda alone: "
        "any two of us can put an item on it.",
        f"{plan.lead.name} chairs in the first year, then the chair rotates. A vote is taken on the {day} of every month; a "
        f"district that cannot attend sends someone with its vote in writing. No budget can be charged more than ${limit:,} "
        "against the vote of its board.",
        f"We decided early that size would not count: one board, one vote. The {day} meeting is public. When we disagree, "
        "the item is held for one month, and then the majority decides.",
    )


def _opens_4(plan: Plan) -> str:
    fiscal_agent = plan.fiscal_agent()
    return plan.pick(
        f"{fiscal_agent.name} is fiscal agent. It pays invoices signed by the person who received the service, within thirty days, "
        "and sends a ledger to the treasurers each month.",
        f"The grant comes to {fiscal_agent.name}, which opens a separate fund for it. Each payment names an activity of the plan.",
        f"Money goes from {fiscal_agent.name} to the district that does the work, and is never divided equally just to keep the peace.",
        f"Treasurers met twice before this was written. {fiscal_agent.name} holds the fund; moving anything out of it takes two signatures.",
    )


def _opens_5(plan: Plan) -> str:
    return plan.pick(
        "Practice travels with people, so the plan pays for people to leave their rooms.",
        "What one building learns has to reach the next one by a road that someone is paid to keep open.",
        f"In {plan.lead.name} we have learned that a binder changes nothing and a visit changes something.",
        "Two things are shared by habit: lessons, and honest accounts of what did not work.",
    )


def _opens_6(plan: Plan) -> str:
    far = plan.rng.randint(24, 52)
    return plan.pick(
        f"The two most distant buildings are {far} minutes apart by bus, in good weather.",
        f"Our calendars will share {plan.rng.randint(158, 171)} days from the first fall, and one class period.",
        f"Distance decides more here than policy does: {far} miles of two-lane road, two school calendars and one river.",
        "The bell schedules were compared before anything else was planned.",
    )


def _opens_7(plan: Plan) -> str:
    fiscal_agent, votes = plan.fiscal_agent(), in_words(len(plan.districts) // 2 + 1)
    return plan.pick(
        f"A member may leave on June 30 with notice by January 1. It keeps the equipment in its rooms, and its students "
        f"finish the courses they began. A newcomer needs {votes} votes and pays a year's share into the fund at {fiscal_agent.name}.",
        "A member that leaves gives notice six months ahead and pays its share through the end of that school year; its seats are "
        f"offered to the others first. A newcomer starts in August, never midyear, after a vote of {votes}.",
        f"If a board votes to leave, {fiscal_agent.name} recalculates every share within thirty days and the council adopts the new "
        "table. Students already enrolled may finish their courses. A member that joins later signs the same agreement.",
        "We have lived through one departure before. So we put it in writing: notice by the new year, courses finished, equipment "
        f"stays where students use it, and what is owed is paid by {fiscal_agent.name} from the reserve until it is settled.",
    )


def _opens_8(plan: Plan) -> str:
    return plan.pick(
        "Nothing here is meant to end when the grant does.",
        f"The treasurer of {plan.lead.name} has carried every line of the plan into a five-year forecast.",
        "We wrote the third year's budget before we wrote the first.",
        "The grant buys what is needed once; what is needed every year already has a payer.",
    )


def _opens_9(plan: Plan) -> str:
    return plan.pick(
        "We will publish the same page of figures twice a year, with one column for each of us.",
        f"{plan.fiscal_agent().name} collects the counts in January and June, and the council reads them aloud.",
        "Success is counted by district, so that an average hides no one.",
        "A few numbers, gathered by people who do not run the activities, will say whether we work together or only meet.",
    )


OPENINGS = {
    1: _opens_1, 2: _opens_2, 3: _opens_3, 4: _opens_4, 5: _opens_5, 6: _opens_6, 7: _opens_7, 8: _opens_8, 9: _opens_9,
}  # fmt: skip


# --- closing sentences -----------------------------------------------------------------------


def _closes_1(plan: Plan) -> str:
    fiscal_agent = plan.fiscal_agent()
    return plan.pick(
        f"{fiscal_agent.name} keeps the accounts and the calendar.",
        f"{plan.lead.name} signs on our behalf and answers the state's questions.",
        "What is owed is listed in the plan's table, line by line, and every superintendent has initialed it.",
    )


def _closes_2(plan: Plan) -> str:
    return plan.pick(
        "Seats are given first to students whose own building offers nothing like it.",
        "No student pays a fee, and none has to own a car.",
        "Students with disabilities are enrolled in the same classes, with the supports listed in their plans.",
    )


def _closes_3(plan: Plan) -> str:
    return plan.pick(
        "Three students, elected by their councils, sit at the table and speak.",
        "Teachers have two seats, chosen by their associations.",
        f"An argument we cannot settle goes to a mediator that {plan.fiscal_agent().name} names in advance.",
    )


def _closes_4(plan: Plan) -> str:
    return plan.pick(
        "Equipment belongs to the district that uses it, and the inventory is open to all of us.",
        "Nothing bought with the grant may be sold for five years without the council's vote.",
        "An outside auditor reviews the fund each fall.",
    )


def _closes_5(plan: Plan) -> str:
    return plan.pick(
        "A lesson that two others have used gets its author a day of paid time.",
        "Principals take part themselves; a visit without the principal does not count.",
        "In May we hold an evening where students explain to the boards what changed.",
    )


def _closes_6(plan: Plan) -> str:
    return plan.pick(
        "On snow days the video rooms open anyway, and the shop makes up the hours on a Saturday.",
        "Ball practice moved twenty minutes in two towns, which took longer to agree on than the money.",
        "Where the times still clash, the student's own counselor decides with the family.",
    )


def _closes_7(plan: Plan) -> str:
    return plan.pick(
        "The agreement is reviewed every May, and changed only in writing.",
        "A change of superintendent changes nothing: the boards signed, not the people who led them.",
        "If too many leave to carry out the plan, the unspent part of the grant is returned.",
    )


def _closes_8(plan: Plan) -> str:
    return plan.pick(
        f"A reserve of ${plan.dollars(12000, 40000):,} stays at {plan.fiscal_agent().name} for the year when something breaks.",
        "Boards adopted these lines in open meetings, and the minutes are attached to our agreement.",
        "An activity that does not earn its keep by the second spring will end, and our staff know it.",
    )


def _closes_9(plan: Plan) -> str:
    return plan.pick(
        "A district with no student in any shared activity for a year gets a visit, and we ask why.",
        "If a figure falls two times in a row, the council changes the activity or stops it.",
        "The figures are public, with the small cells left out.",
    )


CLOSINGS = {
    1: _closes_1, 2: _closes_2, 3: _closes_3, 4: _closes_4, 5: _closes_5, 6: _closes_6, 7: _closes_7, 8: _closes_8,
    9: _closes_9,
}  # fmt: skip

# --- answers that have not been thought through -----------------------------------------

VAGUE = {
    1: (
        "Further contributions will be settled once the award is known.",
        "The others will take part as their staffing allows.",
    ),
    2: ("We expect many more students to benefit as the work spreads.", "Other students will benefit indirectly."),
    3: ("",),
    4: ("Details will be worked out by the treasurers.", "Remaining costs are shared fairly."),
    5: ("Staff will share what they learn at regular meetings.", "Best practices will be collected."),
    6: ("Scheduling questions will be solved as they come up.", "Transportation will be arranged where it is needed."),
    7: ("",),
    8: ("We will look for other funds for the rest.", "The remaining costs should fall over time."),
    9: ("An evaluator will be engaged to develop further measures.", "We will also survey parents."),
}

FINE_WORDS = {
    1: (
        "Our consortium rests on trust, shared vision and a deep commitment to excellence. Every partner brings unique "
        "strengths to the table, and together we are more than the sum of our parts. Roles will be refined in a "
        "collaborative process that honors the voice of all stakeholders.",
        "The partners are united by a passion for learners. Each will contribute resources, expertise and energy in the "
        "spirit of true partnership, leveraging capacity across the region to create synergies that last.",
        "Collaboration is at the heart of everything we do. Members will work hand in hand, contributing in the ways that "
        "suit them best, so that innovation can flourish in a culture of mutual support.",
    ),
    2: (
        "Students will be empowered to take ownership of their learning in a dynamic, student-centered environment. "
        "Personalized pathways will open doors that were closed before, and every learner will thrive.",
        "Our learners deserve the very best. Through innovative practices and cutting-edge tools they will gain the skills "
        "of the twenty-first century and be ready for college, career and life.",
        "Access and equity guide our work. Students will enjoy rich, engaging and rigorous experiences tailored to their "
        "individual needs, interests and aspirations.",
    ),
    3: (
        "Decisions will be made collaboratively and transparently, with meaningful input from stakeholders at all levels. "
        "A robust governance framework will ensure accountability and alignment.",
        "Shared leadership is a core value. The team will meet regularly to reach consensus in a spirit of openness.",
        "Our governance model is inclusive and agile, empowering those closest to the work.",
    ),
    4: (
        "Funds will be managed responsibly and in accordance with all applicable rules. Resources will be allocated where "
        "they have the greatest impact.",
        "Sound fiscal stewardship is a priority. Investments will be strategic, equitable and aligned with our vision.",
        "The budget reflects our values and will be monitored closely throughout the project.",
    ),
    5: (
        "Best practices will be disseminated through a vibrant community of practice. Educators will be inspired to "
        "innovate and to share their successes.",
        "We will build a culture of continuous improvement where ideas flow freely and success is celebrated.",
        "Professional learning will be job-embedded, sustained and transformational.",
    ),
    6: (
        "Technology will overcome the barriers of time and place. Flexible scheduling will make learning possible anytime "
        "and anywhere.",
        "Distance is no obstacle to determined partners. Logistics will be coordinated to minimize disruption.",
        "Our calendars will be aligned over time to maximize opportunities for collaboration.",
    ),
    7: (
        "The partnership is strong and we do not anticipate changes. Should they occur, they will be handled with care "
        "and flexibility.",
        "New partners are always welcome, and transitions will be managed smoothly.",
        "Our commitment to one another is unwavering and will carry us through any change.",
    ),
    8: (
        "Sustainability is built into our model from day one. Success will attract new partners and new resources.",
        "Lasting change comes from changed mindsets, which cost nothing to maintain.",
        "We are committed to sustaining this work well beyond the life of the grant.",
    ),
    9: (
        "Success will be measured by multiple indicators, qualitative and quantitative, in a comprehensive evaluation.",
        "We will use data to drive decisions and to tell our story.",
        "The true measure of success is the smile of a child who loves to learn.",
    ),
}
