"""What a policy needs, and how its citation is recognized."""

import datetime
import re
from urllib.parse import urlsplit

CITATION_AT_MOST, TITLE_AT_MOST, OWNER_AT_MOST, URL_AT_MOST, REASON_AT_MOST = 100, 200, 200, 500, 2_000


def citation_key(citation: str) -> str:
    """The citation as it is compared: without spaces, section signs, a last period, and upper case."""
    return re.sub(r"[\s§]", "", citation).rstrip(".").casefold()


def problems_with_policy(
    *, citation: str, title: str, owner: str, text_url: str, is_waivable_known: bool, waivable_reason: str
) -> list[str]:
    """What is missing or wrong in the facts of a policy."""
    problems = []
    if not citation_key(citation):
        problems.append("Enter the citation, such as ORC 3313.48.")
    if not title.strip():
        problems.append("Enter the title.")
    if not owner.strip():
        problems.append("Enter the office that answers for this policy.")
    url = urlsplit(text_url)
    if text_url and (url.scheme not in ("http", "https") or not url.netloc):
        problems.append("Enter the web address of the text so that it begins with https://.")
    if is_waivable_known and not waivable_reason.strip():
        problems.append("Enter why this policy can or can’t be waived, with the source.")
    return problems


def problems_with_repeal(repealed_on: datetime.date, *, starts_on: datetime.date | None, reason: str) -> list[str]:
    """Why a policy can't be repealed on that date: its last day comes before its first, or there is no reason."""
    problems = []
    if starts_on and repealed_on < starts_on:
        problems.append("Choose a date after the policy’s effective date.")
    if not reason.strip():
        problems.append("Enter what repealed or replaced it.")
    return problems
