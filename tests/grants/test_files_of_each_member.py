"""A round can ask every member for its own file: who lacks it is said, and each member attaches and signs its own."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.refusals import Unready
from grants.actions import attachments as actions
from grants.actions.application import submit_application
from grants.actions.members import remove_member
from grants.actions.rounds import start_round
from grants.models import Attachment, Competition
from grants.reads.packets import packet_of, part_of
from grants.rules.attachments import Limits
from tests.grants.files import PDF, attach
from tests.grants.pages import shown, signed_in
from tests.grants.rounds import STORM, an_officer, changed, post_section, published
from tests.grants.walking import CLOSES, WRITING, a_draft, a_plan, a_round

pytestmark = pytest.mark.django_db
RESOLUTION = {"title": "Board resolution", "contains": "Signed.", "required": True, "each_member": True}
LETTER = {"title": "Letter of the fiscal agent", "contains": "", "required": True}
PHOTO = {"title": "Photo of the school", "contains": "", "required": False, "each_member": True}


@pytest.fixture(autouse=True)
def _while_writing(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "attachments": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    with time_machine.travel(WRITING, tick=False):
        yield


def a_world(*files):
    competition = a_round()
    Competition.objects.filter(pk=competition.pk).update(wanted_files=list(files))
    world = a_draft(3, competition=Competition.objects.get(pk=competition.pk))
    a_plan(world)
    world.keys = [one.key for one in world.participants]
    return world


def resolution_of(world, member, **more):
    return attach(world, member=world.keys[member], wanted=RESOLUTION["title"], name=f"Board {member}.pdf", **more)


def submit(world):
    return submit_application(application=world.application, by=world.lead, at=WRITING)


def page_of(world, name="application_attachments"):
    return reverse(f"applicant:{name}", args=[world.application.reference])


def test_nothing_is_submitted_until_every_member_has_attached_its_own():
    world = a_world(RESOLUTION)
    for member in (0, 1):
        resolution_of(world, member)

    with pytest.raises(Unready) as no:
        submit(world)
    name = world.participants[2].name
    assert no.value.problems == (f"Attach the file “Board resolution” for each member. Missing: {name}.",)

    resolution_of(world, 2)
    assert submit(world)


def test_an_optional_one_and_a_member_that_was_removed_block_nothing():
    world = a_world(RESOLUTION, PHOTO)
    for member in (0, 1):
        resolution_of(world, member)
    remove_member(participant=world.participants[2], by=world.lead, at=WRITING)

    assert submit(world)


def test_it_belongs_to_a_member_and_not_to_the_application(client):
    world = a_world(RESOLUTION)
    problem = "Each member attaches its own “Board resolution.” Choose the member whose file this is."
    with pytest.raises(Unready, match="Each member attaches its own"):
        attach(world, wanted=RESOLUTION["title"])

    signed_in(client, world.lead)
    file = SimpleUploadedFile("Board.pdf", PDF)
    page = client.post(page_of(world), {"file": file, "member": "", "wanted": RESOLUTION["title"]})

    assert page.status_code == 422
    assert page.context["form"].errors == {"member": [problem]}
    assert not Attachment.objects.exists()


def test_a_member_sees_its_own_first_and_attaches_only_that(client):
    world = a_world(RESOLUTION)
    resolution_of(world, 0)
    signed_in(client, world.signers[2])

    page = client.get(page_of(world))
    (row,) = page.context["page"].wanted

    assert (row.need, row.attached) == ("Required from each member", "1 of 3 members")
    assert [(one.name, bool(one.address)) for one in row.members] == [
        (world.participants[2].name, True),
        (world.participants[1].name, False),
    ]
    form = client.get(row.members[0].address.partition("#")[0])
    assert '<option value="Board resolution" selected>' in form.text
    file = SimpleUploadedFile("Board.pdf", PDF)
    client.post(page_of(world), {"file": file, "member": world.keys[2], "wanted": RESOLUTION["title"]})
    assert Attachment.objects.get(member=world.keys[2]).wanted == "Board resolution"
    words = shown(client.get(page_of(world)))
    assert "2 of 3 members" in words
    with pytest.raises(Exception, match="Only people with a role in"):
        resolution_of(world, 1, by=world.signers[2])


def test_a_member_signs_its_own_and_the_parts_of_others_do_not_change():
    world = a_world(RESOLUTION)
    before = packet_of(world.application)
    resolution_of(world, 1)
    world.application.refresh_from_db()

    after = packet_of(world.application)

    changed_parts = [key for key in world.keys if part_of(before, key) != part_of(after, key)]
    assert changed_parts == [world.keys[0], world.keys[1]]  # the lead signs for the whole


def test_who_signs_for_a_member_reads_that_its_file_is_missing(client):
    world = a_world(RESOLUTION, PHOTO)
    resolution_of(world, 0)
    signed_in(client, world.signers[1])
    address = reverse("applicant:application_sign", args=[world.application.reference, world.keys[1]])

    words = shown(client.get(address))
    assert f"This round asks {world.participants[1].name} to attach “Board resolution.”" in words
    assert f"This round asks {world.participants[1].name} to attach “Photo of the school”" not in words

    resolution_of(world, 1)
    assert "This round asks" not in shown(client.get(address))


def test_the_desk_and_the_print_name_the_members_that_lack_an_optional_one(client):
    world = a_world(PHOTO)
    attach(world, member=world.keys[1], wanted=PHOTO["title"])
    submit(world)
    others = f"{world.participants[0].name} and {world.participants[2].name}"
    with time_machine.travel(CLOSES + datetime.timedelta(days=1), tick=False):
        signed_in(client, an_officer())
        for page in ("review_desk", "review_print"):
            words = shown(client.get(reverse(f"review:{page}", args=[world.application.reference])))
            assert f"Photo of the school (optional, one from each member) : {others}".replace(" :", ":") in (
                words.replace(" :", ":")
            )


def test_the_limits_leave_room_for_what_is_asked_of_every_member(client, monkeypatch):
    monkeypatch.setattr(actions, "LIMITS", Limits(10_000, 100_000, 1))
    world = a_world(RESOLUTION)
    attach(world)
    for member in range(3):
        resolution_of(world, member)

    with pytest.raises(Unready, match="at most 4 attachments"):
        attach(world)


# --- officers ------------------------------------------------------------------------------------


def test_an_officer_asks_every_member_and_the_public_reads_it(client):
    officer = an_officer()
    draft = start_round(name="Fund", by=officer, at=WRITING)
    signed_in(client, officer)
    rows = {"title_1": "Board resolution", "contains_1": "Signed.", "required_1": "on", "each_member_1": "on"}
    post_section(client, "round_files", draft, **rows, title_2="Letter of the fiscal agent", required_2="on")

    assert Competition.objects.get().wanted_files == [RESOLUTION, LETTER]
    page = client.get(reverse("staff:round_files", args=[draft.slug]))
    assert [row[1][-1].value() for row in page.context["form"].rows()] == [True, False, None]
    assert "Enter a title for file 3" in post_section(client, "round_files", draft, each_member_3="on").text
    world = a_world(RESOLUTION, PHOTO)
    words = shown(client.get(world.competition.get_absolute_url()))
    assert "Board resolution (required from each member)" in words
    assert "Photo of the school (optional, one from each member)" in words


def test_asking_every_member_is_a_change_of_the_rules_and_rounds_of_before_mean_one_for_the_application():
    officer = an_officer()
    round_ = published(officer)
    changed(round_, officer, wanted_files=[{**RESOLUTION, "each_member": False}], reason=STORM)
    round_.refresh_from_db()

    version = changed(round_, officer, wanted_files=[RESOLUTION], reason=STORM)

    assert version.changes == [
        "Attachment “Board resolution”: required from each member. Signed. Before: required. Signed."
    ]
