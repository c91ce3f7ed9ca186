"""A round names the files that it wants attached, and an application without a required one can't be submitted."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.refusals import Unready
from grants.actions.application import submit_application
from grants.actions.attachments import remove_attachment
from grants.actions.rounds import start_round
from grants.models import Attachment, Competition
from grants.reads.packets import packet_of
from grants.reads.rounds import rules_from_json
from portal.review.pages.attachments import attachment_rows_in
from tests.grants.files import PDF, attach
from tests.grants.rounds import STORM, an_officer, changed, edited, post_section, published
from tests.grants.walking import CLOSES, WRITING, a_draft, a_plan, a_round
from tests.kept import kept

pytestmark = pytest.mark.django_db
LETTER = {"title": "Letter of the fiscal agent", "contains": "Signed and dated.", "required": True}
MAP = {"title": "Map of the routes", "contains": "", "required": False}


@pytest.fixture(autouse=True)
def _while_writing(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "attachments": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    with time_machine.travel(WRITING, tick=False):
        yield


@pytest.fixture
@kept
def world():
    competition = a_round()
    Competition.objects.filter(pk=competition.pk).update(wanted_files=[LETTER, MAP])
    world = a_draft(competition=Competition.objects.get(pk=competition.pk))
    a_plan(world)
    return world


def submit(world):
    return submit_application(application=world.application, by=world.lead, at=WRITING)


def test_a_missing_required_file_blocks_and_an_optional_one_does_not(world):
    with pytest.raises(Unready, match=r"Attach the file “Letter of the fiscal agent\.”") as no:
        submit(world)
    assert "Map of the routes" not in str(no.value)

    attach(world)  # another file doesn't answer the request
    with pytest.raises(Unready):
        submit(world)

    letter = attach(world, wanted=LETTER["title"])
    remove_attachment(attachment=letter, by=world.lead, at=WRITING)
    with pytest.raises(Unready):
        submit(world)

    attach(world, wanted=LETTER["title"])
    assert submit(world)


def test_a_file_answers_only_what_the_round_asks_for(world):
    with pytest.raises(Unready, match="Choose one of the files that this round asks for"):
        attach(world, wanted="Something else")


def test_the_packet_says_which_file_answers_the_round_and_other_packets_do_not_change(world):
    attach(world)
    attach(world, wanted=LETTER["title"])
    world.application.refresh_from_db()

    packet = packet_of(world.application)

    assert "wanted" not in packet["attachments"][0]
    assert packet["attachments"][1]["wanted"] == "Letter of the fiscal agent"
    assert [row.wanted for row in attachment_rows_in(packet)] == ["", "Letter of the fiscal agent"]


def test_the_page_has_a_place_for_each_file_and_attaches_it(client, world):
    client.force_login(world.lead)
    address = reverse("applicant:application_attachments", args=[world.application.reference])
    page = client.get(f"{address}?wanted=Letter+of+the+fiscal+agent")

    assert page.text.count("Missing.") == 2
    assert [(row.title, row.need) for row in page.context["page"].wanted] == [
        ("Letter of the fiscal agent", "Required"),
        ("Map of the routes", "Optional"),
    ]
    assert '<option value="Letter of the fiscal agent" selected>' in page.text

    file = SimpleUploadedFile("Letter.pdf", PDF)
    page = client.post(address, {"file": file, "member": "", "wanted": LETTER["title"]}, follow=True)

    assert page.text.count("Missing.") == 1
    assert "Attached: <bdi>Letter.pdf</bdi>" in page.text
    assert Attachment.objects.get().wanted == LETTER["title"]


def test_the_form_chooses_the_only_file_that_is_missing_or_asks_which_one_it_is(client, world):
    client.force_login(world.lead)
    address = reverse("applicant:application_attachments", args=[world.application.reference])
    assert client.get(address).context["form"]["wanted"].initial == ""
    page = client.post(address, {"file": SimpleUploadedFile("Letter.pdf", PDF), "member": "", "wanted": ""})
    assert "Choose which requested file this is, or “Another file.”" in page.text
    assert not Attachment.objects.exists()

    client.post(address, {"file": SimpleUploadedFile("Letter.pdf", PDF), "member": "", "wanted": LETTER["title"]})

    assert client.get(address).context["form"]["wanted"].initial == "Map of the routes"
    client.post(address, {"file": SimpleUploadedFile("Other.pdf", PDF), "member": "", "wanted": "-"})
    assert [one.wanted for one in Attachment.objects.order_by("pk")] == [LETTER["title"], ""]


def test_what_is_missing_links_to_the_attachments(client, world):
    client.force_login(world.lead)
    page = client.get(reverse("applicant:application_submit", args=[world.application.reference])).text

    assert "Attach the file “Letter of the fiscal agent.”" in page
    assert reverse("applicant:application_attachments", args=[world.application.reference]) in page


def test_the_public_reads_what_the_round_asks_for(client, world):
    page = client.get(world.competition.get_absolute_url()).text

    assert "Files to attach" in page
    assert "The attachment “Letter of the fiscal agent.”" in page
    assert "Signed and dated." in page


def test_the_desk_and_the_printed_review_name_the_files_that_are_missing(client, world):
    attach(world, wanted=LETTER["title"])
    submit(world)
    with time_machine.travel(CLOSES + datetime.timedelta(days=1), tick=False):
        client.force_login(an_officer())
        for page in ("review_desk", "review_print"):
            words = client.get(reverse(f"review:{page}", args=[world.application.reference])).text
            assert "<li><bdi>Map of the routes</bdi> (optional)</li>" in words
            assert "<li><bdi>Letter of the fiscal agent</bdi>" not in words


# --- officers ------------------------------------------------------------------------------------


def test_an_officer_writes_the_list_and_a_copy_has_it(client):
    officer = an_officer()
    draft = start_round(name="Fund", by=officer, at=WRITING)
    client.force_login(officer)
    rows = {"title_1": " Letter  of the fiscal agent", "contains_1": "Signed and dated.", "required_1": "on"}

    post_section(client, "round_files", draft, **rows, title_3="Map of the routes")

    assert Competition.objects.get().wanted_files == [LETTER, MAP]
    copy = start_round(name="Next year", copy_of=Competition.objects.get(), by=officer, at=WRITING)
    assert copy.wanted_files == [LETTER, MAP]
    assert 'value="Map of the routes"' in client.get(reverse("staff:round_files", args=[draft.slug])).text


def test_the_form_shows_one_blank_row_and_folds_the_others(client):
    officer = an_officer()
    draft = edited(start_round(name="Fund", by=officer, at=WRITING), officer, wanted_files=[LETTER, MAP])
    client.force_login(officer)
    form = client.get(reverse("staff:round_files", args=[draft.slug])).context["form"]

    assert [number for number, _ in form.rows()] == [1, 2, 3]
    assert [number for number, _ in form.further_rows()] == [4, 5, 6]


def test_a_described_file_needs_a_title(client):
    officer = an_officer()
    draft = start_round(name="Fund", by=officer, at=WRITING)
    client.force_login(officer)

    assert "Enter a title for file 2" in post_section(client, "round_files", draft, required_2="on").text


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ([LETTER, LETTER | {"title": "LETTER of the fiscal agent"}], "Two files are titled"),
        ([LETTER | {"title": f"File {number}"} for number in range(7)], "at most 6 files"),
        ([LETTER | {"title": "x" * 121}], "at most 120 characters"),
    ],
)
def test_a_list_that_cannot_be_is_refused(files, problem):
    officer = an_officer()
    with pytest.raises(Unready, match=problem):
        edited(start_round(name="Fund", by=officer, at=WRITING), officer, wanted_files=files)


def test_a_change_after_publishing_is_a_new_version_with_its_reason():
    officer = an_officer()
    round_ = published(officer)
    version = changed(round_, officer, wanted_files=[LETTER], reason=STORM)

    assert version.changes == [
        "Attachment “Letter of the fiscal agent”: required. Signed and dated. Before: not stated."
    ]
    assert rules_from_json(version.rules).competition.wanted_files == [LETTER]
    earlier = dict(version.rules)
    earlier.pop("wanted_files")
    assert rules_from_json(earlier).competition.wanted_files == []
