"""Text that people read, and the phrases of tests/plain_language.txt in it, each with what to write instead."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DOMAIN_APPS = (
    "grants",
    "policies",
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
VALUE = "\ufffc"  # where a page or sentence has the value of a variable: no phrase reaches across it
SHOWN_ATTRIBUTES = {"aria-label", "aria-description", "title", "alt", "placeholder", "label", "content"}
# Calls whose arguments nobody reads: patterns, lookups, module names.
SILENT_CALLS = {
    "compile",
    "match",
    "search",
    "fullmatch",
    "sub",
    "split",
    "findall",
    "finditer",
    "import_module",
    "phrase",
}
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


# Elements within a sentence; every other one begins another text.
INLINE = {"a", "abbr", "b", "bdi", "cite", "code", "dfn", "em", "i", "kbd", "mark", "q", "s", "small", "span", "strong"}
INLINE |= {"sub", "sup", "time", "wbr"}
# What they hold is code, or the name of a column, file, or stored event; as is what translate="no" marks.
NOT_WORDS = {"code", "script", "style"}


class _PageTexts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.sentence = ""
        self.not_words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_WORDS or ("translate", "no") in attrs or self.not_words[-1:] == [tag]:
            self.not_words.append(tag)
        if tag not in INLINE:
            self.close_text()
        self.texts.update(value for name, value in attrs if value and name in SHOWN_ATTRIBUTES)

    def handle_endtag(self, tag: str) -> None:
        if self.not_words[-1:] == [tag]:
            self.not_words.pop()
        if tag not in INLINE:
            self.close_text()

    def handle_data(self, data: str) -> None:
        self.sentence += VALUE if self.not_words else data

    def close_text(self) -> None:
        self.texts.add(" ".join(self.sentence.split()))
        self.sentence = ""


def page_texts(html: str) -> set[str]:
    """The texts that a rendered page shows: of each paragraph, cell, label, and visible attribute."""
    page = _PageTexts()
    page.feed(html)
    page.close_text()
    return {text for text in page.texts if text.strip(VALUE)}


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
