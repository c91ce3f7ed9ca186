"""The shape of an application file (docs/application-files.md), and every place where a file differs from it."""

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any, Literal, NoReturn

from django.utils import timezone
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from accounts.refusals import Unready
from consortia.states import LegalForm, Purpose
from districts.states import DistrictKind
from grants.models import Partner
from grants.rules.application import FIRST_YEAR, LARGEST_NUMBER, LAST_YEAR
from grants.rules.budget import MOST_YEARS
from grants.rules.collaboration.tokens import printable_line
from grants.rules.texts import LONGEST_ANSWER, LONGEST_NOTE, is_not_text
from grants.states import CostCategory

LARGEST_FILE = 20 * 1024 * 1024
MOST_PROBLEMS = 20
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_WORDS = {  # pydantic's name of a problem -> our words
    "extra_forbidden": "is not a known key",
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "model_type": "must be an object with keys",
    "model_attributes_type": "must be an object with keys",
    "dict_type": "must be an object with keys",
}


def _wrong(message: str) -> NoReturn:
    raise PydanticCustomError("wrong", "{message}", {"message": message})


def _shown(value: object) -> str:
    text = printable_line(value if isinstance(value, str) else json.dumps(value, default=str))
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def _text(text: str) -> str:
    if is_not_text(text):
        _wrong("contains a character that is not text (NUL or half a character)")
    return text


def _leaid(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        _wrong("a LEAID is text in quotes, with its leading zeros")
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{7}", value, re.ASCII):
        _wrong(f"{_shown(value)} is not a LEAID: seven digits, with leading zeros")
    return value


def _fips(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{5}", value, re.ASCII):
        _wrong(f"{_shown(value)} is not a county code: five digits, with leading zeros")
    return value


def _day(value: object) -> object:
    if isinstance(value, datetime.date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        _wrong(f"{_shown(value)} is not a date: write it as 2026-08-17")
    try:
        day = datetime.date.fromisoformat(value)
    except ValueError:
        _wrong(f"{_shown(value)} is not in the calendar")
    if not 1800 <= day.year <= 2199:
        _wrong(f"{_shown(value)} is not a likely date: years run from 1800 to 2199")
    return day


def _moment(value: object) -> object:
    if isinstance(value, datetime.datetime):
        return value
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        _wrong(f"{_shown(value)} is not a time: write the state's time as 2026-04-15T17:00, without a time zone")
    try:
        moment = datetime.datetime.fromisoformat(value)
    except ValueError:
        _wrong(f"{_shown(value)} is not in the calendar")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        _wrong(f"{_shown(value)} is not a likely time: years run from {FIRST_YEAR} to {LAST_YEAR}")
    return moment.replace(tzinfo=timezone.get_default_timezone())


def _one_of(*values: str) -> Callable[[object], object]:
    def check(value: object) -> object:
        if isinstance(value, str) and value not in values:
            _wrong(f"{_shown(value)} isn’t one of {', '.join(values)}")
        return value

    return check


def _benefits(value: object) -> object:
    if isinstance(value, list):
        return [_leaid(leaid) if isinstance(leaid, str) else _wrong("a LEAID is text in quotes") for leaid in value]
    if value is not None and value != "all":
        _wrong("must be the word all or a list of LEAIDs")
    return value


def _at_most(most: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if len(text) > most:
            _wrong(f"has {len(text):,} characters; the most is {most:,}")
        return _text(text)

    return check


def _not_blank(text: str) -> str:
    if not text.strip():
        _wrong("is blank")
    return text


def _between(least: int, most: int) -> Callable[[int], int]:
    def check(value: int) -> int:
        return value if least <= value <= most else _wrong(f"must be between {least} and {most:,}")

    return check


Leaid = Annotated[str, BeforeValidator(_leaid)]
Day = Annotated[datetime.date, BeforeValidator(_day)]
Moment = Annotated[datetime.datetime, BeforeValidator(_moment)]
Number = Annotated[int, AfterValidator(_between(0, LARGEST_NUMBER))]
Name = Annotated[str, AfterValidator(_at_most(200))]
Line = Annotated[str, AfterValidator(_at_most(300))]
Key = Annotated[str, AfterValidator(_at_most(60))]
Note = Annotated[str, AfterValidator(_at_most(LONGEST_NOTE))]
Answer = Annotated[str, AfterValidator(_at_most(LONGEST_ANSWER))]
Grades = Annotated[str, AfterValidator(_at_most(40))]


class Row(BaseModel):
    """Every object of the file: no unknown keys, and no values of a similar type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CaseDistrict(Row):
    leaid: Leaid | None = None
    name: Name | None = None
    kind: Annotated[str, BeforeValidator(_one_of(*DistrictKind.values))] | None = None
    enrollment: Number | None = None
    county_fips: Annotated[str, BeforeValidator(_fips)] | None = None
    service_agency: Leaid | None = None
    closed_on: Day | None = None


class CaseConsortium(Row):
    name: Annotated[str, AfterValidator(_at_most(250)), AfterValidator(_not_blank)]
    state: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    legal_form: Annotated[str, BeforeValidator(_one_of(*LegalForm.values))] | None = None
    purposes: list[Annotated[str, BeforeValidator(_one_of(*Purpose.values))]] | None = None
    fiscal_agent: Leaid | None = None
    formed_on: Day | None = None


class CaseMember(Row):
    leaid: Leaid | None = None
    name: Name
    role: Annotated[str, BeforeValidator(_one_of("lead", "member"))]
    joined_on: Day | None = None


class CasePartner(Row):
    name: Name | None = None
    kind: Annotated[str, BeforeValidator(_one_of(*Partner.Kind.values))] | None = None


class CaseCeilings(Row):
    single: Number | None = None
    consortium: Number | None = None


class CaseCompetition(Row):
    name: Annotated[str, AfterValidator(_at_most(200)), AfterValidator(_not_blank)]
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    project_starts_on: Day | None = None
    project_ends_on: Day | None = None
    ceilings: CaseCeilings | None = None


class CaseAnswer(Row):
    element: Annotated[int, Field(ge=1, le=9)] | None = None
    heading: Line | None = None
    text: Answer | None = None


class CaseActivity(Row):
    key: Key | None = None
    kind: Name | None = None
    title: Name | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    owner: Leaid | None = None
    contract: Key | None = None


class Gives(Row):
    kind: Name | None = None
    text: Note | None = None
    amount: Number | None = None


class Gains(Row):
    text: Note | None = None
    students: Number | None = None
    grades: Grades | None = None


class CaseCommitment(Row):
    activity: Key | None = None
    leaid: Leaid | None = None
    gives: Gives | None = None
    gains: Gains | None = None


class CaseBudgetLine(Row):
    line: Line | None = None
    amount: Number | None = None
    source: Annotated[str, BeforeValidator(_one_of("grant", "match"))] | None = None
    payer: Name | None = None
    payee: Name | None = None
    benefits: Annotated[Literal["all"] | list[Leaid] | None, BeforeValidator(_benefits)] = None
    activity: Key | None = None
    category: Annotated[str, BeforeValidator(_one_of(*CostCategory.values))] | None = None
    year: Annotated[int, AfterValidator(_between(1, MOST_YEARS))] | None = None


class CaseContract(Row):
    number: Key | None = None
    title: Line | None = None
    supplier: Name | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None


class CaseSignature(Row):
    leaid: Leaid | None = None
    signed_at: Moment | None = None
    by: Name | None = None
    title: Name | None = None
    board_on: Day | None = None


class Case(Row):
    """One application as a file states it. Missing and null both mean unknown."""

    sources: list[Annotated[str, AfterValidator(_text)]] | None = None
    districts: list[CaseDistrict] | None = None
    consortium: CaseConsortium
    members: list[CaseMember]
    partners: list[CasePartner] | None = None
    competition: CaseCompetition
    narrative: list[CaseAnswer] | None = None
    activities: list[CaseActivity] | None = None
    commitments: list[CaseCommitment] | None = None
    budget: list[CaseBudgetLine] | None = None
    contracts: list[CaseContract] | None = None
    signatures: list[CaseSignature] | None = None
    expected: list[Annotated[str, AfterValidator(_text)]] | None = None

    def digest(self) -> str:
        """The same for the same content, however it is formatted; sources and expectations don't count."""
        content = self.model_dump(mode="json", exclude={"sources", "expected"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def data_of(raw: bytes) -> dict[str, Any]:
    """The file's JSON object. Raises Unready for anything else."""
    if len(raw) > LARGEST_FILE:
        raise Unready(f"The file has {len(raw):,} bytes; the most is {LARGEST_FILE:,}.")
    try:
        data = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_without_duplicates, parse_constant=_no_number)
        json.dumps(data, ensure_ascii=False).encode()  # refuses halves of characters, which no database stores
    except UnicodeEncodeError as error:
        before = error.object[max(0, error.start - 40) : error.start]
        raise Unready(f"The file contains half of a character (an unpaired surrogate) after: {before}") from None
    except UnicodeDecodeError as error:
        raise Unready(f"The file is not UTF-8: byte {error.start + 1} cannot be read.") from None
    except json.JSONDecodeError as error:
        raise Unready(f"Line {error.lineno}, column {error.colno}: this isn’t JSON ({error.msg}).") from None
    except RecursionError:
        raise Unready("The file is nested too deeply.") from None
    except ValueError:
        raise Unready("A number in the file has too many digits.") from None
    if not isinstance(data, dict):
        raise Unready("The file must hold one JSON object.")
    return data


def case_of(data: dict[str, Any]) -> Case:
    """The file as an object. Raises Unready with every place that is wrong."""
    try:
        case = Case.model_validate(data)
    except ValidationError as error:
        raise Unready(*problems_in_words(error.errors(include_url=False))) from None
    except RecursionError:
        raise Unready("The file is nested too deeply.") from None
    if problems := list(_problems_with_references(case)):
        raise Unready(*problems[:MOST_PROBLEMS])
    return case


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        seen: set[str] = set()
        duplicate = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        name = duplicate[:60].encode(errors="replace").decode()
        raise Unready(f"{name}: this key is used twice in one object.")
    return row


def _no_number(name: str) -> NoReturn:
    raise Unready(f"{name} is not a number in JSON.")


def problems_in_words(errors: Iterable[ErrorDetails]) -> list[str]:
    """What pydantic found, each with its place in the file: “scorers[2].id: is missing.”"""
    problems = []
    for error in errors:
        place = _place_of(error["loc"])
        kind = error["type"]
        if kind == "string_pattern_mismatch":
            words = f"{_shown(error['input'])} is not two capital letters"
        elif kind in ("greater_than_equal", "less_than_equal"):
            words = "must be 1 to 9"
        else:
            words = _WORDS.get(kind, error["msg"])
        problems.append(f"{place}: {words}." if place else f"The file {words}.")
    return list(dict.fromkeys(problems))[:MOST_PROBLEMS]


def _place_of(loc: tuple[int | str, ...]) -> str:
    place = ""
    for part in loc:
        if isinstance(part, int):
            place += f"[{part}]"
        elif not re.search(r"[\[(]", part):  # pydantic's names of alternatives aren't keys
            place += f".{part[:60]}" if place else part[:60]
    return _printable(place)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)


def _problems_with_references(case: Case) -> Iterator[str]:
    leads = sum(m.role == "lead" for m in case.members)
    if leads != 1:
        yield f"members: {leads} have the role lead; exactly one must."
    yield from _duplicates("members", "leaid", (m.leaid for m in case.members))
    yield from _duplicates("districts", "leaid", (d.leaid for d in case.districts or []))
    yield from _duplicates("activities", "key", (a.key for a in case.activities or []))
    yield from _duplicates("contracts", "number", (c.number and c.number.strip() for c in case.contracts or []))
    yield from _duplicates("partners", "name", (p.name and " ".join(p.name.split()) for p in case.partners or []))
    members = {m.leaid for m in case.members if m.leaid}
    activities = {a.key for a in case.activities or [] if a.key}
    for rows, key, values, known in (
        ("activities", "owner", [a.owner for a in case.activities or []], members),
        ("commitments", "leaid", [c.leaid for c in case.commitments or []], members),
        ("commitments", "activity", [c.activity for c in case.commitments or []], activities),
        ("budget", "activity", [b.activity for b in case.budget or []], activities),
        ("budget", "benefits", [_first_stranger(b.benefits, members) for b in case.budget or []], members),
        ("signatures", "leaid", [s.leaid for s in case.signatures or []], members),
    ):
        for place, value in enumerate(values):
            if value and value not in known:
                among = "members" if known is members else "activities"
                yield f"{rows}[{place}].{key}: {_printable(_shown(value))} isn’t among the {among}."


def _first_stranger(benefits: str | list[str] | None, members: set[str]) -> str | None:
    return next((leaid for leaid in benefits if leaid not in members), None) if isinstance(benefits, list) else None


def _duplicates(rows: str, key: str, values: Iterable[str | None]) -> Iterator[str]:
    seen: set[str] = set()
    for place, value in enumerate(values):
        if value and value in seen:
            yield f"{rows}[{place}].{key}: {_printable(_shown(value))} is listed twice."
        seen.add(value or "")
