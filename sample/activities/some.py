"""Activities of some members: a shared course, a trade credential, a teacher who travels, a bus."""

from sample.activities.making import each_gives, keys_of, new_activity, sentence_of, with_article
from sample.plan import Plan, PlannedActivity, PlannedBudgetLine, PlannedCommitment, in_words, listed

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


def shared_course(plan: Plan) -> PlannedActivity:
    """One district teaches; smaller districts join the class by video."""
    key, title, course, grades = plan.rng.choice([c for c in COURSES if c[0] not in keys_of(plan)])
    host = plan.largest
    guests = [m for m in sorted(plan.districts, key=lambda m: (m.agency.enrollment, m.key)) if m is not host][:4]
    names = listed([guest.name for guest in guests])
    activity = new_activity(plan, key, "shared_course", title, host, f"video rooms in {names}", "the principals")
    room = plan.pick(
        "a room with a camera and an aide", "a quiet room, an aide and a camera", "a video room and an aide"
    )
    activity.rows[host.key] = PlannedCommitment(
        "staff",
        plan.pick(
            "the teacher, one period a day", "one section of its teacher's day", "the teacher for one class a day"
        ),
        plan.pick("a section that is full, so it runs every year", "enough students that the course is never canceled"),
        plan.share(host, 0.012, 6),
        grades,
    )
    for guest in guests:
        gains = plan.pick(
            f"{course}, for the first time", f"{course}, which it cannot staff", f"{course}, last taught in 2019"
        )
        activity.rows[guest.key] = PlannedCommitment("space", room, gains, plan.share(guest, 0.015), grades)
        activity.lines.append(
            PlannedBudgetLine(f"Video room, {guest.name}", plan.dollars(14000, 29000), guest.key, [guest.key])
        )
    teacher = PlannedBudgetLine(
        f"Teacher of {course}, one period", plan.dollars(30000, 44000), host.key, [m.key for m in [host, *guests]]
    )
    activity.lines.append(teacher)
    total = sum(row.students or 0 for row in activity.rows.values())
    activity.sentences = {
        1: plan.pick(
            f"For {title}, {host.name} gives its teacher for one period a day; {names} {each_gives(guests)} a room with a "
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
            f"{host.name} moves {course} to second period, the one hour that the bell schedules have in common; no one "
            "has to ride a bus for it.",
            f"The {course} class meets from 9:05 to 9:50. {guests[0].name} starts its day ten minutes earlier to make it work.",
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


def credential(plan: Plan) -> PlannedActivity:
    """Students of several districts earn a trade credential in one place, with a college."""
    key, title, trade, place = plan.rng.choice([t for t in TRADES if t[0] not in keys_of(plan)])
    others = sorted(plan.districts, key=lambda m: (m.agency.kind != "vocational", -m.agency.enrollment, m.key))
    host, driver, guests = others[0], others[-1], others[1:-1][:3]
    college = plan.partner("{} Community College", "university")
    activity = new_activity(
        plan, key, "dual_enrollment", title, host, f"the {place} at {host.name}", "the learning council"
    )
    activity.rows[host.key] = PlannedCommitment(
        "space",
        f"its {place}, two afternoons a week",
        "an instructor it could not pay for alone",
        plan.share(host, 0.02, 6),
        "10-12",
    )
    activity.rows[driver.key] = PlannedCommitment(
        "transport",
        "a bus and driver for its own students and for stops along the way",
        f"{with_article(trade)} credential without a fifty-minute drive by parents",
        plan.share(driver, 0.02),
        "10-12",
    )
    for guest in guests:
        activity.rows[guest.key] = PlannedCommitment(
            "money",
            plan.pick("a share of the instructor's salary", "its share of the instructor's pay and of the insurance"),
            plan.pick(
                f"{with_article(trade)} credential that its own building cannot house",
                f"seats in the {trade} program and college credit",
            ),
            plan.share(guest, 0.018),
            "10-12",
            plan.dollars(6000, 12000),
        )
        share = activity.rows[guest.key].amount or 0
        activity.lines.append(
            PlannedBudgetLine(
                f"Share of the {trade} instructor, {guest.name}", share, host.key, [guest.key], "match", guest.key
            )
        )
    everyone = [m.key for m in (host, driver, *guests)]
    activity.lines += [
        PlannedBudgetLine(f"Instructor, {trade}", plan.dollars(58000, 76000), host.key, everyone),
        PlannedBudgetLine(
            f"Bus to the {place}", plan.dollars(18000, 30000), driver.key, [driver.key, *(m.key for m in guests)]
        ),
        PlannedBudgetLine(f"College credit, {trade}", plan.dollars(9000, 18000), college, everyone),
    ]
    total = sum(row.students or 0 for row in activity.rows.values())
    pay = "pays" if len(guests) == 1 else "pay"
    paying = f" {listed([m.name for m in guests])} {pay} a share of the instructor." if guests else ""
    activity.sentences = {
        1: plan.pick(
            f"{host.name} opens its {place} for the {title} on two afternoons a week, and {driver.name} runs the bus.{paying} "
            f"{college} awards the credit.",
            f"The {title} is taught in the {place} at {host.name} by an instructor approved by {college}. {driver.name} "
            f"runs the bus.{paying}",
        ),
        2: plan.pick(
            f"{in_words(total).capitalize()} students a year can earn {with_article(trade)} credential before they graduate, with credit "
            f"from {college}; today the nearest program has a waiting list.",
            f"Each year {in_words(total)} students will earn the {title}, which local employers ask for. {driver.name} had no "
            "student in any such program last year.",
        ),
        4: plan.pick(
            f"{host.name} owns the equipment that the grant buys for the {place}; the others may use it, by written agreement, "
            "for ten years.",
            f"Tools bought for the {place} carry the consortium's tag and stay with {host.name} as long as the program runs.",
        ),
        6: plan.pick(
            f"The bus leaves {driver.name} at 12:20 and reaches {host.name} in {plan.rng.randint(19, 34)} minutes; students "
            "are home by the regular run.",
            f"From {driver.name} the ride is {plan.rng.randint(12, 19)} miles. The afternoon block was moved so that no one "
            "misses a required class.",
        ),
        8: plan.pick(
            f"The instructor moves to {host.name}'s own payroll in the third year, paid by career-technical funds that "
            "follow each student.",
            f"Career-technical funding of about ${plan.dollars(2100, 3200):,} a student pays for the {title} after the first "
            "enrollment count.",
        ),
        9: plan.pick(
            f"For the {title} we report seats filled, credentials earned and, a year later, who works or studies in the field.",
            f"{college} sends pass rates by district each June, and we publish them.",
        ),
    }
    return activity


def shared_teacher(plan: Plan) -> PlannedActivity:
    """One specialist works in several districts on fixed days."""
    key, title, job, students = plan.rng.choice([s for s in SPECIALISTS if s[0] not in keys_of(plan)])
    served = sorted(plan.districts, key=lambda m: (m.agency.enrollment, m.key))[:4]
    employer = plan.fiscal_agent()
    activity = new_activity(
        plan, key, "shared_teacher", title, employer, "on fixed days in each building", "the principals"
    )
    days = ("Monday", "Tuesday", "Wednesday and Friday mornings", "Thursday")
    for number, member in enumerate(served):
        activity.rows[member.key] = PlannedCommitment(
            "space",
            plan.pick(
                "a classroom, and a planning partner for one hour", "a room and time for its teachers to plan together"
            ),
            f"{with_article(job)} every {days[number].split()[0]}",
            plan.share(member, 0.05, 4),
            plan.pick("K-6", "K-8", "3-8"),
        )
        activity.lines.append(
            PlannedBudgetLine(f"Materials, {title.lower()}", plan.dollars(1500, 4500), member.key, [member.key])
        )
    if employer.key not in activity.rows:
        activity.rows[employer.key] = PlannedCommitment(
            "staff",
            f"employs the {job} and pays the benefits",
            "a position that serves small districts it could not reach",
        )
    names = listed([m.name for m in served])
    activity.lines.append(
        PlannedBudgetLine(f"Salary, {job}", plan.dollars(52000, 71000), employer.key, [m.key for m in served])
    )
    activity.sentences = {
        1: plan.pick(
            f"{employer.name} hires the {job}; {names} {each_gives(served)} a room and an hour a week for planning with their own teachers.",
            f"The {job} is on the payroll of {employer.name} and works in {names} on fixed days.",
        ),
        2: plan.pick(
            f"{sentence_of(students)} in {names} get a teacher trained for them. Until now, any teacher with a free period served them.",
            f"{sentence_of(with_article(job))} comes to {names} every week, for {students}.",
        ),
        6: plan.pick(
            f"The {job} is in {served[0].name} on Monday and in {served[1 % len(served)].name} on Tuesday; no day has more than one long drive.",
            f"Travel between buildings is {plan.rng.randint(11, 26)} minutes at most, and it is paid as working time.",
        ),
        8: plan.pick(
            f"After the second year the districts buy the {job} by the day from {employer.name}, at a price their treasurers agreed on.",
            f"The {job} costs about ${plan.dollars(13000, 17000):,} a year for each day of the week; each board has named the budget line that will cover it.",
        ),
        9: plan.pick(
            f"We track fall and spring growth of the students the {job} sees, by building.",
            f"The {job} reports hours and students by building each quarter, and the council compares them with the plan.",
        ),
    }
    return activity


def shuttle(plan: Plan) -> PlannedActivity:
    """A bus between the buildings at midday."""
    riders = sorted(plan.districts, key=lambda m: (m.agency.enrollment, m.key))[:3]
    owner = riders[-1]
    title = plan.pick("Midday shuttle", "Noon bus")
    activity = new_activity(
        plan, "shuttle", "transport", title, owner, "between the high schools", "the transportation directors"
    )
    for member in riders:
        activity.rows[member.key] = PlannedCommitment(
            "transport",
            "a bus and driver" if member is owner else "a covered stop and a monitor",
            "a ride to classes in another building",
            plan.share(member, 0.02),
            "9-12",
        )
    activity.lines.append(
        PlannedBudgetLine("Driver and fuel", plan.dollars(16000, 27000), owner.key, [m.key for m in riders])
    )
    names, stops = listed([m.name for m in riders]), listed([m.name for m in riders if m is not owner])
    total = sum(row.students or 0 for row in activity.rows.values())
    activity.sentences = {
        1: plan.pick(
            f"{owner.name} drives the {title}; the stops in {stops} are staffed by monitors.",
            f"The {title} belongs to {owner.name}. A monitor stays with the students in {stops}.",
        ),
        2: plan.pick(
            f"Students without a car in {names} can take a class somewhere else and be back for practice.",
            f"In {names}, {in_words(total)} students can sit in a class that is taught down the road, and still make lunch.",
        ),
        6: f"The {title} makes the loop of {plan.rng.randint(28, 44)} miles in under an hour, between fourth and sixth period.",
        8: f"{owner.name} keeps the {title} if ten students ride it; with fewer, we send a van.",
    }
    return activity
