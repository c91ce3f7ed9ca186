"""A submitted application’s pages don’t name other applications before its round has closed."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from grants.actions.application import submit_application
from tests.factories import MembershipFactory
from tests.grants.pages import shown, signed_in
from tests.grants.walking import CLOSES, WRITING, a_draft

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.mark.parametrize(("at", "names"), [(CLOSES - HOUR, False), (CLOSES + HOUR, True)])
def test_a_member_in_two_applications_reads_the_others_name_only_once_the_round_closed(at, names):
    ours = a_draft()
    rival = a_draft(competition=ours.competition)
    add = MembershipFactory(consortium=rival.consortium, district=ours.districts[1])
    rival.application.participants.create(
        key=add.district.leaid, name=add.district.name, district=add.district, membership=add, position=9
    )
    for one in (rival, ours):
        submit_application(application=one.application, by=one.lead, at=WRITING)

    client, reference = signed_in(Client(), ours.lead), ours.application.reference
    with time_machine.travel(at, tick=False):
        for page in ("application_members", "application_findings"):
            words = shown(client.get(reverse(f"applicant:{page}", args=[reference])))
            assert "is also in another application for this round" in words
            assert "change your plan" not in words  # nothing can be changed now
            assert (rival.application.reference in words) is names
