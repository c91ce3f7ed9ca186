"""The officers' queue: its rows, its filters, assigning and reassigning, its number of queries."""

import datetime
import html
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import District
from grants.actions.findings import recheck_application
from grants.actions.officers import assign_application
from grants.actions.review import start_review
from grants.models import Application, Competition
from tests.factories import AppointmentFactory, CountyFactory, RegionFactory, UserFactory
from tests.grants.builders import AT, a_case, an_administrator, an_application, an_auditor, an_officer
from tests.grants.pages import determined, file_of, mark_nothing, queries_of, rows_of, shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("reader", [an_officer, an_administrator, an_auditor, UserFactory])
def test_the_desk_shows_the_submitted_applications_that_its_reader_may_see(reader):
    an_application()
    draft = an_application(3, first=10, name="Still writing")
    Application.objects.filter(pk=draft.pk).update(status="draft")
    person = reader()
    AppointmentFactory(user=person, district=District.objects.get(leaid="9900011"))

    officials = Application.objects.visible_to(person).submitted()
    assert set(Application.objects.on_desk_of(person)) == set(officials)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_takes_four_queries_whatever_the_number_of_rows(client, rows):
    for number in range(rows):
        an_application(3, first=10 * number, name=f"Network {number}")

    # whether the reader had a role in one · rounds with their counts · what is counted · one page of rows
    assert len(queries_of(signed_in(client, an_officer()), "/reviews/")) == 4


def test_the_queue_of_an_auditor_costs_the_same_and_its_file_two_queries(client):
    for number in range(3):
        determined(an_application(3, first=10 * number, name=f"Network {number}"), an_officer(f"Officer {number}"))
    auditor = signed_in(client, an_auditor())

    assert len(queries_of(auditor, "/reviews/")) == 4
    with CaptureQueriesContext(connection) as asked:
        b"".join(auditor.get("/reviews.csv").streaming_content)
    # rounds · all rows
    assert len([q for q in asked if "grants_application" in q["sql"]]) == 2


def test_the_queue_shows_submitted_applications_only(client):
    submitted = an_application()
    draft = an_application(3, first=10, name="Still writing")
    Application.objects.filter(pk=draft.pk).update(status="draft")

    assert rows_of(signed_in(client, an_officer())) == [submitted.reference]


def test_an_empty_queue_says_what_will_appear(client):
    page = signed_in(client, an_officer()).get("/reviews/")

    assert "No applications have been submitted yet" in shown(page)


def test_a_row_says_what_an_officer_chooses_by(client):
    narrative = a_case(3)["narrative"]
    narrative[5]["text"] = ""
    application, officer = an_application(3, narrative=narrative, signatures=a_case(3)["signatures"][:2]), an_officer()
    District.objects.filter(leaid="9900001").update(
        srsa="yes", rlis="yes", county=CountyFactory(region=RegionFactory(name="Ridge"))
    )
    District.objects.filter(leaid="9900002").update(srsa="yes")
    review = start_review(application=application, by=officer, at=AT)
    mark_nothing(review, 3)

    page = signed_in(client, officer).get("/reviews/")

    words = html.unescape(shown(page))
    assert "26-0001 Apr 15, 2026" in words
    assert "Mill Creek Local School District · Ridge" in words
    assert "$61,500 2 of 3 signed 2 small, 1 rural" in words
    assert "1 element unanswered" in words
    assert "Small and rural count members eligible for the federal programs SRSA and RLIS." in words
    assert "An element is unanswered if its question has no answer." in words
    assert "––N––––––" in words
    assert "not explained 3; not marked 1, 2, 4, 5, 6, 7, 8, 9 1 of 9 marked" in words
    assert "No determination yet 1 1 started" in words
    [row] = file_of(client, "")
    names = ("requested", "region", "small members", "rural members", "unanswered elements")
    assert [row[name] for name in names] == ["61500", "Ridge", "2", "1", "1"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, ""),
        (60, "decisions due Jun 14, 2026, 59 days left"),
        (2, "decisions due Apr 17, 2026, 1 day left"),
        (1, "decisions due Apr 16, 2026, due today"),
        (0, "decisions due Apr 15, 2026, 1 day overdue"),
    ],
)
@time_machine.travel(datetime.datetime(2026, 4, 16, 16, 0, tzinfo=datetime.UTC))
def test_the_queue_says_how_long_it_is_until_decisions_are_due(client, days, words):
    an_application()
    Competition.objects.update(decision_days=days)
    signed_in(client, an_officer())

    page = shown(client.get("/reviews/"))
    assert words in page
    assert ("decisions due" in page) == bool(words)
    left = words.rpartition(", ")[2]
    assert left in shown(client.get("/reviews/?competition=all"))


@pytest.mark.parametrize("sort", ["requested", "-requested", "unanswered", "-unanswered", "submitted", "-submitted"])
def test_the_queue_is_sorted_by_what_its_headings_say(client, sort):
    narrative = a_case(3)["narrative"]
    narrative[5]["text"] = ""
    small, large = an_application(1), an_application(3, first=10, name="Large", narrative=narrative)
    Application.objects.filter(pk=large.pk).update(submitted_at=AT + datetime.timedelta(minutes=1))

    ascending = [small.reference, large.reference]
    assert rows_of(signed_in(client, an_officer()), f"?sort={sort}") == ascending[:: -1 if sort[0] == "-" else 1]


def test_what_the_queue_shows_of_a_version_follows_a_recheck():
    application = an_application(3)
    Application.objects.update(requested=0, unanswered_count=7)

    assert recheck_application(application=application, at=AT)
    application.refresh_from_db()
    assert (application.requested, application.unanswered_count) == (61_500, 0)


def test_the_file_never_holds_a_formula(client):
    an_application(3, name="=HYPERLINK(1)")

    [row] = file_of(signed_in(client, an_officer()))

    assert row["consortium"] == "'=HYPERLINK(1)"


def test_assigning_an_application_from_the_queue_leads_to_the_desk(client):
    application, officer = an_application(), an_officer()

    answer = signed_in(client, officer).post(f"/reviews/{application.reference}/take/")

    assert answer.url == f"/reviews/{application.reference}/"
    application.refresh_from_db()
    assert application.assigned_to == officer


def test_an_officer_who_assigns_second_sees_who_was_first(client):
    application = an_application()
    assign_application(application=application, by=an_officer("Ada Winters"), at=AT)

    page = signed_in(client, an_officer("Milo Hart")).post(f"/reviews/{application.reference}/take/", follow=True)

    assert "This application is assigned to Ada Winters" in shown(page)


def test_an_application_is_reassigned_on_a_separate_page(client):
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    assign_application(application=application, by=ada, at=AT)

    signed_in(client, ada).post(f"/reviews/{application.reference}/hand-over/", {"to": milo.pk})

    application.refresh_from_db()
    assert application.assigned_to == milo


def _three_networks():
    for number, name in enumerate(("First Network", "Second Network", "Third Network")):
        an_application(3, first=10 * number, name=name)


def test_previous_and_next_follow_the_order_of_the_queue(client):
    _three_networks()
    queue = signed_in(client, an_officer()).get("/reviews/?sort=-reference").content.decode()
    desks = re.findall(r'<th scope="row" class="reference"><a href="([^"]+)"', queue)

    page = client.get(html.unescape(desks[1])).content.decode()

    assert re.search(r'rel="prev" href="/reviews/26-0003/\?queue=', page)
    assert re.search(r'rel="next" href="/reviews/26-0001/\?queue=', page)
    first = client.get("/reviews/26-0001/").content.decode()
    assert 'rel="prev"' not in first
    assert 'rel="next" href="/reviews/26-0002/"' in first


def test_an_application_that_the_filters_no_longer_contain_has_its_neighbors_in_the_round(client):
    officer = an_officer()
    _three_networks()
    assign_application(application=Application.objects.get(reference="26-0001"), by=officer, at=AT)

    page = signed_in(client, officer).get("/reviews/26-0001/?queue=taken%3Dunassigned").content.decode()

    assert 'rel="next" href="/reviews/26-0002/?queue=taken%3Dunassigned"' in page


def test_the_determination_keeps_the_order_of_the_queue(client):
    application = an_application()

    answer = signed_in(client, an_officer()).post(
        f"/reviews/{application.reference}/determination/?queue=sort%3D-reference",
        {"verdict": "partly", "reasons": "Elements 1 to 4 are explained.", "unmarked_reason": "Urgent.", "seen": 0},
    )

    assert answer.url == f"/reviews/{application.reference}/?queue=sort%3D-reference#determination"
