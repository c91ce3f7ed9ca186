"""A guided change is previewed and carried out by the same parts, in the order of their places."""

import datetime
from dataclasses import dataclass

import pytest

from accounts.refusals import Unready
from changes.actions.change_set import Section, digest_of_preview
from changes.actions.guided import GuidedChange

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
RECORD, OTHER = Section(10, "Record"), Section(90, "Other records")


@dataclass
class Asked:
    reason: str = "Both boards voted for it in May."
    source: str = "Minutes"
    problem: str = ""
    schools: int = 2


def a_kind():
    def check(change_set, asked):
        change_set.problems += [asked.problem] if asked.problem else []

    kind = GuidedChange(Asked, check=check, lock=lambda asked: None, record=lambda change_set, asked: change_set)
    kind.add_part(50, lambda change_set, asked: change_set.describe(RECORD, "Application", "It stays."))
    kind.add_part(10, lambda change_set, asked: change_set.describe(OTHER, "Figures", f"{asked.schools} stay."))
    kind.add_part(20, lambda change_set, asked: change_set.describe(RECORD, "Membership", "It ends."))
    return kind


def test_lower_places_run_first_and_headings_have_an_order_of_their_own():
    change_set = a_kind().preview(by="tests", at=NOW)

    assert [line["who"] for line in change_set.lines] == ["Membership", "Application", "Figures"]
    assert change_set.source == "Registrar: Both boards voted for it in May. (Minutes)"


def test_no_part_runs_if_the_check_finds_a_problem():
    kind, asked = a_kind(), {"problem": "Otter Run has already been merged."}
    change_set = kind.preview(**asked, by="tests", at=NOW)

    assert (change_set.lines, change_set.problems) == ([], ["Otter Run has already been merged."])
    with pytest.raises(Unready, match="already been merged"):
        kind.carry_out(**asked, preview_digest=digest_of_preview(change_set), by="tests", at=NOW)


def test_what_was_previewed_is_carried_out_and_nothing_else():
    kind = a_kind()
    digest = digest_of_preview(kind.preview(by="tests", at=NOW))

    change_set = kind.carry_out(preview_digest=digest, by="tests", at=NOW)

    assert not change_set.dry_run
    with pytest.raises(Unready, match="no longer the ones you previewed"):
        kind.carry_out(schools=3, preview_digest=digest, by="tests", at=NOW)
