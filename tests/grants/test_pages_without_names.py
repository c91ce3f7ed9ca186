"""In a round that hides names, scorers and board members find no name of an applicant on any page or file."""

import re

import pytest
import time_machine

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.board import cast_vote
from grants.actions.hidden_names import set_hidden_names
from grants.actions.scoring_stages import close_stage
from grants.actions.slates import prepare_slate
from grants.models import ScoreCitation, ScorerAssignment
from grants.states import ScoringStage
from tests.grants.builders import AT, an_application, an_auditor, an_officer
from tests.grants.deciding import a_board_member, proposed
from tests.grants.meetings import a_meeting, a_scored_application, changed
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.scoring import a_scorer_of, an_assignment, assigned, cited, criteria_of, saved

pytestmark = pytest.mark.django_db
NAMES = ("mill creek", "harlan valley", "stone ridge", "ridge rivers", "9900001", "9900002", "9900003")
# Public pages name every district of the state; they say nothing of who applied.
PUBLIC = (
    "/districts/",
    "/schools/",
    "/consortia/",
    "/regions/",
    "/awards/",
    "/contracts/",
    "/help/",
    "/search/",
    "/account",
    "/static/",
)


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def hidden(competition, *, scorers=True, board=True, by=None, reason="Fairness."):
    return set_hidden_names(
        competition=competition, scorers=scorers, board=board, reason=reason, by=by or an_officer(), at=AT
    )


def named_on(client, *starts):
    """The addresses that can be reached from these, with the names that each shows."""
    waiting, seen, found = list(starts), set(), {}
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(PUBLIC):
            continue
        seen.add(address)
        page = client.get(address)
        text = (b"".join(page.streaming_content) if page.streaming else page.content).decode(errors="replace")
        if names := [name for name in NAMES if name in text.casefold()]:
            found[address] = names
        if page.headers.get("Content-Type", "").startswith("text/html"):
            links = re.findall(r'(?:href|action)="(/[^"#]*)', text)
            waiting += [link.replace("&amp;", "&") for link in links if "logout" not in link]
    return seen, found


def test_a_scorer_finds_no_name_on_any_page_or_file(client):
    application, (scorer, other) = a_scored_application()
    late = a_scorer_of(application.competition, "Una Day")
    assignment = assigned(late, application)
    saved(assignment, criteria_of(assignment)[0])
    cited(assignment, criteria_of(assignment)[0], start=0, end=10)
    a_meeting(application.competition, [scorer, other], is_without_missing=True)
    changed(scorer, application, reason="Mill Creek’s bus times are in the budget of Ridge Rivers.")
    hidden(application.competition)

    for person, address in ((late, "/scoring/{}/"), (scorer, "/my/")):
        signed_in(client, person.person)
        start = address.format(application.reference)
        seen, found = named_on(client, "/my/", start, "/scoring/", f"{start}?stage=scoring")
        assert found == {}
        assert any("/scoring/" in one for one in seen)
    assert any(one.endswith(".csv") for one in seen)
    emails = " ".join(OutgoingEmail.objects.values_list("body", flat=True)).casefold()
    assert [name for name in NAMES if name in emails] == []
    minutes = next(one for one in seen if re.search(r"/consensus/[0-9]+/$", one))
    assert "[Member]’s bus times are in the budget of [Consortium]" in shown(client.get(minutes))


def test_the_desk_says_what_is_hidden_and_what_cannot_be(client):
    assignment = an_assignment()
    hidden(assignment.application.competition)
    reference = assignment.application.reference

    page = shown(signed_in(client, assignment.scorer.person).get(f"/scoring/{reference}/"))

    assert f"Application {reference}" in page
    assert "Names are hidden from scorers in this round." in page
    assert "Not everything can be hidden." in page
    assert "[Lead member] gives a room" in page
    assert "Member A" in page
    assert "400" in page  # students of the lead, as the registry has them


def test_a_passage_and_a_cell_are_cited_by_what_the_scorer_sees_and_stored_as_submitted(client):
    assignment = an_assignment()
    hidden(assignment.application.competition)
    signed_in(client, assignment.scorer.person)
    desk = f"/scoring/{assignment.application.reference}/"
    sent = {"criterion": 1, "version": 1, "hidden": "1"}

    assert "[Lead member] and [Member B] plan" in shown(client.get(f"{desk}cite/?place=n3-p1"))
    quote = "[Lead member] and [Member B] plan"
    client.post(
        f"{desk}cite/", sent | {"kind": "passage", "place": "n3-p1", "start": 0, "end": len(quote), "quote": quote}
    )
    client.post(f"{desk}cite/", sent | {"kind": "cell", "place": "cell:m1:gives"})
    client.post(f"{desk}cite/", sent | {"kind": "passage", "place": "n3-p1", "sentence": "0-20", "hidden": ""})  # stale

    passage, cell = ScoreCitation.objects.order_by("pk")
    assert (passage.start, passage.end, passage.quote) == (0, 31, "Mill Creek and Stone Ridge plan")
    assert cell.place == "cell:9900001:gives"
    page = shown(client.get(desk))
    assert quote in page
    assert 'title="Cited for criterion 1"' in client.get(desk).text


def test_officers_read_the_reasons_of_scorers_with_names(client):
    assignment = an_assignment()
    saved(assignment, criteria_of(assignment)[0], reason="[Member A] and Member B give rooms.")
    application = assignment.application
    hidden(application.competition)
    close_stage(competition=application.competition, stage=ScoringStage.SCORING, by=an_officer(), at=AT)
    ScorerAssignment.objects.update(submitted_at=AT)

    signed_in(client, an_officer("Olive Reed"))
    page = shown(client.get(f"/competitions/{application.competition.slug}/scoring/{application.reference}/"))

    assert "Harlan Valley Local School District and Stone Ridge Local School District give rooms." in page
    assert "What scorers see instead of names" in page


def test_officials_see_names_and_who_does_not(client):
    application, _ = a_scored_application()
    hidden(application.competition)

    page = shown(
        signed_in(client, an_officer("Olive Reed")).get(f"/competitions/{application.competition.slug}/scoring/")
    )

    assert "Names are hidden from scorers and from the board." in page
    assert "Ridge Rivers Learning Network" in page


def test_a_board_member_finds_no_name_and_an_auditor_does(client):
    application = an_application()
    member = a_board_member()
    cast_vote(application=application, choice="yes", by=member, at=AT)
    proposed(application, an_officer("Dee Marsh"), reasons="Mill Creek names who pays after the grant.")
    hidden(application.competition)
    board = f"/competitions/{application.competition.slug}/board/"

    seen, found = named_on(signed_in(client, member), "/my/", board, f"{board}{application.reference}/")

    assert found == {}
    assert f"{board}{application.reference}/" in seen
    page = shown(client.get(f"{board}{application.reference}/"))
    assert "Names are hidden from board members in this round." in page
    assert "[Lead member] gives a room" in page
    assert "Mill Creek" in shown(signed_in(client, an_auditor()).get(f"{board}{application.reference}/"))


def test_a_slate_names_no_applicant_to_a_board_member(client):
    application, why = an_application(), "Mill Creek of the Ridge Rivers has to answer."
    prepare_slate(
        competition=application.competition, references=[application.reference], outcome="hold", reasons=why,
        notes={application.reference: why}, by=an_officer("Dee Marsh"), at=AT,
    )  # fmt: skip
    hidden(application.competition)
    board = f"/competitions/{application.competition.slug}/board/"

    seen, found = named_on(signed_in(client, a_board_member()), board)

    assert found == {}
    slate = next(one for one in seen if re.search(r"/slates/[0-9]+/$", one))
    assert shown(client.get(slate)).count("[Member] of the [Consortium] has to answer.") == 2


def test_hiding_names_costs_the_desk_two_queries_and_showing_them_none(client):
    assignment = an_assignment()
    desk = f"/scoring/{assignment.application.reference}/"
    signed_in(client, assignment.scorer.person)
    before = len(queries_of(client, desk))

    hidden(assignment.application.competition)

    assert len(queries_of(client, desk)) == before + 2


def test_once_someone_scored_a_change_needs_a_reason_which_the_log_keeps():
    assignment = an_assignment()
    competition = hidden(assignment.application.competition, reason="")
    saved(assignment, criteria_of(assignment)[0])

    with pytest.raises(Unready, match=r"Enter the reason\. People have already scored or voted"):
        hidden(competition, scorers=False, reason=" ")
    with pytest.raises(Refused):
        hidden(competition, scorers=False, by=an_auditor())
    hidden(competition, scorers=False, reason="A court asked for it.")

    first, second = Entry.objects.filter(event="scoring.names_set").order_by("pk")
    assert dict(first.details)["hidden_from_scorers"] is True
    assert dict(second.details)["reason"] == "A court asked for it."
