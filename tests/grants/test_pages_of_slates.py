"""The pages of slates: choosing, voting, taking off, entering, and what a member with a conflict sees."""

import pytest
from django.urls import reverse

from grants.models import BoardDecision, BoardSlate, RoundRanking, SlateItem
from tests.factories import AppointmentFactory
from tests.grants.builders import an_administrator, an_application, an_auditor, an_officer
from tests.grants.deciding import LATER, REASONS, a_board_member, decided
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.test_slates import a_slate, three_applications, votes_for

pytestmark = pytest.mark.django_db


def addresses(slate):
    slug = slate.competition.slug
    return reverse("review:board_slate", args=[slug, slate.pk]), reverse("review:board_list", args=[slug])


def test_a_slate_is_prepared_voted_on_entered_and_countersigned_on_the_pages(client):
    first, second, third = three_applications()
    slug = first.competition.slug
    new = reverse("review:board_slate_new", args=[slug])
    signed_in(client, an_officer())
    sent = {"outcome": "no", "reasons": REASONS, "notes": f"{first.reference}: Its match is missing."}
    assert client.post(new, sent).status_code == 422
    page = client.post(new, sent | {"notes": "Its match is missing.", "application": first.reference})
    assert "Start each line with the application’s reference" in shown(page)
    assert page.text.count(" checked") == 1
    client.post(new, sent | {"application": [first.reference, second.reference]})
    slate = BoardSlate.objects.get()
    here, board = addresses(slate)

    member = a_board_member()
    page = shown(signed_in(client, member).get(here))
    assert "2 applications to decide together." in page
    assert "Yes, award none of them: recorded as a vote against an award on each application" in page
    assert "No, don’t turn all of them down together: recorded as an abstention on each application; votes of" in page
    assert "Enter decisions" not in page
    client.post(here, {"choice": "yes"})
    assert "2 applications Yes Open for votes" in " ".join(shown(client.get(board)).split())
    take_off = reverse("review:board_slate_take_off", args=[slug, slate.pk, second.reference])
    client.post(take_off)
    assert "Removed for discussion" in shown(client.get(here))

    step = {one: reverse("review:board_slate_step", args=[slug, slate.pk, one]) for one in ("enter", "countersign")}
    signed_in(client, an_officer())
    client.post(step["enter"])
    assert "Countersign decisions" not in shown(client.get(here))
    assert "Decided with slate" in shown(client.get(reverse("review:board_application", args=[slug, first.reference])))
    signed_in(client, an_administrator())
    assert "Countersign decisions" in shown(client.get(here))
    client.post(step["countersign"])
    assert BoardDecision.objects.decided().get().application == first
    assert client.post(reverse("review:board_slate_step", args=[slug, slate.pk, "release"])).status_code == 404
    assert third.reference not in shown(client.get(here))


def test_a_filter_chooses_applications_by_their_place_in_the_ranking(client):
    first, second, third = three_applications()
    RoundRanking.objects.create(
        competition=first.competition, asked_by=an_officer(), asked_at=LATER, computed_at=LATER, inputs_digest="d" * 64,
        result={"applications": [
            {"application": first.reference, "rank": 1, "band": 1},
            {"application": second.reference, "rank": 2, "band": 2},
        ]},
    )  # fmt: skip
    new = reverse("review:board_slate_new", args=[first.competition.slug])
    signed_in(client, an_officer())
    for asked, wanted in [
        ("after=1", [second]), ("band=1", [first]), ("unranked=on", [third]), ("after=1&unranked=on", [second, third]),
    ]:  # fmt: skip
        page = client.get(f"{new}?{asked}").text
        assert [one for one in (first, second, third) if f'value="{one.reference}"' in page] == wanted
        assert page.count('aria-label="Put ') == len(wanted)
    page = client.get(new).text
    assert page.count('aria-label="Put ') == 3
    a_slate(first, second, third)
    page = shown(client.get(new))
    assert "No applications to put on a slate." in page
    assert "Prepare slate" not in page


def test_a_board_member_with_a_conflict_finds_no_trace_of_the_application_on_a_slate(client):
    first, second, third = three_applications()
    member = a_board_member()
    AppointmentFactory(user=member, district=first.participants.first().district)
    slate, hidden = a_slate(first, second, notes={first.reference: "Its match is missing."}), a_slate(third)
    SlateItem.objects.filter(slate=hidden).update(application=first)
    here, board = addresses(slate)
    page = shown(signed_in(client, member).get(here))
    assert "1 application to decide together." in page
    assert first.reference not in page
    assert "match is missing" not in page
    assert f"Slate {hidden.pk}" not in shown(client.get(board))
    assert client.get(addresses(hidden)[0]).status_code == 404
    for one in (slate, hidden):
        take_off = reverse("review:board_slate_take_off", args=[one.competition.slug, one.pk, first.reference])
        assert client.post(take_off).status_code == 404


def test_an_officer_with_a_conflict_reads_a_slate_without_it_and_prepares_none(client):
    first, second, _ = three_applications()
    officer = an_officer()
    AppointmentFactory(user=officer, district=first.participants.first().district)
    slate = a_slate(first, second)
    page = shown(signed_in(client, officer).get(addresses(slate)[0]))
    assert first.reference not in page
    assert "Enter decisions" not in page
    page = shown(client.get(reverse("review:board_slate_new", args=[first.competition.slug])))
    assert "other officials prepare and enter its slates" in page
    assert second.reference not in page


def test_pages_of_slates_cost_the_same_for_one_application_and_for_three(client):
    readers = [a_board_member(), an_auditor(), an_officer()]

    def cost(*applications):
        slate = a_slate(*applications)
        votes_for(slate, "yes")
        new = reverse("review:board_slate_new", args=[slate.competition.slug])
        pages = [len(queries_of(signed_in(client, reader), addresses(slate)[0])) for reader in readers]
        return [*pages, len(queries_of(client, new))]

    one = cost(an_application(first=60, name="Network 6"))
    decided(an_application(first=50, name="Network 5"))
    # The round, the reader's roles in districts, the slate, its applications, and votes; officers: their conflicts.
    assert cost(*three_applications()) == one
    assert max(one) <= 8
