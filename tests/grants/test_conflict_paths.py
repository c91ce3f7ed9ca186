"""Conflicts that follow from the registry: the path in words, for many people and many applications at once."""

import datetime
import json
import time

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import District
from districts.states import Office
from grants.models import Application, Participant, Version
from grants.reads.conflict_paths import conflict_paths
from grants.rules.conflict_paths import ConflictStrength
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    ServiceAgencyFactory,
    ServiceAgencyMembershipFactory,
    UserFactory,
)
from tests.grants.builders import a_case, an_application
from tests.kept import kept

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 5, 4)
BAR, NOTICE = ConflictStrength.BAR, ConflictStrength.NOTICE


@pytest.fixture
@kept
def application():
    """Three members: Mill Creek (the lead), Harlan Valley, and Stone Ridge."""
    return an_application()


def a_member(leaid="9900002"):
    return District.objects.get(leaid=leaid)


def elsewhere(name="Oak Hill", of=DistrictFactory):
    """A district that takes part in no application; IDs of the factory could be those of the application’s file."""
    return of(name=name, leaid=f"88{District.objects.count():05d}")


def paths(person, application):
    found = conflict_paths([person], Application.objects.all(), on=TODAY).of(person.pk, application.pk)
    return [tuple(path) for path in found]


def sentences(person, application, strength=NOTICE):
    return [sentence for found, sentence in paths(person, application) if found is strength]


def test_a_superintendents_deputy_who_once_served_in_a_member_district_is_found(application):
    deputy = AppointmentFactory(district=elsewhere(), kind=Office.DESIGNEE).user
    AppointmentFactory(
        user=deputy, district=a_member(), kind=Office.DESIGNEE, starts_on="2018-08-01", ends_on="2021-06-30"
    )

    assert paths(deputy, application) == [
        (
            BAR,
            "Was designee of Harlan Valley Local School District until 2021; Harlan Valley Local School District is a "
            "member of this application.",
        )
    ]


def test_a_role_today_and_the_lead_are_named_as_such(application):
    person = AppointmentFactory(district=a_member("9900001"), kind=Office.TREASURER).user

    assert sentences(person, application, BAR) == [
        "Is treasurer of Mill Creek Local School District; Mill Creek Local School District is the lead of this "
        "application."
    ]


def test_a_principal_of_a_members_school_is_barred_and_one_of_another_school_is_not(application):
    school = SchoolFactory(district=a_member(), name="Bell School")
    principal = AppointmentFactory(district=None, school=school, kind=Office.PRINCIPAL).user
    other = AppointmentFactory(district=None, school=SchoolFactory(district=elsewhere()), kind=Office.PRINCIPAL).user

    assert sentences(principal, application, BAR) == [
        "Is principal of Bell School (Harlan Valley Local School District); Harlan Valley Local School District is a "
        "member of this application."
    ]
    assert paths(other, application) == []


def test_one_conflicted_member_conflicts_the_whole_application_and_no_other(application):
    other = an_application(first=10, name="Plains Alliance")
    person = AppointmentFactory(district=a_member(), ends_on="2021-06-30").user

    found = conflict_paths([person], Application.objects.all(), on=TODAY)

    assert list(found.bars_of(person.pk)) == [application.pk]
    assert found.of(person.pk, other.pk) == []


def test_a_role_that_others_recorded_after_the_submission_is_a_notice_as_it_is_for_officers(application):
    sealed_at = Version.objects.get().sealed_at
    later = AppointmentFactory(district=a_member(), given_at=sealed_at + datetime.timedelta(minutes=1)).user
    before = AppointmentFactory(district=a_member(), given_at=sealed_at - datetime.timedelta(minutes=1)).user

    assert sentences(later, application) == [
        "Is superintendent of Harlan Valley Local School District, as recorded after the application was submitted; "
        "Harlan Valley Local School District is a member of this application."
    ]
    assert [strength for strength, _ in paths(before, application)] == [BAR]


def test_who_started_submitted_or_signed_an_application_is_barred_from_it(application):
    person, signature = UserFactory(), application.signatures.first()
    type(signature).objects.filter(pk=signature.pk).update(signer=person)
    Application.objects.update(started_by=person)

    assert sentences(person, application, BAR) == [
        "Started this application.",
        f"Signed this application for {signature.participant.name}.",
    ]


def test_whose_district_competes_in_the_round_gets_a_notice_on_the_rivals(application):
    rival = an_application(first=10, name="Plains Alliance")
    person = AppointmentFactory(district=a_member()).user
    former = AppointmentFactory(district=a_member(), ends_on="2021-06-30").user

    assert paths(person, rival) == [
        (
            NOTICE,
            "Is superintendent of Harlan Valley Local School District; Harlan Valley Local School District takes part "
            f"in {application.reference}, which is in the same round.",
        )
    ]
    assert paths(former, rival) == []


def test_a_district_that_was_in_the_applying_consortium_is_a_notice(application):
    away = elsewhere()
    MembershipFactory(consortium=application.consortium, district=away, joins_on="2019-07-01", leaves_on="2024-06-30")
    person = AppointmentFactory(district=away).user

    assert (
        "Is superintendent of Oak Hill; Oak Hill was a member of the applicant, Ridge Rivers Learning "
        "Network until 2024." in (sentences(person, application))
    )


def test_a_consortium_shared_with_members_is_a_notice_if_they_were_in_it_at_the_same_time(application):
    shared, district = ConsortiumFactory(name="Six Bells"), elsewhere()
    MembershipFactory(consortium=shared, district=district)
    for leaid in ("9900002", "9900003"):
        MembershipFactory(consortium=shared, district=a_member(leaid))
    early = elsewhere("Far Away")
    MembershipFactory(consortium=shared, district=early, joins_on="2010-07-01", leaves_on="2015-06-30")

    assert paths(AppointmentFactory(district=district).user, application) == [
        (
            NOTICE,
            "Is superintendent of Oak Hill; Oak Hill is in Six Bells together with Harlan Valley Local School "
            "District and 1 other member of this application.",
        )
    ]
    assert paths(AppointmentFactory(district=early).user, application) == []


def test_invitations_and_roles_that_did_not_begin_connect_no_one(application):
    shared, district = ConsortiumFactory(), elsewhere()
    MembershipFactory(consortium=shared, district=district, status="claimed")
    MembershipFactory(consortium=shared, district=a_member())
    person = AppointmentFactory(district=district).user
    AppointmentFactory(user=person, district=a_member(), starts_on="2027-01-01")
    AppointmentFactory(user=person, district=a_member(), awaits_answer=True)

    assert paths(person, application) == []


def test_the_same_service_agency_is_a_notice_and_so_is_the_agency_itself(application):
    agency, district = elsewhere("North ESC", ServiceAgencyFactory), elsewhere()
    ServiceAgencyMembershipFactory(agency=agency, district=district)
    ServiceAgencyMembershipFactory(agency=agency, district=a_member())

    assert sentences(AppointmentFactory(district=district).user, application) == [
        "Is superintendent of Oak Hill; Oak Hill is a component district of North ESC together with Harlan Valley "
        "Local School District, a member of this application."
    ]
    assert sentences(AppointmentFactory(district=agency).user, application) == [
        "Is superintendent of North ESC; North ESC is the service agency of Harlan Valley Local School District, a "
        "member of this application."
    ]


def test_partners_suppliers_and_payees_that_are_the_persons_place_are_notices():
    case = a_case(
        partners=[{"name": "Oak Hill Educational Service Center", "kind": "nonprofit"}],
        contracts=[{"number": "C-1", "title": "Platform", "supplier": "Oak Hill Educational Service Center"}],
    )
    case["activities"][0]["contract"] = "C-1"
    case["budget"].append(
        {"line": "Training", "amount": 900, "source": "grant", "payee": "Oak Hill Educational Service Center"}
    )
    application = an_application(**{key: case[key] for key in ("partners", "contracts", "activities", "budget")})
    person = AppointmentFactory(district=elsewhere("Oak Hill Educational Service Center", ServiceAgencyFactory)).user

    name = "Oak Hill Educational Service Center"
    said = f"Is superintendent of {name}; this application names {name}"
    assert sentences(person, application) == [f"{said} as a partner.", f"{said} as a supplier.", f"{said} as a payee."]


def test_the_bars_are_the_same_as_those_of_officers(application):
    """The rule for one officer is a query, that for many people is computed; here they agree."""
    other = an_application(first=10, name="Plains Alliance")
    Participant.objects.filter(application=other, position=1).update(district=a_member("9900003"))
    school = SchoolFactory(district=a_member())
    own = SchoolFactory(district=a_member("9900003"))
    Participant.objects.filter(district=own.district, application=application).update(district=None, school=own)
    moment = Version.objects.earliest("sealed_at").sealed_at
    minute = datetime.timedelta(minutes=1)
    head = AppointmentFactory(district=a_member())
    people = [
        AppointmentFactory(**facts).user
        for facts in (
            {"district": a_member()},
            {"district": a_member(), "ends_on": "2021-06-30"},
            {"district": a_member("9900003")},
            {"district": None, "school": school, "kind": Office.PRINCIPAL},
            {"district": None, "school": SchoolFactory(district=a_member("9900003")), "kind": Office.PRINCIPAL},
            {"district": a_member(), "given_at": moment + minute},
            {"district": a_member(), "given_at": moment - minute},
            {"district": a_member(), "kind": Office.DESIGNEE, "delegated_by": head, "given_at": moment + minute},
            {"district": a_member(), "starts_on": "2027-01-01"},
            {"district": a_member(), "awaits_answer": True},
            {"district": a_member(), "withdrawn_at": moment},
            {"district": elsewhere()},
        )
    ]

    found = conflict_paths(people, Application.objects.all(), on=TODAY)

    for person in people:
        barred = [one.pk for one in Application.objects.all() if one.represented_by(person, on=TODAY)]
        assert sorted(found.bars_of(person.pk)) == sorted(barred)


def test_the_command_lists_them_for_people_and_a_round(application, capsys):
    person = AppointmentFactory(district=a_member(), user__email="ann@example.org", user__name="Ann Lee").user
    slug = application.competition.slug

    call_command("list_conflicts", slug, "ANN@example.org")
    assert capsys.readouterr().out.splitlines() == [
        f"Ann Lee, {application.reference} (bar): Is superintendent of Harlan Valley Local School District; Harlan "
        "Valley Local School District is a member of this application."
    ]
    call_command("list_conflicts", slug, person.email, "--json")
    [row] = json.loads(capsys.readouterr().out)
    assert {key: row[key] for key in ("person", "application", "strength")} == {
        "person": "ann@example.org",
        "application": application.reference,
        "strength": "bar",
    }
    with pytest.raises(CommandError, match="No account has the email address bo@"):
        call_command("list_conflicts", slug, person.email, "bo@example.org")
    with pytest.raises(CommandError, match=f"There is no round “nowhere”. Choose one of: {slug}"):
        call_command("list_conflicts", "nowhere", person.email)


def test_it_takes_the_same_number_of_queries_for_one_and_for_many(application):
    people = [AppointmentFactory(district=a_member()).user]
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            conflict_paths(people, Application.objects.all(), on=TODAY)
        counts.append(len(queries))
        an_application(first=10, name="Plains Alliance")
        people += [AppointmentFactory(district=a_member("9900003")).user for _ in range(3)]

    # Roles; memberships; consortia; applications; participants; agencies; started, submitted, signed; partners,
    # suppliers, payees, payers.
    assert counts == [13, 13]


def test_a_round_of_600_applications_with_30_members_and_250_people_takes_seconds(application):
    districts = [DistrictFactory(leaid=f"88{n:05d}") for n in range(900)]
    shared = ConsortiumFactory.create_batch(40)
    for number, district in enumerate(districts):
        MembershipFactory(consortium=shared[number % 40], district=district)
    fields = {field.attname: getattr(application, field.attname) for field in Application._meta.concrete_fields}
    del fields["id"]
    copies = [
        Application(**{**fields, "reference": f"27-{n:04d}", "consortium_id": shared[0].pk, "status": "withdrawn"})
        for n in range(599)
    ]
    Application.objects.bulk_create(copies)
    Participant.objects.bulk_create(
        Participant(
            application=one, key=f"k{m}", district=districts[(n * 7 + m) % 900], name=f"District {m}", position=m
        )
        for n, one in enumerate(copies)
        for m in range(30)
    )
    people = [AppointmentFactory(district=districts[n * 3]).user for n in range(250)]
    began = time.process_time()

    found = conflict_paths(people, Application.objects.all(), on=TODAY)
    connected = sum(bool(found.of(person.pk, one.pk)) for person in people for one in copies)

    assert time.process_time() - began < 20  # 2 to 4 seconds of one core
    assert connected > 1_000
    assert all(len(found.bars_of(person.pk)) > 10 for person in people)
