"""Four districts write, sign, and submit one application, each in its own browser, from a first word to the packet."""

import datetime
import io
import re

import openpyxl
import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Page, expect

from districts.states import Office
from grants.models import Answer, Version
from portal.review.views import packets
from tests.browser.axe import violations_on
from tests.factories import AppointmentFactory
from tests.grants.builders import an_officer
from tests.grants.walking import WRITING, a_draft, a_round

CLOSES = WRITING + datetime.timedelta(hours=3)
QUESTION = "3. Who decides, and how"
SECTION = "sections/question-3/"
WIDTHS = (320, 1280)
MEMBERS = ("lead", "birch", "cedar", "dogwood")


@pytest.fixture
def world(transactional_db, settings, monkeypatch):
    """A draft of a lead and three members: Birch writes and signs; the signers of Cedar and Dogwood have no account."""
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True
    settings.CSRF_COOKIE_AGE = None
    monkeypatch.setattr(packets, "can_make_pdf", lambda: True)
    monkeypatch.setattr(packets, "pdf_of", lambda page: b"%PDF-1.7 " + page.encode())
    with time_machine.travel(WRITING, tick=True):
        world = a_draft(4, competition=a_round(closes_at=CLOSES))
        for district, participant, name in zip(world.districts, world.participants, MEMBERS, strict=True):
            district.name = participant.name = name_of(name)
            district.save()
            participant.save()
        world.birch = world.signers[1]
        world.cedar, world.dogwood = (
            AppointmentFactory(district=district, kind=Office.TREASURER, can_sign_applications=False).user
            for district in world.districts[2:]
        )
        for signer in world.signers[2:]:
            signer.set_unusable_password()
            signer.is_active = False
            signer.save()
            signer.invitations.create(email=signer.email, token_digest=signer.email, sent_at=WRITING, expires_at=CLOSES)
        world.officer = an_officer()
        yield world


def look(page: Page) -> None:
    """The page suits everyone and fits a phone and a desk."""
    page.wait_for_load_state()  # with its stylesheets
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert violations_on(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def name_of(name: str) -> str:
    return f"{name.capitalize()} Local School District"


def key_of(world, name: str) -> str:
    return world.participants[MEMBERS.index(name)].key


def open_again(page: Page) -> Page:
    """Another tab of the same browser."""
    return page.context.new_page()


def tab_to(page: Page, name: str) -> None:
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"The Tab key doesn’t reach “{name}”.")


def visit(page: Page, world, path: str = "") -> Page:
    page.goto(f"/applications/{world.application.reference}/{path}")
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def fill(page: Page, **boxes: str) -> None:
    """Fill the boxes with these names."""
    for name, text in boxes.items():
        page.locator(f"main [name$={name}]:visible").fill(text)


def test_a_lead_and_three_members_apply_together(open_as, world, watch, tmp_path):
    pages = {name: open_as(getattr(world, name)) for name in ("lead", "birch", "cedar", "dogwood")}
    pages["birch"] = watch.on(two_write_in_one_field(world, pages["lead"], pages["birch"]))
    members_write_their_part(world, pages)
    members_write_their_budget(world, pages, tmp_path)
    a_member_attaches_a_file(world, pages["birch"])
    all_sign(world, pages, open_as)
    an_edit_reopens_signatures(world, pages, open_as)
    the_lead_submits_in_the_last_second(world, pages["lead"])
    with time_machine.travel(CLOSES + datetime.timedelta(hours=1), tick=True):
        the_lead_keeps_the_packet(world, pages["lead"])
        the_lead_withdraws_and_undoes_that(world, pages["lead"])
        a_member_leaves(world, pages["birch"])
    with time_machine.travel(CLOSES + datetime.timedelta(days=1), tick=True):
        the_desk_says_what_that_changes(world, open_as(world.officer))
    watch.complaints = [one for one in watch.complaints if not one.startswith("409")]  # the two answers


def two_write_in_one_field(world, lead: Page, birch: Page) -> Page:
    """The lead has Birch write a section and writes there too; Birch closes the laptop without a connection."""
    visit(lead, world, SECTION)
    lead.get_by_text("Have a member write this section").click()
    lead.get_by_label("Written by").select_option(label="Birch Local School District")
    press(lead, "Assign section")
    visit(birch, world, SECTION)
    birch.context.set_offline(True)
    birch.get_by_role("textbox", name=QUESTION).fill("Each member has one vote.\n\nTies go to the chair.")
    expect(birch.locator("#answer-3 [data-saved]")).to_contain_text("no connection")
    look(birch)
    lead.get_by_role("textbox", name=QUESTION).fill("Each member has two votes.")
    expect(lead.locator("#answer-3 [data-saved]")).to_contain_text("Saved")

    birch.close(run_before_unload=False)
    birch.context.set_offline(False)

    again = visit(open_again(birch), world, SECTION)
    expect(again.locator("[data-offer]")).to_contain_text("Ties go to the chair.")
    look(again)
    again.get_by_role("button", name="Use this answer").click()
    expect(again.get_by_role("region", name="Saved answer")).to_contain_text("two votes.")
    expect(again.get_by_role("region", name="Your answer")).to_contain_text("Ties go to the chair.")
    look(again)
    again.get_by_label("Combined answer").fill("Each member has two votes.\n\nTies go to the chair.")
    press(again, "Save the combined answer")

    expect(again.get_by_text("Your answer was saved.")).to_be_visible()
    saved = Answer.objects.get(application=world.application, element=3).text
    assert saved == "Each member has two votes.\n\nTies go to the chair."
    return again


def members_write_their_part(world, pages) -> None:
    """Calculus is for all, robotics for Cedar and Dogwood; the lead proposes to Birch, and Birch accepts."""
    lead = pages["lead"]
    for title in ("Shared calculus", "Robotics"):
        visit(lead, world, "plan/activities/new/")
        fill(lead, title=title, starts_on="2027-08-17")
        press(lead, "Save activity")
    look(lead)
    for name, activities in (("lead", (1,)), ("cedar", (1, 2)), ("dogwood", (1, 2))):
        for activity in activities:
            open_commitment(pages[name], world, name, activity)
            fill(pages[name], gives_text=f"A room in {name}", gains_text="A course", gains_students="9")
            press(pages[name], "Save commitment")
    open_commitment(lead, world, "birch", 1)
    fill(lead, gives_text="A teacher", gains_text="Calculus", gains_students="12")
    look(lead)
    press(lead, "Save proposal")
    open_commitment(pages["birch"], world, "birch", 1)
    look(pages["birch"])
    press(pages["birch"], "Accept proposal")
    expect(visit(pages["birch"], world, "activities/").get_by_text("A teacher")).to_be_visible()
    look(pages["birch"])


def members_write_their_budget(world, pages, tmp_path) -> None:
    """Cedar uses the table with the keyboard alone, Dogwood a spreadsheet; the lead proposes a line to Birch."""
    cedar, dogwood = pages["cedar"], pages["dogwood"]
    visit(cedar, world, f"budget/table/{key_of(world, 'cedar')}/")
    cedar.get_by_label("Description, row 1").focus()
    for keys in ("Robots", "Tab", "9,000", "Tab", "Grant"):
        cedar.keyboard.press(keys) if keys == "Tab" else cedar.keyboard.type(keys)
    expect(cedar.locator("#budget-live")).to_contain_text("Grant $9,000")
    look(cedar)
    tab_to(cedar, "Save all lines")
    cedar.keyboard.press("Enter")
    expect(cedar.get_by_role("row", name="Robots")).to_contain_text("$9,000")

    visit(dogwood, world, "budget/")
    with dogwood.expect_download() as download:
        dogwood.get_by_role("link", name="Download the budget (.xlsx)").click()
    workbook = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    columns = [cell.value for cell in workbook.active[1]]
    row = {"Description": "Bus to the contest", "Amount": 700, "Paid from": "Grant", "Paid to": name_of("dogwood")}
    workbook.active.append([row.get(column) for column in columns])
    workbook.save(tmp_path / "budget.xlsx")
    dogwood.get_by_role("link", name="Upload a spreadsheet").click()
    dogwood.get_by_label("Spreadsheet").set_input_files(tmp_path / "budget.xlsx")
    press(dogwood, "Preview changes")
    expect(dogwood.get_by_role("heading", name="Review the changes")).to_be_visible()
    look(dogwood)
    press(dogwood, "Save these changes")
    expect(dogwood.get_by_role("row", name="Bus to the contest")).to_contain_text("$700")
    look(dogwood)


def a_member_attaches_a_file(world, birch: Page) -> None:
    visit(birch, world, "attachments/")
    file = {"name": "Board minutes.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 minutes %%EOF"}
    birch.get_by_label("File", exact=True).set_input_files(file)
    press(birch, "Attach file")
    expect(birch.get_by_role("link", name="Board minutes.pdf")).to_be_visible()
    look(birch)


def all_sign(world, pages, open_as) -> None:
    """The lead and Birch sign in their accounts, Cedar and Dogwood behind a link in an email."""
    visit(pages["lead"], world, "signatures/")
    press(pages["lead"], "Request signatures")
    sign(pages["lead"], world, "lead")
    look(visit(pages["birch"], world, f"signatures/{key_of(world, 'birch')}/"))
    sign(pages["birch"], world, "birch")
    for name in ("cedar", "dogwood"):
        sign_by_link(world, name, open_as())
    visit(pages["lead"], world, "signatures/")
    assert signers_to_sign_again(pages["lead"]) == []


def an_edit_reopens_signatures(world, pages, open_as) -> None:
    """Robotics gets another name: those who take part in it sign again, and the lead; Birch doesn't."""
    lead = pages["lead"]
    visit(lead, world, "plan/activities/2/")
    fill(lead, title="Robotics league")
    press(lead, "Save activity")

    visit(lead, world, "signatures/")

    assert signers_to_sign_again(lead) == ["lead", "cedar", "dogwood"]
    look(lead)
    sign(lead, world, "lead")
    for name in ("cedar", "dogwood"):
        visit(lead, world, f"signatures/{key_of(world, name)}/request/")
        lead.get_by_role("radio").first.check()
        lead.locator("main form button[type=submit]").click()
        expect(lead.get_by_text("We emailed")).to_be_visible()
        sign_by_link(world, name, open_as(), changed="name: Robotics league. Before: Robotics.")
    assert signers_to_sign_again(visit(lead, world, "signatures/")) == []


def the_lead_submits_in_the_last_second(world, lead: Page) -> None:
    """The click arrives one second before the round closes."""
    visit(lead, world, "submit/")
    look(lead)
    with time_machine.travel(CLOSES - datetime.timedelta(seconds=1), tick=False):
        press(lead, f"Submit {world.application.reference}")
        expect(lead.get_by_role("heading", name="Receipt")).to_be_visible()
    look(lead)
    expect(lead.get_by_text("2:59:59 PM EDT")).to_be_visible()
    content = Version.objects.get(application=world.application).content
    assert [len(content[part]) for part in ("activities", "budget", "attachments")] == [2, 2, 1]


def the_lead_keeps_the_packet(world, lead: Page) -> None:
    """The downloaded packet is proved by the command that anyone can run."""
    lead.get_by_role("link", name="Submission packet").click()
    press(lead, "Make the packet")
    expect(lead.get_by_role("link", name="Download the packet")).to_be_visible()
    look(lead)
    with lead.expect_download() as download:
        lead.get_by_role("link", name="Download the packet").click()
    out = io.StringIO()
    digest = Version.objects.get(application=world.application).digest
    call_command("verify_packet", str(download.value.path()), digest=digest, stdout=out)
    assert "OK. Nothing differs." in out.getvalue()


def the_lead_withdraws_and_undoes_that(world, lead: Page) -> None:
    visit(lead, world)
    lead.get_by_role("link", name="Withdraw").click()
    fill(lead, reason="Our board wants to wait.")
    look(lead)
    press(lead, "Withdraw application")
    lead.get_by_role("link", name="Undo withdrawal").click()
    press(lead, "Undo withdrawal")
    expect(lead.get_by_role("heading", name="Receipt")).to_be_visible()


def a_member_leaves(world, birch: Page) -> None:
    """Birch ends its membership in the consortium, with that day as its last."""
    membership = world.consortium.memberships.get(district=world.districts[1])
    birch.goto(f"/memberships/{membership.pk}/leave/")
    fill(birch, last_day="2026-09-14", words="We join another network.")
    look(birch)
    press(birch, "Record end date")
    expect(birch.get_by_role("heading", level=1)).to_contain_text("Check before you end this membership")
    press(birch, "Record end date")
    expect(birch.get_by_text("The end date of Birch Local School District in")).to_be_visible()


def the_desk_says_what_that_changes(world, officer: Page) -> None:
    """The next day the officer reads it first, and what the plan would be without that member."""
    officer.goto(f"/reviews/{world.application.reference}/")
    expect(officer.get_by_text("Birch Local School District left the consortium.").first).to_be_visible()
    look(officer)
    officer.get_by_role("link", name="See what changes without a member").click()
    expect(officer.get_by_text("Birch Local School District").first).to_be_visible()
    look(officer)


def open_commitment(page: Page, world, name: str, activity: int) -> None:
    visit(page, world, f"activities/{activity}/{key_of(world, name)}/")


def sign(page: Page, world, name: str) -> None:
    visit(page, world, f"signatures/{key_of(world, name)}/")
    finish_signing(page, name)


def sign_by_link(world, name: str, page: Page, changed: str = "") -> None:
    """The person opens the newest email, confirms the name, reads what changed, if anything did, and signs."""
    signer = world.signers[MEMBERS.index(name)]
    text = [str(email.body) for email in mail.outbox if email.to == [signer.email]][-1]
    page.goto(re.search(r"/sign/link/[\w-]+/", text)[0])
    is_new = name == "dogwood" and changed
    if is_new:
        look(page)
    page.get_by_role("button", name="Yes, I’m").click()
    expect(page.get_by_text("You are signing as")).to_be_visible()
    if changed:
        expect(page.get_by_text(changed)).to_be_visible()
    if is_new:
        look(page)
    finish_signing(page, name)
    if is_new:
        look(page)


def finish_signing(page: Page, name: str) -> None:
    fill(page, title="Superintendent", board_on="2026-09-01")
    press(page, f"Sign for {name_of(name)}")
    expect(page.get_by_text("You signed").first).to_be_visible()


def signers_to_sign_again(page: Page) -> list[str]:
    rows = page.get_by_role("row").filter(has_text="Out of date").all_inner_texts()
    return [name for name in MEMBERS if any(row.startswith(name_of(name)) for row in rows)]
