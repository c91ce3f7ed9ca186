"""What a page without names says and shows: the notice, the summary, and what is withheld."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from grants.models import Competition
from grants.reads.scoring import ScoringDesk
from grants.rules.hidden_names import (
    WHAT_IS_HIDDEN,
    WHAT_IS_NOT_HIDDEN,
    Names,
)
from portal.review.pages.summary import UNKNOWN, DeskSummary, summary_of
from reviews.models import AbstractCitation
from reviews.rules import Cited


@dataclass(frozen=True)
class NamesNotice:
    """What is hidden on a page, and what can't be."""

    heading: str
    hidden: str
    not_hidden: str


def names_notice(names: Names, heading: str = "Names are hidden from scorers in this round.") -> NamesNotice | None:
    """The notice of a page on which names are hidden; None if they aren't."""
    return NamesNotice(heading, WHAT_IS_HIDDEN, WHAT_IS_NOT_HIDDEN) if names.are_hidden else None


def cited_by(citation: AbstractCitation) -> Cited:
    """A stored citation without its row."""
    return Cited(citation.kind, citation.place, citation.start, citation.end, citation.quote)


def withheld_in(names: Names) -> str:
    """The line about attachments that a reader without names can't open; "" if there are none."""
    count = len(names.packet.get("attachments", ())) if names.are_hidden else 0
    if not count:
        return ""
    files = "1 attachment is" if count == 1 else f"{count} attachments are"
    return f"{files} withheld, because names are hidden in this round and files can name the applicant."


def summary_for_scorer(desk: ScoringDesk) -> DeskSummary:
    """The summary without the lead's phone number and email; without names and places where names are hidden."""
    rows, version = desk.rows, desk.rows.version
    summary = summary_of(rows.application, version.content, version.reading, rows.participants, rows.shapes)
    summary = replace(summary, contact=[])
    return _without_names(summary, version.content, desk.names) if desk.names.are_hidden else summary


def _without_names(summary: DeskSummary, stored: Mapping[str, Any], names: Names) -> DeskSummary:
    """The facts and counts as they are; no name, no address, no county, and no map."""
    shown = {row["key"]: row["name"] for row in names.packet["participants"]}
    members = [
        replace(one, name=shown[names.key(row["key"])], address="", county="hidden")
        for one, row in zip(summary.members, stored["participants"], strict=True)
    ]
    counties = {one.county for one in summary.members}
    facts = [(label, _count_of_counties(counties) if label == "Counties" else value) for label, value in summary.facts]
    lead = next((row["name"] for row in names.packet["participants"] if row["role"] == "lead"), "")
    return replace(
        summary,
        consortium=names.packet["title"],
        consortium_address="",
        facts=facts,
        lead=lead,
        lead_address="",
        members=members,
        map=None,
    )


def _count_of_counties(counties: set[str]) -> str:
    known = len(counties - {UNKNOWN})
    return f"{known} (names hidden)" if known else UNKNOWN


def hidden_names_in_words(competition: Competition) -> str:
    """Who reads names in the round, in a sentence."""
    hidden = (competition.hides_names_from_scorers, competition.hides_names_from_board)
    return {
        (False, False): "Scorers and the board see the names of applicants.",
        (True, False): "Names are hidden from scorers. The board sees them.",
        (False, True): "Names are hidden from the board. Scorers see them.",
        (True, True): "Names are hidden from scorers and from the board.",
    }[hidden]
