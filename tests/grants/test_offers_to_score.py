"""A person with an account offers to score a round; officers invite or decline, and the invitation has the answers."""

import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.scorers import decline_invitation, invite_scorer
from grants.actions.scoring_offers import decline_offer, offer_to_score, take_offers, withdraw_offer
from grants.models import ScoringOffer
from grants.rules.scoring_offers import (
    OfferWords,
    problems_with_last_day,
    problems_with_offer,
    problems_with_offering,
)
from grants.states import OfferStatus
from tests.factories import AppointmentFactory, RegionFactory, StateRoleFactory, UserFactory
from tests.grants.builders import an_application, an_auditor, an_officer
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.scoring import ALL_SENTENCES
from tests.grants.walking import WRITING, a_round

TODAY = WRITING.date()
SAID = OfferWords(8, "finance", 21, "Treasurer of Alder Run until 2019.")


def test_an_offer_says_how_much_what_of_how_long_and_every_connection():
    assert problems_with_offer(SAID, ALL_SENTENCES) == []
    assert problems_with_offer(OfferWords(0, "", 61, " "), [0]) == [
        "Enter how many applications you can score, from 1 to 100.",
        "Choose what you have experience with.",
        "Agree to every statement in the agreement. You can’t score without it.",
        "Enter your years of experience, from 0 to 60.",
        "Enter your roles and connections, or “None.”",
    ]


def test_offers_are_taken_through_the_last_day_from_people_who_can_score():
    may, day = {"is_officer": False, "is_invited": False}, datetime.timedelta(days=1)

    assert problems_with_offering(TODAY, TODAY, **may) == []
    assert problems_with_offering(TODAY, TODAY + day, **may) == [
        "The state no longer accepts offers to score in this round."
    ]
    assert problems_with_offering(None, TODAY, **may) == ["The state isn’t accepting offers to score in this round."]
    assert problems_with_offering(TODAY, TODAY, **may | {"is_officer": True}) == [
        "Grants officers read scores, so they don’t score applications."
    ]
    assert problems_with_offering(TODAY, TODAY, **may | {"is_invited": True}) == [
        "You’re already invited to score in this round."
    ]
    assert problems_with_last_day(TODAY, TODAY) == []
    assert problems_with_last_day(TODAY - day, TODAY) == ["Choose today or a later date."]
    assert problems_with_last_day(None, TODAY, is_released=True) == []
    assert problems_with_last_day(TODAY, TODAY, is_released=True) == [
        "Awards for this round were released, so it doesn’t need more scorers. Leave the date blank."
    ]


@pytest.fixture
def then():
    with time_machine.travel(WRITING, tick=False):
        yield


def a_round_with_offers(days=10):
    competition = a_round()
    until = TODAY + datetime.timedelta(days=days)
    take_offers(competition=competition, until=until, by=an_officer(), at=WRITING)
    competition.refresh_from_db()
    return competition


def offered(competition, person, words=SAID, regions=(), agreed=ALL_SENTENCES):
    pen = {"by": person, "at": WRITING}
    return offer_to_score(competition=competition, words=words, regions=regions, agreed=agreed, **pen)


@pytest.mark.django_db
def test_a_person_offers_an_officer_invites_and_the_invitation_has_the_answers(client, then):
    competition, region = a_round_with_offers(), RegionFactory(name="Creek Region")
    person, officer = UserFactory(name="Sela Brooks"), an_officer()
    address, offers = f"/competitions/{competition.slug}/score/", f"/competitions/{competition.slug}/scorers/offers/"
    assert "Offer to score applications" in shown(client.get(f"/competitions/{competition.slug}/"))
    sent = {"capacity": "8", "expertise": "finance", "years": "21", "regions": [region.pk], "agreed": ["0", "1", "2"]}

    page = signed_in(client, person).post(address, sent)
    assert "Enter your roles and connections" in shown(page)
    page = client.post(address, sent | {"connections": "Treasurer of Alder Run."}, follow=True)
    assert "You offered to score. The state will answer by email." in shown(page)

    round_page = shown(signed_in(client, officer).get(f"/competitions/{competition.slug}/"))
    assert "Offer to score applications" not in round_page  # its page would refuse an officer's
    assert "1 person is waiting." in shown(signed_in(client, officer).get("/my/"))
    page = shown(client.get(offers))
    assert "1 offer is waiting for an answer." in page
    assert "School finance, 21 years" in page
    assert "Treasurer of Alder Run." in page
    assert "Needs the scorer role." in page
    StateRoleFactory(user=person, role=Role.SCORER)
    assert f'name="person" value="{person.pk}"' in client.get(offers).text
    client.post(f"/competitions/{competition.slug}/scorers/invite/", {"person": person.pk})

    assert "offered to score" not in shown(client.get("/my/"))
    call_command("verify_audit")
    ScoringOffer.objects.update(connections="None")
    with pytest.raises(CommandError, match="to score was changed"):
        call_command("verify_audit")

    invitation = signed_in(client, person).get(f"/scoring/invitations/{competition.slug}/").text
    assert 'name="capacity" value="8"' in invitation
    assert f'<option value="{region.pk}" selected>' in invitation
    assert invitation.count("checked") == 4  # the expertise, and the three sentences of the agreement
    page = shown(client.get(address))
    assert "The state invited you to score." in page
    assert "Open the invitation" in page


@pytest.mark.django_db
def test_an_offer_is_changed_withdrawn_and_made_again_and_the_log_has_its_digest(then):
    competition, person = a_round_with_offers(), UserFactory()
    first = offered(competition, person)
    changed = offered(competition, person, OfferWords(3, "program", 2, "None"))
    assert (changed.pk, changed.capacity) == (first.pk, 3)

    with pytest.raises(Refused):
        withdraw_offer(offer=changed, by=an_officer(), at=WRITING)
    withdraw_offer(offer=changed, by=person, at=WRITING)
    again = offered(competition, person)

    assert again.status == OfferStatus.OFFERED
    entries = Entry.objects.filter(event__startswith="scorer.offer").order_by("pk")
    call_command("verify_audit")
    assert [one.event for one in entries] == [
        "scorer.offers_taken", "scorer.offered", "scorer.offered", "scorer.offer_withdrawn", "scorer.offered"
    ]  # fmt: skip
    assert "Alder Run" not in str([one.details for one in entries])


@pytest.mark.django_db
def test_an_officer_declines_in_words_that_the_person_reads(client, then):
    competition, person = a_round_with_offers(), UserFactory(name="Sela Brooks")
    offer = offered(competition, person)

    with pytest.raises(Unready, match="Enter a message to the person"):
        decline_offer(offer=offer, words=" ", by=an_officer(), at=WRITING)
    with pytest.raises(Refused):
        decline_offer(offer=offer, words="No.", by=an_auditor(), at=WRITING)
    decline = f"/competitions/{competition.slug}/scorers/offers/{offer.pk}/decline/"
    signed_in(client, an_officer()).post(decline, {"reason": "We have enough scorers who know finance."})

    email = OutgoingEmail.objects.get()
    assert email.to_user == person
    assert "We have enough scorers who know finance." in email.body
    page = shown(signed_in(client, person).get(f"/competitions/{competition.slug}/score/"))
    assert "We have enough scorers who know finance." in page
    assert "The state declined this offer." in page
    with pytest.raises(Unready, match="The state declined this offer"):
        offered(competition, person)


@pytest.mark.django_db
def test_a_person_who_declined_the_invitation_cannot_offer_again_and_officers_never(then):
    competition, person = a_round_with_offers(), StateRoleFactory(role=Role.SCORER).user
    offered(competition, person)
    scorer = invite_scorer(competition=competition, person=person, by=an_officer(), at=WRITING)
    assert ScoringOffer.objects.get().status == OfferStatus.INVITED

    decline_invitation(scorer=scorer, by=person, at=WRITING)

    with pytest.raises(Unready, match="already invited"):
        offered(competition, person)
    with pytest.raises(Unready, match="Grants officers read scores"):
        offered(competition, an_officer())


@pytest.mark.django_db
def test_an_officer_from_a_district_that_applied_reads_no_offer(client):
    application, officer = an_application(), an_officer("Milo Hart")
    AppointmentFactory(user=officer, district=application.participants.first().district)
    offer = ScoringOffer.objects.create(
        competition=application.competition, person=UserFactory(name="Sela Brooks"), offered_at=WRITING, capacity=8,
        expertise="finance", years=21, connections="None", agreement_version=1,
    )  # fmt: skip
    offers = f"/competitions/{application.competition.slug}/scorers/offers/"

    for address in (offers, f"{offers}{offer.pk}/decline/"):
        page = shown(signed_in(client, officer).get(address, follow=True))
        assert "Sela Brooks" not in page
        assert "another officer manages its scorers" in page
    assert "offered to score" not in shown(client.get("/my/"))


@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_offers_takes_the_same_queries_for_any_number(client, then, people):
    competition = a_round_with_offers()
    for _ in range(people):
        offered(competition, UserFactory(), regions=[RegionFactory()])

    # The round, whether the officer takes part in it, the offers, and their regions; and who has the scorer role.
    assert len(queries_of(signed_in(client, an_officer()), f"/competitions/{competition.slug}/scorers/offers/")) == 4
