"""The pages of memberships: tasks on /my/, a membership with its buttons, invitations, requests, documents."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import OutgoingEmail
from consortia.actions import memberships
from consortia.models import Membership
from consortia.states import MembershipStatus
from tests.consortia.members import JULY, NOON, confirmed, invited, signed_in, tasks_of, text_of, two_sides
from tests.factories import ContractFactory, DistrictFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the resolution"
# Session, user and roles.
WHO = 3


@pytest.fixture(autouse=True)
def _that_noon(time_machine) -> None:
    time_machine.move_to(NOON)


def test_a_superintendent_accepts_on_the_page_that_the_email_leads_to():
    sides = two_sides()
    membership = invited(sides, words="Calculus by video from August.")
    letter = OutgoingEmail.objects.get(to_user=sides.superintendent)
    assert letter.about == f"/memberships/{membership.pk}/"
    superintendent = signed_in(sides.superintendent)

    page = superintendent.get(letter.about)
    assert "Mill Creek Learning Network invites Cedar Gap Local School District to join on Jul 1, 2026" in text_of(page)
    assert "Your action is needed." in text_of(page)
    answer = superintendent.post(f"{letter.about}accept/", {"seen": page.context["accept_form"]["seen"].value()})

    assert answer.status_code == 302
    membership.refresh_from_db()
    assert membership.status == MembershipStatus.CONFIRMED
    assert OutgoingEmail.objects.filter(to_user=sides.lead, subject__startswith="Confirmed").count() == 1


@pytest.mark.parametrize(
    ("joins_on", "said"), [("2026-07-01", "begins right away."), ("2027-07-01", "begins on Jul 1, 2027.")]
)
def test_an_invitation_says_when_the_membership_begins(joins_on, said):
    sides = two_sides()
    membership = invited(sides, joins_on=datetime.date.fromisoformat(joins_on))

    page = signed_in(sides.superintendent).get(f"/memberships/{membership.pk}/")

    assert f"If you accept, the membership {said}" in text_of(page)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (
            datetime.date(2026, 9, 28),
            "Answer by Sep 28, 2026. An unanswered invitation expires after Nov 13, 2026.",
        ),
        (datetime.date(2026, 9, 29), "Answer was due Sep 28, 2026."),
    ],
)
def test_an_invitation_says_by_when_to_answer_and_when_it_expires(on, said, time_machine):
    sides = two_sides()
    address = f"/memberships/{invited(sides).pk}/"

    time_machine.move_to(datetime.datetime.combine(on, NOON.timetz()))

    for person in (sides.superintendent, sides.lead):
        assert said in text_of(signed_in(person).get(address))


def test_a_request_says_by_when_to_answer_and_does_not_expire():
    sides = two_sides()
    request = memberships.ask_to_join(
        consortium=sides.consortium, member=sides.district, joins_on=JULY, by=sides.superintendent, at=NOON
    )
    page = text_of(signed_in(sides.lead).get(f"/memberships/{request.pk}/"))

    assert "Answer by Sep 28, 2026." in page
    assert "expires" not in page


def test_who_acts_for_a_consortium_is_not_offered_to_join_it():
    sides = two_sides()
    address = sides.consortium.get_absolute_url()

    assert "Ask to join" not in text_of(signed_in(sides.lead).get(address))
    for client in (Client(), signed_in(sides.superintendent)):
        assert "Ask to join" in text_of(client.get(address))


def test_a_visitor_who_is_not_signed_in_is_led_to_sign_in_and_answer():
    sides = two_sides()
    membership = invited(sides)
    proposed = two_sides(name="Not yet registered", status="proposed")
    hidden = Membership.objects.get(consortium=proposed.consortium)

    page = Client().get(f"/memberships/{membership.pk}/")
    assert "Answer by" not in text_of(page)
    assert f'href="/accounts/login/?next=/memberships/{membership.pk}/"' in text_of(page)
    for pk in (hidden.pk, 999_999):
        answer = Client().get(f"/memberships/{pk}/")
        assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next=/memberships/{pk}/")


def test_a_document_may_come_with_the_answer_and_only_insiders_open_it():
    sides = two_sides()
    membership = invited(sides)
    file = SimpleUploadedFile('../Vote"\r\n.html', PDF, content_type="text/html")

    signed_in(sides.superintendent).post(
        f"/memberships/{membership.pk}/accept/", {"file": file, "kind": "board_resolution", "adopted_on": "2026-09-01"}
    )

    address = membership.documents.get().get_absolute_url()
    document = signed_in(sides.lead).get(address)
    assert (document.content, document["Content-Type"]) == (PDF, "application/pdf")
    assert document["Content-Disposition"].startswith("attachment")
    assert document["X-Content-Type-Options"] == "nosniff"
    assert signed_in(sides.stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_file_of_the_wrong_type_keeps_the_answer_open_and_the_message_in_the_form():
    sides = two_sides()
    membership = invited(sides)
    file = SimpleUploadedFile("resolution.pdf", b"<script>alert(1)</script>")

    answer = signed_in(sides.superintendent).post(
        f"/memberships/{membership.pk}/accept/", {"file": file, "kind": "agreement", "words": "Glad to join."}
    )

    assert answer.status_code == 422
    assert "This file isn’t a PDF, PNG, or JPEG" in text_of(answer)
    assert "Glad to join." in text_of(answer)


def test_a_pending_membership_is_a_task_for_one_side_and_waiting_on_others_for_the_other():
    sides = two_sides()
    invited(sides)

    assert tasks_of(sides.superintendent) == [
        ("Mill Creek Learning Network invites Cedar Gap Local School District to join.", "Review and answer")
    ]
    assert tasks_of(sides.lead) == []
    assert "the superintendent of Cedar Gap Local School District needs to accept or decline." in text_of(
        signed_in(sides.lead).get("/my/")
    )


def test_a_membership_that_both_sides_agreed_on_is_a_task_of_the_registrar():
    sides = two_sides()
    confirmed(sides, role="fiscal_agent")

    assert tasks_of(sides.registrar) == [
        ("Approve Cedar Gap Local School District in Mill Creek Learning Network.", "Review and approve")
    ]
    assert "the registrar needs to review and approve it" in text_of(signed_in(sides.superintendent).get("/my/"))


def test_where_no_one_may_answer_the_registrar_is_asked_to_appoint_someone():
    sides = two_sides()
    district = DistrictFactory(name="Harlan Valley Local School District", leaid="9900999")
    membership = invited(sides, member=district)

    assert tasks_of(sides.registrar) == [
        ("No one can answer for Harlan Valley Local School District. Appoint someone who can.", "Appoint someone")
    ]
    assert "The registrar needs to invite the superintendent of Harlan Valley" in text_of(
        signed_in(sides.lead).get(f"/memberships/{membership.pk}/")
    )


def test_a_dispute_is_a_task_of_the_other_side_until_it_responds_and_of_the_registrar():
    sides = two_sides()
    membership = confirmed(sides)
    memberships.dispute(membership=membership, words="We left in June.", by=sides.superintendent, at=NOON)

    asked = "Cedar Gap Local School District in Mill Creek Learning Network is disputed. Tell us what you know."
    assert tasks_of(sides.lead) == [(asked, "Review and respond")]
    assert tasks_of(sides.superintendent) == []
    assert len(tasks_of(sides.registrar)) == 1
    memberships.answer(membership=membership, words="You came in July.", by=sides.lead, at=NOON)
    assert (tasks_of(sides.lead), tasks_of(sides.superintendent)) == (
        [],
        [(asked, "Review and respond")],
    )


def test_everyone_sees_that_a_membership_is_disputed_but_only_insiders_read_the_comments():
    sides = two_sides()
    membership = confirmed(sides)
    memberships.dispute(membership=membership, words="Our board never voted.", by=sides.superintendent, at=NOON)

    public, side = (
        text_of(client.get(f"/memberships/{membership.pk}/")) for client in (Client(), signed_in(sides.lead))
    )

    assert "Disputed since Sep 14, 2026" in public
    assert "Our board never voted." not in public
    assert "Ann Marsh" not in public
    assert "Our board never voted." in side


def test_only_the_buttons_that_the_reader_may_use_are_there():
    sides = two_sides()
    membership = invited(sides)

    shown = {
        who: signed_in(getattr(sides, who)).get(f"/memberships/{membership.pk}/").context["available_actions"]
        for who in ("superintendent", "lead", "registrar", "stranger")
    }

    assert shown == {
        "superintendent": ["accept", "decline", "paper"],
        "lead": ["withdraw", "paper"],
        "registrar": ["correct"],
        "stranger": [],
    }


def test_a_declined_membership_is_seen_by_its_sides_only():
    sides = two_sides()
    membership = memberships.decline(
        membership=invited(sides), words="Not this year.", by=sides.superintendent, at=NOON
    )

    answers = [
        client.get(f"/memberships/{membership.pk}/").status_code for client in (Client(), signed_in(sides.stranger))
    ]
    assert answers == [302, 404]
    assert signed_in(sides.lead).get(f"/memberships/{membership.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("deed", "begins", "who", "said", "status"),
    [
        ("decline", invited, "superintendent", {"words": "Not this year."}, "declined"),
        ("withdraw", invited, "lead", {}, "withdrawn"),
        ("dispute", confirmed, "superintendent", {"words": "Wrong day."}, "disputed"),
    ],
)
def test_each_action_has_a_page_that_says_what_it_leads_to(deed, begins, who, said, status):
    sides = two_sides()
    membership = begins(sides)
    client, address = signed_in(getattr(sides, who)), f"/memberships/{membership.pk}/{deed}/"

    page = client.get(address)
    answer = client.post(address, said | {"seen": page.context["form"]["seen"].value()})

    assert answer.status_code == 302
    membership.refresh_from_db()
    assert membership.status == status


def test_a_stale_page_says_what_happened_and_the_next_try_counts():
    sides = two_sides()
    membership = confirmed(sides)
    client, address = signed_in(sides.lead), f"/memberships/{membership.pk}/leave/"
    said = {
        "last_day": "2026-09-30",
        "words": "It moves on.",
        "seen": client.get(address).context["form"]["seen"].value(),
        "confirmed": "1",
    }
    document = memberships.UploadedDocument(PDF, "vote.pdf", "board_resolution")
    memberships.add_document(membership=membership, document=document, by=sides.superintendent, at=NOON)

    page = client.post(address, said)
    assert "Since you opened this page, Ann Marsh" in text_of(page)
    assert "It moves on." in text_of(page)
    assert client.post(address, said | {"seen": page.context["form"]["seen"].value()}).status_code == 302
    membership.refresh_from_db()
    assert str(membership.leaves_on) == "2026-09-30"


def test_before_a_member_leaves_a_page_says_what_that_means_and_going_back_loses_nothing():
    sides = two_sides()
    membership = confirmed(sides)
    ContractFactory(consortium=sides.consortium, starts_on=None, ends_on=None)
    client, address = signed_in(sides.superintendent), f"/memberships/{membership.pk}/leave/"
    said = {"last_day": "2026-09-30", "words": "We <b>moved</b> on."}

    page = text_of(client.post(address, said))
    assert "Check before you end this membership" in page
    assert "stays a member of Mill Creek Learning Network through September 30, 2026." in page
    assert "After that, it can’t buy under 1 shared contract of Mill Creek Learning Network." in page
    assert "You can cancel this until September 30, 2026 has passed." in page
    assert "We &lt;b&gt;moved&lt;/b&gt; on." in page
    membership.refresh_from_db()
    assert membership.leaves_on is None
    back = client.post(address, said | {"back": "1"})
    assert back.context["form"]["words"].value() == "We <b>moved</b> on."
    assert client.post(address, said | {"confirmed": "1"}).status_code == 302
    membership.refresh_from_db()
    assert str(membership.leaves_on) == "2026-09-30"


def test_the_page_before_leaving_refuses_what_leaving_would_refuse():
    sides = two_sides()
    membership = confirmed(sides)

    page = signed_in(sides.superintendent).post(
        f"/memberships/{membership.pk}/leave/", {"last_day": "2020-01-01", "words": "Long ago."}
    )

    assert page.context["form"].errors
