"""Text that people read holds none of the phrases in tests/plain_language.txt, each listed with what to write instead.

An area's run names every line to change. Where a phrase is right in its place, its honest use is added to the list.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOMAIN_APPS = (
    "grants",
    "exchange",
    "purchasing",
    "consortia",
    "districts",
    "changes",
    "reviews",
    "signing",
    "accounts",
    "audit",
    "sample",
)
NOT_AREAS = {"__pycache__", "formats", "templatetags", "management"}
VALUE = "\ufffc"  # where a page or sentence has the value of a variable: no phrase reaches across it
SHOWN_ATTRIBUTES = {"aria-label", "aria-description", "title", "alt", "placeholder", "label", "content"}
# Calls whose arguments nobody reads: patterns, lookups, module names.
SILENT_CALLS = {"compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer", "import_module"}
SILENT_CALLS |= {"filter", "exclude", "Q", "F", "RawSQL", "execute"}
SQL = re.compile(r"\b(SELECT|INSERT INTO|CREATE|UPDATE \w+ SET|DELETE FROM)\b")
# Tags that show nothing of the strings in them.
SILENT_TAGS = re.compile(r"\{%-?\s*(load|extends|url|static|block|if|elif|for|cycle|get_\w+)\b")


class Rule(NamedTuple):
    """A phrase, what to write instead, and the honest uses that are no fault."""

    phrase: re.Pattern[str]
    advice: str
    unless: re.Pattern[str] | None


class Found(NamedTuple):
    """A phrase at a line of a file."""

    line: int
    phrase: str
    advice: str


def _pattern(text: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(text.strip().replace(" ", r"[\s\u00a0]+"), flags)


def read_rules(source: str) -> list[Rule]:
    """The rules of a list like tests/plain_language.txt."""
    rules = []
    for line in source.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        left, _, unless = line.partition(" |unless| ")
        phrase, _, advice = left.partition(" -> ")
        flags = 0 if phrase.startswith("=") else re.IGNORECASE
        words = phrase.replace("|=", "|").removeprefix("=")
        rules.append(
            Rule(
                _pattern(rf"(?<![\w/#-])(?:{words})(?!\w)", flags), advice.strip(), _pattern(unless) if unless else None
            )
        )
    return rules


def faults(text: str, rules: list[Rule]) -> Iterator[tuple[int, str, str]]:
    """(place, phrase, advice) of every forbidden phrase in a text that is not part of an honest use."""
    for rule in rules:
        honest = [use.span() for use in rule.unless.finditer(text)] if rule.unless else []
        for match in rule.phrase.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in honest):
                yield match.start(), " ".join(match[0].split()), rule.advice


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def template_texts(source: str) -> list[tuple[int, str]]:
    """(place, text) of what a template shows: its text, visible attributes, and strings handed to filters and tags."""
    texts = []
    for hidden in (r"\{#.*?#\}", r"\{%-?\s*comment\b.*?endcomment\s*-?%\}", r"<!--.*?-->"):
        source = re.sub(hidden, _blank, source, flags=re.DOTALL)

    def tag(match: re.Match[str]) -> str:
        inside = re.sub(r"\|(date|time|floatformat|add|cut|join|stringformat):\"[^\"]*\"", _blank, match[0])
        if not SILENT_TAGS.match(inside):
            for quoted in re.finditer(r"\"([^\"]*)\"|'([^']*)'", inside):
                text = quoted[1] or quoted[2] or ""
                if (" " in text or text[:1].isupper()) and not text.endswith((".html", ".txt")):
                    texts.append((match.start() + quoted.start() + 1, text))
        return re.sub(r"[^\n]", VALUE, match[0]) if match[0].startswith("{{") else _blank(match)

    def element(match: re.Match[str]) -> str:
        texts.extend(
            (match.start() + attribute.start(2), attribute[2])
            for attribute in re.finditer(r"([\w:-]+)\s*=\s*\"([^\"]*)\"", match[0])
            if attribute[1] in SHOWN_ATTRIBUTES
        )
        return _blank(match)

    source = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", tag, source, flags=re.DOTALL)
    source = re.sub(r"<(script|style)\b.*?</\1>", _blank, source, flags=re.DOTALL | re.IGNORECASE)
    source = re.sub(r"<[a-zA-Z/!](?:[^<>\"]|\"[^\"]*\")*>", element, source)
    return [*texts, (0, source)]


def python_texts(source: str) -> Iterator[tuple[int, str]]:
    """(line, text) of the string literals that read like labels or sentences; not docstrings, patterns, or queries."""
    tree = ast.parse(source)
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            silent.update(id(part) for part in node.values)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in SILENT_CALLS:
                silent.update(id(part) for part in ast.walk(node) if isinstance(part, ast.Constant | ast.JoinedStr))
            elif name == "record" and node.args:  # the name of an event in the audit log
                silent.add(id(node.args[0]))
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else VALUE for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        text = re.sub(r"\{[^{}]*\}|%\(\w+\)s", VALUE, text)
        if (" " in text.strip() or text[:1].isupper()) and not text.isupper() and not SQL.search(text):
            yield node.lineno, text


def faults_of_file(path: Path, rules: list[Rule]) -> list[Found]:
    """Every forbidden phrase of a template or a module."""
    source = path.read_text()
    if path.suffix == ".py":
        found = {
            Found(line, phrase, advice)
            for line, text in python_texts(source)
            for _, phrase, advice in faults(text, rules)
        }
    else:
        found = {
            Found(source.count("\n", 0, place + at) + 1, phrase, advice)
            for place, text in template_texts(source)
            for at, phrase, advice in faults(text, rules)
        }
    return sorted(found)


def files_of(path: Path) -> list[Path]:
    """The file itself, or a folder's templates and modules without migrations."""
    if path.is_file():
        return [path]
    kinds = {".html", ".txt", ".py"}
    return [file for file in sorted(path.rglob("*")) if file.suffix in kinds and "migrations" not in file.parts]


RULES = read_rules((ROOT / "tests" / "plain_language.txt").read_text())


def _areas() -> list[str]:
    folders = [ROOT / app for app in DOMAIN_APPS]
    for parent in (ROOT / "templates", ROOT / "portal"):
        folders += [path for path in sorted(parent.iterdir()) if path.is_dir() and path.name not in NOT_AREAS]
    return [str(folder.relative_to(ROOT)) for folder in folders]


def _check(files: list[Path]) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{fault.line}: {fault.phrase} -> {fault.advice}"
        for file in files
        for fault in faults_of_file(file, RULES)
    ]
    if found:
        pytest.fail("\n".join(["Write it in plain language:", *found]), pytrace=False)


@pytest.mark.parametrize("area", _areas())
def test_the_text_of_every_area_is_in_plain_language(area):
    _check(files_of(ROOT / area))


@pytest.mark.parametrize("folder", ["templates", "portal"])
def test_the_text_of_files_that_belong_to_no_area_is_in_plain_language(folder):
    _check([file for file in sorted((ROOT / folder).iterdir()) if file.suffix in {".html", ".txt", ".py"}])


def test_a_phrase_is_found_across_a_line_break_but_not_across_a_variable():
    rules = read_rules("handed in -> submitted")

    assert [text for _, text, _ in faults("It was handed\n  in.", rules)] == ["handed in"]
    assert list(faults(f"It was handed {VALUE} in.", rules)) == []


def test_an_honest_use_of_a_phrase_is_let_through_and_excuses_nothing_else():
    rules = read_rules("letters? -> email |unless| letters? of commitment")

    assert [place for place, _, _ in faults("A letter of commitment came with the letter.", rules)] == [37]


def test_a_phrase_is_found_in_text_and_labels_of_a_template_but_not_in_names_or_comments():
    rules = read_rules("letters? -> email")
    template = (
        '{# letter #}<p class="letter">{{ letter.subject }}</p>\n'
        '<a href="/letters/" aria-label="Your letter">{% include "x.html" with title="No letters yet." only %}</a>\n'
        '{% if kind == "a letter" %}<td>{{ state|default:"no letter" }}</td>{% endif %} letters'
    )

    found = sorted(
        template.count("\n", 0, at + p) for p, text in template_texts(template) for at, *_ in faults(text, rules)
    )

    assert found == [1, 1, 2, 2]


def test_a_phrase_is_found_in_sentences_of_a_module_but_not_in_docstrings_events_or_patterns():
    rules = read_rules("letters? -> email")
    module = (
        '"""A letter here."""\n'
        'log.record("letter sent again", thing)\n'
        'PATTERN = re.compile("letter x")\n'
        'KEY = "letter"\n'
        'raise Refused(f"Only {who} sends a letter again.")\n'
        'LABEL = "Letters"\n'
    )

    found = sorted(line for line, text in python_texts(module) for _ in faults(text, rules))

    assert found == [5, 6]
