"""A superintendent answers an invitation from the email: without JavaScript, by keyboard, with a document."""

from playwright.sync_api import expect

from consortia.states import MembershipStatus


def test_from_the_email_to_the_answer_without_javascript_and_with_a_document(world, open_as):
    page = open_as(world.stranger, java_script_enabled=False)
    page.goto(f"/memberships/{world.invitation.pk}/")
    page.get_by_text("Add a document or message (optional)").click()
    document = {"name": "vote.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 the vote"}
    page.get_by_label("Board resolution, letter of commitment, or agreement").set_input_files(files=[document])
    page.get_by_label("Type of document").select_option("Board resolution")
    page.get_by_role("button", name="Accept invitation").click()

    expect(page.get_by_text("Confirmed by both").first).to_be_visible()
    expect(page.get_by_role("link", name="vote.pdf")).to_be_visible()
    world.invitation.refresh_from_db()
    assert world.invitation.status == MembershipStatus.CONFIRMED


def test_an_invitation_is_accepted_by_keyboard_from_my_work(world, open_as):
    page = open_as(world.stranger)
    page.goto("/my/")
    page.get_by_role("link", name="Review and answer").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/memberships/*/")
    stops = 0
    while page.evaluate("document.activeElement.textContent.trim()") != "Accept invitation":
        page.keyboard.press("Tab")
        stops += 1
        assert stops < 30, "Accept is not reached by the keyboard"
    page.keyboard.press("Enter")

    expect(page.get_by_text("Confirmed by both").first).to_be_visible()


def test_a_reason_that_is_missing_is_asked_for_and_the_way_back_is_there(world, open_as):
    page = open_as(world.stranger, width=320)
    page.goto(f"/memberships/{world.invitation.pk}/")
    page.get_by_role("link", name="Decline…").click()
    page.get_by_role("button", name="Decline").click()

    expect(page.get_by_role("alert")).to_contain_text("Enter the reason")

    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("button", name="Accept invitation")).to_be_visible()


def test_a_district_is_found_and_invited_without_javascript(world, open_as):
    page = open_as(world.lead, java_script_enabled=False)
    page.goto(f"/consortia/{world.network.slug}/invite/")
    page.get_by_label("District or school name or ID").fill("member hill")
    page.get_by_role("search", name="Find a member").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Invite Member Hill Local School District").click()
    page.get_by_role("button", name="Invite Member Hill Local School District").click()

    expect(page.get_by_text("We invited Member Hill Local School District")).to_be_visible()
