"""How savings are computed, shown with published facts about New Jersey's broadband cooperative.

Every fact is in the source named beside it. Sums are computed by the rule that contracts of the registry use.
"""

import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from purchasing.rules.prices import price_in_words
from purchasing.rules.savings import BaselineFact, PaidFact, savings_on

BEFORE, PREVIOUS, PRICE_2021 = Decimal("26.17"), Decimal("1.69"), Decimal("0.81")
# The example: this many megabits per second, for a year.
MEGABITS, MONTHS = 1_000, 12
PRICES_ON = datetime.date(2021, 1, 6)
STATE_RELEASE = "https://www.state.nj.us/education/news/2015/0903broad.htm"
TECH_WEEKLY = "https://njtechweekly.com/new-jersey-school-consortium-bags-big-broadband-savings/"
# The commission's site; its release of 2022 is linked to a copy on another site, with the full text.
COMMISSION = (
    "https://www.escnj.us/site/default.aspx?PageType=3&DomainID=8&ModuleInstanceID=8593"
    "&ViewID=6446EE88-D30C-497E-9316-3F8874B3E108&RenderLoc=0&PageID=9&FlexDataID="
)
IN_2019, IN_2021 = f"{COMMISSION}12242", f"{COMMISSION}13190"
IN_2022 = (
    "https://internetdo.com/internet/educational-services-commission-of-new-jersey-more-than-half-of-new-jersey-"
    "school-districts-saving-millions-through-cooperative-purchasing-of-high-speed-internet-access"
)
STUDY = (
    "https://educationwire.com/press-release/"
    "researchers-credit-new-jersey-co-op-for-multi-million-dollar-cost-savings-to-schools-302204850/"
)


class PublishedClaim(NamedTuple):
    """What was said about the savings, by which organization, when, and about which schools."""

    day: str
    said_by: str
    amount: str
    scope: str
    method: str
    source: str
    address: str


class ExampleSaving(NamedTuple):
    """What the same purchase saved, measured against one earlier price."""

    label: str
    price: str
    saved: str


def published_claims() -> list[PublishedClaim]:
    """The claims and the independent estimate, the earliest first."""
    commission, none = _("Educational Services Commission of New Jersey"), _("Not stated")
    return [
        PublishedClaim(
            _("September 2015"),
            _("New Jersey Department of Education"),
            "$89 million",
            _("145 districts, charter schools, and private schools; a contract of three and a half years"),
            none,
            _("NJTechWeekly"),
            TECH_WEEKLY,
        ),
        PublishedClaim(
            _("September 3, 2015"),
            _("New Jersey Department of Education"),
            _("76 percent of internet costs, on average"),
            _("The same contract; 219 schools, with 2.5 times the bandwidth"),
            none,
            _("State’s news release"),
            STATE_RELEASE,
        ),
        PublishedClaim(
            _("April 1, 2019"),
            commission,
            "$260 million",
            _("More than 265 districts since 2014; cost down 88 percent"),
            none,
            _("Commission’s news release"),
            IN_2019,
        ),
        PublishedClaim(
            _("January 6, 2021"),
            commission,
            "$275 million",
            _("Since the start; the 2021 contract is for up to 795 institutions"),
            none,
            _("Commission’s news release"),
            IN_2021,
        ),
        PublishedClaim(
            _("January 18, 2022"),
            commission,
            "$375 million",
            _("427 institutions, 329 of them districts; the first seven years"),
            _("“Reduced costs per Mbps”"),
            _("Commission’s news release (copy on another site)"),
            IN_2022,
        ),
        PublishedClaim(
            _("July 24, 2024"),
            _("Independent economists from four universities"),
            _("$2 million to $6.9 million"),
            _("The first wave of the program"),
            _("Estimated from public records; savings adjusted for bandwidth are reported separately"),
            _("News release about “Bundling Demand in K-12 Broadband Procurement”"),
            STUDY,
        ),
    ]


def example_savings() -> list[ExampleSaving]:
    """1,000 Mbps for a year at the price of 2021, measured against both earlier prices of the source."""
    rows = []
    for label, price in ((_("Before the cooperative"), BEFORE), (_("The cooperative’s previous contract"), PREVIOUS)):
        paid = PaidFact("Mbps", "", MEGABITS * MONTHS, PRICE_2021)
        saved = savings_on([paid], [BaselineFact("Mbps", "", price, PRICES_ON)], PRICES_ON).total.low
        rows.append(ExampleSaving(label, price_in_words(price), f"${saved:,.0f}"))
    return rows
