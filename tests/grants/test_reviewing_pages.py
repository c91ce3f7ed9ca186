"""The desk as pages: what is on it, what each reader may see, what it costs, and that it works without a script."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from districts.models import District
from grants.actions.review import record_determination, record_mark, start_review, take_application
from grants.models import Application, Determination, Mark, Review
from reviews.rules import PASSAGE, Cited
from tests.factories import PostFactory, UserFactory
from tests.grants.builders import AT, a_case, an_administrator, an_application, an_auditor, an_officer

pytestmark = pytest.mark.django_db


def signed_in(client, person):
    client.force_login(person)
    return client


def determined(application, officer, verdict="explained", reasons="Seen and understood."):
    review = start_review(application=application, by=officer, at=AT)
    record_mark(
        review=review, element=2, verdict="partly", citations=[Cited(PASSAGE, "n2-p1", 0, 10)], note="Says the first",
        revision=0, by=officer, at=AT,
    )  # fmt: skip
    return record_determination(review=review, verdict=verdict, reasons=reasons, by=officer, at=AT)


def queries_of(client, address):
    """How many statements a page asks besides session, user and roles."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    own = ("django_session", 'FROM "accounts_user" WHERE', "accounts_staterole", "SAVEPOINT")
    return [q["sql"] for q in asked if not any(word in q["sql"] for word in own)]


def shown(page):
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


# ---- budgets


@pytest.mark.parametrize("members", [1, 3, 30])
def test_the_desk_asks_eleven_queries_whatever_the_number_of_members(client, members):
    officer, application = an_officer(), an_application(members)
    determined(application, officer)

    # application with round, consortium and taker · visible reviews with officers · their marks · citations ·
    # answers · determinations · versions without content · the shown version · findings · signatures ·
    # the districts for which the officer acts
    assert len(queries_of(signed_in(client, officer), f"/reviews/{application.reference}/")) == 11


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_asks_five_queries_whatever_the_number_of_rows(client, rows):
    for number in range(rows):
        an_application(3, first=10 * number, name=f"Network {number}")

    # rounds with their numbers · determinations counted · takers counted · rules counted · one page of rows
    assert len(queries_of(signed_in(client, an_officer()), "/reviews/")) == 5


def test_the_queue_of_an_auditor_costs_the_same_and_its_file_two_queries(client):
    for number in range(3):
        determined(an_application(3, first=10 * number, name=f"Network {number}"), an_officer(f"Officer {number}"))
    auditor = signed_in(client, an_auditor())

    assert len(queries_of(auditor, "/reviews/")) == 5
    with CaptureQueriesContext(connection) as asked:
        b"".join(auditor.get("/reviews.csv").streaming_content)
    # rounds · all rows
    assert len([q for q in asked if "grants_application" in q["sql"]]) == 2


# ---- the queue


@pytest.mark.parametrize("reader", [an_officer, an_administrator, an_auditor, UserFactory])
def test_the_desk_is_what_is_visible_and_handed_in(reader):
    an_application()
    draft = an_application(3, first=10, name="Still writing")
    Application.objects.filter(pk=draft.pk).update(status="draft")
    person = reader()
    PostFactory(user=person, district=District.objects.get(leaid="9900011"))

    officials = Application.objects.visible_to(person).handed_in()
    assert set(Application.objects.on_desk_of(person)) == set(officials)


def rows_of(client, query=""):
    page = client.get(f"/reviews/{query}")
    return re.findall(r'<th scope="row" class="reference"><a href="/reviews/([^/]+)/">', page.content.decode())


def file_of(client, query=""):
    text = b"".join(client.get(f"/reviews.csv{query}").streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_queue_shows_what_was_handed_in_and_nothing_else(client):
    handed_in = an_application()
    draft = an_application(3, first=10, name="Still writing")
    Application.objects.filter(pk=draft.pk).update(status="draft")

    assert rows_of(signed_in(client, an_officer())) == [handed_in.reference]


def test_an_empty_queue_says_what_will_appear(client):
    page = signed_in(client, an_officer()).get("/reviews/")

    assert "No application has been handed in yet" in shown(page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["26-0001", "26-0002", "26-0003"]),
        ("?taken=mine", ["26-0001"]),
        ("?taken=nobody", ["26-0002", "26-0003"]),
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
        ("?sort=-findings", ["26-0003", "26-0002", "26-0001"]),
        ("?element=77&mark=nonsense&taken=x&verdict=y&page=zz&sort=password", ["26-0001", "26-0002", "26-0003"]),
    ],
)
def test_the_queue_is_narrowed_by_what_the_address_asks_and_the_file_has_the_same_rows(client, query, expected):
    officer = an_officer()
    first = an_application(3, name="First Network")
    narrative = a_case(3)["narrative"]
    narrative[5]["text"] = ""
    an_application(3, first=15, name="Second Network", narrative=narrative)
    an_application(3, first=20, name="Third Network", narrative=narrative[:5] + narrative[6:], signatures=[])
    Application.objects.get(reference="26-0003").findings.filter(rule="element-unanswered").delete()
    take_application(application=first, by=officer, at=AT)
    determined(first, officer)
    signed_in(client, officer)

    assert rows_of(client, query) == expected
    assert [row["reference"] for row in file_of(client, query)] == expected


def test_the_file_never_holds_a_formula(client):
    an_application(3, name="=HYPERLINK(1)")

    [row] = file_of(signed_in(client, an_officer()))

    assert row["consortium"] == "'=HYPERLINK(1)"


def test_taking_from_the_queue_goes_to_the_desk(client):
    application, officer = an_application(), an_officer()

    answer = signed_in(client, officer).post(f"/reviews/{application.reference}/take/")

    assert answer.url == f"/reviews/{application.reference}/"
    application.refresh_from_db()
    assert application.taken_by == officer


def test_whoever_comes_second_to_take_is_told_who_was_first(client):
    application = an_application()
    take_application(application=application, by=an_officer("Ada Winters"), at=AT)

    page = signed_in(client, an_officer("Milo Hart")).post(f"/reviews/{application.reference}/take/", follow=True)

    assert "Ada Winters has taken this application" in shown(page)


def test_an_application_is_handed_over_on_its_own_page(client):
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    take_application(application=application, by=ada, at=AT)

    signed_in(client, ada).post(f"/reviews/{application.reference}/hand-over/", {"to": milo.pk})

    application.refresh_from_db()
    assert application.taken_by == milo


# ---- who sees what


def test_a_second_officer_sees_nothing_of_the_first_before_an_own_determination(client):
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    determined(application, ada, "not_explained", "Ada’s reasons, which stay hers for now.")
    signed_in(client, milo)

    for address in ("", "print/", "?by=activity"):
        words = shown(client.get(f"/reviews/{application.reference}/{address}"))
        assert "Ada’s reasons" not in words
        assert "Says the first" not in words
        assert "Review by" not in words
    queue = shown(client.get("/reviews/"))
    assert "Not explained 0" in queue
    assert "Not yet read 1" in queue
    assert rows_of(client, "?verdict=not_explained") == []
    assert rows_of(client, "?element=2&mark=partly") == []
    [row] = file_of(client)
    assert (row["determination"], row["element 2"], row["marked elements"]) == ("", "", "0")


def test_a_second_officer_sees_the_first_beside_an_own_determination(client):
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    determined(application, ada, "not_explained", "Ada’s reasons.")
    determined(application, milo)

    words = shown(signed_in(client, milo).get(f"/reviews/{application.reference}/"))

    assert "Review by Ada Winters" in words
    assert "Ada’s reasons." in words
    assert "Explained 1" in shown(client.get("/reviews/"))


@pytest.mark.parametrize("reader", [an_administrator, an_auditor])
def test_administrators_and_auditors_read_everything_and_write_nothing(client, reader):
    application, ada = an_application(), an_officer("Ada Winters")
    determined(application, ada, "not_explained", "Ada’s reasons.")
    signed_in(client, reader())

    page = client.get(f"/reviews/{application.reference}/")

    assert "Ada’s reasons." in shown(page)
    assert "Record" not in shown(page)
    assert client.post(f"/reviews/{application.reference}/determination/").status_code == 403
    assert "Not explained 1" in shown(client.get("/reviews/"))
    assert Review.objects.count() == 1


def test_an_officer_who_acts_for_a_member_reads_and_is_told_why_no_more(client):
    application = an_application()
    officer = an_officer()
    PostFactory(user=officer, district=District.objects.get(leaid="9900002"))
    signed_in(client, officer)

    page = client.get(f"/reviews/{application.reference}/")
    refused = client.post(f"/reviews/{application.reference}/marks/", {"element": 1, "kind": "nothing_found"})

    assert "You act for" in shown(page)
    assert "Record" not in shown(page)
    assert refused.status_code == 403
    assert "so another officer reviews this application" in shown(refused)


@pytest.mark.parametrize("reference", ["26-9999", "x", "26-0001-"])
def test_a_reference_that_is_no_applications_is_not_there(client, reference):
    an_application()

    assert signed_in(client, an_officer()).get(f"/reviews/{reference}/").status_code == 404


def test_a_draft_is_not_on_the_desk_even_of_somebody_who_writes_it(client):
    application, officer = an_application(), an_officer()
    Application.objects.filter(pk=application.pk).update(status="draft")
    PostFactory(user=officer, district=District.objects.get(leaid="9900001"))

    assert signed_in(client, officer).get(f"/reviews/{application.reference}/").status_code == 404


# ---- the desk without a script


def test_a_whole_review_by_plain_forms(client):
    officer, application = an_officer(), an_application(3, signatures=a_case(3)["signatures"][:2])
    signed_in(client, officer)
    desk = f"/reviews/{application.reference}/"
    client.post(f"{desk}take/")
    page = client.get(f"{desk}cite/?place=n3-p1")
    second = re.findall(r'name="sentence" value="([^"]+)"', page.content.decode())[1]

    client.post(
        f"{desk}marks/",
        {"element": 3, "verdict": "explained", "kind": "passage", "place": "n3-p1", "sentence": second,
         "revisions": "0,0,0,0,0,0,0,0,0", "version": 1},
    )  # fmt: skip
    client.post(f"{desk}marks/", {"element": 6, "verdict": "not_explained", "kind": "nothing_found", "version": 1})
    finding = application.findings.get()
    client.post(f"{desk}findings/{finding.pk}/", {"text": "the board meets Thursday", "revision": 0})
    answer = client.post(f"{desk}determination/", {"verdict": "partly", "reasons": "No schedule.", "seen": 0})

    assert answer.url == f"{desk}#determination"
    review = Review.objects.get()
    assert (review.marks_line, review.standing_verdict) == ("--e--n---", "partly")
    assert review.marks.get(element=3).citations.get().quote.startswith("The superintendents meet on the first Tuesday")
    words = shown(client.get(desk))
    assert "Considered: the board meets Thursday" in words
    assert "2 of 9 marked" in words
    assert "No schedule." in words


def test_a_citation_is_taken_back_and_put_back(client):
    officer, application = an_officer(), an_application()
    determined(application, officer)
    citation = Mark.objects.get(element=2).citations.get()
    desk = f"/reviews/{application.reference}/"
    signed_in(client, officer).post(f"{desk}citations/{citation.pk}/remove/")
    assert Review.objects.get().marks_line == "---------"

    client.post(f"{desk}citations/{citation.pk}/restore/", {"verdict": "partly"})
    assert Review.objects.get().marks_line == "-p-------"


def test_another_officers_citation_is_not_there(client):
    application = an_application()
    determined(application, an_officer("Ada Winters"))
    citation = Mark.objects.get(element=2).citations.get()
    signed_in(client, an_officer("Milo Hart"))

    assert client.post(f"/reviews/{application.reference}/citations/{citation.pk}/remove/").status_code == 404


def test_two_tabs_are_shown_both_and_one_is_chosen(client):
    officer, application = an_officer(), an_application()
    signed_in(client, officer)
    address = f"/reviews/{application.reference}/marks/"
    sent = {"element": 1, "kind": "passage", "place": "n1-p1", "revisions": "0,0,0,0,0,0,0,0,0", "version": 1}
    client.post(address, sent | {"verdict": "explained", "note": "First tab."})

    page = client.post(address, sent | {"verdict": "partly", "note": "Second tab."})

    assert page.status_code == 409
    assert "First tab." in shown(page)
    assert "Second tab." in page.content.decode()
    assert "Keep what is recorded" in shown(page)
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.content.decode()))
    client.post(address, {k: v for k, v in again.items() if k != "csrfmiddlewaretoken"} | {"verdict": "partly"})
    assert Mark.objects.get().verdict == "partly"


def test_a_determination_that_lacks_something_comes_back_with_what_was_written(client):
    officer, application = an_officer(), an_application()

    page = signed_in(client, officer).post(
        f"/reviews/{application.reference}/determination/", {"reasons": "Two pages of reasons", "seen": 0}
    )

    assert page.status_code == 422
    assert "Choose explained, partly explained or not explained." in shown(page)
    assert "Two pages of reasons" in page.content.decode()
    assert not Determination.objects.exists()


def test_a_double_click_on_record_is_one_determination(client):
    officer, application = an_officer(), an_application()
    signed_in(client, officer)
    for _ in range(2):
        client.post(
            f"/reviews/{application.reference}/determination/",
            {"verdict": "explained", "reasons": "All nine.", "seen": 0, "version": 1},
        )

    assert Determination.objects.count() == 1
    assert Entry.objects.filter(event="review.determined").count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"element": "10", "verdict": "explained"},
        {"element": "1", "verdict": "superb", "kind": "passage", "place": "n1-p1"},
        {"element": "1", "verdict": "explained", "kind": "passage", "place": "n1-p1", "start": "5", "end": "2"},
        {"element": "1", "verdict": "explained", "kind": "passage", "place": "n1-p1", "sentence": "9-99999999"},
        {"element": "1", "verdict": "explained", "kind": "passage", "place": "\x00"},
        {"element": "1", "verdict": "explained", "kind": "cell", "place": "cell:nobody:gives"},
        {"element": "1", "verdict": "explained", "kind": "passage", "place": "n1-p1", "version": "9"},
        {"element": "1", "verdict": "explained", "kind": "passage", "place": "n1-p1", "revisions": "1,2"},
        {"element": "1", "verdict": "explained", "kind": "passage", "place": "n1-p1", "start": "9" * 30},
    ],
)
def test_a_wrong_form_gets_a_clear_answer_and_marks_nothing(client, sent):
    application = an_application()

    page = signed_in(client, an_officer()).post(f"/reviews/{application.reference}/marks/", sent)

    assert page.status_code == 422
    assert "Not saved yet" in shown(page)
    assert not Mark.objects.exists()


# ---- what is on it


def test_a_newer_version_is_announced_and_marks_stay_with_the_one_they_cite(client):
    officer, application = an_officer(), an_application()
    determined(application, officer)
    old = application.versions.get()
    content = {**old.content, "narrative": [{**old.content["narrative"][0], "text": "Quite another text."}]}
    application.versions.create(number=2, sealed_at=AT, sealed_by=officer, digest="f" * 64, content=content, reading={})
    signed_in(client, officer)

    words = shown(client.get(f"/reviews/{application.reference}/"))
    newer = client.get(f"/reviews/{application.reference}/?version=2")

    assert "Version 2 was sealed" in words
    assert "Your marks stay with version 1, which they cite." in words
    assert "Quite another text." not in words
    assert "Quite another text." in shown(newer)
    assert "You are reading version 2; your review is of another." in shown(newer)
    assert "Record" not in shown(newer)
    assert client.get(f"/reviews/{application.reference}/?version=3").status_code == 404


def test_a_finding_that_is_new_since_sealing_says_so(client):
    application = an_application(3, signatures=[])
    application.findings.filter(subject_key="9900001").update(is_new_since_sealing=True)

    words = shown(signed_in(client, an_officer()).get(f"/reviews/{application.reference}/"))

    assert "1 new since sealing" in words


def test_hostile_text_stays_text(client):
    narrative = a_case(1)["narrative"]
    narrative[0]["text"] = "<script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd & " + "w" * 400
    application = an_application(3, name="<b>Bold</b> Network", narrative=narrative)

    html = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/").content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \u05e9\u05dc\u05d5\u05dd &amp; www" in html
    assert "<b>Bold" not in html


def test_a_narrative_of_a_megabyte_is_shown(client):
    narrative = a_case(1)["narrative"]
    narrative[0]["text"] = "Mill Creek meets Stone Ridge every week. " * 2_400
    for answer in narrative[1:]:
        answer["text"] = "\n".join("One line of many, all of them alike." for _ in range(2_600))
    application = an_application(3, narrative=narrative)

    assert signed_in(client, an_officer()).get(f"/reviews/{application.reference}/").status_code == 200


def test_rows_without_a_gift_say_so_in_words(client):
    case = a_case(3)
    for commitment in case["commitments"]:
        if commitment["leaid"] == "9900002":
            commitment["gives"] = {"kind": "staff", "text": "", "amount": None}
    application = an_application(3, commitments=case["commitments"])

    words = shown(signed_in(client, an_officer()).get(f"/reviews/{application.reference}/"))

    assert "1 give nothing" in words
    assert "nothing said" in words
    assert "only gains 7" in shown(client.get(f"/reviews/{application.reference}/?by=activity"))


def test_shortcuts_are_switched_off_and_stay_off(client):
    officer, application = an_officer(), an_application()
    address = f"/reviews/{application.reference}/"
    signed_in(client, officer)
    assert "data-shortcuts" in client.get(address).content.decode()

    assert client.post("/reviews/shortcuts/", {"shortcuts": "off", "next": address}).url == address
    assert "data-shortcuts" not in client.get(address).content.decode()
    assert client.post("/reviews/shortcuts/", {"shortcuts": "on", "next": "//evil.example/"}).url == "/reviews/"


def test_scorers_and_strangers_do_not_get_in(client):
    application = an_application()

    assert client.get("/reviews/").status_code == 302
    signed_in(client, UserFactory())
    for address in ("", ".csv"):
        assert client.get(f"/reviews{address or '/'}").status_code == 403
    for address in ("/", ".pdf", "/print/", "/cite/"):
        assert client.get(f"/reviews/{application.reference}{address}").status_code == 403
