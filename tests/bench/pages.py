"""The pages that are measured, each with its floor."""

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from tests.bench.client import Answer, Client


@dataclass(frozen=True)
class Subject:
    """Whom and what is asked for (see subject.py)."""

    session: str
    reference: str
    application: int
    officer: int
    consortium: str
    region: str
    leaid: str
    ncessch: str
    contract: int
    contract_page: str
    mark: int
    element: int
    revision: int
    verdict: str
    version: int
    drafts: list[list[str]]  # the reference, the lead's session, and the digest of what is submitted, of each
    round: str
    round_id: int
    scorer_session: str
    scorer_id: int
    board_session: str
    board_id: int
    scored: str
    assignment: int
    score: int
    score_revision: int
    award: str


Ask = Callable[..., Answer]


@dataclass(frozen=True)
class Page:
    """A page's name in the table, how it is asked for, and the floor's address."""

    name: str
    asker: Callable[[Client, Subject], Ask]
    floor: Callable[[Subject], str]
    is_stored: bool = False  # for visitors who are signed out


def getting(path: str) -> Callable[[Client, Subject], Ask]:
    """Ask for an address with GET."""

    def asker(client: Client, subject: Subject) -> Ask:
        address = path.format(**asdict(subject))
        return lambda *, compressed: client.ask("GET", address, compressed=compressed)

    return asker


def marking() -> Callable[[Client, Subject], Ask]:
    """Record the mark of one element again and again, its verdict changing each time."""

    def asker(client: Client, subject: Subject) -> Ask:
        client.ask("GET", f"/reviews/{subject.reference}/")  # the cookie that a form needs
        revision = itertools.count(subject.revision)
        other = "partly" if subject.verdict == "explained" else "explained"

        def ask(*, compressed: bool) -> Answer:
            seen = next(revision)
            form = {
                "element": subject.element,
                "version": subject.version,
                # Never the one that stands: the same again would change nothing.
                "verdict": (other, subject.verdict)[(seen - subject.revision) % 2],
                "revisions": ",".join(str(seen) for _ in range(9)),
            }
            answer = client.ask(
                "POST", f"/reviews/{subject.reference}/marks/", body=urlencode(form), compressed=compressed
            )
            if answer.status != 302:
                raise RuntimeError(f"The mark was not recorded: {answer.status}")
            return answer

        return ask

    return asker


def submitting() -> Callable[[Client, Subject], Ask]:
    """Submit another draft with the most members each time."""

    def asker(client: Client, subject: Subject) -> Ask:
        drafts = iter(subject.drafts)

        def ask(*, compressed: bool) -> Answer:
            reference, session, seen = next(drafts)
            lead = Client(client.connection.port, {"sessionid": session})
            lead.ask("GET", f"/applications/{reference}/submit/")  # the cookie that a form needs
            answer = lead.ask("POST", f"/applications/{reference}/submit/", body=f"seen={seen}", compressed=compressed)
            if answer.status != 302:
                raise RuntimeError(f"{reference} was not submitted: {answer.status}")
            return answer

        return ask

    return asker


def opening_draft(path: str) -> Callable[[Client, Subject], Ask]:
    """Open this page of a draft with the most members, as someone who writes it."""

    def asker(client: Client, subject: Subject) -> Ask:
        reference, session, _seen = subject.drafts[-1]
        lead = Client(client.connection.port, {"sessionid": session})
        address = f"/applications/{reference}/{path}"
        return lambda *, compressed: lead.ask("GET", address, compressed=compressed)

    return asker


def saving_answer() -> Callable[[Client, Subject], Ask]:
    """Save another answer to the first question of that draft each time, as the page does while someone types."""

    def asker(client: Client, subject: Subject) -> Ask:
        reference, session, _seen = subject.drafts[-1]
        lead = Client(client.connection.port, {"sessionid": session})
        page = lead.ask("GET", f"/applications/{reference}/sections/question-1/", compressed=False).text
        revision = int(page.split('name="revision-1" value="')[1].split('"')[0])
        text = "Each member sends one teacher and shares one room. " * 80

        def ask(*, compressed: bool) -> Answer:
            nonlocal revision
            form = {"text": f"{text}{revision}", "revision": revision}
            answer = lead.ask(
                "POST", f"/applications/{reference}/plan/answers/1/", body=urlencode(form), compressed=compressed
            )
            revision = json.loads(answer.text)["revision"]
            return answer

        return ask

    return asker


def signing() -> Callable[[Client, Subject], Ask]:
    """Sign the lead's part of that draft, the largest of all parts, again each time."""

    def asker(client: Client, subject: Subject) -> Ask:
        reference, session, _seen = subject.drafts[-1]
        lead = Client(client.connection.port, {"sessionid": session})
        page = f"/applications/{reference}/signatures/"
        first = re.search(rf'href="({page}\w+/)"', lead.ask("GET", page, compressed=False).text)
        address = first[1] if first else page
        part = lead.ask("GET", address, compressed=False).text
        form = {
            "name": "Pat Doe",
            "title": "Superintendent",
            "seen": part.split('name="seen" value="')[1].split('"')[0],
        }

        def ask(*, compressed: bool) -> Answer:
            answer = lead.ask("POST", address, body=urlencode(form), compressed=compressed)
            if answer.status != 302:
                raise RuntimeError(f"{reference} was not signed: {answer.status}")
            return answer

        return ask

    return asker


def opening_as(session: str, path: str) -> Callable[[Client, Subject], Ask]:
    """Open this page as the person whose session the subject has under that name."""

    def asker(client: Client, subject: Subject) -> Ask:
        person = Client(client.connection.port, {"sessionid": getattr(subject, session)})
        return getting(path)(person, subject)

    return asker


def scoring() -> Callable[[Client, Subject], Ask]:
    """Save another score of one criterion each time."""

    def asker(client: Client, subject: Subject) -> Ask:
        scorer = Client(client.connection.port, {"sessionid": subject.scorer_session})
        scorer.ask("GET", f"/scoring/{subject.scored}/")  # the cookie that a form needs
        revision = itertools.count(subject.score_revision)

        def ask(*, compressed: bool) -> Answer:
            seen = next(revision)
            reason = f"The second activity names who pays for it, and when. {seen}"
            form = {"score": 3, "reason": reason, "confidence": "high", "revision": seen}
            answer = scorer.ask(
                "POST", f"/scoring/{subject.scored}/scores/1/", body=urlencode(form), compressed=compressed
            )
            if answer.status != 302:
                raise RuntimeError(f"The score was not recorded: {answer.status}")
            return answer

        return ask

    return asker


PAGES = [
    Page("queue, first 50", getting("/reviews/?competition={round}"), lambda s: f"/queue/{s.officer}"),
    Page(
        "queue, one finding",
        getting("/reviews/?competition={round}&finding=gives-nothing"),
        lambda s: f"/filtered/{s.officer}",
    ),
    Page("desk, most members", getting("/reviews/{reference}/"), lambda s: f"/desk/{s.application}"),
    Page("recording a mark", marking(), lambda s: f"/mark/{s.mark}"),
    Page("budget, 60 lines", opening_draft("budget/"), lambda s: f"/budget/{s.drafts[-1][0]}"),
    Page(
        "open a section, most members", opening_draft("sections/question-1/"), lambda s: f"/section/{s.drafts[-1][0]}"
    ),
    Page("save an answer", saving_answer(), lambda s: f"/answer/{s.drafts[-1][0]}"),
    Page("sign the lead’s part", signing(), lambda s: f"/sign/{s.drafts[-1][0]}"),
    Page("submit, most members", submitting(), lambda s: f"/submit/{s.drafts[0][0]}"),
    Page("scorer’s list", opening_as("scorer_session", "/scoring/"), lambda s: f"/scorer_list/{s.scorer_id}"),
    Page(
        "scorer’s desk",
        opening_as("scorer_session", "/scoring/{scored}/"),
        lambda s: f"/scorer_desk/{s.assignment}",
    ),
    Page("recording a score", scoring(), lambda s: f"/score/{s.score}"),
    Page("ranking of a round", getting("/competitions/{round}/ranking/"), lambda s: f"/ranking/{s.round_id}"),
    Page(
        "funding line",
        getting("/competitions/{round}/funding-line/?budget=88600000"),
        lambda s: f"/ranking/{s.round_id}",
    ),
    Page(
        "board’s list",
        opening_as("board_session", "/competitions/{round}/board/"),
        lambda s: f"/board/{s.round_id}",
    ),
    Page("public award", getting("/awards/{award}/"), lambda s: f"/award/{s.award}"),
    Page("district list", getting("/districts/"), lambda s: "/districts/-", is_stored=True),
    Page("school search", getting("/schools/?q=high"), lambda s: "/schools/%25HIGH%25", is_stored=True),
    Page("schools, faceted", getting("/schools/?locale=rural&srsa=yes"), lambda s: "/faceted/-", is_stored=True),
    Page(
        "schools of a state, faceted", getting("/schools/?state=OH&grades=9-12"), lambda s: "/faceted/-", is_stored=True
    ),
    Page("search of names", getting("/search/?q=mill+creek"), lambda s: "/schools/%25MILL%25", is_stored=True),
    Page("search, near miss", getting("/search/?q=mil+crek"), lambda s: "/schools/%25MIL%25", is_stored=True),
    Page("schools of a state .csv", getting("/schools.csv?state=OH"), lambda s: "/state/OH"),
    Page("schools of a state .geojson", getting("/schools.geojson?state=OH"), lambda s: "/state/OH"),
    Page("regions, with the map", getting("/regions/"), lambda s: "/regions/OH", is_stored=True),
    Page("one region", getting("/regions/{region}/"), lambda s: "/regions/OH", is_stored=True),
    Page("district record", getting("/districts/{leaid}/"), lambda s: f"/district/{s.leaid}", is_stored=True),
    Page("school record", getting("/schools/{ncessch}/"), lambda s: f"/school/{s.ncessch}", is_stored=True),
    Page("contract list", getting("/contracts/"), lambda s: "/contracts/-", is_stored=True),
    Page("contract record", getting("{contract_page}"), lambda s: f"/contract/{s.contract}", is_stored=True),
    Page("consortium record", getting("/consortia/{consortium}/"), lambda s: f"/roster/{s.consortium}", is_stored=True),
    Page(
        "roster as of a day",
        getting("/consortia/{consortium}/members/?on=2025-07-01"),
        lambda s: f"/roster/{s.consortium}",
        is_stored=True,
    ),
    Page(
        "roster as it was known",
        getting("/consortia/{consortium}/members/?on=2025-07-01&known=2026-07-01"),
        lambda s: f"/roster/{s.consortium}",
        is_stored=True,
    ),
    Page(
        "what changed in a year",
        getting("/consortia/{consortium}/members/changes/?from=2025-07-01&to=2026-07-01"),
        lambda s: f"/roster/{s.consortium}",
    ),
    Page("partners for a district", getting("/districts/{leaid}/partners/"), lambda s: "/districts/-"),
    Page("small rural without consortium", getting("/partners/"), lambda s: "/districts/-"),
    Page("queue as .csv, all", getting("/reviews.csv"), lambda s: f"/csv/{s.officer}"),
]
