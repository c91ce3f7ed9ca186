"""The texts of the emails that the portal sends: what is declared of each, and how its variables are filled in.

A text is plain: `{name}` is replaced by the value of a declared variable, and `{if name}…{otherwise}…{end}` keeps what
fits. Nothing else is done with it: values are never read for variables again, and no attribute of anything is reached.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

LONGEST_SUBJECT, LONGEST_BODY, LONGEST_REASON = 200, 10_000, 500
MOST_CONDITIONS = 8
_MARK = re.compile(r"\{([^{}\n]*)\}")
_WEB_ADDRESS = re.compile(r"\w+://\S*|\bwww\.\S+|\bmailto:\S*", re.IGNORECASE)
# Variables that stand for an address besides those whose example is one; and an address (\0) that goes on as another.
_ADDRESSES = ("link", "portal_url", "contact_email")
_GOES_ON = re.compile(r"""\0(?!/|[.,;:!?)\]"'’”]*(?:\s|$))""")
_OTHERWISE, _END, _IF = "otherwise", "end", "if "

EmailValue = str | bool


@dataclass(frozen=True)
class EmailVariable:
    """A name that a text may contain in braces, what it stands for, and an invented value for the preview.

    With a truth value as its example it is a condition: the text may ask for it but not show it.
    """

    name: str
    meaning: str
    example: EmailValue

    @property
    def is_condition(self) -> bool:
        """Whether it only decides what a text contains."""
        return isinstance(self.example, bool)

    @property
    def in_braces(self) -> str:
        """The variable as a text contains it, in braces."""
        return f"{{if {self.name}}}…{{end}}" if self.is_condition else f"{{{self.name}}}"

    @property
    def example_in_words(self) -> str:
        """The example as a table shows it."""
        return self.example.strip() if isinstance(self.example, str) else "A condition: yes or no"


# What every text may name, besides its own variables. The values are settings of the portal.
EVERYWHERE = ("portal_name", "state_name", "portal_url", "contact_office", "contact_phone", "contact_email")


@dataclass(frozen=True)
class EmailTemplate:
    """An email that the portal sends. `file` holds the text it is shipped with, the subject in its first line."""

    file: str
    # What the list of sent emails calls it; several templates may share one.
    kind: str
    label: str
    sent_to: str
    sent_when: str
    variables: tuple[EmailVariable, ...]
    # Variables that every text must show, whatever its conditions leave out: the link, mostly.
    required: tuple[str, ...] = ("page",)
    # Sent at once, even to people who chose one email a day.
    is_urgent: bool = False
    # Why the text can be read here but not changed; empty if administrators may change it.
    locked_because: str = ""
    # It tells about a draft or an application: only its recipient reads the subject and the text.
    is_confidential: bool = False

    @property
    def slug(self) -> str:
        """Its name in addresses: the app and the file's name."""
        app, _, name = self.file.removesuffix(".txt").split("/")
        return f"{app}-{name}".replace("_", "-")

    def examples(self) -> dict[str, EmailValue]:
        """The invented value of each of its own variables."""
        return {variable.name: variable.example for variable in self.variables}


_declared: dict[str, EmailTemplate] = {}


def declare(templates: Iterable[EmailTemplate]) -> None:
    """Adds an app's emails, once, when the app starts."""
    _declared.update({template.file: template for template in templates})


def template_of(file: str) -> EmailTemplate:
    """The declaration of an email by its file. Raises KeyError if no app declared it."""
    return _declared[file]


def all_templates() -> list[EmailTemplate]:
    """Every email that the portal sends, by name."""
    return sorted(_declared.values(), key=lambda template: template.label)


def confidential_kinds() -> frozenset[str]:
    """The kinds of emails that only their recipients read."""
    return frozenset(template.kind for template in _declared.values() if template.is_confidential)


def template_with_slug(slug: str) -> EmailTemplate | None:
    """The email of that name in addresses; None if there is none."""
    return next((template for template in _declared.values() if template.slug == slug), None)


class EmailText(NamedTuple):
    """A subject and a plain-text body, with or without variables."""

    subject: str
    body: str


def filled_in(text: str, values: Mapping[str, EmailValue]) -> str:
    """The text with its conditions decided and its variables replaced. Raises KeyError for an unknown one."""
    kept: list[str] = []
    answers: list[bool] = []
    for piece, mark in _pieces(text):
        kept.append(piece if all(answers) else "")
        if mark.startswith(_IF):
            answers.append(bool(values[_name_in(mark)]))
        elif mark == _OTHERWISE:
            answers[-1] = not answers[-1]
        elif mark == _END:
            answers.pop()
        elif mark and all(answers):
            kept.append(str(values[mark]))
    return "".join(kept)


def problems_with_new_version(
    template: EmailTemplate, *, reason: str, seen: int, newest: int, is_same: bool = False
) -> list[str]:
    """Why a new version of the email's text can't be saved, whatever it says."""
    if template.locked_because:
        return [template.locked_because]
    if seen != newest:
        return [f"Someone else saved version {newest} after you opened this page. Open it again and compare the two."]
    problems = []
    if is_same:
        problems.append("This email already uses this text.")
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        problems.append(f"Enter a reason of at most {LONGEST_REASON} characters.")
    return problems


def problems_with_email_text(template: EmailTemplate, text: EmailText) -> list[str]:
    """Why the text can't be sent as this email, in sentences for the person who wrote it."""
    problems = []
    if not text.subject.strip() or len(text.subject) > LONGEST_SUBJECT:
        problems.append(f"Enter a subject of at most {LONGEST_SUBJECT} characters.")
    if any(not character.isprintable() for character in text.subject):
        problems.append("Enter the subject on one line, without line breaks or invisible characters.")
    if not text.body.strip() or len(text.body) > LONGEST_BODY:
        problems.append(f"Enter a text of at most {LONGEST_BODY:,} characters.")
    if any(not (character.isprintable() or character == "\n") for character in text.body):
        problems.append("Remove invisible characters from the text.")
    problems += [
        f"Remove “{address}”. An email links only to the portal: use a variable, such as {{portal_url}}."
        for address in dict.fromkeys(_WEB_ADDRESS.findall(f"{text.subject}\n{text.body}"))
    ]
    marks = [*_problems_with_marks(template, text.subject), *_problems_with_marks(template, text.body)]
    problems += dict.fromkeys(marks)
    if max(len(_conditions(part)) for part in text) > MOST_CONDITIONS:
        problems.append(f"Use at most {MOST_CONDITIONS} different conditions.")
    elif not marks:
        problems += [*_missing(template, text.body), *_led_astray(template, text)]
        problems += [
            f"Remove {{{name}}} from the subject. Use it only in the text."
            for name in ("link", "code", "page")
            if f"{{{name}}}" in text.subject
        ]
    return problems


def _problems_with_marks(template: EmailTemplate, text: str) -> Iterator[str]:
    """Problems with the variables and conditions of a text."""
    known = {variable.name: variable.is_condition for variable in template.variables} | dict.fromkeys(EVERYWHERE, False)
    has_otherwise: list[bool] = []  # of each condition that is open
    for piece, mark in _pieces(text):
        if "{" in piece or "}" in piece:
            yield "Close every brace: a variable is its name between { and }."
        if mark == _OTHERWISE:
            if not has_otherwise or has_otherwise[-1]:
                yield "Put {otherwise} only once between {if …} and {end}."
            has_otherwise[-1:] = [True]
        elif mark == _END:
            if not has_otherwise:
                yield "Put {if …} before {end}."
            has_otherwise[-1:] = []
        elif mark and _name_in(mark) not in known:
            yield f"Remove “{{{mark[:60]}}}”: this email has no such variable. Use those listed below."
        elif mark.startswith(_IF):
            has_otherwise.append(False)
        elif mark and known[mark]:
            yield f"Use “{mark}” only as {{if {mark}}}: it is a condition, not a text."
    if has_otherwise:
        yield "End each {if …} with {end}."


def _missing(template: EmailTemplate, body: str) -> list[str]:
    """The required variables that the text doesn't show in every case."""
    shown = {variable: f"\0{variable}\0" for variable in (*template.examples(), *EVERYWHERE)}
    for name in template.required:
        # A required variable always has a value.
        if any(f"\0{name}\0" not in reading for reading in _readings(body, shown, always=name)):
            return [f"Add {{{name}}}. Without it, the recipient can’t do what the email asks."]
    return []


def _led_astray(template: EmailTemplate, text: EmailText) -> list[str]:
    """What would make another site’s address of one of the portal’s, or of pieces that conditions leave."""
    own = {name: example for name, example in template.examples().items() if isinstance(example, str)}
    addresses = {*_ADDRESSES, *(name for name, example in own.items() if "://" in example)}
    shown = {name: "\0" if name in addresses else "x" for name in (*template.examples(), *EVERYWHERE)}
    if any(
        _GOES_ON.search(reading) or _WEB_ADDRESS.search(reading) for part in text for reading in _readings(part, shown)
    ):
        return ["Leave a space after each address. An email links only to the portal."]
    return []


def _readings(text: str, values: Mapping[str, EmailValue], always: str = "") -> Iterator[str]:
    """Everything that the text can say, its conditions answered in every way; `always` has its value in all of them."""
    names = [name for name in _conditions(text) if name != always]
    for answers in product((True, False), repeat=len(names)):
        noes = {name: "" for name, yes in zip(names, answers, strict=True) if not yes}
        yield filled_in(text, {**values, **noes})


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the mark in braces that follows it; the last has none ("")."""
    start = 0
    for match in _MARK.finditer(text):
        yield text[start : match.start()], match[1].strip() or "?"
        start = match.end()
    yield text[start:], ""


def _conditions(text: str) -> list[str]:
    """The names that the text asks for with {if …}."""
    return sorted({_name_in(mark) for _, mark in _pieces(text) if mark.startswith(_IF)})


def _name_in(mark: str) -> str:
    """The name of a variable or condition in braces."""
    return mark.removeprefix(_IF).strip()


class EmailPart(NamedTuple):
    """A stretch of a line of an email; with an address, a link to it."""

    text: str
    address: str = ""


class EmailBlock(NamedTuple):
    """A paragraph of an email, or a list. Each line or item is made of parts."""

    is_list: bool
    lines: list[list[EmailPart]]


def blocks_of(body: str, *, portal_url: str) -> list[EmailBlock]:
    """The paragraphs and lists of a plain text, for its HTML part. Only addresses of the portal become links."""
    blocks = []
    for paragraph in re.split(r"\n\s*\n", body.strip("\n")):
        lines = [line.strip() for line in paragraph.split("\n")]
        is_list = all(line.startswith("- ") for line in lines)
        shown = [line.removeprefix("- ") if is_list else line for line in lines]
        blocks.append(EmailBlock(is_list, [_parts(line, portal_url.rstrip("/")) for line in shown]))
    return blocks


def _parts(line: str, portal_url: str) -> list[EmailPart]:
    parts, start = [], 0
    for match in re.finditer(rf"{re.escape(portal_url)}(?=[/\s]|$)[^\s<>\"]*(?<![.,;:)])", line):
        parts.append(EmailPart(line[start : match.start()]))
        parts.append(EmailPart(match[0], match[0]))
        start = match.end()
    return [part for part in [*parts, EmailPart(line[start:])] if part.text]


class ChangedLine(NamedTuple):
    """A line of a text: in both versions, only in the earlier one, or only in the later one."""

    text: str
    is_removed: bool = False
    is_added: bool = False


def line_differences(before: EmailText, after: EmailText) -> list[ChangedLine]:
    """The lines of both texts in order, the subject first; empty if they are the same."""
    if before == after:
        return []
    earlier, later = _lines(before), _lines(after)
    # Line by line: what compares the letters of each line with those of every other takes minutes for long texts.
    lines = []
    for kind, start, end, first, last in difflib.SequenceMatcher(None, earlier, later, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [ChangedLine(line) for line in earlier[start:end]]
        else:
            lines += [ChangedLine(line, is_removed=True) for line in earlier[start:end]]
            lines += [ChangedLine(line, is_added=True) for line in later[first:last]]
    return lines


def _lines(text: EmailText) -> list[str]:
    return [f"Subject: {text.subject}", "", *text.body.strip().splitlines()]
