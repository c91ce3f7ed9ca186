"""The applicant's pages: what a lead sees and does on them, with and without scripts."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from grants.actions.application import reopen_application, submit_application
from grants.actions.signatures import open_signing
from grants.actions.writing import save_answer
from grants.models import Application, BudgetLine
from grants.states import Status
from tests.factories import AppointmentFactory
from tests.grants.builders import an_officer
from tests.grants.pages import as_read, sign
from tests.grants.walking import WRITING, a_draft, a_draft_with_a_plan, a_network, a_plan, a_round

pytestmark = pytest.mark.django_db
NOW = WRITING + datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _one_hour_later():
    with time_machine.travel(NOW, tick=False):
        yield


def _page(world, name, **arguments):
    return reverse(f"applicant:{name}", kwargs={"reference": world.application.reference, **arguments})


def _text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_public_reads_the_rules_of_a_round(client):
    competition = a_round()

    said = _text(client.get(competition.get_absolute_url()))

    assert "Opens Sep 1, 2026, 9:00 AM EDT" in said
    assert "Closes Sep 30, 2026, 5:00 PM EDT" in said
    assert "Maximum award: consortium $15,000,000" in said
    assert "What happens when members disagree" in said or "who pays whom" in said
    assert "Student access" in said


def test_a_lead_starts_from_the_page_of_the_round(client):
    world = a_network()
    competition = a_round()
    client.force_login(world.lead)
    start = reverse("applicant:application_start", args=[competition.slug])
    assert start in client.get(competition.get_absolute_url()).content.decode()

    answer = client.post(start, {"consortium": world.consortium.pk})

    application = Application.objects.get()
    assert answer.url == f"/applications/{application.reference}/"


def test_a_reader_whose_district_leads_nothing_is_offered_no_button(client):
    world = a_network()
    competition = a_round()
    client.force_login(world.signers[1])

    page = _text(client.get(competition.get_absolute_url()))
    assert "Only people who act for the lead of a consortium can start an application." in page
    answer = client.post(
        reverse("applicant:application_start", args=[competition.slug]), {"consortium": world.consortium.pk}
    )
    assert answer.status_code == 200
    assert not Application.objects.exists()


def test_without_scripts_one_button_saves_every_answer(client):
    world = a_draft()
    client.force_login(world.lead)
    data = {f"text-{n}": "" for n in range(1, 10)} | {f"revision-{n}": "0" for n in range(1, 10)}

    answer = client.post(_page(world, "application_plan"), data | {"text-1": "A room.", "text-2": "Calculus."})

    assert answer.status_code == 302
    assert dict(world.application.answers.filter(element__lte=2).values_list("element", "text")) == {
        1: "A room.",
        2: "Calculus.",
    }


def test_a_stale_page_shows_both_texts_and_saves_the_rest(client):
    world = a_draft()
    client.force_login(world.lead)
    save_answer(
        answer=world.application.answers.get(element=1), text="Theirs", revision=0, by=world.treasurer, at=WRITING
    )
    data = {"text-1": "Mine", "revision-1": "0", "text-2": "Calculus.", "revision-2": "0"}

    answer = client.post(_page(world, "application_plan"), data)

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine</textarea>" in said
    assert 'name="revision-1" value="0"' in said  # so that pressing Save again overwrites nothing
    both = client.post(_page(world, "section_detail", key="question-1"), data).content.decode()
    assert "Only in the saved answer: </span>Theirs" in both
    assert "Only in your answer: </span>Mine" in both
    assert world.application.answers.get(element=2).text == "Calculus."


def test_an_answer_of_a_megabyte_stays_on_the_page_with_the_reason(client):
    world = a_draft()
    client.force_login(world.lead)
    long = "word " * 220_000

    answer = client.post(_page(world, "application_plan"), {"text-1": long, "revision-1": "0"})

    assert "Shorten the answer to 100,000 characters. It has 1,099,999." in _text(answer)
    assert long.strip() in answer.content.decode()
    assert world.application.answers.get(element=1).text == ""


def test_hostile_text_is_shown_as_text(client):
    world = a_draft()
    client.force_login(world.lead)
    client.post(
        _page(world, "application_plan"), {"text-1": "</textarea><script>alert(1)</script>\u202e", "revision-1": "0"}
    )

    said = client.get(_page(world, "application_plan")).content.decode()

    assert "&lt;/textarea&gt;&lt;script&gt;" in said
    assert "\u202e" not in said


def test_an_answer_saves_automatically(client):
    world = a_draft()
    client.force_login(world.lead)
    address = _page(world, "answer_save", position=1)

    saved = client.post(address, {"text": "A room for nine.", "revision": "0"})
    stale = client.post(address, {"text": "Other", "revision": "0"})

    assert saved.json() == {"revision": 1, "words": 4, "saved": "1:00 PM"}
    assert (stale.status_code, stale.json()["text"], stale.json()["revision"]) == (409, "A room for nine.", 1)


def test_an_activity_is_added(client):
    world = a_draft()
    client.force_login(world.lead)
    first = world.participants[0]
    data = {
        "revision": "0", "title": "Shared calculus", "kind": "shared_course", "starts_on": "2027-08-17",
        "owner": first.pk,
    }  # fmt: skip

    answer = client.post(_page(world, "activity_new"), data)

    assert answer.url == _page(world, "application_activities")
    activity = world.application.activities.get()
    assert (activity.title, activity.owner, activity.starts_on) == (
        "Shared calculus", first, datetime.date(2027, 8, 17),
    )  # fmt: skip


def test_a_stale_activity_keeps_what_was_typed(client):
    world = a_draft_with_a_plan()
    client.force_login(world.lead)

    answer = client.post(_page(world, "activity_edit", position=1), {"revision": "0", "title": "Typed here"})

    assert "Nothing was overwritten" in _text(answer)
    assert 'value="Typed here"' in answer.content.decode()
    assert world.application.activities.get().title == "Shared calculus"


def test_a_budget_line_is_added_changed_and_removed(client):
    world = a_draft()
    client.force_login(world.lead)
    first = world.participants[0]
    data = {"revision": "0", "line": "Video room", "amount": "27,000", "source": "grant", "payee": first.pk,
            "beneficiaries": [first.pk]}  # fmt: skip
    client.post(_page(world, "budget_line_new"), data)
    line = BudgetLine.objects.get()
    assert (line.amount, line.payee, list(line.beneficiaries.all())) == (27_000, first, [first])

    client.post(_page(world, "budget_line_edit", position=1), data | {"revision": "1", "amount": "900"})
    assert "Grant requested $900" in _text(client.get(_page(world, "application_budget")))

    client.post(f"{_page(world, 'budget_line_remove', position=1)}?revision=2")
    assert not BudgetLine.objects.exists()


def test_before_submitting_the_lead_reads_how_much_it_requests(client):
    world = a_draft_with_a_plan()
    client.force_login(world.lead)

    assert "Grant requested $27,000" in _text(client.get(_page(world, "application_submit")))


def test_a_member_asked_to_sign_reads_its_part_and_signs(client):
    world = a_draft_with_a_plan()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    client.force_login(world.signers[1])
    address = _page(world, "application_sign", key=world.participants[1].key)
    assert "Contributes: a room. Its students benefit: calculus (9 students)." in _text(client.get(address))

    answer = sign(client, address, name="Tom Hale", title="Superintendent", board_on="2026-09-08")

    signature = world.application.signatures.get()
    assert answer.status_code == 302
    assert (signature.signer_name, signature.board_on.isoformat(), signature.had_power) == (
        "Tom Hale", "2026-09-08", True,
    )  # fmt: skip


def test_a_member_does_not_sign_for_another(client):
    world = a_draft()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    client.force_login(world.signers[1])

    answer = client.post(
        _page(world, "application_sign", key=world.participants[2].key), {"name": "Tom Hale", "title": "S"}
    )

    assert f"Only authorized signers for {world.participants[2].name} can sign." in _text(answer)
    assert not world.application.signatures.exists()


def test_a_finding_is_explained_on_its_page(client):
    world = a_draft()
    client.force_login(world.lead)
    data = {"rule": "member-not-in-plan", "subject_key": world.participants[2].key, "text": "It joins later."}

    client.post(_page(world, "finding_explain"), data)

    assert "It joins later.</textarea>" in client.get(_page(world, "application_findings")).content.decode()


def test_submitting_shows_the_receipt(client):
    world = a_draft()
    client.force_login(world.lead)

    as_shown = as_read(client, _page(world, "application_submit"))
    first = client.post(_page(world, "application_submit"), as_shown)
    second = client.post(_page(world, "application_submit"), as_shown)

    version = world.application.versions.get()
    assert (first.url, second.url) == (world.application.get_absolute_url(),) * 2
    said = _text(client.get(first.url))
    assert "Submitted as version 1 Submitted at Sep 14, 2026, 1:00:00 PM EDT" in said
    assert version.digest in said


@pytest.mark.parametrize("page", ["opened before the change", "without what it showed"])
def test_a_text_changed_after_the_page_was_opened_is_not_submitted_unread(client, page):
    world = a_draft()
    client.force_login(world.lead)
    as_shown = as_read(client, _page(world, "application_submit")) if page == "opened before the change" else {}
    answer = world.application.answers.get(element=1)
    save_answer(answer=answer, text="Written by a colleague", revision=0, by=world.treasurer, at=NOW)

    refused = client.post(_page(world, "application_submit"), as_shown)

    assert refused.status_code == 409
    assert "This application was changed after you opened this page." in _text(refused)
    assert Application.objects.get().status == Status.DRAFT
    assert sign(client, _page(world, "application_submit")).status_code == 302  # read again, then submitted
    assert world.application.versions.get().content["narrative"][0]["text"] == "Written by a colleague"


def test_a_treasurer_who_may_not_submit_sees_why(client):
    world = a_draft()
    client.force_login(world.treasurer)

    answer = client.post(_page(world, "application_submit"))

    assert answer.status_code == 409
    assert f"Only authorized signers for {world.districts[0].name} can submit" in _text(answer)
    assert Application.objects.get().status == Status.DRAFT


def test_reopening_and_withdrawing_ask_for_confirmation(client):
    world = a_draft()
    client.force_login(world.lead)
    sign(client, _page(world, "application_submit"))

    for name, status in (("application_reopen", Status.REOPENED), ("application_withdraw", Status.WITHDRAWN)):
        before = Application.objects.get().status
        assert client.get(_page(world, name)).status_code == 200
        assert Application.objects.get().status == before
        client.post(_page(world, name), {"reason": "The board changed its plans"})
        assert Application.objects.get().status == status


def test_an_official_sees_the_submitted_version_and_not_the_draft(client):
    world = a_draft()
    submit_application(application=world.application, by=world.lead, at=WRITING)
    reopen_application(application=world.application, by=world.lead, at=WRITING)
    save_answer(
        answer=world.application.answers.get(element=1), text="Secret draft", revision=0, by=world.lead, at=WRITING
    )
    client.force_login(an_officer())

    overview = client.get(world.application.get_absolute_url())

    assert overview.status_code == 200
    assert "Secret draft" not in overview.content.decode()
    for name in ("application_plan", "application_budget", "application_findings", "application_submit"):
        assert client.get(_page(world, name)).status_code == 404


def test_an_application_of_others_is_not_found(client):
    world = a_draft()
    client.force_login(AppointmentFactory().user)

    assert client.get(world.application.get_absolute_url()).status_code == 404
    assert client.post(_page(world, "answer_save", position=1), {"text": "x", "revision": "0"}).status_code == 404


def test_parts_of_another_application_are_not_found(client):
    mine, theirs = a_draft(), a_draft(competition=a_round("Another"))
    a_plan(theirs)
    client.force_login(mine.lead)

    assert client.post(_page(mine, "activity_remove", position=1)).status_code == 404
    key = theirs.participants[0].key
    assert client.get(_page(mine, "application_sign", key=key)).status_code == 404


def test_a_member_whose_part_has_not_changed_is_not_asked_to_sign_again(client):
    world = a_draft()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    client.force_login(world.signers[1])
    signatures = _page(world, "application_signatures")
    assert "Review and sign for" in _text(client.get(signatures))
    sign(client, _page(world, "application_sign", key=world.participants[1].key), name="Tom Hale", title="S")
    assert "Review and sign for" not in _text(client.get(signatures))


def test_after_the_round_closed_a_draft_says_so_and_has_no_tasks(client):
    world = a_draft()
    client.force_login(world.lead)
    assert "To do" in _text(client.get(_page(world, "application_detail")))

    with time_machine.travel(datetime.datetime(2026, 9, 30, 21, 0, 1, tzinfo=datetime.UTC), tick=False):
        client.force_login(world.lead)
        said = _text(client.get(_page(world, "application_detail")))
        rules = _text(client.get(world.application.competition.get_absolute_url()))

    assert "This round is closed The application was not submitted in time" in said
    assert "To do" not in said
    assert "This round closed Sep 30, 2026, 5:00 PM EDT and no longer accepts applications." in rules


def test_the_tasks_name_how_many_members_have_not_signed(client):
    world = a_draft()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    client.force_login(world.lead)

    page = _text(client.get(_page(world, "application_detail")))
    assert f"{len(world.participants)} members haven’t signed the current plan." in page
