"""docs/findings.md is drawn from the rules in code."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from grants.management.commands.draw_findings import BEGIN, END
from grants.rules.collaboration.findings import RULES


@pytest.fixture
def document(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    file = tmp_path / "docs" / "findings.md"
    file.parent.mkdir()
    file.write_text(f"# Findings\n\n{BEGIN}\nold\n{END}\n\nMore.\n")
    return file


def test_the_document_has_every_rule_with_its_title_and_keeps_what_people_wrote(document):
    call_command("draw_findings")

    text = document.read_text()
    assert text.startswith(f"# Findings\n\n{BEGIN}\n\n## Missing information\n\n### Elements without an answer\n")
    assert text.endswith(f"\n{END}\n\nMore.\n")
    assert all(f"### {rule.title}\n\n{rule.found_when}\n" in text and f"`{rule.name}`" in text for rule in RULES)


def test_a_rule_says_what_it_compares_and_when_it_asks_a_question(document):
    call_command("draw_findings")

    assert (
        "### Agencies named that aren’t members\n"
        "\n"
        "The narrative names an agency in the state that isn’t on the member list.\n"
        "\n"
        "- **Shown with:** “Readers may assume a named agency is a member. These aren’t on the list.”\n"
        "- **Compares:** the narrative with the registry\n"
        "- **Asked as a question when:** the name may mean something else: it is a single word without “schools,” "
        "“district,” or the like, the text says that the agency declined or left, or a sentence mentions it only in "
        "passing: where someone worked, a road, a game, a study, or a comparison.\n"
        "- **How accurate it is:** We tried it on 48 invented applications whose writer didn’t know how it works. It "
        "made 8 findings, none of them wrong. It missed 4 but asked a question about 2 of them.\n"
        "- **What it can’t see:** It recognizes names and common ways of saying a number or “all.” It doesn’t "
        "understand what a sentence means, so it misses facts that are worded differently.\n"
        "- **Kind:** two places disagree; one finding for each agency\n"
        "- **Name in code and files:** `outsider-named`\n"
    ) in document.read_text()


def test_a_document_that_differs_from_the_rules_fails_the_check(document):
    with pytest.raises(CommandError, match="differs from the rules in code"):
        call_command("draw_findings", "--check")
    assert "\nold\n" in document.read_text()

    call_command("draw_findings")
    call_command("draw_findings", "--check")


def test_a_document_without_the_two_comments_is_left_alone(document):
    document.write_text("# Findings\n")

    with pytest.raises(CommandError, match="has lost the two comments"):
        call_command("draw_findings")
    assert document.read_text() == "# Findings\n"
