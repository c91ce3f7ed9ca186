"""A district without a consortium finds who fits, and is introduced only with consent."""

import datetime

import pytest
from django.test import Client

from accounts.refusals import Refused, Unready
from consortia.models import ConsortiumPurpose
from consortia.states import MemberRole
from districts.rules.distances import miles_between
from exchange.actions.partners import (
    answer_introduction,
    ask_introduction,
    state_wish,
    withdraw_introduction,
    withdraw_wish,
)
from exchange.models import Introduction, Wish
from exchange.rules.partners import NearbyConsortium, Neighbor, fitting_consortia, fitting_districts
from tests.consortia.members import NORTH, a_district
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    MembershipFactory,
    ServiceAgencyFactory,
    ServiceAgencyMembershipFactory,
    UserFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
# One hundredth of a degree of latitude is 0.69 miles, wherever one stands.
HERE = (40.0, -82.0)


def me(**facts):
    return Neighbor("9900001", "Otter Run", **({"point": HERE, "enrollment": 900, "locale": 42} | facts))


def test_distance_is_the_great_circle_in_miles():
    # Columbus to Cleveland (39.9612 N 82.9988 W, 41.4993 N 81.6944 W): 126 miles by any almanac.
    assert round(miles_between((39.9612, -82.9988), (41.4993, -81.6944))) == 126
    assert miles_between(HERE, HERE) == 0


def test_a_district_is_proposed_with_every_reason_in_words():
    esc = frozenset({"Ridge Rivers ESC"})
    offers, contracts = frozenset({"online courses"}), frozenset({"Platform"})
    other = Neighbor("9900002", "Cedar Gap", NORTH, 588, 43, agencies=esc, offers=offers, contracts=contracts)
    mine = me(
        agencies=frozenset({"Ridge Rivers ESC"}), needs=frozenset({"online courses"}), contracts=frozenset({"Platform"})
    )

    [fit] = fitting_districts(mine, [other])

    assert fit.reasons == (
        "14 miles away.",
        "Similar size: 588 students; you have 900.",
        "It is rural, like you.",
        "It belongs to Ridge Rivers ESC, as you do.",
        "It offers online courses, which you need.",
        "You can both buy under 1 contract: Platform.",
    )


@pytest.mark.parametrize(("students", "is_reason"), [(449, False), (450, True), (1_800, True), (1_801, False)])
def test_of_your_size_is_between_half_and_twice_as_many_students(students, is_reason):
    [fit] = fitting_districts(me(), [Neighbor("9900002", "Cedar Gap", NORTH, students, 42)])

    assert any("Similar size" in reason for reason in fit.reasons) is is_reason


def test_what_is_not_known_is_no_reason_and_no_obstacle():
    unknown = Neighbor("9900002", "Cedar Gap", agencies=frozenset({"A"}), needs=frozenset({"purchasing"}))
    mine = me(agencies=frozenset({"A"}), offers=frozenset({"purchasing"}))

    [fit] = fitting_districts(mine, [unknown])

    assert fit.miles is None
    assert fit.reasons == ("It belongs to A, as you do.", "It needs purchasing, which you offer.")


def test_one_reason_is_too_few_and_a_hundred_miles_are_too_far():
    one_reason = Neighbor("9900002", "Cedar Gap", NORTH, 20_000, 11)
    too_far = Neighbor("9900003", "Far Point", (42.0, -82.0), 900, 42)  # 138 miles

    assert fitting_districts(me(), [one_reason, too_far]) == []


def test_more_reasons_come_first_then_the_nearer():
    near = Neighbor("9900002", "Near", (40.1, -82.0), 900, 42)
    nearer_but_city = Neighbor("9900003", "City", (40.05, -82.0), 900, 11)
    farther = Neighbor("9900004", "Farther", NORTH, 900, 42)

    assert [fit.name for fit in fitting_districts(me(), [nearer_but_city, farther, near])] == [
        "Near", "Farther", "City",
    ]  # fmt: skip


def test_a_consortium_is_proposed_by_its_members_and_its_purpose():
    members = (
        Neighbor("9900002", "Cedar Gap", NORTH, 588, 43, agencies=frozenset({"Ridge Rivers ESC"})),
        Neighbor("9900003", "Harlan Valley", (40.5, -82.0), 1_000, 41),
        Neighbor("9900004", "Big City", None, 40_000, 11, offers=frozenset({"online courses"})),
    )
    group = NearbyConsortium("mill-creek", "Mill Creek", frozenset({"online courses"}), members)
    mine = me(agencies=frozenset({"Ridge Rivers ESC"}), needs=frozenset({"online courses"}))

    [fit] = fitting_consortia(mine, [group])

    assert fit.reasons == (
        "Its nearest member, Cedar Gap, is 14 miles away.",
        "2 of its 3 members with known enrollment are of similar size.",
        "2 of its 3 members with a known location are rural, like you.",
        "1 member belongs to Ridge Rivers ESC, as you do.",
        "Its purposes include online courses, which you need.",
        "Big City offers what you need.",
    )


# From here on with the register.


@pytest.fixture
def seeker(db):
    return a_district("Otter Run Local School District", HERE)


@pytest.fixture
def leader(seeker):
    return AppointmentFactory(district=seeker).user


def a_page(user, district):
    client = Client()
    client.force_login(user)
    return client.get(f"/districts/{district.leaid}/partners/").content.decode()


def test_the_page_proposes_consortia_and_districts_with_reasons(seeker, leader):
    cedar = a_district("Cedar Gap Local School District", enrollment=588)
    consortium = ConsortiumFactory(name="Mill Creek Learning Network")
    MembershipFactory(consortium=consortium, district=cedar, role=MemberRole.LEAD)
    a_district("Far Point Local School District", (44.0, -82.0))

    page = a_page(leader, seeker)

    assert "Its nearest member, Cedar Gap Local School District, is 14 miles away." in page
    assert "Similar size: 588 students; you have 900." in page
    assert "Far Point" not in page


def test_a_member_is_not_suggested_its_own_consortium(seeker, leader):
    consortium = ConsortiumFactory(name="Own Network")
    MembershipFactory(consortium=consortium, district=seeker)
    MembershipFactory(consortium=consortium, district=a_district("Cedar Gap Local School District"))

    assert "Own Network" not in a_page(leader, seeker)


def test_without_a_point_the_sisters_of_the_service_agency_are_compared(leader, seeker):
    seeker.latitude = seeker.longitude = None
    seeker.save()
    agency = ServiceAgencyFactory(name="Ridge Rivers Educational Service Center")
    sister = a_district("Sister Fork Local School District")
    for district in (seeker, sister):
        ServiceAgencyMembershipFactory(agency=agency, district=district)

    page = a_page(leader, seeker)

    assert "It belongs to Ridge Rivers Educational Service Center, as you do." in page
    assert "the office’s location is not known" in page


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_asks_the_same_number_of_questions_whatever_lies_around(
    others, seeker, leader, django_assert_num_queries
):
    for number in range(others):
        cedar = a_district(f"Cedar Gap {number} Local School District")
        consortium = ConsortiumFactory()
        MembershipFactory(consortium=consortium, district=cedar)
        ConsortiumPurpose.objects.create(consortium=consortium, purpose="online_courses")
        ContractFactory(consortium=consortium)
        ServiceAgencyMembershipFactory(district=cedar)
        Wish.objects.create(district=cedar, kind="offer", topic="purchasing", stated_at=NOON)
    client = Client()
    client.force_login(leader)

    # Session, user, roles, appointments; the district; what is around: districts near, membership lines, facts,
    # enrollments, service agencies, wishes, contracts, purposes, consortia; its own wishes, its questions,
    # whether one may act.
    with django_assert_num_queries(17):
        client.get(f"/districts/{seeker.leaid}/partners/")


def test_what_a_district_needs_it_states_once_and_takes_back(seeker, leader):
    pen = {"by": leader, "at": NOON}
    wish = state_wish(district=seeker, kind="need", topic="online_courses", words="calculus", **pen)
    again = state_wish(district=seeker, kind="need", topic="online_courses", words="calculus by video", **pen)

    assert again.pk == wish.pk
    assert Wish.objects.get().words == "calculus by video"

    withdraw_wish(wish=wish, **pen)
    assert not Wish.objects.visible_to(leader).exists()


def test_no_one_acts_for_a_district_without_permission(seeker):
    for stranger in (UserFactory(), AppointmentFactory(district=seeker, can_register_membership=False).user):
        with pytest.raises(Refused, match="don’t have permission to act for Otter Run"):
            state_wish(district=seeker, kind="need", topic="purchasing", by=stranger, at=NOON)


def test_a_wish_that_makes_no_sense_is_refused_in_words(seeker, leader):
    with pytest.raises(Unready) as no:
        state_wish(district=seeker, kind="want", topic="gold", words="x" * 301, by=leader, at=NOON)

    assert no.value.problems == (
        "Choose a topic.",
        "Choose whether your district needs it or offers it.",
        "Enter at most 300 characters.",
    )


@pytest.fixture
def other(db):
    return a_district("Cedar Gap Local School District")


@pytest.fixture
def other_leader(other):
    return AppointmentFactory(district=other, user__name="Dana Rowe", user__email="dana.rowe@example.org").user


def asked(seeker, leader, **to):
    return ask_introduction(district=seeker, **to, words="Shall we talk?", by=leader, at=NOON)


def test_names_are_told_only_after_a_yes(seeker, leader, other, other_leader):
    introduction = asked(seeker, leader, to_district=other)
    client = Client()
    client.force_login(leader)
    address = introduction.get_absolute_url()

    assert "Dana Rowe" not in client.get(address).content.decode()
    assert "Not answered yet." in client.get(address).content.decode()
    answer_introduction(introduction=introduction, is_yes=True, by=other_leader, at=NOON)
    page = client.get(address).content.decode()
    assert "Dana Rowe" in page
    assert "dana.rowe@example.org" in page


def test_a_no_shares_no_contacts(seeker, leader, other, other_leader):
    introduction = asked(seeker, leader, to_district=other)
    answer_introduction(introduction=introduction, is_yes=False, by=other_leader, at=NOON)
    client = Client()
    client.force_login(leader)

    assert "Dana Rowe" not in client.get(introduction.get_absolute_url()).content.decode()


def test_a_consortium_answers_by_its_lead(seeker, leader, other, other_leader):
    consortium = ConsortiumFactory()
    MembershipFactory(consortium=consortium, district=other, role=MemberRole.LEAD)
    member = AppointmentFactory().user
    introduction = asked(seeker, leader, to_consortium=consortium)

    with pytest.raises(Refused, match="Only people who act for Mill Creek Learning Network"):
        answer_introduction(introduction=introduction, is_yes=True, by=member, at=NOON)
    answer_introduction(introduction=introduction, is_yes=True, by=other_leader, at=NOON)
    assert Introduction.objects.get().status == "accepted"


def test_a_question_is_answered_once_and_asked_once(seeker, leader, other, other_leader):
    introduction = asked(seeker, leader, to_district=other)
    with pytest.raises(Unready, match="You already asked"):
        asked(seeker, leader, to_district=other)
    answer_introduction(introduction=introduction, is_yes=False, by=other_leader, at=NOON)

    with pytest.raises(Unready, match="Dana Rowe already declined this introduction"):
        answer_introduction(introduction=introduction, is_yes=True, by=other_leader, at=NOON)
    with pytest.raises(Unready, match="already declined this introduction"):
        withdraw_introduction(introduction=introduction, by=leader, at=NOON)


def test_an_introduction_is_seen_by_its_two_parties_only(seeker, leader, other, other_leader):
    introduction = asked(seeker, leader, to_district=other)
    client = Client()
    client.force_login(AppointmentFactory().user)

    assert client.get(introduction.get_absolute_url()).status_code == 404
    assert list(Introduction.objects.asked_of(other_leader)) == [introduction]
    assert list(Introduction.objects.asked_of(leader)) == []


def test_no_district_is_introduced_to_itself_or_to_its_consortium(seeker, leader):
    consortium = ConsortiumFactory()
    MembershipFactory(consortium=consortium, district=seeker)

    with pytest.raises(Unready, match="an introduction to your own district"):
        asked(seeker, leader, to_district=seeker)
    with pytest.raises(Unready, match="already belongs to this consortium"):
        asked(seeker, leader, to_consortium=consortium)
    with pytest.raises(Unready, match="Choose a district or a consortium"):
        asked(seeker, leader)


def test_the_forms_ask_and_answer_without_script(seeker, leader, other, other_leader):
    client = Client()
    client.force_login(leader)
    client.post(f"/districts/{seeker.leaid}/partners/", {"kind": "need", "topic": "purchasing", "words": ""})
    client.post(f"/districts/{seeker.leaid}/partners/ask/{other.leaid}/", {"words": "Hello"})
    introduction = Introduction.objects.get()
    client.force_login(other_leader)
    client.post(f"/introductions/{introduction.pk}/answer/", {"answer": "maybe"})
    assert Introduction.objects.get().status == "asked"
    client.post(f"/introductions/{introduction.pk}/answer/", {"answer": "yes"})

    assert Introduction.objects.get().status == "accepted"
    assert Wish.objects.get().topic == "purchasing"


def test_the_district_that_is_asked_must_exist(seeker, leader):
    client = Client()
    client.force_login(leader)

    assert client.get(f"/districts/{seeker.leaid}/partners/ask/nobody/").status_code == 404


def test_a_request_is_a_task_of_the_people_who_are_asked(seeker, leader, other, other_leader):
    introduction = asked(seeker, leader, to_district=other)
    client = Client()
    client.force_login(other_leader)

    page = client.get("/my/").content.decode()

    assert "Otter Run Local School District wants to connect with Cedar Gap Local School District." in page
    assert introduction.get_absolute_url() in page
