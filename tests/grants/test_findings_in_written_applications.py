"""What the checks find in whole applications, loaded from files, compared with what a fair reader finds in each."""

import sys
from collections import Counter

import pytest
from django.db import transaction

from districts.reads.counts_cache import COUNTS_CACHE
from grants.rules.collaboration.findings import RULES
from tests.grants.written_applications import WrittenCase, found_in, written_cases

CASES = list(written_cases())
TALLY = Counter[tuple[str, str]]()


def _outcome_of(case: WrittenCase) -> tuple[set[str], set[str]]:
    """What is found in it, as if no other file had been loaded."""
    COUNTS_CACHE.clear()  # names are kept by the registry's revision, which returns with the savepoint
    with transaction.atomic():
        outcome = found_in(case)
        transaction.set_rollback(True)
    return outcome


@pytest.mark.django_db
@pytest.mark.parametrize("file", dict.fromkeys(case.file for case in CASES))
def test_each_application_has_the_findings_that_a_fair_reader_has_and_no_others(file):
    """One transaction for the cases of a file, each in a savepoint. With -s it prints how often each check is right."""
    mismatches: list[str] = []
    for case in (case for case in CASES if case.file == file):
        found, asked = _outcome_of(case)
        for what, lines in (("right", found & case.expected), ("false alarm", found - case.expected),
                            ("missed", case.expected - found), ("not asked", case.questions - asked),
                            ("asked without need", asked - case.questions)):  # fmt: skip
            TALLY.update((line.split()[0], what) for line in lines)
            mismatches += [f"{case.name}: {what}: {line}" for line in sorted(lines) if what != "right"]
    columns = ("right", "false alarm", "missed")
    table = ["".join(f"{name:>13}" for name in columns)]
    table += ["".join(f"{TALLY[rule.name, what]:13}" for what in columns) + f"  {rule.name}" for rule in RULES]
    sys.stdout.write(f"\nSo far, with {file}:\n" + "\n".join(table) + "\n")

    assert not mismatches, "\n".join(mismatches)


def test_every_check_has_two_applications_in_which_it_finds_something():
    finding = Counter(rule for case in CASES for rule in {line.split()[0] for line in case.expected})

    assert {rule.name: finding[rule.name] for rule in RULES if finding[rule.name] < 2} == {}
    assert finding.keys() <= {rule.name for rule in RULES}


def test_many_applications_only_look_wrong():
    assert len(CASES) >= 60
    assert sum(not case.expected for case in CASES) >= 18
