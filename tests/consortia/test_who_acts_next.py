"""Who confirms, who acts next and what each person may do, as tables drawn by hand."""

import pytest

from consortia.rules.who_confirms import PendingAnswer, next_actor, reason_for_registrar
from portal.membership.pages.available_actions import Line, deeds

CEDAR = "the superintendent of Cedar Gap"
STONE = "the superintendent of Stone Ridge"


@pytest.mark.parametrize(
    ("role", "state", "one_representative", "reason"),
    [
        ("member", "OH", False, ""),
        ("lead", "OH", False, "The State confirms who leads a consortium and who handles its money."),
        ("fiscal_agent", "OH", False, "The State confirms who leads a consortium and who handles its money."),
        ("member", "WV", False, "The State confirms members from another state."),
        ("member", "OH", True, "The same office speaks for both sides, so the State confirms."),
    ],
)
def test_the_registrar_confirms_leads_fiscal_agents_other_states_and_what_one_office_says_alone(
    role, state, one_representative, reason
):
    assert (
        reason_for_registrar(
            role=role, member_state=state, consortium_state="OH", has_one_representative=one_representative
        )
        == reason
    )


@pytest.mark.parametrize(
    ("status", "claimed_by", "consortium", "offices", "said"),
    [
        ("claimed", "consortium", "registered", (CEDAR, STONE), f"{CEDAR}: accepts or declines"),
        ("claimed", "member", "registered", (CEDAR, STONE), f"{STONE}: accepts or declines"),
        ("claimed", "state", "registered", (CEDAR, STONE), f"{CEDAR}: confirms or disputes it"),
        (
            "claimed",
            "consortium",
            "registered",
            ("", STONE),
            "the registrar: invites the superintendent of Cedar Gap, because nobody there may answer yet",
        ),
        (
            "claimed",
            "member",
            "registered",
            (CEDAR, ""),
            "the registrar: names somebody to answer for Mill Creek, because nobody may yet",
        ),
        ("claimed", "consortium", "dissolved", (CEDAR, STONE), "nobody: Mill Creek has ended"),
        ("claimed", "consortium", "refused", (CEDAR, STONE), "nobody: Mill Creek was not registered"),
        ("agreed", "member", "registered", (CEDAR, STONE), "the registrar: checks and confirms it"),
        ("agreed", "member", "proposed", (CEDAR, STONE), "the registrar: registers the proposal"),
        ("confirmed", "member", "registered", (CEDAR, STONE), "nobody: it is confirmed"),
        ("declined", "member", "registered", (CEDAR, STONE), "nobody: it was declined"),
        ("withdrawn", "member", "registered", (CEDAR, STONE), "nobody: it was withdrawn"),
        (
            "disputed",
            "member",
            "dissolved",
            (CEDAR, STONE),
            "the registrar: settles the dispute; both sides may add to it until then",
        ),
    ],
)
def test_the_page_always_names_who_acts_next(status, claimed_by, consortium, offices, said):
    membership = PendingAnswer(
        status=status,
        claimed_by=claimed_by,
        consortium_status=consortium,
        member="Cedar Gap High School",
        member_district="Cedar Gap",
        member_office=offices[0],
        consortium="Mill Creek",
        consortium_office=offices[1],
    )

    assert str(next_actor(membership)) == said


# A membership's condition, and what is open to its member, its consortium, the registrar.
OFFERED = [
    (Line("claimed", "consortium", "registered"), "accept decline paper", "withdraw paper", "correct"),
    (Line("claimed", "member", "registered"), "withdraw paper", "accept decline paper", "correct"),
    (Line("claimed", "state", "registered"), "accept paper dispute", "paper dispute", "withdraw correct"),
    (Line("claimed", "consortium", "dissolved"), "paper", "withdraw paper", "correct"),
    (Line("agreed", "member", "registered"), "withdraw paper dispute", "paper dispute", "confirm refuse correct"),
    (Line("agreed", "member", "proposed"), "paper dispute", "paper dispute", "correct"),
    (
        Line("confirmed", "member", "registered"),
        "paper change leave dispute",
        "paper change leave dispute",
        "correct",
    ),
    (
        Line("confirmed", "member", "registered", leaving_side="member"),
        "paper stay dispute",
        "paper dispute",
        "correct",
    ),
    (Line("confirmed", "member", "registered", is_over=True), "paper dispute", "paper dispute", "correct"),
    (Line("confirmed", "member", "registered", is_continued=True), "paper dispute", "paper dispute", "correct"),
    (Line("confirmed", "member", "dissolved"), "paper dispute", "paper dispute", "correct"),
    (
        Line("disputed", "member", "registered", disputed_by="consortium"),
        "paper answer",
        "paper answer reconcile",
        "settle correct answer",
    ),
    (Line("declined", "member", "registered"), "", "", ""),
    (Line("withdrawn", "member", "registered"), "", "", ""),
]


@pytest.mark.parametrize(("membership", "member", "consortium", "registrar"), OFFERED)
def test_everybody_is_offered_what_is_open_to_them_and_nothing_else(membership, member, consortium, registrar):
    assert deeds(membership, sides={"member"}, is_registrar=False) == member.split()
    assert deeds(membership, sides={"consortium"}, is_registrar=False) == consortium.split()
    assert deeds(membership, sides=set(), is_registrar=True) == registrar.split()
    assert deeds(membership, sides=set(), is_registrar=False) == []
