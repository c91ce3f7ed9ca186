"""A member that left after the submission reads what was submitted, on every page, while the others write on."""

import io

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from consortia.models import Membership
from grants.actions.application import reopen_application
from grants.actions.attachments import add_attachment
from grants.actions.commitments import CommitmentWords, propose_commitment
from grants.actions.findings import explain_finding
from grants.actions.members import add_member
from grants.actions.plan import add_partner
from grants.actions.returns import withdraw_return
from grants.actions.sections import assign_section, set_section_ready
from grants.actions.signatures import open_signing
from grants.actions.withdrawal import withdraw_application
from grants.models import Attachment, Participant
from grants.reads.checks import findings_that_stand
from grants.rules.returns import AskedQuestion
from grants.rules.sections import digest_of_answer
from tests.factories import DistrictFactory, MembershipFactory
from tests.grants.pages import shown, signed_in
from tests.grants.returning import (
    ASKED,
    DAY,
    MONEY,
    a_submitted_application,
    change_answer,
    change_budget,
    give_back,
    write_answers,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db
LATER = ASKED + 3 * DAY
SUBMITTED = "Our schools share a room."
# What the others wrote after it left, and none of which was sent.
UNSENT = ("We share a teacher", "31,415", "31415", "Ridge College", "minutes.pdf", "Newcomer", "Because of the bus")


@pytest.fixture(autouse=True)
def _after_it_left():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
@kept
def world():
    """Reopened after its second member left; the lead changes every section."""
    world = a_submitted_application()
    application = world.application
    world.gone, world.place = world.signers[1], world.participants[1]
    Membership.objects.filter(district=world.place.district).update(leaves_on=ASKED.date())
    application.competition.closes_at = LATER + 9 * DAY
    application.competition.save()
    application.status, application.assigned_to, application.assigned_at = "submitted", None, None
    application.save()
    reopen_application(application=application, by=world.lead, at=LATER)
    newcomer = DistrictFactory(name="Newcomer")
    MembershipFactory(consortium=world.consortium, district=newcomer, joins_on=ASKED.date() - DAY)
    with time_machine.travel(LATER, tick=False):
        add_member(application=application, key=newcomer.leaid, by=world.lead, at=LATER)
        change_budget(world, 31_415, at=LATER)
        change_answer(world, at=LATER)
        add_partner(application=application, name="Ridge College", kind="university", by=world.lead, at=LATER)
        explain(world)
        add_attachment(
            application=application, member="", name="minutes.pdf", content=b"%PDF-1.4\n%%EOF", is_confidential=False,
            reason="", by=world.lead, at=LATER,
        )  # fmt: skip
        ours = world.place.commitments.get()
        words = CommitmentWords(participant=world.place, commitment=ours, gives_kind="space", gives_text="two rooms")
        propose_commitment(activity=world.activity, words=words, revision=ours.revision, by=world.lead, at=LATER)
        assign_section(application=application, key="question-2", member=world.place.key, by=world.lead, at=LATER)
        open_signing(application=application, by=world.lead, at=LATER)
        answer = application.answers.get(position=1)
        set_section_ready(
            application=application, key="question-1", is_ready=True, by=world.lead, at=LATER,
            seen=digest_of_answer(answer.heading, answer.text),
        )  # fmt: skip
    return world


def explain(world):
    finding = findings_that_stand(world.application)[0]
    explain_finding(
        application=world.application, rule=finding.rule, subject_key=finding.subject_key, text="Because of the bus.",
        by=world.lead, at=LATER,
    )  # fmt: skip


def address(world, name, *more):
    area = "review" if name == "application_preview" else "applicant"
    return reverse(f"{area}:{name}", args=[world.application.reference, *more])


def read(world, person, name, *more):
    return signed_in(Client(), person).get(address(world, name, *more))


READ = [
    ("application_detail",),
    ("application_findings",),
    ("application_plan",),
    ("application_members",),
    ("section_detail", "question-1"),
    ("application_activities",),
    ("application_budget",),
    ("section_partners",),
    ("application_attachments",),
    ("application_signatures",),
    ("answer_history", "question-1"),
    ("plan_history", "budget"),
    ("plan_history", "partners"),
    ("application_return",),
    ("application_departures",),
    ("application_amendments",),
]


def leaks(world):
    """The pages that show the member that left what wasn’t sent, with the words."""
    client, found = signed_in(Client(), world.gone), {}
    for name, *more in READ:
        answer = client.get(address(world, name, *more))
        assert answer.status_code == 200, name
        found[name] = [words for words in UNSENT if words in shown(answer)]
    return {name: words for name, words in found.items() if words}


def test_it_reads_no_unsent_change(world):
    assert leaks(world) == {}


def test_it_has_nothing_to_do_there(world):
    tasks = signed_in(Client(), world.gone).get("/my/").context["page"].tasks
    assert [task.text for task in tasks if world.application.reference in task.text] == []

    Membership.objects.filter(district=world.place.district).update(leaves_on=LATER.date())
    tasks = signed_in(Client(), world.gone).get("/my/").context["page"].tasks
    assert len([task for task in tasks if world.application.reference in task.text]) == 3


def test_those_who_take_part_read_them(world):
    pages = ("application_members", "application_budget", "section_partners", "application_attachments")
    words = " ".join(shown(read(world, world.signers[2], name)) for name in (*pages, "application_findings"))
    words += shown(read(world, world.signers[2], "section_detail", "question-1"))

    assert [one for one in UNSENT if one not in words] == ["31415"]


def test_it_reads_the_sections_as_submitted(world):
    assert SUBMITTED in shown(read(world, world.gone, "section_detail", "question-1"))
    assert "27,000" in shown(read(world, world.gone, "application_budget"))
    assert world.participants[2].name in shown(read(world, world.gone, "application_members"))
    overview = shown(read(world, world.gone, "application_detail"))
    assert "Marked as ready: 0 of" in overview
    assert "To do" not in overview


OF_THE_DRAFT = [
    ("section_beside", "question-1"),
    ("reading_summary",),
    ("application_preview",),
    ("activity_new",),
    ("activity_edit", 1),
    ("commitment_edit", 1, "{lead}"),
    ("budget_line_edit", 1),
    ("budget_line_new",),
    ("budget_table", "lead"),
    ("budget_upload",),
    ("answer_copy", "question-1"),
    ("plan_copy", "activities"),
    ("application_sign", "{newcomer}"),
]


def test_pages_of_the_draft_are_not_there_for_it(world):
    keys = {"{lead}": world.participants[0].key, "{newcomer}": Participant.objects.get(name="Newcomer").key}
    gone, lead = signed_in(Client(), world.gone), signed_in(Client(), world.lead)
    there, not_there = {}, {}
    for name, *more in OF_THE_DRAFT:
        page = address(world, name, *(keys.get(part, part) for part in more))
        not_there[name], there[name] = gone.get(page).status_code, lead.get(page).status_code

    assert set(there.values()) == {200}, there
    assert set(not_there.values()) == {404}, not_there


def test_checking_and_submitting_leads_to_what_was_submitted_and_says_why(world):
    page = signed_in(Client(), world.gone).get(address(world, "application_submit"), follow=True)

    assert page.redirect_chain == [(world.application.get_absolute_url(), 302)]
    assert "Its membership ended October 1, 2026. You can read what was submitted." in shown(page)


def test_the_budget_file_has_the_lines_as_submitted(world):
    file = read(world, world.gone, "budget_download")

    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))
    assert [row[3] for row in rows[1:]] == [27_000]
    file = read(world, world.lead, "budget_download")
    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))
    assert [row[3] for row in rows[1:]] == [31_415]


def test_a_file_attached_after_it_left_is_not_there_for_it(world):
    number = Attachment.objects.get(application=world.application).number
    assert read(world, world.lead, "attachment_file", number).status_code == 200
    assert read(world, world.gone, "attachment_file", number).status_code == 404


def test_what_it_posts_shows_it_nothing_either(world):
    client = signed_in(Client(), world.gone)
    for name, more, sent in [
        ("section_detail", ["question-1"], {"text-1": "x", "revision-1": "1"}),
        ("application_plan", [], {"text-1": "x", "revision-1": "1"}),
        ("application_attachments", [], {}),
        ("application_submit", [], {}),
    ]:
        answer = client.post(address(world, name, *more), sent, follow=True)
        assert [words for words in UNSENT if words in shown(answer)] == [], name


def test_nor_once_the_application_is_withdrawn(world):
    withdraw_application(application=world.application, reason="No money.", by=world.lead, at=LATER)

    assert leaks(world) == {}


def test_a_member_that_an_amendment_took_out_reads_no_draft_either(world):
    world.place.proposals.all().delete()
    world.place.commitments.all().delete()
    Participant.objects.filter(pk=world.place.pk).update(takes_part=False)

    assert leaks(world) == {}
    assert read(world, world.gone, "budget_line_edit", 1).status_code == 404


def test_the_lead_that_left_still_writes(world):
    Membership.objects.filter(district=world.participants[0].district).update(leaves_on=ASKED.date())

    assert read(world, world.lead, "budget_line_edit", 1).status_code == 200
    assert "31,415" in shown(read(world, world.lead, "application_budget"))


def test_answers_to_the_states_questions_are_not_read_before_they_are_sent():
    world = a_submitted_application()
    give_back(world, MONEY, AskedQuestion("question-1", "How?", unlocks=True))
    Membership.objects.filter(district=world.participants[1].district).update(leaves_on=ASKED.date() - DAY)
    with time_machine.travel(ASKED + DAY, tick=False):
        write_answers(world, {1: "The college pays."})
        assert "The college pays." in shown(read(world, world.signers[2], "application_return"))
        assert "The college pays." not in shown(read(world, world.signers[1], "application_return"))
        change_answer(world)
        withdraw_return(returned=world.returned, reason="A typo.", by=world.officer, at=ASKED + DAY)
    assert "The college pays." not in shown(read(world, world.signers[1], "application_return"))
    for name in ("application_findings", "application_signatures", "application_plan"):
        assert "We share a teacher" not in shown(read(world, world.signers[1], name))
