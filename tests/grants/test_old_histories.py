"""What members kept of a draft goes two years after its round closed; answers and sealed versions stay."""

import datetime

import pytest
import time_machine
from django.core.management import call_command

from audit.models import Entry
from grants.actions.application import submit_application
from grants.actions.comments import add_comment
from grants.actions.writing import save_answer
from grants.models import AnswerVersion, SectionComment
from tests.grants.walking import CLOSES, WRITING, a_draft
from tests.kept import kept

pytestmark = pytest.mark.django_db
TWO_YEARS = datetime.timedelta(days=730)


@pytest.fixture
@kept
def world():
    world = a_draft()
    save_answer(answer=world.application.answers.get(element=3), text="One vote each.", by=world.lead, at=WRITING)
    add_comment(application=world.application, key="budget", text="Who pays?", by=world.lead, at=WRITING)
    return world


def kept():
    return AnswerVersion.objects.count(), SectionComment.objects.count()


def test_they_stay_for_two_years_and_then_go(world, capsys):
    version = submit_application(application=world.application, by=world.lead, at=WRITING)

    with time_machine.travel(CLOSES + TWO_YEARS, tick=False):
        call_command("delete_old_histories")
    assert kept() == (1, 1)

    with time_machine.travel(CLOSES + TWO_YEARS + datetime.timedelta(seconds=1), tick=False):
        call_command("delete_old_histories")
        call_command("delete_old_histories")
    assert kept() == (0, 0)
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Deleted the history of 1 application.", "Deleted the history of 0 applications.",
    ]  # fmt: skip
    assert world.application.answers.get(element=3).text == "One vote each."
    version.refresh_from_db()
    assert version.content["narrative"][2]["text"] == "One vote each."
    assert Entry.objects.filter(event="application.history_deleted").count() == 1
