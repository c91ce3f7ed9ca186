"""Who sees what of a review, on pages, in counts, filters and files."""

import datetime
import re

import pytest

from districts.models import District
from grants.actions.application import reopen_application
from grants.actions.budget import save_budget_line
from grants.actions.plan import BudgetWords
from grants.actions.withdrawal import withdraw_application
from grants.models import Application, Review
from tests.factories import AppointmentFactory
from tests.grants.builders import AT, an_administrator, an_application, an_auditor, an_officer
from tests.grants.pages import determined, file_of, rows_of, shown, signed_in
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db


def test_an_officer_sees_nothing_of_another_review_before_recording_a_determination(client):
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    determined(application, ada, "not_explained", "Ada’s reasons, which stay hers for now.")
    signed_in(client, milo)

    for address in ("", "print/", "?by=activity"):
        words = shown(client.get(f"/reviews/{application.reference}/{address}"))
        assert "Ada’s reasons" not in words
        assert "Says the first" not in words
        assert "Review by" not in words
    queue = shown(client.get("/reviews/"))
    assert "Not explained 0" in queue
    assert "No determination yet 1" in queue
    assert rows_of(client, "?verdict=not_explained") == []
    assert rows_of(client, "?element=2&mark=partly") == []
    [row] = file_of(client)
    assert (row["determination"], row["element 2"], row["marked elements"]) == ("", "", "0")


def test_an_officer_sees_another_review_after_recording_a_determination(client):
    application, ada, milo = an_application(), an_officer("Ada Winters"), an_officer("Milo Hart")
    determined(application, ada, "not_explained", "Ada’s reasons, at length.")
    determined(application, milo)

    words = shown(signed_in(client, milo).get(f"/reviews/{application.reference}/"))

    assert "Review by Ada Winters" in words
    assert "Ada’s reasons, at length." in words
    assert "Explained 1" in shown(client.get("/reviews/"))


@pytest.mark.parametrize("reader", [an_administrator, an_auditor])
def test_administrators_and_auditors_read_everything_and_write_nothing(client, reader):
    application, ada = an_application(), an_officer("Ada Winters")
    determined(application, ada, "not_explained", "Ada’s reasons, at length.")
    signed_in(client, reader())

    page = client.get(f"/reviews/{application.reference}/")

    assert "Ada’s reasons, at length." in shown(page)
    assert "Record determination" not in shown(page)
    assert client.post(f"/reviews/{application.reference}/determination/").status_code == 403
    assert "Not explained 1" in shown(client.get("/reviews/"))
    assert Review.objects.count() == 1


@pytest.mark.parametrize("ends_on", [None, datetime.date(2025, 6, 30)])
@pytest.mark.parametrize("role", [an_officer, an_administrator, an_auditor])
def test_no_official_reads_an_application_of_a_district_that_he_or_she_represents_or_once_represented(
    client, role, ends_on
):
    application, other, official = an_application(), an_application(3, first=10, name="Another Network"), role()
    determined(application, an_officer("Ada Winters"), "not_explained")
    AppointmentFactory(user=official, district=District.objects.get(leaid="9900002"), ends_on=ends_on)
    signed_in(client, official)

    for address in ("", "print/", "?by=activity", "?version=1", "hand-over/"):
        assert client.get(f"/reviews/{application.reference}/{address}").status_code == 404
    assert client.get(f"/reviews/{application.reference}.pdf").status_code == 404
    assert rows_of(client) == [other.reference]
    assert [row["reference"] for row in file_of(client)] == [other.reference]
    assert "1 of 1 application" in shown(client.get("/reviews/"))
    assert "where you have or had a role aren’t listed or counted" in shown(client.get("/reviews/"))
    assert "Not explained 0" in shown(client.get("/reviews/"))
    assert not Review.objects.visible_to(official).exists()


def test_the_queue_of_an_official_without_a_conflict_speaks_of_none(client):
    an_application()
    official = an_officer()
    AppointmentFactory(user=official, ends_on=datetime.date(2025, 6, 30))

    assert "have or had a role" not in shown(signed_in(client, official).get("/reviews/"))


def test_an_auditor_with_a_conflict_reads_nothing_of_the_review_in_the_audit_log(client):
    application, other = an_application(), an_application(3, first=10, name="Another Network")
    auditor, impartial = an_auditor(), an_auditor()
    for one in (application, other):
        determined(one, an_officer(f"Officer of {one.reference}"), "not_explained")
    AppointmentFactory(user=auditor, district=District.objects.get(leaid="9900002"), ends_on=datetime.date(2025, 6, 30))

    for asked in ("", "?event=review", f"?subject={application.reference}", "?person=Officer+of"):
        words = shown(signed_in(client, auditor).get(f"/audit/{asked}"))
        assert application.reference not in re.sub(r"Officer of \S+", "", words)
        assert "where you have or had a role aren’t shown" in words
    assert other.reference in shown(client.get("/audit/?event=review"))
    words = shown(signed_in(client, impartial).get("/audit/?event=review"))
    assert application.reference in words
    assert "aren’t shown" not in words


def test_an_application_that_was_withdrawn_stays_out_of_a_conflicted_auditors_log(client):
    application, auditor = an_application(), an_auditor()
    AppointmentFactory(user=auditor, district=District.objects.get(leaid="9900002"), ends_on=datetime.date(2025, 6, 30))
    lead = AppointmentFactory(district=District.objects.get(leaid="9900001")).user
    withdraw_application(application=application, reason="The board said no.", by=lead, at=AT)

    words = shown(signed_in(client, auditor).get("/audit/"))

    assert application.reference not in words
    assert "The board said no." not in words


def test_the_audit_log_tells_no_auditor_what_a_draft_says_until_it_is_submitted(client, time_machine):
    time_machine.move_to(WRITING, tick=False)
    draft = a_draft()
    words = BudgetWords(line="A secret plan", amount=41_357, source="grant", payee_name="Openfield")
    save_budget_line(application=draft.application, words=words, by=draft.lead, at=WRITING)

    page = shown(signed_in(client, an_auditor()).get("/audit/?event=budget_line"))

    assert draft.application.reference in page
    assert "A secret plan" not in page
    assert "41357" not in page
    assert "only its members read what it says" in page
    Application.objects.update(status="submitted", submitted_at=WRITING, first_submitted_at=WRITING)
    assert "A secret plan" in shown(client.get("/audit/?event=budget_line"))
    reopen_application(application=draft.application, by=draft.lead, at=WRITING)
    later = WRITING + datetime.timedelta(hours=1)
    words = BudgetWords(line="A new plan", amount=5, source="grant", payee_name="Openfield")
    save_budget_line(application=draft.application, words=words, by=draft.lead, at=later)
    page = shown(client.get("/audit/?event=budget_line"))
    assert "A secret plan" in page
    assert "A new plan" not in page
    withdraw_application(application=draft.application, reason="No match.", by=draft.lead, at=later)
    page = shown(client.get("/audit/?event=budget_line"))
    assert "A secret plan" in page
    assert "A new plan" not in page


def test_no_officer_with_a_conflict_writes_or_finds_an_application(client):
    application, officer = an_application(), an_officer()
    AppointmentFactory(user=officer, district=District.objects.get(leaid="9900002"), ends_on=datetime.date(2025, 6, 30))
    signed_in(client, officer)

    desk = f"/reviews/{application.reference}/"
    for address in ("take/", "release/", "marks/", "determination/"):
        assert client.post(f"{desk}{address}", {"element": 1, "kind": "nothing_found"}).status_code == 404
    assert client.get(f"{desk}cite/?place=n3-p1").status_code == 404
    assert application.reference not in shown(client.get("/search/?q=Ridge+Rivers"))
    assert client.get(f"/applications/{application.reference}/").status_code == 404
    assert not Review.objects.exists()


def test_an_officer_who_is_appointed_in_a_member_in_the_middle_of_a_review_reads_no_more_of_it(client):
    application, officer = an_application(), an_officer()
    determined(application, officer)
    AppointmentFactory(user=officer, district=District.objects.get(leaid="9900002"))
    signed_in(client, officer)

    assert client.get(f"/reviews/{application.reference}/").status_code == 404
    page = signed_in(client, an_administrator()).get(f"/reviews/{application.reference}/hand-over/")
    assert page.status_code == 200


def test_an_appointment_that_was_withdrawn_before_it_began_is_no_conflict(client):
    application, officer = an_application(), an_officer()
    AppointmentFactory(user=officer, district=District.objects.get(leaid="9900002"), withdrawn_at=AT)

    assert signed_in(client, officer).get(f"/reviews/{application.reference}/").status_code == 200


@pytest.mark.parametrize("reference", ["26-9999", "x", "26-0001-"])
def test_a_reference_of_no_application_is_not_found(client, reference):
    an_application()

    assert signed_in(client, an_officer()).get(f"/reviews/{reference}/").status_code == 404


def test_a_draft_is_not_on_the_desk_even_of_an_officer_who_writes_it(client):
    application, officer = an_application(), an_officer()
    Application.objects.filter(pk=application.pk).update(status="draft")
    AppointmentFactory(user=officer, district=District.objects.get(leaid="9900001"))

    assert signed_in(client, officer).get(f"/reviews/{application.reference}/").status_code == 404
