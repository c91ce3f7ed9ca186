"""Who confirms, who acts next and what each person may do, as tables drawn by hand."""

import pytest

from consortia.rules.who_confirms import PendingAnswer, next_actor, reason_for_registrar
from portal.membership.pages.available_actions import MembershipFacts, available_actions

CEDAR = "the superintendent of Cedar Gap"
STONE = "the superintendent of Stone Ridge"


@pytest.mark.parametrize(
    ("role", "state", "one_representative", "reason"),
    [
        ("member", "OH", False, ""),
        ("lead", "OH", False, "The State approves who leads a consortium and who handles its money."),
        ("fiscal_agent", "OH", False, "The State approves who leads a consortium and who handles its money."),
        ("member", "WV", False, "The State approves members from another state."),
        ("member", "OH", True, "The same office acts for the member and the consortium, so the State approves."),
    ],
)
def test_the_registrar_approves_leads_fiscal_agents_members_from_other_states_and_what_one_office_accepts_alone(
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
        ("claimed", "consortium", "registered", (CEDAR, STONE), f"{CEDAR} needs to accept or decline"),
        ("claimed", "member", "registered", (CEDAR, STONE), f"{STONE} needs to accept or decline"),
        ("recorded", "state", "registered", (CEDAR, STONE), "the State entered this membership"),
        (
            "claimed",
            "consortium",
            "registered",
            ("", STONE),
            "the registrar needs to invite the superintendent of Cedar Gap, because no one there can answer yet",
        ),
        (
            "claimed",
            "member",
            "registered",
            (CEDAR, ""),
            "the registrar needs to appoint someone to answer for Mill Creek, because no one can yet",
        ),
        ("claimed", "consortium", "dissolved", (CEDAR, STONE), "Mill Creek has ended"),
        ("claimed", "consortium", "refused", (CEDAR, STONE), "Mill Creek was not registered"),
        ("agreed", "member", "registered", (CEDAR, STONE), "the registrar needs to review and approve it"),
        ("agreed", "member", "proposed", (CEDAR, STONE), "the registrar needs to decide on the proposal"),
        ("confirmed", "member", "registered", (CEDAR, STONE), "this membership is confirmed"),
        ("declined", "member", "registered", (CEDAR, STONE), "this membership was declined"),
        ("withdrawn", "member", "registered", (CEDAR, STONE), "this membership was withdrawn"),
        (
            "disputed",
            "member",
            "dissolved",
            (CEDAR, STONE),
            "the registrar needs to settle the dispute",
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
    (MembershipFacts("claimed", "consortium", "registered"), "accept decline paper", "withdraw paper", "correct"),
    (MembershipFacts("claimed", "member", "registered"), "withdraw paper", "accept decline paper", "correct"),
    (
        MembershipFacts("recorded", "state", "registered"),
        "accept paper change leave dispute",
        "accept paper change leave dispute",
        "withdraw correct",
    ),
    (
        MembershipFacts("recorded", "state", "registered", affirmed_by=frozenset({"member"})),
        "paper change leave dispute",
        "accept paper change leave dispute",
        "withdraw correct",
    ),
    (MembershipFacts("claimed", "consortium", "dissolved"), "paper", "withdraw paper", "correct"),
    (
        MembershipFacts("agreed", "member", "registered"),
        "withdraw paper",
        "decline paper",
        "confirm refuse correct",
    ),
    (MembershipFacts("agreed", "member", "proposed"), "paper", "paper", "correct"),
    (
        MembershipFacts("confirmed", "member", "registered"),
        "paper change leave dispute",
        "paper change leave dispute",
        "correct",
    ),
    (
        MembershipFacts("confirmed", "member", "registered", leaving_side="member"),
        "paper stay dispute",
        "paper dispute",
        "correct",
    ),
    (MembershipFacts("confirmed", "member", "registered", is_over=True), "paper dispute", "paper dispute", "correct"),
    (
        MembershipFacts("confirmed", "member", "registered", is_continued=True),
        "paper dispute",
        "paper dispute",
        "correct",
    ),
    (MembershipFacts("confirmed", "member", "dissolved"), "paper dispute", "paper dispute", "correct"),
    (
        MembershipFacts("disputed", "member", "registered", disputed_by="consortium"),
        "paper answer",
        "paper answer reconcile",
        "settle correct answer",
    ),
    (MembershipFacts("declined", "member", "registered"), "", "", ""),
    (MembershipFacts("withdrawn", "member", "registered"), "", "", ""),
]


@pytest.mark.parametrize(("facts", "member", "consortium", "registrar"), OFFERED)
def test_everyone_is_offered_exactly_the_actions_open_to_them(facts, member, consortium, registrar):
    assert available_actions(facts, sides={"member"}, is_registrar=False) == member.split()
    assert available_actions(facts, sides={"consortium"}, is_registrar=False) == consortium.split()
    assert available_actions(facts, sides=set(), is_registrar=True) == registrar.split()
    assert available_actions(facts, sides=set(), is_registrar=False) == []
