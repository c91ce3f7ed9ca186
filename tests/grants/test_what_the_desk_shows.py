"""What the desk shows: versions, new findings, gaps in words, hostile and very long texts."""

import re

import pytest

from tests.factories import UserFactory
from tests.grants.builders import AT, a_case, an_application, an_officer
from tests.grants.pages import determined, shown, signed_in

pytestmark = pytest.mark.django_db


def test_a_newer_version_is_announced_and_marks_stay_with_the_one_they_cite(client):
    officer, application = an_officer(), an_application()
    determined(application, officer)
    old = application.versions.get()
    content = {**old.content, "narrative": [{**old.content["narrative"][0], "text": "Quite another text."}]}
    application.versions.create(number=2, sealed_at=AT, sealed_by=officer, digest="f" * 64, content=content, reading={})
    signed_in(client, officer)

    words = shown(client.get(f"/reviews/{application.reference}/"))
    newer = client.get(f"/reviews/{application.reference}/?version=2")

    assert "Version 2 was submitted" in words
    assert "Your marks stay with version 1, which they cite." in words
    assert "Quite another text." not in words
    assert "Quite another text." in shown(newer)
    assert "You are reading version 2, but you are reviewing another version." in shown(newer)
    assert "Record determination" not in shown(newer)
    assert client.get(f"/reviews/{application.reference}/?version=3").status_code == 404


def test_a_finding_that_is_new_since_submission_says_so(client):
    application = an_application(3, signatures=[])
    application.findings.filter(subject_key="9900001").update(is_new_since_sealing=True)

    words = shown(signed_in(client, an_officer()).get(f"/reviews/{application.reference}/"))

    assert "1 new since submission" in words


def test_only_words_of_the_narrative_are_in_quotation_marks(client):
    narrative = a_case(1)["narrative"]
    narrative[0]["text"] = "The 12 districts share a teacher."
    application = an_application(3, signatures=[], narrative=narrative)
    signed_in(client, an_officer())

    for address in ("", "print/"):
        page = client.get(f"/reviews/{application.reference}/{address}").content.decode()

        assert re.search(r"<q[^>]*>[^<]*The 12 districts share a teacher", page)
        assert "Requested, not signed" in page
        assert not re.search(r"<q[^>]*>Requested, not signed", page)


def test_the_rubric_that_applicants_saw_is_beside_each_element_and_on_paper(client):
    application = an_application(3)
    version = application.versions.get()
    elements = version.content["elements"]
    rubric = {"explained_if": "Every vote is named.", "partly_if": "A board is named."}
    content = {**version.content, "elements": [*elements[:2], {**elements[2], **rubric}, *elements[3:]]}
    type(version).objects.filter(pk=version.pk).update(content=content)
    signed_in(client, an_officer())

    desk = client.get(f"/reviews/{application.reference}/")
    paper = client.get(f"/reviews/{application.reference}/print/")

    assert [card.number for card in desk.context["cards"] if card.has_rubric] == [3]
    assert "Explained if Every vote is named. Partly explained if A board is named." in shown(desk)
    assert "3 Who decides, and how Explained if Every vote is named." in shown(paper)


def test_a_version_from_before_rubrics_were_part_of_it_shows_none(client):
    application = an_application(3)
    version = application.versions.get()
    elements = [
        {key: element[key] for key in ("number", "title", "question")} for element in version.content["elements"]
    ]
    type(version).objects.filter(pk=version.pk).update(content={**version.content, "elements": elements})
    signed_in(client, an_officer())

    assert "Rubric" not in shown(client.get(f"/reviews/{application.reference}/"))
    assert "What makes an answer explained" not in shown(client.get(f"/reviews/{application.reference}/print/"))


def test_hostile_text_stays_text(client):
    narrative = a_case(1)["narrative"]
    narrative[0]["text"] = "<script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd & " + "w" * 400
    application = an_application(3, name="<b>Bold</b> Network", narrative=narrative)

    html = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/").content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \u05e9\u05dc\u05d5\u05dd &amp; www" in html
    assert "<b>Bold" not in html


def test_the_budget_names_who_is_paid(client):
    application = an_application(3)

    page = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/")

    assert "Teacher time, Harlan Valley $20,500 grant Harlan Valley Local School District" in shown(page)


def test_a_narrative_of_a_megabyte_is_shown(client):
    narrative = a_case(1)["narrative"]
    narrative[0]["text"] = "Mill Creek meets Stone Ridge every week. " * 2_400
    for answer in narrative[1:]:
        answer["text"] = "\n".join("One line of many, all of them alike." for _ in range(2_600))
    application = an_application(3, narrative=narrative)

    assert signed_in(client, an_officer()).get(f"/reviews/{application.reference}/").status_code == 200


def test_a_member_without_a_contribution_is_pointed_out_in_words(client):
    case = a_case(3)
    for commitment in case["commitments"]:
        if commitment["leaid"] == "9900002":
            commitment["gives"] = {"kind": "staff", "text": "", "amount": None}
    application = an_application(3, commitments=case["commitments"])

    words = shown(signed_in(client, an_officer()).get(f"/reviews/{application.reference}/"))

    assert "1 not contributing" in words
    assert "not stated" in words
    assert "7 students only" in shown(client.get(f"/reviews/{application.reference}/?by=activity"))


def test_shortcuts_are_turned_off_and_stay_off(client):
    officer, application = an_officer(), an_application()
    address = f"/reviews/{application.reference}/"
    signed_in(client, officer)
    assert "data-shortcuts" in client.get(address).content.decode()

    assert client.post("/reviews/shortcuts/", {"shortcuts": "off", "next": address}).url == address
    assert "data-shortcuts" not in client.get(address).content.decode()
    for odd in ("//evil.example/", "nowhere", "😀"):
        assert client.post("/reviews/shortcuts/", {"shortcuts": "on", "next": odd}).url == "/my/"


def test_people_who_do_not_review_have_no_access(client):
    application = an_application()

    assert client.get("/reviews/").status_code == 302
    signed_in(client, UserFactory())
    for address in ("", ".csv"):
        assert client.get(f"/reviews{address or '/'}").status_code == 403
    for address in ("/", ".pdf", "/print/", "/cite/"):
        assert client.get(f"/reviews/{application.reference}{address}").status_code == 403
