"""A public page on a slow line: everything it needs before it can be read stays small."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

BUDGET = 100 * 1024  # bytes on the wire: HTML, CSS, JavaScript and fonts together


def _on_the_wire(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6))


def _static_file(address: str) -> Path:
    found = finders.find(address.removeprefix("/static/"))
    assert found, f"{address} is not there: run make setup"
    return Path(found)


def _weights(address: str) -> dict[str, int]:
    html = Client().get(address).content
    weights = {address: _on_the_wire(html)}
    for part in re.findall(r'(?:href|src)="(/static/[^"?#]+\.(?:css|js))"', html.decode()):
        file = _static_file(part)
        weights[part] = _on_the_wire(file.read_bytes())
        if file.suffix == ".css":
            for font in re.findall(r"url\([\"']?([^\"')]+\.woff2?)", file.read_text(encoding="utf-8")):
                weights[font] = (file.parent / font).stat().st_size
    return weights


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/districts/", "/schools/", "/consortia/", "/regions/"])
def test_a_first_view_is_at_most_100_kb(address):
    weights = _weights(address)

    assert len(weights) >= 3, f"its style sheets were not found: {weights}"
    assert sum(weights.values()) <= BUDGET, weights
