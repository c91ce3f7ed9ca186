"""The axe rules of WCAG 2.2 A and AA, run in a page."""

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.machine import ROOT

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def _axe() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations_on(page: Page) -> list[str]:
    """What axe objects to, one line each: the rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
        page.add_init_script(_axe())  # the next pages of this tab have it from the start
    asked = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    violations = page.evaluate("asked => axe.run(document, asked).then(result => result.violations)", asked)
    return [_in_words(violation) for violation in violations]


def _in_words(violation: dict[str, Any]) -> str:
    places = ", ".join(node["html"][:120] for node in violation["nodes"][:3])
    return f"{violation['id']} ({violation['impact']}): {places}"
