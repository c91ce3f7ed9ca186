"""Files that officers download: the queue and a ranking as CSV, a reviewed application as PDF."""

import contextlib
import ctypes
import datetime
import importlib
import itertools
import logging
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone

from grants.actions.review_pdfs import NotDrawn
from grants.states import Status
from portal.components.columns import Column, Computed, File
from portal.components.downloads import csv_response
from portal.review.pages.consensus import MeetingRow
from portal.review.pages.funding import FundingShown
from portal.review.pages.meetings import MinutesLine
from portal.review.pages.queue_rows import number_of_marks, verdict_in_words
from portal.review.pages.ranking import RankingRow, TieRow
from portal.review.pages.scoring_rounds import ProgressRow
from portal.review.pages.screening import ScreenRow

log = logging.getLogger(__name__)
MARK_WORDS = {"e": "explained", "p": "partly explained", "n": "not explained", "-": ""}


def _or_nothing(name: str | None) -> str:
    return name or ""


def _small(members: dict[str, int] | None) -> int:
    return members["small"] if members else 0


def _rural(members: dict[str, int] | None) -> int:
    return members["rural"] if members else 0


def _yes_or_no(fact: bool) -> str:
    return "yes" if fact else "no"


def _stage(status: str) -> str:
    return str(Status(status).label)


def _moment(submitted: datetime.datetime | None) -> str:
    return timezone.localtime(submitted).strftime("%Y-%m-%d %H:%M") if submitted else ""


def _is_waiting(until: datetime.datetime | None) -> str:
    return _yes_or_no(until is not None and timezone.now() <= until)


def _mark_of(element: int) -> Computed:
    return Computed(lambda marks: MARK_WORDS[marks[element - 1]], "marks_line")


QUEUE = File(
    "reviews",
    "Applications to review",
    "Each row is an application of the queue.",
    (
        Column("reference"),
        Column("consortium", source="consortium__name"),
        Column("lead", source=Computed(_or_nothing, "lead__name")),
        Column("competition", source="competition__name"),
        Column("status", source=Computed(_stage, "status")),
        Column("submitted", source=Computed(_moment, "submitted_at")),
        Column("requested", source="requested"),
        Column("region", source=Computed(_or_nothing, "region")),
        Column("members", source="participants_count"),
        Column("small members", source=Computed(_small, "eligible")),
        Column("rural members", source=Computed(_rural, "eligible")),
        Column("signed", source="signatures_count"),
        *(Column(f"element {number}", source=_mark_of(number)) for number in range(1, 10)),
        Column("unanswered elements", source="unanswered_count"),
        Column("findings", source="findings_count"),
        Column("new findings", source="new_findings_count"),
        Column("marked elements", source=Computed(number_of_marks, "marks_line")),
        Column("determination", source=Computed(verdict_in_words, "verdict")),
        Column("officers differ", source=Computed(_yes_or_no, "officers_differ")),
        Column("officer asked", source=Computed(_or_nothing, "asks_officer")),
        Column("state’s answer", source=Computed(_or_nothing, "state_answer")),
        Column("taken by", source=Computed(_or_nothing, "assignee")),
        Column("waiting for the applicant", source=Computed(_is_waiting, "returned_until")),
        Column("answers due", source=Computed(_moment, "returned_until")),
    ),
)


def queue_csv(rows: "QuerySet[Any, Any]", *, on: datetime.date) -> StreamingHttpResponse:
    """Every row of the queue, with the columns of its page. No cell is ever a formula."""
    return csv_response(QUEUE.name, QUEUE.header, QUEUE.rows_of_queryset(rows), on=on)


SCORING = File(
    "scoring",
    "Scoring of a round",
    "Each row is an application of the round.",
    (
        Column("reference"),
        Column("consortium", source="name"),
        Column("sustainability gate", source="gate"),
        Column("gate result", source="result"),
        Column("votes"),
        Column("scoring by criteria", source="scoring"),
    ),
)


def scoring_csv(rows: Iterable[ProgressRow], *, on: datetime.date) -> StreamingHttpResponse:
    """How far the scorers of each application are, with the columns of its page. No cell is ever a formula."""
    return csv_response(SCORING.name, SCORING.header, SCORING.rows(rows), on=on)


SCREEN = File(
    "eligibility-screen",
    "Eligibility screen of a round",
    "Each row is an application of the round.",
    (
        Column("reference"),
        Column("consortium", source="name"),
        Column("facts at the deadline", source="facts"),
        Column("result"),
        Column("your conclusion", source="own"),
    ),
)


def screen_csv(rows: Iterable[ScreenRow], *, on: datetime.date) -> StreamingHttpResponse:
    """The eligibility screen with the columns of its page. No cell is ever a formula."""
    return csv_response(SCREEN.name, SCREEN.header, SCREEN.rows(rows), on=on)


MEETING = File(
    "consensus-meeting",
    "Running order of a consensus meeting",
    "Each row is an application, in the order of the meeting.",
    (
        Column("order", source="place"),
        Column("reference"),
        Column("consortium", source="name"),
        Column("leave the room", source="leave"),
        Column("scorers who stay", source="stay"),
    ),
)


def meeting_csv(rows: Iterable[MeetingRow], *, on: datetime.date) -> StreamingHttpResponse:
    """The running order with the columns of its page. No cell is ever a formula."""
    return csv_response(MEETING.name, MEETING.header, MEETING.rows(rows), on=on)


MINUTES = File(
    "consensus-minutes",
    "Minutes of a consensus meeting",
    "Each row is an application, or a score change or a dissent, in the order of the meeting.",
    (
        Column("order", source="place"),
        Column("reference"),
        Column("consortium", source="name"),
        Column("left the room", source="leave"),
        Column("in the room", source="present"),
        Column("status", source="state"),
        Column("entry", source="kind"),
        Column("scorer"),
        Column("criterion"),
        Column("before"),
        Column("after"),
        Column("reason"),
        Column("based on", source="quote"),
        Column("entered"),
    ),
)


def minutes_csv(rows: Iterable[MinutesLine], *, on: datetime.date) -> StreamingHttpResponse:
    """The minutes with the words of their page. No cell is ever a formula."""
    return csv_response(MINUTES.name, MINUTES.header, MINUTES.rows(rows), on=on)


# ---- PDF ----

# The address that printed pages have for the library: a name that no network resolves (RFC 6761).
PRINTED_AT = "https://portal.invalid/"
# The names of the drawing library on Linux, macOS, and Windows.
PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0")
# The time and memory that making one PDF may take; a separate program keeps to these limits.
SECONDS, MOST_MEMORY = 60, 1536 * 1024 * 1024
# How the program ends after its time.
OUT_OF_TIME = -getattr(signal, "SIGXCPU", 24)
TOO_LONG = f"Making the PDF took longer than {SECONDS} seconds."
NOT_DRAWN = "The program that makes PDFs couldn’t finish."
# A word wider than its line takes time by the square of its length (1 minute for 100,000 letters), so longer ones
# are broken.
LONGEST_WORD = 50
OF_WORDS = re.compile(r"<[^>]*>|(?:&[#\w]+;|[^\s<>&])+")
LETTERS = re.compile(r"&[#\w]+;|.", re.DOTALL)


class PDF(HttpResponse):
    """A PDF that opens in the browser."""

    def __init__(self, content: bytes, *, filename: str) -> None:
        super().__init__(content, content_type="application/pdf")
        self["Content-Disposition"] = f'inline; filename="{filename}"'


@cache
def _weasyprint() -> Any:
    """The PDF library; None on a machine without Pango, where its import fails."""
    # It logs every style property that it ignores on paper.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("weasyprint.progress").setLevel(logging.ERROR)
    try:
        return importlib.import_module("weasyprint")
    except OSError:
        return None


@cache
def can_make_pdf() -> bool:
    """Whether this machine can make PDFs. Every desk asks, so only Pango is looked up and the library isn't loaded."""
    for name in PANGO:
        with contextlib.suppress(OSError):
            return bool(ctypes.CDLL(name))
    return False


def pdf_of(html: str) -> bytes:
    """One of the portal's pages as a tagged PDF (PDF/UA-1), made by a separate program (manage.py draw_pdf).

    Raises NotDrawn if that takes too long or more memory than a page needs, or if this machine can't make PDFs.
    """
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "draw_pdf"]
    try:
        # Longer than the program may run: on a busy machine it waits for its turn.
        done = subprocess.run(command, input=html.encode(), capture_output=True, timeout=2 * SECONDS, check=True)
    except subprocess.TimeoutExpired:
        raise NotDrawn(TOO_LONG) from None
    except subprocess.CalledProcessError as ended:
        log.warning("A PDF could not be made (%s): %s", ended.returncode, ended.stderr.decode(errors="replace")[-500:])
        raise NotDrawn(TOO_LONG if ended.returncode == OUT_OF_TIME else NOT_DRAWN) from None
    return done.stdout


def draw_pdf(html: str) -> bytes:
    """The same, drawn by this program. Only the portal's own static files are fetched."""
    library = _weasyprint()
    if library is None:
        raise NotDrawn(NOT_DRAWN)
    document = library.HTML(string=with_breaks(html), base_url=PRINTED_AT, url_fetcher=_own_files())
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return content


def with_breaks(html: str) -> str:
    """The page with invisible places to break in words that are too long for a line."""
    return OF_WORDS.sub(_with_breaks, html)


def _with_breaks(found: re.Match[str]) -> str:
    word = found[0]
    if len(word) <= LONGEST_WORD or word.startswith("<"):
        return word
    letters = LETTERS.findall(word)
    parts = ("".join(letters[i : i + LONGEST_WORD]) for i in range(0, len(letters), LONGEST_WORD))
    return "\u200b".join(parts)


@cache
def _own_files() -> Any:
    """A fetcher that reads our static files from the disk and refuses every other address."""
    urls = importlib.import_module("weasyprint.urls")

    class OwnFiles(urls.URLFetcher):  # type: ignore[name-defined]  # the library may be missing
        def fetch(self, url: str, headers: Any = None) -> Any:
            file = own_file(url)
            kind = {".css": "text/css", ".svg": "image/svg+xml"}.get(file.suffix, "application/octet-stream")
            return urls.URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})

    return OwnFiles()


def own_file(url: str) -> Path:
    """The static file at one of our addresses. Raises ValueError for any other address."""
    path = unquote(urlsplit(url).path)
    name = path.removeprefix(settings.STATIC_URL)
    if not url.startswith(PRINTED_AT) or name == path:
        raise ValueError(f"Not one of our files: {url[:100]}")
    roots = [Path(root).resolve() for root in (*settings.STATICFILES_DIRS, settings.STATIC_ROOT) if root]
    for root in roots:
        file = (root / name).resolve()
        if file.is_relative_to(root) and file.is_file():
            return file
    raise ValueError(f"Not one of our files: {url[:100]}")


# ---- the ranking of a round ----

RANKING_HEADER = (
    "application",
    "consortium",
    "scores",
    "raw",
    "adjusted",
    "low",
    "high",
    "rank",
    "rank low",
    "rank high",
    "band",
    "place by tie rule",
    "why",
)


def ranking_file(rows: Iterable[RankingRow], ties: Iterable[TieRow], *, on: datetime.date) -> StreamingHttpResponse:
    """The rows of the page, scores in percent with all their decimals, and the place that the tie rule gives."""
    places = {tie.reference: (tie.place, tie.reason) for tie in ties}
    names = ("n", "raw", "adjusted", "low", "high", "rank", "rank_low", "rank_high", "band")
    cells = (
        [row.reference, row.name, *(row.figures[name] for name in names), *places.get(row.reference, ("", ""))]
        for row in rows
    )
    return csv_response("ranking", RANKING_HEADER, cells, on=on)


# ---- the funding line of a round ----

FUNDING_HEADER = (
    "place",
    "application",
    "consortium",
    "band",
    "region",
    "small or rural",
    "amount",
    "outcome",
    "balance",
    "change from the baseline",
    "why in this place",
)


def funding_file(shown: FundingShown, *, on: datetime.date) -> StreamingHttpResponse:
    """The rows of a scenario, and below them the applications that it leaves out."""
    rows = (
        [
            *(row.place, row.reference, row.name, row.band, row.region, row.small_or_rural),
            *(row.amount_in_dollars, row.outcome, row.left_in_dollars, row.change, row.why),
        ]
        for row in shown.rows
    )
    absent = (["", one.reference, "", "", "", "", "", "Left out", "", "", one.reason] for one in shown.absent)
    return csv_response("funding-line", FUNDING_HEADER, itertools.chain(rows, absent), on=on)
