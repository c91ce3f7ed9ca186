"""Proposed answers that wait for officers: no one blocks them forever, and none becomes final too early."""

import datetime

import pytest

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from grants.actions.review import record_determination, start_review
from grants.actions.review_requests import ask_officer, end_review_request
from grants.actions.state_answers import answer_proposal, cancel_state_answer, propose_state_answer
from grants.models import ReviewRequest, StateAnswer, Version
from tests.factories import StateRoleFactory
from tests.grants.builders import AT, an_administrator, an_application, an_officer
from tests.grants.pages import determined, mark_nothing, shown, signed_in

pytestmark = pytest.mark.django_db
REASONS = "Element 2 decides it: who teaches is named, who pays isn’t."
LATER = AT + datetime.timedelta(days=1)


def answered(world, officer, verdict="partly", **more):
    return propose_state_answer(
        application=world.application, verdict=verdict, reasons=REASONS, by=officer, at=LATER, **more
    )


def asked(world, officer, kind="decision", *, by=None):
    return ask_officer(application=world.application, officer=officer, kind=kind, by=by or world.ben, at=LATER)


@pytest.fixture
def differing():
    """An application on which Ada and Dee differ; Ben is an administrator, and Eve another officer."""

    class World:
        application = an_application()
        ada, dee, eve = an_officer("Ada Winters"), an_officer("Dee Marsh"), an_officer("Eve Stone")
        ben = an_administrator()

    determined(World.application, World.ada, verdict="explained", reasons="Every member is named with its share.")
    determined(World.application, World.dee, verdict="partly", reasons="Who pays after the grant is left open.")
    return World


def test_an_officer_who_was_asked_decides_although_a_proposal_waits_for_someone_who_left(differing, client):
    proposal = answered(differing, differing.ada)
    differing.ada.state_roles.update(ends_on=AT.date())
    asked(differing, differing.eve)
    page = shown(signed_in(client, differing.eve).get(f"/reviews/{differing.application.reference}/answer/"))
    assert "Record state’s answer" in page

    answer = answered(differing, differing.eve, verdict="explained")

    proposal.refresh_from_db()
    assert (proposal.state, answer.state, answer.basis) == ("canceled", "recorded", "decided")


def test_an_administrator_cancels_a_proposal_whose_author_does_not(differing):
    proposal = answered(differing, differing.ada)

    cancel_state_answer(answer=proposal, by=differing.ben, at=LATER)

    proposal.refresh_from_db()
    assert proposal.state == "canceled"


def test_a_proposed_answer_waits_for_a_second_review_that_was_asked_for_later(differing):
    proposal = answered(differing, differing.ada)
    second = asked(differing, differing.eve, "second_review")

    with pytest.raises(Unready, match="Eve Stone hasn’t finished a second review"):
        answer_proposal(answer=proposal, agrees=True, by=differing.dee, at=LATER)

    end_review_request(request=second, reason="She is away.", by=differing.ben, at=LATER)
    answer_proposal(answer=proposal, agrees=True, by=differing.dee, at=LATER)
    proposal.refresh_from_db()
    assert proposal.state == "recorded"


def test_an_administrator_who_reviewed_it_does_not_choose_who_decides(differing):
    StateRoleFactory(user=differing.ada, role=Role.ADMINISTRATOR)

    with pytest.raises(Refused, match="You reviewed this application, so another administrator has to choose"):
        asked(differing, differing.eve, by=differing.ada)


def test_no_answer_is_proposed_to_an_officer_who_cannot_read_it(differing):
    review = start_review(application=differing.application, by=differing.eve, at=AT)
    mark_nothing(review, 1)
    review.refresh_from_db()
    record_determination(
        review=review, verdict="not_explained", reasons=REASONS, unmarked_reason="Time.", by=differing.eve, at=AT
    )

    with pytest.raises(Unready, match="Eve Stone’s determination leaves elements unmarked"):
        answered(differing, differing.ada)
    assert not OutgoingEmail.objects.exists()


def test_no_one_decides_where_no_officer_marked_all_elements():
    class World:
        application, ben = an_application(), an_administrator()

    for name, verdict in (("Ada Winters", "partly"), ("Dee Marsh", "not_explained")):
        review = start_review(application=World.application, by=an_officer(name), at=AT)
        mark_nothing(review, 1)
        review.refresh_from_db()
        record_determination(
            review=review, verdict=verdict, reasons=REASONS, unmarked_reason="Time.", by=review.officer, at=AT
        )
    eve = an_officer("Eve Stone")
    asked(World, eve)

    with pytest.raises(Unready, match="No officer has marked all nine elements and recorded a determination yet"):
        answered(World, eve)


def test_once_officers_agree_no_one_is_asked_to_decide_anymore(differing, client):
    proposal = answered(differing, differing.ada)
    asked(differing, differing.eve)

    answer_proposal(answer=proposal, agrees=True, by=differing.dee, at=LATER)

    request = ReviewRequest.objects.get()
    assert (request.ended_at, request.reason) == (LATER, "The officers agreed on the state’s answer.")
    assert not StateAnswer.objects.visible_to(differing.eve).exists()


def test_a_new_name_of_an_officer_does_not_stop_the_others_from_agreeing(differing):
    proposal = answered(differing, differing.ada)
    differing.ada.name = "Ada Winters-Cole"
    differing.ada.save()

    answer_proposal(answer=proposal, agrees=True, by=differing.dee, at=LATER)

    proposal.refresh_from_db()
    assert proposal.state == "recorded"


def test_an_answer_is_about_the_version_that_was_determined_and_not_about_one_that_came_later():
    application, ada = an_application(), an_officer("Ada Winters")
    determined(application, ada, verdict="partly")
    first = application.versions.get()
    Version.objects.create(
        application=application, number=2, content=first.content, digest=first.digest, sealed_at=LATER,
        sealed_by=first.sealed_by,
    )  # fmt: skip

    answer = propose_state_answer(application=application, verdict="partly", reasons=REASONS, by=ada, at=LATER)

    assert answer.version == first


def test_an_officer_who_has_not_determined_is_not_told_that_the_others_differ(differing, client):
    fay = an_officer("Fay Reed")
    request = asked(differing, differing.eve)
    reference = differing.application.reference
    addresses = [f"/reviews/{reference}/", f"/reviews/{reference}/answer/", "/reviews/?conclusion=asked"]

    for address in addresses:
        assert "Eve Stone" not in shown(signed_in(client, fay).get(address))
        assert "Eve Stone" in shown(signed_in(client, differing.dee).get(address))
    assert signed_in(client, fay).get(f"/reviews/{reference}/ask/{request.pk}/end/").status_code == 404
    assert signed_in(client, differing.eve).get(f"/reviews/{reference}/ask/{request.pk}/end/").status_code == 200
