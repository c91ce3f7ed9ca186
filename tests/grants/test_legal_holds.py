"""A legal hold on a round: who places and lifts it, and that nothing of the round is deleted meanwhile."""

import datetime

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.management import call_command
from django.urls import reverse

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.attachments import UNUSED_FOR, remove_unused_files
from grants.actions.comments import add_comment
from grants.actions.legal_holds import lift_hold, place_hold
from grants.models import Attachment, LegalHold, SectionComment, StoredFile
from tests.grants.builders import an_administrator, an_officer
from tests.grants.pages import shown, signed_in
from tests.grants.walking import CLOSES, WRITING, a_draft

pytestmark = pytest.mark.django_db
LONG_AFTER = CLOSES + datetime.timedelta(days=800)
REASON = "A records request of October 2026."


@pytest.fixture
def world():
    world = a_draft()
    add_comment(application=world.application, key="budget", text="Who pays?", by=world.lead, at=WRITING)
    return world


def hold(world, **changed):
    values = {"competition": world.application.competition, "reason": REASON, "by": an_administrator(), "at": WRITING}
    return place_hold(**(values | changed))


def test_nothing_of_a_round_on_hold_is_deleted_until_the_hold_is_lifted(world, capsys):
    hold(world)
    with time_machine.travel(LONG_AFTER, tick=False):
        call_command("delete_old_histories")
        assert SectionComment.objects.count() == 1
        assert "Rounds on legal hold, where nothing is deleted: 1." in capsys.readouterr().out
        lift_hold(
            competition=world.application.competition, reason="It was answered.", by=an_administrator(), at=LONG_AFTER
        )
        call_command("delete_old_histories")
    assert SectionComment.objects.count() == 0
    assert "on legal hold" not in capsys.readouterr().out


def test_a_file_that_a_member_removed_stays_while_its_round_is_on_hold(world):
    stored = StoredFile.objects.create(sha256="a" * 64, size=3, kind="pdf", stored_at=WRITING, is_stored=True)
    Attachment.objects.create(
        application=world.application, number=1, file=stored, name="a.pdf", uploaded_by=world.lead, uploaded_at=WRITING,
        removed_at=WRITING,
    )  # fmt: skip
    later = WRITING + UNUSED_FOR + datetime.timedelta(minutes=1)
    hold(world)
    assert remove_unused_files(at=later) == 0

    lift_hold(competition=world.application.competition, reason="It was answered.", by=an_administrator(), at=later)
    storages["attachments"].exists(stored.path)
    assert remove_unused_files(at=later) == 1


def test_the_log_says_who_placed_and_lifted_it_and_why(world):
    hold(world)
    lift_hold(competition=world.application.competition, reason="It was answered.", by=an_administrator(), at=WRITING)
    placed, lifted = Entry.objects.filter(event__startswith="legal_hold.").order_by("number")
    assert (placed.event, placed.detail) == ("legal_hold.placed", {"reason": REASON})
    assert (lifted.event, lifted.detail) == ("legal_hold.lifted", {"reason": "It was answered."})


@pytest.mark.parametrize(("changed", "words"), [
    ({"reason": " "}, "Enter the reason."),
    ({"reason": "a" * 2_001}, "Shorten the reason to 2,000 characters."),
])  # fmt: skip
def test_a_hold_needs_a_reason(world, changed, words):
    with pytest.raises(Unready, match=words):
        hold(world, **changed)
    assert not LegalHold.objects.exists()


def test_a_round_has_one_hold_at_a_time(world):
    hold(world)
    with pytest.raises(Unready, match="already on legal hold"):
        hold(world)
    lift_hold(competition=world.application.competition, reason="It was answered.", by=an_administrator(), at=WRITING)
    with pytest.raises(Unready, match="isn’t on legal hold"):
        lift_hold(competition=world.application.competition, reason="Again.", by=an_administrator(), at=WRITING)
    hold(world)
    assert LegalHold.objects.count() == 2


def test_officers_see_a_hold_and_only_administrators_place_it(client, world):
    address = reverse("staff:round_hold", args=[world.application.competition.slug])
    officer = an_officer()
    page = shown(signed_in(client, officer).get(address))
    assert "Not on legal hold." in page
    assert "Only administrators can place or lift a legal hold." in page
    with pytest.raises(Refused):
        hold(world, by=officer)

    administrator = an_administrator()
    answer = signed_in(client, administrator).post(address, {"reason": REASON, "lifts": ""}, follow=True)
    assert "is on legal hold." in shown(answer)
    page = shown(signed_in(client, officer).get(address))
    for words in ("On legal hold: nothing of this round is deleted.", REASON, administrator.name, "In force"):
        assert words in page


def test_a_page_from_before_the_hold_was_lifted_does_not_place_a_new_one(client, world):
    hold(world)
    address = reverse("staff:round_hold", args=[world.application.competition.slug])
    lift_hold(competition=world.application.competition, reason="It was answered.", by=an_administrator(), at=WRITING)
    answer = signed_in(client, an_administrator()).post(address, {"reason": "Done.", "lifts": "True"})
    assert answer.status_code == 422
    assert "It was lifted meanwhile." in shown(answer)
    assert not LegalHold.objects.in_force().exists()
