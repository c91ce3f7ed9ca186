"""Contracts as open contracting data: a release for each event, several buyers, and what each member bought."""

import datetime
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from tests.purchasing.every_event import NOON, a_contract_with_every_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


def test_every_event_has_its_release(tmp_path):
    a_contract_with_every_event()
    call_command("export_ocds", str(tmp_path / "all.json"), "--contract", "24-01")
    package = json.loads((tmp_path / "all.json").read_text())
    releases = package["releases"]
    assert [(release["tag"], release["date"][:10]) for release in releases] == [
        (["planning"], "2024-01-15"),
        (["tender"], "2024-02-01"),
        (["award"], "2024-05-01"),
        (["contract"], "2024-07-01"),
        (["contractAmendment"], "2025-07-01"),
        (["contractTermination"], "2026-08-31"),
        (["award", "contract", "implementation"], "2025-09-01"),
    ]
    assert len({release["id"] for release in releases}) == 7
    tender, award, signed, amended, ended, call_off = releases[1:]
    assert tender["tender"]["procuringEntity"] == {"id": "US-NCES-LEAID-9900001", "name": "Otter Run Local"}
    buyers = [party["name"] for party in signed["parties"] if "buyer" in party["roles"]]
    assert buyers == ["Otter Run Local", "Cedar Gap Local"]
    assert award["awards"][0]["suppliers"] == [{"id": "US-OH-SUPPLIER-acme-paper", "name": "Acme Paper"}]
    assert signed["contracts"][0]["period"]["endDate"].startswith("2027-06-30")
    assert amended["contracts"][0]["period"]["endDate"].startswith("2028-06-30")
    assert amended["contracts"][0]["amendments"][0]["amendsReleaseID"] == signed["id"]
    assert amended["contracts"][0]["amendments"][0]["rationale"] == "Renewed for a year."
    assert ended["contracts"][0]["status"] == "terminated"
    assert call_off["relatedProcesses"][0]["relationship"] == ["framework"]
    assert call_off["relatedProcesses"][0]["identifier"] == signed["ocid"] == "ocds-000000-mill-creek-24-01"
    assert call_off["buyer"]["name"] == "Cedar Gap Local"
    transactions = call_off["contracts"][0]["implementation"]["transactions"]
    assert [one["value"] for one in transactions] == [{"amount": 30.03, "currency": "USD"}]


def test_anyone_downloads_the_same_releases(tmp_path):
    a_contract_with_every_event()
    call_command("export_ocds", str(tmp_path / "all.json"))
    answer = Client().get("/contracts/ocds.json")
    assert answer["Content-Type"] == "application/json"
    downloaded = json.loads(b"".join(answer.streaming_content))
    assert downloaded == json.loads((tmp_path / "all.json").read_text())
    assert datetime.datetime.fromisoformat(downloaded["publishedDate"]) == NOON
    none = json.loads(b"".join(Client().get("/contracts/ocds.json?contract=99").streaming_content))
    assert none["releases"] == []


def test_a_number_without_a_contract_is_an_error(tmp_path):
    with pytest.raises(CommandError, match="No contract has the number 99"):
        call_command("export_ocds", str(tmp_path / "none.json"), "--contract", "99")
