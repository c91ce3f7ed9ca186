"""A request that is larger than its page takes is refused by its stated length, before anything reads it."""

import pytest
from django.http import HttpResponse
from django.test import Client

from portal.components.request_size import takes_up_to
from portal.middleware import RefuseLargeBodies
from tests.factories import UserFactory

TEN_MB = "10000000"


def send(client: Client, address: str, length: str):
    """A form that says it is this long. Reading it would find one byte only."""
    return client.post(
        address, b"x", content_type="multipart/form-data; boundary=x", headers={"content-length": length}
    )


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/", "/no/such/page/"])
def test_no_stranger_can_send_ten_megabytes(address):
    answer = send(Client(enforce_csrf_checks=True), address, TEN_MB)

    assert answer.status_code == (404 if "no" in address else 413)
    if answer.status_code == 413:
        page = answer.content.decode()
        assert "This page accepts up to 8 MB" in page
        assert "Nothing was uploaded or saved" in page


@pytest.mark.django_db
def test_someone_with_an_account_can_send_no_more():
    client = Client()
    client.force_login(UserFactory())

    assert send(client, "/accounts/settings/", TEN_MB).status_code == 413


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["many", "-1"])
def test_a_length_that_is_not_a_number_counts_as_none(length):
    answer = Client().post("/accounts/login/", b"x=1", content_type="application/x-www-form-urlencoded",
                           headers={"content-length": length})  # fmt: skip

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("length", "is_refused"), [("9437184", False), ("9437185", True), ("-1", False), ("many", False), ("", False)]
)
def test_eight_megabytes_and_one_for_the_form_are_the_limit_and_what_states_no_length_is_not_read_anyway(
    rf, length, is_refused
):
    request = rf.post("/", b"x", content_type="text/plain", headers={"content-length": length})
    middleware = RefuseLargeBodies(lambda _: HttpResponse())

    assert bool(middleware.process_view(request, lambda _: HttpResponse(), (), {})) is is_refused


def test_a_page_that_takes_more_says_how_much(rf):
    request = rf.post("/", b"x", content_type="text/plain", headers={"content-length": TEN_MB})
    middleware, view = RefuseLargeBodies(lambda _: HttpResponse()), takes_up_to(9_000_000)(lambda _: HttpResponse())

    assert middleware.process_view(request, view, (), {}) is None
