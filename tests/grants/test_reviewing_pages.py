"""A review by plain forms: it works without scripts, explains mistakes, and keeps two tabs apart."""

import re

import pytest

from audit.models import Entry
from grants.models import Determination, Mark, Review
from tests.grants.builders import a_case, an_application, an_officer
from tests.grants.pages import determined, queries_of, shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("members", [1, 3, 30])
def test_the_desk_takes_fifteen_queries_whatever_the_number_of_members(client, members):
    officer, application = an_officer(), an_application(members)
    determined(application, officer)

    # application with round, consortium, assigned officer · visible reviews with officers · their marks ·
    # citations · responses · determinations · versions without content · the shown version · findings · signatures ·
    # participants with their records · amendments · outlines of counties · the queue's references, for those before and
    # after · whether there is a file of everything, once a decision was released
    assert len(queries_of(signed_in(client, officer), f"/reviews/{application.reference}/")) == 15


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
    answer = client.post(
        f"{desk}determination/",
        {
            "verdict": "partly",
            "reasons": "It has no schedule of visits.",
            "unmarked_reason": "Two elements decide it.",
            "seen": 0,
        },
    )

    assert answer.url == f"{desk}#determination"
    review = Review.objects.get()
    assert (review.marks_line, review.standing_verdict) == ("--e--n---", "partly")
    assert review.marks.get(element=3).citations.get().quote.startswith("The superintendents meet on the first Tuesday")
    words = shown(client.get(desk))
    assert "Your response: Considered. the board meets Thursday" in words
    assert "2 of 9 marked" in words
    assert "It has no schedule of visits." in words
    assert "Reason: Two elements decide it." in words


def test_a_citation_is_removed_and_restored(client):
    officer, application = an_officer(), an_application()
    determined(application, officer)
    citation = Mark.objects.get(element=2).citations.get()
    desk = f"/reviews/{application.reference}/"
    signed_in(client, officer).post(f"{desk}citations/{citation.pk}/remove/")
    assert Review.objects.get().marks_line == "n-nnnnnnn"

    client.post(f"{desk}citations/{citation.pk}/restore/", {"verdict": "partly"})
    assert Review.objects.get().marks_line == "npnnnnnnn"


def test_another_officers_citation_is_not_found(client):
    application = an_application()
    determined(application, an_officer("Ada Winters"))
    citation = Mark.objects.get(element=2).citations.get()
    signed_in(client, an_officer("Milo Hart"))

    assert client.post(f"/reviews/{application.reference}/citations/{citation.pk}/remove/").status_code == 404


def test_when_two_tabs_differ_both_marks_are_shown_and_one_is_chosen(client):
    officer, application = an_officer(), an_application()
    signed_in(client, officer)
    address = f"/reviews/{application.reference}/marks/"
    sent = {"element": 1, "kind": "passage", "place": "n1-p1", "revisions": "0,0,0,0,0,0,0,0,0", "version": 1}
    client.post(address, sent | {"verdict": "explained", "note": "First tab."})

    page = client.post(address, sent | {"verdict": "partly", "note": "Second tab."})

    assert page.status_code == 409
    assert "First tab." in shown(page)
    assert "Second tab." in page.content.decode()
    assert "Keep what is saved" in shown(page)
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.content.decode()))
    client.post(address, {k: v for k, v in again.items() if k != "csrfmiddlewaretoken"} | {"verdict": "partly"})
    assert Mark.objects.get().verdict == "partly"


def test_a_determination_that_lacks_something_comes_back_with_what_was_written(client):
    officer, application = an_officer(), an_application()

    page = signed_in(client, officer).post(
        f"/reviews/{application.reference}/determination/", {"reasons": "Two pages of reasons", "seen": 0}
    )

    assert page.status_code == 422
    assert "Choose explained, partly explained, or not explained." in shown(page)
    assert "Two pages of reasons" in page.content.decode()
    assert not Determination.objects.exists()


def test_a_double_click_on_record_is_one_determination(client):
    officer, application = an_officer(), an_application()
    signed_in(client, officer)
    for _ in range(2):
        client.post(
            f"/reviews/{application.reference}/determination/",
            {
                "verdict": "explained",
                "reasons": "The table explains it.",
                "unmarked_reason": "Urgent.",
                "seen": 0,
                "version": 1,
            },
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
def test_a_wrong_form_says_what_is_wrong_and_marks_nothing(client, sent):
    application = an_application()

    page = signed_in(client, an_officer()).post(f"/reviews/{application.reference}/marks/", sent)

    assert page.status_code == 422
    assert "There is a problem" in shown(page)
    assert not Mark.objects.exists()


def test_a_response_that_lacks_words_is_asked_for_again_beside_its_finding(client):
    application = an_application(3, signatures=a_case(3)["signatures"][:2])
    finding = application.findings.get()

    page = signed_in(client, an_officer()).post(
        f"/reviews/{application.reference}/findings/{finding.pk}/", {"kind": "not_so", "text": "", "revision": 0}
    )

    assert page.status_code == 422
    assert "Explain what the check got wrong" in shown(page)
    assert str(finding.sentence) in shown(page)


def test_reasons_that_are_too_short_are_asked_for_again_with_the_questions_they_answer(client):
    application = an_application()

    page = signed_in(client, an_officer()).post(
        f"/reviews/{application.reference}/determination/",
        {"verdict": "partly", "reasons": "No.", "unmarked_reason": "The board meets on Thursday.", "seen": 0},
    )

    assert page.status_code == 422
    assert "Enter reasons that answer the questions above the field" in shown(page)
    assert "Which elements decided it?" in shown(page)
    assert 'aria-describedby="again-asks"' in page.content.decode()
