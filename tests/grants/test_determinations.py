"""What a determination needs, what it opens, and what is said beside it when marks change or officers differ."""

import pytest
from django.db import IntegrityError

from accounts.refusals import Unready
from grants.actions.review import record_determination, record_mark, start_review
from grants.models import Determination, Review
from reviews.rules import PASSAGE, Cited
from tests.grants.builders import AT, an_administrator, an_application, an_officer
from tests.grants.pages import determined, file_of, mark_nothing, shown, signed_in

pytestmark = pytest.mark.django_db
REASONS = "Elements 1 to 4 name every member."


def a_review(marks, officer=None):
    review = start_review(application=an_application(), by=officer or an_officer(), at=AT)
    for element in range(1, marks + 1):
        mark_nothing(review, element)
    review.refresh_from_db()
    return review


def determine(review, verdict="partly", reasons=REASONS, **more):
    return record_determination(review=review, verdict=verdict, reasons=reasons, by=review.officer, at=AT, **more)


@pytest.mark.parametrize(
    ("marks", "words"), [(0, "9 elements aren’t"), (5, "4 elements aren’t"), (8, "1 element isn’t")]
)
def test_a_determination_needs_nine_marks_or_a_reason_for_recording_it_without_them(marks, words):
    review = a_review(marks)

    with pytest.raises(Unready, match=f"{words} marked. Mark all nine first, or enter the reason"):
        determine(review)

    made = determine(review, unmarked_reason="The consortium has ended.")
    assert made.unmarked_reason == "The consortium has ended."
    assert made.marks_line == "n" * marks + "-" * (9 - marks)


def test_on_nine_marks_no_reason_for_unmarked_elements_is_kept():
    assert determine(a_review(9), unmarked_reason="A stale page sent this.").unmarked_reason == ""


@pytest.mark.parametrize("reasons", ["ok", "See above.", "                    .", "nineteen characters"])
def test_reasons_have_to_answer_the_questions_on_the_form(reasons):
    with pytest.raises(Unready, match="Enter reasons that answer the questions above the field"):
        determine(a_review(9), reasons=reasons)


def test_the_database_keeps_no_determination_without_nine_marks_or_a_reason():
    review = a_review(1)

    with pytest.raises(IntegrityError, match="unmarked_has_a_reason"):
        Determination.objects.create(
            review=review, verdict="partly", reasons=REASONS, marks_line="n--------", recorded_at=AT,
            recorded_by=review.officer,
        )  # fmt: skip


def test_another_officers_review_opens_only_after_an_own_determination_on_nine_marks():
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    determined(application, ada)
    own = start_review(application=application, by=milo, at=AT)
    for element in range(1, 9):
        mark_nothing(own, element)
    determine(own, unmarked_reason="I’ll mark element 9 tomorrow.")

    assert list(Review.objects.visible_to(milo)) == [own]
    mark_nothing(own, 9)
    assert list(Review.objects.visible_to(milo)) == [own]
    determine(own, replaces_reason="All nine are marked now.")
    assert Review.objects.visible_to(milo).count() == 2


def test_a_form_that_is_refused_neither_assigns_nor_starts_a_review(client):
    application = an_application()

    page = signed_in(client, an_officer()).post(
        f"/reviews/{application.reference}/determination/", {"verdict": "partly", "reasons": REASONS, "seen": 0}
    )

    assert page.status_code == 422
    application.refresh_from_db()
    assert (application.assigned_to, Review.objects.count()) == (None, 0)


def test_the_form_says_what_the_reasons_must_answer_and_names_the_button_for_what_it_does(client):
    review = a_review(5)
    desk = f"/reviews/{review.application.reference}/"
    words = shown(signed_in(client, review.officer).get(desk))

    assert "Which elements decided it?" in words
    assert "Reason for recording it with 4 elements unmarked" in words
    assert "Record with 4 elements unmarked" in words
    for element in range(6, 10):
        mark_nothing(review, element)
    words = shown(client.get(desk))
    assert "Record determination All nine elements are marked." in words


def test_the_form_is_folded_until_nine_elements_are_marked(client):
    review = a_review(8)
    desk = f"/reviews/{review.application.reference}/"
    folded = '<details id="determine">'

    page = signed_in(client, review.officer).get(desk)
    assert folded in page.content.decode()
    assert "Record a determination (8 of 9 marked)" in shown(page)

    mark_nothing(review, 9)
    page = client.get(desk)
    assert folded not in page.content.decode()
    assert "All nine elements are marked." in shown(page)

    determine(review)
    assert "Change determination" in shown(client.get(desk))


def test_what_was_written_comes_back_with_the_field_for_unmarked_elements(client):
    review = a_review(5)

    page = signed_in(client, review.officer).post(
        f"/reviews/{review.application.reference}/determination/",
        {"verdict": "partly", "reasons": REASONS, "unmarked_reason": "", "seen": 0},
    )

    assert page.status_code == 422
    assert "Reason for recording it with elements unmarked" in shown(page)
    assert REASONS in page.content.decode()


def test_marks_that_changed_after_a_determination_are_named_beside_it(client):
    application, ada, ben = an_application(), an_officer("Ada Winters"), an_administrator()
    determined(application, ada)
    for element in (3, 7):
        record_mark(
            review=Review.objects.get(), element=element, verdict="explained", citations=[Cited(PASSAGE, "n3-p1")],
            revision=1, by=ada, at=AT,
        )  # fmt: skip
    words = "Changed after this determination: the marks of elements 3, 7."

    for reader in (ada, ben):
        signed_in(client, reader)
        assert words in shown(client.get(f"/reviews/{application.reference}/"))
        assert words in shown(client.get(f"/reviews/{application.reference}/print/"))


def test_two_officers_who_differ_are_seen_as_such(client):
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    determined(application, ada, "not_explained")
    assert "Officers differ" not in shown(signed_in(client, ada).get(f"/reviews/{application.reference}/"))
    determined(application, milo, "explained")

    for reader in (ada, milo, an_administrator()):
        signed_in(client, reader)
        desk = shown(client.get(f"/reviews/{application.reference}/"))
        assert "Officers differ." in desk
        assert "Officers differ." in shown(client.get(f"/reviews/{application.reference}/print/"))
        assert "officers differ" in shown(client.get("/reviews/"))
        assert file_of(client)[0]["officers differ"] == "yes"


def test_nobody_learns_from_the_queue_that_officers_differ_before_an_own_determination_on_nine_marks(client):
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    determined(application, ada, "not_explained")
    own = start_review(application=application, by=milo, at=AT)
    determine(own, "explained", unmarked_reason="Urgent, to see what Ada wrote.")

    signed_in(client, milo)
    assert "officers differ" not in shown(client.get("/reviews/"))
    assert file_of(client)[0]["officers differ"] == "no"
