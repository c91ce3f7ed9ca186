"""More walks by keyboard: before an application, around it, and after the deadline. They run by their name only."""

import time_machine
from playwright.sync_api import expect

from accounts.models import Role
from consortia.models import Membership
from grants.actions.application import submit_application
from grants.actions.officers import assign_application
from grants.models import Application
from tests.browser.test_walking_by_keyboard import DAY, walk, world  # noqa: F401  # fixtures
from tests.factories import AppointmentFactory, DistrictFactory, MembershipFactory
from tests.grants.rounds import an_officer
from tests.grants.walking import CLOSES, WRITING, a_plan, a_round


def test_asking_to_submit_late(world, walk):  # noqa: F811
    with time_machine.travel(CLOSES + DAY, tick=True):
        lead, administrator = walk(world.lead, "lead"), walk(an_officer(Role.ADMINISTRATOR), "administrator")
        lead.visit(f"{world.home}submit/").follow("Ask to submit late").press("Send request")
        lead.type("Reason", "The network was down.").press("Send request")
        administrator.visit("/reviews/late/").follow(f"Answer {world.application.reference}").press("Send answer")
        administrator.tick("No").type("Reason", "It was up.").press("Send answer")
        lead.visit(world.home)


def test_a_late_application_is_accepted_until_a_time(world, walk):  # noqa: F811
    a_plan(world)
    with time_machine.travel(CLOSES + DAY, tick=True):
        lead, administrator = walk(world.lead, "lead"), walk(an_officer(Role.ADMINISTRATOR), "administrator")
        lead.visit(f"{world.home}submit/").follow("Ask to submit late").type("Reason", "The network was down.")
        lead.press("Send request")
        administrator.visit("/reviews/late/").follow(f"Answer {world.application.reference}")
        administrator.tick("Yes, until the time below").moment("Accept until", "10022026", "0500PM")
        administrator.type("Reason", "It was down in the whole county.").press("Send answer")
        lead.visit(world.home).visit(f"{world.home}submit/").press(f"Submit {world.application.reference}")
        expect(lead.page.get_by_role("heading", name="Receipt")).to_be_visible()


def test_a_member_that_left_is_replaced(world, walk):  # noqa: F811
    a_plan(world)
    elm = DistrictFactory(name="Elm Schools")
    joined = MembershipFactory(consortium=world.consortium, district=elm, joins_on=WRITING.date() - DAY)
    signer = AppointmentFactory(district=elm, can_sign_applications=True).user
    submit_application(application=world.application, by=world.lead, at=WRITING)
    with time_machine.travel(CLOSES + DAY, tick=True):
        officer = an_officer()
        assign_application(application=world.application, by=officer, at=CLOSES + DAY)
        Membership.objects.filter(district=world.districts[2]).update(leaves_on=WRITING.date())
        lead, key = walk(world.lead, "lead"), world.participants[2].key
        lead.visit(f"{world.home}departures/{key}/replace/").choose("Member that takes its place", joined.member.name)
        lead.type("Reason", "It left, and Elm takes its part.").press("Propose amendment")
        by_elm = walk(signer, "elm")
        by_elm.visit(f"{world.home}amendments/1/").visit(f"{world.home}signatures/{elm.leaid}/")
        by_elm.type("Your title", "Superintendent").press("Sign for Elm Schools")
        lead.visit(f"{world.home}amendments/1/").press("Send amendment to the state")
        desk = walk(officer, "desk")
        desk.visit(f"/reviews/{world.application.reference}/amendments/1/")
        desk.tick("Yes, it becomes the newest version").type("Reason", "As the registry says.").press("Send answer")
        lead.visit(world.home)
        expect(lead.page.get_by_text("Elm Schools").first).to_be_visible()


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
