"""The filters of the officers' queue: an address shows its rows, and the file of the same address has the same."""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction

from accounts.models import User
from grants.actions.officers import assign_application
from tests.grants.builders import AT, a_case, an_application, an_officer
from tests.grants.pages import determined, file_of, rows_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def officer(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[User]:
    """An officer with three applications in the queue, made once for all filters."""
    with django_db_blocker.unblock(), transaction.atomic():
        officer = an_officer()
        first = an_application(3, name="First Network")
        narrative = a_case(3)["narrative"]
        narrative[5]["text"] = ""
        an_application(3, first=15, name="Second Network", narrative=narrative)
        an_application(3, first=20, name="Third Network", signatures=[])
        assign_application(application=first, by=officer, at=AT)
        determined(first, officer)
        yield officer
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["26-0001", "26-0002", "26-0003"]),
        ("?taken=mine", ["26-0001"]),
        ("?taken=unassigned", ["26-0002", "26-0003"]),
        ("?finding=unsigned", ["26-0003"]),
        ("?finding=count-differs", []),
        ("?element=2&mark=partly", ["26-0001"]),
        ("?element=2&mark=unmarked", ["26-0002", "26-0003"]),
        ("?element=3&mark=partly", []),
        ("?mark=partly", ["26-0001"]),
        ("?element=6&mark=unanswered", ["26-0002"]),
        ("?element=5&mark=unanswered", []),
        ("?status=under_review", ["26-0001"]),
        ("?verdict=explained", ["26-0001"]),
        ("?verdict=none", ["26-0002", "26-0003"]),
        ("?q=second", ["26-0002"]),
        ("?q=0003", ["26-0003"]),
        ("?q=Bear+Wallow", ["26-0002"]),
        ("?competition=all", ["26-0001", "26-0002", "26-0003"]),
        ("?competition=no-such-round", []),
        ("?sort=-reference", ["26-0003", "26-0002", "26-0001"]),
        ("?sort=-findings", ["26-0002", "26-0003", "26-0001"]),
        ("?element=77&mark=nonsense&taken=x&verdict=y&page=zz&sort=password", ["26-0001", "26-0002", "26-0003"]),
    ],
)
def test_the_queue_is_filtered_by_its_address_and_the_file_has_the_same_rows(client, officer, query, expected):
    signed_in(client, officer)

    assert rows_of(client, query) == expected
    assert [row["reference"] for row in file_of(client, query)] == expected


# The second network left an element blank, in which it had named its members; in the third, no member has signed.
SECOND = {
    "Elements without an answer": 1,
    "Members not named in the narrative": 1,
    "Agencies named that aren’t members": 1,
}
FOUND = {**SECOND, "Members that haven’t signed": 1}


@pytest.mark.parametrize(
    ("query", "assigned", "finding"),
    [
        ("", {"Unassigned": 2, "Ada Winters": 1}, FOUND),
        ("?taken=mine", {"Unassigned": 2, "Ada Winters": 1}, {}),
        ("?taken=unassigned&verdict=explained", {"Unassigned": 0, "Ada Winters": 1}, {}),
        ("?verdict=none", {"Unassigned": 2}, FOUND),
        ("?finding=unsigned", {"Unassigned": 1}, FOUND),
        ("?finding=unsigned&q=second", {"Unassigned": 0}, {**SECOND, "Members that haven’t signed": 0}),
    ],
)
def test_a_count_beside_a_filter_heeds_all_other_filters(client, officer, query, assigned, finding):
    page = signed_in(client, officer).get(f"/reviews/{query}").context["page"]

    assert counts_beside(page.selects.taken) == assigned
    assert counts_beside(page.selects.finding) == finding


def counts_beside(select):
    """The choices that have a count: {"Unassigned": 2}."""
    words = [re.sub("<.*?>", "", str(option)) for option in select.options]
    counted = [re.fullmatch(r"(.*) \((\d+)\)", each) for each in words]
    return {found[1]: int(found[2]) for found in counted if found}
