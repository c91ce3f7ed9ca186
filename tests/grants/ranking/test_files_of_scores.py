"""manage.py rank_scores: what it reads, what it prints, and what it says about a file that it can't rank."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

ROWS = [
    "26-0001,Ames,4",
    "26-0001,Boyd,3",
    "26-0001,Cole,5",
    "26-0002,Ames,2",
    "26-0002,Boyd,1",
    "26-0002,Dunn,3",
    "26-0003,Boyd,3",
    "26-0003,Cole,4",
    "26-0003,Dunn,4",
]
HEAD = "application,scorer,score"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "scores.csv"


def rank(file, content, *options):
    """The parsed answer to a file of text or bytes, or of rows below the usual head."""
    if isinstance(content, list):
        content = "\n".join([HEAD, *content, ""])
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = io.StringIO()
    call_command("rank_scores", str(file), "--json", *options, stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def refusal(file, content, *options):
    with pytest.raises(CommandError) as refused:
        rank(file, content, *options)
    return str(refused.value)


def test_the_answer_names_every_application_and_scorer(file):
    answer = rank(file, ROWS)

    assert list(answer) == ["applications", "scorers", "reliability", "warnings"]
    assert [list(row) for row in answer["applications"]] == [
        ["application", "n", "raw", "adjusted", "low", "high", "rank", "rank_low", "rank_high", "band"]
    ] * 3
    assert [row["application"] for row in answer["applications"]] == ["26-0001", "26-0003", "26-0002"]
    assert [row["raw"] for row in answer["applications"]] == [4.0, 3.6667, 2.0]
    assert [row["n"] for row in answer["applications"]] == [3, 3, 3]
    assert {row["scorer"]: row["n"] for row in answer["scorers"]} == {"Ames": 2, "Boyd": 3, "Cole": 2, "Dunn": 2}
    assert list(answer["reliability"]) == ["alpha", "low", "high"]
    for row in answer["applications"]:
        assert row["low"] <= row["adjusted"] <= row["high"]
        assert 1 <= row["rank_low"] <= row["rank"] <= row["rank_high"] <= 3


def test_a_strict_scorer_has_positive_severity_and_those_he_scored_gain(file):
    """Boyd is a point or more below the others on every application; 26-0004 has Boyd alone."""
    answer = rank(file, [*ROWS, "26-0004,Boyd,3"])

    assert answer["scorers"][0]["scorer"] == "Boyd"
    assert answer["scorers"][0]["severity"] > 0.5
    assert answer["scorers"][-1]["severity"] < 0
    alone = next(row for row in answer["applications"] if row["application"] == "26-0004")
    assert (alone["n"], alone["raw"]) == (1, 3.0)
    assert alone["adjusted"] > 3.5
    assert "1 application has only one score: 26-0004. Its interval is wide." in answer["warnings"]


def test_the_same_file_and_seed_give_the_same_answer_whatever_the_order_of_rows(file):
    assert rank(file, ROWS) == rank(file, ROWS[::-1])
    assert rank(file, ROWS, "--seed", "7") == rank(file, ROWS, "--seed", "7")
    assert rank(file, ROWS, "--seed", "7") != rank(file, ROWS, "--seed", "8")


def test_a_table_for_people_names_the_seed(file):
    file.write_text("\n".join([HEAD, *ROWS]))
    out = io.StringIO()

    call_command("rank_scores", str(file), stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0].split() == "Band Rank Likely ranks Application Scores Raw Adjusted 90% interval".split()
    assert lines[1].split()[:2] == ["1", "1"]
    assert "26-0001" in lines[1]
    assert "Seed: 2013" in lines


CELLS = [row.split(",") for row in ROWS]


@pytest.mark.parametrize(
    "lines",
    [
        ["\ufeff" + HEAD + "\r", *(f"{row}\r" for row in ROWS)],
        ["Score , SCORER,comment,application", *(f"{score},{scorer},fine,{name}" for name, scorer, score in CELLS)],
        ['"application",scorer,score', *(f'"{name}", {scorer} ,{score}.0' for name, scorer, score in CELLS), "", ",,"],
    ],
    ids=["byte order mark and CRLF", "columns in another order", "quoted, spaced, with blank rows"],
)
def test_files_as_spreadsheets_save_them_are_read(file, lines):
    assert rank(file, "\n".join(lines))["applications"] == rank(file, ROWS)["applications"]


def test_a_quoted_name_may_contain_a_comma(file):
    answer = rank(file, [row.replace("Ames", '"Ames, Jo"') for row in ROWS])

    assert "Ames, Jo" in [row["scorer"] for row in answer["scorers"]]


def test_a_column_that_is_not_used_and_names_that_look_alike_are_mentioned(file):
    answer = rank(file, "\n".join([f"{HEAD},weight", *(f"{row},2" for row in ROWS), "26-0004,ames,3,2"]))

    assert answer["warnings"][:2] == [
        "The column “weight” isn’t used.",
        "“Ames” and “ames” count as different scorers, though only their capital letters differ.",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (["26-0001,Ames,four"], "Line 2, column “score”: “four” isn’t a number. Enter one like 4 or 3.5."),
        ([*ROWS, "26-0009,Ames,nan"], "Line 11, column “score”: “nan” isn’t a number. Enter one like 4 or 3.5."),
        (["26-0001,Ames,inf"], "Line 2, column “score”: “inf” isn’t a number. Enter one like 4 or 3.5."),
        (["26-0001,Ames,1_0"], "Line 2, column “score”: “1_0” isn’t a number. Enter one like 4 or 3.5."),
        (["26-0001,Ames,1e300"], "Line 2, column “score”: 1e300 is too large. The most is 1,000,000."),
        (["26-0001,Ames,"], "Line 2, column “score”: this cell is empty. Enter a number, or remove the row."),
        (["26-0001,Ames"], "Line 2, column “score”: this cell is empty. Enter a number, or remove the row."),
        (["26-0001, ,4"], "Line 2, column “scorer”: this cell is empty. Enter the scorer."),
        ([",Ames,4"], "Line 2, column “application”: this cell is empty. Enter the application."),
        (
            ["26-0001,Ames,4", "", "26-0001, Ames ,4"],
            "Line 4, column “scorer”: Ames already scored 26-0001 in line 2. Keep one of the two rows.",
        ),
        (
            ["26-0001,Ames, Jo,4"],
            "Line 2: there are 4 cells, but 3 columns. Put a name that contains a comma in quotation marks.",
        ),
        ([], "The file has no scores. Add a row for each score below the first line."),
        ("", "The file is empty. Its first line must name the columns: application,scorer,score."),
        (
            "26-0001,Ames,4\n",
            "Line 1: there is no column “application”. The first line must name the columns: application,scorer,score.",
        ),
        (
            "application;scorer;score\n1;2;3\n",
            "Line 1: the columns aren’t separated by commas. Save the file as comma-separated CSV.",
        ),
        (f"{HEAD},score\n", "Line 1: the column “score” is there 2 times. Keep one."),
        (
            f"{HEAD}\n26-0001,Ren\xe9,4\n".encode("latin-1"),
            "Line 2: the file isn’t UTF-8 (byte 37 can’t be read). Save it as CSV with the encoding UTF-8.",
        ),
        (HEAD.encode("utf-16"), "The file is in UTF-16. Save it as CSV with the encoding UTF-8."),
        (
            f"{HEAD}\nA\0,B,1".encode(),
            "Line 2: the file contains a null character, so it isn’t CSV. Save it as CSV with the encoding UTF-8.",
        ),
        (
            f'{HEAD}\n26-0001,"Ames"x,4\n',
            "Line 2: the quotation marks are wrong (',' expected after '\"'). Double each one inside a quoted name.",
        ),
    ],
)
def test_an_error_says_where_it_is_and_what_to_do(file, content, words):
    assert words in refusal(file, content).splitlines()


def test_every_problem_is_named_at_once_but_not_thousands(file):
    assert refusal(file, ["A,,x", "B,Ames,4"]).splitlines() == [
        "Line 2, column “scorer”: this cell is empty. Enter the scorer.",
        "Line 2, column “score”: “x” isn’t a number. Enter one like 4 or 3.5.",
    ]
    assert refusal(file, [f"A{n},Ames,x" for n in range(50)]).splitlines()[-1] == (
        "There are 30 more problems in this file."
    )


def test_a_file_of_more_than_one_round_is_refused(file):
    assert refusal(file, [f"A{n},S{n % 1600},3" for n in range(3001)]).splitlines() == [
        "The file has 3,001 applications; the most is 3,000. Rank one round.",
        "The file has 1,600 scorers; the most is 1,500. Rank one round.",
    ]


def test_a_declared_scale_is_kept(file):
    assert rank(file, ROWS, "--scale", "1-5")["applications"] == rank(file, ROWS)["applications"]
    assert refusal(file, ROWS, "--scale", "1-4") == (
        "Line 4, column “score”: 5 isn’t on the scale from 1 to 4. Correct the score."
    )
    assert refusal(file, ROWS, "--scale", "5-1") == (
        "“5-1” isn’t a scale. Write the lowest and the highest score, like 1-5."
    )


def test_a_file_that_is_not_there_and_a_seed_that_is_none_are_refused(file):
    with pytest.raises(CommandError, match=r"The file can’t be read: No such file or directory\."):
        call_command("rank_scores", str(file))
    assert refusal(file, ROWS, "--seed", "-1").startswith("--seed must be a whole number from 0 to")


def test_an_error_prints_nothing_but_the_error(file, capsys):
    refusal(file, ["A,Ames,x"])

    assert capsys.readouterr().out == ""
