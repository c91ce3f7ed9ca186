"""Several budget lines at once: cells that people type or paste, and a table that is saved whole or not at all."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from grants.actions.application import start_application
from grants.actions.budget import save_budget_line
from grants.actions.plan import BudgetWords
from grants.models import BudgetLine
from grants.reads.packets import packet_of
from grants.rules.budget import indirect_costs, project_years
from grants.rules.budget_cells import BudgetNames, cells_of, values_in
from portal.applicant.pages.budget import LEAD
from tests.grants.pages import shown
from tests.grants.walking import WRITING, a_draft, a_round

NAMES = BudgetNames(
    members={
        "9900001": "Mill Creek",
        "9900002": "Harlan Valley",
        "9900003": "Twin",
        "9900004": "Twin",
        "9900005": "A; B",
    },
    activities={"calculus": "Shared calculus", "bus": "Bus"},
)


# ---- cells ----


@pytest.mark.parametrize(
    ("text", "amount", "problem"),
    [
        ("1234", 1_234, ""),
        ("$1,234", 1_234, ""),
        ("1,234.00", 1_234, ""),
        (" 1234.0 ", 1_234, ""),
        ("0", 0, ""),
        ("", None, ""),
        ("$1,234.50", None, "has cents"),
        ("1.234,50", None, "uses a comma for decimals"),
        ("1.234.567", None, "uses a comma for decimals"),
        ("1.234", None, "has cents"),
        ("12,34", None, "uses a comma for decimals"),
        ("(500)", None, "can’t be negative"),
        ("-500", None, "can’t be negative"),
        ("=SUM(A1:A3)", None, "isn’t one"),
        ("about 500", None, "isn’t one"),
        ("1e9", None, "isn’t one"),
        ("١٢٣", None, "isn’t one"),
        ("9" * 40, None, "at most"),
    ],
)
def test_an_amount_is_read_as_a_spreadsheet_writes_it_and_never_guessed(text, amount, problem):
    values = values_in({"amount": text}, NAMES)

    assert values.amount == amount
    assert problem in values.problems.get("amount", "")
    assert bool(values.problems) == bool(problem)


@pytest.mark.parametrize(
    ("column", "text", "field", "value"),
    [
        ("year", "2", "year", 2),
        ("year", "Year 2", "year", 2),
        ("year", "2.0", "year", 2),
        ("source", "MATCH", "source", "match"),
        ("category", "fringe benefits", "category", "fringe"),
        ("category", "fringe", "category", "fringe"),
        ("payee", "mill creek", "payee", "9900001"),
        ("payee", "9900003", "payee", "9900003"),
        ("payee", "Openfield Learning", "payee_name", "Openfield Learning"),
        ("benefits", "all", "benefits_all", True),
        ("benefits", "Mill Creek; 9900004", "beneficiaries", ("9900001", "9900004")),
        ("activity", "shared calculus", "activity", "calculus"),
    ],
)
def test_a_cell_is_read_by_its_name_or_its_key(column, text, field, value):
    values = values_in({column: text}, NAMES)

    assert getattr(values, field) == value
    assert not values.problems


@pytest.mark.parametrize(
    ("column", "text", "problem"),
    [
        ("year", "2027-08-01", "project year"),
        ("year", "2027", "project year"),
        ("source", "loan", "Grant, Match"),
        ("category", "misc", "Enter one of these"),
        ("payee", "Twin", "More than one member"),
        ("benefits", "Mill Creek; Nobody", "“Nobody” isn’t one"),
        ("activity", "Chess", "isn’t one"),
    ],
)
def test_a_cell_that_can_not_be_read_says_what_to_enter(column, text, problem):
    assert problem in values_in({column: text}, NAMES).problems[column]


MEMBERS = st.sampled_from(sorted(NAMES.members))
LINES = st.fixed_dictionaries(
    {
        "line": st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=40).map(
            lambda t: " ".join(t.split())
        ),
        "amount": st.none() | st.integers(0, 2_000_000_000),
        "source": st.sampled_from(["grant", "match"]),
        "payer": st.none() | MEMBERS,
        "payer_name": st.just(""),
        "payee": st.none() | MEMBERS,
        "payee_name": st.just(""),
        "benefits": st.just("all") | st.lists(MEMBERS, unique=True, max_size=4),
        "activity": st.none() | st.sampled_from(sorted(NAMES.activities)),
        "category": st.sampled_from(["", "personnel", "indirect", "stipends"]),
        "year": st.none() | st.integers(1, 20),
    }
)


@given(LINES)
def test_every_line_is_read_back_from_its_cells_as_it_was(line):
    values = values_in(cells_of(line, NAMES), NAMES)

    assert not values.problems
    benefits = "all" if values.benefits_all else list(values.beneficiaries)
    assert (values.line, values.amount, values.source, benefits) == (
        line["line"], line["amount"], line["source"], line["benefits"],
    )  # fmt: skip
    assert (values.payer or None, values.payee or None) == (line["payer"], line["payee"])
    assert (values.activity or None, values.category, values.year) == (line["activity"], line["category"], line["year"])


@given(
    st.dictionaries(st.sampled_from(["line", "amount", "year", "payee", "benefits", "activity"]), st.text(max_size=60))
)
def test_no_text_in_a_cell_is_an_error(cells):
    values = values_in(cells, NAMES)

    assert values.amount is None or 0 <= values.amount <= 2_000_000_000


# ---- years and indirect costs ----


@pytest.mark.parametrize(
    ("starts", "ends", "years"),
    [
        ("2026-08-01", "2027-07-31", 1),
        ("2026-08-01", "2027-08-01", 2),
        ("2026-08-01", "2028-06-30", 2),
        ("2026-01-01", "2026-12-31", 1),
    ],
)
def test_a_project_has_as_many_years_as_it_begins(starts, ends, years):
    assert project_years(datetime.date.fromisoformat(starts), datetime.date.fromisoformat(ends)) == years


def test_the_base_of_indirect_costs_leaves_out_what_the_federal_rule_leaves_out():
    def line(category, amount, payee="", source="grant"):
        return {"source": source, "amount": amount, "category": category, "payee": None, "payee_name": payee}

    costs = indirect_costs([
        line("personnel", 100_000), line("equipment", 40_000), line("construction", 9_000), line("stipends", 5_000),
        line("subaward", 30_000, "College"), line("subaward", 30_000, "College"), line("subaward", 20_000, "Union"),
        line("", 7_000), line("personnel", 1_000, source="match"), line("indirect", 17_000),
    ])  # fmt: skip

    assert (costs.amount, costs.base, costs.percent) == (17_000, 170_000, 10.0)


# ---- the table ----


@pytest.fixture
def world(db):
    with time_machine.travel(WRITING + datetime.timedelta(hours=1), tick=False):
        world = a_draft()
        world.member, world.principal = world.participants[1], world.signers[1]
        yield world


def table(world, key=None, name="budget_table"):
    return reverse(f"applicant:{name}", args=[world.application.reference, key or world.member.key])


def add(world, line, amount, by=None):
    words = BudgetWords(line=line, amount=amount, source="grant", payee=world.member)
    return save_budget_line(application=world.application, words=words, by=by or world.principal, at=WRITING)


def row(number, *, pk=0, revision=0, shown="", **cells):
    cells |= {"pk": pk, "revision": revision, "shown": shown}
    return {f"r{number}-{name}": str(value) for name, value in cells.items()}


def saved(world):
    return [(b["line"], b["amount"], b.get("proposed")) for b in packet_of(world.application)["budget"]]


def test_a_member_writes_several_lines_at_once_and_its_new_lines_are_its_own(client, world):
    first = add(world, "Teacher days", 9_000)
    client.force_login(world.principal)

    rows = row(1, pk=first.pk, revision=1, line="Teacher days", amount="$9,500") | row(2, line="Bus", amount="700")
    answer = client.post(table(world), {"rows": "3"} | rows)

    assert answer.status_code == 302
    assert saved(world) == [("Teacher days", 9_500, None), ("Bus", 700, None)]
    assert {line.owner for line in BudgetLine.objects.all()} == {world.member}


def test_one_wrong_row_saves_none_and_names_the_row_and_what_to_enter(client, world):
    client.force_login(world.principal)

    answer = client.post(
        table(world), {"rows": "2"} | row(1, line="Bus", amount="700") | row(2, line="", amount="1.234,50")
    )

    assert answer.status_code == 409
    assert saved(world) == []
    assert "Row 2: Enter the amount as 1,234 in whole dollars" in shown(answer)
    assert 'value="1.234,50"' in answer.content.decode()


def test_a_stale_row_overwrites_nothing_and_untouched_rows_do_not_stop_anyone(client, world):
    first, second = add(world, "Teacher days", 9_000), add(world, "Bus", 700)
    client.force_login(world.principal)
    page = client.get(table(world)).context["page"]
    for line in (first, second):
        words = BudgetWords(line=line.line, amount=1, source="grant", payee=world.member)
        save_budget_line(
            application=world.application, words=words, line=line, revision=1, by=world.principal, at=WRITING
        )

    def as_shown(number, **changes):
        shown_row = page.rows[number - 1]
        cells = {cell.column: cell.value for cell in shown_row.cells} | changes
        return row(number, pk=shown_row.pk, revision=shown_row.revision, shown=shown_row.shown, **cells)

    answer = client.post(table(world), {"rows": "2"} | as_shown(1, amount="5") | as_shown(2))
    assert "Row 1: This line was changed after you opened this page" in shown(answer)
    assert "Row 2" not in shown(answer).split("Row 1:")[1]
    assert saved(world) == [("Teacher days", 1, None), ("Bus", 1, None)]


def test_what_the_lead_writes_in_a_members_table_is_proposed(client, world):
    own = add(world, "Teacher days", 9_000)
    client.force_login(world.lead)

    rows = row(1, pk=own.pk, revision=1, line="Teacher days", amount="1", source="Grant", payee=world.member.name)
    client.post(table(world), {"rows": "2"} | rows | row(2, line="Bus", amount="700"))

    assert saved(world) == [("Teacher days", 9_000, None), ("Bus", 700, True)]
    assert BudgetLine.objects.get(pk=own.pk).change.amount == 1


def test_another_member_can_not_save_the_table(client, world):
    client.force_login(world.signers[2])

    answer = client.post(table(world), {"rows": "1"} | row(1, line="Bus", amount="700"))

    assert f"Only people with a role in {world.member}" in shown(answer)
    assert saved(world) == []


def test_rows_are_removed_by_who_writes_them(client, world):
    own = add(world, "Teacher days", 9_000)
    client.force_login(world.principal)

    client.post(table(world), {"rows": "1"} | row(1, pk=own.pk, revision=1, remove="1", line="Teacher days"))

    assert saved(world) == []


def test_a_line_of_another_application_or_member_is_not_changed_through_the_table(client, world):
    other = save_budget_line(
        application=world.application, by=world.signers[2], at=WRITING,
        words=BudgetWords(line="Theirs", amount=5, source="grant", payee=world.participants[2]),
    )  # fmt: skip
    client.force_login(world.principal)

    client.post(table(world), {"rows": "1"} | row(1, pk=other.pk, revision=1, line="Mine", amount="5"))

    assert saved(world) == [("Theirs", 5, None)]


@pytest.mark.parametrize("removes", [False, True])
def test_the_lead_neither_takes_nor_removes_a_line_of_a_rivals_draft_by_its_number(client, world, removes):
    rival = a_draft(competition=world.competition)
    words = BudgetWords(line="Their supplier", amount=5, source="grant", payee_name="Openfield")
    theirs = save_budget_line(application=rival.application, words=words, by=rival.lead, at=WRITING)
    client.force_login(world.lead)

    rows = row(1, pk=theirs.pk, revision=1, line="Ours", amount="5", source="Grant", payee="Openfield")
    rows |= {"r1-remove": "1"} if removes else {}
    answer = client.post(table(world, LEAD), {"rows": "1"} | rows)

    assert "This line was changed after you opened this page" in shown(answer)
    assert saved(rival) == [("Their supplier", 5, None)]
    assert saved(world) == []


def test_the_lead_does_not_remove_a_members_own_line_through_another_table(client, world):
    own = add(world, "Teacher days", 9_000)
    client.force_login(world.lead)

    client.post(table(world, LEAD), {"rows": "1"} | row(1, pk=own.pk, revision=1, remove="1", line="Teacher days"))

    assert saved(world) == [("Teacher days", 9_000, None)]


def test_a_person_of_two_applications_moves_no_line_between_them(client, world):
    other = a_round("Another Fund")
    second = start_application(competition=other, consortium=world.consortium, by=world.lead, at=WRITING)
    mine = add(world, "Teacher days", 9_000)
    client.force_login(world.principal)

    address = reverse("applicant:budget_table", args=[second.reference, world.member.key])
    client.post(address, {"rows": "1"} | row(1, pk=mine.pk, revision=1, line="Teacher days", amount="1"))

    assert saved(world) == [("Teacher days", 9_000, None)]
    assert packet_of(second)["budget"] == []


def test_no_line_of_a_table_with_more_than_300_is_lost(client, world):
    client.force_login(world.principal)
    rows = row(1, line="First", amount="1") | row(301, line="Last", amount="2")

    client.post(table(world), {"rows": "301"} | rows)

    assert saved(world) == [("First", 1, None), ("Last", 2, None)]


def test_a_table_with_more_rows_than_can_be_read_is_refused_whole(client, world):
    client.force_login(world.principal)

    answer = client.post(table(world), {"rows": "376"} | row(1, line="First", amount="1"))

    assert answer.status_code == 409
    assert "This table has more than 375 rows" in shown(answer)
    assert saved(world) == []


def test_the_totals_while_typing_are_those_that_saving_would_give_and_nothing_is_saved(client, world):
    own = add(world, "Teacher days", 9_000)
    client.force_login(world.principal)

    rows = row(1, pk=own.pk, revision=1, line="Teacher days", amount="10,000") | row(2, line="Bus", amount="700")
    answer = client.post(table(world, name="budget_table_totals"), {"rows": "2"} | rows)

    assert "Grant $10,700" in answer.content.decode()
    assert saved(world) == [("Teacher days", 9_000, None)]


@pytest.mark.parametrize("lines", [1, 3])
def test_the_table_takes_the_same_queries_however_many_lines_it_has(client, world, lines, django_assert_num_queries):
    for number in range(lines):
        add(world, f"Line {number}", 100)
    client.force_login(world.principal)

    # session and user (3), application and roles, lines with their members and proposals, names, the packet
    with django_assert_num_queries(24):
        client.get(table(world))


def test_the_table_has_one_empty_line_and_more_when_asked_without_losing_what_is_typed(client, world):
    own = add(world, "Teacher days", 9_000)
    client.force_login(world.principal)
    first = client.get(table(world)).context["page"]
    assert [row.pk for row in first.rows] == [own.pk, 0]
    typed = row(1, pk=own.pk, revision=1, line="Teacher weeks", amount="1") | row(2, line="Bus", amount="700")

    page = client.post(table(world), {"rows": "2", "more": "1"} | typed)
    again = client.post(table(world), {"rows": "3", "more": "1"} | typed).context["page"]

    assert page.status_code == 200
    assert [one.cells[0].value for one in page.context["page"].rows] == ["Teacher weeks", "Bus", ""]
    assert page.context["page"].count == 3
    assert len(again.rows) == 4
    own.refresh_from_db()
    assert own.line == "Teacher days"
    assert world.application.budget_lines.count() == 1


def test_no_more_empty_lines_are_added_than_can_be_sent(client, world):
    client.force_login(world.principal)
    page = client.post(table(world), {"rows": "375", "more": "1"} | row(375, line="Bus", amount="700")).context["page"]

    assert page.count == 375
