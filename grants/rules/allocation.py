"""What each member receives of the grant money that an application requests."""

from collections import Counter
from collections.abc import Mapping
from typing import Any


def grant_by_member(packet: Mapping[str, Any]) -> dict[str, int]:
    """The grant money that the budget lines of a submitted version pay to each member, by its key in the packet."""
    money: Counter[str] = Counter()
    for line in packet.get("budget", []):
        if line["source"] == "grant" and line["payee"]:
            money[line["payee"]] += line["amount"] or 0
    return dict(money)
