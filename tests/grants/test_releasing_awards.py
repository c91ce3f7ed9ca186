"""Releasing awards: by two people, once, with a count; and nothing is known before."""

import re

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.award_releases import cancel_release, confirm_release, release_awards
from grants.actions.board import cast_vote, countersign_decision, set_board_terms
from grants.actions.withdrawal import withdraw_application
from grants.models import Application, BoardDecision
from tests.answers import GET
from tests.doors import DOORS
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import an_administrator, an_application, an_auditor, an_officer
from tests.grants.deciding import LATER, REASONS, a_board_member, decided, proposed, released, voted
from tests.grants.pages import queries_of, shown, signed_in
from tests.world import NOON, a_world

pytestmark = pytest.mark.django_db


def three_applications():
    return [an_application(first=10 * n, name=f"Network {n}") for n in range(3)]


def prepared(competition, by=None, reason=""):
    return release_awards(competition=competition, reason=reason, by=by or an_administrator(), at=LATER)


def test_a_second_person_releases_what_an_administrator_prepared():
    first, second, third = three_applications()
    decided(first)
    decided(second, "no")
    decided(third, "hold")

    release = prepared(first.competition)

    assert release.counts == {"yes": 1, "no": 1, "hold": 1, "edit": 0, "undecided": 0}
    assert not BoardDecision.objects.released().exists()
    confirm_release(release=release, by=an_officer("Fay North"), at=LATER)
    assert BoardDecision.objects.released().count() == 3
    call_command("verify_audit", "--new")


def test_who_prepared_a_release_does_not_confirm_it():
    application, administrator = an_application(), an_administrator()
    decided(application)
    with pytest.raises(Refused, match="someone else has to confirm it"):
        confirm_release(release=prepared(application.competition, administrator), by=administrator, at=LATER)


@pytest.mark.parametrize("role", [Role.GRANTS_OFFICER, Role.BOARD_MEMBER, Role.AUDITOR])
def test_only_administrators_prepare_a_release(role):
    application = an_application()
    decided(application)
    with pytest.raises(Refused, match="Only administrators can release awards"):
        prepared(application.competition, StateRoleFactory(role=role).user)


def test_an_administrator_of_a_member_district_does_not_prepare_or_see_the_counts(client):
    application, administrator = an_application(), an_administrator()
    decided(application)
    AppointmentFactory(user=administrator, district=application.participants.first().district)
    with pytest.raises(Refused, match="other officials release its awards"):
        prepared(application.competition, administrator)
    page = signed_in(client, administrator).get(reverse("review:award_release", args=[application.competition.slug]))
    assert "1 award" not in page.text


def test_pressed_twice_a_release_is_prepared_and_confirmed_once():
    application, administrator, officer = an_application(), an_administrator(), an_officer("Fay North")
    decided(application)
    release = prepared(application.competition, administrator)
    assert prepared(application.competition, administrator) == release
    for _ in range(2):
        confirm_release(release=release, by=officer, at=LATER)
    assert Entry.objects.filter(event="awards.released").count() == 1
    assert Entry.objects.filter(event="board.released").count() == 1


def test_an_application_without_a_decision_holds_the_release_up_unless_a_reason_is_given():
    first, *_others = three_applications()
    decided(first)
    with pytest.raises(Unready, match="2 submitted applications have no decision"):
        prepared(first.competition)
    assert prepared(first.competition, reason="The others wait for the auditor.").counts["undecided"] == 2


def test_a_decision_to_countersign_holds_the_release_up():
    first, second, _ = three_applications()
    decided(first)
    voted(second, "yes")
    proposed(second, an_officer())
    with pytest.raises(Unready, match=f"need a countersignature first: {second.reference}"):
        prepared(first.competition, reason="The others wait for the auditor.")


def test_nothing_is_released_where_nothing_is_decided():
    with pytest.raises(Unready, match="There are no decisions to release"):
        prepared(an_application().competition, reason="It is late.")


def test_a_decision_that_changes_in_between_is_not_released_unseen():
    application = an_application()
    first = decided(application)
    release = prepared(application.competition)
    second = proposed(application, an_officer(), amount=20_000, replacement_reason="A typing error.", seen=first.pk)
    countersign_decision(decision=second, by=an_officer("Eve Stone"), at=LATER)

    with pytest.raises(Unready, match="Decisions changed since this release was prepared"):
        confirm_release(release=release, by=an_officer("Fay North"), at=LATER)


def test_a_withdrawn_application_is_not_released():
    first, second, third = three_applications()
    for one in (first, second, third):
        decided(one)
    Application.objects.filter(pk=second.pk).update(status="withdrawn")
    assert released(first.competition).counts["yes"] == 2
    assert not BoardDecision.objects.released().filter(application=second).exists()


def test_a_canceled_release_makes_nothing_known():
    application = an_application()
    decided(application)
    release = cancel_release(release=prepared(application.competition), by=an_officer("Fay North"), at=LATER)
    with pytest.raises(Unready, match="This release was canceled"):
        confirm_release(release=release, by=an_officer("Gil Stone"), at=LATER)
    assert not BoardDecision.objects.released().exists()


def test_a_held_application_is_released_again_with_its_new_decision():
    application = an_application()
    held = decided(application, "hold")
    released(application.competition)
    voted(application, "yes")
    award = proposed(application, an_officer(), replacement_reason="Who pays is named now.", seen=held.pk)
    countersign_decision(decision=award, by=an_officer("Eve Stone"), at=LATER)
    assert BoardDecision.objects.released().get() == held

    released(application.competition)
    assert BoardDecision.objects.released().get() == award


def test_what_is_made_public_is_settled_by_the_release(client):
    application = an_application()
    decided(application)
    released(application.competition)
    with pytest.raises(Unready, match="Awards for this round were released"):
        set_board_terms(competition=application.competition, budget=None, policy="all", by=an_administrator(), at=LATER)

    page = shown(
        signed_in(client, an_administrator()).get(f"/competitions/{application.competition.slug}/board/terms/")
    )
    assert "this can no longer be changed" in page
    assert "Awards only" in page
    assert "Save" not in page


# ---- who sees what ----


def test_the_public_reads_other_outcomes_only_where_the_round_says_so():
    first, second, third = three_applications()
    award, *others = [decided(first), decided(second, "no"), decided(third, "hold")]
    released(first.competition)
    assert list(BoardDecision.objects.in_public_record()) == [award]
    type(first.competition).objects.update(release_policy="all")
    assert set(BoardDecision.objects.in_public_record()) == {award, *others}


def test_members_see_their_own_decision_after_the_release_only():
    application = an_application()
    leader = AppointmentFactory(district=application.participants.last().district).user
    decision = decided(application, "no")
    assert not BoardDecision.objects.visible_to(leader).exists()
    released(application.competition)
    assert BoardDecision.objects.visible_to(leader).get() == decision


SENT_ANEW = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')


def _public_answers(client, world):
    """Every page and file that everyone may open, as the public gets it; without the tokens of its forms."""
    answers = {}
    for name, arguments, method, expected in DOORS:
        if method == GET and expected.split()[0] in ("200", "404"):
            address = reverse(name, kwargs={key: value.format(**vars(world)) for key, value in arguments.items()})
            answer = client.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answers[address] = (answer.status_code, SENT_ANEW.sub("", content.decode("utf-8", "replace")))
    return answers


@time_machine.travel(NOON, tick=False)
def test_no_public_page_or_file_changes_before_the_release(client):
    world = a_world()
    competition = world.reviewed.competition
    before, emails = _public_answers(client, world), OutgoingEmail.objects.count()
    countersign_decision(decision=world.decision, by=world.second_officer, at=NOON)
    release = release_awards(
        competition=competition, reason="The others wait for the auditor.", by=world.administrator, at=NOON
    )

    assert _public_answers(client, world) == before
    assert OutgoingEmail.objects.count() == emails
    assert len(before) > 50
    confirm_release(release=release, by=world.officer, at=NOON)
    reasons = world.decision.reasons
    # The round publishes awards only, and this one is held.
    assert [address for address, (_, words) in _public_answers(client, world).items() if reasons in words] == []


# ---- the pages ----


def test_the_board_list_costs_the_same_for_one_application_and_for_three(client):
    application = an_application()
    decided(application)
    address = reverse("review:board_list", args=[application.competition.slug])
    member, auditor = a_board_member(), an_auditor()
    one = [len(queries_of(signed_in(client, reader), address)) for reader in (member, auditor)]
    for number in (1, 2):
        decided(an_application(first=10 * number, name=f"Network {number}"))
    three = [len(queries_of(signed_in(client, reader), address)) for reader in (member, auditor)]

    # The round, the reader's roles in districts, the applications, votes, decisions, the state's answers, slates,
    # reasons for passing over the funding line, the counts of the stages, and the last release.
    assert one == three == [10, 10]


def test_a_board_member_votes_on_the_page_and_sees_no_one_elses_vote(client):
    application, member = an_application(), a_board_member()
    voted(application, "no")
    args = [application.competition.slug, application.reference]
    address = reverse("review:board_application", args=args)
    page = shown(signed_in(client, member).get(address))
    assert "Should the state award this application a grant?" in page
    assert "Person" not in page
    assert client.post(address, {"choice": "yes"}, follow=True).status_code == 200
    assert "Change vote" in shown(client.get(address))
    assert "You voted on 1 of 1." in shown(client.get(reverse("review:board_list", args=args[:1])))
    assert "Record vote" not in shown(signed_in(client, an_auditor()).get(address))


def test_no_vote_is_offered_while_a_decision_waits_for_its_countersignature(client):
    application, member = an_application(), a_board_member()
    cast_vote(application=application, choice="no", by=member, at=LATER)
    proposed(application, an_officer(), "no")
    page = signed_in(client, member).get(
        reverse("review:board_application", args=[application.competition.slug, application.reference])
    )

    assert "A decision is waiting for a countersignature, so votes can’t change now." in shown(page)
    assert f"{member.name}: No" in shown(page)
    assert "Change vote" not in shown(page)


def test_a_board_member_with_a_conflict_finds_no_trace_of_the_application(client):
    first, second, _ = three_applications()
    member = a_board_member()
    AppointmentFactory(user=member, district=first.participants.first().district)
    decided(first, amount=31_000)
    slug = first.competition.slug
    page = shown(signed_in(client, member).get(reverse("review:board_list", args=[slug])))
    assert "0 of 2 applications decided. You voted on 0 of 2." in page
    assert "31,000" not in page
    assert first.reference not in page
    assert client.get(reverse("review:board_application", args=[slug, first.reference])).status_code == 404
    assert client.get(reverse("review:board_application", args=[slug, second.reference])).status_code == 200
    assert "0 of 2 voted on" in shown(client.get(reverse("my:dashboard")))


def test_a_decision_is_entered_countersigned_and_released_on_the_pages(client):
    application, officer, administrator = an_application(), an_officer(), an_administrator()
    voted(application, "yes")
    slug, args = application.competition.slug, [application.competition.slug, application.reference]
    signed_in(client, officer)
    sent = {"outcome": "yes", "amount": "$30,000", "conditions": "", "reasons": REASONS, "seen": "0"}
    page = client.post(reverse("review:board_decide", args=args), sent | {"amount": "90,000"})
    assert page.status_code == 422
    assert "The application requests $61,500. Enter at most that." in page.text
    assert client.post(reverse("review:board_decide", args=args), sent).status_code == 302
    assert "Countersign decision" not in client.get(reverse("review:board_application", args=args)).text

    signed_in(client, administrator)
    decision = BoardDecision.objects.get()
    client.post(reverse("review:board_countersign", args=[*args, decision.pk]))
    release_page = reverse("review:award_release", args=[slug])
    assert "This releases: 1 award." in shown(client.get(release_page))
    client.post(release_page, {"reason": ""})
    release = application.competition.award_releases.get()
    assert "another official has to confirm it" in shown(client.get(release_page))

    signed_in(client, officer)
    assert "Release 1 award" in shown(client.get(release_page))
    client.post(reverse("review:award_release_confirm", args=[slug, release.pk]))
    assert BoardDecision.objects.released().get() == decision
    after = shown(signed_in(client, administrator).get(release_page))
    assert "released by Ada Winters" in after
    assert "All decisions in this round have been released." in after
    assert "Prepare release" not in after


def test_an_awarded_application_is_not_withdrawn_but_given_back_through_the_state(client):
    application = an_application()
    decided(application)
    released(application.competition)
    leader = AppointmentFactory(district=application.participants.first().district, can_sign_applications=True).user
    with pytest.raises(Unready, match="The state awarded this application a grant"):
        withdraw_application(application=application, reason="Two boards voted against it.", by=leader, at=LATER)
    page = shown(signed_in(client, leader).get(application.get_absolute_url()))
    assert "Withdraw application" not in page
    assert "Awarded Submissions closed" in page
