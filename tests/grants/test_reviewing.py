"""An officer takes on an application, marks its elements, responds to findings, and records a determination."""

import datetime

import pytest

from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.models import District
from grants.actions.officers import assign_application, reassign_application
from grants.actions.review import (
    ChangedMeanwhile,
    answer_finding,
    record_determination,
    record_mark,
    remove_citation,
    restore_citation,
    start_review,
)
from grants.models import Citation, Determination, Review
from reviews.rules import CELL, NOTHING_FOUND, PASSAGE, Cited
from tests.factories import AppointmentFactory, UserFactory
from tests.grants.builders import AT, a_case, an_administrator, an_application, an_officer
from tests.grants.pages import mark_nothing

pytestmark = pytest.mark.django_db
LATER = AT + datetime.timedelta(hours=1)
PLACE = Cited(PASSAGE, "n1-p1")


def a_review(members=3, officer=None):
    return start_review(application=an_application(members), by=officer or an_officer(), at=AT)


def mark(review, element=1, verdict="explained", citations=(PLACE,), **more):
    return record_mark(
        review=review, element=element, verdict=verdict, citations=citations, by=review.officer, at=AT,
        **{"revision": 0} | more,
    )  # fmt: skip


def determine(review, verdict="explained", reasons="All nine are explained.", **more):
    more = {"unmarked_reason": "The deciding element is marked."} | more
    return record_determination(review=review, verdict=verdict, reasons=reasons, by=review.officer, at=AT, **more)


# ---- assigning


def test_an_application_assigned_to_an_officer_is_under_review():
    officer, application = an_officer(), an_application()

    taken = assign_application(application=application, by=officer, at=AT)

    assert (taken.assigned_to, taken.assigned_at, taken.status) == (officer, AT, "under_review")
    assert taken.steps.last().step == "take"
    assert Entry.objects.last().event == "application.taken"


def test_the_second_of_two_officers_to_assign_an_application_sees_who_was_first():
    first, second, application = an_officer("Ada Winters"), an_officer("Milo Hart"), an_application()
    assign_application(application=application, by=first, at=AT)

    with pytest.raises(Unready, match="This application is assigned to Ada Winters"):
        assign_application(application=application, by=second, at=AT)


def test_assigning_an_application_twice_changes_nothing():
    officer, application = an_officer(), an_application()
    assign_application(application=application, by=officer, at=AT)
    assign_application(application=application, by=officer, at=LATER)

    application.refresh_from_db()
    assert application.assigned_at == AT
    assert application.steps.filter(step="take").count() == 1


def test_only_grants_officers_assign_applications_to_themselves():
    with pytest.raises(Refused, match="Only grants officers can review applications"):
        assign_application(application=an_application(), by=an_administrator(), at=AT)


def test_an_officer_who_represents_a_member_cannot_review_the_application():
    application, officer = an_application(), an_officer()
    AppointmentFactory(user=officer, district=District.objects.get(leaid="9900002"))

    with pytest.raises(Refused, match="represents or represented Harlan Valley Local School District"):
        assign_application(application=application, by=officer, at=AT)
    with pytest.raises(Refused, match="represents or represented Harlan Valley Local School District"):
        start_review(application=application, by=officer, at=AT)


def test_only_the_assigned_officer_or_an_administrator_reassigns():
    first, second, third, application = an_officer("A"), an_officer("B"), an_officer("C"), an_application()
    assign_application(application=application, by=first, at=AT)

    with pytest.raises(Refused, match=r"assigned to A\. Only they or an administrator can reassign it"):
        reassign_application(application=application, to=third, by=second, at=AT)
    reassign_application(application=application, to=second, by=first, at=AT)
    application = reassign_application(application=application, to=third, by=an_administrator(), at=LATER)

    assert application.assigned_to == third


def test_an_application_is_reassigned_to_grants_officers_only():
    officer, application = an_officer(), an_application()
    assign_application(application=application, by=officer, at=AT)

    with pytest.raises(Refused, match="Only grants officers can review applications"):
        reassign_application(application=application, to=UserFactory(), by=officer, at=AT)


# ---- marking


def test_a_mark_keeps_its_citation_and_the_queue_shows_it():
    review = a_review()

    made = mark(review, element=3, verdict="partly", citations=[Cited(PASSAGE, "n3-p2", 0, 15)])

    [citation] = made.citations.all()
    assert (citation.place, citation.start, citation.end, citation.quote) == ("n3-p2", 0, 15, "What was agreed")
    review.refresh_from_db()
    assert review.marks_line == "--p------"
    assert Entry.objects.last().event == "review.marked"


def test_a_cell_of_the_members_table_is_cited_with_its_words():
    made = mark(a_review(), citations=[Cited(CELL, "cell:9900002:gives")])

    assert made.citations.get().quote == (
        "Contributes: a room with video equipment and an aide; a third of the instructor’s salary ($12,000)"
    )


@pytest.mark.parametrize("place", ["n99-p1", "n1-p99", "n1", ""])
def test_a_place_that_is_not_in_the_version_cannot_be_cited(place):
    with pytest.raises(Unready, match="isn’t in this version"):
        mark(a_review(), citations=[Cited(PASSAGE, place)])


def test_no_mark_without_a_citation_or_an_explicit_nothing_found():
    review = a_review()

    with pytest.raises(Unready, match="Every mark needs a citation"):
        mark(review, citations=())
    assert mark(review, verdict="not_explained", citations=[Cited(NOTHING_FOUND)]).verdict == "not_explained"


def test_citing_a_passage_replaces_nothing_found():
    review = a_review()
    mark(review, verdict="not_explained", citations=[Cited(NOTHING_FOUND)])

    made = mark(review, verdict="partly", revision=1)

    assert [c.kind for c in made.citations.filter(removed_at=None)] == ["passage"]
    assert made.citations.count() == 2


def test_a_second_citation_is_added_and_the_verdict_does_not_change_when_none_is_given():
    review = a_review()
    mark(review)

    made = mark(review, verdict="", citations=[Cited(PASSAGE, "n1-p2")], revision=1)

    assert made.verdict == "explained"
    assert made.citations.count() == 2


def test_two_tabs_do_not_overwrite_each_other():
    review = a_review()
    mark(review, verdict="explained")

    with pytest.raises(ChangedMeanwhile, match="marked this element in another tab") as conflict:
        mark(review, verdict="partly", citations=[Cited(PASSAGE, "n1-p2")])

    assert conflict.value.stored.verdict == "explained"
    review.refresh_from_db()
    assert review.marks_line == "e--------"


def test_a_double_click_marks_once():
    review = a_review()
    mark(review)

    assert mark(review).revision == 1
    assert Citation.objects.count() == 1


def test_a_mark_that_loses_its_last_citation_is_unmarked_and_undo_restores_it():
    review = a_review()
    citation = mark(review).citations.get()

    assert remove_citation(citation=citation, by=review.officer, at=AT).verdict == ""
    review.refresh_from_db()
    assert review.marks_line == "---------"

    assert restore_citation(citation=citation, verdict="explained", by=review.officer, at=AT).verdict == "explained"
    review.refresh_from_db()
    assert review.marks_line == "e--------"


def test_a_removed_citation_stays_in_the_history():
    review = a_review()
    citation = mark(review).citations.get()
    remove_citation(citation=citation, by=review.officer, at=LATER)

    citation.refresh_from_db()
    assert citation.removed_at == LATER


def test_no_one_changes_another_officers_review():
    review, other = a_review(), an_officer("Milo Hart")
    citation = mark(review).citations.get()

    with pytest.raises(Refused, match="You can’t change another officer’s review"):
        record_mark(review=review, element=1, verdict="partly", citations=[PLACE], revision=1, by=other, at=AT)
    with pytest.raises(Refused, match="You can’t change another officer’s review"):
        remove_citation(citation=citation, by=other, at=AT)
    with pytest.raises(Refused, match="You can’t change another officer’s review"):
        record_determination(review=review, verdict="explained", reasons="…", by=other, at=AT)


def test_a_second_officer_reviews_an_application_assigned_to_another():
    application, second = an_application(), an_officer("Milo Hart")
    assign_application(application=application, by=an_officer(), at=AT)

    review = start_review(application=application, by=second, at=AT)

    assert mark(review).verdict == "explained"


def test_a_review_starts_once_and_keeps_its_version():
    application, officer = an_application(), an_officer()
    first = start_review(application=application, by=officer, at=AT, version=1)

    assert start_review(application=application, by=officer, at=LATER) == first
    assert first.version.number == 1


def test_a_version_that_was_never_submitted_cannot_be_reviewed():
    with pytest.raises(Unready, match="never submitted"):
        start_review(application=an_application(), by=an_officer(), at=AT, version=7)


# ---- findings


def a_review_with_a_finding():
    case = a_case(3)
    case["signatures"] = case["signatures"][:2]
    application = an_application(3, signatures=case["signatures"])
    return start_review(application=application, by=an_officer(), at=AT), application.findings.get()


def answer(review, finding, text, revision=0):
    return answer_finding(review=review, finding=finding, text=text, revision=revision, by=review.officer, at=AT)


def test_a_response_to_a_finding_is_recorded_and_changed():
    review, finding = a_review_with_a_finding()
    answer(review, finding, "considered: the board meets on Thursday")

    made = answer(review, finding, "considered: signed by letter", revision=1)

    assert (made.text, made.revision) == ("considered: signed by letter", 2)


def test_two_tabs_do_not_overwrite_each_others_responses():
    review, finding = a_review_with_a_finding()
    answer(review, finding, "considered: one")

    with pytest.raises(ChangedMeanwhile) as conflict:
        answer(review, finding, "considered: two")
    assert conflict.value.stored.text == "considered: one"


def test_a_finding_of_another_application_gets_no_response_here():
    review, _finding = a_review_with_a_finding()
    foreign = an_application(3, first=10, name="Another Network", signatures=[]).findings.first()

    with pytest.raises(Unready, match="belongs to another application"):
        answer(review, foreign, "considered: …")


# ---- determinations


def test_a_determination_is_recorded_and_shown_in_the_queue():
    review = a_review()
    determine(review, "partly", "Element 6 is missing.")

    review.refresh_from_db()
    assert review.standing_verdict == "partly"
    assert Entry.objects.last().event == "review.determined"


def test_a_determination_is_changed_with_a_reason_and_the_earlier_one_stays():
    review = a_review()
    first = determine(review, "partly", "Element 6 is missing.")

    with pytest.raises(Unready, match="Enter the reason for changing your determination"):
        determine(review, "explained", "The appendix has the schedule.")
    second = determine(
        review, "explained", "The appendix has the schedule.", replaces_reason="I had not seen the appendix."
    )

    assert second.replaces == first
    assert [d.verdict for d in review.determinations.all()] == ["partly", "explained"]
    review.refresh_from_db()
    assert review.standing_verdict == "explained"


def test_a_double_click_on_record_is_one_determination():
    review = a_review()

    assert determine(review) == determine(review)
    assert Determination.objects.count() == 1


def test_a_tab_that_did_not_see_the_current_determination_changes_nothing():
    review = a_review()
    determine(review, "partly", "As the first tab has it.", seen=0)

    with pytest.raises(ChangedMeanwhile) as conflict:
        determine(review, "explained", "As the second tab has it.", replaces_reason="…", seen=0)
    assert conflict.value.stored.reasons == "As the first tab has it."


def test_an_officer_sees_another_officers_review_only_after_recording_a_determination():
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    first = start_review(application=application, by=ada, at=AT)
    determine(first)
    second = start_review(application=application, by=milo, at=AT)

    assert list(Review.objects.visible_to(milo)) == [second]
    for element in range(1, 10):
        mark_nothing(second, element)
    determine(second, "partly", "I read it differently.")
    assert set(Review.objects.visible_to(milo)) == {first, second}
