"""The overview lists the sections; each has a page, where those who write it write, and the others read."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from grants.actions.sections import assign_section, set_section_ready
from grants.actions.writing import add_text, save_answer
from grants.models import ApplicationSection
from grants.rules.sections import digest_of_answer
from tests.grants.pages import shown, signed_in
from tests.grants.walking import WRITING, a_draft, a_plan
from tests.kept import kept

pytestmark = pytest.mark.django_db
NOW = WRITING + datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _one_hour_later():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
@kept
def world():
    return a_draft()


def page(world, name="section_detail", **arguments):
    return reverse(f"applicant:{name}", kwargs={"reference": world.application.reference, **arguments})


def question(world, number=3, name="section_detail"):
    return page(world, name, key=f"question-{number}")


def assigned(world, number=3):
    asked = {"application": world.application, "by": world.lead, "at": WRITING}
    return assign_section(**asked, key=f"question-{number}", member=world.participants[1].key)


def written(world, text, by=None, number=3):
    answer = world.application.answers.get(element=number)
    return save_answer(answer=answer, text=text, by=by or world.lead, at=WRITING)


def marked(world, text, number=3):
    asked = {"application": world.application, "key": f"question-{number}", "by": world.lead, "at": WRITING}
    return set_section_ready(**asked, is_ready=True, seen=digest_of_answer("", text))


def row_of(client, world, title):
    """The words of one section's row on the overview."""
    text = client.get(world.application.get_absolute_url()).text
    rows = text.split('id="sections"')[1].split("</table>")[0].split("<tr ")
    return " ".join(shown_text(next(row for row in rows if title in row)).split())


def shown_text(html):
    return re.sub(r"<[^>]+>", " ", html.partition(">")[2])


def test_the_overview_says_of_each_section_who_writes_it_and_how_far_it_is(client, world):
    written(world, "One vote each.")
    assigned(world)
    signed_in(client, world.lead)
    member = world.participants[1].name

    row = row_of(client, world, "3. Who decides, and how")

    assert row.startswith(f"3. Who decides, and how In progress {member} {world.lead.name}, Sep 14, 2026, 12:00 PM EDT")
    assert row_of(client, world, "4. How money").startswith("4. How money and assets are managed Not started")


def test_the_overview_says_that_a_ready_section_changed_and_who_had_marked_it(client, world):
    written(world, "One vote each.")
    marked(world, "One vote each.")
    signed_in(client, world.lead)
    assert f"Ready Marked by {world.lead.name}, Sep 14, 2026" in row_of(client, world, "3. Who decides")
    assert "Marked as ready: 1 of 14 sections." in shown(client.get(world.application.get_absolute_url()))

    written(world, "Two votes each.")

    assert f"In progress Changed since {world.lead.name} marked it as ready" in row_of(client, world, "3. Who decides")


def test_activities_are_written_by_every_member_and_have_their_page(client, world):
    a_plan(world)
    signed_in(client, world.lead)

    activities = client.get(page(world, "section_activities"), follow=True)

    assert activities.redirect_chain == [(page(world, "application_activities"), 302)]
    assert "Written by: Every member" in shown(activities)
    assert "Next: Budget" in shown(activities)
    assert "Every member" in row_of(client, world, ">Activities<")


def test_every_member_sees_all_sections_and_each_page(client, world):
    a_plan(world)
    signed_in(client, world.signers[2])

    overview = client.get(world.application.get_absolute_url()).text

    for address in (question(world, 1), question(world, 9), page(world, "application_activities"),
                    page(world, "application_budget"), page(world, "section_partners")):  # fmt: skip
        assert f'href="{address}"' in overview
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Mark as ready" not in answer.text
        assert "mark as ready" not in answer.text


def test_the_page_of_a_question_leads_back_and_on(client, world):
    signed_in(client, world.lead)

    first, last = shown(client.get(question(world, 1))), shown(client.get(question(world, 9)))

    assert "Back: Members" in first
    assert "Next: Question 2" in first
    assert "Next: Activities" in last


def test_an_additional_text_is_a_section_of_its_own(client, world):
    add_text(application=world.application, heading="Preface", text="We are three.", by=world.lead, at=WRITING)
    signed_in(client, world.lead)

    text = shown(client.get(page(world, key="text-10")))

    assert "Preface" in text
    assert "Next: Activities" in text


def test_the_member_writes_its_section_on_its_page_and_marks_it_as_ready(client, world):
    assigned(world)
    signed_in(client, world.signers[1])
    assert "Have a member write this section" not in client.get(question(world)).text

    client.post(question(world), {"text-3": "One vote each.", "revision-3": "0", "ready": "1"})

    assert world.application.answers.get(element=3).text == "One vote each."
    assert ApplicationSection.objects.get().ready_by == world.signers[1]
    assert row_of(client, world, "3. Who decides").split("how ")[1].startswith("Ready")


def test_another_member_reads_it_and_finds_nothing_to_press(client, world):
    assigned(world)
    written(world, "One vote each.")
    signed_in(client, world.signers[2])

    read = client.get(question(world))
    sent = client.post(question(world), {"text-3": "Mine.", "revision-3": "1"})

    assert 'name="text-3"' not in read.text
    assert f"People with a role in {world.participants[1].name} or in the lead district can write it." in shown(read)
    assert sent.status_code == 409
    assert world.application.answers.get(element=3).text == "One vote each."


def test_a_member_assigns_nothing_and_marks_nothing_of_others(client, world):
    assigned(world)
    written(world, "Ours.", number=4)
    signed_in(client, world.signers[1])

    client.post(question(world, 4, "section_assign"), {"member": world.participants[1].key})
    client.post(question(world, 4, "section_ready"), {"ready": "1", "seen": digest_of_answer("", "Ours.")})
    client.post(question(world, 3, "section_assign"), {"member": ""})

    assert list(ApplicationSection.objects.values_list("key", "owner", "ready_digest")) == [
        ("question-3", world.participants[1].pk, "")
    ]


def test_two_who_write_the_same_section_see_both_texts(client, world):
    written(world, "Theirs.", world.treasurer)
    signed_in(client, world.lead)

    answer = client.post(question(world), {"text-3": "Mine.", "revision-3": "0", "ready": "1"})

    assert answer.status_code == 409
    assert f"Saved answer {world.treasurer.name}, {world.participants[0].name}, Sep 14, 2026" in shown(answer)
    assert "Only in the saved answer: Theirs." in shown(answer)
    assert "Only in your answer: Mine." in shown(answer)
    assert "Theirs.\nMine.</textarea>" in answer.text
    assert "Mine.</textarea>" in answer.text
    assert 'name="revision-3" value="1"' in answer.text
    assert ApplicationSection.objects.filter(ready_by__isnull=False).count() == 0


def test_who_chooses_between_two_texts_saves_the_one_chosen_and_a_third_text_is_not_overwritten_either(client, world):
    written(world, "Theirs.", world.treasurer)
    signed_in(client, world.lead)
    chosen = {"text-3": "Mine and theirs.", "revision-3": "1"}

    assert client.post(question(world), chosen).status_code == 302
    assert world.application.answers.get(element=3).text == "Mine and theirs."
    written(world, "A third.", world.treasurer)
    late = client.post(question(world), chosen | {"text-3": "Late."})

    assert late.status_code == 409
    assert "Only in your answer: Late." in shown(late)
    assert world.application.answers.get(element=3).text == "A third."


def test_on_the_page_of_all_answers_the_second_writer_compares_them_and_cannot_overwrite(client, world):
    written(world, "Theirs.", world.treasurer)
    signed_in(client, world.lead)
    plan = page(world, "application_plan")

    refused = client.post(plan, {"text-3": "Mine.", "revision-3": "0"})

    assert refused.status_code == 409
    assert f'formaction="{question(world)}"' in refused.text
    assert 'name="revision-3" value="0"' in refused.text
    assert client.post(plan, {"text-3": "Mine.", "revision-3": "0"}).status_code == 409
    assert "Only in your answer: Mine." in shown(client.post(question(world), {"text-3": "Mine.", "revision-3": "0"}))
    assert world.application.answers.get(element=3).text == "Theirs."


def test_the_lead_assigns_a_section_and_the_member_finds_it_in_its_work(client, world):
    signed_in(client, world.lead)
    client.post(question(world, 3, "section_assign"), {"member": world.participants[1].key})
    signed_in(client, world.signers[1])
    task = f"Write question 3 of application {world.application.reference}."
    assert task in shown(client.get("/my/"))

    written(world, "One vote each.")
    marked(world, "One vote each.")
    assert task not in shown(client.get("/my/"))

    written(world, "Two votes each.")
    assert task in shown(client.get("/my/"))


def test_partners_may_be_none_and_ready(client, world):
    signed_in(client, world.lead)
    address = page(world, "section_partners")
    seen = client.get(address).text.split('name="seen" value="')[1].split('"')[0]

    answer = client.post(page(world, "section_ready", key="partners"), {"ready": "1", "seen": seen})

    assert answer.url == address
    assert "Ready Marked by" in row_of(client, world, ">Partners<")


def test_the_findings_of_a_section_stand_beside_it_and_no_others(client, world):
    signed_in(client, world.lead)

    beside = shown(client.get(question(world, 3, "section_beside")))

    assert "Question 3, “Who decides, and how,” has no answer." in beside
    assert "Question 4" not in beside


@pytest.mark.parametrize("key", ["signatures", "submit", "overview", "question-10", "text-3"])
def test_what_no_one_marks_has_no_such_page(client, world, key):
    signed_in(client, world.lead)

    assert client.get(page(world, key=key)).status_code == 404
    assert client.post(page(world, "section_ready", key=key)).status_code == 404
