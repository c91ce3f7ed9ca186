"""Thousands of mutated requests and files: never a server error (5xx), never a traceback.

Every run does a small part. All of it, 10,000 requests and 2,000 files, takes some minutes and is run by hand:

HOSTILE=all .venv/bin/python -m pytest tests/hostile
"""

import contextlib
import copy
import datetime
import os
import random
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.refusals import Unready
from grants.imports.case import load_case
from grants.imports.case_file import data_of
from portal.review.views import paper
from tests.consortia.test_hostile_own_files import FILES as OWN_FILES
from tests.districts.test_hostile_uploads import COMPONENTS, REGIONS
from tests.districts.uploads import FILES as OFFICIAL_FILES
from tests.doors import DOORS
from tests.grants.builders import a_case
from tests.hostile.mutations import Seen, mutated_bytes, mutated_json, mutated_request
from tests.world import NOON, VISITORS, a_world

pytestmark = pytest.mark.django_db
ALL = os.environ.get("HOSTILE") == "all"
# By kind of visitor, and by kind of file; each part has a seed of its own.
REQUESTS, OF_EACH_FILE = (770, 250) if ALL else (20, 8)
IMPORTED = OWN_FILES | {"regions": REGIONS, "components": COMPONENTS, "official": ""}
DOCUMENTS = {"pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:
    """One world for all; what each request writes is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _with_a_worker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent or drawn in a request."""
    settings.WORKER = True
    monkeypatch.setattr(paper, "can_make_pdf", lambda: True)


def addresses(world: SimpleNamespace) -> list[str]:
    """Every address of the table of doors, with the arguments it has there."""
    return sorted(
        {reverse(name, kwargs={key: value.format(**vars(world)) for key, value in arguments.items()})
         for name, arguments, _, _ in DOORS}
    )  # fmt: skip


def page_of(client: Client, request: dict[str, Any]) -> str:
    """The page in the response, "" for any other response. Raises what the portal raises, and for a server error."""
    answer: Any = client.generic(**request)
    assert answer.status_code < 500, answer.status_code
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    page = content.decode(errors="replace") if answer.get("Content-Type", "").startswith("text/html") else ""
    assert "Traceback (most recent call last)" not in page
    return page


@contextlib.contextmanager
def noting(errors: list[str], said: object) -> Iterator[None]:
    """Undo what is written within, and note an error instead of ending the test, so that one run finds all."""
    with transaction.atomic():
        try:
            yield
        except Exception as error:  # noqa: BLE001  # whatever it is, the test names it
            errors.append(f"{said}: {type(error).__name__}: {error}"[:1_000])
        transaction.set_rollback(True)


@pytest.mark.parametrize("visitor", VISITORS)
@time_machine.travel(NOON)
def test_no_mutated_request_is_a_server_error(world, visitor):
    rng, seen, errors = random.Random(f"requests of {visitor}"), Seen(), []
    every_address = addresses(world)
    for number in range(REQUESTS):
        client = Client()
        if visitor != "public":
            client.force_login(getattr(world, visitor))
        request = mutated_request(rng, rng.choice(every_address), seen)
        with noting(errors, (number, request)):
            seen.look(page_of(client, request))
    assert errors == []


@pytest.mark.parametrize("kind", IMPORTED)
@time_machine.travel(NOON)
def test_no_mutated_import_is_a_server_error(world, kind):
    rng, registrar, errors = random.Random(f"files of {kind}"), Client(), []
    registrar.force_login(world.registrar)
    texts = dict(OFFICIAL_FILES) if kind == "official" else {f"{kind}.csv": IMPORTED[kind]}
    for number in range(OF_EACH_FILE):
        contents = {name: text.encode() for name, text in texts.items()}
        broken = rng.choice(sorted(texts))
        contents[broken] = mutated_bytes(rng, contents[broken])
        with noting(errors, (number, contents[broken])):
            _preview_and_import(registrar, contents)
    assert errors == []


def _preview_and_import(registrar: Client, contents: dict[str, bytes]) -> None:
    files = [SimpleUploadedFile(name, content) for name, content in contents.items()]
    answer = registrar.post("/imports/new/", {"uploads": files, "state": "OH", "school_year": ""})
    if answer.status_code == 302:
        assert registrar.get(answer.url).status_code == 200
        assert b"".join(registrar.get(f"{answer.url}rows.csv").streaming_content)
        answer = registrar.post(f"{answer.url}apply/")
    assert answer.status_code < 500


@time_machine.travel(NOON)
def test_no_mutated_document_is_a_server_error(world):
    rng, client, errors = random.Random("documents"), Client(), []
    client.force_login(world.lead)
    address = reverse("membership:document_add", args=[world.invitation.pk])
    for number in range(OF_EACH_FILE):
        content = mutated_bytes(rng, DOCUMENTS[rng.choice(sorted(DOCUMENTS))])
        name = rng.choice(("a.pdf", "a" * 200 + ".png", "\u202egpj.exe", "a\0.pdf", 'a"b.pdf', "\U0001f4a9"))
        data = {"file": SimpleUploadedFile(name, content), "kind": "agreement", "adopted_on": "2026-01-01"}
        with noting(errors, (number, name, content)):
            assert client.post(address, data).status_code < 500
    assert errors == []


@time_machine.travel(NOON)
def test_every_mutated_application_file_is_loaded_or_refused_in_words(world):
    rng, errors = random.Random("applications"), []
    at = datetime.datetime(2026, 4, 20, 14, 0, tzinfo=datetime.UTC)
    for number in range(OF_EACH_FILE):
        content = mutated_json(rng, copy.deepcopy(a_case()))
        with noting(errors, (number, content)):
            try:
                load_case(data_of(content), by="tests", at=at)
            except Unready as no:
                errors += [problem for problem in no.problems if not problem.isprintable()]
    assert errors == []


def test_the_whole_is_as_large_as_promised():
    whole = (770, 250)

    assert whole[0] * len(VISITORS) >= 10_000
    assert whole[1] * (len(IMPORTED) + 2) >= 2_000
