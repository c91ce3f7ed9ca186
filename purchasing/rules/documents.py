"""What is wrong with a document of a contract, and which documents an auditor looks for. Pure."""

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urlsplit

MOST_DOCUMENTS, TITLE_AT_MOST, LINK_AT_MOST = 60, 200, 500
_HOST = re.compile(r"[A-Za-z0-9.-]+\.[A-Za-z]{2,}")


def problems_with_title(title: str) -> list[str]:
    """Problems with the title of a document."""
    if not title:
        return ["Enter the title."]
    return [f"The title is too long. Enter at most {TITLE_AT_MOST} characters."] if len(title) > TITLE_AT_MOST else []


def problems_with_link(url: str) -> list[str]:
    """Problems with the address of a document that is published elsewhere."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or re.search(r"[\s<>\"]", url):
        return ["Enter the full link, beginning with https://."]
    if len(url) > LINK_AT_MOST:
        return [f"The link is too long. Enter at most {LINK_AT_MOST} characters."]
    return []


class DiligenceItem(NamedTuple):
    """What an auditor looks for: its name, why it is needed, and whether it is on record (None: not needed here)."""

    name: str
    why: str
    is_present: bool | None
    detail: str = ""


class ContractPapers(NamedTuple):
    """What is on record about a contract for its checklist."""

    kinds: Collection[str]  # of documents
    clause: str  # yes, no, or empty
    clause_page: str
    amendments: int
    has_prices: bool
    requires_joinder: bool


def checklist(papers: ContractPapers, *, joinder: bool | None, district: str) -> list[DiligenceItem]:
    """What a member's file on its purchases under the contract needs, and what is missing.

    `joinder`: whether the member has one in force, or None without a member. The tests are those of New York's
    General Municipal Law 103(16) and of 2 CFR 200.318 to 200.324.
    """
    kinds = papers.kinds
    clause = {"yes": "The solicitation has one", "no": "The solicitation has none: other agencies can’t use it"}
    detail = clause.get(papers.clause, "Not on record whether the solicitation has one")
    if papers.clause_page:
        detail += f" (page {papers.clause_page})"
    has_joinder = joinder if papers.requires_joinder else None
    return [
        DiligenceItem("Solicitation", "Shows what was asked for.", "solicitation" in kinds),
        DiligenceItem("Public notice", "Shows that the solicitation was open to all.", "notice" in kinds),
        DiligenceItem("Bid tabulation", "Shows the bids that were compared.", "bids" in kinds),
        DiligenceItem("Evaluation", "Shows why the winning bid was the best.", "evaluation" in kinds),
        DiligenceItem("Award notice or board action", "Shows who awarded it, and when.", "award" in kinds),
        DiligenceItem(
            "Cooperative-use clause", "Lets other agencies buy.", papers.clause == "yes" or "clause" in kinds, detail
        ),
        DiligenceItem("Signed contract", "Shows the terms.", "contract" in kinds),
        DiligenceItem(
            "Amendments",
            "Show how the terms changed.",
            "amendment" in kinds if papers.amendments else None,
            f"{papers.amendments} on record" if papers.amendments else "None on record",
        ),
        DiligenceItem(
            f"Joinder of {district}" if district else "Joinder of the member",
            "Shows that the member joined before it bought.",
            has_joinder,
            "" if papers.requires_joinder else "This contract doesn’t require one",
        ),
        DiligenceItem("Price list", "Shows that the price paid was the contract price.",
                      "prices" in kinds or papers.has_prices),
    ]  # fmt: skip
