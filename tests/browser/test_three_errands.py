"""Three people who come for one thing each, in a real browser: a parent, a superintendent, a reporter."""

import csv
import datetime
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from accounts.models import OutgoingEmail
from consortia.actions.memberships import invite_member
from consortia.models import Membership
from tests.factories import AppointmentFactory, DistrictFactory, MembershipFactory
from tests.world import NOON


def rows_of(page: Page, link) -> list[dict[str, str]]:
    with page.expect_download() as waiting:
        link.click()
    return list(csv.DictReader(waiting.value.path().read_text(encoding="utf-8").splitlines()))


def test_a_parent_finds_every_member_school_of_a_region_and_downloads_it(open_as, world):
    page = open_as()
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Regions").first.click()
    page.get_by_role("table").get_by_role("link", name="Creek Region").click()

    rows = rows_of(page, page.get_by_role("link", name="Download the member school (.csv)"))

    assert [(row["name"], row["district"]) for row in rows] == [
        ("Lead Creek High School", "Lead Creek Local School District")
    ]
    # And from the region to the school in three clicks: consortium, district, school.
    page.get_by_role("link", name=str(world.consortium), exact=True).click()
    page.get_by_role("link", name="Lead Creek Local School District").first.click()
    page.get_by_role("link", name="Lead Creek High School").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lead Creek High School")


def test_a_superintendent_registers_a_membership_from_the_letter(open_as, world):
    """The letter's page, one button; without a script, as on an old machine."""
    appointment = AppointmentFactory(district__name="Cedar Gap Local School District")
    invite_member(
        consortium=world.consortium,
        member=appointment.district,
        joins_on=datetime.date(2026, 10, 1),
        words="Will you join us?",
        by=world.lead,
        at=NOON,
    )
    letter = OutgoingEmail.objects.get(to_user=appointment.user, kind="membership: invited")
    page = open_as(appointment.user, java_script_enabled=False, width=320)

    page.goto(urlsplit(letter.about).path)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("invites Cedar Gap Local School District")
    page.get_by_role("button", name="Accept invitation").click()

    expect(page.get_by_text("Confirmed by both").first).to_be_visible()
    line = Membership.objects.get(consortium=world.consortium, district=appointment.district)
    assert (line.status, line.joins_on) == ("confirmed", datetime.date(2026, 10, 1))
    # The public sees it on that day, not before.
    public = open_as()
    public.goto(f"/consortia/{world.consortium.slug}/members/?on=2026-10-01")
    expect(public.get_by_role("link", name="Cedar Gap Local School District")).to_be_visible()
    public.goto(f"/consortia/{world.consortium.slug}/members/?on=2026-09-30")
    expect(public.get_by_role("link", name="Cedar Gap Local School District")).to_have_count(0)


def test_a_reporter_gets_the_roster_of_two_years_ago_and_what_changed_since(open_as, world):
    newcomer = DistrictFactory(name="Newcomer Ford Local School District")
    MembershipFactory(consortium=world.consortium, district=newcomer, joins_on=datetime.date(2025, 7, 1))
    page = open_as()
    page.goto(f"/consortia/{world.consortium.slug}/")

    page.get_by_role("link", name="Members on a past date").click()
    page.get_by_role("link", name="Two years ago, July 1, 2024").click()
    then = rows_of(page, page.get_by_role("link", name=".csv"))
    page.get_by_role("link", name="Compare two dates").click()
    page.locator("[name=from]").fill("2024-07-01")
    page.locator("[name=to]").fill("2026-09-14")
    page.get_by_role("button", name="Compare").click()

    names = {row["name"] for row in then}
    assert "Lead Creek Local School District" in names
    assert "Newcomer Ford Local School District" not in names
    expect(page.get_by_role("link", name="Newcomer Ford Local School District")).to_be_visible()
