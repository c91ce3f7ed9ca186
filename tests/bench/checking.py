"""The cost of checking a plan: names in the narrative, the coverage matrix, and all findings, but no page."""

import json
import re
import time
from collections.abc import Callable

from districts.models import District
from grants.rules.reading import reading_of
from tests.bench.client import Measured, percentile_95
from tests.grants.collaboration.builders import NAMES, a_plan_of
from tests.prose import OWN_TEXTS, texts_in

MEMBERS, CHARACTERS = 30, 22_500


def say_check(rounds: int) -> None:
    """Print the row “check a plan”: 30 members and 22,500 characters, among the names of all agencies on record.

    The floor is one pass of a compiled matcher of these names over the text.
    """
    packet, facts = a_plan_of(MEMBERS)
    facts["agencies"] = list(District.objects.values("leaid", "name", "kind"))
    text = _prose([p["name"] for p in packet["participants"]] + list(NAMES.values()))
    packet["narrative"] = [
        {"key": f"n{number}", "element": number, "heading": "", "text": text[start : start + CHARACTERS // 9]}
        for number, start in enumerate(range(0, CHARACTERS, CHARACTERS // 9), start=1)
    ]
    names = re.compile(r"\b(?:" + "|".join(sorted({re.escape(a["name"]) for a in facts["agencies"]})) + r")\b")
    times = _milliseconds(lambda: reading_of(packet, facts), rounds)
    floor = _milliseconds(lambda: names.findall(text), rounds)
    row = Measured("check a plan", sorted(times)[rounds // 2], percentile_95(times), 0, len(text), None)
    print(json.dumps({**row.as_dict(), "floor_median_ms": sorted(floor)[rounds // 2]}))


def _prose(names: list[str]) -> str:
    """The repository's own texts one after the other, with these names in between."""
    written = [json.loads((OWN_TEXTS / f"{text}.json").read_text(encoding="utf-8")) for text in texts_in(OWN_TEXTS)]
    sentences = " ".join(answer["text"] for one in written for answer in one["narrative"]).split(". ")
    parts = [f"{names[n % len(names)]} sends a teacher. {sentence}" for n, sentence in enumerate(sentences)]
    return ". ".join(parts)[:CHARACTERS]


def _milliseconds(work: Callable[[], object], rounds: int) -> list[float]:
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return times
