"""An application from a first word to the state’s answer, by keyboard alone, without scripts, on a phone.

With `WALK_ALL=1` also with scripts and on wider screens; with `WALK_SHOTS=folder`, a picture of each page. More walks
are in `more_walks.py`, which runs only by its name.
"""

import datetime
import io
import os
import re
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import expect

from consortia.models import Membership
from grants.actions.officers import assign_application
from grants.actions.plan import BudgetWords, save_budget_lines
from tests.browser.walker import Walker
from tests.factories import DistrictFactory, MembershipFactory
from tests.grants.rounds import an_officer
from tests.grants.walking import CLOSES, WRITING, a_draft, a_plan

DAY = datetime.timedelta(days=1)
NAMES = ("Ash", "Birch", "Cedar")
WALKS = [("no scripts", 320)]
if os.environ.get("WALK_ALL"):
    WALKS = [(mode, width) for mode in ("scripts", "no scripts") for width in (1280, 1024, 320)]


@pytest.fixture
def world(transactional_db, settings):
    """A draft of a lead and two members."""
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True
    settings.CSRF_COOKIE_AGE = None
    with time_machine.travel(WRITING, tick=True):
        world = a_draft()
        for district, participant, name in zip(world.districts, world.participants, NAMES, strict=True):
            district.name = participant.name = f"{name} Schools"
            district.save()
            participant.save()
        world.home = f"/applications/{world.application.reference}/"
        yield world


@pytest.fixture(params=WALKS, ids=lambda walk: f"{walk[0]}-{walk[1]}")
def walk(request, open_as, world, watch):
    """`walk(person, name)`: a walker; whatever one of them stumbled over fails the test."""
    mode, width = request.param
    walkers = []

    def opener(person, name):
        options = {} if mode == "scripts" else {"java_script_enabled": False}
        walker = Walker(open_as(person, width=width, **options), name, scripts=mode == "scripts")
        walkers.append(walker)
        return walker

    yield opener
    # A form that comes back with what is wrong.
    watch.complaints = [one for one in watch.complaints if not one.startswith(("409", "422"))]
    stumbles = [one for walker in walkers for one in walker.stumbles]
    if folder := os.environ.get("WALK_SHOTS"):
        with (Path(folder) / "stumbles.txt").open("a") as file:
            file.writelines(f"{request.node.name}: {one}\n" for one in stumbles)
    assert stumbles == []


def test_writing(world, walk, tmp_path):
    lead, birch = walk(world.lead, "lead"), walk(world.signers[1], "birch")
    elm = DistrictFactory(name="Elm Schools")
    MembershipFactory(consortium=world.consortium, district=elm, joins_on=WRITING.date() - DAY)
    question = "1. What each member does and contributes"

    lead.visit(f"{world.home}sections/question-1/").type(question, "Each school lends a room.").press("Save")
    expect(lead.page.get_by_text("Your answer was saved.")).to_be_visible()
    lead.type("Your comment", "Which rooms?").press("Add comment")
    expect(lead.page.get_by_text("Your comment was added.")).to_be_visible()
    lead.visit(f"{world.home}members/").press("Add Elm Schools")
    world.districts[1].name = "Birch City Schools"
    world.districts[1].save()
    lead.visit(f"{world.home}members/").press("Update names and dates")
    lead.follow("Remove Elm Schools").press("Remove member")
    expect(lead.page.get_by_text("Elm Schools was removed.")).to_be_visible()
    lead.visit(f"{world.home}activities/").follow("Add activity").type("Activity name", "Shared calculus")
    lead.choose("Lead member", "Ash").press("Save activity")
    key = world.participants[1].key
    lead.visit(f"{world.home}activities/1/{key}/").type("What it contributes", "A teacher").press("Save proposal")
    birch.visit(f"{world.home}activities/1/{key}/").press("Accept proposal")
    birch.visit(f"{world.home}budget/").follow("Add budget line").type("Description", "Teacher")
    birch.type("Amount ($)", "8000").tick("Grant").press("Save budget line")
    birch.visit(f"{world.home}budget/table/{key}/").type("Description, row 1", "Teacher of calculus")
    birch.press("Save all lines")
    a_file_goes_down_and_up(birch, world, tmp_path)
    birch.visit(f"{world.home}attachments/")
    file = {"name": "Minutes.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 minutes %%EOF"}
    birch.page.get_by_label("File", exact=True).set_input_files(file)
    birch.press("Attach file")
    expect(birch.page.get_by_role("link", name="Minutes.pdf")).to_be_visible()
    lead.visit(world.home).visit(f"{world.home}findings/").visit(f"{world.home}plan/")


def a_file_goes_down_and_up(birch, world, tmp_path):
    birch.visit(f"{world.home}budget/")
    with birch.page.expect_download() as download:
        birch.press("Download the budget (.xlsx)", "link", leads=False)
    workbook = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    workbook.active.cell(row=2, column=4).value = 9_000
    workbook.save(tmp_path / "budget.xlsx")
    birch.follow("Upload a spreadsheet")
    birch.page.get_by_label("Spreadsheet").set_input_files(tmp_path / "budget.xlsx")
    birch.press("Preview changes").press("Save these changes")
    expect(birch.page.get_by_text("1 line was saved from the file.")).to_be_visible()


def test_signing(world, walk):
    a_plan(world)
    lead, birch, cedar = (
        walk(who, name) for who, name in [(world.lead, "lead"), (world.signers[1], "birch"), (None, "cedar")]
    )
    lead.visit(f"{world.home}signatures/").press("Request signatures")
    lead.visit(f"{world.home}signatures/{world.participants[0].key}/").type("Your title", "Chief").press(
        "Sign for Ash Schools"
    )
    birch.visit(f"{world.home}signatures/{world.participants[1].key}/").press("Sign for Birch Schools")
    assert birch.starts_at() != "", "an error, and the keyboard is at the beginning of the page"
    birch.follow("Decline to sign").type("Reason", "Our board hasn’t met.").press("Decline to sign")
    text = newest_email(world.signers[2])
    cedar.visit(re.search(r"/sign/link/[\w-]+/", text)[0]).press(f"Yes, I’m {world.signers[2].name}")
    cedar.follow("Read the whole application")
    cedar.page.go_back()
    cedar.type("Your title", "Superintendent").press("Sign for Cedar Schools")
    lead.visit(f"{world.home}signatures/")
    lead.visit(f"{world.home}signatures/{world.participants[1].key}/request/")
    lead.tab_to(lead.page.get_by_role("radio").first)
    lead.page.keyboard.press("Space")
    lead.press("Email the signer")
    by_code = walk(None, "code")
    code = re.search(r"enter this code:\s+(\S+)", newest_email(world.signers[1]))[1]
    by_code.visit("/sign/").type("Code", "WRONG").press("Continue")
    by_code.type("Code", code).press("Continue").press(f"Yes, I’m {world.signers[1].name}")
    by_code.type("Your title", "Superintendent").press("Sign for Birch Schools")
    lead.visit(f"{world.home}signatures/")


def newest_email(person):
    call_command("work", "--once") if not mail.outbox else None
    return [str(email.body) for email in mail.outbox if email.to == [person.email]][-1]


def test_submitting_and_after(world, walk):
    a_plan(world)
    bus = BudgetWords(line="Bus", amount=700, source="grant", payee=world.participants[2], benefits_all=True)
    save_budget_lines(application=world.application, lines=[bus], by=world.lead, at=WRITING)
    lead, home = walk(world.lead, "lead"), world.home
    lead.visit(f"{home}submit/").press(f"Submit {world.application.reference}")
    expect(lead.page.get_by_role("heading", name="Receipt")).to_be_visible()
    lead.follow("Get the submission packet")
    lead.visit(home).follow("Withdraw application").type("Reason", "Our board wants to wait.").press(
        "Withdraw application"
    )
    lead.follow("Undo withdrawal").press("Undo withdrawal")
    officer = an_officer()
    with time_machine.travel(CLOSES + DAY, tick=True):
        assign_application(application=world.application, by=officer, at=CLOSES + DAY)
        lead = walk(world.lead, "lead later")
        it_is_returned_and_answered(world, walk(officer, "officer"), lead)
        a_member_leaves(world, walk, officer, lead)


def it_is_returned_and_answered(world, officer, lead):
    officer.visit(f"/reviews/{world.application.reference}/questions/").press("Return application")
    officer.moment("Answer due", "10082026", "0500PM").choose("About", "Budget").type(
        "Question", "Who pays for the bus?"
    )
    officer.tick("Let the applicant change this section").press("Return application")
    lead.visit(f"{world.home}questions/")
    lead.tab_to(lead.page.locator("main textarea").first)
    lead.page.keyboard.type("The college pays.")
    lead.press("Save and review").press("Send answer to the state")
    expect(lead.page.get_by_text("Your answer was sent to the state")).to_be_visible()
    officer.visit(f"/reviews/{world.application.reference}/questions/")


def a_member_leaves(world, walk, officer, lead):
    Membership.objects.filter(district=world.districts[2]).update(leaves_on=WRITING.date())
    key = world.participants[2].key
    lead.visit(world.home).visit(f"{world.home}departures/")
    lead.visit(f"{world.home}departures/{key}/replace/").press("Propose amendment")
    lead.visit(f"{world.home}departures/{key}/continue/").press("Propose amendment")
    lead.choose("Budget line “Bus”: $700", "Ash Schools takes it over").type("Reason", "It left.")
    lead.press("Propose amendment")
    lead.visit(f"{world.home}signatures/{world.participants[0].key}/").type("Your title", "Chief")
    lead.press("Sign for Ash Schools")
    lead.visit(f"{world.home}amendments/1/").press("Send amendment to the state")
    desk = walk(officer, "desk")
    desk.visit(f"/reviews/{world.application.reference}/amendments/1/").press("Send answer")
    desk.tick("Yes, it becomes the newest version").type("Reason", "As the registry says.").press("Send answer")
    lead.visit(f"{world.home}amendments/1/").visit(f"{world.home}amendments/")
    walk(world.signers[2], "gone").visit(world.home).visit(f"{world.home}budget/").visit(f"{world.home}findings/")
