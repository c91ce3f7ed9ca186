"""Text that people read holds none of the phrases in tests/plain_language.txt, each listed with what to write instead.

An area's run names every line to change. Where a phrase is right in its place, its honest use is added to the list.
Rendered pages and emails are read where the sample state is walked (tests/test_offered_pages.py).
"""

from pathlib import Path

import pytest

from tests.plain_language import (
    DOMAIN_APPS,
    ROOT,
    RULES,
    VALUE,
    faults,
    faults_of_file,
    files_of,
    page_texts,
    python_texts,
    read_rules,
    template_texts,
)

NOT_AREAS = {"__pycache__", "formats", "templatetags", "management"}


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


def test_a_phrase_is_found_in_the_sentences_and_labels_of_a_page_but_not_across_its_cells_or_in_its_script():
    page = (
        "<title>Emails</title><td>It was handed</td><td>in on May 5.</td><p>It was <b>handed</b>\n in.</p>"
        '<button aria-label="Hand in">Submit</button><script>"handed in"</script><code>handed in</code>'
    )

    found = [text for text in page_texts(page) for _ in faults(text, read_rules("hand(?:ed)? in -> submit"))]

    assert sorted(found) == ["Hand in", "It was handed in."]
