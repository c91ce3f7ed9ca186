"""The pages of memberships: what waits on /my/, one line, its buttons, invitations, requests, proposals, papers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Letter
from consortia.actions import memberships, proposals
from consortia.models import Consortium, Membership
from consortia.states import MembershipStatus
from tests.consortia.members import NOON, confirmed, invited, two_sides
from tests.factories import DistrictFactory, PostFactory, SchoolFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the resolution"
# Session, user and roles.
WHO = 3
OF_MEMBERSHIPS = ("/proposal/", "/people/")


@pytest.fixture(autouse=True)
def _that_noon(time_machine) -> None:
    time_machine.move_to(NOON)


def _as(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _text(answer) -> str:
    return " ".join(answer.content.decode().split())


def _asked(user) -> list[tuple[str, str]]:
    """What memberships ask of this person; facts to be confirmed and applications stand on the page as well."""
    tasks = _as(user).get("/my/").context["tasks"]
    return [
        (task.text, task.button) for task in tasks if task.url.endswith(OF_MEMBERSHIPS) or "/memberships/" in task.url
    ]


def test_from_the_letter_a_superintendent_accepts_on_one_page():
    sides = two_sides()
    line = invited(sides, words="Calculus by video from August.")
    letter = Letter.objects.get(to_user=sides.superintendent)
    assert letter.about == f"/memberships/{line.pk}/"
    superintendent = _as(sides.superintendent)

    page = superintendent.get(letter.about)
    assert "Mill Creek Learning Network invites Cedar Gap Local School District from Jul 1, 2026" in _text(page)
    assert "It waits for you." in _text(page)
    answer = superintendent.post(f"{letter.about}accept/", {"seen": page.context["accept_form"]["seen"].value()})

    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.status == MembershipStatus.CONFIRMED
    assert Letter.objects.filter(to_user=sides.lead, subject__startswith="Confirmed").count() == 1


def test_who_opens_the_letter_without_being_signed_in_is_led_to_the_answer():
    sides = two_sides()
    line = invited(sides)
    proposed = two_sides(name="Not yet registered", status="proposed")
    hidden = Membership.objects.get(consortium=proposed.consortium)

    page = Client().get(f"/memberships/{line.pk}/")
    assert f'href="/accounts/login/?next=/memberships/{line.pk}/"' in _text(page)
    for pk in (hidden.pk, 999_999):
        answer = Client().get(f"/memberships/{pk}/")
        assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next=/memberships/{pk}/")


def test_the_paper_may_come_with_the_answer_and_only_the_sides_open_it():
    sides = two_sides()
    line = invited(sides)
    file = SimpleUploadedFile('../Vote"\r\n.html', PDF, content_type="text/html")

    _as(sides.superintendent).post(
        f"/memberships/{line.pk}/accept/", {"file": file, "kind": "board_resolution", "adopted_on": "2026-09-01"}
    )

    address = line.documents.get().get_absolute_url()
    paper = _as(sides.lead).get(address)
    assert (paper.content, paper["Content-Type"]) == (PDF, "application/pdf")
    assert paper["Content-Disposition"].startswith("attachment")
    assert paper["X-Content-Type-Options"] == "nosniff"
    assert _as(sides.stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_file_that_is_no_paper_leaves_the_answer_open_and_what_was_typed_in_the_form():
    sides = two_sides()
    line = invited(sides)
    file = SimpleUploadedFile("resolution.pdf", b"<script>alert(1)</script>")

    answer = _as(sides.superintendent).post(
        f"/memberships/{line.pk}/accept/", {"file": file, "kind": "agreement", "words": "Glad to join."}
    )

    assert answer.status_code == 422
    assert "The file is no PDF, PNG or JPEG" in _text(answer)
    assert "Glad to join." in _text(answer)


def test_what_waits_stands_on_the_page_of_whoever_answers_and_what_does_not_says_who_has_it():
    sides = two_sides()
    invited(sides)

    assert _asked(sides.superintendent) == [
        ("Mill Creek Learning Network invites Cedar Gap Local School District to join.", "Read and answer")
    ]
    assert _asked(sides.lead) == []
    assert "the superintendent of Cedar Gap Local School District accepts or declines." in _text(
        _as(sides.lead).get("/my/")
    )


def test_what_both_sides_agreed_waits_for_the_registrar():
    sides = two_sides()
    confirmed(sides, role="fiscal_agent")

    assert _asked(sides.registrar) == [
        ("Confirm Cedar Gap Local School District in Mill Creek Learning Network.", "Check and confirm")
    ]
    assert "the registrar checks and confirms it" in _text(_as(sides.superintendent).get("/my/"))


def test_where_nobody_may_answer_the_registrar_is_asked_to_invite_somebody():
    sides = two_sides()
    district = DistrictFactory(name="Harlan Valley Local School District", leaid="9900999")
    line = invited(sides, member=district)

    assert _asked(sides.registrar) == [
        ("Nobody may answer for Harlan Valley Local School District: invite whoever does.", "Give a post")
    ]
    assert "the registrar</strong>, who invites the superintendent of Harlan Valley" in _text(
        _as(sides.lead).get(f"/memberships/{line.pk}/")
    )


def test_a_dispute_waits_for_the_other_side_until_it_has_answered_and_for_the_registrar():
    sides = two_sides()
    line = confirmed(sides)
    memberships.dispute(line=line, words="We left in June.", by=sides.superintendent, at=NOON)

    asked = "Cedar Gap Local School District in Mill Creek Learning Network is disputed: say what you know."
    assert _asked(sides.lead) == [(asked, "Read and answer")]
    assert _asked(sides.superintendent) == []
    assert len(_asked(sides.registrar)) == 1
    memberships.answer(line=line, words="You came in July.", by=sides.lead, at=NOON)
    assert (_asked(sides.lead), _asked(sides.superintendent)) == ([], [(asked, "Read and answer")])


def test_everybody_reads_that_a_line_is_disputed_but_the_words_are_for_the_sides():
    sides = two_sides()
    line = confirmed(sides)
    memberships.dispute(line=line, words="Our board never voted.", by=sides.superintendent, at=NOON)

    public, side = (_text(client.get(f"/memberships/{line.pk}/")) for client in (Client(), _as(sides.lead)))

    assert "Disputed since Sep 14, 2026" in public
    assert "Our board never voted." not in public
    assert "Ann Marsh" not in public
    assert "Our board never voted." in side


def test_only_the_buttons_that_one_may_press_are_there():
    sides = two_sides()
    line = invited(sides)

    shown = {
        who: _as(getattr(sides, who)).get(f"/memberships/{line.pk}/").context["deeds"]
        for who in ("superintendent", "lead", "registrar", "stranger")
    }

    assert shown == {
        "superintendent": ["accept", "decline", "paper"],
        "lead": ["withdraw", "paper"],
        "registrar": ["correct"],
        "stranger": [],
    }


def test_a_declined_line_is_read_by_its_sides_only():
    sides = two_sides()
    line = memberships.decline(line=invited(sides), words="Not this year.", by=sides.superintendent, at=NOON)

    answers = [client.get(f"/memberships/{line.pk}/").status_code for client in (Client(), _as(sides.stranger))]
    assert answers == [302, 404]
    assert _as(sides.lead).get(f"/memberships/{line.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("deed", "who", "said", "status"),
    [
        ("decline", "superintendent", {"words": "Not this year."}, "declined"),
        ("withdraw", "lead", {}, "withdrawn"),
        ("dispute", "superintendent", {"words": "Wrong day."}, "disputed"),
    ],
)
def test_each_deed_has_a_page_that_says_what_follows(deed, who, said, status):
    sides = two_sides()
    line = invited(sides)
    client, address = _as(getattr(sides, who)), f"/memberships/{line.pk}/{deed}/"

    page = client.get(address)
    answer = client.post(address, said | {"seen": page.context["form"]["seen"].value()})

    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.status == status


def test_a_stale_page_says_what_happened_and_the_next_try_counts():
    sides = two_sides()
    line = confirmed(sides)
    client, address = _as(sides.lead), f"/memberships/{line.pk}/leave/"
    said = {
        "last_day": "2026-09-30",
        "words": "It moves on.",
        "seen": client.get(address).context["form"]["seen"].value(),
    }
    paper = memberships.Paper(PDF, "vote.pdf", "board_resolution")
    memberships.add_paper(line=line, paper=paper, by=sides.superintendent, at=NOON)

    page = client.post(address, said)
    assert "Since you opened this page, Ann Marsh" in _text(page)
    assert "It moves on." in _text(page)
    assert client.post(address, said | {"seen": page.context["form"]["seen"].value()}).status_code == 302
    line.refresh_from_db()
    assert str(line.leaves_on) == "2026-09-30"


def test_somebody_to_invite_is_found_by_part_of_the_name_or_by_id():
    sides = two_sides()
    school = SchoolFactory(name="Cedar Gap High School", district=sides.district)
    client, address = _as(sides.lead), f"/consortia/{sides.consortium.slug}/invite/"

    found = client.get(address, {"q": "cedar gap"}).context["found"]
    assert [key for key, _, _ in found] == [sides.district.leaid, school.ncessch]
    assert client.get(address, {"q": sides.district.leaid}).context["found"][0][0] == sides.district.leaid
    said = {"joins_on": "2026-10-01", "role": "member", "membership_class": "participating"}
    answer = client.post(f"{address}?member={school.ncessch}", said)

    line = Membership.objects.get(school=school)
    assert (answer.status_code, answer.url) == (302, f"/memberships/{line.pk}/")
    assert client.get(f"{address}?member=0000000").status_code == 404


def test_a_second_invitation_of_a_member_says_why_not_and_keeps_what_was_typed():
    sides = two_sides()
    confirmed(sides)
    said = {"joins_on": "2026-10-01", "role": "member", "membership_class": "observer", "words": "Once more."}

    page = _as(sides.lead).post(f"/consortia/{sides.consortium.slug}/invite/?member={sides.district.leaid}", said)

    assert "already has a line here from July 1, 2026, with no last day" in _text(page)
    assert "Once more." in _text(page)


def test_a_superintendent_asks_to_join_for_the_district_or_one_of_its_schools():
    sides = two_sides()
    school = SchoolFactory(district=sides.district, state="OH")
    client, address = _as(sides.superintendent), f"/consortia/{sides.consortium.slug}/join/"

    offered = client.get(address).context["form"].fields["member"].choices
    assert [key for key, _ in offered] == [sides.district.leaid, school.ncessch]
    said = {"member": school.ncessch, "joins_on": "2026-10-01", "membership_class": "participating"}
    assert client.post(address, said).status_code == 302

    assert Membership.objects.get(school=school).claimed_by == "member"
    assert [text for text, _ in _asked(sides.lead)] == [f"{school} asks to join Mill Creek Learning Network."]


def test_a_principal_with_the_power_asks_for_the_own_school_only():
    sides = two_sides()
    school = SchoolFactory(district=sides.district, state="OH")
    SchoolFactory(district=sides.district)
    principal = PostFactory(district=None, school=school, kind="principal").user

    page = _as(principal).get(f"/consortia/{sides.consortium.slug}/join/")

    assert [key for key, _ in page.context["form"].fields["member"].choices] == [school.ncessch]


def test_who_acts_for_nobody_is_told_who_does():
    sides = two_sides()

    page = _as(sides.registrar).get(f"/consortia/{sides.consortium.slug}/join/")

    assert "You act for no district or school here." in _text(page)


def test_a_consortium_is_proposed_and_registered_on_two_pages():
    sides = two_sides()
    said = {
        "name": "Three Forks Buying Group",
        "lead": sides.district.leaid,
        "purposes": ["purchasing"],
        "legal_form": "agreement",
        "invites": f"stone ridge local school district\n\n{sides.stranger.posts.get().district.leaid}\n",
    }

    answer = _as(sides.superintendent).post("/consortia/propose/", said)

    consortium = Consortium.objects.get(name="Three Forks Buying Group")
    assert (answer.status_code, answer.url) == (302, f"/consortia/{consortium.slug}/proposal/")
    assert consortium.memberships.count() == 3
    assert _asked(sides.registrar)[0] == ("Three Forks Buying Group is proposed as a consortium.", "Read and decide")
    registrar = _as(sides.registrar)
    assert "reason is missing" in _text(registrar.post(answer.url, {"decision": "refuse"}))
    registrar.post(answer.url, {"decision": "register"})
    consortium.refresh_from_db()
    assert consortium.status == "registered"


def test_a_name_that_nobody_has_or_two_have_is_not_guessed():
    sides = two_sides()
    DistrictFactory(name="Twin Local School District", state="OH")
    DistrictFactory(name="Twin Local School District", state="OH")
    said = {
        "name": "Three Forks",
        "lead": sides.district.leaid,
        "purposes": ["purchasing"],
        "legal_form": "agreement",
        "invites": "Twin Local School District\nNowhere",
    }

    page = _text(_as(sides.superintendent).post("/consortia/propose/", said))

    assert "“Twin Local School District” is the name of more than one. Write its id instead." in page
    assert "“Nowhere” is no id and no whole name in the register." in page
    assert not Consortium.objects.filter(name="Three Forks").exists()


def test_a_likely_duplicate_is_shown_with_its_reasons_and_a_link():
    sides = two_sides()
    said = {
        "name": "Mill Creek Network of Learning",
        "lead": sides.district.leaid,
        "purposes": ["purchasing"],
        "legal_form": "agreement",
    }
    client = _as(sides.superintendent)

    page = client.post("/consortia/propose/", said)
    assert f'href="/consortia/{sides.consortium.slug}/"' in _text(page)
    assert "The name has the same words" in _text(page)
    assert client.post("/consortia/propose/", said | {"override_reason": "Ours buys buses."}).status_code == 302


@pytest.mark.parametrize("papers", [1, 3])
def test_the_page_of_a_line_asks_eight_questions_of_the_public_whatever_happened(papers, django_assert_num_queries):
    sides = two_sides()
    line = confirmed(sides)
    for number in range(papers):
        paper = memberships.Paper(PDF + str(number).encode(), f"{number}.pdf", "agreement")
        memberships.add_paper(line=line, paper=paper, by=sides.superintendent, at=NOON)

    # the line; who speaks for the consortium, whose posts; steps; what continues it
    with django_assert_num_queries(5):
        Client().get(f"/memberships/{line.pk}/")
    client = _as(sides.superintendent)
    # the same and the papers; the steps' posts with their places come along
    with django_assert_num_queries(6 + WHO):
        client.get(f"/memberships/{line.pk}/")


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_of_a_registrar_asks_the_same_whatever_waits(lines, django_assert_num_queries):
    sides = two_sides()
    for _ in range(lines):
        invited(sides, member=DistrictFactory(state="OH"))
        theirs = PostFactory(district__state="WV")
        memberships.accept(line=invited(sides, member=theirs.district), by=theirs.user, at=NOON)

    client = _as(sides.registrar)
    # posts; claimed lines, who speaks for their consortia, whose posts; proposals; agreed and disputed lines;
    # disputes of facts; letters that did not leave
    with django_assert_num_queries(8 + WHO):
        page = client.get("/my/")
    assert len(page.context["tasks"]) == 2 * lines


@pytest.mark.parametrize("address", ["?q=%00ab", "?q=%FF%FE", "?member=%00", "?member=99%2e0001", "?q=" + "x" * 300])
def test_signs_that_no_name_has_find_nobody_to_invite(address):
    sides = two_sides()

    answer = _as(sides.lead).get(f"/consortia/{sides.consortium.slug}/invite/{address}")

    assert answer.status_code in (200, 404)


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_new_lines_ask_the_same_whatever_they_show(rows, django_assert_num_queries):
    sides = two_sides()
    others = [DistrictFactory(name=f"Cedar Fork {number}", state="OH") for number in range(rows)]
    SchoolFactory.create_batch(rows, name="Cedar High School", district=sides.district, state="OH")
    consortium = proposals.propose_consortium(
        name="Three Forks",
        lead=sides.district,
        invites=others,
        purposes=["purchasing", "vocational"][:rows],
        by=sides.superintendent,
        at=NOON,
    )
    lead, superintendent, registrar = (_as(who) for who in (sides.lead, sides.superintendent, sides.registrar))

    # the consortium; its lines that speak, the reader's post; districts, schools
    with django_assert_num_queries(4 + WHO):
        lead.get(f"/consortia/{sides.consortium.slug}/invite/", {"q": "Cedar"})
    # the consortium; districts, schools; the lines that stand here already
    with django_assert_num_queries(4 + WHO):
        superintendent.get(f"/consortia/{sides.consortium.slug}/join/")
    # the consortium; lines, purposes
    with django_assert_num_queries(3 + WHO):
        superintendent.get(f"/consortia/{consortium.slug}/proposal/")
    # the same; for likenesses: lines of those members, consortia of the state
    with django_assert_num_queries(5 + WHO):
        registrar.get(f"/consortia/{consortium.slug}/proposal/")


def test_nobody_names_more_than_a_hundred_at_once():
    sides = two_sides()
    said = {"name": "Three Forks", "lead": sides.district.leaid, "purposes": ["purchasing"], "legal_form": "agreement"}

    page = _as(sides.superintendent).post("/consortia/propose/", said | {"invites": "9900001\n" * 101})

    assert "Name at most 100 now, and invite the others afterwards." in _text(page)


def test_only_who_speaks_for_the_consortium_is_led_to_inviting():
    sides = two_sides()
    treasurer = PostFactory(district=sides.lead_district, kind="treasurer", can_register_membership=False).user
    address = f'href="/consortia/{sides.consortium.slug}/invite/"'

    assert address in _text(_as(sides.lead).get("/my/"))
    assert address not in _text(_as(treasurer).get("/my/"))
    assert _as(treasurer).get(f"/consortia/{sides.consortium.slug}/invite/").status_code == 403
