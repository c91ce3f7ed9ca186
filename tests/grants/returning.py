"""A submitted application that its officer can return, and shorthand for what both sides do."""

import datetime
from types import SimpleNamespace

from grants.actions.application import submit_application
from grants.actions.budget import save_budget_line
from grants.actions.officers import assign_application
from grants.actions.plan import BudgetWords
from grants.actions.returns import return_application, save_return_answers, send_return_answer
from grants.actions.writing import save_answer
from grants.models import BudgetLine
from grants.rules.returns import AskedQuestion
from tests.grants.rounds import an_officer
from tests.grants.walking import CLOSES, WRITING, a_draft, a_plan
from tests.kept import kept

SECOND, DAY = datetime.timedelta(seconds=1), datetime.timedelta(days=1)
ASKED = CLOSES + DAY
DUE = ASKED + 7 * DAY
MONEY = AskedQuestion("budget", "Which district pays for the room after the first year?", unlocks=True)
WORDS = AskedQuestion("question-3", "What does “shared” mean here?")


@kept
def a_submitted_application(**more) -> SimpleNamespace:
    """With a plan and its first version, assigned to an officer after the round closed."""
    world = a_draft(**more)
    a_plan(world)
    world.application.answers.filter(position__in=(1, 2)).update(text="Our schools share a room.")
    world.version = submit_application(application=world.application, by=world.lead, at=WRITING)
    world.officer = an_officer()
    world.application = assign_application(application=world.application, by=world.officer, at=ASKED)
    return world


def give_back(world, *questions, due_at=DUE, by=None, at=ASKED):
    """The officer returns it."""
    world.returned = return_application(
        application=world.application,
        questions=questions or (MONEY, WORDS),
        due_at=due_at,
        by=by or world.officer,
        at=at,
    )
    world.application.refresh_from_db()
    return world.returned


def write_answers(world, answers, *, revision=0, by=None, at=ASKED + DAY):
    """The lead writes answers by the number of their question."""
    return save_return_answers(
        application=world.application, answers=answers, revision=revision, by=by or world.lead, at=at
    )


def send(world, *, by=None, at=ASKED + DAY, seen=None):
    """The lead sends the answer."""
    return send_return_answer(application=world.application, seen=seen, by=by or world.lead, at=at)


def change_budget(world, amount=30_000, at=ASKED + DAY):
    line = BudgetLine.objects.get(application=world.application)
    words = BudgetWords(
        line="Video room", amount=amount, source="grant", payee=world.participants[0],
        beneficiaries=world.participants[:1],
    )  # fmt: skip
    save_budget_line(
        application=world.application, words=words, line=line, revision=line.revision, by=world.lead, at=at
    )


def change_answer(world, position=1, text="We share a teacher.", at=ASKED + DAY):
    answer = world.application.answers.get(position=position)
    save_answer(answer=answer, text=text, revision=answer.revision, by=world.lead, at=at)
