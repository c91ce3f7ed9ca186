"""The open data of contracts is valid by the official schema of the Open Contracting Data Standard, version 1.1.5."""

import json
import zipfile

import pytest
import time_machine
from django.test import Client
from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT4

from tests.purchasing.every_event import NOON, a_contract_with_every_event

pytestmark = pytest.mark.django_db
SCHEMAS = "standard-1__1__5/schema/"


def test_a_contract_with_every_event_is_valid_ocds(real_data):
    with zipfile.ZipFile(real_data / "data" / "schemas" / "ocds-standard-1__1__5-schema.zip") as files:
        release, package = (
            json.loads(files.read(f"{SCHEMAS}{name}-schema.json")) for name in ("release", "release-package")
        )
    with time_machine.travel(NOON, tick=False):
        a_contract_with_every_event()
        found = json.loads(b"".join(Client().get("/contracts/ocds.json").streaming_content))
    registry = Registry().with_resource(release["id"], DRAFT4.create_resource(release))
    package["properties"]["releases"]["items"] = {"$ref": release["id"]}
    schema = Draft4Validator(package, registry=registry, format_checker=FormatChecker())

    assert len(found["releases"]) == 7
    assert [f"{error.json_path} {error.message}" for error in schema.iter_errors(found)] == []
    del found["releases"][3]["contracts"][0]["awardID"]
    assert [error.json_path for error in schema.iter_errors(found)] == ["$.releases[3].contracts[0]"]
