"""The reviewed application on paper: what it shows, and what its PDF may fetch."""

import contextlib
import re
import zlib

import pytest

from grants.actions.review import answer_finding, record_determination, record_mark, start_review
from portal.review import files
from reviews.rules import PASSAGE, Cited
from tests.grants.builders import AT, a_case, an_application, an_officer

pytestmark = pytest.mark.django_db


def a_reviewed_application(officer, members=3):
    application = an_application(members, signatures=a_case(members)["signatures"][1:])
    by = {"by": officer, "at": AT}
    review = start_review(application=application, **by)
    passage = [Cited(PASSAGE, "n3-p2")]
    record_mark(review=review, element=3, verdict="partly", citations=passage, note="Says when.", revision=0, **by)
    answer_finding(review=review, finding=application.findings.get(), text="Signed by letter.", revision=0, **by)
    record_determination(
        review=review, verdict="partly", reasons="It has no schedule of visits.", unmarked_reason="Urgent.", **by
    )
    return application


def unpacked(pdf):
    """The parts of a PDF, as they were before they were compressed."""
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(part)


def test_the_print_view_has_all_that_the_file_needs(client):
    officer = an_officer("Ada Winters")
    application = a_reviewed_application(officer)
    client.force_login(officer)

    words = re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(f"/reviews/{application.reference}/print/").content.decode())
    )

    for said in (
        application.reference,
        application.versions.get().digest,
        "Partly explained , Ada Winters",
        "It has no schedule of visits.",
        "What was agreed is written down and sent to the boards within a week. (3 Who decides, and how, ¶2)",
        "Note: Says when.",
        "Officer’s response: Considered. Signed by letter.",
        "Second officer",
    ):
        assert said in words.replace("  ", " "), said


@pytest.mark.pdf
def test_the_pdf_has_thirty_members_on_at_most_three_pages(client):
    officer = an_officer()
    long_text = "a room with video equipment and an aide who is there every day of the week, " * 12
    commitments = a_case(30)["commitments"]
    for row in commitments:
        row["gives"]["text"] = row["gives"]["text"].replace("a room with video equipment and an aide", long_text)
    application = an_application(30, commitments=commitments)
    client.force_login(officer)
    html = client.get(f"/reviews/{application.reference}/print/").content.decode()
    assert "Long entries are shortened to four lines in this table." in html
    document = files._weasyprint().HTML(string=html, base_url=files.PRINTED_AT, url_fetcher=files._own_files()).render()

    across = [page for page in document.pages if page.width > page.height]
    assert 2 <= len(across) <= 3
    assert (across[0].width, across[0].height) == (11 * 96, 8.5 * 96)


def test_texts_that_fit_on_three_pages_are_whole(client):
    officer = an_officer()
    commitments = a_case(5)["commitments"]
    for row in commitments:
        row["gives"]["text"] = "a room with video equipment and an aide who is there every day of the week, " * 4
    application = an_application(5, commitments=commitments)
    client.force_login(officer)

    html = client.get(f"/reviews/{application.reference}/print/").content.decode()

    assert '<table class="matrix" ' in html
    assert "shortened" not in html


@pytest.mark.pdf
def test_the_pdf_is_a_tagged_file(client):
    officer = an_officer()
    application = a_reviewed_application(officer)
    client.force_login(officer)

    file = client.get(f"/reviews/{application.reference}.pdf")

    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == f'inline; filename="{application.reference}.pdf"'
    assert file.content.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in b"".join(unpacked(file.content))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/static/css/desk.css",
        "file:///etc/passwd",
        "https://portal.invalid/static/../manage.py",
        "https://portal.invalid/static/%2e%2e/manage.py",
        "https://portal.invalid/reviews/",
        "https://portal.invalid/static/css/nothing.css",
        "https://portal.invalid.example.org/static/css/desk.css",
        "data:text/css,",
    ],
)
def test_the_pdf_fetches_nothing_but_our_own_static_files(url):
    with pytest.raises(ValueError, match="Not one of our files"):
        files.own_file(url)


@pytest.mark.pdf
def test_the_pdf_has_the_colors_of_the_portal(client):
    officer = an_officer()
    application = a_reviewed_application(officer)
    client.force_login(officer)

    file = client.get(f"/reviews/{application.reference}.pdf")

    navy = b"0.078431 0.188235 0.309804 rg"  # the line below a heading
    assert navy in b"".join(unpacked(file.content))


def test_its_own_style_sheet_is_found():
    assert files.own_file("https://portal.invalid/static/css/desk-print.css").name == "desk-print.css"


def test_where_the_library_is_missing_no_link_is_shown_and_the_address_says_so(client, monkeypatch, request):
    monkeypatch.setattr(files, "PANGO", ("libpango-that-nobody-has.so",))
    files.can_make_pdf.cache_clear()
    request.addfinalizer(files.can_make_pdf.cache_clear)
    application, officer = an_application(), an_officer()
    client.force_login(officer)

    desk = client.get(f"/reviews/{application.reference}/").content.decode()
    page = client.get(f"/reviews/{application.reference}.pdf")

    assert ".pdf" not in desk
    assert page.status_code == 501
    assert "PDF files are not available on this server" in page.content.decode()


def test_on_paper_the_budget_is_added_up_and_every_text_is_there_whole(client):
    case = a_case(3)
    long_text = "a room with video equipment and an aide who is there on every day of the school year, " * 9
    case["commitments"][0]["gives"]["text"] = long_text.strip(", ")
    application = an_application(3, commitments=case["commitments"])
    client.force_login(an_officer())

    page = client.get(f"/reviews/{application.reference}/print/").content.decode()

    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "All lines $61,500 $0" in words
    uncut = re.sub(r'<span class="clamp">.*?</span>', "", page, flags=re.DOTALL)  # cells of the matrix have four lines
    assert long_text.strip(", ") in uncut


@pytest.mark.pdf
def test_the_pdf_breaks_no_number_and_counts_its_pages(client):
    line = "Buses between all of the schools, " * 5  # a long text squeezes the columns beside it
    budget = [{"line": line, "amount": 88_888_888, "source": "grant", "payee": "9900001", "benefits": "all"}]
    application = an_application(3, budget=budget)
    client.force_login(an_officer())
    html = client.get(f"/reviews/{application.reference}/print/").content.decode()
    document = files._weasyprint().HTML(string=html, base_url=files.PRINTED_AT, url_fetcher=files._own_files()).render()

    lines = [lines_of(page) for page in document.pages]

    count = len(lines)
    assert all(f"Page {number} of {count}" in page for number, page in enumerate(lines, start=1))
    # In the members' table, among the findings, in the budget and in its totals.
    amounts = [amount for page in lines for line in page for amount in re.findall(r"[$\d,]*88[\d,]*\d", line)]
    assert len(amounts) >= 6
    assert set(amounts) == {"$88,888,888"}


def lines_of(page):
    """The texts of a drawn page, each as it stands on one line."""
    return [box.text.strip() for box in page._page_box.descendants() if getattr(box, "text", "")]
