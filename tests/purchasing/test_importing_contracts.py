"""A state brings its contracts, prices, joinders, purchases, and baselines as files: all of them, or none."""

import datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audit.models import Entry
from districts.models import District
from purchasing.models import Baseline, Contract, Joinder, Purchase, Tier
from purchasing.reads.ledger import ledger_of
from tests.factories import ConsortiumFactory, ContractFactory, DistrictFactory, MembershipFactory

pytestmark = pytest.mark.django_db
FILES = {
    "contracts": "number,consortium slug,title,supplier,category,starts_on,ends_on,pooling,tiering\n"
    "24-01,mill-creek,Laptops,Acme Computers,Technology,2025-07-01,2027-06-30,pooled,all_units\n",
    "tiers": "number,item,unit,from_quantity,unit_price,effective_on\n"
    "24-01,Laptop,each,1,310.00,2025-07-01\n"
    "24-01,Laptop,each,100,295.50,2025-07-01\n"
    "24-01,Laptop,each,1,305.00,2026-07-01\n"
    "24-01,Laptop,each,100,290.25,2026-07-01\n",
    "joinders": "number,leaid,starts_on,ends_on,board_on\n"
    "24-01,9900001,2025-07-01,2026-06-30,2025-06-20\n"
    "24-01,9900002,2025-07-01,,2025-10-01\n",
    "purchases": "number,item,leaid,ordered_on,quantity,unit_price_paid\n"
    "24-01,Laptop,9900001,2025-09-01,60,310.00\n"
    "24-01,Laptop,9900002,2025-09-01,40,295.50\n"
    "24-01,Laptop,9900002,2025-09-01,40,295.50\n"
    "24-01,Laptop,9900001,2026-08-01,10,300.00\n",
    "baselines": "number,item,leaid,unit_price,on,source,method\n"
    "24-01,Laptop,,330.00,2025-05-01,Acme price list,posted price\n"
    "24-01,Laptop,9900001,320.00,2024-08-01,Invoice 7,own last contract\n",
}


@pytest.fixture
def network():
    consortium = ConsortiumFactory(slug="mill-creek", name="Mill Creek Network")
    for leaid in ("9900001", "9900002"):
        MembershipFactory(consortium=consortium, district=DistrictFactory(leaid=leaid))
    return consortium


@pytest.fixture
def folder(tmp_path, network):
    def write(**changed):
        for name, text in (FILES | changed).items():
            path = tmp_path / f"{name}.csv"
            path.unlink(missing_ok=True)
            if text:
                path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def imported(path, *options):
    out = StringIO()
    call_command("import_contracts", str(path), *options, stdout=out)
    return out.getvalue()


def problems_of(path):
    out = StringIO()
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_contracts", str(path), stdout=out)
    assert Contract.objects.count() == Tier.objects.count() == Purchase.objects.count() == 0
    return out.getvalue()


def test_the_files_of_a_folder_are_imported_and_a_second_time_changes_nothing(folder):
    assert "would make" in imported(folder(), "--dry-run")
    assert not Contract.objects.exists()

    answer = imported(folder())

    assert "purchases.csv: purchases, 4 rows: 4 created" in answer
    assert "96 to 99 units cost more in total than 100 units, which cost $29,550.00. Order 100 instead." in answer
    contract = Contract.objects.get()
    assert (contract.pooling, contract.tiering, contract.category) == ("pooled", "all_units", "Technology")
    assert contract.requires_joinder
    counts = (Tier.objects.count(), Joinder.objects.count(), Purchase.objects.count(), Baseline.objects.count())
    assert counts == (4, 2, 4, 2)
    entry = Entry.objects.get(event="contracts.imported")
    assert entry.detail["created"]["purchases"] == 4

    again = imported(folder())

    assert "purchases.csv: purchases, 4 rows: 4 unchanged" in again
    assert "created" not in again
    assert Purchase.objects.count() == 4
    assert Entry.objects.filter(event__startswith="contract").count() == 2


def test_a_contract_on_a_day_is_judged_by_the_prices_and_rights_of_each_day(folder):
    imported(folder())

    ledger = ledger_of(Contract.objects.get(), datetime.date(2026, 8, 31))

    assert [district.leaid for district, _ in ledger.usable_by] == ["9900002"]
    # 60 + 40 + 40 were allowed; the order of 10 came after the joinder ended.
    assert [one.price for one in ledger.prices] == [(140, Decimal("290.2500"), None, None)]
    assert [(str(one.contract_unit_price), one.is_over_contract, one.answer.is_allowed) for one in ledger.judged] == [
        ("295.5000", True, True),
        ("295.5000", False, True),
        ("295.5000", False, True),
        ("290.2500", True, False),
    ]
    # 60 x (320..330 - 310) + 10 x (320..330 - 300), and 80 x (330 - 295.50)
    assert ledger.savings.by_member == {"9900001": (800, 1500), "9900002": (2760, 2760)}
    assert ledger.savings.total == (3560, 4260)


def test_what_is_later_than_the_day_does_not_exist_yet(folder):
    imported(folder())

    ledger = ledger_of(Contract.objects.get(), datetime.date(2025, 8, 31))

    assert ledger.judged == []
    assert [one.price for one in ledger.prices] == [(0, Decimal("310.0000"), 100, Decimal("295.5000"))]
    assert [district.leaid for district, _ in ledger.usable_by] == ["9900001", "9900002"]
    assert ledger_of(Contract.objects.get(), datetime.date(2027, 7, 1)).usable_by == []


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("purchases", "9900001,2025-09-01", "990001,2025-09-01",
         "line 2: column leaid: the LEAID “990001” has 6 digits instead of 7: it lost its leading zeros"),
        ("purchases", "9900001,2025-09-01", "9900009,2025-09-01",
         "purchases.csv, line 2: column leaid: no district in the registry has the LEAID 9900009; check the ID"),
        ("purchases", ",60,", ",0,", "line 2: column quantity: “0” is not a whole number of 1 or more"),
        ("purchases", ",60,", ",-5,", "line 2: column quantity: “-5” is not a whole number of 1 or more"),
        ("purchases", ",60,", ",1.5,", "line 2: column quantity: “1.5” is not a whole number of 1 or more"),
        ("purchases", ",60,310.00", ",60,$310", "line 2: column unit_price_paid: “$310” is not a price above zero"),
        ("purchases", "Laptop,9900001,2025", "Lapdog,9900001,2025",
         "line 2: column item: contract 24-01 has no item “Lapdog”; add it to tiers.csv"),
        ("purchases", "24-01,Laptop,9900001,2025", "24-99,Laptop,9900001,2025",
         "line 2: column number: no contract has the number 24-99; add it to contracts.csv"),
        ("tiers", "Laptop,each,1,310.00", "=Laptop,each,1,310.00", "tiers.csv, line 2: column item: the item “=Laptop” "
         "begins with “=”, which a spreadsheet would run as a formula"),
        ("tiers", ",100,295.50,2025", ",1,295.50,2025", "tiers.csv, line 3: column from_quantity: Two tiers overlap"),
        ("tiers", ",1,310.00", ",20,310.00", "tiers.csv, line 2: column from_quantity: There is a gap: tiers begin at "
         "20, so 1 to 19 units have no price. Add a tier from 1."),
        ("contracts", "mill-creek", "mill-brook", "contracts.csv, line 2: column consortium: no consortium in the "
         "registry has the slug “mill-brook”"),
        ("contracts", "pooled", "shared", "contracts.csv, line 2: column pooling: the pooling “shared” is not one of: "
         "order, pooled"),
        ("joinders", "2026-06-30", "2024-06-30", "joinders.csv, line 2: column ends_on: 2024-06-30 is before "
         "starts_on, 2025-07-01"),
        ("baselines", "330.00,2025-05-01", "330.00,soon", "baselines.csv, line 2: column on: the date “soon”"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_by_file_line_and_column_and_nothing_is_written(folder, file, old, new, words):
    assert words in problems_of(folder(**{file: FILES[file].replace(old, new, 1)}))


def test_a_later_price_needs_a_later_date(folder):
    imported(folder())
    changed = FILES["tiers"].replace("310.00", "311.00")

    with pytest.raises(CommandError, match="1 row has a problem"):
        imported(folder(tiers=changed))

    assert Tier.objects.count() == 4


def test_a_number_that_two_consortia_use_needs_the_consortium(folder):
    imported(folder())
    ContractFactory(number="24-01", consortium=ConsortiumFactory(slug="otter-run"))
    only = {"contracts": "", "tiers": "", "joinders": "", "baselines": ""}
    row = "24-01,Laptop,9900001,2026-09-01,1,300.00"

    with pytest.raises(CommandError):
        imported(folder(**only, purchases=f"{FILES['purchases'].splitlines()[0]}\n{row}\n"))
    named = f"{FILES['purchases'].splitlines()[0]},consortium\n{row},mill-creek\n"
    imported(folder(**only, purchases=named))

    assert Purchase.objects.count() == 5


def test_the_file_of_a_contract_on_a_day_can_be_recomputed(folder, client, django_assert_num_queries):
    imported(folder())

    # The contract; memberships, joinders, purchases, items with tiers, commitments, baselines.
    with django_assert_num_queries(7):
        answer = client.get("/contracts/24-01.json?on=2026-08-31").json()

    assert answer["usable_by"] == [
        {
            "leaid": "9900002",
            "because": "You may use this because you were a participating member of Mill Creek Network on Aug 31, 2026 "
            "and your joinder, effective Jul 1, 2025, was in force.",
        }
    ]
    assert answer["prices"] == [
        {
            "item": "Laptop",
            "pooled_quantity": 140,
            "unit_price": "290.2500",
            "next_threshold": None,
            "next_unit_price": None,
        }
    ]
    assert answer["purchases"][3] == {
        "leaid": "9900001",
        "item": "Laptop",
        "ordered_on": "2026-08-01",
        "quantity": 10,
        "paid": "300.0000",
        "contract_unit_price": "290.2500",
        "over_contract": True,
        "was_allowed": False,
        "why": "Joinder for other years: the district’s last joinder ended on Jun 30, 2026. Over the contract price: "
        "the district paid $300.00 for a unit, and the contract price on Aug 1, 2026 was $290.25.",
    }
    assert answer["savings"] == {
        "low": "3560.00",
        "high": "4260.00",
        "by_member": [
            {"leaid": "9900001", "low": "800.00", "high": "1500.00"},
            {"leaid": "9900002", "low": "2760.00", "high": "2760.00"},
        ],
    }
    assert client.get("/contracts/24-01.json?on=2026-02-30").status_code == 400


def test_a_number_that_two_consortia_use_answers_with_the_choice(folder, client):
    imported(folder())
    ContractFactory(number="24-01", title="Paper", consortium=ConsortiumFactory(slug="otter-run"))

    answer = client.get("/contracts/24-01.json?on=2026-08-31")

    assert answer.status_code == 300
    addresses = [choice["address"] for choice in answer.json()["choices"]]
    assert sorted(client.get(address).json()["consortium"] for address in addresses) == ["mill-creek", "otter-run"]


def test_a_contract_that_requires_a_joinder_is_offered_only_to_districts_with_one(folder):
    imported(folder())
    on = datetime.date(2026, 8, 31)
    by_leaid = {one.leaid: one for one in District.objects.all()}

    usable = {leaid: Contract.objects.usable_by(one, on=on).count() for leaid, one in by_leaid.items()}

    assert usable == {"9900001": 0, "9900002": 1}  # the first one's joinder ended in June
    assert Contract.objects.usable_by(by_leaid["9900001"], on=datetime.date(2026, 6, 30)).count() == 1


def test_a_folder_without_files_says_what_it_looked_for(tmp_path):
    with pytest.raises(CommandError, match=r"none of the files contracts\.csv, tiers\.csv"):
        imported(tmp_path)
