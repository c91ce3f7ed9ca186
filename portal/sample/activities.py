"""What members of an invented consortium do together: the rows of the plan, the money, and what is said of it."""

import datetime
from collections.abc import Callable

from portal.sample.plan import Activity, Contract, Line, Member, Plan, Row, in_words, listed

COURSES = (
    ("calculus", "Shared calculus", "calculus", "11-12"),
    ("physics", "Physics by video", "physics", "11-12"),
    ("spanish", "Spanish III and IV", "third-year Spanish", "10-12"),
    ("statistics", "Shared statistics", "statistics", "11-12"),
    ("anatomy", "Anatomy and physiology", "anatomy", "11-12"),
    ("coding", "Computer science from home rooms", "computer science", "9-12"),
    ("chemistry", "Second-year chemistry", "second-year chemistry", "11-12"),
    ("music", "Music theory over the wire", "music theory", "9-12"),
)
TRADES = (
    ("welding", "Welding credential", "welding", "welding booths"),
    ("nursing", "Nurse aide credential", "nurse aide", "skills lab"),
    ("machining", "Precision machining credential", "machining", "machine shop"),
    ("hvac", "Heating and cooling credential", "heating and cooling", "equipment bay"),
    ("emt", "Emergency medicine credential", "emergency medical", "training ambulance"),
    ("diesel", "Diesel and farm equipment credential", "diesel mechanics", "equipment bay"),
)
SPECIALISTS = (
    ("gifted", "Traveling gifted specialist", "gifted specialist", "students identified as gifted"),
    ("english", "Shared English learner teacher", "teacher of English learners", "students still learning English"),
    ("art", "Traveling art teacher", "art teacher", "students without an art class today"),
    ("math", "Shared math interventionist", "math interventionist", "students a year or more behind in math"),
)


def shared_course(plan: Plan) -> Activity:
    """One district teaches; the smaller ones join the class from a room of their own."""
    key, title, course, grades = plan.rng.choice([c for c in COURSES if c[0] not in _keys(plan)])
    host = plan.largest
    guests = [m for m in sorted(plan.districts, key=lambda m: (m.agency.enrollment, m.key)) if m is not host][:4]
    names = listed([guest.name for guest in guests])
    activity = _activity(plan, key, "shared_course", title, host, f"video rooms in {names}", "the principals")
    room = plan.pick(
        "a room with a camera and an aide", "a quiet room, an aide and a camera", "a video room and an aide"
    )
    activity.rows[host.key] = Row(
        "staff",
        plan.pick(
            "the teacher, one period a day", "one section of its own teacher's day", "the teacher for one class a day"
        ),
        plan.pick(
            "a section that is full, so it runs every year", "enough students that the course is never cancelled"
        ),
        plan.share(host, 0.012, 6),
        grades,
    )
    for guest in guests:
        gains = plan.pick(
            f"{course}, for the first time", f"{course}, which it cannot staff", f"{course}, last taught in 2019"
        )
        activity.rows[guest.key] = Row("space", room, gains, plan.share(guest, 0.015), grades)
        activity.lines.append(Line(f"Video room, {guest.name}", plan.dollars(14000, 29000), guest.key, [guest.key]))
    teacher = Line(
        f"Teacher of {course}, one period", plan.dollars(30000, 44000), host.key, [m.key for m in [host, *guests]]
    )
    activity.lines.append(teacher)
    total = sum(row.students or 0 for row in activity.rows.values())
    activity.says = {
        1: plan.pick(
            f"For {title}, {host.name} gives its teacher for one period a day; {names} {_each(guests)} a room with a "
            "camera and pays the aide who sits with the class.",
            f"{host.name} teaches {course} to students in {names} as well as its own. The receiving buildings furnish "
            "the room and an aide, and their aides meet the teacher for a day every August.",
        ),
        2: plan.pick(
            f"{in_words(total).capitalize()} students can take {course}; outside {host.name}, none of them could last "
            f"year. {guests[0].name} has {guests[0].agency.enrollment} students in all and will never fill a section alone.",
            f"In {names} a student who wants {course} has had two choices: an online packet, or nothing. With a teacher "
            f"who knows their names, {in_words(total)} students begin in the first fall.",
        ),
        5: plan.pick(
            f"The teacher of {course} keeps recorded lessons in a shared folder, and the aides review them together in October.",
            f"Aides in {names} trade notes with the {course} teacher every Friday and visit the host room twice a year.",
        ),
        6: plan.pick(
            f"{host.name} moves {course} to second period, the one hour that the bell schedules have in common; nobody "
            "has to ride a bus for it.",
            f"The {course} class meets from 9:05 to 9:50. {guests[0].name} starts its day ten minutes earlier to make that fit.",
        ),
        8: plan.pick(
            f"After the grant the {course} section is paid by tuition transfers among the districts that use it.",
            f"From year three {host.name} bills ${plan.dollars(300, 700):,} a seat for {course}, which the receiving boards "
            "have put in their forecasts.",
        ),
        9: plan.pick(
            f"We count how many students enroll in {course}, how many finish, and how they do on the same final exam in "
            "every room.",
            f"For {course} we compare the final grades of students in the video rooms with those in the host room.",
        ),
    }
    return activity


def credential(plan: Plan) -> Activity:
    """Students of several districts earn a trade credential in one place, with a college."""
    key, title, trade, place = plan.rng.choice([t for t in TRADES if t[0] not in _keys(plan)])
    others = sorted(plan.districts, key=lambda m: (m.agency.kind != "vocational", -m.agency.enrollment, m.key))
    host, driver, guests = others[0], others[-1], others[1:-1][:3]
    college = plan.partner("{} Community College", "university")
    activity = _activity(
        plan, key, "dual_enrollment", title, host, f"the {place} at {host.name}", "the learning council"
    )
    activity.rows[host.key] = Row(
        "space",
        f"its {place}, two afternoons a week",
        "an instructor that it could not pay alone",
        plan.share(host, 0.02, 6),
        "10-12",
    )
    activity.rows[driver.key] = Row(
        "transport",
        "a bus and driver for its own students and for stops along the way",
        f"{a(trade)} credential without a fifty-minute drive by parents",
        plan.share(driver, 0.02),
        "10-12",
    )
    for guest in guests:
        activity.rows[guest.key] = Row(
            "money",
            plan.pick("a share of the instructor's salary", "its share of the instructor's pay and of the insurance"),
            plan.pick(
                f"{a(trade)} credential that its own building cannot house",
                f"seats in the {trade} program and college credit",
            ),
            plan.share(guest, 0.018),
            "10-12",
            plan.dollars(6000, 12000),
        )
        share = activity.rows[guest.key].amount or 0
        activity.lines.append(
            Line(f"Share of the {trade} instructor, {guest.name}", share, host.key, [guest.key], "match", guest.key)
        )
    everybody = [m.key for m in (host, driver, *guests)]
    activity.lines += [
        Line(f"Instructor, {trade}", plan.dollars(58000, 76000), host.key, everybody),
        Line(f"Bus to the {place}", plan.dollars(18000, 30000), driver.key, [driver.key, *(m.key for m in guests)]),
        Line(f"College credit, {trade}", plan.dollars(9000, 18000), college, everybody),
    ]
    total = sum(row.students or 0 for row in activity.rows.values())
    paying = f" {listed([m.name for m in guests])} pay a share of the instructor." if guests else ""
    activity.says = {
        1: plan.pick(
            f"{host.name} opens its {place} for the {title} on two afternoons a week, and {driver.name} runs the bus.{paying} "
            f"{college} awards the credit.",
            f"The {title} is taught in the {place} at {host.name} by an instructor whom {college} approves. {driver.name} "
            f"drives.{paying}",
        ),
        2: plan.pick(
            f"{in_words(total).capitalize()} students a year can earn {a(trade)} credential before they graduate, with credit "
            f"from {college}; today the nearest program has a waiting list.",
            f"The {title} gives {in_words(total)} students a year a paper that local employers ask for. {driver.name} had no "
            "student in any such program last year.",
        ),
        4: plan.pick(
            f"{host.name} owns the equipment that the grant buys for the {place}; the others have the use of it in writing "
            "for ten years.",
            f"Tools bought for the {place} carry the consortium's tag and stay with {host.name} as long as the program runs.",
        ),
        6: plan.pick(
            f"The bus leaves {driver.name} at 12:20 and reaches {host.name} in {plan.rng.randint(19, 34)} minutes; students "
            "are home by the regular run.",
            f"From {driver.name} the ride is {plan.rng.randint(12, 19)} miles. The afternoon block was moved so that nobody "
            "misses a required class.",
        ),
        8: plan.pick(
            f"The instructor moves to {host.name}'s own payroll in the third year, paid by career-technical funds that "
            "follow each student.",
            f"Career-technical funding of about ${plan.dollars(2100, 3200):,} a student pays for the {title} once enrollment is "
            "counted for the first time.",
        ),
        9: plan.pick(
            f"For the {title} we report seats filled, credentials earned and, a year later, who works or studies in the field.",
            f"{college} sends pass rates by district each June, and we print them.",
        ),
    }
    return activity


def shared_teacher(plan: Plan) -> Activity:
    """One specialist works in several districts on fixed days."""
    key, title, job, whom = plan.rng.choice([s for s in SPECIALISTS if s[0] not in _keys(plan)])
    served = sorted(plan.districts, key=lambda m: (m.agency.enrollment, m.key))[:4]
    employer = plan.keeper()
    activity = _activity(
        plan, key, "shared_teacher", title, employer, "on fixed days in each building", "the principals"
    )
    days = ("Monday", "Tuesday", "Wednesday and Friday mornings", "Thursday")
    for number, member in enumerate(served):
        activity.rows[member.key] = Row(
            "space",
            plan.pick(
                "a classroom, and a planning partner for one hour", "a room and time for its teachers to plan together"
            ),
            f"{a(job)} every {days[number].split()[0]}",
            plan.share(member, 0.05, 4),
            plan.pick("K-6", "K-8", "3-8"),
        )
        activity.lines.append(Line(f"Materials, {title.lower()}", plan.dollars(1500, 4500), member.key, [member.key]))
    if employer.key not in activity.rows:
        activity.rows[employer.key] = Row(
            "staff",
            f"employs the {job} and pays the benefits",
            "a position that serves small districts it could not reach",
        )
    names = listed([m.name for m in served])
    activity.lines.append(Line(f"Salary, {job}", plan.dollars(52000, 71000), employer.key, [m.key for m in served]))
    activity.says = {
        1: plan.pick(
            f"{employer.name} hires the {job}; {names} {_each(served)} a room and an hour a week for planning with their own teachers.",
            f"The {job} is on the payroll of {employer.name} and works in {names} on fixed days.",
        ),
        2: plan.pick(
            f"{sentence_of(whom)} in {names} get a teacher trained for them. Until now they were served by whoever had a free period.",
            f"{sentence_of(a(job))} comes to {names} every week, for {whom}.",
        ),
        6: plan.pick(
            f"The {job} is in {served[0].name} on Monday and in {served[1 % len(served)].name} on Tuesday; no day has more than one long drive.",
            f"Travel between buildings is {plan.rng.randint(11, 26)} minutes at most, and it is paid as working time.",
        ),
        8: plan.pick(
            f"After the second year the districts buy the {job} by the day from {employer.name}, at a price their treasurers agreed on.",
            f"The {job} costs about ${plan.dollars(13000, 17000):,} a day of the week; each board has named the line that will carry it.",
        ),
        9: plan.pick(
            f"We track fall and spring growth of the students the {job} sees, by building.",
            f"The {job} reports hours and students by building each quarter, and the council compares them with the plan.",
        ),
    }
    return activity


def coaching(plan: Plan) -> Activity:
    """Coaches of the service agency, or of the largest district, work with teachers of every member."""
    keeper = plan.keeper()
    title = plan.pick("Coaching circle", "Classroom coaching", "Learning-plan coaching", "Coaching rounds")
    activity = _activity(plan, "coaching", "coaching", title, keeper, "in classrooms, in turn", "the curriculum leads")
    release = plan.pick("release time for two teachers, six days a year", "substitutes for its two coaching teachers")
    gains = plan.pick("lessons planned with a coach and seen by peers", "teachers who plan for each student, with help")
    for member in plan.districts:
        activity.rows[member.key] = Row(
            "staff", release, gains, plan.share(member, 0.15), plan.pick("K-12", "6-12", "4-12")
        )
        activity.lines.append(Line(f"Substitutes, {member.name}", plan.dollars(3000, 7000), member.key, [member.key]))
    if not keeper.has_students:
        activity.rows[keeper.key] = Row(
            "expertise", "two coaches, half time", "a way of working it can offer its other districts"
        )
    activity.lines.append(Line("Coaches, half time, two years", plan.dollars(62000, 88000), keeper.key, "all"))
    activity.says = {
        1: plan.pick(
            f"Two coaches of {keeper.name} carry the {title}, and {_districts(plan)} release two teachers each, six days a year.",
            f"{keeper.name} provides the coaches of the {title}. The rest of us give what coaching really costs a small "
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
            "three times a year, with a question agreed beforehand, and a coach writes up what they saw.",
            "Each pair of coached teachers brings one lesson a semester to a table where people from other districts try "
            "it, change it and put both versions in the library.",
        ),
        8: plan.pick(
            f"Coaches remain with {keeper.name}, which sells their days to other districts and lowers our price by what it earns.",
            "By the third year each building has a teacher who can coach; the stipend for that is a line in every budget.",
        ),
        9: plan.pick(
            "Visits made and lessons shared are counted by district; twice a year a short survey asks students whether "
            "they chose something that week.",
            "We count coached teachers who are still coaching one another a year after the coach has left the room.",
        ),
    }
    return activity


def visits(plan: Plan) -> Activity:
    """Teachers of every district see other schools at work."""
    title = plan.pick("Open classroom days", "School visits", "Walk-through Wednesdays")
    lead = plan.lead
    activity = _activity(plan, "visits", "visits", title, lead, "a different school each time", "the principals")
    for member in plan.members:
        activity.rows[member.key] = Row(
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
        activity.lines.append(Line(f"Visit costs, {member.name}", plan.dollars(1200, 3200), member.key, [member.key]))
    activity.says = {
        1: f"{lead.name} keeps the calendar of the {title}; whoever hosts gives a day and lunch, whoever comes gives the substitutes.",
        2: "Students see their teachers learn, and ideas that work in one gym or shop turn up in another within the year.",
        5: plan.pick(
            f"During {title} visitors look for one thing only, write down what students say, and leave it with the host "
            "the same afternoon.",
            f"The host of each of the {title} asks the question, not the visitors; the notes go into a folder that anyone "
            "who teaches with us can open.",
        ),
        8: "Visits cost a substitute and a tank of gas. They continue.",
        9: f"For {title} we keep a list of what was tried at home within a month of a visit.",
    }
    return activity


def platform(plan: Plan) -> Activity:
    """One catalog and one learning plan for all members, under a shared contract."""
    title = plan.pick("One learning platform", "Common course catalog", "Shared learning plans", "One front door")
    keeper = plan.lead
    calendar = plan.calendar
    supplier = f"{plan.partner_words[len(plan.partners) + len(plan.contracts)]} Learning"
    number = f"{calendar.project_starts_on.year}-{100 + plan.number:03}"
    contract = Contract(
        number,
        "Learning platform licenses",
        supplier,
        calendar.project_starts_on - datetime.timedelta(days=31),
        calendar.project_ends_on + datetime.timedelta(days=184),
    )
    plan.contracts.append(contract)
    activity = _activity(plan, "platform", "platform", title, keeper, "online", "the superintendents")
    activity.contract = number
    data = plan.pick(
        "its course list and bell schedule, by August 1 each year", "its schedule, kept current by a named person"
    )
    for member in plan.members:
        if member.has_students:
            gains = plan.pick("every course of the consortium in one catalog", "a plan that moves with the student")
            activity.rows[member.key] = Row("data", data, gains, plan.share(member, 0.38), plan.pick("6-12", "7-12"))
        else:
            activity.rows[member.key] = Row(
                "expertise", "a help desk from 7 to 5", "one system to support instead of five"
            )
    price = plan.rng.randint(24, 38)
    activity.lines.append(Line("Platform licenses, two years", plan.dollars(42000, 66000), supplier, "all"))
    activity.lines.append(Line("Setting up the catalog", plan.dollars(6000, 12000), keeper.key, "all"))
    helper = f" {plan.agency.name} answers the telephone when it does not work." if plan.agency else ""
    activity.says = {
        1: plan.pick(
            f"{keeper.name} runs {title}; the rest of us give our course lists and schedules, kept current by one named "
            f"person in each building.{helper}",
            f"Under contract {number} with {supplier}, {keeper.name} sets up {title} for the whole consortium.{helper}",
        ),
        2: plan.pick(
            f"In {title} a student sees the courses of the whole consortium, asks for one, and hears within a week. A plan "
            "follows the student, also when the family moves down the road.",
            f"With {title}, guidance counselors who serve 400 students each can see who is stuck, and students can see what "
            "exists beyond their own hallway.",
        ),
        4: plan.pick(
            f"Licenses are bought once, under contract {number}, and billed to the grant for two years.",
            f"{supplier} is paid once a year under contract {number}; the student data stay the property of the district.",
        ),
        5: f"Lessons and units are kept in {title}, under a license that lets the others copy and change them.",
        8: plan.pick(
            f"Licenses cost ${price} a student. That amount moves into operating budgets in the third year; treasurers have signed a note.",
            f"At ${price} a student the platform replaces two products the districts pay for now, so it costs no more than today.",
        ),
        9: f"From {title} we read, each semester, how many students are in a course that their own district does not teach.",
    }
    return activity


def study_groups(plan: Plan) -> Activity:
    """Teachers of the same subject learn together."""
    title = plan.pick("Summer design institute", "Teacher study groups", "Job-alike meetings")
    host = plan.keeper()
    activity = _activity(plan, "institute", "professional_learning", title, host, host.name, "the curriculum leads")
    for member in plan.districts:
        activity.rows[member.key] = Row(
            "staff",
            "four teachers for five paid days",
            "units rebuilt around what students can show",
            plan.share(member, 0.12),
            "5-12",
        )
        activity.lines.append(Line(f"Teacher days, {member.name}", plan.dollars(4000, 9000), member.key, [member.key]))
    if not host.has_students:
        activity.rows[host.key] = Row(
            "space", "its training room and a facilitator", "a program its other districts can join"
        )
    activity.says = {
        1: f"For the {title}, {host.name} gives the room and the facilitator, and the districts give four teachers each.",
        2: "Units are rebuilt so that students can move on when they are ready; ninth-grade English and seventh-grade science come first.",
        5: plan.pick(
            f"What the {title} makes is tried by two teachers in different districts before it is shared with the rest.",
            f"People who teach the same thing alone in their building meet at the {title} and stay in touch by a monthly call.",
        ),
        8: "Boards have agreed to keep two of the five paid days in their calendars.",
        9: f"We count units finished at the {title}, and how often each was used in a district that did not write it.",
    }
    return activity


def dashboard(plan: Plan) -> Activity:
    """The same figures for all members."""
    title = plan.pick("Early-warning figures", "Common data pages")
    keeper = plan.keeper()
    activity = _activity(plan, "data", "data", title, keeper, "online", "the treasurers and principals")
    for member in plan.members:
        activity.rows[member.key] = Row(
            "data",
            "attendance and course data, weekly" if member.has_students else "an analyst, one day a week",
            "a call home before the third absence" if member.has_students else "figures it can compare",
            plan.share(member, 0.2) if member.has_students else None,
            "6-12",
        )
    activity.lines.append(Line("Analyst, one day a week", plan.dollars(16000, 26000), keeper.key, "all"))
    activity.says = {
        1: f"{keeper.name} builds the {title}; the districts send attendance and course data every Sunday night.",
        2: "A student who starts to slip is noticed in a week instead of at the end of a quarter.",
        4: "Data belong to the district they come from; the agreement names who may see what.",
        9: f"The {title} show each principal the others' figures, which was the hardest thing to agree on.",
    }
    return activity


def shuttle(plan: Plan) -> Activity:
    """A bus between the buildings at midday."""
    riders = sorted(plan.districts, key=lambda m: (m.agency.enrollment, m.key))[:3]
    owner = riders[-1]
    title = plan.pick("Midday shuttle", "Noon bus")
    activity = _activity(
        plan, "shuttle", "transport", title, owner, "between the high schools", "the transportation directors"
    )
    for member in riders:
        activity.rows[member.key] = Row(
            "transport",
            "a bus and driver" if member is owner else "a covered stop and a monitor",
            "a ride to classes in another building",
            plan.share(member, 0.02),
            "9-12",
        )
    activity.lines.append(Line("Driver and fuel", plan.dollars(16000, 27000), owner.key, [m.key for m in riders]))
    names = listed([m.name for m in riders])
    activity.says = {
        1: f"{owner.name} drives the {title}; the other stops, in {names}, are staffed by monitors.",
        2: f"Students without a car in {names} can take a class somewhere else and be back for practice.",
        6: f"The {title} makes the loop of {plan.rng.randint(28, 44)} miles in under an hour, between fourth and sixth period.",
        8: f"{owner.name} keeps the {title} if ten students ride it; below that we send a van.",
    }
    return activity


Maker = Callable[[Plan], Activity]
FOR_EVERYONE: tuple[Maker, ...] = (coaching, platform, visits, dashboard, study_groups)
FOR_SOME: tuple[Maker, ...] = (shared_course, credential, shared_teacher, shuttle, shared_course, shared_teacher)


def a(words: str) -> str:
    """The words with their article."""
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def sentence_of(words: str) -> str:
    """The words with a capital at their start."""
    return words[:1].upper() + words[1:]


def _keys(plan: Plan) -> set[str]:
    return {activity.key for activity in plan.activities}


def _each(members: list[Member]) -> str:
    return "gives" if len(members) == 1 else "each give"


def _districts(plan: Plan) -> str:
    return f"our {in_words(len(plan.districts))} districts"


def _activity(plan: Plan, key: str, kind: str, title: str, owner: Member, place: str, decided_by: str) -> Activity:
    return Activity(
        key=key,
        kind=kind,
        title=title,
        starts_on=plan.calendar.first_day + datetime.timedelta(days=plan.rng.choice([0, 0, 7, 14])),
        ends_on=plan.calendar.last_day - datetime.timedelta(days=plan.rng.choice([0, 0, 7])),
        owner=owner.key,
        place=place,
        decided_by=decided_by,
    )
