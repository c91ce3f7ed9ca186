"""What tests of the queue and the desk ask of pages: their words, their rows, what they cost."""

import csv
import io
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from grants.actions.review import record_determination, record_mark, start_review
from reviews.rules import NOTHING_FOUND, PASSAGE, Cited
from tests.grants.builders import AT


def signed_in(client, person):
    client.force_login(person)
    return client


def as_read(client, address):
    """What the form of the signing page sends of what the signer read there."""
    return {"seen": re.search('name="seen" value="([0-9a-f]{64})"', client.get(address).text)[1]}


def sign(client, address, **words):
    """The answer to the signing page, read and sent with these words."""
    return client.post(address, words | as_read(client, address))


def determined(application, officer, verdict="explained", reasons="Seen and understood."):
    """A determination on nine marks: element 2 is partly explained, nothing was found for the others."""
    review = start_review(application=application, by=officer, at=AT)
    for element in (1, 3, 4, 5, 6, 7, 8, 9):
        mark_nothing(review, element)
    record_mark(
        review=review, element=2, verdict="partly", citations=[Cited(PASSAGE, "n2-p1", 0, 10)], note="Says the first",
        revision=0, by=officer, at=AT,
    )  # fmt: skip
    return record_determination(review=review, verdict=verdict, reasons=reasons, by=officer, at=AT)


def mark_nothing(review, element):
    nothing = [Cited(NOTHING_FOUND)]
    return record_mark(
        review=review, element=element, verdict="not_explained", citations=nothing, revision=0, by=review.officer,
        at=AT,
    )  # fmt: skip


def queries_of(client, address):
    """How many statements a page asks besides session, user and roles."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    own = ("django_session", 'FROM "accounts_user" WHERE', "accounts_staterole", "SAVEPOINT")
    return [q["sql"] for q in asked if not any(word in q["sql"] for word in own)]


def shown(page):
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def rows_of(client, query=""):
    page = client.get(f"/reviews/{query}")
    return re.findall(r'<th scope="row" class="reference"><a href="/reviews/([^/]+)/[^"]*">', page.content.decode())


def file_of(client, query=""):
    text = b"".join(client.get(f"/reviews.csv{query}").streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))
