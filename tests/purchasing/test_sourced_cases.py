"""Two real cases: what New Jersey's cooperative said it saved, and Wisconsin's tiers of membership.

The files in `new_jersey/` hold only what its news releases say. The price list and the earlier prices have the date of
the release that states them; their own dates aren't published.
"""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import Role
from portal.home.pages.savings_example import IN_2019, IN_2021, IN_2022, STUDY, TECH_WEEKLY
from purchasing.actions.savings import ClaimWords, enter_claim
from purchasing.imports.contract_files import import_contracts
from tests.consortia.regions import words_of
from tests.factories import (
    ConsortiumFactory,
    ContractFactory,
    DistrictFactory,
    MembershipFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
NEW_JERSEY = Path(__file__).parent / "new_jersey"
CLAIMS = (
    ("New Jersey Department of Education", "2015-09-03", 89, 89, "2015-07-01", "", TECH_WEEKLY, "", False),
    ("ESCNJ", "2019-04-01", 260, 260, "", "", IN_2019, "", False),
    ("ESCNJ", "2021-01-06", 275, 275, "", "", IN_2021, "", False),
    ("ESCNJ", "2022-01-18", 375, 375, "", "", IN_2022, "Reduced costs per Mbps", False),
    ("Independent economists", "2024-07-24", 2, Decimal("6.9"), "", "", STUDY, "Estimated from public records", True),
)


def test_new_jerseys_claims_are_shown_beside_what_can_be_recomputed():
    ConsortiumFactory(slug="njdrlap", name="New Jersey Digital Readiness for Learning and Assessment Project")
    report = import_contracts(NEW_JERSEY, dry_run=False, by="manage.py import_contracts", at=NOON)
    assert not report.counted("rejected")
    registrar = StateRoleFactory(user=UserFactory(), role=Role.REGISTRAR).user
    contract = ConsortiumFactory._meta.model.objects.get(slug="njdrlap").contracts.get()
    for who, on, low, high, starts, ends, source, method, is_independent in CLAIMS:
        days = [datetime.date.fromisoformat(one) if one else None for one in (on, starts, ends)]
        amounts = [Decimal(one) * 1_000_000 for one in (low, high)]
        words = ClaimWords(who, days[0], *amounts, days[1], days[2], source, method, is_independent)
        enter_claim(contract=contract, words=words, by=registrar, at=NOON)

    page = words_of(Client().get("/contracts/NJDRLAP/savings/").content.decode())

    for amount in ("$89,000,000.00", "$260,000,000.00", "$275,000,000.00", "$375,000,000.00",
                   "$2,000,000.00 to $6,900,000.00"):  # fmt: skip
        assert amount in page
    assert "Independent estimate" in page
    # No source lists what the schools bought, so none of it can be recomputed, and the page says so.
    assert "Savings can’t be recomputed: no order has an earlier price on record." in page
    assert page.count("No order is on record in this period, so nothing can be recomputed.") == 5
    assert page.count("The claim doesn’t say how it was computed.") == 3
    assert "$26.17" in page
    assert "$1.69" in page


def test_the_help_page_shows_why_new_jerseys_numbers_differ():
    page = words_of(Client().get("/help/savings/").content.decode())

    for amount in ("$89 million", "$260 million", "$275 million", "$375 million", "$2 million to $6.9 million"):
        assert amount in page
    # (26.17 - 0.81) x 1,000 x 12, and (1.69 - 0.81) x 1,000 x 12.
    assert "Before the cooperative $26.17 $304,320" in page
    assert "The cooperative’s previous contract $1.69 $10,560" in page


def test_wisconsins_partners_may_buy_and_those_that_only_buy_single_courses_may_not():
    """Invested and affiliate partners belong to the network, which holds the contracts; supplemental is no membership.

    Wisconsin Digital Learning Collaborative, legal structure: wiwdlc.org/history-legal-structure.
    """
    network = ConsortiumFactory(slug="wisconsin-eschool-network", name="Wisconsin eSchool Network")
    ContractFactory(consortium=network, number="WEN-1", title="Learning platform")
    for leaid, member_type in (("5500001", "component"), ("5500002", "participating"), ("5500003", "observer")):
        MembershipFactory(consortium=network, district=DistrictFactory(leaid=leaid), membership_class=member_type)
    DistrictFactory(leaid="5500004")

    answer = Client().get("/contracts/WEN-1.json?on=2026-09-14").json()

    reason = "You may use this because you were a {} member of Wisconsin eSchool Network on Sep 14, 2026."
    assert answer["usable_by"] == [
        {"leaid": "5500001", "because": reason.format("component")},
        {"leaid": "5500002", "because": reason.format("participating")},
    ]
    page = words_of(Client().get("/contracts/WEN-1/").content.decode())
    assert "Component 1 May buy Participating 1 May buy Observer 1 Can’t buy" in page
    help_page = words_of(Client().get("/help/buying/").content.decode())
    assert "Component Yes Yes Participating Yes Yes Observer No No" in help_page
    assert "Invested Wisconsin eSchool Network (WEN) Component member of the network Yes" in help_page
    assert "Supplemental Wisconsin Virtual School (WVS) No membership in the network No" in help_page
