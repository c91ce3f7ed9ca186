"""The open data of awards is valid by the official schema of 360Giving, version 1.4."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012, SchemaResource

from grants.exports.giving360 import Funder, grants_as_360giving
from tests.grants.builders import an_application
from tests.grants.deciding import decided, released

pytestmark = pytest.mark.django_db


def validator(real_data: Path) -> Draft202012Validator:
    """Of the package; the schema of a grant, which it names by an address, is the file of the same name."""
    folder = real_data / "data" / "schemas" / "360giving"

    def of_the_same_name(address: str) -> SchemaResource:
        return DRAFT202012.create_resource(json.loads((folder / Path(urlsplit(address).path).name).read_text()))

    package = json.loads((folder / "360-giving-package-schema.json").read_text())
    formats = FormatChecker()
    formats.checks("date-time")(lambda value: "T" in value)  # a day alone is the other form that dates may have
    return Draft202012Validator(package, registry=Registry(retrieve=of_the_same_name), format_checker=formats)


def test_a_released_round_is_valid_360giving(real_data):
    first, second = an_application(), an_application(first=10, name="Stone Ridge Network")
    decided(first, amount=30_000)
    decided(second, amount=20_000)
    released(first.competition)
    package = grants_as_360giving(Funder(*settings.FUNDER))
    schema = validator(real_data)

    assert len(package["grants"]) == 2
    assert [error.message for error in schema.iter_errors(package)] == []
    del package["grants"][0]["awardDate"]
    assert [error.json_path for error in schema.iter_errors(package)] == ["$.grants[0]"]
