"""After submission, an application is sealed but for what the state unlocked: every write says which section it is."""

import ast
from pathlib import Path

from grants.rules.sections import UNLOCKABLE

ACTIONS = Path(__file__).parents[2] / "grants" / "actions"
# The ways to the one rule, `pen.check_is_open`, and which argument names the section (None: by its own rule).
WAYS = {
    "taken_up": 1,
    "part_taken_up": 1,
    "section_taken_up": 1,
    "check_is_open": 1,
    "row_to_answer": None,
    "row_to_withdraw": None,
    "_taken_up": None,
    "_commented": None,
    "_locked": None,
    "_own": None,
    "save_answer": None,
    "save_budget_line": None,
}
# Each write of a draft, by hand: the section it changes. WHOLE and MEMBERS are never unlocked.
WRITES = {
    "answers.row_to_answer": {"section_of_row(row)"},
    "answers.row_to_withdraw": {"section_of_row(row)"},
    "application.add_participant": {"MEMBERS"},
    "attachments._taken_up": {"ATTACHMENTS"},
    "budget.propose_removal": {"BUDGET"},
    "budget.remove_budget_line": {"BUDGET"},
    "budget.dismiss_declined_line": {"BUDGET"},
    "budget.save_budget_line": {"BUDGET"},
    "budget_file.preview_budget_file": {"BUDGET"},
    "budget_undo.undo_budget_upload": {"BUDGET"},
    "comments._commented": {"key"},
    "commitments.dismiss_declined_commitment": {"ACTIVITIES"},
    "commitments.propose_commitment": {"ACTIVITIES"},
    "commitments.record_commitments": {"ACTIVITIES"},
    "commitments.remove_commitment": {"ACTIVITIES"},
    "commitments.write_commitment": {"ACTIVITIES"},
    "copying.copy_activities": {"ACTIVITIES"},
    "copying.copy_partners": {"PARTNERS"},
    "findings.explain_finding": {"WHOLE"},
    "match.add_match_line": {"BUDGET"},
    "members.add_member": {"MEMBERS"},
    "members.remove_member": {"MEMBERS"},
    "members.update_members": {"MEMBERS"},
    "plan.add_partner": {"PARTNERS"},
    "plan.remove_activity": {"ACTIVITIES", "BUDGET"},
    "plan.remove_partner": {"PARTNERS"},
    "plan.save_activity": {"ACTIVITIES"},
    "plan.save_budget_lines": {"BUDGET"},
    "restoring.restore_removed": {"_SECTIONS[kind_of(change.row)]"},
    "restoring._restore_activity": {"BUDGET"},
    "sections.assign_section": {"WHOLE"},
    "sections.set_section_ready": {"key"},
    "signatures.open_signing": {"WHOLE"},
    "writing.add_text": {"WHOLE"},
    "writing.save_answer": {"key_of_answer(answer.position)"},
}
# They change rows of a plan through the writes above, or take a plan's lock for something else than its content.
ELSEWHERE = {"carrying", "pen"}
# Parts of the writes above, which ask first.
PARTS = {"write_line", "put_commitment"}


def test_every_write_of_a_draft_names_the_section_that_it_changes():
    found = {}
    for path in sorted(ACTIONS.glob("*.py")):
        if path.stem in ELSEWHERE:
            continue
        for function in ast.parse(path.read_text()).body:
            if isinstance(function, ast.FunctionDef) and (sections := _sections_in(function)):
                found[f"{path.stem}.{function.name}"] = sections

    assert found == WRITES


def test_what_changes_the_plan_asks_the_rule():
    """Whoever counts one more change of the plan (`put_down`) or saves its rows has asked first."""
    for path in sorted(ACTIONS.glob("*.py")):
        if path.stem in ELSEWHERE:
            continue
        for function in ast.parse(path.read_text()).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            calls = _calls_in(function)
            if calls & {"put_down", "make_own", "make_proposed"} and not (
                function.name.startswith("accept_signed") or function.name in PARTS
            ):
                assert calls & set(WAYS), f"{path.stem}.{function.name} changes the plan without asking for a section"


def test_who_takes_part_and_what_is_signed_are_never_unlocked():
    assert UNLOCKABLE == (
        "question-1", "question-2", "question-3", "question-4", "question-5", "question-6", "question-7", "question-8",
        "question-9", "activities", "budget", "partners", "attachments",
    )  # fmt: skip


def _sections_in(function):
    return {
        ast.unparse(call.args[place])
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        for place in [WAYS.get(call.func.id)]
        if place is not None
    }


def _calls_in(function):
    return {
        call.func.id for call in ast.walk(function) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    }
