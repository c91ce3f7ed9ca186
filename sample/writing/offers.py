"""People who offer to score the open round of the small state."""

import datetime

from grants.actions.scoring_offers import offer_to_score, take_offers
from grants.models import Competition
from grants.rules.scorers import AGREEMENTS, CURRENT_AGREEMENT
from grants.rules.scoring_offers import OfferWords
from grants.states import Expertise
from sample.writing.registry import StoredRegistry

DAY = datetime.timedelta(days=1)
AGREED = range(len(AGREEMENTS[CURRENT_AGREEMENT]))
# By whom: the last of the sample's scorers, whom officers can invite at once, and a principal without that role.
OFFERS = {
    "scorer": OfferWords(8, Expertise.FINANCE, 21, "Business manager of a service agency until 2019. None since then."),
    "principal": OfferWords(4, Expertise.PROGRAM, 6, "Principal of a school. My sister teaches in a nearby district."),
}


def write_offers(competition: Competition, stored_registry: StoredRegistry, *, at: datetime.datetime) -> None:
    """Officers take offers for the open round, and two people wait for an answer."""
    officer = stored_registry.by_sample_kind["second-officer"]
    closes = competition.closes_at or at + DAY
    take_offers(competition=competition, until=(closes + 14 * DAY).date(), by=officer, at=at - 6 * DAY)
    people = {"scorer": stored_registry.scorers[-1], "principal": stored_registry.by_sample_kind["principal"]}
    for place, (kind, words) in enumerate(OFFERS.items()):
        offer_to_score(competition=competition, words=words, agreed=AGREED, by=people[kind], at=at - (4 - place) * DAY)
