"""The house keeps its rooms: what no linter of imports can see."""

import re
from collections import Counter
from pathlib import Path

import allauth
import django
import pytest

# It reads files. Its words about databases and migrations would have it run on both engines.
pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parent.parent
APPS = [
    "portal",
    "sample",
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
]
OUR_FILES = [
    file
    for app in [*APPS, "tests"]
    for file in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in file.relative_to(ROOT).parts
]
LONGEST = 420  # “about 400 lines; then a package split by noun”

NOT_IN_A_VIEW = {
    r"\.filter\(": "a queryset has a name for it (models)",
    r"\.exclude\(": "a queryset has a name for it (models)",
    r"\.save\(": "an action writes",
    r"\.create\(": "an action writes",
    r"\.update\(": "an action writes",
    r"\.delete\(": "an action writes",
    r"\bif [\w.]*status\s*(==|!=|in\b)": "an action knows when",
    r"^class \w+\(.*View\)": "views are functions",
    r"\btransaction\.atomic\b": "an action is the transaction",
}


def _rooms(name: str) -> list[Path]:
    """Files of a room in all apps: `views.py`, or everything in `views/`."""
    return [file for file in OUR_FILES if name in (file.stem, *file.relative_to(ROOT).parts[1:-1])]


def _lines_with(pattern: str, files: list[Path]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize(("pattern", "why"), NOT_IN_A_VIEW.items())
def test_views_read_one_thing_or_do_one_thing_and_answer(pattern, why):
    views = [file for file in _rooms("views") if file.relative_to(ROOT).parts[0] != "tests"]

    assert not _lines_with(pattern, views), why


def test_only_views_and_commands_look_at_the_clock():
    rooms = [
        file
        for room in ("actions", "rules", "models", "permissions", "emails", "reads", "pages")
        for file in _rooms(room)
    ]
    # A person's roles are those of the day of the request; this one line is where that day comes from.
    day_of_the_request = "accounts/models/people.py: return timezone.localdate()"

    looks = _lines_with(r"timezone\.(now|localdate|localtime)\(\)|\b(datetime|date)\.(now|today)\(", rooms)

    assert [look for look in looks if re.sub(r":\d+:", ":", look) != day_of_the_request] == []


def test_rules_ask_no_database():
    assert not _lines_with(r"\.objects\b|from django\.db\b(?! import models$)", _rooms("rules"))


def test_no_file_is_long():
    lengths = {file.relative_to(ROOT): len(file.read_text(encoding="utf-8").splitlines()) for file in OUR_FILES}

    assert not {str(file): length for file, length in lengths.items() if length > LONGEST}


def test_no_room_is_a_lumber_room():
    names = {part for file in OUR_FILES for part in (file.stem, *file.relative_to(ROOT).parts[:-1])}

    assert not names & {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"}


# Names that more than one class may have, and why.
SAME_NAME = {
    "Command": "Django finds a command by its module",
}


def test_a_class_name_says_what_it_is_without_its_module():
    """Classes inside a class (`Meta`, `Activity.Kind`) are named beside it."""
    places: dict[str, list[str]] = {}
    for file in OUR_FILES:
        if file.relative_to(ROOT).parts[0] != "tests":
            for name in re.findall(r"^class ([A-Z]\w*)", file.read_text(encoding="utf-8"), re.MULTILINE):
                places.setdefault(name, []).append(str(file.relative_to(ROOT)))

    twice = {name: files for name, files in places.items() if len(files) > 1}

    assert {name: files for name, files in twice.items() if name not in SAME_NAME} == {}
    assert set(SAME_NAME) == set(twice), "a name is unique again: take it off the list"


def test_nothing_is_left_for_later_without_an_issue():
    assert not _lines_with(r"\b(TO[D]O|FIX[M]E|XX[X])\b", OUR_FILES)


# --- colors, and what nothing uses any more ------------------------------------------------------

STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
STYLES = sorted((STATIC / "css").rglob("*.css"))
CODE = [
    file
    for package in sorted(ROOT.glob("*/__init__.py"))
    for file in sorted(package.parent.rglob("*.py"))
    if package.parent.name != "tests" and "migrations" not in file.parts
]
# Specified by tests of their own and used by no page yet.
READY = {"likely_duplicates"}

COLOR_NAMES = (
    "aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood "
    "cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod "
    "darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon "
    "darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray "
    "dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green "
    "greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon "
    "lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon "
    "lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta "
    "maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen "
    "mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive "
    "olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru "
    "pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell "
    "sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise "
    "violet wheat white whitesmoke yellow yellowgreen"
).split()
COLOR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\("
    rf"|(?<![\w-])(?:{'|'.join(COLOR_NAMES)})(?![\w-])",
    re.IGNORECASE,
)


def _rules_of(style: Path) -> str:
    """A style sheet without its comments, strings and addresses."""
    css = re.sub(r"/\*.*?\*/", "", style.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"url\([^)]*\)|\"[^\"]*\"", "", css)


def _text_of(files: list[Path]) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _files_below(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _unnamed_classes(styles: list[Path], text: str) -> list[str]:
    """Classes with a style that no template, script or module gives to an element.

    A name may be composed: `map-area--{{ level }}`, f"{style}--error".
    """
    words = set(re.findall(r"[\w-]+", text))
    beginnings = set(re.findall(r"[\w-]+[-_](?=\{|[\"'`] ?\+)", text))
    ends = set(re.findall(r"(?<=\})[-_][\w-]+", text))

    def is_named(name: str) -> bool:
        parts = [(name[:place], name[place:]) for place in range(1, len(name))]
        return (
            name in words
            or name.startswith("htmx-")  # htmx puts these on elements itself
            or any(start in beginnings and rest in words for start, rest in parts)
            or any(start in words and rest in ends for start, rest in parts)
        )

    return [
        f"{style.relative_to(ROOT)}: .{name}"
        for style in styles
        for name in sorted(set(re.findall(r"\.(-?[a-z_][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", _rules_of(style)))))
        if not is_named(name)
    ]


def test_colors_are_named_in_one_style_sheet_and_nowhere_else():
    literal = [
        f"{style.relative_to(ROOT)}: {declaration.strip()}"
        for style in STYLES
        if style.name != "tokens.css"
        for declaration in re.findall(r"[\w-]+\s*:[^;{}]+(?=[;}])", _rules_of(style))
        if COLOR.search(re.sub(r"var\(--[\w-]+", "", declaration.partition(":")[2]))
    ]

    assert literal == []


def test_every_color_has_a_use_and_every_name_in_use_has_a_color():
    css = "\n".join(map(_rules_of, STYLES))

    assert set(re.findall(r"(?<![\w-])(--[\w-]+)\s*:", css)) == set(re.findall(r"var\((--[\w-]+)", css))


def test_every_class_with_a_style_is_used_by_a_page():
    pages = _text_of([*_files_below(TEMPLATES), *_files_below(STATIC / "js"), *CODE])

    assert _unnamed_classes(STYLES, pages) == []


def test_the_design_system_is_built_from_the_components_that_pages_use_and_no_others():
    words = set(re.findall(r"usa-[\w-]+", _text_of([*_files_below(TEMPLATES), *CODE])))
    sass = _text_of(sorted((STATIC / "sass").glob("*.scss")))
    built = set(re.findall(r"@forward \"(?:uswds-helpers/src/styles/)?(usa-[\w-]+)", sass))
    components = {path.name for path in (ROOT / "node_modules" / "@uswds" / "uswds" / "packages").glob("usa-*")}

    used = {name for name in components | built if any(re.match(rf"{name}(?![a-z]|-[a-z])", word) for word in words)}

    assert built == used


def test_every_static_file_is_used_by_a_page():
    text = _text_of([*_files_below(TEMPLATES), *CODE])
    files = [str(file.relative_to(STATIC)) for kind in ("css", "js", "img") for file in _files_below(STATIC / kind)]

    assert [file for file in files if file not in text] == []


def test_every_template_is_rendered():
    """Named by a template or module, alone or as one of a family (`f"accounts/emails/{name}.txt"`), or an override."""
    text = _text_of([*_files_below(TEMPLATES), *CODE])
    families = [
        re.compile("[^/]+".join(map(re.escape, re.split(r"\{[^{}]*\}", family))))
        for family in re.findall(r"[\w/]*\w/\{[^{}]*\}[\w.]*\.(?:txt|html)", text)
    ]
    quoted = text.replace("'", '"')
    libraries = [
        Path(allauth.__file__).parent / "templates",
        Path(django.__file__).parent / "forms" / "templates",
    ]
    by_status = {"400.html", "403.html", "403_csrf.html", "404.html", "413.html", "429.html", "500.html", "503.html"}

    def is_rendered(name: str) -> bool:
        return (
            name in text
            or (any(family.fullmatch(name) for family in families) and f'"{Path(name).stem}"' in quoted)
            or any((library / name).exists() for library in libraries)
        )

    names = {str(file.relative_to(TEMPLATES)) for file in _files_below(TEMPLATES)} - READY - by_status

    assert sorted(name for name in names if not is_rendered(name)) == []


def test_every_function_and_class_is_used():
    """Named in our own code or a template; tests and the re-exports of a package do not count."""
    re_exports = re.compile(r"^from [\w.]+ import (?:\([^)]*\)|.*)$|^__all__ = \[[^]]*\]", re.MULTILINE)
    comments = re.compile(r'"""(?:.|\n)*?"""|(?<!\S)# .*')
    definition = re.compile(r"((?:^@.*\n)*)^(?:async )?(?:def|class) ([a-z]\w*|[A-Z]\w*)", re.MULTILINE)
    # Found by Django rather than by name: whatever registers itself, an app's configuration, a command.
    registered = re.compile(r"@(?:admin\.)?register\b|@register\.\w+\(.*name=|@receiver\b")
    names, defined = Counter(re.findall(r"\w+", _text_of(_files_below(TEMPLATES)))), []
    for file in CODE:
        code = comments.sub("", file.read_text(encoding="utf-8"))
        if file.name == "__init__.py":
            code = re_exports.sub("", code)
        names.update(re.findall(r"\w+", code))
        if file.name != "apps.py" and file.parent.name != "commands":
            defined += [(file, name) for marks, name in definition.findall(code) if not registered.search(marks)]

    times = Counter(name for _, name in defined)
    unused = [
        f"{file.relative_to(ROOT)}: {name}"
        for file, name in defined
        if names[name] <= times[name] and name not in READY
    ]

    assert unused == []


# --- templates


PAGES = sorted(TEMPLATES.rglob("*.html"))


def test_templates_have_one_element_a_line():
    """Plain-text emails are not meant: a paragraph of theirs is one line."""
    long = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in PAGES
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 120
    ]

    assert not long


def test_no_template_compares_a_status():
    """The page or the record says what a status means; its template only shows it."""
    compares = re.compile(r"\{%-?\s*(?:el)?if\b[^%]*\bstatus\b[^%]*(?:==|!=| in )")

    assert [str(file.relative_to(ROOT)) for file in PAGES if compares.search(file.read_text(encoding="utf-8"))] == []


# --- states


def test_every_named_set_of_statuses_is_beside_its_statuses():
    """Two statuses of one kind in a row are a set, and sets have names in `states`; constraints spell theirs out."""
    a_set = r"[(\[{]((\w*Status)\.[A-Z_]+), \2\."
    others = [file for file in OUR_FILES if "states" not in (file.stem, file.parent.name)]
    elsewhere = [file for file in others if file.relative_to(ROOT).parts[0] != "tests"]
    found = [line for line in _lines_with(a_set, elsewhere) if "condition=" not in line and "sample/" not in line]

    assert [line for line in found if "would_hide=" not in line and "answers = " not in line] == []
