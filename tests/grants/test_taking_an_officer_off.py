"""No one takes an officer off a review: a role that others assign after the submission is for the administrator."""

import datetime

import pytest

from accounts.refusals import Refused
from districts.actions import give_appointment
from districts.models import Appointment, District
from districts.states import Office
from grants.actions.officers import assign_application
from grants.actions.review import start_review
from grants.models import Version
from grants.reads.conflicts import roles_given_since_submission
from tests.factories import AppointmentFactory
from tests.grants.builders import AT, an_administrator, an_application, an_officer

pytestmark = pytest.mark.django_db

A_MINUTE = datetime.timedelta(minutes=1)


def given(officer, moment) -> Appointment:
    """A role in a participating district, recorded by a registrar at that moment."""
    return give_appointment(
        user=officer,
        district=District.objects.get(leaid="9900002"),
        kind=Office.TREASURER,
        starts_on=datetime.date(2026, 1, 1),
        by="a registrar's command",
        at=moment,
    )


def test_a_role_recorded_before_the_submission_is_a_bar():
    application, officer = an_application(), an_officer()
    given(officer, Version.objects.get().sealed_at - A_MINUTE)

    with pytest.raises(Refused, match="Ada Winters represents or represented Harlan Valley Local School District"):
        start_review(application=application, by=officer, at=AT)
    assert roles_given_since_submission(an_administrator()) == []


def test_a_role_recorded_after_the_submission_is_a_task_of_the_administrator(client):
    application, officer = an_application(), an_officer("Ada Winters")
    assign_application(application=application, by=officer, at=AT)
    given(officer, Version.objects.get().sealed_at + A_MINUTE)

    start_review(application=application, by=officer, at=AT)

    administrator = an_administrator()
    client.force_login(administrator)
    [task] = client.get("/my/").context["page"].tasks
    assert task.text == f"Decide whether Ada Winters can continue to review {application.reference}."
    assert "was given a role at Harlan Valley Local School District after the application was submitted" in task.about
    client.force_login(officer)
    assert "Decide whether" not in client.get("/my/").content.decode()


def test_a_role_of_an_officer_who_does_not_review_the_application_is_nobodys_task():
    an_application()
    given(an_officer(), Version.objects.get().sealed_at + A_MINUTE)

    assert roles_given_since_submission(an_administrator()) == []


def test_what_an_officer_accepted_before_becoming_one_stays_a_bar():
    application, officer = an_application(), an_officer()
    district = District.objects.get(leaid="9900002")
    AppointmentFactory(
        user=officer,
        district=district,
        kind=Office.DESIGNEE,
        delegated_by=AppointmentFactory(district=district),
        given_at=Version.objects.get().sealed_at + A_MINUTE,
    )

    with pytest.raises(Refused, match="represents or represented"):
        start_review(application=application, by=officer, at=AT)
