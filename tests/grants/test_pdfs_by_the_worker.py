"""PDFs of reviewed applications: asked for, made by the worker, kept, given up, and never somebody else's."""

import datetime
import hashlib

import pytest
from django.core.management import call_command

from accounts.refusals import Refused
from grants.actions.review import record_mark, start_review
from grants.actions.review_pdfs import NotDrawn, ask_for_pdf, draw_next_pdf
from grants.models import ReviewPDF
from portal.review import files
from portal.review.views import paper
from reviews.rules import NOTHING_FOUND, Cited
from tests.factories import UserFactory
from tests.grants.builders import AT, an_administrator, an_application, an_auditor, an_officer

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def reading(client, settings, monkeypatch):
    """A function that signs somebody in and asks for an address, where a worker makes the PDFs."""
    settings.WORKER = True
    monkeypatch.setattr(paper, "can_make_pdf", lambda: True)

    def ask(person, application, method="get", query=""):
        client.force_login(person)
        return getattr(client, method)(f"/reviews/{application.reference}.pdf{query}")

    return ask


def work(draw=lambda page: b"%PDF-1.7 " + page.encode(), at=None):
    """One look of the worker, now or at that moment."""
    now = at or datetime.datetime.now(datetime.UTC)
    return draw_next_pdf(draw=draw, clock=lambda: now)


def mark(application, by, note):
    """The officer's mark on the first element, with a note."""
    review, nothing = start_review(application=application, by=by, at=AT), [Cited(NOTHING_FOUND)]
    facts = {"verdict": "not_explained", "citations": nothing, "note": note, "revision": 0}
    record_mark(review=review, element=1, **facts, by=by, at=AT)


def fails(page):
    """A drawing that never ends."""
    raise NotDrawn("Making the PDF took longer than 60 seconds.")


def test_the_pdf_is_made_outside_the_request_and_given_when_it_is_ready(reading):
    officer, application = an_officer(), an_application()

    before = reading(officer, application)
    asked = reading(officer, application, "post")
    waiting = reading(officer, application)
    assert work() is True
    assert work() is False
    ready = reading(officer, application)

    assert (before.status_code, "This PDF hasn’t been made yet" in before.content.decode()) == (200, True)
    assert (asked.status_code, asked.url) == (302, f"/reviews/{application.reference}.pdf")
    assert (waiting.status_code, "It’s next in line." in waiting.content.decode()) == (202, True)
    assert waiting["Refresh"] == f"3; url=/reviews/{application.reference}.pdf?version=1"
    assert (ready.status_code, ready["Content-Type"]) == (200, "application/pdf")
    assert ready["Content-Disposition"] == f'inline; filename="{application.reference}.pdf"'
    kept = ReviewPDF.objects.get()
    assert kept.digest == hashlib.sha256(ready.content).hexdigest()
    assert application.versions.get().digest in ready.content.decode()


def test_the_page_stops_refreshing_if_the_reader_chooses(reading):
    officer, application = an_officer(), an_application()
    reading(officer, application, "post")

    page = reading(officer, application, query="?stay=1")

    assert "Refresh" not in page
    assert "Check now" in page.content.decode()


def test_a_second_reader_who_sees_the_same_gets_it_at_once(reading):
    application = an_application()
    reading(an_auditor(), application, "post")
    work()

    assert reading(an_administrator(), application)["Content-Type"] == "application/pdf"


def test_no_one_gets_the_pdf_of_another_officers_review(reading):
    ada, ben, application = an_officer("Ada Winters"), an_officer("Ben Foster"), an_application()
    mark(application, ada, "A private note.")
    reading(ada, application, "post")
    work()

    assert "A private note." in reading(ada, application).content.decode()
    assert "A private note." not in reading(ben, application).content.decode()
    assert reading(ben, application)["Content-Type"].startswith("text/html")


def test_after_a_change_of_the_review_the_old_pdf_is_not_given(reading):
    ada, application = an_officer(), an_application()
    reading(ada, application, "post")
    work()
    mark(application, ada, "New.")

    assert "This PDF hasn’t been made yet" in reading(ada, application).content.decode()


def test_two_clicks_ask_for_one_pdf(reading):
    officer, application = an_officer(), an_application()
    reading(officer, application, "post")
    reading(officer, application, "post")

    assert ReviewPDF.objects.count() == 1


def test_the_page_says_how_many_are_made_first(reading):
    officer = an_officer()
    first, second = an_application(), an_application(3, first=4, name="Otter Run Consortium")
    reading(officer, first, "post")
    reading(officer, second, "post")

    assert "One other PDF is ahead of it." in reading(officer, second).content.decode()


def test_a_pdf_that_takes_too_long_fails_after_three_tries_and_the_page_says_so(reading):
    officer, application = an_officer(), an_application()
    reading(officer, application, "post")
    now = ReviewPDF.objects.get().asked_at

    assert [work(fails, now), work(fails, now), work(fails, now + MINUTE), work(fails, now + 3 * MINUTE)] == [
        True, False, True, True,
    ]  # fmt: skip
    page = reading(officer, application)

    assert page.status_code == 200
    assert "Making the PDF took longer than 60 seconds." in page.content.decode()
    assert ReviewPDF.objects.get().page == ""
    reading(officer, application, "post")
    assert work() is True
    assert reading(officer, application)["Content-Type"] == "application/pdf"


def test_a_pdf_that_kills_its_worker_fails_too(reading):
    officer, application = an_officer(), an_application()
    reading(officer, application, "post")
    now = ReviewPDF.objects.get().asked_at

    def killed(page):
        raise KeyboardInterrupt

    for turn in range(3):
        with pytest.raises(KeyboardInterrupt):
            work(killed, now + 4 * turn * MINUTE)
    assert work(killed, now + 12 * MINUTE) is True

    assert "stopped every time before it finished" in reading(officer, application).content.decode()


def test_who_cannot_read_an_application_cannot_ask_for_its_pdf():
    version = an_application().versions.get()

    with pytest.raises(Refused):
        ask_for_pdf(version=version, page_digest="0" * 64, page="", by=UserFactory(), at=AT)


def test_the_worker_removes_pdfs_that_no_one_requested_for_a_month(time_machine):
    officer, version = an_officer(), an_application().versions.get()
    day = datetime.timedelta(days=1)
    for number, at in enumerate((AT, AT + 30 * day, AT + 31 * day)):
        ask_for_pdf(version=version, page_digest=f"{number:064}", page="", by=officer, at=at)

    ReviewPDF.objects.update(next_try_at=None, problem="Made by hand in this test.")
    time_machine.move_to(AT + 31 * day, tick=False)

    call_command("run_worker")

    assert [pdf.page_digest[-1] for pdf in ReviewPDF.objects.all()] == ["1", "2"]


@pytest.mark.pdf
def test_the_worker_makes_it_in_a_separate_program(reading, capsys):
    officer, application = an_officer(), an_application()
    reading(officer, application, "post")

    call_command("run_worker")

    assert reading(officer, application).content.startswith(b"%PDF-1.7")


@pytest.mark.pdf
def test_a_drawing_that_takes_too_long_ends(monkeypatch):
    monkeypatch.setattr(files, "SECONDS", 0.1)

    with pytest.raises(NotDrawn, match="took longer than"):
        files.pdf_of("<p>Text</p>")


def test_words_that_are_too_long_to_be_set_are_broken():
    address, marks = "https://example.org/" + "a" * 5_000, "\u200f" * 1_000_000
    page = files.with_breaks(f'<a title="{"b" * 500}">{address}</a> {"&amp;" * 300} {marks} short')

    words = page.replace("<", " <").replace(">", "> ").replace("\u200b", " ").split()
    assert '"' + "b" * 500 + '"' in page, "markup stays as it is"
    assert page.replace("\u200b", "") == f'<a title="{"b" * 500}">{address}</a> {"&amp;" * 300} {marks} short'
    assert max(len(word) for word in words if not word.startswith("title")) == 5 * 50
    assert "&amp" not in [word[-4:] for word in words], "a letter that is written as several is not cut"


@pytest.mark.pdf
def test_a_word_of_a_hundred_thousand_letters_is_drawn_in_time():
    assert files.pdf_of(f"<p>{'a' * 100_000}</p>").startswith(b"%PDF-1.7")
