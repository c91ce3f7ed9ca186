"""Errors planted by hand, each with exactly the findings expected, and plans that only look wrong, with none."""

from collections.abc import Callable

from tests.grants.collaboration.builders import (
    ALDER,
    BIRCH,
    COPPER,
    DRYLICK,
    ELKBEND,
    Packet,
    activity,
    budget_line,
    commitment,
    participant,
    signature,
)

Plan = tuple[Packet, Packet]
Planted = tuple[str, Callable[[Plan], object], list[tuple[str, str]]]


def adds_answer(text: str) -> Callable[[Plan], object]:
    """Adds one more answer to the narrative."""

    def write(plan: Plan) -> None:
        plan[0]["narrative"].append({"key": f"n{len(plan[0]['narrative']) + 1}", "element": None, "text": text})

    return write


def replaces(old: str, new: str) -> Callable[[Plan], object]:
    """Replaces a text everywhere in the narrative."""

    def replace(plan: Plan) -> None:
        for answer in plan[0]["narrative"]:
            answer["text"] = answer["text"].replace(old, new)

    return replace


# No two families change the same part of the plan, so that one error of each can be planted together.
FAMILIES: dict[str, list[Planted]] = {
    "who is named": [
        (
            "an outsider by its short name",
            adds_answer("Fallow Valley sends two teachers."),
            [("outsider-named", "9910050")],
        ),
        ("an outsider in capitals", adds_answer("FALLOW VALLEY LOCAL joins."), [("outsider-named", "9910050")]),
        ("an outsider's possessive", adds_answer("We use Fallow Valley's bus."), [("outsider-named", "9910050")]),
        ("an outsider over two lines", adds_answer("We thank Fallow\nValley Local."), [("outsider-named", "9910050")]),
        ("an outsider with a slash", adds_answer("Adder County/Otter Valley pays."), [("outsider-named", "9910090")]),
        ("an academy named like a member", adds_answer("Alder Run Academy comes."), [("outsider-named", "9910100")]),
        ("a name of two agencies", adds_answer("Gorse Hill joins later."), [("outsider-named", "name:gorse hill")]),
        ("a member never named", replaces("Dry Lick", "the fourth"), [("member-not-in-narrative", DRYLICK)]),
        ("a member in lower case only", replaces("Elk Bend", "elk bend"), [("member-not-in-narrative", ELKBEND)]),
        ("an answer missing", lambda plan: plan[0]["narrative"].pop(4), [("element-unanswered", "element-5")]),
        (
            "a non-answer",
            replaces("Teachers visit each other twice a year.", "n/a"),
            [("element-unanswered", "element-5")],
        ),
        (
            "a blank answer",
            replaces("Teachers visit each other twice a year.", " \u200b\n"),
            [("element-unanswered", "element-5")],
        ),
    ],
    "counts and universal claims": [
        ("a number of districts", adds_answer("We teach across 27 districts."), [("count-differs", "27")]),
        ("a number in words", adds_answer("Twenty-seven member districts share it."), [("count-differs", "27")]),
        ("a hyphened number", adds_answer("It is a 30-member network."), [("count-differs", "30")]),
        ("our number, too small", adds_answer("Our three districts agree."), [("count-differs", "3")]),
        ("all of a wrong number", adds_answer("All four members vote."), [("count-differs", "4")]),
        ("a number just too large", adds_answer("Six districts vote."), [("count-differs", "6")]),
        ("every district", adds_answer("Every district takes Shared physics."), [("all-but-some", "physics")]),
        ("all members", adds_answer("Shop week is for all of our members."), [("all-but-some", "shop")]),
        ("each school", adds_answer("Each school sends a class to Shop week."), [("all-but-some", "shop")]),
    ],
    "rows": [
        (
            "no commitment",
            lambda plan: plan[0]["commitments"].remove(commitment(plan, COPPER)),
            [("member-not-in-plan", COPPER)],
        ),
        (
            "a kind and no contribution",
            lambda plan: commitment(plan, COPPER)["gives"].update(text=""),
            [("gives-nothing", COPPER)],
        ),
        (
            "grades and no benefit",
            lambda plan: commitment(plan, COPPER)["gains"].update(text="", students=None),
            [("gains-nothing", COPPER)],
        ),
        (
            "too many students",
            lambda plan: commitment(plan, DRYLICK)["gains"].update(students=501),
            [("reach-above-enrollment", DRYLICK)],
        ),
        (
            "a start too early",
            lambda plan: activity(plan, "shop").update(starts_on="2026-07-31"),
            [("outside-project", "shop")],
        ),
        (
            "an end too late",
            lambda plan: activity(plan, "shop").update(ends_on="2028-07-01"),
            [("outside-project", "shop")],
        ),
        (
            "a member that joins late",
            lambda plan: participant(plan, DRYLICK).update(joined_on="2026-09-01"),
            [("before-joining", DRYLICK)],
        ),
        (
            "an activity of nobody",
            lambda plan: plan[0]["activities"].append({**activity(plan, "shop"), "key": "choir"}),
            [("activity-without-members", "choir")],
        ),
        (
            "a gift that is only announced",
            lambda plan: commitment(plan, COPPER)["gives"].update(text="TBD"),
            [("gives-nothing", COPPER)],
        ),
        (
            "a contract too short",
            lambda plan: plan[0]["contracts"][0].update(ends_on="2027-06-30"),
            [("contract-expires", "physics")],
        ),
    ],
    "money": [
        (
            "an unknown payee",
            lambda plan: budget_line(plan, "b4").update(payee_name="Fogbound LLC"),
            [("payee-unknown", "b4")],
        ),
        (
            "an agency that isn't a member",
            lambda plan: budget_line(plan, "b4").update(payee_name="Fallow Valley Local"),
            [("payee-unknown", "b4")],
        ),
        (
            "a line that pays nobody",
            lambda plan: budget_line(plan, "b5").update(payee_name=""),
            [("line-incomplete", "b5")],
        ),
        (
            "a line of which nobody benefits",
            lambda plan: budget_line(plan, "b5").update(benefits=[]),
            [("line-incomplete", "b5")],
        ),
        (
            "match twice here",
            lambda plan: plan[0]["budget"].append({**budget_line(plan, "b6"), "key": "b7"}),
            [("match-twice", "b6")],
        ),
        (
            "match also elsewhere",
            lambda plan: plan[1]["other_applications"][0]["match"][0].update(payer=ALDER),
            [("match-twice", "b6")],
        ),
        (
            "a dollar above the maximum",
            lambda plan: budget_line(plan, "b5").update(amount=180_001),
            [("above-ceiling", "budget")],
        ),
        (
            "most of the grant to one",
            lambda plan: budget_line(plan, "b2").update(amount=110_000),
            [("share-lopsided", DRYLICK)],
        ),
    ],
    "registry and round": [
        (
            "also in another application",
            lambda plan: plan[1]["other_applications"][0]["participants"].append(BIRCH),
            [("in-two-applications", BIRCH)],
        ),
        (
            "not in the registry",
            lambda plan: plan[1]["participants"][BIRCH].update(in_registry=False),
            [("member-closed", BIRCH)],
        ),
        (
            "closing",
            lambda plan: plan[1]["participants"][BIRCH].update(closed_on="2027-06-30"),
            [("member-closed", BIRCH)],
        ),
        (
            "a membership that ends early",
            lambda plan: plan[1]["participants"][BIRCH].update(leaves_on="2027-06-30"),
            [("membership-ended", BIRCH)],
        ),
        (
            "a member added after others signed",
            lambda plan: plan[1]["participants"][BIRCH].update(added_at="2026-09-29T08:00:00-04:00"),
            [("added-after-signing", BIRCH)],
        ),
        (
            "an agency without a component district",
            lambda plan: _agency_leads_strangers(plan),
            [("agency-without-client", ELKBEND)],
        ),
    ],
    "signatures": [
        ("one missing", lambda plan: plan[1]["signatures"].remove(signature(plan, ALDER)), [("unsigned", ALDER)]),
        (
            "all missing",
            lambda plan: plan[1].update(signatures=[]),
            [("unsigned", key) for key in (ALDER, BIRCH, COPPER, DRYLICK, ELKBEND)],
        ),
        ("outdated", lambda plan: plan[1]["part_digests"].update({COPPER: "d2"}), [("signature-outdated", COPPER)]),
        (
            "no permission to sign",
            lambda plan: signature(plan, COPPER).update(had_power=False),
            [("signature-unauthorized", COPPER)],
        ),
        (
            "no board date",
            lambda plan: signature(plan, BIRCH).update(board_on=None),
            [("signature-unauthorized", BIRCH)],
        ),
        (
            "another name",
            lambda plan: signature(plan, BIRCH).update(account="Rosalind Quarles"),
            [("signature-name", BIRCH)],
        ),
        (
            "after closing",
            lambda plan: signature(plan, BIRCH).update(signed_at="2026-04-15T17:01:00-04:00"),
            [("signature-late", BIRCH)],
        ),
        (
            "a later board",
            lambda plan: signature(plan, BIRCH).update(board_on="2026-04-11"),
            [("signature-unauthorized", BIRCH)],
        ),
    ],
}

TRAPS: list[Planted] = [
    ("a member in its long form", adds_answer("Birch Hollow Local School District drives."), []),
    ("the partner's name", adds_answer("Lindenwold University evaluates for Openmeadow Learning."), []),
    ("the network's own name", adds_answer("The Alder Run Learning Network meets."), []),
    ("a valley in lower case", adds_answer("the fallow valley road floods"), []),
    ("the right number", adds_answer("Our five members, all four districts and the agency, agree."), []),
    ("fewer districts", adds_answer("Two districts share a bus, three districts a coach."), []),
    ("schools", adds_answer("Our 11 schools and all 9 school libraries are open."), []),
    ("staff members", adds_answer("12 staff members and an eight-member board meet."), []),
    ("a year and a day", adds_answer("In 2027 districts pay; by June 30 members report."), []),
    ("grades", adds_answer("Our K-12 districts teach grades 6-12."), []),
    ("money", adds_answer("Each pays $12,000; 80 percent of districts agree."), []),
    ("not all", adds_answer("Not every district takes Shared physics."), []),
    ("two sentences", adds_answer("Shared physics meets daily. Every district has a bus."), []),
    ("physics in lower case", adds_answer("All districts teach shared physics of their own."), []),
    ("exactly the enrollment", lambda plan: commitment(plan, BIRCH)["gains"].update(students=500), []),
    ("the first and the last day", lambda plan: activity(plan, "shop").update(
        starts_on="2026-08-01", ends_on="2028-06-30"), []),
    ("joined that day", lambda plan: participant(plan, DRYLICK).update(joined_on="2026-08-17"), []),
    ("exactly the maximum", lambda plan: budget_line(plan, "b5").update(amount=180_000), []),
    ("closing that day", lambda plan: plan[1]["participants"][BIRCH].update(closed_on="2028-06-30"), []),
    ("leaving that day", lambda plan: plan[1]["participants"][BIRCH].update(leaves_on="2028-06-30"), []),
    ("the board met that day", lambda plan: signature(plan, BIRCH).update(board_on="2026-04-10"), []),
    ("the account's name with a title", lambda plan: signature(plan, BIRCH).update(
        account="Ann Marsh", by="Dr. Ann M. Marsh"), []),
    ("no project facts", lambda plan: plan[0].update(competition={}), []),
    ("signing not open", lambda plan: plan[1].update(signatures=[], signing_opened=False), []),
]  # fmt: skip


def _agency_leads_strangers(plan: Plan) -> None:
    participant(plan, ALDER)["role"], participant(plan, ELKBEND)["role"] = "member", "lead"
    for known in plan[1]["participants"].values():
        known["service_agencies"] = []
