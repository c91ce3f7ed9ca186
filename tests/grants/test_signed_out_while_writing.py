"""A person who is signed out while writing loses nothing and returns to the page of the form."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from grants.models import Application
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db
HTML = {"HTTP_ACCEPT": "text/html,application/xhtml+xml"}


@pytest.fixture(autouse=True)
def _a_day_in_september():
    with time_machine.travel(WRITING, tick=False):
        yield


def _page(application: Application, name: str) -> str:
    return reverse(f"applicant:{name}", args=[application.reference])


def test_a_form_sent_when_signed_out_leads_back_to_its_page_and_says_that_it_is_not_saved(client):
    application = a_draft().application
    page = _page(application, "application_findings")

    answer = client.post(
        _page(application, "finding_explain"), {"text": "So."}, HTTP_REFERER=f"http://testserver{page}", **HTML
    )

    assert answer.url == f"/accounts/login/?next={page}"
    assert "what you just sent has not been saved" in client.get(answer.url).content.decode()


def test_what_scripts_save_says_so_itself_and_a_page_of_another_site_is_not_led_back_to(client):
    application = a_draft().application
    save = reverse("applicant:answer_save", args=[application.reference, 1])

    answer = client.post(save, {"text": "So."}, HTTP_REFERER="https://elsewhere.example/trap/", HTTP_ACCEPT="*/*")

    assert answer.url == f"/accounts/login/?next={save}"
    assert "has not been saved" not in client.get(answer.url).content.decode()


def test_a_form_opened_before_signing_in_anew_is_sent_again_with_what_was_typed():
    world = a_draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.lead)
    plan = _page(world.application, "application_plan")
    typed = {"text-1": 'Each <b>gives</b> "one" room.', "revision-1": "0", "csrfmiddlewaretoken": "x" * 32}

    answer = client.post(plan, typed, HTTP_ORIGIN="http://testserver", **HTML)

    assert answer.status_code == 403
    said = answer.content.decode()
    assert 'name="text-1" value="Each &lt;b&gt;gives&lt;/b&gt; &quot;one&quot; room."' in said
    assert "x" * 32 not in said
    token = said.split('name="csrfmiddlewaretoken" value="')[-1].split('"')[0]
    client.post(plan, {**typed, "csrfmiddlewaretoken": token}, HTTP_ORIGIN="http://testserver", **HTML)
    assert world.application.answers.get(position=1).text == 'Each <b>gives</b> "one" room.'


@pytest.mark.parametrize("origin", [{"HTTP_ORIGIN": "https://elsewhere.example"}, {"HTTP_ORIGIN": "null"}, {}])
def test_a_form_of_another_site_gets_nothing_to_press(origin):
    world = a_draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.lead)

    answer = client.post(_page(world.application, "application_plan"), {"text-1": "Trap."}, **origin, **HTML)

    assert answer.status_code == 403
    assert "Trap." not in answer.content.decode()
    assert "Send it again" not in answer.content.decode()


def test_what_one_person_typed_is_not_saved_in_the_name_of_another_who_signed_in_since(client):
    world = a_draft()
    client.force_login(world.treasurer)
    save = reverse("applicant:answer_save", args=[world.application.reference, 1])

    answer = client.post(save, {"text": "So.", "revision": "0", "person": str(world.lead.pk)})

    assert answer.status_code == 409
    assert "Someone else is now signed in" in answer.json()["problems"][0]
    assert world.application.answers.get(position=1).text == ""
