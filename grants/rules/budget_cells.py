"""One row of a budget as people type or paste it, or as a spreadsheet has it: texts become values, or problems."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from grants.rules.application import LARGEST_NUMBER
from grants.rules.texts import on_one_line
from grants.states import CostCategory

# The columns in their order, as the table and the file call them.
COLUMNS = {
    "line": "Description",
    "amount": "Amount",
    "source": "Paid from",
    "payer": "Match provided by",
    "payee": "Paid to",
    "category": "Category",
    "year": "Project year",
    "benefits": "Who benefits",
    "activity": "Activity",
}
# A file also says which line a row is, and as which version of it the row was downloaded.
FILE_COLUMNS = {"key": "Line", "revision": "Version"} | COLUMNS
ALL_MEMBERS = "All members"
# In one table or file.
MOST_ROWS = 300
_AMERICAN = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]*)?|[0-9]+,[0-9]{1,2}")
_YEAR = re.compile(r"(?:year )?([0-9]{1,4})(?:\.0)?", re.IGNORECASE)


class BudgetFileRow(NamedTuple):
    """One row of the file. `key` and `revision` name the line that it was downloaded as; "" and 0 for a new one."""

    number: int
    key: str
    revision: int
    cells: dict[str, str]
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellValues:
    """What a row says, with members and activities by their keys. `problems` are by column."""

    line: str = ""
    amount: int | None = None
    source: str = ""
    payer: str = ""
    payer_name: str = ""
    payee: str = ""
    payee_name: str = ""
    category: str = ""
    year: int | None = None
    benefits_all: bool = False
    beneficiaries: tuple[str, ...] = ()
    activity: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BudgetNames:
    """What cells may name: the members and the activities by their keys."""

    members: Mapping[str, str]
    activities: Mapping[str, str]

    def member(self, key: str) -> str:
        """What a cell calls the member: its name, or its key where the name alone wouldn't be read back."""
        name = self.members.get(key, key)
        return name if self.members_called(name) == [key] and ";" not in name else key

    def activity(self, key: str) -> str:
        """What a cell calls the activity: its name, or its key where there are two with that name."""
        name = self.activities.get(key, key)
        return name if self.activities_called(name) == [key] else key

    def members_called(self, text: str) -> list[str]:
        """The keys of the members with that name or key."""
        return _called(text, self.members)

    def activities_called(self, text: str) -> list[str]:
        """The keys of the activities with that name or key."""
        return _called(text, self.activities)


def is_blank(cells: Mapping[str, str]) -> bool:
    """Whether nothing is written in the row."""
    return not any(on_one_line(cells.get(column, "")) for column in COLUMNS)


def cells_of(line: Mapping[str, object], names: BudgetNames) -> dict[str, str]:
    """The cells of a line of a packet, as `values_in` reads them back."""
    row = {key: line.get(key) for key in (*COLUMNS, "payer_name", "payee_name")}
    benefits = row["benefits"]
    members = [names.member(key) for key in benefits] if isinstance(benefits, list) else []
    category = str(row["category"] or "")
    return {
        "line": str(row["line"] or ""),
        "amount": "" if row["amount"] is None else str(row["amount"]),
        "source": str(row["source"] or "").capitalize(),
        "payer": names.member(str(row["payer"] or "")) or str(row["payer_name"] or ""),
        "payee": names.member(str(row["payee"] or "")) or str(row["payee_name"] or ""),
        "category": dict(CostCategory.choices).get(category, category),
        "year": str(row["year"] or ""),
        "benefits": ALL_MEMBERS if benefits == "all" else "; ".join(members),
        "activity": names.activity(str(row["activity"] or "")),
    }


def values_in(
    cells: Mapping[str, str], names: BudgetNames, *, owner: str = "", formulas: Iterable[str] = ()
) -> CellValues:
    """What the row says. A cell that can't be read has a problem that tells what to enter instead.

    A row of a member's own table (`owner`) is about the member unless it says otherwise. `formulas` are the columns
    that hold one: a file has no trustworthy result of it.
    """
    text = {column: on_one_line(cells.get(column, "")) for column in COLUMNS}
    problems = {column: f"{COLUMNS[column]} is a formula. Enter its result." for column in formulas}
    if owner:
        text["source"] = text["source"] or "Grant"
        own = "payer" if text["source"].casefold() == "match" else "payee"
        text[own] = text[own] or names.member(owner)
    payer, payer_name = _member_or_name(text["payer"], "payer", names, problems)
    payee, payee_name = _member_or_name(text["payee"], "payee", names, problems)
    benefits_all, beneficiaries = _benefits(text["benefits"], names, problems)
    return CellValues(
        line=text["line"],
        amount=_amount(text["amount"], problems),
        source=_choice(text["source"], "source", {"grant": "Grant", "match": "Match"}, problems),
        payer=payer,
        payer_name=payer_name,
        payee=payee,
        payee_name=payee_name,
        category=_choice(text["category"], "category", dict(CostCategory.choices), problems),
        year=_year(text["year"], problems),
        benefits_all=benefits_all,
        beneficiaries=beneficiaries,
        activity=_activity(text["activity"], names, problems),
        problems=problems,
    )


def _amount(text: str, problems: dict[str, str]) -> int | None:
    plain = text.replace("$", "").replace("\u00a0", "").replace(" ", "").removesuffix("USD")
    if "amount" in problems or not plain:
        return None
    if plain.startswith(("-", "\u2212", "(")):
        problems["amount"] = "An amount can’t be negative. Enter it as 0 or more."
    elif match := _AMERICAN.fullmatch(plain):
        if (match[1] or "").strip("0"):
            problems["amount"] = f"Enter whole dollars. “{text}” has cents."
        elif len(plain) > 30 or int(whole := plain.split(".")[0].replace(",", "")) > LARGEST_NUMBER:
            problems["amount"] = f"Enter an amount of at most {LARGEST_NUMBER:,}."
        else:
            return int(whole)
    elif _EUROPEAN.fullmatch(plain):
        problems["amount"] = f"Enter the amount as 1,234 in whole dollars. “{text}” uses a comma for decimals."
    else:
        problems["amount"] = f"Enter the amount as a whole number, such as 1,234. “{text[:40]}” isn’t one."
    return None


def _year(text: str, problems: dict[str, str]) -> int | None:
    if "year" in problems or not text:
        return None
    match = _YEAR.fullmatch(text)
    if match is None or int(match[1]) > 99:
        problems["year"] = f"Enter the number of the project year, such as 1. “{text[:40]}” isn’t one."
        return None
    return int(match[1])


def _choice(text: str, column: str, choices: Mapping[str, str], problems: dict[str, str]) -> str:
    if column in problems or not text:
        return ""
    for key, label in choices.items():
        if text.casefold() in (key.casefold(), label.casefold()):
            return key
    problems[column] = f"Enter one of these: {', '.join(choices.values())}. “{text[:40]}” isn’t one."
    return ""


def _member_or_name(text: str, column: str, names: BudgetNames, problems: dict[str, str]) -> tuple[str, str]:
    """The key of the member, or the text as the name of another organization."""
    found = names.members_called(text) if text else []
    if len(found) > 1:
        problems[column] = f"More than one member is called “{text[:60]}”. Enter its ID instead."
    if len(text) > 200:
        problems[column] = "Enter a name of at most 200 characters."
    return (found[0], "") if len(found) == 1 else ("", text)


def _benefits(text: str, names: BudgetNames, problems: dict[str, str]) -> tuple[bool, tuple[str, ...]]:
    if text.casefold() in ("all", ALL_MEMBERS.casefold()):
        return True, ()
    keys: list[str] = []
    for name in filter(None, (on_one_line(one) for one in text.split(";"))):
        found = names.members_called(name)
        if len(found) == 1:
            keys += found
        elif "benefits" not in problems:
            problems["benefits"] = (
                f"Enter “{ALL_MEMBERS}” or names of members with semicolons between them. “{name[:60]}” isn’t one."
            )
    return False, tuple(dict.fromkeys(keys))


def _activity(text: str, names: BudgetNames, problems: dict[str, str]) -> str:
    if "activity" in problems or not text:
        return ""
    found = names.activities_called(text)
    if len(found) == 1:
        return found[0]
    problems["activity"] = f"Enter the name of one activity in the plan. “{text[:60]}” isn’t one."
    return ""


def _called(text: str, names: Mapping[str, str]) -> list[str]:
    wanted = text.casefold()
    by_key = [key for key in names if key.casefold() == wanted]
    return by_key or [key for key, name in names.items() if on_one_line(name).casefold() == wanted]


def columns_in(header: Iterable[str]) -> dict[int, str]:
    """Which column each cell of a header row names, by place."""
    labels = {label.casefold(): column for column, label in FILE_COLUMNS.items()}
    named = ((place, labels.get(on_one_line(text).casefold(), "")) for place, text in enumerate(header))
    return {place: column for place, column in named if column}
