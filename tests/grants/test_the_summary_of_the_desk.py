"""The desk begins with the money, the students, and the lead; nothing of the sealed plan is missing on it."""

import pytest

from districts.models import District
from grants.models import Application
from tests.grants.builders import a_case, an_application, an_officer
from tests.grants.pages import shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(client):
    """The desk of three members: $61,500 of the grant, $9,000 match, 6, 7, and 8 students reached."""
    case = a_case(3)
    match = {"line": "Bus", "amount": 9_000, "source": "match", "payer": "9900002", "payee": "9900001",
             "benefits": ["9900001"], "activity": "welding"}  # fmt: skip
    application = an_application(
        3, budget=[*case["budget"], match], partners=[{"name": "Ridge University", "kind": "university"}]
    )
    District.objects.filter(leaid="9900001").update(
        phone="555-0142", office_email="office@mill.example", srsa="yes", rural_year="2025-26"
    )
    return shown(signed_in(client, an_officer()).get(f"/reviews/{application.reference}/"))


@pytest.mark.parametrize(
    "fact",
    [
        "Requested $61,500",
        "Maximum award $15,000,000",
        "Match $9,000",
        "Students reached 21 of 1,311",
        "Requested per student $2,929",
        "Project Aug 1, 2026 to Jun 30, 2028",
        "Small (SRSA) 1 yes, 2 unknown",
        "555-0142",
        "office@mill.example",
        "yes (2025-26)",
    ],
)
def test_the_summary_says(words, fact):
    assert fact in words


@pytest.mark.parametrize(
    "stated",
    [
        "Bus $9,000 match, Harlan Valley Local School District Mill Creek Local School District",
        "All lines $61,500 $9,000",
        "Welding credential $0 $9,000",
        "Dual enrollment",
        "9-12",
        "Ridge University University or college",
    ],
)
def test_nothing_that_was_submitted_is_missing_in_the_plan(words, stated):
    assert stated in words


def test_the_summary_links_members_and_the_consortium_to_the_registry(client):
    application = an_application(3)

    page = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/").content.decode()

    assert 'href="/districts/9900002/"' in page
    assert f'href="{Application.objects.get().consortium.get_absolute_url()}"' in page
