"""More walks by keyboard: before an application, around it, and after the deadline. They run by their name only."""

import time_machine

from accounts.models import Role
from grants.models import Application
from tests.browser.test_walking_by_keyboard import DAY, walk, world  # noqa: F401  # fixtures
from tests.grants.rounds import an_officer
from tests.grants.walking import CLOSES, a_plan, a_round


def test_asking_to_submit_late(world, walk):  # noqa: F811
    with time_machine.travel(CLOSES + DAY, tick=True):
        lead, administrator = walk(world.lead, "lead"), walk(an_officer(Role.ADMINISTRATOR), "administrator")
        lead.visit(f"{world.home}submit/").follow("Ask to submit late").press("Send request")
        lead.type("Reason", "The network was down.").press("Send request")
        administrator.visit("/reviews/late/").follow(f"Answer {world.application.reference}").press("Send answer")
        administrator.tick("No").type("Reason", "It was up.").press("Send answer")
        lead.visit(world.home)


def test_before_and_around_it(world, walk):  # noqa: F811
    a_plan(world)
    other = a_round("Access Fund 2028")
    lead = walk(world.lead, "lead")
    lead.visit(other.get_absolute_url()).visit(f"{other.get_absolute_url()}intent/")
    lead.type("Expected number of members", "3").press("Tell the state")
    lead.visit(f"{other.get_absolute_url()}start/").press("Start application")
    draft = Application.objects.exclude(pk=world.application.pk).get()
    home = f"/applications/{draft.reference}/"
    lead.visit(home).visit(f"{home}plan/copy/activities/").follow(
        f"Innovation Fund 2027, {world.application.reference}"
    )
    lead.tab_to(lead.page.get_by_role("checkbox").first)
    lead.press("Copy the selected activities")
    lead.visit(f"{home}sections/question-1/copy/")
    lead.visit("/applications/")
    with lead.page.expect_download():
        lead.press("Add your deadlines to a calendar (.ics)", "link", leads=False)
    lead.visit("/accounts/settings/").tick("Send me one email a day").press("Save")
    editor = walk(an_officer(Role.ADMINISTRATOR), "editor")
    editor.visit("/staff/emails/")
    editor.visit(editor.page.locator("main td a, main li a, main th a").first.get_attribute("href"))
    editor.follow("Edit text").press("Save text").type("Reason", "Shorter.").press("Preview")
