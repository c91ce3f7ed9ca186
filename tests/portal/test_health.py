"""The address for monitoring: one query, nothing secret in the answer."""

import pytest
from django.db import OperationalError, connection

pytestmark = pytest.mark.django_db


def test_a_working_portal_says_ok_with_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Content-Type"].startswith("text/plain")
    assert "no-store" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer


def test_a_portal_without_its_database_says_so_without_naming_the_server(client, monkeypatch):
    def fail():
        raise OperationalError("connection to server at db1.example.gov failed: password for portal")

    monkeypatch.setattr(connection, "cursor", fail)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")
