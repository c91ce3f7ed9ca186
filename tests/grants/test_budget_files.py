"""A budget as an .xlsx file: down, changed, previewed, and saved; and files that are damaged or hostile."""

import datetime
import io
import json
import zipfile

import openpyxl
import pytest
import time_machine
from defusedxml.common import EntitiesForbidden
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusals import Unready
from audit.models import Entry
from grants.actions.budget import save_budget_line
from grants.actions.budget_file import apply_budget_file, preview_budget_file
from grants.actions.plan import BudgetWords
from grants.imports.budget_file import rows_of_workbook
from grants.models import BudgetLine
from grants.reads.packets import packet_of
from grants.rules.budget_cells import COLUMNS, FILE_COLUMNS
from tests.grants.pages import shown
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db
HEADER = list(FILE_COLUMNS.values())


@pytest.fixture
def world():
    with time_machine.travel(WRITING + datetime.timedelta(hours=1), tick=False):
        world = a_draft()
        world.member, world.principal = world.participants[1], world.signers[1]
        yield world


def add(world, line="Teacher days", amount=9_000, by=None, **words):
    words = {"source": "grant", "payee": world.member} | words
    words = BudgetWords(line=line, amount=amount, **words)
    return save_budget_line(application=world.application, words=words, by=by or world.principal, at=WRITING)


def a_workbook(*rows, header=None, change=None):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (header or HEADER, *rows):
        sheet.append(row)
    if change:
        change(workbook, sheet)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def a_row(world, line="Bus", amount=700, *, key="", version="", payee=None, **more):
    cells = {"Line": key, "Version": version, "Description": line, "Amount": amount, "Paid from": "Grant"}
    cells |= {"Paid to": payee or world.member.name} | more
    return [cells.get(column) for column in HEADER]


def preview(world, content, *, by=None, removes=False):
    return preview_budget_file(
        application=world.application, rows=rows_of_workbook(content), removes=removes,
        by=by or world.principal, at=WRITING,
    )  # fmt: skip


def kinds(found):
    return [(change.kind, change.row.number) for change in found.changes]


def in_budget(world):
    return [(b["line"], b["amount"], b.get("proposed")) for b in packet_of(world.application)["budget"]]


def address(world, name):
    return reverse(f"applicant:{name}", args=[world.application.reference])


# ---- down and up ----


TEXTS = st.text("=+-@\"'<>&;,\u00e9\u2013 aB1$%()", max_size=30).map(lambda text: " ".join(text.split())).filter(bool)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            TEXTS, st.integers(0, 2_000_000_000), st.sampled_from(["grant", "match"]), st.booleans(),
            st.sampled_from(["", "personnel", "indirect"]), st.sampled_from([None, 1, 2]),
        ),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_a_downloaded_file_that_is_uploaded_again_changes_nothing(client, world, lines):
    BudgetLine.objects.all().delete()
    for text, amount, source, benefits_all, category, year in lines:
        beneficiaries = [] if benefits_all else [world.member]
        add(
            world, text, amount, source=source, payer=world.member, category=category, year=year,
            benefits_all=benefits_all, beneficiaries=beneficiaries,
        )  # fmt: skip
    client.force_login(world.principal)

    content = client.get(address(world, "budget_download")).content

    assert {change.kind for change in preview(world, content).changes} == {"same"}


def test_the_downloaded_file_runs_no_formula_and_keeps_numbers(client, world):
    add(world, '=HYPERLINK("http://evil.example")', 9_000)
    client.force_login(world.principal)

    answer = client.get(address(world, "budget_download"))

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert (sheet["C2"].data_type, sheet["D2"].value) == ("s", 9_000)
    assert "attachment" in answer["Content-Disposition"]


def test_the_preview_says_what_is_added_changed_removed_and_refused_and_saves_nothing(world):
    add(world, "Teacher days", 9_000)
    add(world, "Travel", 500)
    rows = [
        a_row(world, "Teacher days", 9_500, key="b1", version=1),
        a_row(world, "Bus", "$700"),
        a_row(world, "Wrong", "1.234,50"),
        a_row(world, "", 5),
        a_row(world, "Not mine", 5, payee=world.participants[2].name),
        a_row(world, "Gone", 5, key="b77", version=1),
    ]

    found = preview(world, a_workbook(*rows), removes=True)

    assert kinds(found) == [
        ("changed", 2), ("added", 3), ("refused", 4), ("refused", 5), ("refused", 6), ("refused", 7), ("removed", 0),
    ]  # fmt: skip
    problems = [change.problems[0] for change in found.of_kind("refused")]
    for words, problem in zip(
        ("uses a comma for decimals", "Enter a description", "Only people with a role in", "no line b77"), problems,
        strict=True,
    ):  # fmt: skip
        assert words in problem
    assert in_budget(world) == [("Teacher days", 9_000, None), ("Travel", 500, None)]
    assert not Entry.objects.filter(event="budget.file_saved").exists()


def test_saving_does_what_the_preview_showed_in_one_step(world):
    add(world, "Teacher days", 9_000)
    add(world, "Travel", 500)
    rows = rows_of_workbook(a_workbook(
        a_row(world, "Teacher days", 9_500, key="b1", version=1), a_row(world, "Bus", 700), a_row(world, "", 5),
    ))  # fmt: skip
    asked = {"application": world.application, "rows": rows, "removes": True, "by": world.principal, "at": WRITING}

    apply_budget_file(**asked, digest=preview_budget_file(**asked).digest)

    assert in_budget(world) == [("Teacher days", 9_500, None), ("Bus", 700, None)]
    assert Entry.objects.get(event="budget.file_saved").detail["refused"] == 1


def test_nothing_is_saved_if_the_budget_changed_after_the_preview(world):
    line = add(world, "Teacher days", 9_000)
    rows = rows_of_workbook(a_workbook(a_row(world, "Teacher days", 9_500, key="b1", version=1)))
    asked = {"application": world.application, "rows": rows, "removes": False, "by": world.principal, "at": WRITING}
    digest = preview_budget_file(**asked).digest
    words = BudgetWords(line="Teacher days", amount=1, source="grant", payee=world.member)
    save_budget_line(application=world.application, words=words, line=line, revision=1, by=world.principal, at=WRITING)

    with pytest.raises(Unready, match="changed after this preview"):
        apply_budget_file(**asked, digest=digest)
    assert in_budget(world) == [("Teacher days", 1, None)]


def test_a_line_that_changed_after_the_download_is_not_overwritten(world):
    line = add(world, "Teacher days", 9_000)
    words = BudgetWords(line="Teacher days", amount=1, source="grant", payee=world.member)
    save_budget_line(application=world.application, words=words, line=line, revision=1, by=world.principal, at=WRITING)

    found = preview(world, a_workbook(a_row(world, "Teacher days", 9_500, key="b1", version=1)))

    assert found.changes[0].problems == (
        "This line changed after the file was downloaded. Download the budget again to change it.",
    )


def test_a_member_removes_only_its_own_lines_by_leaving_them_out(world):
    add(world, "Mine", 1)
    add(world, "Theirs", 2, by=world.signers[2], payee=world.participants[2])
    add(world, "The lead's", 3, by=world.lead, payee=None)

    found = preview(world, a_workbook(a_row(world, "Bus", 700)), removes=True)

    assert [change.row.line.line for change in found.of_kind("removed")] == ["Mine"]


def test_the_lead_proposes_by_a_file_too(world):
    found = preview(world, a_workbook(a_row(world, "Bus", 700)), by=world.lead)

    assert kinds(found) == [("proposed", 2)]


# ---- through the browser ----


def test_a_file_is_uploaded_read_and_saved(client, world):
    add(world, "Teacher days", 9_000)
    client.force_login(world.principal)
    content = a_workbook(a_row(world, "Teacher days", 9_500, key="b1", version=1), a_row(world, "Bus", 700))

    page = client.post(address(world, "budget_upload"), {"file": SimpleUploadedFile("budget.xlsx", content)})
    assert "1 added, 1 changed, 0 unchanged." in shown(page)
    assert "Amount: $9,500 (before: $9,000)" in shown(page)
    assert in_budget(world) == [("Teacher days", 9_000, None)]

    found = page.context["page"]
    client.post(address(world, "budget_upload"), {"rows": found.rows, "digest": found.digest, "removes": ""})
    assert in_budget(world) == [("Teacher days", 9_500, None), ("Bus", 700, None)]


@pytest.mark.parametrize(
    "rows", ["", "null", "7", "[1]", '[{"number": 1}]', "[" * 5_000, json.dumps([{"number": "x", "cells": []}])]
)
def test_a_preview_that_was_damaged_or_made_up_is_refused(client, world, rows):
    client.force_login(world.principal)

    answer = client.post(address(world, "budget_upload"), {"rows": rows, "digest": "0" * 64})

    assert answer.status_code == 409
    assert "There is a problem" in shown(answer)


# ---- hostile and unlucky files ----


def a_zip(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_part(content, name, replace):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return a_zip(parts | {name: replace(parts[name])})


SHEET = "xl/worksheets/sheet1.xml"
BOMB = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY c "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "isn’t an .xlsx file"),
        (b"PK\x03\x04 not really", "isn’t an .xlsx file"),
        (b"%PDF-1.7", "isn’t an .xlsx file"),
        (b"Description,Amount\nBus,7\n", "isn’t an .xlsx file"),
        (b"x" * (6 * 1024 * 1024), "larger than 5 MB"),
        (a_zip({"a.txt": b"hello"}), "isn’t an .xlsx file"),
        (a_zip({"xl/worksheets/sheet1.xml": b"0" * 60_000_000}), "more than a budget needs"),
        (a_zip({f"part{number}": b"" for number in range(600)}), "more than a budget needs"),
        (a_workbook(["", "", "Bus"], header=["A", "B", "C"]), "find the column names"),
        (a_workbook(change=lambda _book, sheet: sheet.merge_cells("A5:B6")), "merged cells"),
        (with_part(a_workbook(), SHEET, lambda xml: BOMB.encode() + xml.split(b"?>")[-1]), "isn’t an .xlsx file"),
        (with_part(a_workbook(), "xl/workbook.xml", lambda xml: BOMB.encode() + xml.split(b"?>")[-1]), "isn’t an .xl"),
        (with_part(a_workbook(), SHEET, lambda xml: xml[: len(xml) // 2]), "isn’t an .xlsx file"),
        (a_workbook(*[["", "", "Bus", 7]] * 301), "more than 300 lines"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_budget_is_refused_in_words(content, problem):
    with pytest.raises(Unready, match=problem):
        rows_of_workbook(content)


def test_entities_are_refused_before_they_are_expanded():
    content = with_part(a_workbook(), SHEET, lambda xml: BOMB.encode() + xml.split(b"?>")[-1])

    with pytest.raises(Unready) as no:
        rows_of_workbook(content)

    causes, cause = [], no.value.__cause__
    while cause:
        causes.append(type(cause))
        cause = cause.__cause__ or cause.__context__
    assert EntitiesForbidden in causes


def test_a_formula_is_refused_and_its_stated_result_is_not_trusted(world):
    found = preview(world, a_workbook(a_row(world, "Bus", "=1+1")))

    assert found.changes[0].problems == ("Amount is a formula. Enter its result.",)


def test_a_date_as_a_year_is_refused_and_not_guessed(world):
    found = preview(world, a_workbook(a_row(world, **{"Project year": datetime.date(2027, 8, 1)})))

    assert "Enter the number of the project year" in found.changes[0].problems[0]


def test_thousands_of_empty_rows_other_sheets_and_a_title_above_do_not_matter(world):
    def change(workbook, sheet):
        sheet.insert_rows(1, 3)
        sheet["A1"] = "Budget of our consortium"
        sheet.cell(row=30_000, column=1).font = openpyxl.styles.Font(bold=True)
        sheet.row_dimensions[5].hidden = True
        workbook.create_sheet("Notes", 0)["A1"] = "Ask Kim"

    found = preview(world, a_workbook(a_row(world, "Bus", 700), change=change))

    assert kinds(found) == [("added", 5)]  # also a hidden row: nothing is saved that the preview doesn't show


def test_a_line_that_is_in_the_file_twice_is_changed_once(world):
    add(world, "Teacher days", 9_000)
    rows = [a_row(world, "Teacher days", amount, key="b1", version=1) for amount in (1, 2)]

    assert kinds(preview(world, a_workbook(*rows))) == [("changed", 2), ("refused", 3)]


def test_a_sheet_whose_packed_bytes_are_damaged_is_refused_in_words():
    content = bytearray(a_workbook(["x"] * 11))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as parts:
        part = parts.getinfo("xl/worksheets/sheet1.xml")
    begins = part.header_offset + 30 + len(part.filename)
    content[begins : begins + 20] = b"\xff" * 20

    with pytest.raises(Unready, match=r"isn’t an \.xlsx file"):
        rows_of_workbook(bytes(content))


@pytest.mark.parametrize("text", ["\ud800", "\x00", "9" * 3_000])
@pytest.mark.parametrize("place", ["key", "line", "payee", "amount"])
def test_a_preview_that_comes_back_with_impossible_texts_is_an_answer_and_no_error(client, world, text, place):
    client.force_login(world.principal)
    cells = dict.fromkeys(COLUMNS, "") | {"line": "Bus", "amount": "700", "source": "Grant"}
    sent = {"number": 2, "revision": 1, "key": "", "cells": cells, "formulas": []}
    if place == "key":
        sent["key"] = text
    else:
        cells[place] = text

    answer = client.post(address(world, "budget_upload"), {"rows": json.dumps([sent]), "digest": ""})

    assert answer.status_code in (200, 409)
    assert in_budget(world) == []
