"""The share of the grant money that one member may receive before a round points it out."""

import pytest
from django.urls import reverse

from accounts.refusals import Unready
from grants.reads.packets import packet_of
from grants.reads.rounds import rules_from_json, rules_of
from grants.rules.awards import USUAL_SHARE
from portal.applicant.pages.rounds import round_rules
from tests.grants.collaboration.builders import a_plan, budget_line, findings
from tests.grants.rounds import STORM, an_officer, changed, post_section, published
from tests.grants.walking import WRITING, a_draft, a_round

pytestmark = pytest.mark.django_db


def sentences(share: object, amount: int) -> list[str]:
    """What is found where the others are paid 60,000, one member this amount, and the round sets this share."""
    plan = a_plan()
    plan[0]["competition"]["largest_share"] = share
    budget_line(plan, "b1")["amount"] = amount
    return [finding.sentence for finding in findings(plan, "share-lopsided")]


def test_a_round_has_sixty_percent_unless_its_officers_set_another_share():
    assert (a_round().largest_share, USUAL_SHARE) == (60, 60)


def test_the_finding_names_the_share_of_the_round():
    assert sentences(75, 180_000) == []
    assert sentences(75, 180_001) == [
        "Copper Fork City School District receives $180,001 of the $240,001 in grant money paid to members (75.0%), "
        "more than the 75% that this round sets for one member."
    ]
    assert sentences(100, 9_000_000) == []


@pytest.mark.parametrize("share", [None, 0, -5, 101, "75"])
def test_a_version_without_a_share_is_checked_with_the_usual_one(share):
    assert len(sentences(share, 90_001)) == 1
    assert sentences(share, 90_000) == []


def test_the_share_is_part_of_what_is_submitted():
    world = a_draft()
    assert packet_of(world.application)["competition"]["largest_share"] == 60


def test_the_share_is_part_of_the_published_rules_and_a_change_names_it():
    officer = an_officer()
    competition = published(officer)

    version = changed(competition, officer, largest_share=75)

    assert version.changes == ["Largest share for one member: 75%. Before: 60%."]
    first, second = competition.versions.order_by("number")
    assert (first.rules["largest_share"], second.rules["largest_share"]) == (60, 75)
    older = {field: value for field, value in first.rules.items() if field != "largest_share"}
    assert rules_from_json(older).competition.largest_share == 60


@pytest.mark.parametrize("share", [0, 101, None])
def test_a_share_is_a_percentage(share):
    officer = an_officer()
    with pytest.raises(Unready, match="Enter the largest share for one member, between 1% and 100%"):
        changed(published(officer), officer, largest_share=share)


def test_officers_set_the_share_of_a_round_and_a_blank_field_is_the_usual_one(client, time_machine):
    officer = an_officer()
    competition = published(officer)
    time_machine.move_to(WRITING, tick=False)
    client.force_login(officer)
    values = {"ceiling_consortium": competition.ceiling_consortium, "reason": STORM}

    page = post_section(client, "round_awards", competition, largest_share=45, **values)
    assert "Largest share for one member: 45%. Before: 60%." in page.text
    assert "Submitted applications keep the share they were submitted with." in page.text
    post_section(client, "round_awards", competition, largest_share=45, confirm="1", **values)
    competition.refresh_from_db()
    assert competition.largest_share == 45
    assert 'value="45"' in client.get(reverse("staff:round_awards", args=[competition.slug])).text
    post_section(client, "round_awards", competition, confirm="1", **values)
    competition.refresh_from_db()
    assert competition.largest_share == 60


@pytest.mark.parametrize(
    ("share", "is_current", "shown"), [(60, True, True), (60, False, False), (45, False, True), (100, True, False)]
)
def test_the_public_page_has_the_share_where_someone_set_it(share, is_current, shown):
    rules = round_rules(rules_of(a_round(more={"largest_share": share})), is_current=is_current, now=WRITING)

    values = [fact.value for fact in rules.facts if fact.label == "Largest share for one member"]
    words = f"{share}% of the grant money paid to members. Reviewers see it if a member receives more."
    assert values == ([words] if shown else [])
