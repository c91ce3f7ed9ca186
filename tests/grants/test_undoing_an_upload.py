"""An uploaded budget is undone with one click, until somebody changes one of its lines."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.application import submit_application
from grants.actions.budget import accept_line_proposal, remove_budget_line, save_budget_line
from grants.actions.budget_file import apply_budget_file, preview_budget_file
from grants.actions.budget_undo import undo_budget_upload
from grants.actions.plan import BudgetWords
from grants.models import BudgetLine, BudgetUpload
from grants.rules.budget_cells import COLUMNS, BudgetFileRow
from tests.grants.pages import shown, signed_in
from tests.grants.walking import WRITING, a_draft
from tests.kept import kept

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
@kept
def world():
    world = a_draft()
    world.member, world.principal = world.participants[1], world.signers[1]
    return world


def add(world, line="Teacher days", amount=9_000, by=None, **words):
    words = BudgetWords(line=line, amount=amount, **({"source": "grant", "payee": world.member} | words))
    return save_budget_line(application=world.application, words=words, by=by or world.principal, at=WRITING)


def a_row(world, number, text, amount, *, line=None):
    cells = dict.fromkeys(COLUMNS, "") | {
        "line": text, "amount": str(amount), "source": "Grant", "payee": world.member.name, "benefits": "All members",
    }  # fmt: skip
    return BudgetFileRow(number, line.key if line else "", line.revision if line else 0, cells)


def upload(world, *rows, by=None, removes=False, at=WRITING):
    asked = {"application": world.application, "rows": rows, "removes": removes, "by": by or world.principal, "at": at}
    apply_budget_file(**asked, digest=preview_budget_file(**asked).digest)
    return BudgetUpload.objects.last()


def undo(one, by, at=WRITING + HOUR):
    return undo_budget_upload(upload=one, by=by, at=at)


def in_budget(world):
    return list(world.application.budget_lines.values_list("line", "amount", "benefits_all", "proposed_at"))


def test_what_the_file_added_changed_and_removed_is_as_before(world):
    changed, removed = add(world), add(world, "Old bus", 400, category="travel", year=2)
    before = in_budget(world)
    one = upload(
        world, a_row(world, 2, "Teacher weeks", 12_000, line=changed), a_row(world, 3, "Bus", 700), removes=True
    )  # fmt: skip
    assert [row[:2] for row in in_budget(world)] == [("Teacher weeks", 12_000), ("Bus", 700)]

    assert undo(one, world.principal) == 3

    assert in_budget(world) == before
    restored = BudgetLine.objects.get(line="Old bus")
    assert (restored.category, restored.year, restored.payee) == ("travel", 2, world.member)
    assert restored.position > removed.position
    assert Entry.objects.get(event="budget.upload_undone").detail == {"lines": ["b1", "b3", "b2"]}


def test_the_proposals_of_an_upload_are_withdrawn(world):
    own = add(world)
    before = in_budget(world)
    one = upload(world, a_row(world, 2, "Other days", 800, line=own), a_row(world, 3, "Bus", 700), by=world.lead)
    assert BudgetLine.objects.proposed().count() == 1

    undo(one, world.lead)

    assert in_budget(world) == before
    assert not BudgetLine.objects.get().needs_answer


def test_an_earlier_proposal_comes_back(world):
    own = add(world)
    words = BudgetWords(line="First idea", amount=100, source="grant", payee=world.member, benefits_all=True)
    own = save_budget_line(
        application=world.application, words=words, line=own, revision=own.revision, by=world.lead, at=WRITING
    )  # fmt: skip
    one = upload(world, a_row(world, 2, "Second idea", 200, line=own), by=world.lead)

    undo(one, world.lead)

    line = BudgetLine.objects.get()
    assert (line.line, line.change.line, line.change.amount) == ("Teacher days", "First idea", 100)


def test_it_is_refused_once_someone_changed_one_of_its_lines(world):
    one = upload(world, a_row(world, 2, "Bus", 700), a_row(world, 3, "Train", 900))
    line = BudgetLine.objects.get(line="Bus")
    words = BudgetWords(line="Bus", amount=701, source="grant", payee=world.member)
    save_budget_line(
        application=world.application, words=words, line=line, revision=line.revision, by=world.principal, at=WRITING
    )  # fmt: skip

    with pytest.raises(Unready, match="changed or removed after it: “Bus”"):
        undo(one, world.principal)
    assert BudgetLine.objects.count() == 2


def test_it_is_refused_once_a_line_was_removed_or_a_proposal_answered(world):
    mine = upload(world, a_row(world, 2, "Bus", 700))
    bus = BudgetLine.objects.get()
    remove_budget_line(line=bus, revision=bus.revision, by=world.principal, at=WRITING)
    proposed = upload(world, a_row(world, 2, "Train", 900), by=world.lead)
    train = BudgetLine.objects.get()
    accept_line_proposal(line=train, revision=train.revision, by=world.principal, at=WRITING)

    with pytest.raises(Unready):
        undo(mine, world.principal)
    with pytest.raises(Unready):
        undo(proposed, world.lead)


def test_only_the_person_who_uploaded_it_undoes_it_once_and_while_it_is_a_draft(world):
    one = upload(world, a_row(world, 2, "Bus", 700))
    with pytest.raises(Refused, match="Only"):
        undo(one, world.lead)
    undo(one, world.principal)
    with pytest.raises(Unready, match="already undone"):
        undo(one, world.principal)

    later = upload(world, a_row(world, 2, "Bus", 700))
    submit_application(application=world.application, by=world.lead, at=WRITING)
    with pytest.raises(Unready):
        undo(later, world.principal)


def budget_page(client, world, by, at=WRITING + HOUR):
    signed_in(client, by)
    with time_machine.travel(at, tick=False):
        return client.get(reverse("applicant:application_budget", args=[world.application.reference]))


def test_the_budget_offers_it_to_the_person_who_uploaded_it_and_says_for_a_day_why_not(client, world):
    one = upload(world, a_row(world, 2, "Bus", 700))
    assert "Undo this upload" not in shown(budget_page(client, world, world.lead))
    page = budget_page(client, world, world.principal)
    assert "You saved 1 line from a spreadsheet: Sep 14, 2026, 12:00 PM EDT. Undo this upload" in shown(page)

    bus = BudgetLine.objects.get()
    remove_budget_line(line=bus, revision=bus.revision, by=world.principal, at=WRITING)
    words = shown(budget_page(client, world, world.principal))
    assert "You can’t undo this upload because these lines were changed or removed after it: “Bus”." in words
    assert "Undo this upload" not in words
    a_day = datetime.timedelta(days=1)
    assert "from a spreadsheet" not in shown(budget_page(client, world, world.principal, at=one.saved_at + a_day))


def test_one_click_undoes_it(client, world):
    one = upload(world, a_row(world, 2, "Bus", 700))
    signed_in(client, world.principal)

    with time_machine.travel(WRITING + HOUR, tick=False):
        address = reverse("applicant:budget_upload_undo", args=[world.application.reference, one.pk])
        answer = client.post(address, follow=True)

    assert "The upload was undone: 1 line is as before." in shown(answer)
    assert not BudgetLine.objects.exists()
