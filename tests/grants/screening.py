"""Applications in the eligibility screen, made by walking the actions."""

import datetime

from grants.actions.reinstatements import confirm_reinstatement, propose_reinstatement
from grants.actions.screening import inform_ineligible, record_screening
from grants.reads.screen import facts_of
from grants.rules.screen import JudgedRule
from tests.grants.builders import AT, an_administrator, an_officer

EVIDENCE = "The board’s minutes of March say so."


def screened(application, by, *, fails=(), looks=(), reason="", at=AT):
    """What an officer concludes: every rule is met but these."""
    rules = facts_of(application.competition, [application.pk], by)[application.pk].rules
    answers = dict.fromkeys(fails, "fail") | dict.fromkeys(looks, "look")
    judged = {rule.key: JudgedRule(answers.get(rule.key, "pass"), EVIDENCE) for rule in rules}
    return record_screening(application=application, judged=judged, reason=reason, by=by, at=at)


def ineligible(application, *, fails=("in_force",)):
    """Two officers find the application ineligible."""
    for name in ("Dee Marsh", "Eve Stone"):
        screened(application, an_officer(name), fails=fails)
    return application


def informed(application, by=None):
    return inform_ineligible(
        application=application,
        answer_by=datetime.date(2026, 5, 4),
        how_to_answer="Write to the grants office.",
        by=by or an_officer("Fay North"),
        at=AT,
    )


def reinstated(application, stage, *, ground="clerical", reason="A membership was typed wrong."):
    row = propose_reinstatement(
        application=application, stage=stage, ground=ground, reason=reason, by=an_officer("Gus Hale"), at=AT
    )
    return confirm_reinstatement(reinstatement=row, by=an_administrator("Hal Reed"), at=AT)
