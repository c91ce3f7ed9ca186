"""Two officers, or one in two tabs, at the same moment: only on PostgreSQL, where two can write."""

import pytest

from accounts.refusals import Unready
from grants.actions.officers import assign_application
from grants.actions.review import ChangedMeanwhile, record_determination, record_mark, start_review
from grants.models import Application, Determination, Mark, Review
from reviews.rules import PASSAGE, Cited
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.grants.builders import AT, an_application, an_officer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_second_of_two_officers_who_assign_at_once_sees_who_was_first():
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")

    other = while_it_waits(
        lambda: assign_application(application=application, by=ada, at=AT),
        lambda: assign_application(application=application, by=milo, at=AT),
    )

    assert isinstance(other.outcome, Unready)
    assert "This application is assigned to Ada Winters" in str(other.outcome)
    assert Application.objects.get().assigned_to == ada


def test_two_tabs_that_start_a_review_at_once_start_one_review():
    application, ada = an_application(), an_officer()

    def start():
        return start_review(application=application, by=ada, at=AT)

    other = while_it_waits(start, start)

    assert other.outcome == Review.objects.get()


def test_of_two_tabs_that_mark_at_once_the_second_is_shown_the_first():
    ada = an_officer()
    review = start_review(application=an_application(), by=ada, at=AT)

    def mark(verdict, place):
        return lambda: record_mark(
            review=review, element=1, verdict=verdict, citations=[Cited(PASSAGE, place)], revision=0, by=ada, at=AT
        )

    other = while_it_waits(mark("explained", "n1-p1"), mark("partly", "n1-p2"))

    assert isinstance(other.outcome, ChangedMeanwhile)
    assert Mark.objects.get().verdict == "explained"


def test_two_clicks_on_record_at_once_are_one_determination():
    ada = an_officer()
    review = start_review(application=an_application(), by=ada, at=AT)

    def record():
        return record_determination(
            review=review,
            verdict="partly",
            reasons="Seven of nine are explained.",
            unmarked_reason="Urgent.",
            seen=0,
            by=ada,
            at=AT,
        )

    other = while_it_waits(record, record)

    assert other.outcome == Determination.objects.get()
