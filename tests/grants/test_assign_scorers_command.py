"""`manage.py assign_scorers`: a file in, pairs out, and nothing on standard output when the file is wrong."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

FILE = {
    "per_application": 2,
    "scorers": [
        {"id": "s1", "capacity": 2, "conflicts": ["26-0001"]},
        {"id": "s2", "capacity": 2, "conflicts": []},
        {"id": "s3", "capacity": 1, "conflicts": [], "expertise": ["finance"], "region": "north"},
    ],
    "applications": ["26-0001", {"id": "26-0002", "expertise": ["finance"], "region": "south"}, "26-0003"],
}


@pytest.fixture
def run(tmp_path, capsys):
    def run_with(content, *options):
        path = tmp_path / "scorers.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        call_command("assign_scorers", str(path), *options)
        return capsys.readouterr().out

    return run_with


def test_pairs_and_what_could_not_be_filled_are_printed_as_json(run):
    found = json.loads(run(FILE, "--json"))

    assert set(found) == {"assignments", "unfilled", "warnings"}
    assert all(set(row) == {"application", "scorer"} for row in found["assignments"])
    assert len(found["assignments"]) == 5  # the capacities together
    assert sum(row["missing"] for row in found["unfilled"]) == 1
    assert {"application": "26-0001", "scorer": "s1"} not in found["assignments"]


def test_edits_by_hand_are_in_the_file(run):
    pair = {"application": "26-0003", "scorer": "s3"}
    found = json.loads(run({**FILE, "keep": [pair], "never": [{"application": "26-0002", "scorer": "s1"}]}, "--json"))

    assert pair in found["assignments"]
    assert {"application": "26-0002", "scorer": "s1"} not in found["assignments"]


def test_after_a_scorer_drops_out_the_file_with_the_former_pairs_changes_little(run):
    full = {**FILE, "scorers": [*FILE["scorers"], {"id": "s4", "capacity": 3}]}
    before = json.loads(run(full, "--json"))["assignments"]

    after = json.loads(run({**full, "current": before}, "--json", "--without", "s3"))["assignments"]

    assert "s3" not in {pair["scorer"] for pair in after}
    assert [pair for pair in before if pair["scorer"] != "s3" and pair not in after] == []


def test_without_json_it_prints_lines_and_with_explain_the_reasons(run):
    assert "missing." in run(FILE)
    assert run(FILE, "--explain", "26-0001", "s1").startswith("s1 doesn’t score 26-0001.\ns1 has a conflict with it.\n")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("not JSON", "this isn’t JSON"),
        ("[]", "must hold one JSON object"),
        ({"scorer": []}, "scorer: is not a known key"),
        ({"per_application": None}, "per_application: must be a whole number"),
        ({"per_application": 2.0}, "per_application: must be a whole number"),
        ({"per_application": 0}, "Each application needs at least 1 scorer"),
        ({"per_application": 4}, "Add scorers, or ask for fewer"),
        ({"scorers": [{"id": "s1", "capacity": -1}] * 2}, r"scorers\[0\].capacity: is -1: enter 0 or more"),
        ({"scorers": [{"id": "s1", "capacity": 1.5}]}, r"scorers\[0\].capacity: must be a whole number"),
        ({"scorers": [{"id": "s1", "capacity": True}]}, r"scorers\[0\].capacity: must be a whole number"),
        ({"scorers": [{"id": 7, "capacity": 1}]}, r"scorers\[0\].id: is a number: write the ID in quotes, as \"7\""),
        ({"scorers": [{"id": " ", "capacity": 1}]}, r"scorers\[0\].id: is blank"),
        ({"scorers": [{"id": "s1"}]}, r"scorers\[0\].capacity: is missing"),
        ({"scorers": [{"id": "s1", "capacity": 1}] * 2}, "the ID “s1” is used 2 times"),
        ({"scorers": []}, "there are only 0"),
        ({"applications": ["26-0001", "26-0001"]}, "the ID “26-0001” is used 2 times"),
        ({"applications": [1]}, r"applications\[0\]: is a number"),
        ({"applications": [None]}, r"applications\[0\]: must be an ID in quotes, or an object"),
        ({"applications": [{"id": "26-0001", "name": "x"}]}, r"applications\[0\].name: is not a known key"),
        ({"applications": ["26-0002"]}, "“s1” has a conflict with “26-0001”, which isn’t among the applications"),
        ({"keep": [{"application": "26-0001", "scorer": "s1"}]}, "Remove the pair from keep"),
        ({"never": [{"application": "26-0001", "scorer": "s2"}] * 2}, "never: a pair is listed twice"),
        ({"current": [{"application": "26-0009", "scorer": "s2"}]}, "current: “26-0009” isn’t among"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do(run, capsys, change, problem):
    with pytest.raises(CommandError, match=problem) as refused:
        run(change if isinstance(change, str) else {**FILE, **change}, "--json")

    assert refused.value.returncode == 1
    assert capsys.readouterr().out == ""


def test_a_missing_file_and_an_unknown_pair_are_refused(run, tmp_path):
    with pytest.raises(CommandError, match="The file can’t be read"):
        call_command("assign_scorers", str(tmp_path / "nothing.json"))
    with pytest.raises(CommandError, match="“26-0009” isn’t in the file"):
        run(FILE, "--explain", "26-0009", "s1")


def test_no_applications_are_no_error(run):
    no_conflicts = [{"id": "s1", "capacity": 1}, {"id": "s2", "capacity": 1}]

    assert json.loads(run({**FILE, "scorers": no_conflicts, "applications": []}, "--json")) == {
        "assignments": [],
        "unfilled": [],
        "warnings": [],
    }
